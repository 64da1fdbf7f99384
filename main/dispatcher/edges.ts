// Decides for each input whether it is a press, before it is queued: keeps where every control of every sender stands.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { Recent } from '../../shared/base/recent.ts'
import type { EdgeProfile, Outcome } from '../../shared/model/edge.ts'
import type { EventDraft, EventType, PayloadOf } from '../../shared/model/event.ts'
import { signalOf } from '../../shared/model/signal.ts'
import type { Manner, Signal } from '../../shared/model/signal.ts'
import { REMEMBERED_CONTROLS, REMEMBERED_SENDERS } from './defaults.ts'
import { bounceOf, levelAt, looksToldAgain, newControl, remember, settle, step } from './level.ts'
import type { Control, Level } from './level.ts'

/** The two bytes of a value of 14 bits come this soon after each other. */
const BYTES_TOGETHER_MS = 20
/** The low bytes of controllers 0 to 31 are these. */
const LOW_BYTES = { first: 32, last: 63 } as const

/** What was decided about an event. */
export interface Decision {
  readonly edge: Outcome
  /** By the key of each profile that somebody asks for who may hear it; absent where nobody does. */
  readonly edges?: Readonly<Record<string, Outcome>>
  /** No other value may take its place while it waits, nor may it take that of an earlier one. */
  readonly keeps: boolean
  /** What waits to be settled since it was a bounce; wants to know the event's number. */
  readonly unsettled: { cause: number | null } | null
}

interface Tracked extends Control {
  readonly level: Level
  /** By the key of a profile; null until one is asked for. */
  levels: Map<string, Level> | null
  unsettled: Unsettled | null
}

/** The latest that was heard of a control within the time of a bounce. */
interface Unsettled {
  draft: EventDraft
  /** When that arose. */
  heardAt: number
  cause: number | null
  readonly dueAt: MonotonicMs
  readonly timer: Disposable
}

type Controls = Recent<Tracked>

interface Asked {
  readonly of: Recent<Controls>
  readonly source: string
  readonly sender: string
  readonly controls: Controls
}

interface EdgesOptions {
  readonly clock: Clock
  /** Every profile that somebody who may hear the event goes by. */
  profilesFor(type: EventType, payload: unknown): readonly EdgeProfile[]
  /** Publishes an event again that was a bounce and has turned out to last. */
  publishSettled(draft: EventDraft): void
}

export class Edges implements Disposable {
  readonly #options: EdgesOptions
  readonly #live = this.#newSenders()
  /** What a recording plays does not mix with what is pressed meanwhile. */
  #replayed = this.#newSenders()
  /** `seq` of the start of the latest replay, which is the cause of what it plays. */
  #replay: number | null = null
  #panickedAt = -Infinity
  #forgotten = 0
  /** The control whose settled place is being published, and when its bounce was over. */
  #settling: { readonly control: Tracked; readonly at: MonotonicMs } | null = null
  /** Whose controls were asked for last: most often it is the same sender again. */
  #last: Asked | null = null

  constructor(options: EdgesOptions) {
    this.#options = options
  }

  /** Controls given up since start, because there was no end to them; the next that they tell is their first. */
  get forgotten(): number {
    return this.#forgotten
  }

  /** Null for an event that is about no control. `seq` is the number that it will be given. */
  decide(draft: EventDraft, now: MonotonicMs, seq: number): Decision | null {
    const { type, source, payload, cause, at = now } = draft
    const signal = signalOf(type, source, payload)
    if (signal === null) {
      if (type === 'device.lost') this.#forget(source)
      else if (type === 'replay.started') this.#replayBegins(seq)
      return null
    }
    if (this.#settling !== null) return this.#settle(this.#settling.control, signal, draft, this.#settling.at)
    const isReplayed = cause !== null && cause === this.#replay
    const controls = this.#controlsOf(isReplayed ? this.#replayed : this.#live, source, signal.sender)
    const control = trackedOf(controls, signal.control)
    if (control.unsettled !== null && at >= control.unsettled.dueAt)
      this.#publishSettled(control, signal.manner)
    return this.#take(control, controls, signal, draft, at)
  }

  panic(at: MonotonicMs): void {
    this.#panickedAt = at
  }

  [Symbol.dispose](): void {
    endTimers(this.#live)
    endTimers(this.#replayed)
  }

  #take(control: Tracked, controls: Controls, signal: Signal, draft: EventDraft, at: MonotonicMs): Decision {
    const { value, manner } = signal
    if (isMadeUp(draft.payload)) letGoAtOnce(control)
    const profiles = this.#options.profilesFor(draft.type, draft.payload)
    const edge = step(control.level, control, value, manner, null, at)
    const edges = this.#byProfile(control, manner, profiles, (level, profile) =>
      step(level, control, value, manner, profile, at),
    )
    const keeps =
      isEdge(edge) ||
      (edges !== undefined && Object.values(edges).some(isEdge)) ||
      looksToldAgain(value, control)
    let unsettled: Unsettled | null = null
    if (value !== null) {
      remember(control, value, manner, at)
      noteLowByte(controls, draft, at)
      const ignored = edge === 'ignored' || (edges !== undefined && Object.values(edges).includes('ignored'))
      if (ignored || control.unsettled !== null) unsettled = this.#settleLater(control, manner, draft)
    }
    return edges === undefined ? { edge, keeps, unsettled } : { edge, edges, keeps, unsettled }
  }

  #settle(control: Tracked, { value, manner }: Signal, draft: EventDraft, at: MonotonicMs): Decision {
    const place = value ?? 0
    const profiles = this.#options.profilesFor(draft.type, draft.payload)
    const edge = settle(control.level, place, manner, null, at)
    const edges = this.#byProfile(control, manner, profiles, (level, profile) =>
      settle(level, place, manner, profile, at),
    )
    const unsettled = this.#settleLater(control, manner, draft)
    return { edge, ...(edges !== undefined && { edges }), keeps: true, unsettled }
  }

  #byProfile(
    control: Tracked,
    manner: Manner,
    profiles: readonly EdgeProfile[],
    outcomeOf: (level: Level, profile: EdgeProfile) => Outcome,
  ): Readonly<Record<string, Outcome>> | undefined {
    if (profiles.length === 0) {
      control.levels = null
      return undefined
    }
    const before = control.levels
    const levels = new Map<string, Level>()
    const outcomes: Record<string, Outcome> = {}
    for (const profile of profiles) {
      const { key } = profile
      if (levels.has(key)) continue
      const level = before?.get(key) ?? levelAt(control, manner, profile)
      levels.set(key, level)
      outcomes[key] = outcomeOf(level, profile)
    }
    // Those that nobody asks for any more are left behind.
    control.levels = levels
    return outcomes
  }

  /** Looks again once the time of the bounce is over, if it has left the control elsewhere than was told. */
  #settleLater(control: Tracked, manner: Manner, draft: EventDraft): Unsettled | null {
    if (control.unsettled !== null) {
      control.unsettled.draft = draft
      control.unsettled.heardAt = control.at
      return control.unsettled
    }
    const dueAt = settlesAt(control, manner, this.#profiles(draft))
    if (dueAt === null) return null
    const timer = this.#options.clock.upkeep(monotonicMs(dueAt), () => this.#publishSettled(control, manner))
    control.unsettled = { draft, heardAt: control.at, cause: null, dueAt: monotonicMs(dueAt), timer }
    return control.unsettled
  }

  #publishSettled(control: Tracked, manner: Manner): void {
    const { unsettled } = control
    if (unsettled === null) return
    dispose(unsettled.timer)
    control.unsettled = null
    const { draft, heardAt, cause, dueAt } = unsettled
    // What was pressed before a panic is not pressed after it for having bounced.
    const at = heardAt <= this.#panickedAt ? monotonicMs(heardAt) : dueAt
    // It may have come back to where it was.
    if (settlesAt(control, manner, this.#profiles(draft)) === null) return
    this.#settling = { control, at: dueAt }
    try {
      this.#options.publishSettled({ ...draft, cause, at })
    } finally {
      this.#settling = null
    }
  }

  #profiles({ type, payload }: EventDraft): readonly EdgeProfile[] {
    return this.#options.profilesFor(type, payload)
  }

  #controlsOf(senders: Recent<Controls>, source: string, sender: string): Controls {
    const last = this.#last
    if (last?.of === senders && last.source === source && last.sender === sender) return last.controls
    const key = sender === '' ? source : `${source} ${sender}`
    let controls = senders.get(key)
    if (controls === undefined) {
      controls = new Recent(REMEMBERED_CONTROLS, (gone) => (this.#forgotten += [...gone].length))
      senders.add(key, controls)
    }
    this.#last = { of: senders, source, sender, controls }
    return controls
  }

  /** A device is gone: what it tells when it comes back is its first. */
  #forget(source: string): void {
    for (const [, { unsettled }] of this.#live.get(source)?.entries() ?? []) dispose(unsettled?.timer)
    this.#live.delete(source)
    this.#last = null
  }

  /** A recording begins with every control let go, so that it presses the same each time. */
  #replayBegins(seq: number): void {
    endTimers(this.#replayed)
    this.#replay = seq
    this.#replayed = this.#newSenders()
    this.#last = null
  }

  #newSenders(): Recent<Controls> {
    return new Recent(REMEMBERED_SENDERS, (gone) => {
      for (const { size } of gone) this.#forgotten += size
    })
  }
}

function endTimers(senders: Recent<Controls>): void {
  for (const [, controls] of senders.entries()) {
    for (const [, { unsettled }] of controls.entries()) dispose(unsettled?.timer)
  }
}

const isEdge = (outcome: Outcome): boolean => outcome !== 'none' && outcome !== 'ignored'

function isMadeUp(payload: unknown): boolean {
  return (payload as { readonly madeUp?: boolean }).madeUp === true
}

/** What is let go of for want of its device did not bounce. */
function letGoAtOnce(control: Tracked): void {
  dispose(control.unsettled?.timer)
  control.unsettled = null
  for (const level of [control.level, ...(control.levels?.values() ?? [])]) level.edgeAt = -Infinity
}

function trackedOf(controls: Controls, name: string): Tracked {
  const known = controls.get(name)
  if (known !== undefined) return known
  const control = newControl()
  const level: Level = { side: 0, complete: false, edgeAt: -Infinity, pressedAt: -Infinity }
  const tracked: Tracked = { ...control, level, levels: null, unsettled: null }
  controls.add(name, tracked)
  return tracked
}

/** When a bounce of a control will be over that has left it elsewhere than was told; null where it is where it was told to be. */
function settlesAt(control: Tracked, manner: Manner, profiles: readonly EdgeProfile[]): number | null {
  const { value, level, levels } = control
  if (value === null || manner.bounces === 'presses') return null
  let soonest = Infinity
  const look = (of: Level, profile: EdgeProfile | null): void => {
    if (manner.side(value, profile?.threshold ?? null, of.side) === of.side) return
    soonest = Math.min(soonest, of.edgeAt + bounceOf(manner, profile))
  }
  look(level, null)
  for (const profile of profiles) {
    const of = levels?.get(profile.key)
    if (of !== undefined) look(of, profile)
  }
  return Number.isFinite(soonest) ? soonest : null
}

/** The high byte of a fader of 14 bits is told again and again while the low one moves. */
function noteLowByte(controls: Controls, { type, payload }: EventDraft, at: number): void {
  if (type !== 'midi.received') return
  const { message } = payload as PayloadOf<'midi.received'>
  if (message.kind !== 'control') return
  const { channel, controller } = message
  if (controller < LOW_BYTES.first || controller > LOW_BYTES.last) return
  const high = controls.get(`control ${channel} ${controller - LOW_BYTES.first}`)
  if (high !== undefined && at - high.at <= BYTES_TOGETHER_MS) high.halved = true
}
