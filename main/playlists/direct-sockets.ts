// UDP sockets of a runner thread: one a target, connected, so that a send leaves at once and its errors come back.
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { messageOf } from '../../shared/base/result.ts'
import type { DirectTarget } from './timeline.ts'

interface OpenSocket {
  readonly socket: Socket
  readonly host: string
  readonly port: number
  opening: boolean
  ready: boolean
}

export class DirectSockets {
  readonly #sockets = new Map<string, OpenSocket>()
  readonly #onFailure: (target: string, message: string) => void
  #opening = 0

  constructor(onFailure: (target: string, message: string) => void) {
    this.#onFailure = onFailure
  }

  /** Whether a socket still needs turns of the event loop before packets can leave from it. */
  get isOpening(): boolean {
    return this.#opening > 0
  }

  /** Opens a target's socket ahead of need, because connecting takes turns of the event loop. */
  open({ target, host, port }: DirectTarget): void {
    const known = this.#sockets.get(target)
    if (known?.host === host && known.port === port) return
    known?.socket.close()
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
    const entry: OpenSocket = { socket, host, port, opening: true, ready: false }
    this.#sockets.set(target, entry)
    this.#opening += 1
    const opened = (): void => {
      if (!entry.opening) return
      entry.opening = false
      this.#opening -= 1
    }
    // Without a listener, a target that closes its port would end the thread.
    socket.on('error', (error) => {
      opened()
      this.#onFailure(target, messageOf(error))
    })
    socket.on('close', opened)
    socket.bind(() => {
      // Before connecting: a broadcast address refuses sockets that have not asked for it.
      socket.setBroadcast(true)
      socket.connect(port, host, () => {
        entry.ready = true
        opened()
      })
    })
    socket.unref()
  }

  /** False while the target's socket is not open; the packet was then not sent. */
  send({ target }: DirectTarget, packet: Uint8Array): boolean {
    const entry = this.#sockets.get(target)
    if (entry?.ready !== true) return false
    entry.socket.send(packet, (error) => {
      if (error !== null) this.#sendAgain(target, entry.socket, packet)
    })
    return true
  }

  /** A send that meets the error of an earlier packet has not sent its own: a receiver that has come back gets it now. */
  #sendAgain(target: string, socket: Socket, packet: Uint8Array): void {
    socket.send(packet, (error) => {
      if (error !== null) this.#onFailure(target, messageOf(error))
    })
  }
}
