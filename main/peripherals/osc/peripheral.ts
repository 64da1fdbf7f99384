// The OSC peripheral: listens on one port over UDP and TCP, publishes what arrives, replies to who sent it.
import { isDeepStrictEqual } from 'node:util'
import type { ActingClock, MonotonicMs } from '../../../shared/base/clock.ts'
import { ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import type { Publish } from '../../../shared/model/event.ts'
import type { OscEndpoint } from '../../../shared/model/payload/osc.ts'
import type { OscInputHealth } from '../../../shared/model/health.ts'
import type { KnownPeers } from '../../../shared/model/known-peers.ts'
import type { OscMessage } from '../../../shared/model/osc.ts'
import { encodePacket } from '../../protocols/osc/encode.ts'
import type { ShowChange } from '../../../shared/model/show-change.ts'
import type { ShowFile } from '../../../shared/model/show.ts'
import { OscIntake } from './intake.ts'
import { OpenInput } from './open-input.ts'
import { openSocketPair } from './sockets.ts'
import { TcpClients } from './tcp-clients.ts'

export interface OscPeripheralOptions {
  readonly clock: ActingClock
  /** When what is read just now may have arisen: earlier than now where the engine has just stood still. */
  readonly arisenAt: () => MonotonicMs
  /** Runs all of a socket's callback; what is published in it may be handed out as soon as it is over. */
  readonly after?: (read: () => void) => void
  readonly publish: Publish
  readonly host: string
  /** 0 takes any port that is free for both transports. */
  readonly port: number
  /** What the show knows of those who send, for all who have to know; taken here. */
  readonly peers: KnownPeers
  /** Why a message of a sender is not let in; null where it is. `isAsking` where it has no argument. */
  readonly barred?: (from: OscEndpoint, address: string, isAsking: boolean) => string | null
  /** `main` gives the source `osc:main`. */
  readonly name: string
}

/** What a show says of its OSC input: routes of which only the latest value matters, groups to hear, who sends. */
export type OscInputSettings = Pick<ShowFile['osc'], 'latestOnly' | 'multicast' | 'peers'>

const NO_SETTINGS: OscInputSettings = { latestOnly: [], multicast: [], peers: [] }
const NOT_OPEN = { udp: 'not open', tcp: 'not open', groups: [], lost: null, receiveBuffer: null } as const

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
  const { clock, arisenAt, after = (read) => read(), publish, host, port, peers, name, barred } = options
  const source = `osc:${name}`
  const intake = new OscIntake({
    ...{ clock, arisenAt, publish, source, peers },
    ...(barred !== undefined && { barred }),
  })
  const lost = (replies: number, message: string): void => replyFailed('osc/not-read', message, replies)
  const clients = new TcpClients({ clock, intake, publish, source, peers, lost })
  let input: OpenInput | null = null
  let refusedReplies = 0
  let settings = NO_SETTINGS

  function replyFailed(code: string, message: string, replies = 1): void {
    refusedReplies += replies
    const payload = { target: `reply ${source}`, code, message, messages: replies, total: refusedReplies }
    publish({ type: 'osc.sendFailed', source, cause: null, payload })
  }

  return {
    take(wanted) {
      const before = settings
      settings = wanted
      const differs = (part: keyof OscInputSettings): boolean =>
        before[part] !== wanted[part] && !isDeepStrictEqual(before[part], wanted[part])
      if (differs('latestOnly')) intake.setLatestOnly(wanted.latestOnly)
      if (differs('peers')) peers.take(wanted.peers)
      if (differs('multicast')) input?.takeGroups(wanted.multicast)
    },

    settled: () => input?.settled() ?? Promise.resolve(),

    async open() {
      const opened = await openSocketPair(host, port)
      if (!opened.ok) return opened
      const sockets = opened.value
      const { multicast: groups } = settings
      input = new OpenInput(sockets, { clock, after, intake, clients, groups, replyFailed })
      await input.settled()
      return ok({ host: sockets.host, port: sockets.port })
    },

    reply(to, message) {
      const packet = encodePacket(message)
      if (!packet.ok) {
        replyFailed(packet.error.code, packet.error.what)
        return true
      }
      if (to.connection !== null) return clients.reply(to.connection, packet.value)
      input?.reply(to, packet.value)
      return input !== null
    },

    crowded: () => intake.crowded(),

    panic: () => intake.panic(),

    health: () => ({
      ...(input?.health() ?? NOT_OPEN),
      connections: clients.count,
      ...intake.counts(),
    }),

    tcpBytes: () => clients.bytes,

    async [Symbol.asyncDispose]() {
      intake[Symbol.dispose]()
      const open = input
      input = null
      await open?.[Symbol.asyncDispose]()
    },
  }
}
