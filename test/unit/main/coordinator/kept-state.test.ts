import { describe, expect, onTestFinished, test } from 'vitest'
import { recordOf } from '../../../../main/store/journal-format.ts'
import type { Lain, StatePart } from '../../../../shared/model/kept-state.ts'
import { FOH, KeptBooth, PATH, diskWith, turns } from '../../../support/kept-booth.ts'
import type { BoothOptions } from '../../../support/kept-booth.ts'
import { bytesOf, playlistData, showData } from '../../../support/show-bytes.ts'
import { SimulatedDisk } from '../../../support/simulated-disk.ts'
import type { CrashState } from '../../../support/simulated-disk.ts'

const OTHER = '/shows/other.show.json'
const SHOW = showData({ playlists: [playlistData('a')] })
const WALL = Date.UTC(2026, 10, 27, 14, 31)

class Part implements StatePart {
  readonly name: string
  readonly acts: boolean
  value: unknown = null
  back: { readonly value: unknown; readonly lain: Lain }[] = []

  constructor(name: string, acts = false) {
    this.name = name
    this.acts = acts
  }

  hold(): unknown {
    return this.value === null ? undefined : { of: this.value }
  }

  takeBack(value: unknown, lain: Lain) {
    this.back.push({ value: (value as { of: unknown }).of, lain })
    this.value = (value as { of: unknown }).of
    return { taken: 1, left: [] }
  }

  values(): unknown[] {
    return this.back.map(({ value }) => value)
  }
}

async function open(disk: SimulatedDisk, options: BoothOptions = {}) {
  const [params, runs] = [new Part('params'), new Part('runs', true)]
  const booth = await KeptBooth.open(disk, { parts: [params, runs], ...options })
  onTestFinished(() => booth[Symbol.asyncDispose]())
  return { booth, params, runs }
}

function shows(): CrashState {
  const { files, folders } = diskWith(SHOW)
  return { files: new Map([...files, [OTHER, Buffer.from(bytesOf(showData({ name: 'Other' })))]]), folders }
}

/** What is there when the power is gone. */
function cut(disk: SimulatedDisk): CrashState {
  const [state] = disk.crashStates()
  if (state === undefined) throw new Error('nothing is left')
  return state
}

const states = (disk: SimulatedDisk): readonly string[] =>
  [...disk.files.keys()].filter((path) => path.startsWith('/data/state/'))

async function moved(booth: KeptBooth, part: Part, value: unknown): Promise<void> {
  part.value = value
  booth.changed(part.name)
  await booth.passes(1500)
}

describe('after a crash', () => {
  test('the show stands as it stood, and that is said', async () => {
    const disk = new SimulatedDisk(shows())
    const { booth, params, runs } = await open(disk)
    await moved(booth, params, 7)
    await moved(booth, runs, 'at 3')
    const again = await open(new SimulatedDisk(cut(disk)), { wall: WALL + 60_000 })
    expect([again.params.values(), again.runs.values()]).toEqual([[7], ['at 3']])
    expect(again.params.back[0]?.lain).toEqual({ age: 59_800, isSure: true, wall: WALL + 200 })
    expect(again.booth.said('show.state.restored')).toMatchObject([
      { path: PATH, isSure: true, parts: { params: 1, runs: 1 }, left: [], lost: 0, pending: [] },
    ])
  })

  test('nothing is said, and nothing written, where it stands as it opens', async () => {
    const disk = new SimulatedDisk(shows())
    const { booth } = await open(disk)
    await booth.passes(10_000)
    expect([states(disk), booth.said('show.state.restored')]).toEqual([[], []])
  })

  test('what acts waits for the decision where it is to, and may come back later', async () => {
    const disk = new SimulatedDisk(shows())
    const { booth, runs } = await open(disk)
    await moved(booth, runs, 'at 3')
    const again = await open(new SimulatedDisk(cut(disk)), { wall: WALL + 1000, acting: 'later' })
    expect(again.runs.values()).toEqual([])
    expect(again.booth.said('show.state.restored')).toMatchObject([{ parts: {}, pending: ['runs'] }])
    again.booth.coordinator.resume(null)
    expect(again.runs.values()).toEqual(['at 3'])
    expect(again.booth.said('show.state.restored')).toMatchObject([{}, { age: null, parts: { runs: 1 } }])
  })

  test('it is said where the clock was set back meanwhile', async () => {
    const disk = new SimulatedDisk(shows())
    const { booth, params } = await open(disk)
    await moved(booth, params, 7)
    const again = await open(new SimulatedDisk(cut(disk)), { wall: WALL - 60_000 })
    expect(again.params.back[0]?.lain).toMatchObject({ age: 0, isSure: false })
    expect(again.booth.said('show.state.restored')).toMatchObject([{ age: 0, isSure: false }])
  })

  test.each([
    ['damaged', Buffer.from('rubbish')],
    ['of another version', recordOf(3, [Buffer.from('{"state":2}')])],
  ])('a file that is %s is kept aside, and said', async (_, content) => {
    const disk = new SimulatedDisk(shows())
    const { booth, params } = await open(disk)
    await moved(booth, params, 7)
    const left = cut(disk)
    const files = new Map(left.files)
    for (const path of files.keys()) if (path.startsWith('/data/state/')) files.set(path, content)
    const next = new SimulatedDisk({ ...left, files })
    const again = await open(next)
    expect(again.params.values()).toEqual([])
    expect(again.booth.said('show.state.notKept')).toMatchObject([{ code: 'state/unusable' }])
    expect(states(next).every((path) => path.endsWith('.kept'))).toBe(true)
    await moved(again.booth, again.params, 8)
    const third = await open(new SimulatedDisk(cut(next)))
    expect(third.params.values()).toEqual([8])
  })
})

describe('within one run of the program', () => {
  test('a show that is opened again stands as it was left, with nothing under way', async () => {
    const disk = new SimulatedDisk(shows())
    const { booth, params, runs } = await open(disk)
    await moved(booth, params, 7)
    // This has yet to be written.
    params.value = 8
    runs.value = 'at 3'
    booth.changed('params')
    booth.changed('runs')
    await booth.coordinator.open({ path: OTHER, discard: false }, FOH)
    params.value = runs.value = null
    await booth.passes(3000)
    expect(params.values()).toEqual([])
    await booth.coordinator.open({ path: PATH, discard: false }, FOH)
    expect([params.values(), runs.values()]).toEqual([[8], []])
  })

  test('so does one that is opened in its own place', async () => {
    const { booth, params } = await open(new SimulatedDisk(shows()))
    params.value = 8
    booth.changed('params')
    await booth.coordinator.open({ path: PATH, discard: false }, FOH)
    expect(params.values()).toEqual([8])
  })

  test('each show has its own', async () => {
    const disk = new SimulatedDisk(shows())
    const { booth, params } = await open(disk)
    await moved(booth, params, 7)
    await booth.coordinator.open({ path: OTHER, discard: false }, FOH)
    await moved(booth, params, 9)
    const again = await open(new SimulatedDisk(cut(disk)))
    expect(again.params.values()).toEqual([7])
    const other = await open(new SimulatedDisk(cut(disk)), { path: OTHER })
    expect(other.params.values()).toEqual([9])
  })

  test('a show that is saved as another file stands there as it stands', async () => {
    const disk = new SimulatedDisk(shows())
    const { booth, params } = await open(disk, { path: null })
    params.value = 7
    booth.changed('params')
    const saved = await booth.coordinator.saveAs({ path: '/shows/new.show.json', replace: false }, FOH)
    expect(saved).toMatchObject({ ok: true })
    await booth.passes(1500)
    const again = await open(new SimulatedDisk(cut(disk)), { path: '/shows/new.show.json' })
    expect(again.params.values()).toEqual([7])
  })

  test('the end of the program writes what has changed', async () => {
    const disk = new SimulatedDisk(shows())
    const { booth, params } = await open(disk)
    params.value = 7
    booth.changed('params')
    await booth[Symbol.asyncDispose]()
    const again = await open(new SimulatedDisk(cut(disk)))
    expect(again.params.values()).toEqual([7])
  })
})

describe('a disk that cannot be written', () => {
  test('is said once, and said when it can again; nothing else is held up', async () => {
    let isFull = false
    const mishap = ({ name }: { name: string }) => (isFull && name === 'write' ? ('ENOSPC' as const) : null)
    const disk = new SimulatedDisk(shows(), mishap)
    const { booth, params } = await open(disk)
    isFull = true
    await moved(booth, params, 7)
    await moved(booth, params, 8)
    expect(booth.said('show.state.notKept')).toMatchObject([{ code: 'state/disk-full' }])
    expect(booth.coordinator.health().stateNotKept?.code).toBe('state/disk-full')
    isFull = false
    await booth.passes(10_000)
    await turns()
    expect(booth.said('show.state.kept')).toHaveLength(1)
    expect(booth.coordinator.health().stateNotKept).toBeNull()
    const again = await open(new SimulatedDisk(cut(disk)))
    expect(again.params.values()).toEqual([8])
  })
})
