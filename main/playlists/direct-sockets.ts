// UDP sockets of a runner thread: one a target, connected, so that a send leaves at once and its errors come back.
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import type { Clock } from '../../shared/base/clock.ts'
import { networkFailure } from '../../shared/base/network-failure.ts'
import type { Route, RunNumber } from './runner-protocol.ts'

/** A target that could not be connected to is tried again by the first packet that comes so long after. */
const TRY_AGAIN_MS = 1000
/** An address that is a number is connected to in a turn or two of the event loop; nothing waits longer for one that is not. */
const OPENS_WITHIN_MS = 250

interface OpenSocket {
  readonly socket: Socket
  readonly at: NonNullable<Route['at']>
  readonly bundles: boolean
  state: 'opening' | 'ready' | 'failed'
  /** Monotonic ms at which it began to open. */
  readonly openedAt: number
}

/** `run` is whose packet it was; null where that is not known. */
type OnFailure = (target: string, message: string, run: RunNumber | null) => void

export class DirectSockets {
  readonly #sockets = new Map<string, OpenSocket>()
  readonly #clock: Clock
  readonly #onFailure: OnFailure
  #opening = 0

  constructor(clock: Clock, onFailure: OnFailure) {
    this.#clock = clock
    this.#onFailure = onFailure
  }

  /** Whether a socket still needs turns of the event loop before packets can leave from it. */
  get isOpening(): boolean {
    return this.#opening > 0
  }

  /** From now on packets for the target leave there and nowhere else. */
  route({ target, at, bundles }: Route): void {
    const known = this.#sockets.get(target)
    if (known !== undefined && known.state !== 'failed') known.socket.close()
    this.#sockets.delete(target)
    if (at !== null) this.#open(target, at, bundles)
  }

  /** Opens a target's socket ahead of need, because connecting takes turns of the event loop. */
  #open(target: string, at: OpenSocket['at'], bundles: boolean): void {
    const { host, port } = at
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
    const entry: OpenSocket = { socket, at, bundles, state: 'opening', openedAt: this.#clock.now() }
    this.#sockets.set(target, entry)
    this.#opening += 1
    const opened = (state: 'ready' | 'failed'): void => {
      if (entry.state !== 'opening') return
      entry.state = state
      this.#opening -= 1
    }
    const fail = (error: Error): void => {
      if (this.#sockets.get(target) === entry) this.#onFailure(target, networkFailure(error), null)
      if (entry.state !== 'opening') return
      opened('failed')
      socket.close()
    }
    // Without a listener, a target that closes its port would end the thread.
    socket.on('error', fail)
    socket.on('close', () => opened('failed'))
    socket.bind(() => {
      // Before connecting: a broadcast address refuses sockets that have not asked for it.
      socket.setBroadcast(true)
      // Node hands the error on, though its types do not say so: no way leads there while the network is away.
      socket.connect(port, host, (error?: Error) => {
        if (error === undefined) opened('ready')
        else fail(error)
      })
    })
    socket.unref()
  }

  /** Whether the target's socket is about to open, as for a first packet after it failed. */
  opens(target: string): boolean {
    const known = this.#sockets.get(target)
    if (known?.state === 'failed' && this.#clock.now() - known.openedAt > TRY_AGAIN_MS)
      this.#open(target, known.at, known.bundles)
    const entry = this.#sockets.get(target)
    return entry?.state === 'opening' && this.#clock.now() - entry.openedAt <= OPENS_WITHIN_MS
  }

  bundles(target: string): boolean {
    return this.#sockets.get(target)?.bundles ?? false
  }

  /** False while the target's socket is not open; the packet was then not sent. */
  send(target: string, packet: Uint8Array, run: RunNumber): boolean {
    const entry = this.#sockets.get(target)
    if (entry?.state !== 'ready') return false
    entry.socket.send(packet, (error) => {
      if (error !== null) this.#sendAgain(target, entry, packet, run)
    })
    return true
  }

  /** A send that meets the error of an earlier packet has not sent its own: a receiver that has come back gets it now. */
  #sendAgain(target: string, entry: OpenSocket, packet: Uint8Array, run: RunNumber): void {
    // It has been routed elsewhere meanwhile, and that socket is closed.
    if (this.#sockets.get(target) !== entry || entry.state !== 'ready') return
    entry.socket.send(packet, (error) => {
      if (error !== null) this.#onFailure(target, networkFailure(error), run)
    })
  }
}
