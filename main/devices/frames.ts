// Cuts a byte stream into frames, none longer than a bound: four bytes that tell how long it is, and then the frame.
const HEAD_BYTES = 4

/** Bytes of the longest frame: a batch of events, or the health of some thousand devices. */
export const LONGEST_FRAME = 4 * 1024 * 1024

const encoder = new TextEncoder()

/** A frame as it goes into the stream. */
export function framed(frame: Uint8Array | string): Uint8Array {
  const body = typeof frame === 'string' ? encoder.encode(frame) : frame
  const bytes = new Uint8Array(HEAD_BYTES + body.length)
  new DataView(bytes.buffer).setUint32(0, body.length, true)
  bytes.set(body, HEAD_BYTES)
  return bytes
}

export class Frames {
  readonly #longest: number
  readonly #head = new Uint8Array(HEAD_BYTES)
  #headBytes = 0
  /** The frame whose beginning has come; null between frames. */
  #body: Uint8Array | null = null
  #bodyBytes = 0

  constructor(longest: number) {
    this.#longest = longest
  }

  /** Frames that are complete with these bytes, good until the bytes are used again; null where one is empty or too long. */
  push(bytes: Uint8Array): Uint8Array[] | null {
    const frames: Uint8Array[] = []
    let at = 0
    while (at < bytes.length) {
      if (this.#body === null) {
        at = this.#takeHead(bytes, at)
        if (this.#headBytes < HEAD_BYTES) break
        const length = new DataView(this.#head.buffer).getUint32(0, true)
        if (length === 0 || length > this.#longest) return null
        this.#headBytes = 0
        if (bytes.length - at >= length) {
          frames.push(bytes.subarray(at, at + length))
          at += length
          continue
        }
        this.#body = new Uint8Array(length)
        this.#bodyBytes = 0
      }
      const part = bytes.subarray(at, at + this.#body.length - this.#bodyBytes)
      this.#body.set(part, this.#bodyBytes)
      this.#bodyBytes += part.length
      at += part.length
      if (this.#bodyBytes === this.#body.length) {
        frames.push(this.#body)
        this.#body = null
      }
    }
    return frames
  }

  #takeHead(bytes: Uint8Array, from: number): number {
    let at = from
    while (this.#headBytes < HEAD_BYTES && at < bytes.length) {
      this.#head[this.#headBytes] = bytes[at] as number
      this.#headBytes += 1
      at += 1
    }
    return at
  }
}
