// SLIP (RFC 1055): OSC packets on a byte stream, each between two END bytes.
import { FrameBuffer } from './frame-buffer.ts'
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
  readonly #frame: FrameBuffer
  #escaped = false
  /** Until the next END, after a frame was given up. */
  #skipping = false

  constructor(limit: number, sink: FrameSink) {
    this.#limit = limit
    this.#sink = sink
    this.#frame = new FrameBuffer(limit)
  }

  get held(): number {
    return this.#frame.held
  }

  get isWithin(): boolean {
    return this.#frame.length > 0 || this.#skipping
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
    const isEmpty = this.#frame.length === 0
    this.#escaped = false
    this.#skipping = false
    if (!isEmpty) this.#sink.packet(this.#frame.take())
  }

  #append(byte: number): void {
    if (this.#frame.length === this.#limit) this.#drop('frame-too-large')
    else this.#frame.appendByte(byte)
  }

  #drop(reason: 'frame-too-large' | 'bad-escape'): void {
    this.#frame.clear()
    this.#skipping = true
    this.#sink.dropped(reason)
  }
}
