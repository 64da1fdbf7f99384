// The packets that wait for one target: what is too old, or has to make room, is dropped and said.
import { AgingQueue } from '../../../shared/base/aging-queue.ts'
import type { Waiting } from '../../../shared/base/aging-queue.ts'
import { monotonicMs } from '../../../shared/base/clock.ts'
import type { Clock } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'
import type { SenderOptions } from './sender.ts'
import type { SharedRoom } from './shared-room.ts'
import type { TargetRecord } from './target-record.ts'

const BOUNDS = { items: 1000, bytes: 4 * 1024 * 1024 } as const
/** What keeping a packet takes besides its own bytes. */
const OVERHEAD = 128

export interface WaitingPacket extends Waiting {
  readonly packet: Uint8Array
  /** `seq` of the event that asked for it. */
  readonly cause: number | null
}

export class PacketQueue implements Disposable {
  readonly #clock: Clock
  readonly #record: TargetRecord
  readonly #maxAge: number
  readonly #room: SharedRoom
  readonly #packets = new AgingQueue<WaitingPacket>(BOUNDS)
  /** Bytes that the shared room knows of. */
  #reported = 0
  #expiry: Disposable | null = null

  constructor({ clock, record, target, room }: Pick<SenderOptions, 'clock' | 'record' | 'target' | 'room'>) {
    this.#clock = clock
    this.#record = record
    this.#maxAge = target.maxAge
    this.#room = room
  }

  get length(): number {
    return this.#packets.length
  }

  /** Of a route only the latest is kept, and for as long as it takes. */
  push(packet: Uint8Array, cause: number | null, route?: string): void {
    const goodUntil = route === undefined ? this.#clock.now() + this.#maxAge : Infinity
    const { replaced } = this.#packets
    const losers = this.#packets.push({ packet, bytes: packet.length, goodUntil, cause, route })
    this.#record.collapsed(this.#packets.replaced - replaced)
    this.#drop(losers, 'osc/queue-full', 'more is sent than it takes')
  }

  /** Of memory. */
  get bytes(): number {
    return this.#packets.bytes + this.#packets.length * OVERHEAD
  }

  /** Makes room for what waits for other targets. */
  giveUpOldest(): void {
    const oldest = this.#packets.shift()
    if (oldest !== undefined)
      this.#drop([oldest], 'osc/queue-full', 'more waits for all targets than there is room for')
  }

  /** The next one that is not too old. */
  shift(): WaitingPacket | undefined {
    this.#dropStale()
    const next = this.#packets.shift()
    this.#report()
    return next
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
    const forgotten = this.#packets.takeAll()
    this.#forget(forgotten)
    this.#report()
    return forgotten.length
  }

  /** Drops everything for a reason. */
  giveUp(code: string, message: string): void {
    this.#drop(this.#packets.takeAll(), code, message)
  }

  /** Drops what may grow old for a reason; answers how many are left. */
  giveUpAging(code: string, message: string): number {
    this.#drop(this.#packets.takeStale(monotonicMs(Number.MAX_VALUE)), code, message)
    if (this.length === 0) dispose(this.#expiry)
    return this.length
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
    this.#forget(packets)
    this.#report()
  }

  #forget(packets: readonly WaitingPacket[]): void {
    const routes = packets.flatMap(({ route }) => route ?? [])
    if (routes.length > 0) this.#record.forgot(routes)
  }

  #report(): void {
    const change = this.bytes - this.#reported
    this.#reported = this.bytes
    if (change !== 0) this.#room.changed(this, change)
  }
}
