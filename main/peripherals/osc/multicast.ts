// Multicast groups that the OSC input hears besides what is sent to it alone.
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'
import { isIP } from 'node:net'
import { messageOf } from '../../../shared/base/result.ts'
import type { MulticastGroup } from '../../../shared/model/show.ts'
import { UDP_RECEIVE_BUFFER } from './sockets.ts'
import type { SocketPair } from './sockets.ts'

interface JoinedGroup {
  readonly group: string
  /** Why it is not heard; null where it is. */
  readonly error: string | null
}

const EVERYWHERE: ReadonlySet<string> = new Set(['0.0.0.0', '::'])

export class MulticastGroups implements AsyncDisposable {
  readonly #input: SocketPair
  readonly #listen: (socket: Socket) => void
  /** Where the input has one address, what is sent to a group does not arrive at its socket. */
  readonly #own: Socket[] = []
  readonly #joined: JoinedGroup[] = []

  /** `listen` takes what arrives at a socket that was opened for a group. */
  constructor(input: SocketPair, listen: (socket: Socket) => void) {
    this.#input = input
    this.#listen = listen
  }

  get joined(): readonly JoinedGroup[] {
    return this.#joined
  }

  /** Those that were opened for groups. */
  get sockets(): readonly Socket[] {
    return this.#own
  }

  /** A group that cannot be joined leaves the others and the input as they are. */
  async join(wanted: MulticastGroup): Promise<void> {
    const { group } = wanted
    try {
      await this.#join(wanted)
      this.#joined.push({ group, error: null })
    } catch (error) {
      this.#joined.push({ group, error: messageOf(error) })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#own.splice(0).map(closed))
  }

  async #join({ group, interface: named }: MulticastGroup): Promise<void> {
    const { udp, host, port } = this.#input
    if (EVERYWHERE.has(host)) {
      joinOn(udp, group, named)
      return
    }
    // Who is told to listen on one address is not to be reached through another.
    if (named !== undefined && named !== host) {
      const everywhere = isIP(group) === 6 ? '::' : '0.0.0.0'
      throw new Error(
        `the OSC input listens on ${host} only; start with --osc-host ${named} or ${everywhere}`,
      )
    }
    // Windows delivers it to the address that the input has, and lets nobody bind that of a group.
    if (process.platform === 'win32') joinOn(udp, group, host)
    else this.#listen(await this.#openFor(group, host, port))
  }

  async #openFor(group: string, host: string, port: number): Promise<Socket> {
    const socket = createSocket({ type: isIP(group) === 6 ? 'udp6' : 'udp4', reuseAddr: true })
    try {
      const listening = once(socket, 'listening')
      socket.bind({ address: group, port, exclusive: true })
      await listening
      joinOn(socket, group, isIP(group) === 6 ? zoneOf(host) : host)
    } catch (error) {
      await closed(socket)
      throw error
    }
    try {
      socket.setRecvBufferSize(UDP_RECEIVE_BUFFER)
    } catch {
      // As for the input's own socket.
    }
    this.#own.push(socket)
    return socket
  }
}

function joinOn(socket: Socket, group: string, networkInterface: string | undefined): void {
  try {
    socket.addMembership(group, networkInterface)
  } catch (error) {
    const where = networkInterface === undefined ? 'the usual interface' : networkInterface
    throw new Error(`it cannot be joined on ${where} (${messageOf(error)})`, { cause: error })
  }
}

/** An interface of IPv6 is named by its zone. */
function zoneOf(host: string): string | undefined {
  const zone = host.split('%')[1]
  return zone === undefined ? undefined : `::%${zone}`
}

async function closed(socket: Socket): Promise<void> {
  const end = once(socket, 'close')
  socket.close()
  await end
}
