// Messages from one thread to another in a fixed piece of shared memory, without locks.
import { FaultError, fault } from './result.ts'

/** Below this not even a header and a word fit. */
const SMALLEST_SIZE = 8
/** Positions run to twice the size in 32 bits with their sign. */
const LARGEST_SIZE = 2 ** 29
const LARGEST_ID = 0xffff
const LARGEST_MESSAGE = 0xffff

/** Before each message: its id and its length in bytes, 16 bits each, little endian. Id 0 marks it as deleted. */
const HEADER = 4
const DELETED = 0

/** The two positions come first, a cache line apart so that the threads do not contend for one. */
const HEAD = 0
const TAIL = 16
const POSITIONS_BYTES = 128

export interface RingMessage {
  /** 1 to 65535; 0 where there was no message. */
  readonly id: number
  /** A copy; the ring may reuse its own memory at once. */
  readonly bytes: Uint8Array
}

const NO_MESSAGE: RingMessage = Object.freeze({ id: 0, bytes: new Uint8Array(0) })

/**
 * A first-in first-out ring of messages whose bytes wrap at its end.
 *
 * One thread may produce (`put`, `tryPut`, `isFull`) while one other consumes (everything else); `length` and `size` are
 * for both. The producer alone writes the bytes from tail to head and moves `tail` on; the consumer alone writes the
 * bytes from head to tail and moves `head`. Each publishes what it did by an atomic write of its position after its last
 * access to the bytes, so that the other, which loads that position before touching them, never sees half a message.
 *
 * Where the newest messages were pulled, the consumer also moves `tail` back over them, by an exchange that fails once the
 * producer has put another behind them. A producer that is just putting one behind where `tail` was overrules that: the pulled
 * messages, whose bytes nobody has touched, then lie between others again.
 *
 * Positions count from 0 to twice the size: equal means empty, and a whole size apart means full, with no byte wasted.
 */
export class MessageRing {
  readonly shared: SharedArrayBuffer
  /** Capacity in bytes, headers included. */
  readonly size: number
  readonly #positions: Int32Array
  readonly #data: Uint8Array

  private constructor(shared: SharedArrayBuffer) {
    this.shared = shared
    this.size = shared.byteLength - POSITIONS_BYTES
    this.#positions = new Int32Array(shared, 0, POSITIONS_BYTES / Int32Array.BYTES_PER_ELEMENT)
    this.#data = new Uint8Array(shared, POSITIONS_BYTES)
  }

  /** An empty ring of `size` bytes; RangeError unless that is a whole number from 8 to 2^29. */
  static create(size: number): MessageRing {
    checkSize(size)
    return new MessageRing(new SharedArrayBuffer(POSITIONS_BYTES + size))
  }

  /** The ring whose `shared` memory another thread handed over. */
  static attach(shared: SharedArrayBuffer): MessageRing {
    if (!(shared instanceof SharedArrayBuffer)) throw new TypeError('a message ring lives in shared memory')
    checkSize(shared.byteLength - POSITIONS_BYTES)
    return new MessageRing(shared)
  }

  /** Bytes in use, headers and messages that were pulled from between others included. */
  get length(): number {
    return this.#used(this.#head(), this.#tail())
  }

  /** Whether no message is left to get. */
  get isEmpty(): boolean {
    return this.#firstLive(this.#head(), this.#tail()) === null
  }

  /** Whether not even an empty message fits. */
  get isFull(): boolean {
    return this.size - this.length < HEADER
  }

  /**
   * Adds a message. RangeError for an id outside 1 to 65535 or more bytes than the ring can ever hold, TypeError for
   * anything but bytes, fault `ring/full` where there is no room now.
   */
  put(id: number, bytes: Uint8Array): void {
    if (this.tryPut(id, bytes)) return
    throw new FaultError(
      fault(
        'ring/full',
        `message ring of ${this.size} bytes`,
        `${HEADER + bytes.length} bytes do not fit beside the ${this.length} in use`,
        'get messages sooner or make the ring larger',
      ),
    )
  }

  /** As `put`, but answers false where there is no room now. Allocates nothing. */
  tryPut(id: number, bytes: Uint8Array): boolean {
    if (!Number.isInteger(id) || id < 1 || id > LARGEST_ID) throw new RangeError(`message id ${id}`)
    if (!(bytes instanceof Uint8Array)) throw new TypeError('a message is bytes')
    const length = bytes.length
    if (length > LARGEST_MESSAGE || HEADER + length > this.size) {
      throw new RangeError(`message of ${length} bytes in a ring of ${this.size}`)
    }
    const tail = this.#tail()
    if (this.size - this.#used(this.#head(), tail) < HEADER + length) return false
    this.#writeWord(tail, id)
    this.#writeWord(this.#after(tail, 2), length)
    this.#writeBytes(this.#after(tail, HEADER), bytes)
    Atomics.store(this.#positions, TAIL, this.#after(tail, HEADER + length))
    return true
  }

  /** Takes the oldest message, or answers id 0 and no bytes. */
  get(): RingMessage {
    const at = this.#reclaim()
    if (at === null) return NO_MESSAGE
    const message = this.#read(at)
    this.#reclaim(this.#next(at))
    return message
  }

  /** The oldest message, left in place, or null. */
  peek(): RingMessage | null {
    const at = this.#reclaim()
    return at === null ? null : this.#read(at)
  }

  /**
   * Takes the oldest message of this id from wherever it is, or answers id 0 and no bytes. Its room is free at once where no
   * message is older or none is newer, and otherwise with that of its last neighbour on either side.
   */
  pull(id: number): RingMessage {
    const tail = this.#tail()
    const oldest = this.#firstLive(this.#head(), tail)
    /** Where what cannot be got begins, behind the last message before this one. */
    let behind = oldest
    for (let at = oldest; at !== null; at = this.#firstLive(behind, tail)) {
      const next = this.#next(at)
      if (this.#readWord(at) === id) {
        const message = this.#read(at)
        this.#writeWord(at, DELETED)
        if (at === oldest) this.#reclaim()
        else if (next === tail) Atomics.compareExchange(this.#positions, TAIL, tail, behind as number)
        return message
      }
      behind = next
    }
    return NO_MESSAGE
  }

  /** Ids of the messages that can be got, oldest first. */
  list(): number[] {
    const ids: number[] = []
    const tail = this.#tail()
    let at = this.#firstLive(this.#head(), tail)
    while (at !== null) {
      ids.push(this.#readWord(at))
      at = this.#firstLive(this.#next(at), tail)
    }
    return ids
  }

  /** Drops every message that has been put so far. */
  clear(): void {
    Atomics.store(this.#positions, HEAD, this.#tail())
  }

  #head(): number {
    return Atomics.load(this.#positions, HEAD)
  }

  #tail(): number {
    return Atomics.load(this.#positions, TAIL)
  }

  #used(head: number, tail: number): number {
    return tail >= head ? tail - head : tail - head + 2 * this.size
  }

  #after(position: number, bytes: number): number {
    const next = position + bytes
    return next < 2 * this.size ? next : next - 2 * this.size
  }

  #offset(position: number): number {
    return position < this.size ? position : position - this.size
  }

  #next(at: number): number {
    return this.#after(at, HEADER + this.#messageLength(at))
  }

  #messageLength(at: number): number {
    return this.#readWord(this.#after(at, 2))
  }

  /** The first message from `at` on that was not pulled, or null; nothing is read past one whose length cannot be true. */
  #firstLive(at: number, tail: number): number | null {
    for (let here = at; ; here = this.#next(here)) {
      const left = this.#used(here, tail)
      if (left < HEADER || left < HEADER + this.#messageLength(here)) return null
      if (this.#readWord(here) !== DELETED) return here
    }
  }

  /** Gives the room before the oldest readable message, of those from `from` on, back to the producer; answers where it is. */
  #reclaim(from = this.#head()): number | null {
    const tail = this.#tail()
    const live = this.#firstLive(from, tail)
    const kept = live ?? tail
    if (kept !== this.#head()) Atomics.store(this.#positions, HEAD, kept)
    return live
  }

  #read(at: number): RingMessage {
    const length = this.#messageLength(at)
    const start = this.#offset(this.#after(at, HEADER))
    const untilEnd = this.size - start
    if (length <= untilEnd) return { id: this.#readWord(at), bytes: this.#data.slice(start, start + length) }
    const bytes = new Uint8Array(length)
    bytes.set(this.#data.subarray(start))
    bytes.set(this.#data.subarray(0, length - untilEnd), untilEnd)
    return { id: this.#readWord(at), bytes }
  }

  #writeBytes(at: number, bytes: Uint8Array): void {
    const start = this.#offset(at)
    if (start + bytes.length <= this.size) {
      this.#data.set(bytes, start)
      return
    }
    // Byte by byte, because two views on the halves would be garbage on the producer's hot path.
    for (let index = 0, to = start; index < bytes.length; index += 1) {
      this.#data[to] = bytes[index] as number
      to = to + 1 === this.size ? 0 : to + 1
    }
  }

  #readWord(at: number): number {
    const low = this.#data[this.#offset(at)] as number
    const high = this.#data[this.#offset(this.#after(at, 1))] as number
    return low | (high << 8)
  }

  #writeWord(at: number, value: number): void {
    this.#data[this.#offset(at)] = value & 0xff
    this.#data[this.#offset(this.#after(at, 1))] = value >>> 8
  }
}

function checkSize(size: number): void {
  if (!Number.isInteger(size) || size < SMALLEST_SIZE || size > LARGEST_SIZE) {
    throw new RangeError(`a message ring of ${size} bytes`)
  }
}
