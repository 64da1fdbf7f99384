// What parameters send: one slot for each message, which holds back what comes too fast and sends the latest.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { ActingClock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { failed, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { isSameJson } from '../../shared/base/same-json.ts'
import type { Permission } from '../../shared/model/arming.ts'
import type { Publish } from '../../shared/model/event.ts'
import { formerName, presentName } from '../../shared/model/mutations/renamed.ts'
import type { OscValue } from '../../shared/model/osc.ts'
import { argumentFor, midiMessageFor, midiNumber, tagOf } from '../../shared/model/param-message.ts'
import type { ParamOutput } from '../../shared/model/param-output.ts'
import type { ParamDefinition, ParamSent, ParamValue } from '../../shared/model/param.ts'
import type { RampLane } from '../../shared/model/ramp-lane.ts'
import type { PanicEnded } from '../../shared/model/panic.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import type { Fade } from './fades.ts'
import { Flights, sentBy } from './flights.ts'
import type { Flight } from './flights.ts'
import type { Loops } from './loops.ts'
import { unknownParam } from './param-table.ts'

/** What has changed too little to be sent is sent after so long without more. */
const RESTING_MS = 250
/** How many are sent again at once, and how soon after each other so many are. */
const TOGETHER = 200
const BETWEEN_MS = 20

interface ParamOutputsOptions {
  readonly clock: ActingClock
  readonly publish: Publish
  readonly arming: Permission
  readonly loops: Loops
  /** Sends what fades, where it can. */
  readonly lane: RampLane
  /** Whether the port of a MIDI output is there: what is sent before waits for it, the latest of each message. */
  isPortOpen(output: string): boolean
  values(): Readonly<Record<string, ParamValue>>
  fadeOf(name: string): Fade | null
  /** Its counts are others. */
  showAnew(name: string): void
}

/** One message of one parameter: whatever makes its value, the latest leaves by it. */
interface Slot {
  name: string
  index: number
  /** Who sends, and by which route, as its messages say. */
  source: string
  route: string
  output: ParamOutput
  /** What was sent last; null where that is not known, so that it is sent whatever it is. */
  sentLast: readonly OscValue[] | null
  sentAt: number
  sent: number
  collapsed: number
  /** There is a value that has not been sent. */
  waits: boolean
  cause: number | null
  timer: Disposable | null
  isCutShort: boolean
  /** It was handed over to a MIDI output whose port is not there, and leaves once it is. */
  isHeld: boolean
  /** While it is sent from elsewhere. */
  flight: Flight | null
}

type Ports = ShowFile['midi']['outputs']
type Definitions = Readonly<Record<string, ParamDefinition>>

export class ParamOutputs implements Disposable {
  readonly #options: ParamOutputsOptions
  #definitions: Definitions = {}
  #slots: readonly Slot[] = []
  /** By each parameter whose value they carry. */
  #byParam: ReadonlyMap<string, readonly Slot[]> = new Map()
  /** Targets that lead back to this engine. */
  #selves: ReadonlySet<string> = new Set()
  #targets: ShowFile['osc']['targets'] | null = null
  #ports: Ports = {}
  readonly #flights: Flights<Slot>

  constructor(options: ParamOutputsOptions) {
    this.#options = options
    const { clock, lane, values, fadeOf } = options
    const course = { values, fadeOf, definitions: () => this.#definitions }
    this.#flights = new Flights({ clock, lane, course, landed: (slot) => this.#want(slot, slot.cause) })
  }

  /** Of what is as it was the counts go on, and what was sent is known; nothing is sent because of it but what is to be at the start. */
  take(
    { params, osc, midi }: Pick<ShowFile, 'params' | 'osc' | 'midi'>,
    { kind, renamed }: ShowChange,
  ): void {
    const formerOf = formerName(renamed, 'param')
    const asNow = outputAsNow(renamed)
    const left = new Set(kind === 'open' ? [] : this.#slots)
    for (const slot of this.#slots) if (!left.has(slot)) this.#letGo(slot)
    const next: Slot[] = []
    for (const [name, { outputs = [] }] of Object.entries(params)) {
      const former = formerOf(name)
      const own = [...left].filter((slot) => slot.name === former)
      for (const [index, output] of outputs.entries()) {
        const known = own.find((slot) => left.has(slot) && isSameJson(asNow(slot.output), output))
        if (known !== undefined) left.delete(known)
        const slot = known ?? newSlot(name, index, output)
        if (slot.name !== name || slot.index !== index) Object.assign(slot, placeOf(name, index))
        slot.output = output
        next.push(slot)
      }
    }
    for (const slot of left) this.#letGo(slot)
    const before = this.#definitions
    const isElsewhere = osc.targets !== this.#targets
    this.#definitions = params
    this.#targets = osc.targets
    this.#slots = next
    this.#byParam = slotsByParam(next)
    this.#selves = new Set(Object.entries(osc.targets).flatMap(([name, to]) => ('self' in to ? [name] : [])))
    for (const slot of next) {
      const isOther = namesIn(slot.name, slot.output).some((name) => before[name] !== params[name])
      if (slot.flight !== null && (isElsewhere || isOther)) this.#lead(slot, true)
    }
    this.#takePorts(midi.outputs, renamed)
    if (kind === 'open') this.#start()
  }

  /** What waited for a port that is another now is given up there. */
  #takePorts(ports: Ports, renamed: ShowChange['renamed']): void {
    const formerOf = formerName(renamed, 'midiOutput')
    const before = this.#ports
    this.#ports = ports
    for (const slot of this.#slots) {
      if (!slot.isHeld || slot.output.kind !== 'midi') continue
      const was = before[formerOf(slot.output.output) ?? '']
      const is = ports[slot.output.output]
      if (was?.port !== is?.port || was?.occurrence !== is?.occurrence) this.#cutShort(slot)
    }
  }

  /** A fade of it has begun, or has ended: what is sent of that is under way before its next value. */
  faded(name: string): void {
    for (const slot of this.#byParam.get(name) ?? []) this.#lead(slot)
  }

  /** A parameter has another value. */
  moved(name: string, cause: number | null): void {
    const slots = this.#byParam.get(name)
    if (slots === undefined) return
    for (const slot of slots) this.#want(slot, cause)
  }

  /** Sends all of them again, or those of one parameter, or one of it, whatever was sent; answers how many those are. */
  resync(cause: number | null, name?: string, index?: number): Result<{ readonly messages: number }> {
    const refusal = this.#options.arming.refusal('resync', false)
    if (refusal !== null) return failed(refusal)
    if (name !== undefined && !Object.hasOwn(this.#definitions, name)) return failed(unknownParam(name))
    const wanted = this.#slots.filter(
      (slot) => (name === undefined || slot.name === name) && (index === undefined || slot.index === index),
    )
    this.#sendAnew(wanted, cause)
    return ok({ messages: wanted.length })
  }

  /** What was sent there since then has perhaps not arrived: the latest value of each message is sent again. */
  again(kind: 'osc' | 'midi', to: string, since: number, cause: number | null): void {
    const lost = this.#slots.filter(
      // What a panic has ended is sent on demand only.
      (slot) => slot.flight === null && !slot.isCutShort && wasSentTo(slot, kind, to, since),
    )
    this.#sendAnew(lost, cause)
  }

  /** What was handed over to an output there since then is not sent any more. */
  forget(kind: 'osc' | 'midi', to: string, since: number): void {
    for (const slot of this.#slots) if (wasSentTo(slot, kind, to, since)) this.#cutShort(slot)
  }

  /** Values of these routes waited for their targets, and are not sent any more. */
  forgotten(routes: readonly string[]): void {
    const those = new Set(routes)
    for (const slot of this.#slots) if (those.has(slot.route)) this.#cutShort(slot)
  }

  /** The port of a MIDI output is there: what waited for it has left. */
  portOpened(output: string): void {
    for (const slot of this.#slots) {
      if (!slot.isHeld || slot.output.kind !== 'midi' || slot.output.output !== output) continue
      slot.isHeld = false
      this.#options.showAnew(slot.name)
    }
  }

  /** What each output of a parameter has sent; undefined where it has none. */
  sentBy(name: string): readonly ParamSent[] | undefined {
    const slots = this.#byParam.get(name)?.filter((slot) => slot.name === name) ?? []
    if (slots.length === 0) return undefined
    return slots.map(({ sent, flight, collapsed, waits, isCutShort, isHeld }) => ({
      ...{ sent: sent + sentBy(flight), collapsed },
      waits: waits || isCutShort || isHeld,
    }))
  }

  /** What waits for its turn, or for its port, is not sent: it leaves with the next value, or on demand. */
  panic(): Partial<PanicEnded> {
    for (const slot of this.#slots) {
      this.#letGo(slot)
      if (slot.isHeld) this.#cutShort(slot)
    }
    return {}
  }

  [Symbol.dispose](): void {
    for (const slot of this.#slots) this.#letGo(slot)
  }

  #start(): void {
    this.#sendAnew(
      this.#slots.filter(({ output }) => output.onStart),
      null,
    )
  }

  #sendAnew(slots: readonly Slot[], cause: number | null): void {
    const now = this.#options.clock.now()
    for (const [place, slot] of slots.entries()) {
      slot.sentLast = null
      slot.cause = cause
      // It is sent from elsewhere within moments.
      if (slot.flight !== null && this.#lead(slot, true)) continue
      slot.waits = true
      this.#hold(slot)
      this.#lookAt(slot, now + Math.floor(place / TOGETHER) * BETWEEN_MS)
    }
  }

  #want(slot: Slot, cause: number | null): void {
    slot.cause = cause
    if (this.#flights.isOnCourse(slot)) return
    this.#flights.leave(slot)
    if (slot.waits) slot.collapsed += 1
    slot.waits = true
    if (slot.timer !== null && slot.output.minChange === 0) return
    const now = this.#options.clock.now()
    const dueAt = slot.sentAt + 1000 / slot.output.rate
    if (dueAt <= now) this.#send(slot, now, false)
    else if (slot.timer === null) this.#lookAt(slot, dueAt)
  }

  #lookAt(slot: Slot, dueAt: number, rested = false): void {
    slot.timer = this.#options.clock.act(monotonicMs(dueAt), () => {
      slot.timer = null
      this.#send(slot, this.#options.clock.now(), rested)
    })
  }

  #hold(slot: Slot): void {
    dispose(slot.timer)
    slot.timer = null
  }

  #letGo(slot: Slot): void {
    this.#hold(slot)
    this.#flights.leave(slot)
  }

  #cutShort(slot: Slot): void {
    slot.isCutShort = true
    slot.isHeld = false
    slot.sentLast = null
    this.#options.showAnew(slot.name)
  }

  #lead(slot: Slot, anew = false): boolean {
    const { arming, showAnew } = this.#options
    if (!arming.isArmed) {
      this.#flights.leave(slot)
      return false
    }
    const wasLed = slot.flight !== null
    const isLed = this.#flights.lead(slot, anew)
    if (isLed) {
      this.#hold(slot)
      slot.waits = false
    }
    if (isLed || wasLed) showAnew(slot.name)
    return isLed
  }

  #send(slot: Slot, now: number, rested: boolean): void {
    const { arming, showAnew, isPortOpen } = this.#options
    // Nothing is sent, and the value is kept: it is sent when it moves again, or on demand.
    if (!arming.isArmed) return
    const next = this.#valuesFor(slot.output, slot.name)
    const change = slot.sentLast === null ? Infinity : changeOf(slot, next)
    showAnew(slot.name)
    if (change === 0) {
      slot.waits = false
      this.#hold(slot)
      return
    }
    if (change < slot.output.minChange && !rested) {
      this.#hold(slot)
      this.#lookAt(slot, now + RESTING_MS, true)
      return
    }
    this.#hold(slot)
    slot.sentAt = now
    // There is no room for it now, and there will be.
    if (!this.#publish(slot, next)) {
      this.#lookAt(slot, now + Math.max(BETWEEN_MS, 1000 / slot.output.rate))
      return
    }
    slot.sent += 1
    slot.sentLast = next
    slot.waits = slot.isCutShort = false
    slot.isHeld = slot.output.kind === 'midi' && !isPortOpen(slot.output.output)
  }

  #valuesFor(output: ParamOutput, own: string): OscValue[] {
    const values = this.#options.values()
    if (output.kind === 'midi') {
      const definition = this.#definitions[own] as ParamDefinition
      return [midiNumber(output, definition, values[own] as ParamValue)]
    }
    return output.args.map((argument) => {
      const name = argument.param ?? own
      const definition = this.#definitions[name]
      return definition === undefined ? 0 : argumentFor(argument, definition, values[name] as ParamValue)
    })
  }

  #publish({ name, source, route, output, cause }: Slot, values: OscValue[]): boolean {
    const { publish, loops, clock } = this.#options
    if (output.kind === 'midi') {
      const message = midiMessageFor(output, values[0] as number)
      const payload = { output: output.output, message, route }
      return publish({ type: 'midi.send', source, cause, payload }) !== null
    }
    const { target, address, args } = output
    const types = args.map((argument, at) => tagOf(argument, values[at] as OscValue)).join('')
    const payload = { target, address, types, args: values, route }
    if (this.#selves.has(target)) loops.sent(payload, namesIn(name, output), clock.now())
    return publish({ type: 'osc.send', source, cause, payload }) !== null
  }
}

function newSlot(name: string, index: number, output: ParamOutput): Slot {
  return {
    ...{ ...placeOf(name, index), output, sentLast: null, sentAt: -Infinity, sent: 0, collapsed: 0 },
    ...{ waits: false, cause: null, timer: null, flight: null, isCutShort: false, isHeld: false },
  }
}

function placeOf(name: string, index: number): Pick<Slot, 'name' | 'index' | 'source' | 'route'> {
  const source = `param:${name}`
  return { name, index, source, route: `${source}/${index}` }
}

function wasSentTo(
  { output, sentAt, sent }: Slot,
  kind: ParamOutput['kind'],
  to: string,
  since: number,
): boolean {
  const name = output.kind === 'osc' ? output.target : output.output
  return sent > 0 && sentAt >= since && output.kind === kind && name === to
}

/** What an output is once what it names is called otherwise. */
function outputAsNow(renamed: ShowChange['renamed']): (output: ParamOutput) => ParamOutput {
  if (renamed === undefined) return (output) => output
  const target = presentName(renamed, 'target')
  const midi = presentName(renamed, 'midiOutput')
  const param = presentName(renamed, 'param')
  return (output) => {
    if (output.kind === 'midi') return { ...output, output: midi(output.output) }
    const args = output.args.map((each) =>
      each.param === undefined ? each : { ...each, param: param(each.param) },
    )
    return { ...output, target: target(output.target), args }
  }
}

/** The parameters whose values a message of one carries. */
function namesIn(own: string, output: ParamOutput): readonly string[] {
  return output.kind === 'midi' ? [own] : [...new Set(output.args.map(({ param = own }) => param))]
}

function slotsByParam(slots: readonly Slot[]): ReadonlyMap<string, readonly Slot[]> {
  const byParam = new Map<string, Slot[]>()
  for (const slot of slots) {
    for (const name of new Set([slot.name, ...namesIn(slot.name, slot.output)])) {
      const those = byParam.get(name)
      if (those === undefined) byParam.set(name, [slot])
      else those.push(slot)
    }
  }
  return byParam
}

/** By how much what is to be sent differs from what was sent last: Infinity where it is no number. */
function changeOf({ sentLast, output }: Slot, next: readonly OscValue[]): number {
  let most = 0
  for (let at = 0; at < next.length; at += 1) {
    const value = next[at]
    const last = sentLast?.[at]
    if (typeof value !== 'number' || typeof last !== 'number') {
      if (value !== last) return Infinity
      continue
    }
    // What differs by less than it is sent with is the same.
    const isSingle = output.kind === 'osc' && output.args[at]?.type === 'f'
    const isAlike = isSingle ? Math.fround(value) === Math.fround(last) : value === last
    if (!isAlike) most = Math.max(most, Math.abs(value - last))
  }
  return most
}
