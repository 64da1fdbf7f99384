// The runs of all playlists as the main thread knows them: begins them, steers them, and publishes what they do.
import type { Clock } from '../../shared/base/clock.ts'
import { Histogram } from '../../shared/base/histogram.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { Ring } from '../../shared/base/ring.ts'
import type { RunView } from '../../shared/contract/streams.ts'
import type { Anchor, EventEnvelope, EventReference, Publish } from '../../shared/model/event.ts'
import type { PlaylistsHealth } from '../../shared/model/health.ts'
import type { PlaylistDefinition } from '../../shared/model/playlist.ts'
import { viewOf } from './run.ts'
import type { Run, StopOutcome, StopRequest } from './run.ts'
import type { Emission, RunNumber } from './runner.ts'
import type { CreateRunners, Runners, RunnersListener } from './runners.ts'
import type { CompiledTimeline, EncodeDirect } from './timeline.ts'

/** Ended runs that are still shown. */
const RECENT_RUNS = 50

/** The output that runner threads send for. */
export interface DirectOutput {
  readonly encode: EncodeDirect
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

/** What a run is made from. */
export interface Playable {
  readonly definition: PlaylistDefinition
  readonly timeline: CompiledTimeline
  /** Steps as `playlist.created` tells them. */
  readonly toldSteps: readonly { offset: number; type: string; count: number; interval: number }[]
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
  readonly #active = new Map<RunNumber, Run>()
  readonly #byId = new Map<string, Run>()
  readonly #byPlaylist = new Map<string, Set<Run>>()
  readonly #recent = new Ring<RunView>(RECENT_RUNS)
  readonly #lateness = new Histogram()
  #nextNumber = 1
  #emitted = 0

  constructor(options: RunsOptions) {
    this.#options = options
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
    this.runners.start(
      { run: run.number, timeline: run.timeline.id, anchor: run.anchor, cursor: 0 },
      // On the same runner the old run's stop is obeyed before the new run's first step.
      replaced.at(-1)?.number ?? null,
    )
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
    const { definition, timeline, toldSteps: steps } = playable
    const { clock, publish } = this.#options
    const number = this.#nextNumber++
    const id = `${definition.id}#${number}`
    const created = publish({
      type: 'playlist.created',
      source: `playlist:${definition.id}`,
      cause,
      payload: {
        runId: id,
        playlistId: definition.id,
        name: definition.name,
        trigger: trigger === null ? null : referenceTo(trigger),
        steps,
        stepCount: definition.steps.length,
        metadata: definition.metadata,
      },
    })
    const startedAt = clock.now()
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

  #listener(): RunnersListener {
    const { publish, direct } = this.#options
    return {
      emitted: (emission) => this.#onEmitted(emission),
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

  #onEmitted({ run: number, index, dueAt, reachedAt, direct: sentDirectly }: Emission): void {
    const run = this.#active.get(number)
    if (run === undefined) return
    const { clock, publish, direct } = this.#options
    const { definition, timeline } = run
    const stepIndex = timeline.steps[index] as number
    const step = definition.steps[stepIndex]
    if (step === undefined) return
    const source = step.producer ?? `playlist:${definition.id}`
    let cause = run.createdSeq
    if (sentDirectly) direct.sent(timeline.targets[timeline.targetOf[stepIndex] as number]?.target as string)
    else cause = publish({ type: step.type, source, cause, payload: step.payload }) ?? cause
    const sentAt = sentDirectly ? reachedAt : clock.now()
    const lateBy = sentAt - dueAt
    run.emitted += 1
    run.lastLateBy = lateBy
    run.maxLateBy = Math.max(run.maxLateBy, lateBy)
    this.#emitted += 1
    this.#lateness.record(lateBy)
    publish({
      type: 'playlist.emitted',
      source: `playlist:${definition.id}`,
      cause,
      payload: {
        runId: run.id,
        playlistId: definition.id,
        step: stepIndex,
        repeat: timeline.repeats[index] as number,
        offset: timeline.offsets[index] as number,
        dueAt,
        sentAt,
        lateBy,
        type: step.type,
        payload: step.payload,
        direct: sentDirectly,
      },
    })
  }

  #moveTo(run: Run, anchor: Anchor): number | null {
    const from = run.anchor.state
    run.anchor = anchor
    return this.#options.publish({
      type: 'run.stateChanged',
      source: `playlist:${run.definition.id}`,
      cause: run.changeCause ?? run.createdSeq,
      payload: { runId: run.id, playlistId: run.definition.id, from, to: anchor.state, anchor },
    })
  }

  #end(run: Run, anchor: Anchor, reason: StopOutcome['reason'], error: string | null): void {
    const { clock, publish } = this.#options
    const { definition, stopRequest } = run
    const source = `playlist:${definition.id}`
    this.#forget(run)
    run.changeCause = stopRequest?.cause ?? run.createdSeq
    this.#moveTo(run, anchor)
    const interrupt = reason === 'interrupted' ? (stopRequest?.interrupt ?? null) : null
    const stopped = publish({
      type: 'playlist.stopped',
      source,
      cause: run.changeCause,
      payload: {
        runId: run.id,
        playlistId: definition.id,
        name: definition.name,
        reason,
        interrupt,
        error,
        emitted: run.emitted,
        position: anchor.position,
        metadata: definition.metadata,
      },
    })
    const oldest = this.#recent.push(
      viewOf(run, { at: clock.now(), reason, detail: error ?? interrupt?.type ?? null }),
    )
    if (oldest !== undefined) this.#options.forgotten(oldest.runId)
    if (reason === 'completed' && definition.completion !== null) {
      const { type, payload } = definition.completion
      publish({ type: type, source, cause: stopped, payload })
    }
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

export function referenceTo({ seq, type, payload }: EventEnvelope): EventReference {
  return { seq, type, payload: payload as EventReference['payload'] }
}
