// What led to each run that is shown, put into words while the events are remembered.
import { Ring } from '../../shared/base/ring.ts'
import type { RunCause, RunView } from '../../shared/contract/streams.ts'
import type { EventEnvelope, PayloadOf, Subscribe } from '../../shared/model/event.ts'
import { causeWords } from './cause-words.ts'
import type { CauseSources } from './cause-words.ts'

/** Ended runs whose causes are kept: a few more than are shown. */
const ENDED_RUNS = 60
const looksOn = { acts: false }

export class RunCauses implements Disposable {
  readonly #sources: CauseSources
  /** Of all active runs and of those that ended last. */
  readonly #causes = new Map<string, RunCause>()
  /** Of runs that were interrupted, by what. */
  readonly #interrupts = new Map<string, string>()
  readonly #ended = new Ring<string>(ENDED_RUNS)
  readonly #scope = new DisposableStack()

  constructor(subscribe: Subscribe, sources: CauseSources) {
    this.#sources = sources
    const scope = this.#scope
    scope.use(subscribe('playlist.created', (event) => this.#begun(event, event.payload.runId), looksOn))
    scope.use(subscribe('run.resumed', (event) => this.#resumed(event), looksOn))
    scope.use(subscribe('playlist.stopped', ({ payload }) => this.#stopped(payload), looksOn))
  }

  /** The same runs, each with what led to it. */
  with(runs: readonly RunView[]): readonly RunView[] {
    return runs.map((run) => {
      const cause = this.#causes.get(run.runId)
      const by = this.#interrupts.get(run.runId)
      const ended = by === undefined || run.ended === null ? run.ended : { ...run.ended, detail: by }
      return cause === undefined ? run : { ...run, cause, ended }
    })
  }

  [Symbol.dispose](): void {
    this.#scope.dispose()
  }

  #begun({ seq, cause }: EventEnvelope, runId: string): void {
    this.#causes.set(runId, { seq, words: causeWords(cause, this.#sources) })
  }

  #resumed({ seq, payload }: EventEnvelope<'run.resumed'>): void {
    this.#causes.set(payload.runId, { seq, words: ['went on after the restart'] })
  }

  #stopped({ runId, interrupt }: PayloadOf<'playlist.stopped'>): void {
    const [by] = interrupt === null ? [] : causeWords(interrupt.seq, this.#sources)
    if (by !== undefined) this.#interrupts.set(runId, by)
    const oldest = this.#ended.push(runId)
    if (oldest === undefined) return
    this.#causes.delete(oldest)
    this.#interrupts.delete(oldest)
  }
}
