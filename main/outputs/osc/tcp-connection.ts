// One open TCP connection: hands packets over one by one, and is reset when the other side acknowledges nothing.
import type { Socket } from 'node:net'
import { monotonicMs } from '../../../shared/base/clock.ts'
import type { MonotonicMs } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'
import { lengthPrefixEncode } from '../../protocols/osc/length-prefix.ts'
import { slipEncode } from '../../protocols/osc/slip.ts'
import type { Endpoints } from './socket-table.ts'
import type { WaitingPacket } from './packet-queue.ts'
import type { SenderOptions } from './sender.ts'
import { Unacknowledged } from './unacknowledged.ts'

/** After so long without an acknowledgement the other side is taken for gone; the system itself would try for a quarter of an hour. */
const SILENT_MS = 3000
/** What happened while this program was stopped is heard of a little later than that time has passed. */
const GRACE_MS = 100
/** No network between a show and its devices takes so long. */
const DOUBTFUL_MS = 500
const FRAMINGS = { slip: slipEncode, length: lengthPrefixEncode } as const

const SILENT = 'what was sent has not been acknowledged for 3 s, so the connection was reset'
const TAKEN_BACK = 'it was handed over, not acknowledged for 3 s, and taken back'
const UNSURE = 'the connection broke before it was acknowledged, so nobody knows whether it arrived'
const CUT_OFF = 'the connection ended before it was handed over'

interface ConnectionOptions extends Pick<SenderOptions, 'clock' | 'target' | 'record' | 'acknowledgements'> {
  /** Connected. */
  readonly socket: Socket
  /** It takes the next packet. */
  readonly ready: () => void
  /** It is about to be reset, and why. */
  readonly failing: (code: string, message: string) => void
}

export class TcpConnection implements Disposable {
  readonly endpoints: Endpoints
  readonly #options: ConnectionOptions
  readonly #since: MonotonicMs
  readonly #open = new Unacknowledged()
  readonly #watch: Disposable | null
  /** Runs while the system has not taken all of the last packet. */
  #stuck: Disposable | null = null
  /** The last look found something open that should long be acknowledged. */
  #doubtful = false
  #reset = false

  constructor(options: ConnectionOptions) {
    const { socket, clock, target, acknowledgements } = options
    this.#options = options
    this.#since = clock.now()
    this.endpoints = {
      localAddress: socket.localAddress ?? '',
      localPort: socket.localPort ?? 0,
      remoteAddress: socket.remoteAddress ?? '',
      remotePort: socket.remotePort ?? target.port,
    }
    this.#watch = acknowledgements?.watch(this) ?? null
  }

  get age(): number {
    return this.#options.clock.now() - this.#since
  }

  /** One packet at a time is handed over: what the system has no room for must be able to grow old here. */
  get hasRoom(): boolean {
    const { socket } = this.#options
    return !this.#reset && socket.writable && socket.writableLength === 0
  }

  get open(): number {
    return this.#open.messages
  }

  get handedOver(): number {
    return this.#open.handedOver
  }

  write({ packet, cause }: WaitingPacket): void {
    const { socket, clock, target, record } = this.#options
    const frame = FRAMINGS[target.framing ?? 'slip'](packet)
    socket.write(frame, (error) => {
      dispose(this.#stuck)
      this.#stuck = null
      if (error !== null && error !== undefined) {
        if (!this.#reset) record.dropped(1, 'osc/cut-off', CUT_OFF, cause)
        return
      }
      record.sent()
      this.#expect(frame.length, cause)
      this.#options.ready()
    })
    if (socket.writableLength > 0) this.#stuck ??= this.#resetAfter(clock.now() + SILENT_MS)
  }

  heard(acknowledged: number | null): void {
    const { clock, record } = this.#options
    if (acknowledged === null) {
      this.#open.clear()
      this.#doubtful = false
      record.isUnknown()
      return
    }
    const done = this.#open.acknowledged(acknowledged)
    const { since } = this.#open
    record.acknowledged(done, since)
    const silentFor = since === null ? 0 : clock.now() - since
    this.#doubtful = silentFor >= DOUBTFUL_MS
    if (silentFor >= SILENT_MS) this.#giveUp()
  }

  /** Whether something is on its way that may never arrive. */
  get isStuck(): boolean {
    return this.#stuck !== null || this.#doubtful
  }

  /** Ends it so that the system forgets what it still holds; answers how many packets that were. */
  reset(code: string, message: string): number {
    if (this.#reset) return 0
    this.#reset = true
    const { socket, failing } = this.#options
    const isPending = socket.writableLength > 0
    const lost = this.#open.clear() + (isPending ? 1 : 0)
    failing(code, message)
    socket.resetAndDestroy()
    // Where the system has no room for a packet, that would wait until it has.
    if (isPending) socket.destroy()
    return lost
  }

  /** It ended with an error: says of what was not acknowledged that nobody knows. */
  broke(): void {
    const { cause } = this.#open
    const messages = this.#open.clear()
    if (messages > 0) this.#options.record.unsure(messages, 'osc/unsure', UNSURE, cause)
  }

  [Symbol.dispose](): void {
    dispose(this.#stuck)
    this.#stuck = null
    dispose(this.#watch)
    this.#options.record.nothingOpen()
  }

  #expect(bytes: number, cause: number | null): void {
    const { acknowledgements, clock } = this.#options
    if (acknowledgements === null) return
    this.#open.add(bytes, cause, clock.now())
    acknowledgements.expect()
  }

  #resetAfter(dueAt: number): Disposable {
    const { clock } = this.#options
    return clock.upkeep(monotonicMs(dueAt), () => {
      this.#stuck = clock.upkeep(monotonicMs(clock.now() + GRACE_MS), () => {
        this.#stuck = null
        this.#giveUp()
      })
    })
  }

  #giveUp(): void {
    const { cause } = this.#open
    const lost = this.reset('osc/not-acknowledged', SILENT)
    if (lost > 0) this.#options.record.dropped(lost, 'osc/taken-back', TAKEN_BACK, cause)
  }
}
