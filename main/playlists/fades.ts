// Messages that no run moves, as whoever fades parameters asks for them: which thread has which, and how they are ended.
import type { RampEnding, RampLane, RampSend, RampTicket } from '../../shared/model/ramp-lane.ts'
import { NO_RUN, NO_SLOT } from './routes.ts'
import type { RouteBook } from './routes.ts'
import type { Fade } from './runner-protocol.ts'

interface Begun {
  readonly thread: number
  readonly slot: number
  readonly token: number
  readonly ended: (how: RampEnding) => void
}

interface FadesOptions {
  readonly routes: RouteBook
  /** Hands it to the thread that has those of its target, and answers which that is; null where none sends there. */
  post(fade: Fade): number | null
}

export class Fades implements RampLane {
  readonly #options: FadesOptions
  readonly #begun = new Map<number, Begun>()
  #nextId = 1

  constructor(options: FadesOptions) {
    this.#options = options
  }

  start(
    { target, packet, patches, rate, route, cause }: RampSend,
    ended: (how: RampEnding) => void,
  ): RampTicket | null {
    const { routes, post } = this.#options
    const slot = routes.slotOf(route)
    // What nobody could take over from is not sent by a thread.
    if (slot === NO_SLOT || patches.length === 0) return null
    const id = this.#nextId++
    const token = routes.take(slot, NO_RUN)
    const sent = new Int32Array(new SharedArrayBuffer(4))
    const thread = post({ id, target, packet, patches, rate, slot, token, sent })
    if (thread === null) return null
    this.#begun.set(id, { thread, slot, token, ended })
    routes.fadedBy(slot, cause)
    return { id, sent: () => Atomics.load(sent, 0) }
  }

  stop(ids: readonly number[]): void {
    for (const id of ids) {
      const begun = this.#begun.get(id)
      if (begun === undefined) continue
      this.#begun.delete(id)
      this.#forget(begun)
      this.#options.routes.release(begun.slot, begun.token)
    }
  }

  /** A thread says that one has ended. */
  ended(id: number, how: RampEnding): void {
    const begun = this.#begun.get(id)
    this.#begun.delete(id)
    if (begun === undefined) return
    this.#forget(begun)
    begun.ended(how)
  }

  /** Another may move the same by now. */
  #forget({ slot, token }: Begun): void {
    const { routes } = this.#options
    if (routes.holds(slot, token)) routes.fadedBy(slot, null)
  }

  /** A thread is gone: whoever began them goes on by itself. */
  lost(thread: number): void {
    for (const [id, begun] of [...this.#begun]) {
      if (begun.thread !== thread) continue
      this.#options.routes.release(begun.slot, begun.token)
      this.ended(id, 'noRoute')
    }
  }
}
