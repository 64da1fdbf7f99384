// The bytes of one OSC packet as they are written, in memory that every packet uses again.
import { OSC_LIMITS } from '../../../shared/model/osc.ts'

const FULL = -1
/** Characters up to which a loop is faster than the native encoder. */
const SHORT = 64

/** Values are big-endian and padded to four bytes. What goes beyond `OSC_LIMITS.packet` is counted but not kept. */
export class PacketWriter {
  readonly #bytes = new Uint8Array(OSC_LIMITS.packet)
  readonly #buffer = Buffer.from(this.#bytes.buffer)
  readonly #view = new DataView(this.#bytes.buffer)
  #length = 0

  /** Bytes since `begin`, those beyond the limit included. */
  get length(): number {
    return this.#length
  }

  begin(): void {
    this.#length = 0
  }

  /** The packet, in memory of its own; call it only while `length` is within the limit. */
  copy(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  int32(value: number): void {
    const at = this.#take(4)
    if (at !== FULL) this.#view.setInt32(at, value)
  }

  uint32(value: number): void {
    const at = this.#take(4)
    if (at !== FULL) this.#view.setUint32(at, value)
  }

  int64(value: bigint): void {
    const at = this.#take(8)
    if (at !== FULL) this.#view.setBigInt64(at, value)
  }

  float32(value: number): void {
    const at = this.#take(4)
    if (at !== FULL) this.#view.setFloat32(at, value)
  }

  float64(value: number): void {
    const at = this.#take(8)
    if (at !== FULL) this.#view.setFloat64(at, value)
  }

  /** UTF-8 with at least one zero byte after it. */
  text(value: string): void {
    if (value.length > SHORT || !this.#ascii(value)) this.#utf8(value)
  }

  bytes(value: Uint8Array): void {
    const size = padded(value.length)
    const at = this.#take(size)
    if (at === FULL) return
    this.#bytes.set(value, at)
    this.#bytes.fill(0, at + value.length, at + size)
  }

  /** What `write` writes, with its size before it. */
  sized(write: () => void): void {
    const at = this.#take(4)
    const from = this.#length
    write()
    if (at !== FULL) this.#view.setInt32(at, this.#length - from)
  }

  /** False, with nothing written, where other characters appear or the limit is near. */
  #ascii(value: string): boolean {
    const from = this.#length
    const end = from + padded(value.length + 1)
    if (end > OSC_LIMITS.packet) return false
    this.#view.setUint32(end - 4, 0)
    for (let index = 0; index < value.length; index += 1) {
      const code = value.charCodeAt(index)
      if (code > 0x7f) return false
      this.#bytes[from + index] = code
    }
    this.#length = end
    return true
  }

  #utf8(value: string): void {
    const size = padded(Buffer.byteLength(value) + 1)
    const at = this.#take(size)
    if (at === FULL) return
    this.#view.setUint32(at + size - 4, 0)
    this.#buffer.write(value, at)
  }

  #take(size: number): number {
    const at = this.#length
    this.#length += size
    return this.#length <= OSC_LIMITS.packet ? at : FULL
  }
}

function padded(size: number): number {
  return (size + 3) & ~3
}
