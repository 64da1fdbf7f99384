// When each of many like entries was and what led to it, in a byte or two each: they come at even distances, so that what is
// written is how much one distance differs from the one before.

/** Bytes of one list, with which its row still fits a page. */
const MOST_BYTES = 2000
/** Most bytes of one moment: three numbers of 53 bits, 7 to the byte, and what they begin with. */
const LONGEST = 25
/** First byte of a moment of one byte is below it: 3 bits for the number, 4 for the time. */
const TWO_BYTES = 0x80
/** First byte of one of two bytes is below it: 6 bits for the time, and 8 for the number in the byte after. */
const MANY_BYTES = 0xc0

export interface Moment {
  readonly seq: number
  /** Milliseconds on the engine's clock, those after the first to one. */
  readonly at: number
  readonly cause: number | null
}

/** How the causes are kept: one for all, or each one's distance. */
const CAUSES = { same: 0, each: 1 } as const

const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value)
const unzigzag = (value: number): number => (value % 2 === 1 ? -(value + 1) / 2 : value / 2)

/** A list that grows; the first moment stands elsewhere. */
export class Moments {
  readonly #first: Moment
  #last: Moment
  #causes: number | null = null
  #bytes = new Uint8Array(32)
  #length = 1
  #distances = { seq: 0, at: 0, cause: 0 }

  constructor(first: Moment) {
    this.#first = first
    this.#last = first
  }

  get last(): Moment {
    return this.#last
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  /** False where it does not fit in: the list is full, or it alone has another cause. */
  add(moment: Moment): boolean {
    if (this.#length + LONGEST > MOST_BYTES) return false
    const causes = this.#causes ?? (moment.cause === this.#first.cause ? CAUSES.same : CAUSES.each)
    if (causes === CAUSES.same ? moment.cause !== this.#first.cause : moment.cause === null) return false
    if (causes === CAUSES.each && this.#first.cause === null) return false
    this.#causes = causes
    const seq = moment.seq - this.#last.seq
    const at = Math.round(moment.at) - Math.round(this.#last.at)
    this.#makeRoom()
    this.#putBoth(zigzag(seq - this.#distances.seq), zigzag(at - this.#distances.at))
    const cause = causes === CAUSES.each ? moment.seq - (moment.cause ?? 0) : 0
    if (causes === CAUSES.each) this.#put(zigzag(cause - this.#distances.cause))
    this.#distances = { seq, at, cause }
    this.#last = moment
    this.#bytes[0] = causes
    return true
  }

  #makeRoom(): void {
    if (this.#length + LONGEST <= this.#bytes.length) return
    const larger = new Uint8Array(this.#bytes.length * 2)
    larger.set(this.#bytes)
    this.#bytes = larger
  }

  #putBoth(seq: number, at: number): void {
    if (seq < 8 && at < 16) {
      this.#bytes[this.#length++] = seq * 16 + at
    } else if (seq < 256 && at < 64) {
      this.#bytes[this.#length++] = TWO_BYTES + at
      this.#bytes[this.#length++] = seq
    } else {
      this.#bytes[this.#length++] = MANY_BYTES
      this.#put(seq)
      this.#put(at)
    }
  }

  #put(value: number): void {
    let left = value
    for (; left > 127; left = Math.floor(left / 128)) this.#bytes[this.#length++] = (left % 128) | 128
    this.#bytes[this.#length++] = left
  }
}

class Bytes {
  readonly #bytes: Uint8Array
  #place = 1

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get more(): boolean {
    return this.#place < this.#bytes.length
  }

  take(): number {
    return this.#bytes[this.#place++] ?? 0
  }

  number(): number {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.take()
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
  }

  both(): readonly [number, number] {
    const first = this.take()
    if (first < TWO_BYTES) return [first >> 4, first & 15]
    if (first < MANY_BYTES) return [this.take(), first - TWO_BYTES]
    return [this.number(), this.number()]
  }
}

/** All of them, the first too. */
export function momentsOf(first: Moment, bytes: Uint8Array): readonly Moment[] {
  const moments = [first]
  const each = bytes[0] === CAUSES.each
  const rest = new Bytes(bytes)
  let { seq, at, cause } = first
  const distances = { seq: 0, at: 0, cause: 0 }
  while (rest.more) {
    const [numbers, times] = rest.both()
    seq += distances.seq += unzigzag(numbers)
    at += distances.at += unzigzag(times)
    if (each) cause = seq - (distances.cause += unzigzag(rest.number()))
    moments.push({ seq, at, cause })
  }
  return moments
}
