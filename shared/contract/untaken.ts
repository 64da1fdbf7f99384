// Bytes that all clients together have been sent and have not taken; a frame that goes to several is held once.
import type { ServerFrame } from './frames.ts'

interface Held {
  readonly bytes: number
  holders: number
}

export class Untaken {
  readonly #held = new Map<ServerFrame, Held>()
  #bytes = 0
  /** The whole show as it is now: kept, written out, whoever has yet to take it, so it counts for nobody. */
  #show: (ServerFrame & { kind: 'value' }) | null = null

  get bytes(): number {
    const show = this.#show === null ? undefined : this.#held.get(this.#show)
    return this.#bytes - (show?.bytes ?? 0)
  }

  /** Counts a frame as held by one client until it is let go of. */
  hold(frame: ServerFrame, bytes: number): Disposable {
    const isShow = frame.kind === 'value' && frame.stream === 'show'
    if (isShow && frame.version >= (this.#show?.version ?? 0)) this.#show = frame
    const held = this.#held.get(frame) ?? { bytes, holders: 0 }
    if (held.holders === 0) {
      this.#held.set(frame, held)
      this.#bytes += bytes
    }
    held.holders += 1
    let mine = true
    return {
      [Symbol.dispose]: () => {
        if (!mine) return
        mine = false
        held.holders -= 1
        if (held.holders > 0) return
        this.#held.delete(frame)
        this.#bytes -= held.bytes
      },
    }
  }
}
