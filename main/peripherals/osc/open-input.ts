// The OSC input while its sockets are open: what arrives at them, the groups it is in, and replies that leave by them.
import type { RemoteInfo, Socket } from 'node:dgram'
import { once } from 'node:events'
import type { Clock } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'
import { hostPort } from '../../../shared/base/host-port.ts'
import { networkFailure } from '../../../shared/base/network-failure.ts'
import type { OscInputHealth } from '../../../shared/model/health.ts'
import type { OscEndpoint } from '../../../shared/model/payload/osc.ts'
import type { MulticastGroup } from '../../../shared/model/show.ts'
import type { OscIntake } from './intake.ts'
import { LostPackets } from './lost-packets.ts'
import { MulticastGroups } from './multicast.ts'
import { receiveBuffer } from './sockets.ts'
import type { SocketPair } from './sockets.ts'
import type { TcpClients } from './tcp-clients.ts'
import { readDrops } from './udp-table.ts'

/** Bytes of replies over UDP that wait for the network; beyond, they are dropped. */
const UNSENT_REPLIES = 1024 * 1024

interface OpenInputOptions {
  readonly clock: Clock
  /** Runs all of a socket's callback. */
  readonly after: (read: () => void) => void
  readonly intake: OscIntake
  /** Served here, and closed with the input. */
  readonly clients: TcpClients
  readonly groups: readonly MulticastGroup[]
  replyFailed(code: string, message: string): void
}

type SocketsHealth = Pick<OscInputHealth, 'udp' | 'tcp' | 'groups' | 'lost' | 'receiveBuffer'>

export class OpenInput implements AsyncDisposable {
  readonly #options: OpenInputOptions
  readonly #sockets: SocketPair
  readonly #groups: MulticastGroups
  readonly #losses: LostPackets | null

  constructor(sockets: SocketPair, options: OpenInputOptions) {
    this.#options = options
    this.#sockets = sockets
    const { udp, tcp } = sockets
    this.#listenTo(udp)
    tcp.on('error', (error) => this.#socketFailed('tcp', error))
    options.clients.serve(tcp)
    this.#groups = new MulticastGroups(sockets, (socket) => this.#listenTo(socket))
    this.#groups.take(options.groups)
    this.#losses = process.platform === 'linux' ? this.#watchLosses() : null
  }

  takeGroups(groups: readonly MulticastGroup[]): void {
    this.#groups.take(groups)
  }

  /** Resolves once the groups that were taken last are joined, or cannot be. */
  settled(): Promise<void> {
    return this.#groups.settled()
  }

  /** Over UDP. */
  reply({ host, port }: OscEndpoint, packet: Uint8Array): void {
    const { udp } = this.#sockets
    const { replyFailed } = this.#options
    if (udp.getSendQueueSize() + packet.length > UNSENT_REPLIES) {
      replyFailed('osc/queue-full', 'more is asked than the network takes')
      return
    }
    udp.send(packet, port, host, (error) => {
      if (error !== null)
        replyFailed((error as NodeJS.ErrnoException).code ?? 'osc/send', networkFailure(error))
    })
  }

  health(): SocketsHealth {
    const { udp, host, port } = this.#sockets
    const at = hostPort(host, port)
    const [groups, lost] = [this.#groups.joined, this.#losses?.health() ?? null]
    return { udp: at, tcp: at, groups, lost, receiveBuffer: receiveBuffer(udp) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    dispose(this.#losses)
    const { udp, tcp } = this.#sockets
    const closed = Promise.all([once(udp, 'close'), once(tcp, 'close')])
    udp.close()
    tcp.close()
    this.#options.clients.close()
    await Promise.all([closed, this.#groups[Symbol.asyncDispose]()])
  }

  #listenTo(udp: Socket): void {
    const { after, intake } = this.#options
    // One text for all packets of a sender, each of which comes with its own.
    let host = ''
    udp.on('message', (bytes: Buffer, { address, port }: RemoteInfo) => {
      if (address !== host) host = address
      after(() => intake.take(bytes, { transport: 'udp', host, port, connection: null }))
    })
    udp.on('error', (error) => this.#socketFailed('udp', error))
  }

  #socketFailed(transport: 'udp' | 'tcp', error: Error): void {
    const { host, port } = this.#sockets
    const here = { transport, host, port, connection: null }
    this.#options.intake.reject('socket-error', here, networkFailure(error))
  }

  #watchLosses(): LostPackets {
    const { clock, intake } = this.#options
    const sockets = () => [this.#sockets.udp, ...this.#groups.sockets].map((socket) => socket.address())
    return new LostPackets({ clock, read: readDrops, sockets, received: () => intake.bytes })
  }
}
