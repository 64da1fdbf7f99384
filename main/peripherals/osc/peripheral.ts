// The OSC peripheral: listens on one port over UDP and TCP, publishes what arrives, replies to who sent it.
import type { RemoteInfo, Socket } from 'node:dgram'
import { once } from 'node:events'
import { isDeepStrictEqual } from 'node:util'
import type { ActingClock, MonotonicMs } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'
import { networkFailure } from '../../../shared/base/network-failure.ts'
import { failed, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import type { Publish } from '../../../shared/model/event.ts'
import type { OscEndpoint } from '../../../shared/model/payload/osc.ts'
import type { OscInputHealth } from '../../../shared/model/health.ts'
import type { KnownPeers } from '../../../shared/model/known-peers.ts'
import type { OscMessage } from '../../../shared/model/osc.ts'
import { encodePacket } from '../../protocols/osc/encode.ts'
import { hostPort } from '../../../shared/base/host-port.ts'
import type { ShowChange } from '../../../shared/model/show-change.ts'
import type { ShowFile } from '../../../shared/model/show.ts'
import { OscIntake } from './intake.ts'
import { LostPackets } from './lost-packets.ts'
import { MulticastGroups } from './multicast.ts'
import { openSocketPair, receiveBuffer } from './sockets.ts'
import type { SocketPair } from './sockets.ts'
import { TcpClients } from './tcp-clients.ts'
import { readDrops } from './udp-table.ts'

/** Bytes of replies over UDP that wait for the network; beyond, they are dropped. */
const UNSENT_REPLIES = 1024 * 1024

export interface OscPeripheralOptions {
  readonly clock: ActingClock
  /** When what is read just now may have arisen: earlier than now where the engine has just stood still. */
  readonly arisenAt: () => MonotonicMs
  readonly publish: Publish
  readonly host: string
  /** 0 takes any port that is free for both transports. */
  readonly port: number
  /** What the show knows of those who send, for all who have to know; taken here. */
  readonly peers: KnownPeers
  /** `main` gives the source `osc:main`. */
  readonly name: string
}

/** What a show says of its OSC input: routes of which only the latest value matters, groups to hear, who sends. */
export type OscInputSettings = Pick<ShowFile['osc'], 'latestOnly' | 'multicast' | 'peers'>

const NO_SETTINGS: OscInputSettings = { latestOnly: [], multicast: [], peers: [] }

export interface OscPeripheral extends AsyncDisposable {
  /** Goes by these from now on. No socket is opened anew: groups that stay are heard all the while, and connections are kept. */
  take(settings: OscInputSettings, change: ShowChange): void
  /** Resolves once the groups that were taken last are joined, or cannot be. */
  settled(): Promise<void>
  /** Faults `osc/port-in-use` and `osc/cannot-open` leave nothing open. Called once. */
  open(): Promise<Result<{ readonly host: string; readonly port: number }>>
  /**
   * Sends to where a message came from; what cannot be sent is counted and published as `osc.sendFailed`. False where nobody
   * is there any more.
   */
  reply(to: OscEndpoint, message: OscMessage): boolean
  /** Whether packets come faster than they are read, asked once a turn. */
  crowded(): boolean
  /** Forgets the bundles whose time has not come. */
  panic(cause: number): { readonly bundles: number }
  health(): OscInputHealth
  /** Bytes held for TCP clients: packets that they began, and replies that they did not read. */
  tcpBytes(): number
}

export function createOscPeripheral(options: OscPeripheralOptions): OscPeripheral {
  const { clock, arisenAt, publish, host, port, peers, name } = options
  const source = `osc:${name}`
  const intake = new OscIntake({ clock, arisenAt, publish, source, peers })
  const lost = (replies: number, message: string): void => replyFailed('osc/not-read', message, replies)
  const clients = new TcpClients({ clock, intake, publish, source, peers, lost })
  let losses: LostPackets | null = null
  let sockets: SocketPair | null = null
  let groups: MulticastGroups | null = null
  let refusedReplies = 0
  let settings = NO_SETTINGS

  function take(wanted: OscInputSettings): void {
    const before = settings
    settings = wanted
    const differs = (part: keyof OscInputSettings): boolean =>
      before[part] !== wanted[part] && !isDeepStrictEqual(before[part], wanted[part])
    if (differs('latestOnly')) intake.setLatestOnly(wanted.latestOnly)
    if (differs('peers')) peers.take(wanted.peers)
    if (differs('multicast')) groups?.take(wanted.multicast)
  }

  function listenTo(udp: Socket, here: Pick<OscEndpoint, 'host' | 'port' | 'connection'>): void {
    udp.on('message', (bytes: Buffer, { address, port: remotePort }: RemoteInfo) => {
      intake.take(bytes, { transport: 'udp', host: address, port: remotePort, connection: null })
    })
    udp.on('error', (error) =>
      intake.reject('socket-error', { transport: 'udp', ...here }, networkFailure(error)),
    )
  }

  async function listen({ udp, tcp, ...at }: SocketPair): Promise<void> {
    const here = { ...at, connection: null }
    listenTo(udp, here)
    tcp.on('error', (error) =>
      intake.reject('socket-error', { transport: 'tcp', ...here }, networkFailure(error)),
    )
    clients.serve(tcp)
    const joined = new MulticastGroups({ udp, tcp, ...at }, (socket) => listenTo(socket, here))
    groups = joined
    groups.take(settings.multicast)
    await groups.settled()
    if (process.platform !== 'linux') return
    const hearing = () => [udp, ...joined.sockets].map((socket) => socket.address())
    losses = new LostPackets({ clock, read: readDrops, sockets: hearing, received: () => intake.bytes })
  }

  function replyFailed(code: string, message: string, replies = 1): void {
    refusedReplies += replies
    const payload = { target: `reply ${source}`, code, message, messages: replies, total: refusedReplies }
    publish({ type: 'osc.sendFailed', source, cause: null, payload })
  }

  function sendTo({ host: to, port: toPort, connection }: OscEndpoint, packet: Uint8Array): boolean {
    if (connection !== null) return clients.reply(connection, packet)
    if (sockets === null) return false
    const { udp } = sockets
    if (udp.getSendQueueSize() + packet.length > UNSENT_REPLIES) {
      replyFailed('osc/queue-full', 'more is asked than the network takes')
      return true
    }
    udp.send(packet, toPort, to, (error) => {
      if (error !== null)
        replyFailed((error as NodeJS.ErrnoException).code ?? 'osc/send', networkFailure(error))
    })
    return true
  }

  return {
    take,

    settled: () => groups?.settled() ?? Promise.resolve(),

    async open() {
      const opened = await openSocketPair(host, port)
      if (!opened.ok) return failed(opened.error)
      sockets = opened.value
      await listen(sockets)
      return ok({ host: sockets.host, port: sockets.port })
    },

    reply(to, message) {
      const packet = encodePacket(message)
      if (packet.ok) return sendTo(to, packet.value)
      replyFailed(packet.error.code, packet.error.what)
      return true
    },

    crowded: () => intake.crowded(),

    panic: () => intake.panic(),

    health() {
      const at = sockets === null ? 'not open' : hostPort(sockets.host, sockets.port)
      return {
        udp: at,
        tcp: at,
        connections: clients.count,
        groups: groups?.joined ?? [],
        lost: losses?.health() ?? null,
        receiveBuffer: sockets === null ? null : receiveBuffer(sockets.udp),
        ...intake.counts(),
      }
    },

    tcpBytes: () => clients.bytes,

    async [Symbol.asyncDispose]() {
      intake[Symbol.dispose]()
      dispose(losses)
      if (sockets === null) return
      const { udp, tcp } = sockets
      sockets = null
      const closed = Promise.all([once(udp, 'close'), once(tcp, 'close')])
      udp.close()
      tcp.close()
      clients.close()
      await Promise.all([closed, groups?.[Symbol.asyncDispose]()])
    },
  }
}
