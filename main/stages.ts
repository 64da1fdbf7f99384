// The stages of a show in the order in which data flows through them: kept, ended by a panic, and closed together.
import type { PanicEnded } from '../shared/model/panic.ts'

/** What may still act later. Without an answer to panic nothing can be wired as a stage. */
export interface Stage {
  /**
   * Ends what waits, is queued or half done, and publishes what that was; `cause` is `seq` of the panic. Answers how much of
   * each kind there was. Nothing of it may start, send or decide anything afterwards, but what the run `spared` does: that
   * of panic's own playlist, where the panic is pressed again; null where nothing is spared.
   */
  panic(cause: number, spared: string | null): Partial<PanicEnded>
}

const NOTHING: PanicEnded = {
  ...{ runs: 0, questions: 0, rules: 0, cues: 0, thrown: 0 },
  ...{ gestures: 0, bundles: 0, messages: 0, replays: 0, fades: 0 },
}

export class Stages implements AsyncDisposable {
  readonly #stages: Stage[] = []
  readonly #scope = new AsyncDisposableStack()

  /** Adds a stage behind the others; it is closed before them. */
  use<S extends Stage & (Disposable | AsyncDisposable)>(stage: S): S {
    this.#stages.push(stage)
    return this.#scope.use(stage)
  }

  panic(cause: number, spared: string | null): PanicEnded {
    return sum(this.#stages.map((stage) => stage.panic(cause, spared)))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#scope.disposeAsync()
  }
}

/** Adds up what several parts have ended. */
export function sum(parts: readonly Partial<PanicEnded>[]): PanicEnded {
  const total = { ...NOTHING }
  for (const part of parts) {
    for (const [kind, count] of Object.entries(part)) total[kind as keyof PanicEnded] += count
  }
  return total
}
