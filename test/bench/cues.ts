// What GO costs in a long cue list, and what an edit of one cue and a picture for pages do, beside the same in a short list.
import { diff } from '../../shared/contract/patch.ts'
import { CueViews, cueViews } from '../../shared/contract/cue-views.ts'
import type { LoadedShow } from '../../shared/model/show.ts'
import { mainList, showOf } from '../support/cue-show.ts'
import { SimulatedShow } from '../support/simulated-show.ts'
import { atMost, inSlices, median, percentile } from './measurement.ts'
import type { Bench, Measurement } from './measurement.ts'

const ROUNDS = 5
const SLICES = 10
const MANY = 5000
const FEW = 50
/** GOs of one slice. */
const GOES = 20

function cuesOf(count: number): LoadedShow {
  const cues = Array.from({ length: count }, (_, place) => ({
    ...{ id: `c${place}`, number: `${place + 1}`, name: `Cue ${place + 1}`, note: 'on the downbeat' },
    actions: [{ action: 'emit', type: 'own.event', payload: { place } }],
  }))
  return showOf([mainList(...cues)])
}

/** The same with another name of one cue. */
function edited({ show, path }: LoadedShow, name: string): LoadedShow {
  const cueLists = show.cueLists.map((list) => ({
    ...list,
    cues: list.cues.map((cue, place) => (place === 7 ? { ...cue, name } : cue)),
  }))
  return { show: { ...show, cueLists }, path }
}

class Desk implements AsyncDisposable {
  readonly #loaded: LoadedShow
  readonly #show: SimulatedShow
  #edits = 0
  readonly #views = new CueViews()

  constructor(count: number) {
    this.#loaded = cuesOf(count)
    this.#show = new SimulatedShow(this.#loaded)
  }

  /** Milliseconds of each GO with all that follows from it. */
  go(): Promise<readonly number[]> {
    this.#show.ask('cueList.standBy', { number: '1' })
    const figures: number[] = []
    for (let number = 0; number < GOES; number += 1) {
      const startedAt = performance.now()
      this.#show.run('show.go', {})
      figures.push(performance.now() - startedAt)
    }
    this.#show.events.length = 0
    return Promise.resolve(figures)
  }

  take(): Promise<readonly number[]> {
    this.#edits += 1
    const next = edited(this.#loaded, `Edit ${this.#edits}`)
    const startedAt = performance.now()
    this.#show.show.cues.take(next.show, { cause: null, kind: 'edit' })
    return Promise.resolve([performance.now() - startedAt])
  }

  /** What a page is sent after a GO, of the cues and of how they stand. */
  picture(): Promise<readonly number[]> {
    const { cues } = this.#show.show
    const before = cues.view()
    this.#show.run('cue.go', { number: '3' })
    const startedAt = performance.now()
    diff('cues', before, cues.view())
    cueViews(this.#loaded.show)
    const figure = performance.now() - startedAt
    this.#show.events.length = 0
    return Promise.resolve([figure])
  }

  /** The rows of a page after one cue was edited. */
  rows(): Promise<readonly number[]> {
    this.#edits += 1
    this.#views.of(this.#loaded.show)
    const next = edited(this.#loaded, `Edit ${this.#edits}`)
    const startedAt = performance.now()
    this.#views.of(next.show)
    return Promise.resolve([performance.now() - startedAt])
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#show[Symbol.asyncDispose]()
  }
}

export const cues: Bench = async () => {
  await using long = new Desk(MANY)
  await using short = new Desk(FEW)
  const measured: Measurement[] = []
  for (const [what, act, reach] of [
    ['GO with all that follows', 'go', null],
    ['an edit of one cue, taken', 'take', atMost(5)],
    ['rows for pages after an edit of one cue', 'rows', null],
    ['picture for pages after a GO, with all cues put into words', 'picture', null],
  ] as const) {
    const { many, few } = await inSlices(ROUNDS, SLICES, { many: () => long[act](), few: () => short[act]() })
    measured.push({
      what: `${what}, median, ${MANY} cues`,
      unit: 'ms',
      subject: many.map(median),
      baseline: { name: `${FEW} cues`, figures: few.map(median) },
      reach,
    })
    if (act !== 'go') continue
    measured.push({
      what: `${what}, p99, ${MANY} cues`,
      unit: 'ms',
      subject: many.map((round) => percentile(round, 0.99)),
      baseline: { name: `${FEW} cues`, figures: few.map((round) => percentile(round, 0.99)) },
      reach: null,
    })
  }
  return measured
}
