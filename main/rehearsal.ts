// Plays a show in simulated time: the stages of a live one, without sockets, threads or waiting.
import { SimulatedClock, monotonicMs } from '../shared/base/clock.ts'
import { FaultError, fault } from '../shared/base/result.ts'
import type { Fault } from '../shared/base/result.ts'
import type { Client } from '../shared/model/client.ts'
import type { EventEnvelope } from '../shared/model/event.ts'
import { KnownPeers } from '../shared/model/known-peers.ts'
import { SHOW_LIMITS } from '../shared/model/show.ts'
import { OPENING } from '../shared/model/show-change.ts'
import type { LoadedShow } from '../shared/model/show.ts'
import { Arming } from './arming.ts'
import { StateParts } from './coordinator/state-parts.ts'
import { DISPATCHER_DEFAULTS } from './dispatcher/defaults.ts'
import { Dispatcher } from './dispatcher/dispatcher.ts'
import { ALWAYS_THERE } from './feedback/surfaces.ts'
import { PORTS_OPEN } from './params/lost-values.ts'
import { NOTHING_DIRECT } from './playlists/emissions.ts'
import { InlineRunners } from './playlists/inline-runners.ts'
import { LONGEST_SESSION_MS } from './protocols/session/line.ts'
import type { SessionLine } from './protocols/session/line.ts'
import { ScheduledClock } from './tasks/scheduled-clock.ts'
import { Scheduler } from './tasks/scheduler.ts'
import { createShow, publishWarnings } from './show.ts'
import { inOrder } from './order.ts'
import { Stages } from './stages.ts'

/** Events at one instant beyond which a rehearsal is taken to go round in a circle. */
const EVENTS_PER_INSTANT = 5 * SHOW_LIMITS.steps
/** Inputs of a long session are tasks as well. */
const MAX_TASKS = 10_000_000
/** Who asks for what a session line asks for. */
const REHEARSAL: Client = {
  id: 'rehearsal',
  name: 'rehearsal',
  way: 'rehearsal',
  source: 'rehearsal',
  address: null,
}
/** Events handed out in one turn. */
const EVENTS_PER_TURN = 1000

export interface RehearsalOptions {
  /** Milliseconds at which it ends; null where it ends once nothing is left to happen. */
  readonly until: number | null
  /** Wall milliseconds at its start, by which calendars go. */
  readonly startTime: number
  readonly version: string
}

/** Plays `inputs` to the show and yields every event as it is dispatched. */
export async function* rehearse(
  loaded: LoadedShow,
  inputs: readonly SessionLine[],
  { until, startTime, version }: RehearsalOptions,
): AsyncGenerator<EventEnvelope, void> {
  using simulated = new SimulatedClock(0, startTime)
  using tasks = new Scheduler({
    clock: simulated,
    maxTasks: MAX_TASKS,
    failed({ error }) {
      throw error
    },
    print() {},
  })
  void tasks.start()
  const clock = new ScheduledClock(simulated, tasks)
  const heard: EventEnvelope[] = []
  using dispatcher: Dispatcher = new Dispatcher({
    ...DISPATCHER_DEFAULTS,
    clock,
    defer: () => void clock.upkeep(clock.now(), () => void dispatcher.drain(EVENTS_PER_TURN)),
  })
  const subscribe = inOrder(dispatcher.subscribe)('rehearsal')
  using _ = subscribe('*', (event) => void heard.push(event), { acts: false })
  const arming = new Arming({ clock, publish: dispatcher.publish })
  await using outside = new Stages()
  await using show = createShow({
    clock,
    arming,
    tasks,
    dispatcher,
    version,
    createRunners: (listener) => new InlineRunners(clock, listener),
    outside,
    direct: NOTHING_DIRECT,
    recordings: null,
    stateParts: new StateParts(() => ({ wall: clock.wall(), boot: null, up: null })),
    live: null,
    reload: null,
    editing: null,
    bundles: null,
    watched: null,
    access: null,
    cueSheets: null,
    asRun: null,
    away: () => 0,
    tooOld: () => null,
    stoodSince: () => null,
    nameOf: () => null,
    reply: () => false,
    peers: new KnownPeers(),
    surfaces: ALWAYS_THERE,
    ports: PORTS_OPEN,
    // A light alone does not keep a rehearsal going.
    blinks: () => until !== null || tasks.pendingCount() > 0,
  })
  show.take(loaded, OPENING)
  publishWarnings(loaded, dispatcher.publish)
  // The latest first, because a timer that is due before all others is the quickest to set.
  for (const input of inputs.toSorted((a, b) => b.at - a.at)) {
    clock.upkeep(monotonicMs(input.at), () => {
      if ('command' in input)
        void show.commands.execute(input.command, input.args, { client: REHEARSAL, cause: null })
      else dispatcher.publish({ ...input, type: input.type, cause: null, at: clock.now() })
    })
  }
  let instant = clock.now()
  let events = 0
  while (simulated.runNext(until ?? LONGEST_SESSION_MS)) {
    if (clock.now() > instant) events = 0
    instant = clock.now()
    events += heard.length
    yield* heard.splice(0)
    if (events > EVENTS_PER_INSTANT) throw new FaultError(endless(instant))
  }
}

function endless(at: number): Fault {
  const what = `at ${at} ms events follow from each other without end`
  return fault('simulate/endless', 'show', what, 'look for playlists that start each other')
}
