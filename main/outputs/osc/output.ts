// The OSC output: sends what `osc.send` events ask for to the targets that the show declares.
import { lookup } from 'node:dns/promises'
import { connect } from 'node:net'
import { platform } from 'node:process'
import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'
import type { EventEnvelope, Publish, Subscribe } from '../../../shared/model/event.ts'
import type { OscTargetHealth } from '../../../shared/model/health.ts'
import type { Json } from '../../../shared/model/json.ts'
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

export interface OscOutputOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly subscribe: Subscribe
  readonly targets: Targets
}

export interface OscOutput extends AsyncDisposable {
  /** The ready packet of an `osc.send` step, for a runner's own thread; null where it must go through the dispatcher. */
  encode(type: string, payload: Json): DirectSend | null
  /** Sends a ready packet. */
  send(target: string, packet: Uint8Array): void
  /** Counts a packet that a runner's thread sent by itself. */
  sent(target: string): void
  /** Counts such a packet that failed. */
  failed(target: string, message: string): void
  /** Opens, keeps and closes targets so that these are the ones that are left. */
  setTargets(targets: Targets): Promise<void>
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

export function createOscOutput({ clock, publish, subscribe, targets }: OscOutputOptions): OscOutput {
  const open = new Map<string, OpenTarget>()
  const acknowledgements = platform === 'linux' ? new Acknowledgements(clock, readTable) : null
  const room = new SharedRoom()
  let unknownTargets = 0

  function openTarget(name: string, target: OscTarget): void {
    const record = new TargetRecord(name, clock, publish)
    const options = { clock, target, record, net: SYSTEM, room, acknowledgements }
    const sender = target.transport === 'tcp' ? new TcpSender(options) : new UdpSender(options)
    open.set(name, { target, record, sender })
  }

  async function setTargets(wanted: Targets): Promise<void> {
    const closing: Sender[] = []
    for (const [name, { target, sender }] of open) {
      if (isDeepStrictEqual(wanted[name], target)) continue
      open.delete(name)
      closing.push(sender)
    }
    for (const [name, target] of Object.entries(wanted)) if (!open.has(name)) openTarget(name, target)
    await Promise.all(closing.map((sender) => sender[Symbol.asyncDispose]()))
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

  for (const [name, target] of Object.entries(targets)) openTarget(name, target)
  const wiring = new DisposableStack()
  wiring.use(subscribe('osc.send', send, { priority: 0, name: 'OSC output', acts: true }))

  return {
    encode: (type, payload) =>
      type === 'osc.send' ? encodeDirect(payload, (name) => open.get(name)?.sender.directTo ?? null) : null,

    send: (target, packet) => open.get(target)?.sender.send(packet, null),

    sent: (target) => open.get(target)?.record.sent(),

    failed: (target, message) => open.get(target)?.record.failed('osc/direct', message, null),

    setTargets,

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
      await setTargets({})
      dispose(acknowledgements)
    },
  }
}
