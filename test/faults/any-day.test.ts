// Days at a desk, of any deeds in any order, on a disk that may lose its power in the middle of each; a small model says what must hold.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseShow } from '../../main/build/parse-show.ts'
import { Counts } from '../support/crash-counts.ts'
import { FOH, PATH, diskWith } from '../support/kept-booth.ts'
import { runs } from '../support/property-runs.ts'
import { bytesOf, playlistData, showData } from '../support/show-bytes.ts'
import type { CrashState, SimulatedDisk } from '../support/simulated-disk.ts'
import { comesBack } from './comes-back.ts'
import * as acts from './desk-acts.ts'
import { Desk, Model } from './desk-model.ts'

const counts = new Counts('any day')
const DAYS = 150
const DEEDS_A_DAY = 40
const SHOW = showData({ playlists: [playlistData('a'), playlistData('b')] })
const OTHERS = ['/shows/other.show.json', '/shows/copy.show.json', PATH] as const

type Deed = (model: Model, desk: Desk) => void | Promise<void>

class Act implements fc.AsyncCommand<Model, Desk> {
  readonly #said: string
  readonly #deed: Deed
  readonly #may: (model: Readonly<Model>) => boolean

  constructor(said: string, deed: Deed, may: (model: Readonly<Model>) => boolean = () => true) {
    this.#said = said
    this.#deed = deed
    this.#may = may
  }

  check(model: Readonly<Model>): boolean {
    return this.#may(model)
  }

  async run(model: Model, desk: Desk): Promise<void> {
    await this.#deed(model, desk)
    await desk.holds(model)
    counts.add('model steps')
    counts.add(this.#said.split(':')[0] ?? '')
  }

  toString(): string {
    return this.#said
  }
}

const unlocked = (model: Readonly<Model>): boolean => !model.isLocked
/** What nobody here can mend is not begun again from. */
const canBegin = ({ pending, saved, path, versioned }: Readonly<Model>): boolean =>
  versioned.has(path) || (saved !== null && (pending === null || pending.show !== null))

async function settling(model: Model, desk: Desk, deed: Deed): Promise<void> {
  const { generation } = desk.coordinator.current()
  await deed(model, desk)
  if (desk.coordinator.current().generation !== generation) await acts.settles(model, desk)
}

/** Begun, and cut off by a power cut; what it does at once the model knows. */
const AMID = {
  nothing: () => undefined,
  edit: (model: Model, desk: Desk) => acts.edit(model, desk, 'a'),
  undo: (model: Model, desk: Desk) => acts.turn(model, desk, 'undo'),
  save: (_: Model, desk: Desk) => void desk.coordinator.save(FOH),
  'edit and save'(model: Model, desk: Desk) {
    acts.edit(model, desk, 'b')
    void desk.coordinator.save(FOH)
    acts.edit(model, desk, 'a')
  },
  'save as': (_: Model, desk: Desk) =>
    void desk.coordinator.saveAs({ path: '/shows/cut.show.json', replace: true }, FOH),
} as const

function leftBy(disk: SimulatedDisk, which: number): CrashState {
  let left: CrashState | null = null
  let at = 0
  for (const state of disk.crashStates()) {
    left = state
    if (at++ === which) break
  }
  if (left === null) throw new Error('nothing is left')
  return left
}

interface Cut {
  readonly amid: keyof typeof AMID
  readonly ms: number
  readonly turns: number
  readonly which: number
}

async function crash({ amid, ms, turns, which }: Cut, model: Model, desk: Desk): Promise<void> {
  AMID[amid](model, desk)
  desk.booth.clock.advanceBy(ms)
  for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
  const { kept, path } = desk.coordinator.edits()
  // It is sure to be there once the show is said to be in it.
  if (path !== null && path !== model.path) model.versioned.add(path)
  await desk.again(leftBy(desk.booth.disk, which), path ?? PATH, model)
  comesBack(model, desk, kept)
}

async function ends(model: Model, desk: Desk): Promise<void> {
  const { generation } = desk.coordinator.current()
  await desk.again(null, model.path, model)
  comesBack(model, desk, generation)
}

const anyCut: fc.Arbitrary<Cut> = fc.record({
  amid: fc.constantFrom(...(Object.keys(AMID) as (keyof typeof AMID)[])),
  ms: fc.constantFrom(0, 50, 120),
  turns: fc.nat(250),
  which: fc.nat(600),
})
const outside = fc.constantFrom<acts.Outside>('another show', 'another show', 'torn', 'empty', 'gone')

const edits = fc
  .constantFrom('a', 'b')
  .map((id) => new Act(`edit: ${id}`, (m, d) => settling(m, d, () => acts.edit(m, d, id)), unlocked))
const deeds: fc.Arbitrary<Act>[] = [
  edits,
  edits,
  fc.constant(new Act('undo', (m, d) => settling(m, d, () => acts.turn(m, d, 'undo')), unlocked)),
  fc.constant(new Act('redo', (m, d) => settling(m, d, () => acts.turn(m, d, 'redo')), unlocked)),
  fc.constant(new Act('save', acts.save)),
  fc.constantFrom(...OTHERS).map(
    (path) =>
      new Act(
        `save as: ${path}`,
        (m, d) => acts.saveAs(m, d, path),
        (m) => m.path !== path,
      ),
  ),
  fc.constantFrom(...OTHERS).map((path) => new Act(`open: ${path}`, (m, d) => acts.open(m, d, path))),
  fc
    .nat(9)
    .map((which) => new Act(`restore: ${which}`, (m, d) => settling(m, d, () => acts.restore(m, d, which)))),
  outside.map((what) => new Act(`outside: ${what}`, (m, d) => acts.outside(m, d, what, SHOW))),
  fc.constant(new Act('take theirs', acts.take)),
  fc.constant(new Act('keep mine', acts.keepMine)),
  fc.constant(
    new Act('lock or unlock', (m, d) => {
      m.isLocked = !m.isLocked
      d.booth.isLocked = m.isLocked
    }),
  ),
  fc.constant(
    new Act('autosave on or off', async (m, d) => {
      m.autosaves = !m.autosaves
      m.isTouched = m.autosaves
      await d.coordinator.autosave({ on: m.autosaves }, FOH)
    }),
  ),
  fc.constant(new Act('wait', acts.wait)),
  anyCut.map(
    (cut) =>
      new Act(
        `crash: ${JSON.stringify(cut)}`,
        (m, d) => crash(cut, m, d),
        (m) => canBegin(m) && (unlocked(m) || ['nothing', 'save', 'save as'].includes(cut.amid)),
      ),
  ),
  fc.constant(new Act('end and begin', ends, canBegin)),
]

function atFirst(): CrashState {
  const { files, folders } = diskWith(SHOW)
  const other = Buffer.from(
    bytesOf(showData({ name: 'Other', playlists: [playlistData('a'), playlistData('b')] })),
  )
  return { files: new Map([...files, [OTHERS[0], other]]), folders }
}

test('whatever is done at a desk in whatever order, what was kept is there, and the mark for unsaved work is true', async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(deeds, { maxCommands: DEEDS_A_DAY, size: 'max' }), async (day) => {
      const parsed = parseShow(bytesOf(SHOW), PATH)
      if (!parsed.ok) throw new Error('the show is none')
      await using desk = await Desk.at(atFirst())
      const model = new Model(parsed.value)
      await desk.holds(model)
      await fc.asyncModelRun(() => ({ model, real: desk }), day)
    }),
    runs(DAYS),
  )
  expect(counts.of('model steps')).toBeGreaterThan(1000)
})
