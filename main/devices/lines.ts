// Puts the lines of a byte stream together, none longer than a bound.
const NEWLINE = 0x0a

export class Lines {
  readonly #longest: number
  /** The beginning of a line whose end has not come. */
  #begun: Uint8Array[] = []
  #begunBytes = 0

  /** `longest` in bytes. */
  constructor(longest: number) {
    this.#longest = longest
  }

  /** Lines that are complete with these bytes, without their ends; null where one is too long. */
  push(bytes: Uint8Array): string[] | null {
    const lines: string[] = []
    let from = 0
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      lines.push(this.#finish(bytes.subarray(from, end)))
      from = end + 1
    }
    if (from < bytes.length) {
      this.#begun.push(bytes.subarray(from))
      this.#begunBytes += bytes.length - from
    }
    return this.#begunBytes > this.#longest ? null : lines
  }

  #finish(last: Uint8Array): string {
    const line =
      this.#begun.length === 0
        ? Buffer.from(last.buffer, last.byteOffset, last.length)
        : Buffer.concat([...this.#begun, last])
    this.#begun = []
    this.#begunBytes = 0
    return line.toString('utf8')
  }
}
