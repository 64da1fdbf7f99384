// The runs of all playlists as the main thread knows them: begins them, steers them, and publishes what they do.
import type { Clock } from '../../shared/base/clock.ts'
import { Histogram } from '../../shared/base/histogram.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { Ring } from '../../shared/base/ring.ts'
import type { RunView } from '../../shared/contract/streams.ts'
import type { Anchor, EventEnvelope, Publish } from '../../shared/model/event.ts'
import type { PlaylistsHealth } from '../../shared/model/health.ts'
import type { PlaylistStep } from '../../shared/model/playlist.ts'
import { RunEvents } from './run-events.ts'
import { viewOf } from './run.ts'
import type { Playable, Run, StopOutcome, StopRequest } from './run.ts'
import type { Emission, RunNumber } from './runner.ts'
import type { CreateRunners, Runners, RunnersListener } from './runners.ts'
import { packetOf, targetOf } from './timeline.ts'
import type { EncodeDirect } from './timeline.ts'

/** Ended runs that are still shown. */
const RECENT_RUNS = 50
/** Emissions due at the very start that leave from the main thread; the bound keeps a start short. */
const HEAD_START = 16

/** The output that runner threads send for. */
export interface DirectOutput {
  readonly encode: EncodeDirect
  /** Sends a ready packet from the main thread. */
  send(target: string, packet: Uint8Array): void
  /** Counts a packet that a runner thread has sent. */
  sent(target: string): void
  failed(target: string, message: string): void
}

export interface RunsOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly createRunners: CreateRunners
  readonly direct: DirectOutput
  /** A run that ended some time ago is no longer shown, and what is kept of it elsewhere may go too. */
  forgotten(runId: string): void
}

/** What made a run start. */
export interface StartReason {
  readonly trigger: EventEnvelope | null
  readonly cause: number | null
}

/** What may be asked of an active run, besides to stop. */
export type Change =
  | { readonly kind: 'pause' | 'resume' }
  | { readonly kind: 'seek'; readonly position: number }
  | { readonly kind: 'setRate'; readonly rate: number }

export class Runs implements AsyncDisposable {
  readonly runners: Runners
  readonly #options: RunsOptions
  readonly #events: RunEvents
  readonly #active = new Map<RunNumber, Run>()
  readonly #byId = new Map<string, Run>()
  readonly #byPlaylist = new Map<string, Set<Run>>()
  readonly #recent = new Ring<RunView>(RECENT_RUNS)
  readonly #lateness = new Histogram()
  #nextNumber = 1
  #emitted = 0

  constructor(options: RunsOptions) {
    this.#options = options
    this.#events = new RunEvents(options.publish)
    this.runners = options.createRunners(this.#listener())
  }

  /** Active runs, oldest first, then recently ended ones, newest first. */
  views(): readonly RunView[] {
    return [...Array.from(this.#active.values(), (run) => viewOf(run, null)), ...this.#recent.newestFirst()]
  }

  all(): readonly Run[] {
    return [...this.#active.values()]
  }

  byId(runId: string): Run | undefined {
    return this.#byId.get(runId)
  }

  /** Runs of a playlist that nobody has asked to stop. */
  of(playlistId: string): readonly Run[] {
    return [...(this.#byPlaylist.get(playlistId) ?? [])].filter((run) => run.stopRequest === null)
  }

  /** Begins a run; `replaced` are those it takes over from, which stop first. */
  begin(playable: Playable, reason: StartReason, replaced: readonly Run[]): Result<Run> {
    if (this.#active.size >= this.runners.capacity)
      return this.#refuseForRoom(playable.definition.id, reason.cause)
    const cause = reason.trigger?.seq ?? reason.cause
    this.stop(replaced, { reason: 'cancelled', interrupt: null, cause })
    const run = this.#create(playable, reason, cause)
    // A run that takes over leaves all its steps to the runner, where the old run's stop is obeyed before the first of them.
    const cursor = replaced.length > 0 ? 0 : this.#headStart(run)
    if (cursor === run.timeline.offsets.length && replaced.length === 0) this.#complete(run)
    else {
      const start = { run: run.number, timeline: run.timeline.id, anchor: run.anchor, cursor }
      this.runners.start(start, replaced.at(-1)?.number ?? null)
    }
    return ok(run)
  }

  /** Asks runs to stop and answers how many had not been asked before; `playlist.stopped` follows for each. */
  stop(runs: readonly Run[], request: StopRequest): number {
    const stoppable = runs.filter((run) => run.stopRequest === null)
    for (const run of stoppable) {
      run.stopRequest = request
      this.runners.command({ kind: 'stop', run: run.number })
    }
    return stoppable.length
  }

  /** Asks runs to change and answers how many; `run.stateChanged` follows for each. */
  change(runs: readonly Run[], change: Change, cause: number | null): number {
    for (const run of runs) {
      run.changeCause = cause
      this.runners.command({ ...change, run: run.number })
    }
    return runs.length
  }

  /** Resolves once the run has stopped, and at once where it already has; null where no such run is known. */
  join(runId: string): Promise<StopOutcome | null> {
    const run = this.#byId.get(runId)
    if (run !== undefined) return new Promise((resolve) => run.joined.push(resolve))
    const ended = [...this.#recent.newestFirst()].find((view) => view.runId === runId)?.ended
    return Promise.resolve(ended ? { runId, reason: ended.reason } : null)
  }

  /** Closes the sampling period of lateness, so there is one reader: health. */
  health(): Omit<PlaylistsHealth, 'definitions'> {
    const lateness = this.#lateness.summary()
    this.#lateness.clear()
    return {
      activeRuns: this.#active.size,
      started: this.#nextNumber - 1,
      emitted: this.#emitted,
      lateness,
      runners: this.runners.health(),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.runners[Symbol.asyncDispose]()
  }

  #create(playable: Playable, { trigger }: StartReason, cause: number | null): Run {
    const { definition, timeline } = playable
    const number = this.#nextNumber++
    const id = `${definition.id}#${number}`
    const created = this.#events.created(id, playable, trigger, cause)
    const startedAt = this.#options.clock.now()
    const anchor: Anchor = { at: startedAt, position: 0, rate: definition.tempo, state: 'running' }
    const run: Run = {
      number,
      id,
      definition,
      timeline,
      createdSeq: created ?? cause ?? 0,
      startedAt,
      anchor: { ...anchor, state: 'ready' },
      emitted: 0,
      lastLateBy: 0,
      maxLateBy: 0,
      stopRequest: null,
      changeCause: created,
      joined: [],
    }
    this.#active.set(number, run)
    this.#byId.set(id, run)
    const siblings = this.#byPlaylist.get(definition.id)
    if (siblings === undefined) this.#byPlaylist.set(definition.id, new Set([run]))
    else siblings.add(run)
    this.#moveTo(run, anchor)
    return run
  }

  /**
   * Emits what is due at the very start without the way to a runner thread and back: the main thread is awake, or it could
   * not have started the run. Answers the index of the first emission that is left to the runner.
   */
  #headStart(run: Run): number {
    const { clock, direct } = this.#options
    const { timeline, startedAt: dueAt } = run
    let index = 0
    while (index < HEAD_START && timeline.offsets[index] === 0) {
      const step = timeline.steps[index] as number
      const target = targetOf(timeline, step)
      if (target !== undefined) direct.send(target.target, packetOf(timeline, step))
      this.#tellEmitted(run, {
        run: run.number,
        index,
        dueAt,
        reachedAt: clock.now(),
        direct: target !== undefined,
      })
      index += 1
    }
    return index
  }

  #listener(): RunnersListener {
    const { publish, direct } = this.#options
    return {
      emitted: (emission) => {
        const run = this.#active.get(emission.run)
        if (run === undefined) return
        const target = targetOf(run.timeline, run.timeline.steps[emission.index] as number)
        if (emission.direct && target !== undefined) direct.sent(target.target)
        this.#tellEmitted(run, emission)
      },
      anchored: (number, anchor) => this.#withNumber(number, (run) => this.#moveTo(run, anchor)),
      stopped: (number, completed, anchor) =>
        this.#withNumber(number, (run) =>
          this.#end(run, anchor, completed ? 'completed' : (run.stopRequest?.reason ?? 'cancelled'), null),
        ),
      failed: (number, message) =>
        this.#withNumber(number, (run) =>
          this.#end(run, { ...run.anchor, state: 'stopped' }, 'failed', message),
        ),
      sendFailed: (target, message) => direct.failed(target, message),
      runnerLost: (runner, message, runs) =>
        publish({
          type: 'runner.lost',
          source: `runner:${runner}`,
          cause: null,
          payload: { runner, message, runs },
        }),
      runnerReplaced: (runner, resumed, failedRuns) =>
        publish({
          type: 'runner.replaced',
          source: `runner:${runner}`,
          cause: null,
          payload: { runner, resumed, failed: failedRuns },
        }),
    }
  }

  #tellEmitted(run: Run, { index, dueAt, reachedAt, direct }: Emission): void {
    const step = run.definition.steps[run.timeline.steps[index] as number] as PlaylistStep
    const stepSeq = direct ? null : this.#events.step(run, step)
    const sentAt = direct ? reachedAt : this.#options.clock.now()
    const lateBy = sentAt - dueAt
    run.emitted += 1
    run.lastLateBy = lateBy
    run.maxLateBy = Math.max(run.maxLateBy, lateBy)
    this.#emitted += 1
    this.#lateness.record(lateBy)
    this.#events.emitted(run, { index, dueAt, sentAt, direct, stepSeq })
  }

  #moveTo(run: Run, anchor: Anchor): void {
    const from = run.anchor.state
    run.anchor = anchor
    this.#events.stateChanged(run, from)
  }

  /** Ends a run of which nothing is left to play. */
  #complete(run: Run): void {
    const anchor = { ...run.anchor, at: this.#options.clock.now(), state: 'stopped' } as const
    this.#end(run, anchor, 'completed', null)
  }

  #end(run: Run, anchor: Anchor, reason: StopOutcome['reason'], error: string | null): void {
    this.#forget(run)
    run.changeCause = run.stopRequest?.cause ?? run.createdSeq
    this.#moveTo(run, anchor)
    this.#events.stopped(run, reason, error)
    const detail = error ?? (reason === 'interrupted' ? (run.stopRequest?.interrupt?.type ?? null) : null)
    const oldest = this.#recent.push(viewOf(run, { at: this.#options.clock.now(), reason, detail }))
    if (oldest !== undefined) this.#options.forgotten(oldest.runId)
    for (const resolve of run.joined) resolve({ runId: run.id, reason })
  }

  #forget(run: Run): void {
    this.#active.delete(run.number)
    this.#byId.delete(run.id)
    const siblings = this.#byPlaylist.get(run.definition.id)
    siblings?.delete(run)
    if (siblings?.size === 0) this.#byPlaylist.delete(run.definition.id)
  }

  #withNumber(number: RunNumber, act: (run: Run) => void): void {
    const run = this.#active.get(number)
    if (run !== undefined) act(run)
  }

  #refuseForRoom(playlistId: string, cause: number | null): Result<never> {
    const quota = this.runners.capacity
    this.#options.publish({
      type: 'resource.exhausted',
      source: `playlist:${playlistId}`,
      cause,
      payload: { runId: null, resource: 'runs', usage: this.#active.size, quota },
    })
    return failed(
      fault(
        'playlist/too-many-runs',
        playlistId,
        `${quota} runs are active`,
        'stop some before starting more',
      ),
    )
  }
}
