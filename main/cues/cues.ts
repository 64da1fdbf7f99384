// The cues stage: takes cue lists, and carries out GO, jumps and what is asked of single cues. Without lists the playlists in their order are the list.
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { ActingClock, MonotonicMs } from '../../shared/base/clock.ts'
import type { Result } from '../../shared/base/result.ts'
import type { CueStateView, CuesView } from '../../shared/contract/cue-streams.ts'
import type { Permission } from '../../shared/model/arming.ts'
import type { CueDefinition } from '../../shared/model/cue.ts'
import type { Publish, Subscribe } from '../../shared/model/event.ts'
import type { OperatorQuestions } from '../../shared/model/interrupt.ts'
import type { StatePart } from '../../shared/model/kept-state.ts'
import type { CueStart } from '../../shared/model/payload/cue.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import { CueActions } from './cue-actions.ts'
import type { CueParams, CuePlaylists, CueScenes } from './cue-actions.ts'
import type { CueList } from './cue-list.ts'
import { CueLists } from './cue-lists.ts'
import type { CueDefinitions, CuePlace, FoundCue } from './cue-lists.ts'
import { NOWHERE } from '../../shared/model/cue-order.ts'
import { cueKey } from './cue-play.ts'
import type { CuePlay, Start } from './cue-play.ts'
import { standingOf, viewOf } from './cue-state.ts'
import type { CueStanding } from './cue-state.ts'
import { keptCues } from './kept-cues.ts'
import { Plays } from './plays.ts'

export interface CuesOptions {
  readonly clock: ActingClock
  readonly publish: Publish
  readonly arming: Permission
  readonly subscribe: Subscribe
  readonly interrupts: OperatorQuestions
  readonly params: CueParams
  readonly scenes: CueScenes
  readonly playlists: CuePlaylists
  /** What of it outlives the program has changed. */
  changed(): void
}

/** The cue that is meant by an answer. */
export interface AnsweredCue {
  readonly listId: string
  readonly cueId: string
  readonly number: string | null
  readonly name: string
}

export interface AnsweredStandby {
  readonly listId: string
  readonly cueId: string | null
  readonly number: string | null
}

export class Cues implements Disposable {
  readonly #options: CuesOptions
  readonly #plays: Plays
  readonly #wiring = new DisposableStack()
  readonly #listeners = new Set<() => void>()
  readonly #lists: CueLists

  constructor(options: CuesOptions) {
    this.#options = options
    const { clock, publish, interrupts, params, scenes, playlists, subscribe } = options
    this.#lists = new CueLists(publish, () => this.#shown())
    const plays = new Plays({
      ...{ clock, publish, interrupts, playlists },
      list: (id) => this.#lists.byId(id),
      changed: () => this.#shown(),
    })
    this.#plays = this.#wiring.use(plays)
    plays.actBy(
      new CueActions({
        ...{ clock, publish, playlists, params, scenes },
        go: (listId, play) => this.#goBy(listId, play),
        other: (action, play) => this.#other(action, play),
      }),
    )
    const ended = subscribe(
      'playlist.stopped',
      ({ seq, payload }) => plays.begun.runEnded(payload.runId, payload.reason, payload.error, seq),
      { acts: true },
    )
    this.#wiring.use(ended)
    const faded = subscribe(
      'param.fadeEnded',
      ({ seq, payload }) => plays.begun.fadeEnded(payload.fade, payload.how, seq),
      { acts: true },
    )
    this.#wiring.use(faded)
    const resumed = subscribe(
      'run.resumed',
      ({ seq, payload: { runId, former } }) => {
        if (former !== undefined) plays.runResumed(runId, former, seq)
      },
      { acts: true },
    )
    this.#wiring.use(resumed)
    const moved = subscribe('run.stateChanged', ({ payload }) => plays.begun.runMoved(payload.runId), {
      acts: false,
    })
    this.#wiring.use(moved)
  }

  /** Calls `changed` when a list or a cue stands otherwise, of which not every event tells. */
  onChanged(changed: () => void): Disposable {
    this.#listeners.add(changed)
    return { [Symbol.dispose]: () => void this.#listeners.delete(changed) }
  }

  /** What of it outlives the program: where the lists stand, what was armed and disarmed by hand, and what became of cues. */
  readonly kept: StatePart = keptCues({
    lists: () => this.#lists.values(),
    holdStates: () => this.#plays.hold(),
    takeStates: (states, age) => this.#plays.takeBack(states, age),
    changed: () => this.#shown(),
  })

  /** What waits to act, which comes back only where the show resumes. */
  readonly keptWaits: StatePart = {
    name: 'cueWaits',
    acts: true,
    hold: () => {
      const held = this.#plays.holdWaits()
      return held.length === 0 ? undefined : held
    },
    takeBack: (value, { age }) => this.#plays.takeWaits(value, age),
  }

  /** Whether the show has cue lists: without, the playlists are the list. */
  get hasLists(): boolean {
    return this.#lists.size > 0
  }

  /**
   * From now on these are the lists. What did not change keeps its standby, its playhead and what waits; where a cue that stood by
   * is gone, the next that is left does. What waits of a cue that is gone ends, and does what its cue is now where that changed.
   */
  take(definitions: CueDefinitions, change: ShowChange): void {
    const { cause, kind, renamed } = change
    if (kind === 'open') this.#plays.endAll('removed', cause)
    const hadLists = this.hasLists
    this.#lists.take(definitions, change)
    if (kind === 'open') this.#plays.forget()
    else if (hadLists) this.#plays.follow(this.#lists.present(renamed), cause)
    this.#shown()
  }

  /**
   * Runs the cue that stands by in a list, the first where none is named, and moves to the next that no other cue starts. `at`
   * is when it was pressed: two presses close to each other are one hand.
   */
  go(
    listId: string | undefined,
    cause: number | null,
    at: MonotonicMs,
    by: string,
  ): Result<AnsweredCue & { readonly runId: string | null }> {
    const list = this.#lists.list(listId)
    if (!list.ok) return list
    const refusal = list.value.tooSoon(at, by)
    if (refusal !== null) return failed(refusal)
    const standby = this.#standbyOf(list.value, 'GO')
    if (!standby.ok) return standby
    const went = this.#run(standby.value, 'go', cause)
    if (went.ok) list.value.went(at, by)
    return went
  }

  /** A GO that nobody has pressed, so that how long ago the last was does not matter. */
  goByRule(listId: string, cause: number | null): Result<AnsweredCue & { readonly runId: string | null }> {
    const list = this.#lists.list(listId)
    const standby = list.ok ? this.#standbyOf(list.value, 'GO') : list
    return standby.ok ? this.#run(standby.value, 'go', cause) : standby
  }

  /** GO of a cue by its name, whatever stands by. */
  goTo(place: CuePlace, cause: number | null): Result<AnsweredCue & { readonly runId: string | null }> {
    const found = this.#lists.find(place)
    return found.ok ? this.#run(found.value, 'go', cause) : found
  }

  /** Starts a cue by its name: what stands by stays. */
  start(place: CuePlace, cause: number | null): Result<AnsweredCue & { readonly runId: string | null }> {
    const found = this.#lists.find(place)
    return found.ok ? this.#begin(found.value, { from: 'name', cause }) : found
  }

  #run(
    found: FoundCue,
    from: CueStart,
    cause: number | null,
    chain?: Set<string>,
  ): Result<AnsweredCue & { readonly runId: string | null }> {
    const { list, at } = found
    const start = { from, cause, ...(chain !== undefined && { chain }) }
    return this.#begin(found, start, () => {
      this.#plays.goesAt(list, at)
      list.moveTo(list.order.afterGo(at), cause)
    })
  }

  /** `first` is done once it is known to be accepted: what it leads to may give this list another GO. */
  #begin({ list, at }: FoundCue, start: Start, first: () => void = () => {}) {
    const cue = list.order.cues[at]
    const where = `cue ${cue?.number ?? cue?.id ?? ''}`
    const refusal = this.#options.arming.refusal(where, false) ?? this.#plays.refusal(where)
    if (refusal !== null) return failed(refusal)
    const offset = list.takeLoaded(at)
    list.playheadAt(at)
    first()
    const begun = this.#plays.start(list, at, { ...start, offset })
    if (!begun.ok) return begun
    const [runId = null] = begun.value.runs
    return ok({ ...answered(list, at), runId })
  }

  /** The cue before stands by; from none the last. Starts and stops nothing. */
  back(listId: string | undefined, cause: number | null): Result<AnsweredStandby> {
    return this.#moved(listId, cause, (list, at) => {
      const place = list.order.before(at)
      return place === NOWHERE ? at : place
    })
  }

  /** The cue after stands by, and this one is not run. */
  skip(listId: string | undefined, cause: number | null): Result<AnsweredStandby> {
    const list = this.#lists.list(listId)
    if (!list.ok) return list
    const standby = this.#standbyOf(list.value, 'Skip')
    if (!standby.ok) return standby
    const { at } = standby.value
    const { publish } = this.#options
    const payload = { ...answered(list.value, at), play: null, reason: 'operator' } as const
    publish({ type: 'cue.skipped', source: list.value.source, cause, payload })
    this.#plays.goesAt(list.value, at)
    this.#plays.passedOver(list.value, at, cause)
    return this.#moved(listId, cause, ({ order }) => order.afterGo(at))
  }

  /** Another cue stands by; none where no cue is named. */
  standBy({ list: listId, id, number }: CuePlace, cause: number | null): Result<AnsweredStandby> {
    if (id === undefined && number === undefined) return this.#moved(listId, cause, () => NOWHERE)
    const found = this.#lists.find({ list: listId, id, number })
    return found.ok ? this.#moved(listId, cause, () => found.value.at) : found
  }

  /** A cue stands by, to begin so many milliseconds later than at its beginning. */
  load(place: CuePlace & { readonly position: number }, cause: number | null): Result<AnsweredStandby> {
    const found = this.#lists.find(place)
    if (!found.ok) return found
    const { list, at } = found.value
    list.moveTo(at, cause)
    list.load(at, place.position)
    const payload = { ...answered(list, at), position: place.position }
    this.#options.publish({ type: 'cue.loaded', source: list.source, cause, payload })
    return ok(standbyOf(list))
  }

  arm(place: CuePlace, armed: boolean, cause: number | null): Result<{ readonly armed: boolean }> {
    const found = this.#lists.find(place)
    if (!found.ok) return found
    const { list, at } = found.value
    if (list.arm(at, armed)) {
      const payload = { ...answered(list, at), armed }
      this.#options.publish({ type: 'cue.armedChanged', source: list.source, cause, payload })
    }
    return ok({ armed })
  }

  /** Ends a cue that is on its way, and what it started. */
  stop(place: CuePlace, cause: number | null): Result<{ readonly cues: number }> {
    return this.#withPlays(place, (plays) => {
      for (const play of plays) this.#plays.end(play, 'stopped', cause)
      return plays.length
    })
  }

  pause(place: CuePlace, cause: number | null): Result<{ readonly cues: number }> {
    return this.#withPlays(
      place,
      (plays) => plays.filter((play) => this.#plays.pausing.change(play, 'pause', cause)).length,
    )
  }

  resume(place: CuePlace, cause: number | null): Result<{ readonly cues: number }> {
    return this.#withPlays(
      place,
      (plays) => plays.filter((play) => this.#plays.pausing.change(play, 'resume', cause)).length,
    )
  }

  /** Takes back one pre-wait or post-wait. */
  cancelWait(play: number, cause: number | null): Result<{ readonly play: number }> {
    return this.#plays.cancelWait(play, cause)
  }

  /** All that is on its way; the runs are stopped by who owns them. */
  stopAll(cause: number | null): number {
    return this.#plays.endAll('stopped', cause)
  }

  pauseAll(cause: number | null): void {
    for (const play of this.#plays.active()) this.#plays.pausing.pause(play, cause)
  }

  resumeAll(cause: number | null): void {
    for (const play of this.#plays.active()) this.#plays.pausing.resume(play, cause)
  }

  /** Lists stand where they do when the show opens; what is on its way goes on. */
  reset(cause: number): void {
    for (const list of this.#lists.values()) {
      list.reset(cause)
    }
    this.#plays.beginAnew()
    this.#shown()
  }

  panic(cause: number): { readonly cues: number } {
    return { cues: this.#plays.endAll('panic', cause) }
  }

  /** The engine stood still, and the clock with it for so many milliseconds. */
  overslept(asleep: number): void {
    this.#plays.overslept(asleep)
  }

  view(): CuesView {
    const lists = Array.from(this.#lists.values(), (list) => list.view())
    const armed = [...this.#lists.values()].flatMap((list) =>
      Array.from(list.armed, ([cueId, is]) => ({ key: cueKey(list.id, cueId), armed: is })),
    )
    return { lists, states: this.#states(), armed }
  }

  #states(): readonly CueStateView[] {
    const { pace } = this.#options.playlists
    return Array.from(this.#plays.latest(), (play) => viewOf(play, pace))
  }

  /** How a cue stands, for whoever shows only that; null of one that is not there. */
  standing(listId: string, cueId: string): CueStanding | null {
    const list = this.#lists.byId(listId)
    const at = list?.order.placeOf(cueId) ?? NOWHERE
    if (list === undefined || at === NOWHERE) return null
    const play = this.#plays.latestOf(listId, cueId)
    const state = play === undefined ? null : standingOf(viewOf(play, this.#options.playlists.pace))
    const { standby, loaded } = list
    return {
      state,
      standsBy: standby === cueId,
      isLoaded: loaded?.cueId === cueId,
      isArmed: list.isArmed(at),
    }
  }

  /** The cue that stands by in a list, the first where none is named; null where none does. */
  standbyIn(listId?: string): CueDefinition | null {
    return this.#lists.standbyIn(listId)
  }

  /** Ids of lists by the number that MIDI Show Control names them by. */
  listOfNumber(number: string): string | null {
    return this.#lists.ofNumber(number)
  }

  hasList(listId: string): boolean {
    return this.#lists.byId(listId) !== undefined
  }

  /** Whether a list, the first where none is named, has a cue of this number. */
  hasNumber(number: string, listId?: string): boolean {
    return this.#lists.hasNumber(number, listId)
  }

  [Symbol.dispose](): void {
    this.#wiring.dispose()
    this.#listeners.clear()
  }

  #moved(
    listId: string | undefined,
    cause: number | null,
    to: (list: CueList, at: number) => number,
  ): Result<AnsweredStandby> {
    const found = this.#lists.list(listId)
    if (!found.ok) return found
    const list = found.value
    list.moveTo(to(list, list.standby === null ? NOWHERE : list.order.placeOf(list.standby)), cause)
    return ok(standbyOf(list))
  }

  /** `asked` is what would have moved on from it. */
  #standbyOf(list: CueList, asked: 'GO' | 'Skip'): Result<FoundCue> {
    if (list.standby !== null) return ok({ list, at: list.order.placeOf(list.standby) })
    return failed(
      fault(
        'standby/none',
        asked,
        `nothing is on standby in ${list.definition.name}`,
        'choose a cue to stand by',
      ),
    )
  }

  #withPlays(place: CuePlace, act: (plays: readonly CuePlay[]) => number): Result<{ readonly cues: number }> {
    const found = this.#lists.find(place)
    if (!found.ok) return found
    const { list, at } = found.value
    return ok({ cues: act(this.#plays.of(list.id, list.idAt(at) ?? '')) })
  }

  /** A GO that a cue gives another list. */
  #goBy(listId: string, play: CuePlay): void {
    this.#plays.soon(play, () => {
      const list = this.#lists.list(listId)
      const standby = list.ok ? this.#standbyOf(list.value, 'GO') : list
      const went = standby.ok ? this.#run(standby.value, 'cue', play.cause, play.chain) : standby
      if (!went.ok) this.#plays.failedLater(play, went.error)
    })
  }

  #other(
    {
      action,
      list = '',
      cue,
    }: {
      readonly action: 'stop_cue' | 'arm_cue' | 'disarm_cue'
      readonly list?: string | undefined
      readonly cue: string
    },
    play: CuePlay,
  ): Result<unknown> {
    const place = { list: list === '' ? play.listId : list, id: cue }
    if (action !== 'stop_cue') return this.arm(place, action === 'arm_cue', play.cause)
    return this.#withPlays(place, (plays) => {
      for (const other of plays) this.#plays.end(other, 'cue', play.cause)
      return plays.length
    })
  }

  #shown(): void {
    this.#options.changed()
    for (const listener of this.#listeners) listener()
  }
}

function answered(list: CueList, at: number): AnsweredCue {
  const cue = list.order.cues[at]
  return { listId: list.id, cueId: cue?.id ?? '', number: cue?.number ?? null, name: cue?.name ?? '' }
}

function standbyOf(list: CueList): AnsweredStandby {
  const { standby, standbyNumber } = list.view()
  return { listId: list.id, cueId: standby, number: standbyNumber }
}
