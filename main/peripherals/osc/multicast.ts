// Multicast groups that the OSC input hears besides what is sent to it alone.
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'
import { isIP } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import { networkFailure } from '../../../shared/base/network-failure.ts'
import type { MulticastGroup } from '../../../shared/model/show.ts'
import { UDP_RECEIVE_BUFFER } from './sockets.ts'
import type { SocketPair } from './sockets.ts'

interface JoinedGroup {
  readonly group: string
  /** Why it is not heard; null where it is. */
  readonly error: string | null
}

interface Membership {
  readonly wanted: MulticastGroup
  readonly error: string | null
  readonly leave: () => Promise<void> | void
}

const EVERYWHERE: ReadonlySet<string> = new Set(['0.0.0.0', '::'])

export class MulticastGroups implements AsyncDisposable {
  readonly #input: SocketPair
  readonly #listen: (socket: Socket) => void
  /** Where the input has one address, what is sent to a group does not arrive at its socket. */
  readonly #own = new Set<Socket>()
  #members: readonly Membership[] = []
  #wanted: readonly MulticastGroup[] = []
  #work: Promise<void> = Promise.resolve()

  /** `listen` takes what arrives at a socket that was opened for a group. */
  constructor(input: SocketPair, listen: (socket: Socket) => void) {
    this.#input = input
    this.#listen = listen
  }

  get joined(): readonly JoinedGroup[] {
    return this.#members.map(({ wanted: { group }, error }) => ({ group, error }))
  }

  /** Those that were opened for groups. */
  get sockets(): readonly Socket[] {
    return [...this.#own]
  }

  /** Joins and leaves groups until it is in these. One that cannot be joined leaves the others and the input as they are. */
  take(wanted: readonly MulticastGroup[]): void {
    this.#wanted = wanted
    this.#work = this.#work.then(() => this.#follow())
  }

  /** Resolves once those that were taken last are joined, or cannot be. */
  settled(): Promise<void> {
    return this.#work
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.take([])
    await this.#work
  }

  /** Never rejects. */
  async #follow(): Promise<void> {
    const wanted = this.#wanted
    const before = this.#members
    const known = wanted.map((group) => before.find((member) => isDeepStrictEqual(member.wanted, group)))
    for (const member of before) if (!known.includes(member)) await member.leave()
    const members: Membership[] = []
    for (const [at, group] of wanted.entries()) members.push(known[at] ?? (await this.#member(group)))
    this.#members = members
  }

  async #member(wanted: MulticastGroup): Promise<Membership> {
    try {
      return { wanted, error: null, leave: await this.#join(wanted) }
    } catch (error) {
      return { wanted, error: networkFailure(error), leave() {} }
    }
  }

  /** Answers how to leave it. */
  async #join({ group, interface: named }: MulticastGroup): Promise<Membership['leave']> {
    const { udp, host, port } = this.#input
    if (EVERYWHERE.has(host)) {
      return joinOn(udp, group, named)
    }
    // Who is told to listen on one address is not to be reached through another.
    if (named !== undefined && named !== host) {
      const everywhere = isIP(group) === 6 ? '::' : '0.0.0.0'
      throw new Error(
        `the OSC input listens on ${host} only; start with --osc-host ${named} or ${everywhere}`,
      )
    }
    // Windows delivers it to the address that the input has, and lets nobody bind that of a group.
    if (process.platform === 'win32') return joinOn(udp, group, host)
    const socket = await this.#openFor(group, host, port)
    this.#listen(socket)
    return () => {
      this.#own.delete(socket)
      return closed(socket)
    }
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
    this.#own.add(socket)
    return socket
  }
}

function joinOn(socket: Socket, group: string, networkInterface: string | undefined): () => void {
  try {
    socket.addMembership(group, networkInterface)
  } catch (error) {
    const where = networkInterface === undefined ? 'the usual interface' : networkInterface
    throw new Error(`it cannot be joined on ${where} (${networkFailure(error)})`, { cause: error })
  }
  return () => {
    try {
      socket.dropMembership(group, networkInterface)
    } catch {
      // The interface, or the socket, has gone before.
    }
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
