// What an edit costs from its command to its answer, with all that the stages do: one step of many moved, beside the same of few.
import { checkEdit } from '../../main/build/check-edit.ts'
import { SystemClock } from '../../main/clock.ts'
import { ShowCoordinator } from '../../main/coordinator/coordinator.ts'
import { createOscOutput } from '../../main/outputs/osc/output.ts'
import { Playlists } from '../../main/playlists/playlists.ts'
import { RunnerPool } from '../../main/playlists/runner-pool.ts'
import { showFileText } from '../../main/store/show-text.ts'
import { disposable } from '../../shared/base/disposable.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { KeyRange, StepWork } from '../../shared/model/mutations/mutation.ts'
import { showFile } from '../../shared/model/show.ts'
import { atMost, inSlices, median, percentile } from './measurement.ts'
import type { Bench, Measurement } from './measurement.ts'
import { NO_JOURNALS } from '../support/no-journals.ts'
import { NO_VERSIONS } from '../support/no-versions.ts'
import { noStates } from '../support/no-states.ts'
import { NO_MUTES } from '../support/no-mutes.ts'

const ROUNDS = 5
const SLICES = 10
const MANY = 100_000
const FEW = 100
const DRAGGED = 2000
const ASKER = { by: { id: 'bench', name: 'bench' }, cause: null }

function showOf(count: number) {
  const steps = Array.from({ length: count }, (_, offset) => ({
    offset: offset + 100,
    type: 'osc.send',
    payload: { target: 'desk', address: `/level/${offset % 50}`, args: [offset] },
  }))
  const osc = { targets: { desk: { host: '127.0.0.1', port: 9 } } }
  const playlists = [{ id: 'chase', name: 'Chase', steps }]
  return showFile.parse({ version: 1, name: 'bench', osc, playlists })
}

/** A coordinator with the stage that has the most to do: it compiles what is played, and runs follow. */
class Editor implements AsyncDisposable {
  readonly #scope = new AsyncDisposableStack()
  readonly #coordinator: ShowCoordinator
  readonly #playlists: Playlists

  constructor(count: number) {
    const clock = new SystemClock()
    let seq = 0
    const publish = (): number => (seq += 1)
    const subscribe = () => disposable('nothing', () => {})
    const output = this.#scope.use(createOscOutput({ clock, publish, subscribe, mutes: NO_MUTES }))
    this.#playlists = this.#scope.use(
      new Playlists({
        ...{ clock, publish },
        createRunners: (listener) =>
          new RunnerPool({ clock, clockOrigin: clock.origin, threads: 1 }, listener),
        causeOf: () => null,
        hearInterrupts: subscribe,
        hearTriggers: subscribe,
        interrupts: null,
        forgotten() {},
        direct: output,
      }),
    )
    this.#coordinator = this.#scope.use(
      new ShowCoordinator({
        ...{ clock, publish, check: checkEdit, text: showFileText, folder: '/' },
        read: (path) => Promise.resolve(failed(fault('bench', path, 'no files', 'none'))),
        build: () => Promise.resolve(failed([])),
        save: () => Promise.resolve(ok(undefined)),
        putAside: (path) => Promise.resolve(ok(path)),
        watch: () => ({ knows() {}, [Symbol.dispose]() {} }),
        journals: NO_JOURNALS,
        versions: NO_VERSIONS,
        ...noStates(),
        pause: () => Promise.resolve(),
      }),
    )
    this.#coordinator.begin({ show: showOf(count), path: null }, null, ({ show }, change) => {
      this.#playlists.take(show.playlists, change)
    })
  }

  async ready(): Promise<void> {
    await this.#playlists.ready()
  }

  play(): void {
    this.#playlists.start('chase', { trigger: null, cause: null, by: 'command' })
  }

  /** Milliseconds for the edit, and for taking it back. */
  async edit(work: StepWork): Promise<readonly [done: number, undone: number]> {
    const seen = this.#coordinator.current().generation
    const mutation = { edit: 'steps', playlist: 'chase', ...work }
    const start = performance.now()
    const done = this.#coordinator.edit({ mutation, seen }, ASKER)
    const between = performance.now()
    if (!done.ok) throw new Error(done.error.what)
    await new Promise((resume) => void setImmediate(resume))
    const again = performance.now()
    const undone = this.#coordinator.undo(ASKER)
    const end = performance.now()
    if (!undone.ok) throw new Error(undone.error.what)
    await new Promise((resume) => void setImmediate(resume))
    return [between - start, end - again]
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#scope.disposeAsync()
  }
}

/** Far behind the first: what goes through a list from its beginning meets it late. */
const LATE: KeyRange = [0.75 * MANY, 0.75 * MANY]
const one: StepWork = { do: 'shift', keys: [LATE], by: 0.5 }
const oneOfFew: StepWork = { ...one, keys: [[0.75 * FEW, 0.75 * FEW]] }
/** Past some of those behind it. */
const past: StepWork = { ...one, by: 7.5 }
const payload = { target: 'desk', address: '/new', args: [1] }
const other: StepWork = { do: 'set', keys: [LATE], set: { payload } }
const dragged: StepWork = { do: 'shift', keys: [[10_000, 10_000 + DRAGGED - 1]], by: 333.333 }
const gone: StepWork = { do: 'remove', keys: [[500, 509]] }

export const edit: Bench = async () => {
  await using many = new Editor(MANY)
  await using few = new Editor(FEW)
  await using playing = new Editor(MANY)
  await Promise.all([many.ready(), few.ready(), playing.ready()])
  playing.play()
  for (let round = 0; round < 20; round += 1) {
    for (const editor of [many, playing]) await editor.edit(one)
    await few.edit(oneOfFew)
    for (const work of [past, other]) await playing.edit(work)
    for (const work of [other, dragged, gone]) await many.edit(work)
  }
  const figures = await inSlices(ROUNDS, SLICES, {
    many: async () => [(await many.edit(one))[0]],
    few: async () => [(await few.edit(oneOfFew))[0]],
    playing: async () => [(await playing.edit(one))[0]],
    past: async () => [(await playing.edit(past))[0]],
    otherPlaying: async () => [(await playing.edit(other))[0]],
    other: async () => [(await many.edit(other))[0]],
    gone: () => many.edit(gone),
    drag: () => many.edit(dragged),
  })
  const medians = (rounds: readonly (readonly number[])[]): number[] => rounds.map((round) => median(round))
  const part = (rounds: readonly (readonly number[])[], which: 0 | 1): number[] =>
    rounds.map((round) => median(round.filter((_, index) => index % 2 === which)))
  const baseline = { name: `of ${FEW}`, figures: medians(figures.few) }
  const row = (what: string, subject: readonly number[], most: number | null): Measurement => ({
    ...{ what, unit: 'ms', subject, baseline },
    reach: most === null ? null : atMost(most),
  })
  return [
    row(`one step of ${MANY} moved`, medians(figures.many), 2),
    row(
      'the same, p99',
      figures.many.map((round) => percentile(round, 0.99)),
      5,
    ),
    row('the same while it plays', medians(figures.playing), 2),
    row('the same, past 8 others, while it plays', medians(figures.past), null),
    row('one that sends something else, while it plays', medians(figures.otherPlaying), null),
    row(`one step of ${MANY} that sends something else`, medians(figures.other), null),
    row(`10 steps of ${MANY} removed`, part(figures.gone, 0), null),
    row(`${DRAGGED} steps of ${MANY} moved`, part(figures.drag, 0), null),
    row(`${DRAGGED} moved steps taken back`, part(figures.drag, 1), null),
  ]
}
