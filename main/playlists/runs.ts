// The runs of all playlists as the main thread knows them: begins them, steers them, and publishes what they do.
import { failed, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { RunView } from '../../shared/contract/streams.ts'
import type { EventEnvelope, Subscribe } from '../../shared/model/event.ts'
import type { Anchor } from '../../shared/model/payload/playlist.ts'
import type { PlaylistsHealth } from '../../shared/model/health.ts'
import type { Renamed } from '../../shared/model/mutations/renamed.ts'
import type { PlaylistDefinition } from '../../shared/model/playlist.ts'
import type { OperatorQuestions } from '../../shared/model/interrupt.ts'
import { ActiveRuns } from './active-runs.ts'
import { Emissions, NOTHING_LEFT } from './emissions.ts'
import type { DirectOutput } from './emissions.ts'
import { goOnFrom, holdRuns } from './kept-runs.ts'
import type { KeptRun } from './kept-runs.ts'
import { MovedValues } from './moved-values.ts'
import { Questions } from './questions.ts'
import { limitsOf, refusalOfStart, publishExhausted } from './quotas.ts'
import { Refusals } from './refusals.ts'
import { RunEvents } from './run-events.ts'
import { RunRecords } from './run-records.ts'
import type { RecordsOptions } from './run-records.ts'
import { asItWillBe, emissionAsItWillBe, goOver, newRun } from './run.ts'
import type { Change, Following, Playable, Run, StartReason, StopOutcome, StopRequest } from './run.ts'
import type { CaughtUp, RunCommand, RunEnding, RunNumber, RunStart } from './runner-protocol.ts'
import type { CreateRunners, Runners, RunnersListener } from './runners.ts'
import { emissionAt, questionFrom, targetOf } from './timeline.ts'
import type { NotSent } from './unsent.ts'

export interface RunsOptions extends RecordsOptions {
  readonly createRunners: CreateRunners
  readonly direct: DirectOutput
  /** Puts the questions of runs; null where nobody could answer, so that defaults are taken. */
  readonly interrupts: OperatorQuestions | null
  /** Hears what is sent: it takes over the values that runs are moving. Where absent only runs take over from each other. */
  readonly hearSends?: Subscribe
  /** What of runs outlives the program is another than it was. */
  readonly changed?: () => void
}

/** How a run takes over from others. */
interface Takeover {
  /** Why these stop. */
  readonly why: StopRequest['reason']
  /** In which it begins. */
  readonly state: 'running' | 'paused'
  /** Of its timeline, from which it plays: what stands before does not leave, but values and note-offs that should hold there. */
  readonly position?: number
}
export const PLAYS_ON: Takeover = { why: 'cancelled', state: 'running' }

export class Runs implements AsyncDisposable {
  readonly runners: Runners
  readonly #options: RunsOptions
  readonly #events: RunEvents
  readonly #emissions: Emissions
  readonly #questions: Questions
  readonly #refusals: Refusals
  readonly #values: MovedValues
  readonly #records: RunRecords
  readonly #active = new ActiveRuns()
  readonly #routes: Disposable
  #nextNumber = 1

  constructor(options: RunsOptions) {
    this.#options = options
    this.#events = new RunEvents(options.publish)
    this.#refusals = new Refusals(options.clock, options.publish)
    this.#records = new RunRecords(options)
    this.#questions = new Questions(options.interrupts, {
      answered: (run, index, goesOn, cause) => this.#answered(run, index, goesOn, cause),
      answeredAfterSleep: (run, goesOn, cause) => this.#answeredAfterSleep(run, goesOn, cause),
    })
    this.runners = options.createRunners(this.#listener())
    this.#values = new MovedValues(options.publish, this.runners.routes, options.hearSends)
    this.#emissions = new Emissions(options.clock, options.direct, this.#events, this.#values)
    this.#routes = options.direct.onRoute((route) => this.runners.route(route))
  }

  /** Active runs, oldest first, then recently ended ones, newest first. */
  views(): readonly RunView[] {
    const active = this.#active.all().map((run) => this.#records.activeView(run))
    return [...active, ...this.#records.endedViews()]
  }

  playlistIds(): readonly string[] {
    return this.#active.playlistIds()
  }

  all(): readonly Run[] {
    return this.#active.all()
  }

  byId(runId: string): Run | undefined {
    return this.#active.byId(runId)
  }

  /** Whether an event is a value of a run that somebody else has moved since. */
  isSuperseded(event: EventEnvelope): boolean {
    return this.#values.isSuperseded(event)
  }

  /** From now on the targets of values that move are called so. */
  renameRoutes(renamed: readonly Renamed[]): void {
    this.runners.routes.rename(renamed)
  }

  /** From now on playlists, runs with them, and what they name are called so. */
  rename(renamed: readonly Renamed[]): void {
    this.#active.rename(renamed)
    this.#changed()
  }

  /** Runs of a playlist that nobody has asked to stop. */
  of(playlistId: string): readonly Run[] {
    return this.#active.of(playlistId)
  }

  /** Begins a run, where there is room; `replaced` are those it takes over from, which stop first, or null where it joins them. */
  begin(
    playable: Playable,
    reason: StartReason,
    replaces: readonly Run[] | null,
    { why, state, position = 0 }: Takeover = PLAYS_ON,
  ): Result<Run> {
    const { definition } = playable
    const cause = reason.trigger?.seq ?? reason.cause
    const occupied = {
      beside: replaces === null ? this.#beside(definition) : 0,
      all: this.#active.size,
      most: this.runners.capacity,
    }
    const refused = refusalOfStart(definition, reason.by, occupied)
    if (refused !== null) {
      this.#refusals.add(definition.id, refused, cause)
      return failed(refused.fault)
    }
    const replaced = replaces ?? []
    this.stop(replaced, { reason: why, interrupt: null, cause })
    const run = this.#create(playable, reason, cause)
    // A run that takes over leaves all its steps to the runner, where the old run's stop is obeyed before the first of them.
    if (position > 0) return ok(this.#beginAt(run, position, state, replaced))
    const head = replaced.length > 0 ? NOTHING_LEFT : this.#emissions.headStart(run)
    this.#events.moved(run, { ...run.anchor, state }, run.createdSeq)
    let stepSeq: number | null = null
    for (const emission of head) stepSeq = this.#emissions.publishEmission(run, emission)
    const cursor = head.length
    const asking = head.at(-1)?.holds ?? false
    if (cursor === run.timeline.offsets.length && replaced.length === 0 && !asking) this.#complete(run)
    else {
      this.#active.add(run)
      this.#changed()
      this.runners.start(startOf(run, cursor, asking), replaced.at(-1)?.number ?? null)
    }
    // Asked once the runner knows the run, so that an answer finds it there.
    if (asking) this.#ask(run, cursor - 1, stepSeq)
    return ok(run)
  }

  /** No further than to its first question, which is asked. */
  #beginAt(run: Run, position: number, state: Takeover['state'], replaced: readonly Run[]): Run {
    const { timeline, definition } = run
    const question = questionFrom(timeline, 0)
    const at = Math.min(position, timeline.offsets[question] ?? timeline.length)
    const cursor = Math.min(emissionAt(timeline, position), question)
    this.#events.moved(run, { ...run.anchor, position: at, state }, run.createdSeq)
    this.#active.add(run)
    this.#changed()
    const chase = (definition.chase ?? true) && cursor > 0
    this.runners.start({ ...startOf(run, cursor, false), chase }, replaced.at(-1)?.number ?? null)
    return run
  }

  /** What outlives the program. */
  hold(): readonly KeptRun[] {
    return holdRuns(this.#active.all(), this.#options.clock.now())
  }

  /** Has a run go on that stood so `age` milliseconds ago, `away` of which nothing played; answers why it cannot. */
  goOn(playable: Playable, kept: KeptRun, age: number, away: number): string | null {
    if (this.#active.size >= this.runners.capacity) return `${this.runners.capacity} runs are active`
    const { definition, timeline } = playable
    const { cursor, asking, from, missed, ...goesOn } = goOnFrom(kept, timeline, age, away)
    const number = this.#nextNumber++
    const id = `${definition.id}#${number}`
    const former = kept.runId === undefined ? {} : { former: kept.runId }
    const seq = this.#events.resumed(id, playable, { ...goesOn, from, away, ...former })
    const now = this.#options.clock.now()
    const startedAt = now - kept.age - age
    const run = newRun(number, id, playable, {
      createdSeq: seq ?? 0,
      startedBy: seq ?? 0,
      startedAt,
      ahead: false,
    })
    run.emitted = kept.emitted
    run.passedOver = kept.passedOver
    this.#records.begin(run)
    this.#events.moved(run, { ...goesOn, at: now, rate: kept.rate }, seq)
    this.#active.add(run)
    run.restarted = { from, missed }
    const chase = (definition.chase ?? true) && cursor > 0
    if (!chase)
      this.#madeUp(run, { run: number, why: 'seek', from, to: goesOn.position, sent: 0, skipped: 0 })
    this.runners.start({ ...startOf(run, cursor, asking), chase }, null)
    if (asking) this.#ask(run, cursor - 1, seq)
    this.#changed()
    return null
  }

  /** Asks runs to stop and answers how many had not been asked before; `playlist.stopped` follows for each. */
  stop(runs: readonly Run[], request: StopRequest): number {
    const { stays = false } = request
    if (stays) for (const run of runs) run.stays = true
    const stoppable = runs.filter((run) => run.stopRequest === null)
    for (const run of stoppable) {
      run.stopRequest = request
      this.#questions.takeBack(run, 'ownerEnded', request.cause)
    }
    if (stoppable.length > 0) this.#changed()
    // Also where all have been asked to stop before: what they leave behind may still be on its way.
    if (stoppable.length > 0 || stays)
      this.runners.stop(
        stoppable.map(({ number }) => number),
        stays,
      )
    return stoppable.length
  }

  /** Asks runs to change and answers how many; `run.stateChanged` follows for each. */
  change(runs: readonly Run[], change: Change, cause: number | null): number {
    for (const run of runs) {
      // A seek is only let through to before what is asked, and whoever resumes a run has answered whether it may go on.
      const isOver = change.kind === 'seek' ? asksForStep(run) : change.kind === 'resume' && !asksForStep(run)
      if (isOver) this.#questions.takeBack(run, 'cleared', cause)
      this.#command(run, commandOf(run, change), cause)
    }
    return runs.length
  }

  /** Lets a run go on with what its playlist is now; `run.stateChanged` follows. */
  follow(run: Run, following: Following, cause: number | null): void {
    const { timeline, definition } = following.playable
    const { afterSleep = 'ask' } = definition
    const { emitted, startedAt } = run
    const { deadline } = limitsOf({ definition, emitted, startedAt })
    const was = asItWillBe(run).definition.quota?.emissions ?? Infinity
    const emissions = { was, is: definition.quota?.emissions ?? Infinity, reported: emitted }
    run.earlier = false
    run.asked.push({ cause, following, chases: false })
    this.runners.command({
      kind: 'follow',
      run: run.number,
      timeline: timeline.id,
      carried: following.carried,
      ...{ afterSleep, deadline, emissions },
    })
  }

  /** Resolves once the run has stopped, and at once where it already has; null where no such run is known. */
  join(runId: string): Promise<StopOutcome | null> {
    const run = this.#active.byId(runId)
    if (run !== undefined) return new Promise((resolve) => run.joined.push(resolve))
    const ended = this.#records.endedViews().find((view) => view.runId === runId)?.ended
    return Promise.resolve(ended ? { runId, reason: ended.reason } : null)
  }

  /** An output gave up messages, perhaps of a run. */
  notSent(notSent: NotSent): void {
    this.#records.lost(notSent)
  }

  /** Closes the sampling period of lateness, so there is one reader: health. */
  health(): Omit<PlaylistsHealth, 'definitions'> {
    return {
      activeRuns: this.#active.size,
      started: this.#nextNumber - 1,
      refused: this.#refusals.health(() => this.#active.largest()),
      ...this.#emissions.samplePeriod(),
      runners: this.runners.health(),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#routes[Symbol.dispose]()
    this.#records[Symbol.dispose]()
    this.#values[Symbol.dispose]()
    await this.runners[Symbol.asyncDispose]()
  }

  /** A quota does not count those that are about to stop; to look for them takes time where there are thousands. */
  #beside({ id, quota }: PlaylistDefinition): number {
    return quota?.runs === undefined ? this.#active.countOf(id) : this.#active.of(id).length
  }

  #create(playable: Playable, { trigger, by }: StartReason, cause: number | null): Run {
    const number = this.#nextNumber++
    const id = `${playable.definition.id}#${number}`
    const created = this.#events.created(id, playable, trigger, cause)
    const startedAt = this.#options.clock.now()
    const run = newRun(number, id, playable, {
      ...{ createdSeq: created ?? cause ?? 0, startedBy: cause ?? created ?? 0 },
      startedAt,
      ahead: by === 'panic',
    })
    this.#records.begin(run)
    return run
  }

  #listener(): RunnersListener {
    const { publish, direct } = this.#options
    return {
      emitted: (emission) => {
        const run = this.#active.byNumber(emission.run)
        // What would only now become an event has not left yet, and of a stopped run nothing more does.
        if (run === undefined || (run.stopRequest !== null && !emission.direct)) return
        const target = targetOf(run.timeline, run.timeline.steps[emission.index] as number)
        const isMessage = !run.timeline.ramps.has(run.timeline.steps[emission.index] as number)
        if (emission.direct && isMessage && target !== undefined) direct.sent(target)
        const stepSeq = this.#emissions.publishEmission(run, emission)
        if (emission.holds) this.#ask(run, emission.index, stepSeq)
      },
      anchored: (number, anchor, asking) =>
        this.#withNumber(number, (run) => this.#anchored(run, anchor, asking)),
      caughtUp: (caughtUp) => this.#withNumber(caughtUp.run, (run) => this.#madeUp(run, caughtUp)),
      slept: (number, anchor, sleptMs) =>
        this.#withNumber(number, (run) => this.#slept(run, anchor, sleptMs)),
      stopped: (number, ending, anchor) =>
        this.#withNumber(number, (run) => this.#stopped(run, ending, anchor)),
      ticked: (tick) => {
        const run = this.#active.byNumber(tick.run)
        this.#values.send(run, tick, run?.stopRequest === null || (tick.isFinal && run?.stays === false))
      },
      rampEnded: (ended) => this.#withNumber(ended.run, (run) => this.#events.rampEnded(run, ended)),
      rampsTold: (tally) => this.#withNumber(tally.run, (run) => this.#events.ramped(run, tally)),
      rampsSent: (target, packets) => direct.sent(target, packets),
      failed: (number, message) =>
        this.#withNumber(number, (run) => {
          this.#end(run, { ...run.anchor, state: 'stopped' }, 'failed', message, causeOfEnd(run))
        }),
      emissionsLeft: (number) => {
        const run = this.#active.byNumber(number)
        return run === undefined ? Infinity : limitsOf(run).emissionsLeft
      },
      sendFailed: (target, message, run) => direct.failed(target, message, this.#records.creationOf(run)),
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

  #changed(): void {
    this.#options.changed?.()
  }

  #madeUp(run: Run, caughtUp: CaughtUp): void {
    const { restarted } = run
    run.restarted = null
    // Its runner sends what should hold there as after a seek; what it missed only whoever had it go on knows.
    const told =
      restarted === null || caughtUp.why !== 'seek'
        ? caughtUp
        : { ...caughtUp, why: 'restart' as const, from: restarted.from, skipped: restarted.missed }
    // After a seek somebody knows that steps were passed over.
    if (told.why !== 'seek') run.passedOver += told.skipped
    this.#events.caughtUp(run, told, null)
  }

  #ask(run: Run, index: number, cause: number | null): void {
    // Nobody is asked about a run whose stop is on its way.
    if (run.stopRequest !== null) return
    run.answered.delete(index)
    this.#changed()
    this.#questions.ask(run, run.timeline.steps[index] as number, index, cause)
  }

  #answered(run: Run, index: number, goesOn: boolean, cause: number | null): void {
    if (!goesOn) {
      this.stop([run], { reason: 'cancelled', interrupt: null, cause })
      return
    }
    run.answered.add(index)
    // A run that goes over to other steps leaves a question by itself that is not among them.
    const asks = emissionAsItWillBe(run, index)
    if (asks !== null) this.#command(run, { kind: 'release', run: run.number, index: asks }, cause)
  }

  #answeredAfterSleep(run: Run, goesOn: boolean, cause: number | null): void {
    if (goesOn) this.#command(run, { kind: 'resume', run: run.number }, cause)
    else this.stop([run], { reason: 'cancelled', interrupt: null, cause })
  }

  #slept(run: Run, anchor: Anchor, sleptMs: number): void {
    const { afterSleep = 'ask' } = run.definition
    this.#changed()
    // Of a run that is to stop only where it stands is still news.
    if (run.stopRequest !== null) {
      this.#events.moved(run, anchor, causeOfEnd(run))
      return
    }
    // Those that are to go on are not paused, and tell what they passed over.
    const action = afterSleep === 'continue' ? 'pause' : afterSleep
    const seq = this.#events.slept(run, action, sleptMs, anchor.position)
    if (action === 'stop') run.stopRequest = { reason: 'cancelled', interrupt: null, cause: seq }
    else this.#events.moved(run, anchor, seq)
    if (action === 'ask') this.#questions.askAfterSleep(run, sleptMs, seq)
  }

  #command(run: Run, command: RunCommand, cause: number | null): void {
    run.asked.push({ cause, following: null, chases: command.kind === 'seek' && command.chase })
    this.runners.command(command)
  }

  #anchored(run: Run, anchor: Anchor, asking: boolean): void {
    const { cause = null, following = null, chases = false } = run.asked.shift() ?? {}
    if (following !== null) goOver(run, following)
    // A seek that was on its way when the run began to hold has moved it away from the question.
    if (!asking && asksForStep(run)) this.#questions.takeBack(run, 'cleared', cause)
    this.#events.moved(run, anchor, cause, chases)
    this.#changed()
  }

  /** Ends a run of which nothing is left to play. */
  #complete(run: Run): void {
    const anchor = { ...run.anchor, at: this.#options.clock.now(), state: 'stopped' } as const
    this.#end(run, anchor, 'completed', null, run.createdSeq)
  }

  #stopped(run: Run, ending: RunEnding, anchor: Anchor): void {
    switch (ending) {
      case 'completed':
        this.#end(run, anchor, 'completed', null, causeOfEnd(run))
        return
      case 'stopped':
        this.#end(run, anchor, run.stopRequest?.reason ?? 'cancelled', null, causeOfEnd(run))
        return
      default: {
        const { error, seq } = publishExhausted(this.#options.publish, run, ending, anchor.at)
        this.#end(run, anchor, 'failed', error, seq ?? run.createdSeq)
      }
    }
  }

  #end(
    run: Run,
    anchor: Anchor,
    reason: StopOutcome['reason'],
    error: string | null,
    cause: number | null,
  ): void {
    this.#active.remove(run)
    this.#changed()
    this.#questions.takeBack(run, 'ownerEnded', cause)
    this.#events.moved(run, anchor, cause)
    this.#events.stopped(run, reason, error, this.#records.notSentOf(run), cause)
    const detail = error ?? (reason === 'interrupted' ? (run.stopRequest?.interrupt?.type ?? null) : null)
    this.#records.end(run, { at: this.#options.clock.now(), reason, detail })
    for (const resolve of run.joined) resolve({ runId: run.id, reason })
  }

  #withNumber(number: RunNumber, act: (run: Run) => void): void {
    const run = this.#active.byNumber(number)
    if (run !== undefined) act(run)
  }
}

/** Whether a step of the run waits for its answer. */
function asksForStep({ question }: Run): boolean {
  return question !== null && question.index !== null
}

function startOf(run: Run, cursor: number, asking: boolean): RunStart {
  const { number, timeline, anchor, definition } = run
  const { afterSleep = 'ask' } = definition
  const fresh = { chase: false, lost: false, afterSleep }
  return { run: number, timeline: timeline.id, anchor, cursor, asking, ...fresh, ...limitsOf(run) }
}

function commandOf({ number: run, definition: { chase = true } }: Run, change: Change): RunCommand {
  return change.kind === 'seek' ? { ...change, run, chase } : { ...change, run }
}

function causeOfEnd({ stopRequest, createdSeq }: Run): number {
  return stopRequest?.cause ?? createdSeq
}
