// The OSC output: sends what `osc.send` events ask for to the targets that the show declares.
import { lookup } from 'node:dns/promises'
import { connect } from 'node:net'
import { platform } from 'node:process'
import { isDeepStrictEqual } from 'node:util'
import { Closing } from '../../../shared/base/closing.ts'
import type { Clock } from '../../../shared/base/clock.ts'
import { disposable, dispose } from '../../../shared/base/disposable.ts'
import type { EventEnvelope, Publish, Subscribe } from '../../../shared/model/event.ts'
import type { OscTargetHealth } from '../../../shared/model/health.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { ShowChange } from '../../../shared/model/show-change.ts'
import type { OscTarget } from '../../../shared/model/show.ts'
import { encodePacket } from '../../protocols/osc/encode.ts'
import { hostPort } from '../../../shared/base/host-port.ts'
import { Acknowledgements } from './acknowledgements.ts'
import { encodeDirect } from './direct.ts'
import type { DirectSend } from './direct.ts'
import { readTable } from './read-table.ts'
import type { Net, Sender } from './sender.ts'
import { SharedRoom } from './shared-room.ts'
import { TargetRecord } from './target-record.ts'
import { TcpSender } from './tcp-sender.ts'
import { UdpSender } from './udp-sender.ts'

type Targets = Readonly<Record<string, OscTarget>>

/** Where a target is reached by number; null where it has to be sent to by the output itself, for now. */
interface Route {
  readonly target: string
  readonly at: Sender['directTo']
}

export interface OscOutputOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly subscribe: Subscribe
  readonly net?: Net
}

export interface OscOutput extends AsyncDisposable {
  /**
   * From then on these targets are sent to, each at its own address. One that is as it was keeps its socket, what waits and what
   * was counted; to one that has changed or is gone nothing is sent any more, and what waits for it is given up.
   */
  take(targets: Targets, change: ShowChange): void
  /** Those that are sent to, in the show's order. */
  targets(): Targets
  /** The ready packet of an `osc.send` step, wherever its target is; null where it must go through the dispatcher. */
  encode(type: string, payload: Json): DirectSend | null
  /** Gives the route of each target now, and from then on each that changes: it was taken anew, or its name leads elsewhere. */
  onRoute(listener: (route: Route) => void): Disposable
  /** Sends a ready packet, which `cause` asked for; false where the target has no route. */
  send(target: string, packet: Uint8Array, cause: number): boolean
  /** Counts a packet that a runner's thread sent by itself. */
  sent(target: string): void
  /** Counts such a packet that failed; `cause` is what asked for it, or null where the packet is not known. */
  failed(target: string, message: string, cause: number | null): void
  /** Forgets what waits for targets that are away, unless a run is spared: what that sends waits here too. */
  panic(cause: number, spared: string | null): { readonly messages: number }
  health(): readonly OscTargetHealth[]
}

interface OpenTarget {
  readonly target: OscTarget
  readonly record: TargetRecord
  readonly sender: Sender
}

const SYSTEM: Net = { connect, lookup: (host) => lookup(host, { all: true, order: 'ipv4first' }) }

/** Sends to nobody before targets are taken. */
export function createOscOutput({ clock, publish, subscribe, net = SYSTEM }: OscOutputOptions): OscOutput {
  let open: ReadonlyMap<string, OpenTarget> = new Map()
  let current: Targets = {}
  const closing = new Closing()
  const listeners = new Set<(route: Route) => void>()
  const acknowledgements = platform === 'linux' ? new Acknowledgements(clock, readTable) : null
  const room = new SharedRoom()
  let unknownTargets = 0

  const routeTo = (name: string): Sender['directTo'] => open.get(name)?.sender.directTo ?? null

  function routeChanged(target: string): void {
    for (const listener of listeners) listener({ target, at: routeTo(target) })
  }

  function openTarget(name: string, target: OscTarget): OpenTarget {
    const record = new TargetRecord(name, clock, publish)
    const moved = (): void => routeChanged(name)
    const options = { clock, target, record, net, moved, room, acknowledgements }
    const sender = target.transport === 'tcp' ? new TcpSender(options) : new UdpSender(options)
    return { target, record, sender }
  }

  function take(targets: Targets): void {
    if (targets === current) return
    const before = open
    const next = new Map<string, OpenTarget>()
    for (const [name, target] of Object.entries(targets)) {
      const known = before.get(name)
      const isKept =
        known !== undefined && (known.target === target || isDeepStrictEqual(known.target, target))
      next.set(name, isKept ? known : openTarget(name, target))
    }
    if (isSame(before, next)) return
    current = Object.fromEntries([...next].map(([name, { target }]) => [name, target]))
    open = next
    for (const [name, { sender }] of before) {
      if (next.get(name)?.sender !== sender) closing.add(sender[Symbol.asyncDispose]())
    }
    for (const name of new Set([...before.keys(), ...next.keys()])) {
      if (before.get(name) !== next.get(name)) routeChanged(name)
    }
  }

  function refuse(seq: number, target: string): void {
    unknownTargets += 1
    publish({
      type: 'osc.sendFailed',
      source: 'osc:output',
      cause: seq,
      payload: {
        target,
        code: 'osc/unknown-target',
        message: 'the show declares no such target',
        messages: 1,
        total: unknownTargets,
      },
    })
  }

  function send({ seq, payload }: EventEnvelope<'osc.send'>): void {
    const to = open.get(payload.target)
    if (to === undefined) {
      refuse(seq, payload.target)
      return
    }
    const packet = encodePacket(payload)
    if (packet.ok) to.sender.send(packet.value, seq)
    else to.record.failed(packet.error.code, `${packet.error.where}: ${packet.error.what}`, seq)
  }

  const wiring = new DisposableStack()
  wiring.use(subscribe('osc.send', send, { acts: true }))

  return {
    take,

    targets: () => current,

    encode: encodeDirect,

    onRoute(listener) {
      for (const target of open.keys()) listener({ target, at: routeTo(target) })
      listeners.add(listener)
      return disposable('listener to routes of targets', () => listeners.delete(listener))
    },

    send(target, packet, cause) {
      const to = open.get(target)
      if (to === undefined || to.sender.directTo === null) return false
      to.sender.send(packet, cause)
      return true
    },

    sent: (target) => open.get(target)?.record.sent(),

    failed(target, message, cause) {
      const to = open.get(target)
      to?.record.failed('osc/direct', message, cause)
      to?.sender.directFailed()
    },

    panic(_, spared) {
      if (spared !== null) return { messages: 0 }
      let messages = 0
      for (const { sender } of open.values()) messages += sender.panic()
      return { messages }
    },

    health: () =>
      [...open].map(([name, { target, record, sender }]) => ({
        target: name,
        address: hostPort(target.host, target.port),
        transport: target.transport,
        queued: sender.queued,
        ...record.health(),
      })),

    async [Symbol.asyncDispose]() {
      wiring.dispose()
      take({})
      await closing.ended()
      dispose(acknowledgements)
    },
  }
}

function isSame(before: ReadonlyMap<string, OpenTarget>, next: ReadonlyMap<string, OpenTarget>): boolean {
  const names = [...next.keys()]
  return (
    before.size === next.size &&
    [...before].every(([name, target], at) => names[at] === name && next.get(name) === target)
  )
}
