import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { BoothOptions } from '../../../support/kept-booth.ts'
import { VERSION_LIMITS } from '../../../../main/store/versions.ts'
import { FOH, KeptBooth, PATH, diskWith, turns } from '../../../support/kept-booth.ts'
import { anyMutation, referringShow } from '../../../support/edited-shows.ts'
import { runs } from '../../../support/property-runs.ts'
import { playlistData, showData } from '../../../support/show-bytes.ts'
import { SimulatedDisk } from '../../../support/simulated-disk.ts'
import type { CrashState } from '../../../support/simulated-disk.ts'

const two = showData({ playlists: [playlistData('a'), playlistData('b')] })
const DESK = { by: { id: 'tab 2', name: 'Stage desk' }, cause: null }

async function open(state: CrashState = diskWith(two), options: BoothOptions = {}): Promise<KeptBooth> {
  const booth = await KeptBooth.open(new SimulatedDisk(state), options)
  onTestFinished(() => booth[Symbol.asyncDispose]())
  return booth
}

/** What is there when the power is gone, of all that was not asked for to be kept nothing. */
function cut({ disk }: KeptBooth): CrashState {
  const [state] = disk.crashStates()
  if (state === undefined) throw new Error('nothing is left')
  return state
}

const untimed = (entry: { readonly time: unknown }): object => ({ ...entry, time: null })

const journals = (booth: KeptBooth): readonly string[] =>
  [...booth.disk.files.keys()].filter((path) => path.startsWith('/data/journal/'))

describe('an edit', () => {
  test('is kept within 300 ms, and back after the end, marked as unsaved and to be taken back', async () => {
    const booth = await open()
    expect(journals(booth)).toEqual([])
    booth.rename('Intro')
    expect(booth.coordinator.edits()).toMatchObject({ generation: 2, kept: 1 })
    await booth.passes(300)
    expect(booth.coordinator.edits()).toMatchObject({ generation: 2, kept: 2 })
    expect(booth.said('show.persistence.kept')).toEqual([{ generation: 2 }])
    const again = await open(cut(booth))
    expect(again.taken.map(({ show }) => show.playlists[0]?.name)).toEqual(['Intro'])
    expect(again.coordinator.edits()).toMatchObject({
      ...{ generation: 2, kept: 2, isEdited: true },
      restored: { edits: 1, at: Date.UTC(2026, 10, 27, 14, 31) },
      history: [{ label: 'rename a to Intro', by: FOH.by, isUndone: false }],
    })
    expect(again.said('show.persistence.restored')).toMatchObject([{ path: PATH, edits: 1, torn: 0 }])
    again.coordinator.undo(FOH)
    expect(again.names).toEqual(['a', 'b'])
    expect(again.coordinator.edits().isEdited).toBe(false)
  })

  test('that waits is kept at once for who waits for it', async () => {
    const booth = await open()
    booth.rename('Intro')
    const kept = booth.coordinator.whenKept({ generation: 2 })
    await turns()
    expect(await kept).toEqual({ ok: true, value: { generation: 2, kept: 2 } })
    expect(await booth.coordinator.whenKept({ generation: 1 })).toMatchObject({ ok: true })
    expect(await booth.coordinator.whenKept({ generation: 3 })).toMatchObject({
      error: { code: 'edit/other-show' },
    })
  })

  test('of a show that has no file is kept with the show', async () => {
    const booth = await open(diskWith(two), { path: null })
    booth.edit({ edit: 'put', kind: 'event', id: 'lights.go', value: {} })
    booth.edit({ edit: 'put', kind: 'playlist', id: 'p', value: playlistData('p') })
    await booth.passes(300)
    const again = await open(cut(booth), { path: null })
    expect(again.names).toEqual(['p'])
    expect(again.coordinator.edits()).toMatchObject({ isEdited: true, restored: { edits: 2 } })
  })

  test('of a show that was never saved is in a file of its own after a start with another show', async () => {
    const booth = await open(diskWith(two), { path: null })
    booth.edit({ edit: 'put', kind: 'event', id: 'lights.go', value: {} })
    booth.edit({ edit: 'put', kind: 'playlist', id: 'p', value: playlistData('p') })
    await booth.passes(300)
    const again = await open(cut(booth))
    expect(again.names).toEqual(['a', 'b'])
    const [file = '', ...others] = journals(again).filter((path) => path.endsWith('.show.json'))
    expect(others).toEqual([])
    expect(again.coordinator.edits().notices).toMatchObject([expect.stringContaining(file)])
    expect((await open(cut(again), { path: file })).names).toEqual(['p'])
    // What is in the file is not put into another at the next start.
    expect((await open(cut(again))).coordinator.edits().notices).toEqual([])
  })

  test('after a save that was refused is still kept', async () => {
    const booth = await open()
    booth.rename('Intro')
    const path = '/nowhere/other.json'
    expect(await booth.coordinator.saveAs({ path, replace: false }, FOH)).toMatchObject({ ok: false })
    booth.rename('Opening')
    await booth.passes(300)
    const again = await open(cut(booth))
    expect(again.names).toEqual(['Opening', 'b'])
  })
})

describe('a journal', () => {
  test('ends with a save, and the next begins with the keys that steps have by then', async () => {
    const booth = await open(
      diskWith(showData({ playlists: [playlistData('a', { steps: [1, 2, 3].map(stepAt) })] })),
    )
    booth.edit({ edit: 'steps', playlist: 'a', do: 'remove', keys: [[1, 1]] })
    await booth.passes(300)
    expect(await booth.coordinator.save(FOH)).toMatchObject({ ok: true })
    await booth.passes(300)
    expect(journals(booth)).toEqual([])
    booth.edit({ edit: 'steps', playlist: 'a', do: 'shift', keys: [[3, 3]], by: 10 })
    booth.coordinator.undo(DESK)
    booth.coordinator.undo(FOH)
    booth.coordinator.undo(FOH)
    booth.coordinator.redo(FOH)
    await booth.passes(300)
    const again = await open(cut(booth))
    expect(again.coordinator.current()).toEqual(booth.coordinator.current())
    // Taken back before the journal began, it is known by what was taken back.
    again.coordinator.redo(FOH)
    booth.coordinator.redo(FOH)
    expect(again.coordinator.current().show).toEqual(booth.coordinator.current().show)
  })

  test('goes on over a save while somebody edits, and what was saved is not done again', async () => {
    const booth = await open()
    booth.rename('Intro')
    await booth.passes(300)
    const saved = booth.coordinator.save(FOH)
    for (let turn = 0; turn < 12; turn += 1) await Promise.resolve()
    booth.rename('Later')
    await turns()
    expect(await saved).toMatchObject({ ok: true, value: { generation: 2 } })
    await booth.passes(300)
    expect(booth.coordinator.edits()).toMatchObject({ isEdited: true, kept: 3 })
    const again = await open(cut(booth))
    expect(again.names).toEqual(['Later', 'b'])
    expect(again.coordinator.edits()).toMatchObject({ generation: 3, restored: { edits: 1 } })
  })

  test('goes with the show into another file', async () => {
    const booth = await open()
    booth.rename('Intro')
    await booth.passes(300)
    const path = '/shows/other.show.json'
    const saved = booth.coordinator.saveAs({ path, replace: false }, FOH)
    for (let turn = 0; turn < 12; turn += 1) await Promise.resolve()
    booth.rename('Later')
    await turns()
    expect(await saved).toMatchObject({ ok: true })
    await booth.passes(300)
    const state = cut(booth)
    expect((await open(state, { path })).names).toEqual(['Later', 'b'])
    expect((await open(state)).names).toEqual(['a', 'b'])
  })

  test('whose end was cut off is read up to there, which is said', async () => {
    const booth = await open()
    booth.rename('Intro')
    await booth.passes(300)
    booth.rename('Lost')
    await booth.passes(300)
    const state = cut(booth)
    const [journal = ''] = journals(booth)
    const files = new Map(state.files).set(journal, (state.files.get(journal) as Buffer).subarray(0, -5))
    const again = await open({ ...state, files })
    expect(again.names).toEqual(['Intro', 'b'])
    expect(again.said('show.persistence.restored')).toMatchObject([{ edits: 1 }])
    expect((again.said('show.persistence.restored')[0] as { torn: number }).torn).toBeGreaterThan(0)
    again.rename('After')
    await again.passes(300)
    expect((await open(cut(again))).names).toEqual(['After', 'b'])
  })

  test('that was damaged in its middle is kept beside the new one', async () => {
    const booth = await open()
    for (const name of ['One', 'Two', 'Three']) {
      booth.rename(name)
      await booth.passes(300)
    }
    const state = cut(booth)
    const [journal = ''] = journals(booth)
    const bytes = Buffer.from(state.files.get(journal) as Buffer)
    bytes.write('2wO', bytes.indexOf('Two'))
    const again = await open({ ...state, files: new Map(state.files).set(journal, bytes) })
    expect(again.names).toEqual(['One', 'b'])
    await again.passes(300)
    expect(journals(again).filter((path) => path.endsWith('.damaged.kept'))).toHaveLength(1)
    expect(again.coordinator.edits().notices).toMatchObject([expect.stringContaining('damaged')])
    expect((await open(cut(again))).names).toEqual(['One', 'b'])
  })

  test('of a file that was changed since is kept under another name, which is said', async () => {
    const booth = await open()
    booth.rename('Intro')
    await booth.passes(300)
    const state = cut(booth)
    const other = Buffer.from(JSON.stringify({ ...two, name: 'Changed' }))
    const again = await open({ ...state, files: new Map(state.files).set(PATH, other) })
    expect(again.names).toEqual(['a', 'b'])
    expect(again.coordinator.edits()).toMatchObject({ isEdited: false, restored: null })
    expect(journals(again)).toMatchObject([expect.stringMatching(/\.changed\.kept$/)])
    expect(again.said('show.persistence.setAside')).toMatchObject([
      { what: expect.stringContaining('.changed.kept') as string },
    ])
  })

  test('of another version is kept under another name', async () => {
    const state = diskWith(two)
    const folders = [...state.folders, '/data/journal']
    const files = new Map(state.files).set('/data/journal/x.journal', Buffer.from('something else\n'))
    const again = await open({ files, folders })
    expect(journals(again)).toEqual(['/data/journal/x.unknown.kept'])
  })

  test('of another show stays where it is until that is opened', async () => {
    const booth = await open()
    booth.rename('Intro')
    await booth.passes(300)
    const path = '/shows/other.show.json'
    const state = cut(booth)
    const files = new Map(state.files).set(path, Buffer.from(JSON.stringify(two)))
    const other = await open({ ...state, files }, { path })
    expect(other.names).toEqual(['a', 'b'])
    expect(other.coordinator.edits().notices).toMatchObject([expect.stringContaining(PATH)])
    const opened = other.coordinator.open({ path: PATH, discard: false }, FOH)
    await turns()
    expect(await opened).toMatchObject({ ok: true })
    expect(other.names).toEqual(['Intro', 'b'])
    expect(other.coordinator.edits()).toMatchObject({ isEdited: true, restored: { edits: 1 } })
    other.coordinator.undo(FOH)
    expect(other.names).toEqual(['a', 'b'])
    other.rename('Again')
    await other.passes(300)
    expect((await open(cut(other))).names).toEqual(['Again', 'b'])
  })

  test('of edits that somebody let go of is gone', async () => {
    const booth = await open()
    booth.rename('Intro')
    await booth.passes(300)
    await booth.coordinator.empty({ discard: true }, FOH)
    await booth.passes(300)
    expect(journals(booth)).toEqual([])
    expect((await open(cut(booth))).names).toEqual(['a', 'b'])
  })

  test('that grows is begun anew with the whole show, and says how many edits that holds', async () => {
    const booth = await open(diskWith(two), { limits: { waiting: 1e6, records: 2000 } })
    for (let edit = 1; edit <= 30; edit += 1) {
      booth.rename(`Name ${edit}`)
      await booth.passes(100)
    }
    const all = journals(booth)
    expect(all).toHaveLength(1)
    expect(booth.disk.files.get(all[0] ?? '')?.length).toBeLessThan(8000)
    const again = await open(cut(booth))
    expect(again.names).toEqual(['Name 30', 'b'])
    expect(again.coordinator.edits()).toMatchObject({ generation: 31, restored: { edits: 30 } })
  })
})

describe('a file that was changed after a crash', () => {
  test('leaves the show as it was then in a file of its own, which can be opened, and says where', async () => {
    const booth = await open(diskWith(two), { versions: VERSION_LIMITS })
    booth.rename('Intro')
    await booth.passes(300)
    const state = cut(booth)
    const other = Buffer.from(JSON.stringify({ ...two, name: 'Changed' }))
    const after = { ...state, files: new Map(state.files).set(PATH, other) }
    const again = await open(after, { versions: VERSION_LIMITS })
    expect(again.names).toEqual(['a', 'b'])
    expect(again.coordinator.current().show.name).toBe('Changed')
    const [file = ''] = journals(again).filter((path) => path.endsWith('.show.json'))
    expect(again.coordinator.edits().notices).toEqual([expect.stringContaining(file)])
    expect(again.said('show.persistence.setAside')).toMatchObject([{ path: file }])
    expect((await open(cut(again), { path: file })).names).toEqual(['Intro', 'b'])
    expect((await open(cut(again))).coordinator.edits().notices).toEqual([])
  })
})

describe('edits that somebody let go of', () => {
  type LetGo = (booth: KeptBooth) => Promise<unknown>
  const theirs = Buffer.from(JSON.stringify(showData({ playlists: [playlistData('c')] })))
  const ways: readonly (readonly [string, LetGo])[] = [
    ['by a new show', ({ coordinator }) => coordinator.empty({ discard: true }, FOH)],
    ['by opening the file again', ({ coordinator }) => coordinator.open({ path: PATH, discard: true }, FOH)],
    ['by reading the file again', ({ coordinator }) => coordinator.reload(FOH.by, null, true)],
    [
      'for a file that was changed',
      async ({ coordinator, disk, passes }) => {
        disk.replace(PATH, theirs)
        void coordinator.reload(FOH.by, null)
        await passes(100)
        return coordinator.takeOffered(FOH)
      },
    ],
  ]

  async function areGone(booth: KeptBooth, letGo: LetGo): Promise<void> {
    const passes = (ms: number): Promise<void> => booth.passes(ms)
    const answer = letGo(Object.assign(Object.create(booth) as KeptBooth, { passes }))
    await booth.passes(100)
    expect(await answer).toMatchObject({ ok: true })
    for (const state of [...booth.disk.crashStates()]) {
      const again = await open(state)
      expect(again.names).not.toContain('Intro')
      expect(again.coordinator.edits()).toMatchObject({ restored: null, notices: [] })
    }
  }

  test.each(ways)('%s do not come back, however soon the end comes after the answer', async (_, letGo) => {
    const booth = await open()
    booth.rename('Intro')
    await booth.passes(300)
    await areGone(booth, letGo)
  })

  test.each(ways)('%s do not come back either where they are of an earlier run', async (_, letGo) => {
    const booth = await open()
    booth.rename('Intro')
    await booth.passes(300)
    const again = await open(cut(booth))
    expect(again.names).toEqual(['Intro', 'b'])
    await areGone(again, letGo)
  })
})

test('a file that cannot be used is none that holds the show, however often it is read after mine was kept', async () => {
  const booth = await open()
  booth.outside(PATH, Buffer.from('torn'))
  await booth.passes(100)
  expect(booth.coordinator.keepMine(FOH)).toMatchObject({ ok: true })
  const read = booth.coordinator.reload(FOH.by, null)
  await booth.passes(100)
  expect(await read).toMatchObject({ value: { changed: false } })
  expect(booth.coordinator.edits()).toMatchObject({ isEdited: true, failing: { isKept: true } })
  expect(await booth.coordinator.save(FOH)).toMatchObject({ ok: true })
  expect(booth.coordinator.edits()).toMatchObject({ isEdited: false, failing: null })
})

describe('what is back', () => {
  test('is counted in edits: one that was taken back is none, one that was saved and taken back is one', async () => {
    const booth = await open()
    booth.rename('Intro')
    booth.rename('Outro', 'b')
    booth.coordinator.undo(FOH)
    booth.coordinator.redo(FOH)
    booth.coordinator.undo(FOH)
    await booth.passes(300)
    expect((await open(cut(booth))).coordinator.edits().restored).toMatchObject({ edits: 1 })
    expect(await booth.coordinator.save(FOH)).toMatchObject({ ok: true })
    booth.coordinator.undo(FOH)
    await booth.passes(300)
    expect((await open(cut(booth))).coordinator.edits().restored).toMatchObject({ edits: 1 })
  })

  test('of a show that never had a file is written once, though its journal cannot be put aside', async () => {
    const booth = await open(diskWith(two), { path: null })
    booth.edit({ edit: 'put', kind: 'event', id: 'lights.go', value: {} })
    await booth.passes(300)
    let state = cut(booth)
    for (let start = 0; start < 3; start += 1) {
      const disk: SimulatedDisk = new SimulatedDisk(state, ({ name }) =>
        name === 'rename' && disk.called.includes('readdir') && isRecovered(disk) ? 'EACCES' : null,
      )
      const again = await KeptBooth.open(disk)
      onTestFinished(() => again[Symbol.asyncDispose]())
      expect(journals(again).filter((path) => path.endsWith('.show.json'))).toHaveLength(1)
      expect(journals(again).filter((path) => path.endsWith('.journal'))).toHaveLength(1)
      state = cut(again)
    }
  })

  const isRecovered = (disk: SimulatedDisk): boolean =>
    [...disk.files.keys()].some((path) => path.startsWith('/data/') && path.endsWith('.show.json'))
})

const stepAt = (offset: number) => ({ offset, type: 'lights.go' })

/** What is done to a show, by whom. */
const work = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('edit' as const), mutation: anyMutation, group: group() }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'undo' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'redo' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('turn' as const), entry: fc.integer({ min: 1, max: 12 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'save' as const }) },
)

function group() {
  return fc.option(fc.constantFrom('drag 1', 'drag 2'), { nil: undefined })
}

test('any sequence of edits, undos and saves by two hands is back, with its history since the last save', async () => {
  const works = fc.array(fc.tuple(work, fc.constantFrom(FOH, DESK)), { maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(works, async (sequence) => {
      const disk = new SimulatedDisk(diskWith(referringShow()))
      await using booth = await KeptBooth.open(disk)
      let sinceSave = true
      for (const [each, asker] of sequence) {
        if (each.do === 'edit') booth.edit(each.mutation, each.group, asker)
        else if (each.do === 'turn') booth.coordinator.turn(each.entry, asker)
        else if (each.do === 'save') {
          const saved = await booth.coordinator.save(asker)
          if (!saved.ok) throw new Error(saved.error.what)
          sinceSave = false
        } else booth.coordinator[each.do](asker)
      }
      await booth.passes(300)
      await using again = await KeptBooth.open(new SimulatedDisk(cut(booth)))
      const { isEdited, history } = booth.coordinator.edits()
      expect(JSON.stringify(again.coordinator.current().show)).toBe(
        JSON.stringify(booth.coordinator.current().show),
      )
      const back = again.coordinator.edits()
      expect(back.isEdited).toBe(isEdited)
      expect(back.notices).toEqual([])
      if (isEdited) expect(back.generation).toBe(booth.coordinator.current().generation)
      if (sinceSave) {
        expect(back.history.map(untimed)).toEqual(history.map(untimed))
        for (const asker of [FOH, DESK]) {
          const answers = [booth, again].map(({ coordinator }) => coordinator.undo(asker))
          expect(answers[1]).toEqual(answers[0])
        }
        expect(again.coordinator.current()).toEqual(booth.coordinator.current())
      }
    }),
    runs(200),
  )
})
