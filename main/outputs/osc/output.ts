// The OSC output: sends what `osc.send` events ask for to the targets that the show declares.
import { lookup } from 'node:dns/promises'
import { connect } from 'node:net'
import { platform } from 'node:process'
import { isDeepStrictEqual } from 'node:util'
import { Closing } from '../../../shared/base/closing.ts'
import type { Clock } from '../../../shared/base/clock.ts'
import { disposable, dispose } from '../../../shared/base/disposable.ts'
import type { EventEnvelope, Publish, Subscribe } from '../../../shared/model/event.ts'
import type { OutputKind } from '../../../shared/model/output.ts'
import type { OscTargetHealth } from '../../../shared/model/health.ts'
import type { Json } from '../../../shared/model/json.ts'
import { FormerNames } from '../../../shared/model/mutations/former-names.ts'
import { presentName } from '../../../shared/model/mutations/renamed.ts'
import { OPENING } from '../../../shared/model/show-change.ts'
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
  /** Whether what leaves together may leave in one bundle. */
  readonly bundles: boolean
}

/** Which targets somebody keeps silent. */
interface OutputMutes {
  isMuted(kind: 'target', id: string): boolean
  /** Messages that waited here and are not sent. */
  withheld(kind: 'target', id: string, messages: number): void
  onChanged(listener: (kind: OutputKind, id: string) => void): Disposable
}

export interface OscOutputOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly subscribe: Subscribe
  readonly mutes: OutputMutes
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
  /** Calls `listener` with the routes of values that waited for a target, and are not sent any more. */
  onForgotten(listener: (routes: readonly string[]) => void): Disposable
  /** Sends a ready packet, which `cause` asked for; false where the target has no route. */
  send(target: string, packet: Uint8Array, cause: number): boolean
  /** Counts packets that a runner's thread sent by itself, one where it is not said. */
  sent(target: string, packets?: number): void
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
export function createOscOutput(options: OscOutputOptions): OscOutput {
  return new Output(options)
}

class Output implements OscOutput {
  readonly encode = encodeDirect
  readonly #clock: Clock
  readonly #publish: Publish
  readonly #net: Net
  readonly #wiring = new DisposableStack()
  readonly #mutes: OutputMutes
  /** What senders share. */
  readonly #room = new SharedRoom()
  readonly #acknowledgements: Acknowledgements | null
  readonly #closing = new Closing()
  readonly #listeners = new Set<(route: Route) => void>()
  readonly #forgotten = new Set<(routes: readonly string[]) => void>()
  #targets: Targets = {}
  #open: ReadonlyMap<string, OpenTarget> = new Map()
  readonly #former = new FormerNames('target')
  #sentToUnknown = 0

  constructor({ clock, publish, subscribe, mutes, net = SYSTEM }: OscOutputOptions) {
    this.#clock = clock
    this.#publish = publish
    this.#net = net
    this.#acknowledgements = platform === 'linux' ? new Acknowledgements(clock, readTable) : null
    this.#mutes = mutes
    this.#wiring.use(subscribe('osc.send', (event) => this.#sendEvent(event), { acts: true }))
    this.#wiring.use(
      mutes.onChanged((kind, id) => {
        if (kind === 'target') this.#muteChanged(id)
      }),
    )
  }

  take(targets: Targets, change: ShowChange): void {
    this.#former.take(change, Object.keys(targets))
    if (targets === this.#targets) return
    const before = this.#rename(presentName(change.renamed, 'target'))
    const next = new Map<string, OpenTarget>()
    for (const [name, target] of Object.entries(targets)) {
      const known = before.get(name)
      const isKept =
        known !== undefined && (known.target === target || isDeepStrictEqual(known.target, target))
      next.set(name, isKept ? known : this.#openTarget(name, target))
    }
    const named = this.#open
    if (isSame(named, next)) return
    this.#targets = Object.fromEntries([...next].map(([name, { target }]) => [name, target]))
    this.#open = next
    for (const [name, { sender }] of before) {
      if (next.get(name)?.sender !== sender) this.#closing.add(sender[Symbol.asyncDispose]())
    }
    for (const name of new Set([...named.keys(), ...next.keys()])) {
      if (named.get(name) !== next.get(name)) this.#routeChanged(name)
    }
  }

  targets(): Targets {
    return this.#targets
  }

  onRoute(listener: (route: Route) => void): Disposable {
    for (const target of this.#open.keys()) listener(this.#routeTo(target))
    this.#listeners.add(listener)
    return disposable('listener to routes of targets', () => this.#listeners.delete(listener))
  }

  onForgotten(listener: (routes: readonly string[]) => void): Disposable {
    this.#forgotten.add(listener)
    return disposable('listener to values that are not sent', () => this.#forgotten.delete(listener))
  }

  send(target: string, packet: Uint8Array, cause: number): boolean {
    const to = this.#find(target)
    if (to === undefined || to.sender.directTo === null || this.#mutes.isMuted('target', target)) return false
    to.sender.send(packet, cause)
    return true
  }

  sent(target: string, packets = 1): void {
    this.#find(target)?.record.sent(packets)
  }

  failed(target: string, message: string, cause: number | null): void {
    const to = this.#find(target)
    to?.record.failed('osc/direct', message, cause)
    to?.sender.directFailed()
  }

  panic(_: number, spared: string | null): { readonly messages: number } {
    if (spared !== null) return { messages: 0 }
    let messages = 0
    for (const { sender } of this.#open.values()) messages += sender.panic()
    return { messages }
  }

  health(): readonly OscTargetHealth[] {
    return [...this.#open].map(([name, { target, record, sender }]) => ({
      target: name,
      address: hostPort(target.host, target.port),
      transport: target.transport,
      queued: sender.queued,
      ...record.health(),
    }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#wiring.dispose()
    this.take({}, OPENING)
    await this.#closing.ended()
    dispose(this.#acknowledgements)
  }

  #find(name: string): OpenTarget | undefined {
    return this.#open.get(name) ?? this.#open.get(this.#former.presentOf(name))
  }

  /** What is open, by the names of now: a renamed target keeps its socket and what waits there. */
  #rename(nameOf: (name: string) => string): ReadonlyMap<string, OpenTarget> {
    const open = new Map([...this.#open].map(([name, each]) => [nameOf(name), each]))
    for (const [name, { record }] of open) record.name = name
    return open
  }

  #openTarget(name: string, target: OscTarget): OpenTarget {
    const [clock, net, room, acknowledgements] = [this.#clock, this.#net, this.#room, this.#acknowledgements]
    const record = new TargetRecord(name, clock, this.#publish, (routes) => {
      for (const listener of this.#forgotten) listener(routes)
    })
    const moved = (): void => this.#routeChanged(record.name)
    const options = { clock, target, record, net, moved, room, acknowledgements }
    const sender = target.transport === 'tcp' ? new TcpSender(options) : new UdpSender(options)
    return { target, record, sender }
  }

  #routeTo(target: string): Route {
    // What is for one that is muted takes the way through the dispatcher, where it is withheld.
    const isMuted = this.#mutes.isMuted('target', target)
    const open = this.#open.get(target)
    const bundles = open?.target.bundles ?? true
    return { target, at: isMuted ? null : (open?.sender.directTo ?? null), bundles }
  }

  /** Also what waits for it leaves no more. */
  #muteChanged(target: string): void {
    if (this.#mutes.isMuted('target', target))
      this.#mutes.withheld('target', target, this.#open.get(target)?.sender.panic() ?? 0)
    this.#routeChanged(target)
  }

  #routeChanged(target: string): void {
    for (const listener of this.#listeners) listener(this.#routeTo(target))
  }

  #sendEvent({ seq, payload }: EventEnvelope<'osc.send'>): void {
    const to = this.#find(payload.target)
    if (to === undefined) {
      this.#refuse(payload.target, seq)
      return
    }
    const packet = encodePacket(payload)
    if (packet.ok) to.sender.send(packet.value, seq, payload.route)
    else to.record.failed(packet.error.code, `${packet.error.where}: ${packet.error.what}`, seq)
  }

  #refuse(target: string, cause: number): void {
    this.#sentToUnknown += 1
    const message = 'the show declares no such target'
    const counts = { messages: 1, total: this.#sentToUnknown }
    const payload = { target, code: 'osc/unknown-target', message, ...counts }
    this.#publish({ type: 'osc.sendFailed', source: 'osc:output', cause, payload })
  }
}

function isSame(before: ReadonlyMap<string, OpenTarget>, next: ReadonlyMap<string, OpenTarget>): boolean {
  const names = [...next.keys()]
  return (
    before.size === next.size &&
    [...before].every(([name, target], at) => names[at] === name && next.get(name) === target)
  )
}
