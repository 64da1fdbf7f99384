// SLIP (RFC 1055): OSC packets on a byte stream, each between two END bytes.
import type { FrameDecoder, FrameSink } from './framing.ts'

const END = 0xc0
const ESCAPE = 0xdb
const ESCAPED_END = 0xdc
const ESCAPED_ESCAPE = 0xdd

export function slipEncode(packet: Uint8Array): Uint8Array {
  let escapes = 0
  for (const byte of packet) if (byte === END || byte === ESCAPE) escapes += 1
  const frame = new Uint8Array(packet.length + escapes + 2)
  let at = 0
  frame[at++] = END
  for (const byte of packet) {
    if (byte !== END && byte !== ESCAPE) {
      frame[at++] = byte
      continue
    }
    frame[at++] = ESCAPE
    frame[at++] = byte === END ? ESCAPED_END : ESCAPED_ESCAPE
  }
  frame[at] = END
  return frame
}

/** Holds at most `limit` bytes; empty frames are skipped. */
export class SlipDecoder implements FrameDecoder {
  readonly #limit: number
  readonly #sink: FrameSink
  #frame: Uint8Array
  #length = 0
  #escaped = false
  /** Until the next END, after a frame was given up. */
  #skipping = false

  constructor(limit: number, sink: FrameSink) {
    this.#limit = limit
    this.#sink = sink
    this.#frame = new Uint8Array(Math.min(1024, limit))
  }

  push(chunk: Uint8Array): void {
    for (const byte of chunk) {
      if (byte === END) this.#endFrame()
      else if (!this.#skipping) this.#take(byte)
    }
  }

  #take(byte: number): void {
    if (this.#escaped) {
      this.#escaped = false
      if (byte === ESCAPED_END) this.#append(END)
      else if (byte === ESCAPED_ESCAPE) this.#append(ESCAPE)
      else this.#drop('bad-escape')
    } else if (byte === ESCAPE) this.#escaped = true
    else this.#append(byte)
  }

  #endFrame(): void {
    if (this.#escaped) this.#drop('bad-escape')
    const length = this.#length
    this.#length = 0
    this.#escaped = false
    this.#skipping = false
    if (length > 0) this.#sink.packet(this.#frame.subarray(0, length))
  }

  #append(byte: number): void {
    if (this.#length === this.#limit) {
      this.#drop('frame-too-large')
      return
    }
    if (this.#length === this.#frame.length) {
      const larger = new Uint8Array(Math.min(this.#limit, 2 * this.#frame.length))
      larger.set(this.#frame)
      this.#frame = larger
    }
    this.#frame[this.#length] = byte
    this.#length += 1
  }

  #drop(reason: 'frame-too-large' | 'bad-escape'): void {
    this.#length = 0
    this.#skipping = true
    this.#sink.dropped(reason)
  }
}
