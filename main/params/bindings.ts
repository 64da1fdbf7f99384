// The controls that are bound to parameters: keeps where each stands, and moves what it is bound to.
import { isDeepStrictEqual } from 'node:util'
import { monotonicMs } from '../../shared/base/clock.ts'
import type { ActingClock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { Recent } from '../../shared/base/recent.ts'
import type { ParamInput } from '../../shared/model/binding.ts'
import { controlOf, isMadeUp, producerOf, senderOf } from '../../shared/model/edge.ts'
import type { EventEnvelope, Publish, Subscribe } from '../../shared/model/event.ts'
import { compileValueMatch, layerTest } from '../../shared/model/match.ts'
import type { EventPredicate } from '../../shared/model/match.ts'
import { MatchTable } from '../../shared/model/match-table.ts'
import { formerName } from '../../shared/model/mutations/renamed.ts'
import { COUNTED } from '../../shared/model/outcome.ts'
import type { EdgeProfile } from '../../shared/model/outcome.ts'
import { numberOf } from '../../shared/model/param-message.ts'
import type { ParamControl, ParamDefinition, ParamValue } from '../../shared/model/param.ts'
import type { PanicEnded } from '../../shared/model/panic.ts'
import type { PatternWork } from '../../shared/model/pattern-work.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import { compileInput } from './compile-input.ts'
import type { CompiledInput } from './compile-input.ts'
import { heardOf } from './heard.ts'
import type { Loops } from './loops.ts'
import type { Heard, Moved } from './mover.ts'
import type { Params } from './params.ts'

/** Controls that are kept of one binding; the one heard of longest ago is forgotten first. */
const CONTROLS = 64
/** A stick over OSC of which nothing was heard for so long is held by nobody any more: nothing tells that its sender is gone. */
const SILENT_MS = 10_000
/** Of one parameter; more are not shown. */
const SHOWN = 8
/** Devices of which it is known that they were plugged in. */
const REMEMBERED_DEVICES = 256
/** A device that is plugged in tells so soon where it stands, if it does so by itself. */
const TELLS_WITHIN_MS = 1_000

interface BindingsOptions {
  readonly clock: ActingClock
  readonly publish: Publish
  readonly subscribe: Subscribe
  readonly params: Pick<Params, 'values' | 'move' | 'fadeOf' | 'handOf' | 'isPast' | 'claim' | 'showAnew'>
  readonly loops: Loops
  /** Those that are on now. */
  layersOn(): readonly string[]
  readonly patterns?: PatternWork
  /** Whether a control is learned for it just now, which is not to move it. */
  isLearned(name: string): boolean
  /** As people know what an input came from. */
  nameOf(event: EventEnvelope): string
}

/** One control of one sender, as one binding knows it. */
interface Control {
  readonly source: string
  state: unknown
  by: string
  /** The event that it told last. */
  seq: number
  heardAt: number
  timer: Disposable | null
  wakeAt: number
}

interface Bound {
  name: string
  index: number
  readonly input: ParamInput
  readonly definition: ParamDefinition
  readonly compiled: CompiledInput
  /** Whether the layers are on at which it counts. */
  readonly isLive: ((layers: readonly string[]) => boolean) | null
  readonly rank: { place: number }
  readonly wiring: DisposableStack
  readonly controls: Map<string, Control>
  /** The event heard last, which both of its matches may cover. */
  lastSeq: number
  /** Whose that was: most often it is the same control again. */
  last: Whose | null
}

interface Whose {
  readonly source: string
  readonly sender: string
  readonly control: string
  /** Of the three. */
  readonly key: string
}

type Plugging = Pick<Heard, 'isFirst' | 'isJustPlugged'>

const NOT_PLUGGED: Plugging = { isFirst: false, isJustPlugged: false }

export class Bindings implements Disposable {
  readonly #options: BindingsOptions
  /** Of what only tells where it is: each value counts, whatever edge it is, and however late it is heard. */
  readonly #values: MatchTable
  readonly #buttons: MatchTable
  readonly #wiring = new DisposableStack()
  /** In the order of the show. */
  #bound: readonly Bound[] = []
  #byParam: ReadonlyMap<string, readonly Bound[]> = new Map()
  /** MIDI messages of which each one counts. */
  #counted: readonly EventPredicate[] = []
  #counting: Disposable | null = null
  /** When devices were plugged in since the start, by the source of their events. */
  readonly #plugged = new Recent<number>(REMEMBERED_DEVICES)
  #loops = 0

  constructor(options: BindingsOptions) {
    const { subscribe, patterns } = options
    this.#options = options
    this.#values = new MatchTable({ subscribe, ends: true, values: true, patterns })
    this.#buttons = new MatchTable({ subscribe, ends: true, patterns })
    const looking = { acts: false }
    this.#wiring.use(
      subscribe('device.connected', ({ source, at }) => this.#plugged.add(source, at), looking),
    )
    this.#wiring.use(subscribe('device.lost', ({ source, at }) => this.#lost(source, at), looking))
  }

  /** Those that are as they were keep where their controls stand; the others begin anew, and what is gone is let go of. */
  take(definitions: Readonly<Record<string, ParamDefinition>>, { kind, renamed }: ShowChange): void {
    const formerOf = formerName(renamed, 'param')
    const left = new Set(kind === 'open' ? [] : this.#bound)
    const gone = kind === 'open' ? this.#bound : []
    const next: Bound[] = []
    for (const [name, definition] of Object.entries(definitions)) {
      const former = formerOf(name)
      for (const [index, input] of (definition.inputs ?? []).entries()) {
        const known = [...left].find((bound) => bound.name === former && isSame(bound, input, definition))
        if (known !== undefined) left.delete(known)
        const bound = known ?? this.#bind(name, index, input, definition)
        next.push(bound)
      }
    }
    this.#name(next, definitions)
    for (const bound of [...left, ...gone]) this.#letGo(bound)
    this.#bound = next
    this.#byParam = Map.groupBy(next, ({ name }) => name)
    this.#count(next)
  }

  /** The controls of a parameter that were heard, the latest first. */
  controlsOf(name: string): readonly ParamControl[] | undefined {
    const bound = this.#byParam.get(name)
    if (bound === undefined) return undefined
    const hand = this.#options.params.handOf(name)
    return bound
      .flatMap(({ index, compiled, controls }) =>
        [...controls.values()].map((control) => ({ index, compiled, control })),
      )
      .sort((a, b) => b.control.heardAt - a.control.heardAt)
      .slice(0, SHOWN)
      .map(({ index, compiled, control }) => {
        const { by, state } = control
        return { input: index, by, value: compiled.mover.placeOf(state), holds: hand === control }
      })
  }

  /** What still moves stays where it is. A stick that is held moves nothing until it has been at rest. */
  panic(): Partial<PanicEnded> {
    for (const { compiled, controls } of this.#bound) {
      for (const control of controls.values()) {
        control.state = compiled.mover.panic(control.state)
        this.#sleep(control)
      }
    }
    return {}
  }

  [Symbol.dispose](): void {
    for (const bound of this.#bound) this.#letGo(bound)
    dispose(this.#counting)
    this.#wiring.dispose()
  }

  #bind(name: string, index: number, input: ParamInput, definition: ParamDefinition): Bound {
    const bound: Bound = {
      ...{ name, index, input, definition, isLive: liveTest(input) },
      compiled: compileInput(input, definition),
      ...{ rank: { place: 0 }, wiring: new DisposableStack(), controls: new Map(), lastSeq: 0, last: null },
    }
    const table = input.kind === 'button' ? this.#buttons : this.#values
    for (const [at, match] of bound.compiled.matches.entries()) {
      const edge = at === 0 ? 'press' : 'release'
      bound.wiring.use(table.add(match, (event) => this.#hear(bound, event, edge), bound.rank))
    }
    return bound
  }

  /** Renamed parameters, and inputs that stand elsewhere among the others. */
  #name(bound: readonly Bound[], definitions: Readonly<Record<string, ParamDefinition>>): void {
    const places = Object.entries(definitions).flatMap(([name, { inputs = [] }]) =>
      inputs.map((_, index) => ({ name, index })),
    )
    for (const [place, each] of bound.entries()) {
      Object.assign(each, places[place])
      each.rank.place = place
    }
  }

  #letGo({ wiring, controls }: Bound): void {
    wiring.dispose()
    for (const control of controls.values()) this.#sleep(control)
    controls.clear()
  }

  /** Steps of an encoder add up, so that none may take the place of another. */
  #count(bound: readonly Bound[]): void {
    this.#counted = bound
      .filter(({ input: { kind, match } }) => kind === 'encoder' && match.event === 'midi.received')
      .map(({ input: { match } }) => compileValueMatch({ ...match, source: undefined, while: undefined }))
    if (this.#counted.length === 0) {
      dispose(this.#counting)
      this.#counting = null
      return
    }
    const profilesFor = (payload: unknown): readonly EdgeProfile[] =>
      this.#counted.some((counts) => counts(midiEvent(payload))) ? COUNTED : []
    this.#counting ??= this.#options.subscribe('midi.received', () => {}, { acts: false, profilesFor })
  }

  #hear(bound: Bound, event: EventEnvelope, edge: 'press' | 'release'): void {
    if (event.seq === bound.lastSeq) return
    bound.lastSeq = event.seq
    const { mover, path } = bound.compiled
    const key = keyOf(bound, event)
    const known = bound.controls.get(key)
    if (isMadeUp(event)) {
      if (known !== undefined) this.#leave(bound, key, known, event.at)
      return
    }
    if (bound.isLive?.(event.layers ?? []) === false && edge === 'press') {
      if (known !== undefined) this.#passOver(bound, key, known)
      return
    }
    if (edge === 'press' && this.#options.isLearned(bound.name)) {
      if (known !== undefined) this.#passOver(bound, key, known)
      return
    }
    const plugging = known === undefined ? this.#pluggingOf(event) : NOT_PLUGGED
    const control = known ?? this.#meet(bound, key, event)
    control.by = this.#options.nameOf(event)
    control.seq = event.seq
    control.heardAt = event.at
    const heard = heardOf(event, path, edge, plugging)
    const moved = mover.hear(control.state, heard, this.#here(bound, control), event.at)
    this.#follow(bound, control, moved, event)
    this.#options.params.showAnew(bound.name)
  }

  #pluggingOf({ type, source, at }: EventEnvelope): Plugging {
    const pluggedAt = type === 'hid.received' ? this.#plugged.get(source) : undefined
    if (pluggedAt === undefined) return NOT_PLUGGED
    return { isFirst: true, isJustPlugged: at - pluggedAt <= TELLS_WITHIN_MS }
  }

  #meet(bound: Bound, key: string, { source, at }: EventEnvelope): Control {
    const state = bound.compiled.mover.initial
    const control = { source, state, by: '', seq: 0, heardAt: at, timer: null, wakeAt: Infinity }
    bound.controls.set(key, control)
    if (bound.controls.size > CONTROLS) {
      const [oldest] = bound.controls as Iterable<[string, Control]>
      if (oldest !== undefined) this.#forget(bound, ...oldest)
    }
    return control
  }

  #here({ name, definition }: Bound, control: Control) {
    const { params } = this.#options
    const value = numberOf(definition, params.values()[name] ?? 0)
    return { value, holds: params.handOf(name) === control, fade: params.fadeOf(name) }
  }

  #follow(bound: Bound, control: Control, moved: Moved<unknown>, event: EventEnvelope | null): void {
    const { params, loops } = this.#options
    const chain = event === null ? null : loops.chainOf(event)
    const value = moved.value === null ? null : valueOf(bound.definition, moved.value)
    if (chain?.has(bound.name) === true) {
      if (value !== null && value !== params.values()[bound.name]) this.#cut(bound, value, control.seq)
      return
    }
    control.state = moved.state
    const at = event?.at
    // It is known where it stands, and it waited while somebody else moved the parameter.
    if (at !== undefined && (moved.takes || value !== null) && params.isPast(bound.name, at)) {
      this.#wakeAt(bound, control, moved.wakeAt)
      return
    }
    if (moved.takes) params.claim(bound.name, control, control.by, control.seq)
    if (value !== null) {
      if (event !== null) loops.moved(bound.name, chain)
      // What follows later from what it told was asked for then: its next byte may be on its way meanwhile.
      const askedAt = monotonicMs(at ?? control.heardAt)
      params.move(bound.name, value, control.by, control.seq, event?.collapsed ?? 0, askedAt)
    }
    this.#wakeAt(bound, control, moved.wakeAt)
  }

  #cut({ name }: Bound, value: ParamValue, cause: number): void {
    this.#loops += 1
    const message = 'its own message came back by the OSC input, and would have moved it again'
    const payload = { name, value: JSON.stringify(value), from: 'itself', code: 'param/loop', message }
    const source = `param:${name}`
    this.#options.publish({
      type: 'param.rejected',
      source,
      cause,
      payload: { ...payload, total: this.#loops },
    })
  }

  #wakeAt(bound: Bound, control: Control, wakeAt: number | null): void {
    if (wakeAt === null) {
      this.#sleep(control)
      return
    }
    // Sooner does no harm: it looks, and asks again.
    if (control.timer !== null && control.wakeAt <= wakeAt) return
    this.#sleep(control)
    control.wakeAt = wakeAt
    control.timer = this.#options.clock.act(monotonicMs(wakeAt), () => this.#wake(bound, control))
  }

  #wake(bound: Bound, control: Control): void {
    control.timer = null
    if (bound.isLive?.(this.#options.layersOn()) === false) {
      control.state = bound.compiled.mover.panic(control.state)
      return
    }
    const now = this.#options.clock.now()
    if (isSilent(bound.input, now - control.heardAt)) {
      const [key] = [...bound.controls].find(([, one]) => one === control) ?? []
      if (key !== undefined) this.#leave(bound, key, control, now)
      return
    }
    const moved = bound.compiled.mover.wake(control.state, this.#here(bound, control), now)
    this.#follow(bound, control, moved, null)
    this.#options.params.showAnew(bound.name)
  }

  /** It means something else by now: where it stands when it means this again is not known, and so it has to catch the value. */
  #passOver(bound: Bound, key: string, control: Control): void {
    const { params } = this.#options
    if (bound.input.kind === 'button') return
    if (params.handOf(bound.name) === control) params.claim(bound.name, null)
    this.#forget(bound, key, control)
    params.showAnew(bound.name)
  }

  #sleep(control: Control): void {
    dispose(control.timer)
    control.timer = null
    control.wakeAt = Infinity
  }

  #lost(source: string, at: number): void {
    for (const bound of this.#bound) {
      for (const [key, control] of bound.controls) {
        if (control.source === source) this.#leave(bound, key, control, at)
      }
    }
  }

  /** Ends what it holds, and forgets where it stood: it comes back somewhere else. */
  #leave(bound: Bound, key: string, control: Control, at: number): void {
    const moved = bound.compiled.mover.lost(control.state, this.#here(bound, control), at)
    this.#follow(bound, control, { ...moved, wakeAt: null }, null)
    this.#forget(bound, key, control)
    this.#options.params.showAnew(bound.name)
  }

  #forget({ controls }: Bound, key: string, control: Control): void {
    this.#sleep(control)
    controls.delete(key)
  }
}

/** By which a control of a sender is kept. */
function keyOf(bound: Bound, event: EventEnvelope): string {
  const { source } = event
  const sender = senderOf(event)
  const control = controlOf(event)
  const { last } = bound
  if (last?.source === source && last.sender === sender && last.control === control) return last.key
  const key = `${producerOf(event)}\n${control}`
  bound.last = { source, sender, control, key }
  return key
}

function isSilent({ kind, match }: ParamInput, unheardFor: number): boolean {
  return kind === 'rate' && match.event === 'osc.received' && unheardFor >= SILENT_MS
}

function liveTest({ match }: ParamInput): Bound['isLive'] {
  if (match.while === undefined) return null
  const test = layerTest(match)
  return (layers) => test({ layers } as EventEnvelope)
}

function isSame(bound: Bound, input: ParamInput, definition: ParamDefinition): boolean {
  const { inputs: _before, outputs: _sent, ...was } = bound.definition
  const { inputs: _now, outputs: _sends, ...is } = definition
  return isDeepStrictEqual(was, is) && isDeepStrictEqual(bound.input, input)
}

/** A payload as matches want it; where it came from is not known yet. */
function midiEvent(payload: unknown): EventEnvelope {
  return { type: 'midi.received', source: '', payload } as EventEnvelope
}

/** What a number is of a switch or a choice. */
function valueOf(definition: ParamDefinition, moved: ParamValue): ParamValue {
  if (typeof moved !== 'number') return moved
  if (definition.type === 'boolean') return moved >= 0.5
  if (definition.type === 'number') return Math.min(Math.max(moved, definition.min), definition.max)
  return definition.choices?.[Math.round(moved)] ?? ''
}
