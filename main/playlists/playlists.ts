// The playlists stage: takes definitions, wires their triggers and interrupts, and starts and stops their runs.
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { RunView } from '../../shared/contract/streams.ts'
import type { EventEnvelope, Subscribe } from '../../shared/model/event.ts'
import type { PlaylistsHealth } from '../../shared/model/health.ts'
import type { Lain, LeftBehind, StatePart, TakenBack } from '../../shared/model/kept-state.ts'
import type { Permission } from '../../shared/model/arming.ts'
import { isSameJson } from '../../shared/base/same-json.ts'
import { formerName } from '../../shared/model/mutations/renamed.ts'
import type { Anchor, RunState } from '../../shared/model/payload/playlist.ts'
import type { RampLane } from '../../shared/model/ramp-lane.ts'
import type { PlaylistDefinition } from '../../shared/model/playlist.ts'
import type { PatternWork } from '../../shared/model/pattern-work.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import type { JumpedOver } from '../../shared/model/timecode-table.ts'
import { TriggerTable } from '../../shared/model/trigger-table.ts'
import { CatchingUp, LazyPlayable } from './lazy-playable.ts'
import { changeRuns, endRuns } from './changed-runs.ts'
import { keptRuns } from './kept-runs.ts'
import type { KeptRun } from './kept-runs.ts'
import { refusalOf } from './passing-over.ts'
import { referenceTo } from './run-events.ts'
import { isSamePlaylist } from './same-playlist.ts'
import type { Change, Run, StartReason, StopOutcome } from './run.ts'
import { PLAYS_ON, Runs } from './runs.ts'
import type { RunsOptions } from './runs.ts'
import type { NotSent } from './unsent.ts'

declare const handleBrand: unique symbol
/** Names a registered definition; stays the same when the definition changes. */
export type PlaylistHandle = string & { readonly [handleBrand]: true }

/** What a start came to; `stopped` is given where it stopped that many runs instead. */
interface Started {
  readonly runId: string | null
  readonly stopped?: number
}

/** Those whose start of what is playing may stop it; to all others `toggle` is `restart`. */
const TOGGLING: ReadonlySet<StartReason['by']> = new Set(['trigger', 'command'])

export interface PlaylistsOptions extends RunsOptions {
  readonly hearInterrupts: Subscribe
  readonly hearTriggers: Subscribe
  readonly patterns?: PatternWork
  /** Where absent, runs may always start. */
  readonly arming?: Permission
  /** Milliseconds for which nothing had played until now before the engine was started anew; 0 where absent. */
  readonly away?: () => number
}

interface Registered {
  readonly handle: PlaylistHandle
  /** Compiled behind its back while it is edited: `ready` gives it as it is now. */
  readonly compiled: LazyPlayable
  /** The object that it was last taken from, equal to its definition: comparing with it costs nothing. */
  seen: PlaylistDefinition
  readonly rank: { place: number }
  wiring: DisposableStack
}

/** What has a new definition; `was` is null for what is new itself. */
interface Swapped {
  readonly registered: Registered
  readonly was: PlaylistDefinition | null
  /** Whether runs play it. */
  readonly plays: boolean
}

export class Playlists implements AsyncDisposable {
  readonly #options: PlaylistsOptions
  readonly #runs: Runs
  readonly #triggers: TriggerTable
  readonly #interrupts: TriggerTable
  readonly #catchingUp: CatchingUp
  /** In the order of the show. */
  #registered = new Map<string, Registered>()
  #nextHandle = 1

  constructor(options: PlaylistsOptions) {
    this.#options = options
    const { publish, hearInterrupts, hearTriggers, patterns } = options
    const jumpedOver = (over: JumpedOver, { source: port, seq }: EventEnvelope): void => {
      publish({ type: 'timecode.jumpedOver', source: 'playlists', cause: seq, payload: { port, ...over } })
    }
    this.#triggers = new TriggerTable({
      ...{ subscribe: hearTriggers, jumpedOver, patterns },
      ends: false,
    })
    this.#interrupts = new TriggerTable({
      ...{ subscribe: hearInterrupts, jumpedOver, patterns },
      ends: true,
    })
    this.#runs = new Runs(options)
    this.#catchingUp = new CatchingUp(options.clock)
  }

  /** Whether an event is a value of a run that waited until somebody else had moved later what it moves. */
  readonly isSuperseded = (event: EventEnvelope): boolean => this.#runs.isSuperseded(event)

  /**
   * Plays from these definitions on. What did not change keeps its triggers and its runs, what did keeps its handle, and its runs
   * do as `onChange` says. Definitions are stored before they are wired: a trigger can never arrive before its playlist exists.
   */
  take(definitions: readonly PlaylistDefinition[], change: ShowChange): void {
    const before = this.#registered
    const formerOf = formerName(change.renamed, 'playlist')
    const left = new Set(before.values())
    this.#registered = new Map()
    if (change.renamed !== undefined) this.#runs.rename(change.renamed)
    const swapped: Swapped[] = []
    for (const [place, definition] of definitions.entries()) {
      const former = formerOf(definition.id)
      const known = former === null ? undefined : before.get(former)
      if (known !== undefined) left.delete(known)
      const registered = known ?? this.#begin(definition)
      registered.rank.place = place
      this.#registered.set(definition.id, registered)
      if (known === undefined) swapped.push({ registered, was: null, plays: false })
      else if (!isUnchanged(known, definition)) swapped.push(this.#swap(known, definition))
    }
    for (const { registered, was, plays } of swapped) {
      if (was === null || !hearsTheSame(was, registered.compiled.definition)) this.#wire(registered)
      this.#publishRegistered(registered, was !== null, change.cause)
      if (plays && was !== null) changeRuns(this.#runs, registered.compiled.ready(), was, change)
    }
    for (const registered of left) this.#letGo(registered, change)
  }

  /** What outlives the program: where runs stand. */
  readonly kept: StatePart = {
    name: 'runs',
    acts: true,
    hold: () => {
      const runs = this.#runs.hold()
      return runs.length === 0 ? undefined : runs
    },
    takeBack: (value, lain) => this.#goOn(keptRuns.parse(value), lain),
  }

  /** Resolves once runs can play without waiting for a thread to start. */
  ready(): Promise<void> {
    return this.#runs.runners.ready()
  }

  list(): readonly PlaylistDefinition[] {
    return Array.from(this.#registered.values(), ({ compiled }) => compiled.definition)
  }

  /** Playlists of which runs are active. */
  activeIds(): readonly string[] {
    return this.#runs.playlistIds()
  }

  /** In which states active runs are, by playlist. */
  runStates(): ReadonlyMap<string, ReadonlySet<RunState>> {
    const states = new Map<string, Set<RunState>>()
    for (const { definition, anchor } of this.#runs.all()) {
      states.set(definition.id, (states.get(definition.id) ?? new Set()).add(anchor.state))
    }
    return states
  }

  /** Active runs, oldest first, then recently ended ones, newest first. */
  runs(): readonly RunView[] {
    return this.#runs.views()
  }

  /** Where a run stands, and how long it is at rate 1; null of one that is not active. */
  pace(runId: string): { readonly anchor: Anchor; readonly length: number } | null {
    const run = this.#runs.byId(runId)
    return run === undefined ? null : { anchor: run.anchor, length: run.timeline.length }
  }

  /** Starts a run, at `position` ms of its timeline, and answers its id; null where the re-trigger policy ignores the start, or stops what is active. */
  start(playlistId: string, reason: StartReason, position = 0): Result<Started> {
    const registered = this.#registered.get(playlistId)
    if (registered === undefined) return unknownPlaylist(playlistId)
    const refused = this.#options.arming?.refusal(playlistId, reason.by === 'panic') ?? null
    if (refused !== null) return failed(refused)
    const { definition } = registered.compiled
    const { retrigger } = definition
    const overlaps = retrigger === 'overlap'
    // Finding the runs that a new one joins would make thousands of them slow to start.
    const active = overlaps ? [] : this.#runs.of(playlistId)
    if (retrigger === 'ignore' && active.length > 0) return ok({ runId: null })
    const cause = reason.trigger?.seq ?? reason.cause
    if (retrigger === 'toggle' && active.length > 0 && TOGGLING.has(reason.by))
      return ok({ runId: null, stopped: this.#cancel(active, cause) })
    const begun = this.#runs.begin(registered.compiled.ready(), reason, overlaps ? null : active, {
      ...PLAYS_ON,
      position,
    })
    return begun.ok ? ok({ runId: begun.value.id }) : begun
  }

  stop(runId: string, cause: number | null): Result<{ readonly runId: string }> {
    return this.#withRun(runId, (run) => this.#cancel([run], cause))
  }

  change(runId: string, change: Change, cause: number | null): Result<{ readonly runId: string }> {
    const run = this.#runs.byId(runId)
    const refusal = run === undefined ? null : refusalOf(run, change)
    if (refusal !== null) return failed(refusal)
    return this.#withRun(runId, (known) => this.#runs.change([known], change, cause))
  }

  stopPlaylist(playlistId: string, cause: number | null): Result<{ readonly runs: number }> {
    return this.#withPlaylist(playlistId, (runs) => this.#cancel(runs, cause))
  }

  changePlaylist(
    playlistId: string,
    change: Change,
    cause: number | null,
  ): Result<{ readonly runs: number }> {
    const refusals = this.#runs.of(playlistId).map((run) => refusalOf(run, change))
    const [first = null] = refusals
    if (first !== null && !refusals.includes(null)) return failed(first)
    return this.#withPlaylist(playlistId, (known) => this.#change(known, change, cause))
  }

  /** Runs that nobody has asked to stop. */
  get running(): number {
    return this.#runs.all().filter(({ stopRequest }) => stopRequest === null).length
  }

  /** All runs but one, where one is named. */
  stopAll(cause: number | null, spared: string | null = null, stays = false): { readonly runs: number } {
    const runs = this.#runs.all().filter(({ id }) => id !== spared)
    const request = { reason: 'cancelled', interrupt: null, cause } as const
    return { runs: this.#runs.stop(runs, stays ? { ...request, stays } : request) }
  }

  /** Before anybody takes what goes by other names: who moves a value still does, whoever sends to it by the new name. */
  renameRoutes({ renamed }: ShowChange): void {
    if (renamed !== undefined) this.#runs.renameRoutes(renamed)
  }

  /** Moves messages that no run moves, on the threads that play. */
  get fades(): RampLane {
    return this.#runs.runners.fades
  }

  /** What is sent from now on leaves after everything that was stopped before, also from another thread. */
  settle(): void {
    this.#runs.runners.settle()
  }

  /** What is sent from now on leaves after everything that this ends, also from another thread. */
  panic(cause: number, spared: string | null): { readonly runs: number } {
    const ended = this.stopAll(cause, spared, true)
    this.settle()
    return ended
  }

  changeAll(change: Change, cause: number | null): { readonly runs: number } {
    return { runs: this.#change(this.#runs.all(), change, cause) }
  }

  /** Resolves once the run has stopped, and at once where it already has; null where no such run is known. */
  join(runId: string): Promise<StopOutcome | null> {
    return this.#runs.join(runId)
  }

  /** An output gave up messages, perhaps of a run: which says so then, also where it has ended. */
  notSent(notSent: NotSent): void {
    this.#runs.notSent(notSent)
  }

  /** Closes the sampling period of lateness, so there is one reader: health. */
  health(): PlaylistsHealth {
    return { definitions: this.#registered.size, ...this.#runs.health() }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { wiring } of this.#registered.values()) wiring.dispose()
    this.#catchingUp[Symbol.dispose]()
    await this.#runs[Symbol.asyncDispose]()
  }

  /** With steps of today: those that a run had before an edit it does not have any more. */
  #goOn(runs: readonly KeptRun[], { age, isSure }: Lain): TakenBack {
    const left: LeftBehind[] = []
    const away = Math.min(age, this.#options.away?.() ?? 0)
    for (const kept of runs) {
      const registered = this.#registered.get(kept.playlistId)
      const why = !isSure
        ? 'the clock of the computer was set back meanwhile'
        : registered === undefined
          ? 'the show has no such playlist'
          : this.#runs.goOn(registered.compiled.ready(), kept, age, away)
      if (why !== null) left.push({ what: kept.playlistId, why })
    }
    return { taken: runs.length - left.length, left }
  }

  #begin(definition: PlaylistDefinition): Registered {
    const compiled = new LazyPlayable(definition, this.#options.direct.encode, this.#runs.runners)
    const handle = `playlist-${this.#nextHandle++}` as PlaylistHandle
    return { handle, compiled, seen: definition, rank: { place: 0 }, wiring: new DisposableStack() }
  }

  #swap(registered: Registered, definition: PlaylistDefinition): Swapped {
    const { compiled } = registered
    const was = compiled.definition
    compiled.become(definition)
    registered.seen = definition
    const plays = this.#runs.of(definition.id).length > 0
    if (!plays) this.#catchingUp.add(compiled)
    return { registered, was, plays }
  }

  #letGo({ handle, compiled, wiring }: Registered, change: ShowChange): void {
    wiring.dispose()
    const { definition } = compiled
    const { id: playlistId } = definition
    const source = `playlist:${playlistId}`
    const payload = { playlistId, handle }
    this.#options.publish({ type: 'playlist.removed', source, cause: change.cause, payload })
    endRuns(this.#runs, definition, change)
    this.#catchingUp.delete(compiled)
    compiled[Symbol.dispose]()
  }

  /** What it has heard so far is let go of only then, so that what the tables know of a tape or a control is kept. */
  #wire(registered: Registered): void {
    const { rank, wiring: before } = registered
    const { definition } = registered.compiled
    const wiring = new DisposableStack()
    registered.wiring = wiring
    const { id, name, triggers, interrupts } = definition
    // Several of its triggers may cover one message, which is one press all the same.
    let lastSeq = 0
    const hear = (event: EventEnvelope): void => {
      if (event.seq === lastSeq) return
      lastSeq = event.seq
      void this.start(id, { trigger: event, cause: event.seq, by: 'trigger' })
    }
    for (const trigger of triggers) wiring.use(this.#triggers.add(trigger, name, hear, rank))
    for (const trigger of interrupts)
      wiring.use(this.#interrupts.add(trigger, name, (event) => this.#interrupt(id, event), rank))
    before.dispose()
  }

  #interrupt(playlistId: string, event: EventEnvelope): void {
    // An event cannot interrupt a run that it, or something after it, has started; a release that waited behind its press can.
    const earlier = this.#runs.of(playlistId).filter((run) => run.startedBy < event.seq)
    this.#runs.stop(earlier, { reason: 'interrupted', interrupt: referenceTo(event), cause: event.seq })
  }

  #cancel(runs: readonly Run[], cause: number | null): number {
    return this.#runs.stop(runs, { reason: 'cancelled', interrupt: null, cause })
  }

  #change(runs: readonly Run[], change: Change, cause: number | null): number {
    return this.#runs.change(
      runs.filter((run) => refusalOf(run, change) === null),
      change,
      cause,
    )
  }

  #withRun(runId: string, act: (run: Run) => void): Result<{ readonly runId: string }> {
    const run = this.#runs.byId(runId)
    if (run === undefined) {
      return failed(
        fault('run/unknown', runId, 'no such run is active', 'it may have ended; look at the active runs'),
      )
    }
    act(run)
    return ok({ runId })
  }

  #withPlaylist(
    playlistId: string,
    act: (runs: readonly Run[]) => number,
  ): Result<{ readonly runs: number }> {
    const runs = this.#runs.of(playlistId)
    // Of a playlist that is gone runs may be left that finish.
    if (runs.length === 0 && !this.#registered.has(playlistId)) return unknownPlaylist(playlistId)
    return ok({ runs: act(runs) })
  }

  #publishRegistered(
    { compiled: { definition }, handle }: Registered,
    updated: boolean,
    cause: number | null,
  ): void {
    const payload = { playlistId: definition.id, handle, name: definition.name, updated }
    const source = `playlist:${definition.id}`
    this.#options.publish({ type: 'playlist.registered', source, cause, payload })
  }
}

function unknownPlaylist(playlistId: string): Result<never> {
  return failed(fault('playlist/unknown', playlistId, 'the show has no such playlist', 'check the id'))
}

function isUnchanged(registered: Registered, definition: PlaylistDefinition): boolean {
  const { compiled, seen } = registered
  if (seen === definition) return true
  if (!isSamePlaylist(compiled.definition, definition)) return false
  registered.seen = definition
  return true
}

/** Whether a change leaves what starts and interrupts a playlist, and the names by which that is told, as they were. */
function hearsTheSame(was: PlaylistDefinition, is: PlaylistDefinition): boolean {
  const [a, b] = [was, is].map(({ id, name, triggers, interrupts }) => ({ id, name, triggers, interrupts }))
  return isSameJson(a, b)
}
