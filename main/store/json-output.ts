// A text as it is put together of parts of another, which stay the bytes that they were, and of new words.
import type { Place } from './json-places.ts'

/** No larger, so that who takes them is never at work for long. */
const PIECE_BYTES = 256 * 1024
/** Parts from this size on are handed on as they are; smaller ones are copied together. */
const LARGE_BYTES = 4096
const BUFFER_BYTES = 64 * 1024
/** Of a character of text that is held in UTF-16. */
const MOST_BYTES = 3

export class JsonOutput {
  readonly #source: Uint8Array
  #pieces: Uint8Array[] = []
  /** Part of the source that is still to be put out: what follows on it in the source joins it. */
  #from = 0
  #to = 0
  #buffer = Buffer.alloc(0)
  #length = 0

  constructor(source: Uint8Array) {
    this.#source = source
  }

  source(start: number, end: number): void {
    if (start === end) return
    if (this.#to !== start || this.#from === this.#to) {
      this.#putSource()
      this.#from = start
    }
    this.#to = end
  }

  place({ start, end }: Place): void {
    this.source(start, end)
  }

  words(text: string): void {
    this.#putSource()
    if (text.length * MOST_BYTES > BUFFER_BYTES) {
      this.#putBuffer()
      const bytes = Buffer.from(text)
      for (let at = 0; at < bytes.length; at += PIECE_BYTES)
        this.#pieces.push(bytes.subarray(at, at + PIECE_BYTES))
      return
    }
    this.#need(text.length * MOST_BYTES)
    this.#length += this.#buffer.write(text, this.#length)
  }

  /** What there is so far; at least one piece, which may be empty. */
  take(): readonly Uint8Array[] {
    this.#putSource()
    if (this.#length > BUFFER_BYTES / 2) this.#putBuffer()
    const pieces = this.#pieces
    this.#pieces = []
    return pieces.length === 0 ? [new Uint8Array()] : pieces
  }

  /** All that is left. */
  end(): readonly Uint8Array[] {
    this.#putSource()
    this.#putBuffer()
    return this.take()
  }

  /** All of what has not been taken, as text. */
  text(): string {
    return Buffer.concat(this.end()).toString()
  }

  #putSource(): void {
    const [from, to] = [this.#from, this.#to]
    this.#from = this.#to = 0
    if (to - from >= LARGE_BYTES) {
      this.#putBuffer()
      for (let at = from; at < to; at += PIECE_BYTES) {
        this.#pieces.push(this.#source.subarray(at, Math.min(at + PIECE_BYTES, to)))
      }
    } else if (to > from) {
      this.#need(to - from)
      this.#buffer.set(this.#source.subarray(from, to), this.#length)
      this.#length += to - from
    }
  }

  #putBuffer(): void {
    if (this.#length > 0) this.#pieces.push(this.#buffer.subarray(0, this.#length))
    this.#buffer = this.#buffer.subarray(this.#length)
    this.#length = 0
  }

  #need(bytes: number): void {
    if (this.#buffer.length - this.#length >= bytes) return
    this.#putBuffer()
    this.#buffer = Buffer.allocUnsafe(BUFFER_BYTES)
  }
}
