// Records one behind the other, as they cross to the engine; a change among them can be replaced while it waits.
import type { Announcement } from './changes.ts'
import { CHANGE_BYTES, RECORD, TEXT_HEAD_BYTES } from './changes.ts'
import type { SentEvent } from './messages.ts'

const FIRST_BYTES = 4_096
/** More than that is given back when it is no longer needed. */
const KEPT_BYTES = 64 * 1024

const encoder = new TextEncoder()

export class Records {
  #bytes = new Uint8Array(FIRST_BYTES)
  #view = new DataView(this.#bytes.buffer)
  /** Of what waits in `#bytes`. */
  #length = 0
  /** Bytes that have left since there are records: places count on from them. */
  #left = 0

  get length(): number {
    return this.#length
  }

  /** Whether what was put at a place still waits. */
  holds(place: number): boolean {
    return place >= this.#left
  }

  /** Answers its place. */
  addChange(control: number, value: number, at: number): number {
    const from = this.#grow(CHANGE_BYTES)
    this.#bytes[from] = RECORD.change
    this.#write(from, control, value, at)
    return this.#left + from
  }

  replace(place: number, control: number, value: number, at: number): void {
    this.#write(place - this.#left, control, value, at)
  }

  addText(record: number, content: Announcement | SentEvent, most: number): boolean {
    const text = encoder.encode(JSON.stringify(content))
    const bytes = TEXT_HEAD_BYTES + text.length
    if (this.#length + bytes > most) return false
    const from = this.#grow(bytes)
    this.#bytes[from] = record
    this.#view.setUint32(from + 1, text.length, true)
    this.#bytes.set(text, from + TEXT_HEAD_BYTES)
    return true
  }

  /** The end of the last record that ends within so many bytes; that of the first where it is longer by itself. */
  endWithin(most: number): number {
    if (this.#length <= most) return this.#length
    let end = this.#endOf(0)
    for (let next = this.#endOf(end); next <= most; next = this.#endOf(end)) end = next
    return end
  }

  /** Takes out the records up to an end, into `target` from `at` on. */
  take(end: number, target: Uint8Array, at: number): void {
    target.set(this.#bytes.subarray(0, end), at)
    this.#left += end
    this.#length -= end
    if (this.#length > 0) this.#bytes.copyWithin(0, end, end + this.#length)
    else if (this.#bytes.length > KEPT_BYTES) this.#resize(FIRST_BYTES)
  }

  #write(from: number, control: number, value: number, at: number): void {
    this.#view.setUint16(from + 1, control, true)
    this.#view.setFloat64(from + 3, value, true)
    this.#view.setFloat64(from + 11, at, true)
  }

  #endOf(from: number): number {
    const isChange = this.#bytes[from] === RECORD.change
    return from + (isChange ? CHANGE_BYTES : TEXT_HEAD_BYTES + this.#view.getUint32(from + 1, true))
  }

  /** Makes room at the end; answers where it begins. */
  #grow(bytes: number): number {
    const from = this.#length
    this.#length += bytes
    if (this.#length > this.#bytes.length) this.#resize(Math.max(2 * this.#bytes.length, this.#length))
    return from
  }

  #resize(bytes: number): void {
    const larger = new Uint8Array(bytes)
    larger.set(this.#bytes.subarray(0, Math.min(bytes, this.#bytes.length)))
    this.#bytes = larger
    this.#view = new DataView(larger.buffer)
  }
}
