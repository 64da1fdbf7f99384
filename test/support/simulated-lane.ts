// A lane on a simulated clock: it sends what is asked of it at its ticks, as the threads do, and notes each packet.
import { dispose } from '../../shared/base/disposable.ts'
import { monotonicMs } from '../../shared/base/clock.ts'
import type { SimulatedClock } from '../../shared/base/clock.ts'
import { shapeOf, withinShare } from '../../shared/model/curve.ts'
import type { OscMessage } from '../../shared/model/osc.ts'
import type { RampEnding, RampLane, RampPatch, RampSend, RampTicket } from '../../shared/model/ramp-lane.ts'
import { rampAt, tickAt, tickCount } from '../../shared/model/ramp.ts'
import { decodePacket } from '../../main/protocols/osc/decode.ts'

interface Lead {
  readonly id: number
  readonly send: RampSend
  readonly ended: (how: RampEnding) => void
  timer: Disposable | null
  sent: number
  last: Buffer | null
}

export class SimulatedLane implements RampLane {
  /** Targets without a direct way. */
  readonly away = new Set<string>()
  readonly packets: { readonly at: number; readonly address: string; readonly args: readonly unknown[] }[] =
    []
  /** Of its ticks each so manieth is sent, as by threads that have too much to send. */
  every = 1
  readonly #clock: SimulatedClock
  readonly #onSent: () => void
  readonly #leads = new Map<string, Lead>()
  #ids = 0

  constructor(clock: SimulatedClock, onSent: () => void = () => {}) {
    this.#clock = clock
    this.#onSent = onSent
  }

  get leads(): number {
    return this.#leads.size
  }

  start(send: RampSend, ended: (how: RampEnding) => void): RampTicket | null {
    this.#end(send.route, 'takenOver')
    if (this.away.has(send.target)) return null
    this.#ids += 1
    const lead: Lead = { id: this.#ids, send, ended, timer: null, sent: 0, last: null }
    this.#leads.set(send.route, lead)
    this.#next(lead)
    return { id: lead.id, sent: () => lead.sent }
  }

  stop(ids: readonly number[]): void {
    for (const [route, { id, timer }] of this.#leads) {
      if (!ids.includes(id)) continue
      dispose(timer)
      this.#leads.delete(route)
    }
  }

  /** Somebody else moves what it moves, or there is no way any more. */
  lose(how: RampEnding): void {
    for (const route of [...this.#leads.keys()]) this.#end(route, how)
  }

  #end(route: string, how: RampEnding): void {
    const lead = this.#leads.get(route)
    if (lead === undefined) return
    dispose(lead.timer)
    this.#leads.delete(route)
    this.#clock.upkeep(this.#clock.now(), () => lead.ended(how))
  }

  #next(lead: Lead): void {
    const { patches, rate, route } = lead.send
    const now = this.#clock.now()
    const longest = patches.reduce(
      (one, { fade }) => (fade.startAt + fade.over > one.startAt + one.over ? fade : one),
      (patches[0] as RampPatch).fade,
    )
    const interval = 1000 / rate
    const count = tickCount(longest.over, interval)
    let k = Math.max(1, Math.floor((now - longest.startAt) / interval + 1e-9) + 1)
    k = Math.min(count, k + this.every - 1)
    const dueAt = longest.startAt + tickAt(k, count, longest.over, interval)
    lead.timer = this.#clock.upkeep(monotonicMs(dueAt), () => {
      this.#leave(lead)
      if (k < count) this.#next(lead)
      else this.#end(route, 'completed')
    })
  }

  #leave(lead: Lead): void {
    const { packet, patches } = lead.send
    const bytes = Buffer.from(packet)
    for (const patch of patches) write(bytes, patch, this.#clock.now())
    // What has not changed is not sent again.
    if (lead.last?.equals(bytes) === true) return
    lead.last = bytes
    const decoded = decodePacket(bytes)
    if (!decoded.ok) throw new Error('no packet')
    const { address, args } = decoded.value as OscMessage
    lead.sent += 1
    this.packets.push({ at: this.#clock.now(), address, args })
    this.#onSent()
  }
}

function write(bytes: Buffer, { at, tag, fade, scale }: RampPatch, now: number): void {
  let value = rampAt(fade, now - fade.startAt)
  if (scale !== null) {
    const { from, to, curve } = scale
    const share = shapeOf(curve, to[0], to[1]).at(withinShare((value - from[0]) / (from[1] - from[0])))
    value = share === 1 ? to[1] : to[0] + (to[1] - to[0]) * share
  }
  if (tag === 'f') bytes.writeFloatBE(value, at)
  else if (tag === 'd') bytes.writeDoubleBE(value, at)
  else if (tag === 'i') bytes.writeInt32BE(Math.round(value), at)
  else bytes.write(value >= 0.5 ? 'T' : 'F', at)
}
