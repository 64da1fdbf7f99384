// The composition root: the stages that decide, wired in the order in which data flows through them.
import { hostPort } from '../shared/base/host-port.ts'
import type { ActingClock, MonotonicMs } from '../shared/base/clock.ts'
import type { EventEnvelope, Publish } from '../shared/model/event.ts'
import type { OscEndpoint } from '../shared/model/payload/osc.ts'
import type { KnownPeers } from '../shared/model/known-peers.ts'
import type { OscMessage } from '../shared/model/osc.ts'
import { PatternWork } from '../shared/model/pattern-work.ts'
import type { ShowChange } from '../shared/model/show-change.ts'
import type { LoadedShow, ShowFile } from '../shared/model/show.ts'
import type { Access } from './access/access.ts'
import type { AsRun } from './as-run/as-run.ts'
import { firedSince } from './as-run/fired-since.ts'
import type { Arming } from './arming.ts'
import { createCommands } from './commands.ts'
import type { Commands } from './commands.ts'
import { ShowState } from './coordinator/show-state.ts'
import type { StateParts } from './coordinator/state-parts.ts'
import { createFeedback } from './feedback-stage.ts'
import { nameOfSender } from './name-of-sender.ts'
import { createParams, paramsFromOutside, takeParams } from './param-stages.ts'
import type { ValuePorts } from './params/lost-values.ts'
import { createOscControl } from './control/osc-control.ts'
import { SceneControls } from './control/scene-controls.ts'
import { Transport } from './control/transport-controls.ts'
import type { OscControl } from './control/osc-control.ts'
import type { CuePlaylists } from './cues/cue-actions.ts'
import { Cues } from './cues/cues.ts'
import { Standby } from './cues/standby.ts'
import type { CueSheets } from './cue-sheets/cue-sheets.ts'
import type { Dispatcher } from './dispatcher/dispatcher.ts'
import type { Feedback } from './feedback/feedback.ts'
import type { Surfaces } from './feedback/surfaces.ts'
import { GestureBank } from './gestures/bank.ts'
import { Message } from './message/message.ts'
import { createAnswering } from './interrupts/answering.ts'
import { Interrupts } from './interrupts/interrupts.ts'
import { Learn } from './inputs/learn.ts'
import type { Editing } from './editing.ts'
import type { CommandOwners, Reload } from './owners.ts'
import type { Recordings } from './peripherals/replay/recordings.ts'
import { inOrder } from './order.ts'
import type { LiveReads } from './reads.ts'
import { Panic } from './panic.ts'
import type { Layers } from './params/layers.ts'
import type { Params } from './params/params.ts'
import type { Scenes } from './params/scenes.ts'
import { Playlists } from './playlists/playlists.ts'
import type { DirectOutput } from './playlists/emissions.ts'
import type { CreateRunners } from './playlists/runners.ts'
import type { Scheduler } from './tasks/scheduler.ts'
import { createSchedulers } from './schedulers/schedulers.ts'
import type { RuleCues } from './schedulers/options.ts'
import type { Schedulers } from './schedulers/schedulers.ts'
import { createArmShow } from './arm-show.ts'
import type { ArmShow } from './arm-show.ts'
import { createReset } from './reset.ts'
import { Stages } from './stages.ts'
import { Stop } from './stop.ts'
import { showWarnings } from './build/check-warnings.ts'

/** What differs between a live show and a rehearsal in simulated time. */
export interface ShowSurroundings {
  /** Its timers are tasks of `tasks`. */
  readonly clock: ActingClock
  readonly arming: Arming
  readonly tasks: Scheduler
  readonly dispatcher: Dispatcher
  readonly createRunners: CreateRunners
  readonly direct: DirectOutput
  /** Calls with the routes of values that wait no more, and were not sent; never where nothing waits, as in a rehearsal. */
  readonly onForgotten?: ((listener: (routes: readonly string[]) => void) => Disposable) | undefined
  /** Where values over MIDI go. */
  readonly ports: ValuePorts
  /** The inputs and outputs around them, which a panic ends too. */
  readonly outside: Stages
  /** What of the show's state outlives the program is offered to it. */
  readonly stateParts: StateParts
  /** Null where there is no disk to record to, or to keep a log on. */
  readonly recordings: Recordings | null
  readonly asRun: AsRun | null
  /** Who may do what; null in a rehearsal, to which nobody comes from outside. */
  readonly access: Access | null
  /** What is read from outside; null in a rehearsal. */
  readonly live: LiveReads | null
  /** Null where the show stays as it is. */
  readonly reload: Reload | null
  readonly editing: Editing | null
  readonly cueSheets: CueSheets | null
  readonly bundles: CommandOwners['bundles']
  /** Null in a rehearsal, which sends nothing and is not watched. */
  readonly watched: CommandOwners['watched']
  readonly version: string
  /** Milliseconds for which nothing had played until now before the engine was started anew. */
  away(): number
  /** Milliseconds by which what was asked at `at`, or is read now, may be too old to begin anything; null where it is not. */
  tooOld(at: MonotonicMs | null): number | null
  /** For how many of them the engine itself stood still; null where it did not. */
  stoodSince(at: MonotonicMs | null): number | null
  /** The name of a device by the source of its events, where one is known. */
  nameOf(device: string): string | null
  /** False where nobody is there any more. */
  reply(to: OscEndpoint, message: OscMessage): boolean
  /** Those that the show lists, once it is open. */
  readonly peers: KnownPeers
  /** Devices that show feedback. */
  readonly surfaces: Surfaces
  /** Whether lights blink on: in a rehearsal not for their own sake. */
  blinks(): boolean
}

/** The stages between inputs and outputs. */
export interface Show extends AsyncDisposable {
  readonly gestures: GestureBank
  readonly params: Pick<Params, 'fading' | 'view' | 'onChanged'>
  readonly layers: Pick<Layers, 'on'>
  readonly scenes: Scenes
  readonly learn: Learn
  readonly playlists: Playlists
  readonly standby: Standby
  readonly cues: Cues
  readonly interrupts: Interrupts
  readonly schedulers: Schedulers
  readonly message: Message
  readonly feedback: Pick<Feedback, 'health' | 'view'>
  readonly commands: Commands
  readonly armShow: ArmShow
  readonly oscControl: Pick<OscControl, 'health' | 'refuse'>
  /** Hands a show to every stage, in the order in which data flows through them. Opening it is the first time. */
  take(loaded: LoadedShow, change: ShowChange): void
  /**
   * The engine has stood still, `asleep` milliseconds of it with its clock: gestures that are half made are forgotten, and so is
   * what rules were to do meanwhile.
   */
  stoodStill(asleep: number): void
  /** Received messages whose address pattern was too much work. */
  refusedPatterns(): number
}

/**
 * Wires the stages that decide, still empty: a show comes by `take`. They touch neither sockets nor threads, so that a
 * rehearsal plays the very same ones.
 */
export function createShow(surroundings: ShowSurroundings): Show {
  const { clock, arming, tasks, dispatcher, outside, peers, access } = surroundings
  const { publish } = dispatcher
  const inside = new Stages()
  const refusals = new PatternRefusals(publish)
  const patterns = new PatternWork({ clock, refused: refusals.refused })
  const stages = createStages(surroundings, inside, patterns)
  const { gestures, state, params, answering, playlists, schedulers, standby, cues, feedback, loops } = stages

  const panic = new Panic({
    ...{ publish, dispatcher, tasks, inside, outside, playlists },
    dueWithin: (ms) => schedulers.dueWithin(ms),
  })
  const stop = inside.use(new Stop({ publish, arming, cues, params, playlists }))
  const armShow = createArmShow({ arming, panic, schedulers })
  const commands = createCommands({
    ...surroundings,
    ...stages,
    ...{ panic, stop },
    ...{ arming, armShow },
    reset: createReset({ publish, standby, cues, params, schedulers }),
    history: dispatcher.history,
    state: dispatcher.state,
    publish,
  })
  const hearing = inOrder(dispatcher.subscribe)
  const transport = inside.use(createTransport(surroundings, patterns, cues, commands))
  const sceneControls = inside.use(createSceneControls(surroundings, patterns, commands))
  const oscControl = inside.use(
    createOscControl({
      ...{ clock, publish, peers, patterns, version: surroundings.version },
      params: {
        ...paramsFromOutside(params, access),
        comesBack: (name, event) => loops.comesBack(name, event),
      },
      hearMessages: hearing('OSC control'),
      hearNews: hearing('OSC listeners'),
      playlistIds: () => playlists.list().map(({ id }) => id),
      standbyId: () => standby.current,
      isCueNumber: (number) => cues.hasNumber(number),
      activeIds: () => playlists.activeIds(),
      arming: () => arming.view(),
      execute: commands.execute,
      reply: surroundings.reply,
    }),
  )
  return {
    ...stages,
    ...{ commands, oscControl, armShow },
    take({ show, path }, change) {
      peers.take(show.osc.peers)
      state.take(show, change)
      gestures.take(show.gestures, change)
      playlists.renameRoutes(change)
      takeParams(stages, show, change)
      answering.take(show.questions, change)
      playlists.take(show.playlists, change)
      schedulers.take(show.schedulers, change)
      takeShown(stages, show, change)
      panic.take(show.panic)
      stop.take(show.stop, change)
      commands.take(show)
      transport.take(show.transport)
      sceneControls.take(show.scenes)
      oscControl.take(show.osc, change)
      if (change.kind === 'open') publishLoaded({ show, path }, change, publish)
    },
    stoodStill(asleep) {
      gestures.forgetHalfMade()
      params.overslept(asleep)
      schedulers.overslept(asleep)
      cues.overslept(asleep)
      // Nobody knows what devices have forgotten meanwhile.
      if (asleep > 0) feedback.resync(null)
    },
    refusedPatterns: () => refusals.total,
    [Symbol.asyncDispose]: () => inside[Symbol.asyncDispose](),
  }
}

function createTransport(
  surroundings: ShowSurroundings,
  patterns: PatternWork,
  lists: Cues,
  { execute }: Commands,
): Transport {
  const { dispatcher } = surroundings
  return new Transport({
    subscribe: inOrder(dispatcher.subscribe)('transport controls'),
    ...{ patterns, lists, execute },
    endBy: (controls) => dispatcher.endBy(controls),
    nameOf: (event) => nameOfSender(surroundings, event),
  })
}

function createSceneControls(
  surroundings: ShowSurroundings,
  patterns: PatternWork,
  { execute }: Commands,
): SceneControls {
  return new SceneControls({
    ...{ subscribe: inOrder(surroundings.dispatcher.subscribe)('scenes'), patterns, execute },
    nameOf: (event) => nameOfSender(surroundings, event),
  })
}

function createPlaylists(
  {
    clock,
    arming,
    dispatcher,
    createRunners,
    direct,
    stateParts,
    away,
  }: Pick<
    ShowSurroundings,
    'clock' | 'arming' | 'dispatcher' | 'createRunners' | 'direct' | 'stateParts' | 'away'
  >,
  shared: { readonly patterns: PatternWork; readonly interrupts: Interrupts },
): Playlists {
  const { publish, history } = dispatcher
  const hearing = inOrder(dispatcher.subscribe)
  return new Playlists({
    ...{ clock, publish, arming, createRunners, direct, away, ...shared },
    hearInterrupts: hearing('playlist interrupts'),
    hearTriggers: hearing('playlist triggers'),
    hearSends: hearing('moving values'),
    forgotten: (runId) => history.forgetRun(runId),
    changed: () => stateParts.changed('runs'),
    causeOf: (seq) => history.find(seq)?.cause ?? null,
  })
}

/** The stages in the order in which data flows through them; each is closed before those above it. */
function createStages(
  { clock, arming, tasks, dispatcher, asRun, ...surroundings }: ShowSurroundings,
  inside: Stages,
  patterns: PatternWork,
) {
  const { nameOf, peers, stateParts, onForgotten, ports } = surroundings
  const { publish } = dispatcher
  const hearing = inOrder(dispatcher.subscribe)
  const learn = inside.use(new Learn({ clock, publish, subscribe: hearing('learning'), nameOf }))
  const gestures = inside.use(new GestureBank({ clock, publish, subscribe: hearing('gestures'), patterns }))
  const state = new ShowState()
  inside.use(stateParts)
  const { params, layers, bindings, outputs, scenes, loops, changes } = createParams({
    surroundings: { clock, arming, dispatcher, nameOf, peers, stateParts, onForgotten, ports },
    ...{ inside, patterns, state },
    // Threads that play move values too; they come after it, and are asked once all are there.
    lane: { start: (...send) => playlists.fades.start(...send), stop: (ids) => playlists.fades.stop(ids) },
    isLearned: learn.isFor,
  })
  const interrupts = inside.use(new Interrupts({ clock, publish, arming }))
  const answering = inside.use(
    createAnswering({
      ...{ clock, subscribe: hearing('answers to questions'), interrupts, patterns },
      nameOf: (event) => nameOfSender({ nameOf, peers }, event),
    }),
  )
  const playlists = inside.use(
    createPlaylists({ clock, arming, dispatcher, ...surroundings }, { patterns, interrupts }),
  )
  dispatcher.withoutSuperseded(playlists.isSuperseded)
  const schedulers = inside.use(
    createSchedulers({
      ...{ clock, publish, arming, tasks, patterns, params, scenes, interrupts },
      subscribe: hearing('schedulers'),
      playlists: {
        start: (id, reason) => playlists.start(id, { ...reason, by: 'rule' }),
        stop: (id, cause) => playlists.stopPlaylist(id, cause),
      },
      // They come after it, and are asked once all are there.
      cues: cuesOfRules(() => cues),
      changed: stateParts.changed,
      memory: asRun === null ? null : { firedSince: (rule) => firedSince(asRun.query, rule) },
    }),
  )
  const standby = new Standby({
    publish,
    changed: () => stateParts.changed('standby'),
    start: (id, cause) => playlists.start(id, { trigger: null, cause, by: 'go' }),
  })
  const message = inside.use(new Message({ clock, publish }))
  const cues = inside.use(
    new Cues({
      ...{ clock, publish, arming, interrupts, params, scenes },
      subscribe: hearing('cues'),
      playlists: playlistsOfCues(playlists),
      changed: () => {
        stateParts.changed('cues')
        stateParts.changed('cueWaits')
      },
    }),
  )
  // In the order in which they are given back: what may act finds values and variables as they were.
  for (const part of [
    params.kept,
    ...schedulers.kept,
    standby.kept,
    cues.kept,
    playlists.kept,
    cues.keptWaits,
  ])
    stateParts.offer(part)
  const shown = { params, layers, playlists, standby, cues, interrupts, changes }
  const feedback = inside.use(createFeedback({ clock, arming, dispatcher, ...surroundings }, shown))
  const bound = { layers, bindings, outputs, scenes, loops, feedback }
  const deciding = { gestures, params, interrupts, answering, playlists, schedulers, standby, cues }
  return { ...deciding, ...bound, learn, state, message }
}

function takeShown(
  { cues, standby, feedback }: Pick<ReturnType<typeof createStages>, 'cues' | 'standby' | 'feedback'>,
  show: ShowFile,
  change: ShowChange,
): void {
  cues.take(show, change)
  // One of both is what GO runs.
  standby.take(cues.hasLists ? { ...show, playlists: [] } : show, change)
  // When all stand as they do in this show.
  feedback.take(show, change)
}

function cuesOfRules(cues: () => Cues): RuleCues {
  return {
    go: (listId, cause) => cues().goByRule(listId, cause),
    start: (cue, cause) => cues().start(cue, cause),
    stop: (cue, cause) => cues().stop(cue, cause),
    arm: (cue, armed, cause) => cues().arm(cue, armed, cause),
  }
}

function playlistsOfCues(playlists: Playlists): CuePlaylists {
  return {
    start: (id, position, cause) => playlists.start(id, { trigger: null, cause, by: 'cue' }, position),
    stop: (id, cause) => playlists.stopPlaylist(id, cause),
    change: (id, kind, cause) => playlists.changePlaylist(id, { kind }, cause),
    stopRun: (runId, cause) => playlists.stop(runId, cause),
    pace: (runId) => playlists.pace(runId),
    changeRun: (runId, kind, cause) => playlists.change(runId, { kind }, cause),
  }
}

/** Counts received messages whose address pattern was too much work, and publishes each. */
class PatternRefusals {
  readonly #publish: Publish
  total = 0

  constructor(publish: Publish) {
    this.#publish = publish
  }

  readonly refused = (
    { source, seq, payload: { from } }: EventEnvelope<'osc.received'>,
    detail: string,
  ): void => {
    this.total += 1
    const sender = `${from.transport} ${hostPort(from.host, from.port)}`
    const payload = { reason: 'pattern-work', from: sender, detail, total: this.total }
    this.#publish({ type: 'osc.rejected', source, cause: seq, payload })
  }
}

function publishLoaded({ show, path }: LoadedShow, { cause }: ShowChange, publish: Publish): void {
  const steps = show.playlists.reduce((sum, playlist) => sum + playlist.steps.length, 0)
  const payload = { name: show.name, path, playlists: show.playlists.length, steps }
  publish({ type: 'show.loaded', source: 'show', cause, payload })
}

/** Publishes what the show holds that can hardly be meant, once everybody listens who shows it. */
export function publishWarnings({ show, path }: LoadedShow, publish: Publish): void {
  const warnings = showWarnings(show, path ?? show.name)
  if (warnings.length === 0) return
  publish({ type: 'show.checked', source: 'show', cause: null, payload: { warnings } })
}
