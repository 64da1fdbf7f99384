// OSC 1.0 framing on a byte stream: each packet after its length as a 32-bit number.
import type { FrameDecoder, FrameSink } from './framing.ts'

const PREFIX_BYTES = 4

export function lengthPrefixEncode(packet: Uint8Array): Uint8Array {
  const frame = new Uint8Array(PREFIX_BYTES + packet.length)
  new DataView(frame.buffer).setUint32(0, packet.length)
  frame.set(packet, PREFIX_BYTES)
  return frame
}

/** Holds at most `limit` bytes. A length above that ends the reading: there is no telling where the next packet begins. */
export class LengthPrefixDecoder implements FrameDecoder {
  readonly #sink: FrameSink
  readonly #bytes: Uint8Array
  #have = 0
  #wanted = PREFIX_BYTES
  #isPrefix = true
  #ended = false

  constructor(limit: number, sink: FrameSink) {
    this.#sink = sink
    this.#bytes = new Uint8Array(limit)
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && !this.#ended;) {
      const piece = chunk.subarray(at, at + this.#wanted - this.#have)
      this.#bytes.set(piece, this.#have)
      this.#have += piece.length
      at += piece.length
      if (this.#have === this.#wanted) this.#complete()
    }
  }

  #complete(): void {
    const whole = this.#bytes.subarray(0, this.#wanted)
    this.#have = 0
    if (!this.#isPrefix) {
      this.#wanted = PREFIX_BYTES
      this.#isPrefix = true
      this.#sink.packet(whole)
      return
    }
    const length = new DataView(whole.buffer).getUint32(0)
    if (length > this.#bytes.length) {
      this.#ended = true
      this.#sink.dropped('bad-frame-size')
    } else if (length > 0) {
      this.#wanted = length
      this.#isPrefix = false
    }
  }
}
