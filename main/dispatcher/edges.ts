// Decides for each input whether it is a press, before it is queued: keeps where every control of every sender stands.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { EdgeProfile, Outcome } from '../../shared/model/outcome.ts'
import type { EventDraft, EventType, PayloadOf } from '../../shared/model/event.ts'
import { signalOf } from '../../shared/model/signal.ts'
import type { Manner, Signal } from '../../shared/model/signal.ts'
import { Senders, trackedOf } from './controls.ts'
import type { Controls, Tracked, Unsettled } from './controls.ts'
import { levelAt, looksRepeated, remember, settle, step, stillAt } from './level.ts'
import type { Level } from './level.ts'

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

interface EdgesOptions {
  readonly clock: Clock
  /** Every profile that somebody who may hear the event goes by. */
  profilesFor(type: EventType, payload: unknown): readonly EdgeProfile[]
  /** Whether the show lists a sender on the network, so that strangers do not push it out. */
  isListed(sender: string): boolean
  /** Publishes an event again that was a bounce and has turned out to last. */
  publishSettled(draft: EventDraft): void
}

export class Edges implements Disposable {
  readonly #options: EdgesOptions
  readonly #live: Senders
  /** What a recording plays does not mix with what is pressed meanwhile. */
  #replayed = new Senders(
    () => {},
    () => false,
  )
  /** `seq` of the start of the latest replay, which is the cause of what it plays. */
  #replay: number | null = null
  /** What is older nobody acts on: there was a panic, or the engine stood still until then. */
  #actsFrom = -Infinity
  #forgotten = 0
  /** The control whose settled place is being published, and when its bounce was over. */
  #settling: { readonly control: Tracked; readonly at: MonotonicMs } | null = null

  constructor(options: EdgesOptions) {
    this.#options = options
    this.#live = new Senders(
      (controls) => (this.#forgotten += controls),
      (sender) => options.isListed(sender),
    )
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
      if (type === 'device.lost') this.#live.forget(source)
      else if (type === 'replay.started') this.#replayBegins(seq)
      return null
    }
    if (this.#settling !== null) return this.#settle(this.#settling.control, signal, draft, this.#settling.at)
    const isReplayed = cause !== null && cause === this.#replay
    const controls = (isReplayed ? this.#replayed : this.#live).controlsOf(source, signal.sender)
    const control = trackedOf(controls, signal.control)
    const { unsettled } = control
    if (unsettled !== null && at >= this.#settlesAt(control, unsettled))
      this.#publishSettled(control, unsettled)
    return this.#take(control, controls, signal, draft, at)
  }

  actFrom(at: MonotonicMs): void {
    this.#actsFrom = Math.max(this.#actsFrom, at)
  }

  [Symbol.dispose](): void {
    dispose(this.#live)
    dispose(this.#replayed)
  }

  #take(control: Tracked, controls: Controls, signal: Signal, draft: EventDraft, at: MonotonicMs): Decision {
    const { value, manner } = signal
    if (isMadeUp(draft.payload)) letGoAtOnce(control)
    const asked = this.#options.profilesFor(draft.type, draft.payload)
    const isCounted = asked.some(({ counts }) => counts === true)
    const profiles = isCounted ? asked.filter(({ counts }) => counts !== true) : asked
    const edge = step(control.level, control, value, manner, null, at)
    const edges = this.#byProfile(control, manner, profiles, (level, profile) =>
      step(level, control, value, manner, profile, at),
    )
    const keeps =
      isCounted ||
      isEdge(edge) ||
      (edges !== undefined && Object.values(edges).some(isEdge)) ||
      looksRepeated(value, control)
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
    const profiles = this.#profiles(draft)
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

  /** Looks again once the control has stood still for long enough, if that is elsewhere than was told. */
  #settleLater(control: Tracked, manner: Manner, draft: EventDraft): Unsettled | null {
    const { unsettled } = control
    if (unsettled !== null) {
      unsettled.draft = draft
      return unsettled
    }
    const bounced: Unsettled = { draft, manner, cause: null, timer: null }
    const dueAt = this.#settlesAt(control, bounced)
    if (dueAt === Infinity) return null
    control.unsettled = bounced
    this.#lookAt(dueAt, control, bounced, true)
    return bounced
  }

  /** After a hold-up timers run before inputs are read, among which may be what it told meanwhile: they get a turn. */
  #lookAt(dueAt: number, control: Tracked, unsettled: Unsettled, givesATurn: boolean): void {
    const { clock } = this.#options
    unsettled.timer = clock.upkeep(monotonicMs(dueAt), () => {
      const later = this.#settlesAt(control, unsettled)
      if (later === Infinity) this.#forgetBounce(control)
      else if (later > clock.now()) this.#lookAt(later, control, unsettled, true)
      else if (givesATurn) this.#lookAt(clock.now(), control, unsettled, false)
      else this.#publishSettled(control, unsettled)
    })
  }

  #publishSettled(control: Tracked, unsettled: Unsettled): void {
    const at = this.#settlesAt(control, unsettled)
    const { draft, cause } = unsettled
    this.#forgetBounce(control)
    // It has come back to where it was told to be.
    if (at === Infinity) return
    const isOld = control.at <= this.#actsFrom
    this.#settling = { control, at: monotonicMs(at) }
    try {
      // What was pressed before that is not pressed after it for having bounced.
      this.#options.publishSettled({ ...draft, cause, at: monotonicMs(isOld ? control.at : at) })
    } finally {
      this.#settling = null
    }
  }

  #forgetBounce(control: Tracked): void {
    dispose(control.unsettled?.timer)
    control.unsettled = null
  }

  #settlesAt(control: Tracked, { draft, manner }: Unsettled): number {
    return settlesAt(control, manner, this.#profiles(draft))
  }

  #profiles({ type, payload }: EventDraft): readonly EdgeProfile[] {
    return this.#options.profilesFor(type, payload).filter(({ counts }) => counts !== true)
  }

  /** A recording begins with every control let go, so that it presses the same each time. */
  #replayBegins(seq: number): void {
    dispose(this.#replayed)
    this.#replay = seq
    this.#replayed = new Senders(
      () => {},
      () => false,
    )
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

/** When a control will have stood still elsewhere than was told; Infinity where it is where it was told to be. */
function settlesAt(control: Tracked, manner: Manner, profiles: readonly EdgeProfile[]): number {
  const { value, at, level, levels } = control
  if (value === null || manner.bounces === 'presses') return Infinity
  let soonest = stillAt(level, value, at, manner, null)
  for (const profile of profiles) {
    const own = levels?.get(profile.key)
    if (own !== undefined) soonest = Math.min(soonest, stillAt(own, value, at, manner, profile))
  }
  return soonest
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
