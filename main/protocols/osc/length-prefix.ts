// OSC 1.0 framing on a byte stream: each packet after its length as a 32-bit number.
import { FrameBuffer } from './frame-buffer.ts'
import type { FrameDecoder, FrameSink } from './framing.ts'

const PREFIX_BYTES = 4

export function lengthPrefixEncode(packet: Uint8Array): Uint8Array {
  const frame = new Uint8Array(PREFIX_BYTES + packet.length)
  new DataView(frame.buffer).setUint32(0, packet.length)
  frame.set(packet, PREFIX_BYTES)
  return frame
}

/** Holds what has come of one frame, whatever length it says it has. A length above `limit` ends the reading: there is no telling where the next packet begins. */
export class LengthPrefixDecoder implements FrameDecoder {
  readonly #limit: number
  readonly #sink: FrameSink
  readonly #frame: FrameBuffer
  #wanted = PREFIX_BYTES
  #isPrefix = true
  #ended = false

  constructor(limit: number, sink: FrameSink) {
    this.#limit = limit
    this.#sink = sink
    this.#frame = new FrameBuffer(limit)
  }

  get held(): number {
    return this.#frame.held
  }

  get isWithin(): boolean {
    return this.#frame.length > 0 || !this.#isPrefix
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && !this.#ended;) {
      const piece = chunk.subarray(at, at + this.#wanted - this.#frame.length)
      this.#frame.append(piece)
      at += piece.length
      if (this.#frame.length === this.#wanted) this.#complete()
    }
  }

  #complete(): void {
    const whole = this.#frame.take()
    if (!this.#isPrefix) {
      this.#wanted = PREFIX_BYTES
      this.#isPrefix = true
      this.#sink.packet(whole)
      return
    }
    const length = new DataView(whole.buffer, whole.byteOffset).getUint32(0)
    if (length > this.#limit) {
      this.#ended = true
      this.#sink.dropped('bad-frame-size')
    } else if (length > 0) {
      this.#wanted = length
      this.#isPrefix = false
    }
  }
}
