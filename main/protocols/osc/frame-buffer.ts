// The bytes of a frame that is not complete: grows with what comes, and gives a large one back.

/** Kept from frame to frame; what had to grow beyond it is let go with its frame. */
const KEPT_BYTES = 1024

export class FrameBuffer {
  readonly #limit: number
  #bytes: Uint8Array
  #length = 0

  constructor(limit: number) {
    this.#limit = limit
    this.#bytes = new Uint8Array(Math.min(KEPT_BYTES, limit))
  }

  get length(): number {
    return this.#length
  }

  /** Bytes of memory. */
  get held(): number {
    return this.#bytes.length
  }

  /** There must be room below the limit. */
  append(piece: Uint8Array): void {
    this.#reserve(this.#length + piece.length)
    this.#bytes.set(piece, this.#length)
    this.#length += piece.length
  }

  appendByte(byte: number): void {
    if (this.#length === this.#bytes.length) this.#reserve(this.#length + 1)
    this.#bytes[this.#length] = byte
    this.#length += 1
  }

  /** The frame, to be read before the next byte comes. */
  take(): Uint8Array {
    const frame = this.#bytes.subarray(0, this.#length)
    this.clear()
    return frame
  }

  clear(): void {
    this.#length = 0
    if (this.#bytes.length > KEPT_BYTES) this.#bytes = new Uint8Array(Math.min(KEPT_BYTES, this.#limit))
  }

  #reserve(length: number): void {
    if (length <= this.#bytes.length) return
    const larger = new Uint8Array(Math.min(this.#limit, Math.max(length, 2 * this.#bytes.length)))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }
}
