// Bytes that all clients together have been sent and have not taken; a frame that goes to several is held once.
import type { ServerFrame } from './frames.ts'

interface Held {
  readonly bytes: number
  holders: number
}

export class Untaken {
  readonly #held = new Map<ServerFrame, Held>()
  #bytes = 0

  get bytes(): number {
    return this.#bytes
  }

  /** Counts a frame as held by one client until it is let go of. The show is kept, written out, whoever has yet to take it. */
  hold(frame: ServerFrame, size: number): Disposable {
    const bytes = frame.kind === 'value' && frame.stream === 'show' ? 0 : size
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
