// A network with one receiver, which is there, refuses, does not answer, or is cut off; and a sender on a simulated clock.
import { EventEmitter } from 'node:events'
import type { LookupAddress } from 'node:dns'
import type { Socket, TcpNetConnectOpts } from 'node:net'
import { onTestFinished } from 'vitest'
import { Acknowledgements } from '../../../../../main/outputs/osc/acknowledgements.ts'
import type { Net } from '../../../../../main/outputs/osc/sender.ts'
import { SharedRoom } from '../../../../../main/outputs/osc/shared-room.ts'
import { TargetRecord } from '../../../../../main/outputs/osc/target-record.ts'
import { TcpSender } from '../../../../../main/outputs/osc/tcp-sender.ts'
import { SimulatedClock } from '../../../../../shared/base/clock.ts'
import type { EventDraft } from '../../../../../shared/model/event.ts'
import type { OscTarget } from '../../../../../shared/model/show.ts'

type Receiver = 'there' | 'refuses' | 'silent'

export class FakeNet implements Net {
  receiver: Receiver = 'there'
  /** What is handed over is not acknowledged. */
  cut = false
  /** The system takes nothing more. */
  full = false
  readonly attempts: number[] = []
  readonly sockets: FakeSocket[] = []
  /** What arrived or is on its way: `time text`. */
  readonly arrived: string[] = []
  readonly lookups: { resolve(addresses: readonly LookupAddress[]): void }[] = []
  readonly #clock: SimulatedClock

  constructor(clock: SimulatedClock) {
    this.#clock = clock
  }

  connect = (options: TcpNetConnectOpts): Socket => {
    this.attempts.push(this.#clock.now())
    const socket = new FakeSocket(this, () => this.#clock.now())
    this.sockets.push(socket)
    const found = (): void => {
      if (socket.destroyed) return
      socket.emit('connectionAttempt')
      this.#answer(socket)
    }
    if (options.host === '10.0.0.5') this.#later(found)
    else options.lookup?.(options.host ?? '', { all: true }, () => found())
    return socket as unknown as Socket
  }

  lookup = (): Promise<readonly LookupAddress[]> =>
    new Promise((resolve) => {
      this.lookups.push({ resolve })
    })

  /** A receiver that was not there is now. */
  comesUp(): void {
    this.receiver = 'there'
    this.cut = false
    for (const socket of this.sockets) if (socket.connecting) this.#answer(socket)
  }

  get open(): FakeSocket {
    const socket = this.sockets.at(-1)
    if (socket === undefined || socket.destroyed) throw new Error('no socket is open')
    return socket
  }

  #answer(socket: FakeSocket): void {
    if (socket.destroyed) return
    if (this.receiver === 'there') socket.connected()
    if (this.receiver === 'refuses') {
      socket.destroy(Object.assign(new Error('connect ECONNREFUSED 10.0.0.5:8000'), { code: 'ECONNREFUSED' }))
    }
  }

  #later(run: () => void): void {
    this.#clock.upkeep(this.#clock.now(), run)
  }
}

class FakeSocket extends EventEmitter {
  readonly localAddress = '10.0.0.1'
  readonly localPort = 40_000
  readonly remoteAddress = '10.0.0.5'
  readonly remotePort = 8000
  connecting = true
  destroyed = false
  writableLength = 0
  wasReset = false
  /** Bytes that the receiver has not acknowledged. */
  unacknowledged = 0
  readonly #net: FakeNet
  readonly #now: () => number
  #pending: ((error: Error | null) => void) | null = null

  constructor(net: FakeNet, now: () => number) {
    super()
    this.#net = net
    this.#now = now
  }

  get writable(): boolean {
    return !this.destroyed
  }

  resume(): void {}

  connected(): void {
    this.connecting = false
    this.emit('connect')
  }

  write(frame: Uint8Array, done: (error: Error | null) => void): void {
    if (this.#net.full) {
      this.writableLength = frame.length
      this.#pending = done
      return
    }
    if (this.#net.cut) this.unacknowledged += frame.length
    else this.#net.arrived.push(`${this.#now()} ${Buffer.from(frame).toString('latin1')}`)
    done(null)
  }

  destroy(error?: Error): void {
    if (this.destroyed) return
    this.destroyed = true
    this.connecting = false
    this.#pending?.(new Error('write ECANCELED'))
    if (error !== undefined) this.emit('error', error)
    this.emit('close')
  }

  resetAndDestroy(): void {
    this.wasReset = true
    // As Node does: what the system has not taken is waited for.
    if (this.writableLength === 0) this.destroy()
  }
}

const TARGET: OscTarget = {
  host: '10.0.0.5',
  port: 8000,
  transport: 'tcp',
  framing: 'slip',
  maxAge: 2000,
}

interface TcpRig {
  readonly clock: SimulatedClock
  readonly net: FakeNet
  readonly sender: TcpSender
  readonly record: TargetRecord
  /** How often the table was read, when. */
  readonly looks: number[]
  send(text: string, cause?: number): void
  /** Moves time on, in steps that let promises settle. */
  pass(ms: number): Promise<void>
  /** `cause code total message` of what was published since the last time. */
  said(): string[]
}

/** `acknowledgements` as Linux tells them, or not. */
export function tcpRig(target: Partial<OscTarget> = {}, tells = true, receiver: Receiver = 'there'): TcpRig {
  const clock = new SimulatedClock()
  const published: EventDraft[] = []
  const record = new TargetRecord('desk', clock, (draft) => published.push(draft))
  const net = new FakeNet(clock)
  net.receiver = receiver
  const looks: number[] = []
  const acknowledgements = new Acknowledgements(clock, (_, wanted) => {
    looks.push(clock.now())
    const found = new Map<string, number>()
    const { unacknowledged } = net.sockets.at(-1) as FakeSocket
    for (const key of wanted) found.set(key, unacknowledged)
    return Promise.resolve(found)
  })
  const sender = new TcpSender({
    room: new SharedRoom(),
    clock,
    target: { ...TARGET, ...target },
    record,
    net,
    acknowledgements: tells ? acknowledgements : null,
    moved() {},
  })
  clock.advanceBy(0)
  onTestFinished(async () => {
    await sender[Symbol.asyncDispose]()
    acknowledgements[Symbol.dispose]()
    clock.advanceBy(0)
  })
  return {
    clock,
    net,
    sender,
    record,
    looks,
    send(text, cause = 7) {
      sender.send(Buffer.from(text), cause)
      clock.advanceBy(0)
    },
    async pass(ms) {
      const end = clock.now() + ms
      while (clock.now() < end) {
        clock.advanceTo(Math.min(end, clock.now() + 50))
        for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
      }
    },
    said: () =>
      published.splice(0).map((draft) => {
        const { code, total, message } = (draft as EventDraft<'osc.sendFailed'>).payload
        return `${draft.cause} ${code} ${total} ${message}`
      }),
  }
}
