// Saves a show on a disk that fails at every call, and looks at all that a power cut may leave of it.
import { expect, test } from 'vitest'
import { parseShow } from '../../main/build/parse-show.ts'
import { readFile } from '../../main/store/read-file.ts'
import { saveFile } from '../../main/store/save-file.ts'
import { Counts, CrashBook } from '../support/crash-counts.ts'
import { bytesOf, playlistData, showData } from '../support/show-bytes.ts'
import { ERRORS, SimulatedDisk } from '../support/simulated-disk.ts'
import type { CrashState, Mishap, MishapAt } from '../support/simulated-disk.ts'

const PATH = '/shows/my.show.json'
const counts = new Counts('saves')

const show = (name: string) => bytesOf(showData({ name, playlists: [playlistData('a', { name })] }))
const WITH_OLD: CrashState = { files: new Map([[PATH, Buffer.from(show('Old'))]]), folders: ['/', '/shows'] }

async function nameIn(disk: SimulatedDisk): Promise<string | null> {
  const content = await readFile(PATH, disk)
  if (!content.ok) return null
  const parsed = parseShow(content.value.bytes, PATH)
  if (!parsed.ok) throw new Error(parsed.error[0]?.what)
  return parsed.value.name
}

test('a power cut leaves the old show or the new, and the new once it is said to be saved', async () => {
  const disk = new SimulatedDisk(WITH_OLD)
  let saved = 0
  const book = new CrashBook(disk, counts, () => saved)
  for (let save = 1; save <= 30; save += 1) {
    expect(await saveFile(PATH, show(`Save ${save}`), disk)).toMatchObject({ ok: true })
    saved = save
    book.look()
  }
  for (const { state, promised } of book.states) {
    const name = await nameIn(new SimulatedDisk(state))
    const found = name === 'Old' ? 0 : Number(name?.slice('Save '.length))
    expect([promised, promised + 1]).toContain(found)
  }
  expect(book.states.length).toBeGreaterThan(100)
})

const MISHAPS: readonly NonNullable<Mishap>[] = [...ERRORS, 'short']

test.each(MISHAPS)(
  '%s at any one call leaves a whole show, and a save that is said to be one is',
  async (mishap) => {
    for (let at = 1; ; at += 1) {
      const mishapAt: MishapAt = ({ number }) => (number === at ? mishap : null)
      const disk = new SimulatedDisk(WITH_OLD, mishapAt)
      const saved = await saveFile(PATH, show('New'), disk)
      if (disk.calls < at) break
      counts.add('calls that failed once')
      for (const state of disk.crashStates()) {
        const name = await nameIn(new SimulatedDisk(state))
        expect(saved.ok ? ['New'] : ['Old', 'New']).toContain(name)
      }
      expect(await saveFile(PATH, show('Again'), disk)).toMatchObject({ ok: true })
      expect(await nameIn(disk)).toBe('Again')
    }
  },
)
