// Fades that runs began: held while their run is paused, and left as they say where it is stopped.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { EventEnvelope, Subscribe } from '../../shared/model/event.ts'
import type { PanicEnded } from '../../shared/model/panic.ts'
import type { Params } from './params.ts'

interface PausedFadesOptions {
  readonly subscribe: Subscribe
  readonly params: Pick<Params, 'holdFades' | 'resumeFades' | 'leaveFades'>
}

export class PausedFades implements Disposable {
  readonly #params: PausedFadesOptions['params']
  readonly #wiring = new DisposableStack()

  constructor({ subscribe, params }: PausedFadesOptions) {
    this.#params = params
    const acts = { acts: true }
    this.#wiring.use(subscribe('run.stateChanged', (event) => this.#moved(event), acts))
    this.#wiring.use(
      subscribe(
        'playlist.stopped',
        ({ seq, source, payload: { runId, reason } }) => {
          // A run that is over has begun what goes on by itself from now on.
          if (reason !== 'completed') params.leaveFades(runId, { name: source }, seq)
        },
        acts,
      ),
    )
  }

  /** Of what it holds nothing is left: the parameters have ended it. */
  panic(): Partial<PanicEnded> {
    return {}
  }

  [Symbol.dispose](): void {
    this.#wiring.dispose()
  }

  /** As of the moment at which the run itself stood still, or went on. */
  #moved({ seq, payload: { runId, from, to, anchor } }: EventEnvelope<'run.stateChanged'>): void {
    const at = monotonicMs(anchor.at)
    if (to === 'paused') this.#params.holdFades({ of: runId }, seq, at)
    else if (from === 'paused' && to !== 'stopped') this.#params.resumeFades({ of: runId }, seq, at)
  }
}
