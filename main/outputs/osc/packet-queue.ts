// The packets that wait for one target: what is too old, or has to make room, is dropped and said.
import { AgingQueue } from '../../../shared/base/aging-queue.ts'
import type { Waiting } from '../../../shared/base/aging-queue.ts'
import { monotonicMs } from '../../../shared/base/clock.ts'
import type { Clock } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'
import type { TargetRecord } from './target-record.ts'

const BOUNDS = { items: 1000, bytes: 4 * 1024 * 1024 } as const

export interface WaitingPacket extends Waiting {
  readonly packet: Uint8Array
  /** `seq` of the event that asked for it. */
  readonly cause: number | null
}

export class PacketQueue implements Disposable {
  readonly #clock: Clock
  readonly #record: TargetRecord
  readonly #maxAge: number
  readonly #packets = new AgingQueue<WaitingPacket>(BOUNDS)
  #expiry: Disposable | null = null

  constructor(clock: Clock, record: TargetRecord, maxAge: number) {
    this.#clock = clock
    this.#record = record
    this.#maxAge = maxAge
  }

  get length(): number {
    return this.#packets.length
  }

  push(packet: Uint8Array, cause: number | null): void {
    const goodUntil = this.#clock.now() + this.#maxAge
    const losers = this.#packets.push({ packet, bytes: packet.length, goodUntil, cause })
    this.#drop(losers, 'osc/queue-full', 'more is sent than it takes')
  }

  /** The next one that is not too old. */
  shift(): WaitingPacket | undefined {
    this.#dropStale()
    return this.#packets.shift()
  }

  /** Sees to it that what is left is dropped when its time is over, also where nobody asks for it. */
  expire(): void {
    if (this.#expiry !== null) return
    const freshUntil = this.#packets.freshUntil()
    if (freshUntil === null) return
    this.#expiry = this.#clock.upkeep(monotonicMs(freshUntil + 1), () => {
      this.#expiry = null
      this.#dropStale()
      this.expire()
    })
  }

  /** Forgets everything; answers how many. */
  clear(): number {
    return this.#packets.takeAll().length
  }

  /** Drops everything for a reason. */
  giveUp(code: string, message: string): void {
    this.#drop(this.#packets.takeAll(), code, message)
  }

  [Symbol.dispose](): void {
    dispose(this.#expiry)
    this.#expiry = null
  }

  #dropStale(): void {
    const message = `it waited for longer than ${this.#maxAge / 1000} s, so it was not sent`
    this.#drop(this.#packets.takeStale(this.#clock.now()), 'osc/too-old', message)
  }

  #drop(packets: readonly WaitingPacket[], code: string, message: string): void {
    for (const { cause } of packets) this.#record.dropped(1, code, message, cause)
  }
}
