// A show's deciding stages on a simulated clock, with every event kept for the test to read.
import { setTimeout as pause } from 'node:timers/promises'
import { SimulatedClock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { Result } from '../../shared/base/result.ts'
import type { EventDraft, EventEnvelope, EventType } from '../../shared/model/event.ts'
import { KnownPeers } from '../../shared/model/known-peers.ts'
import { OPENING } from '../../shared/model/show-change.ts'
import type { LoadedShow } from '../../shared/model/show.ts'
import type { OscMessage } from '../../shared/model/osc.ts'
import { Arming } from '../../main/arming.ts'
import type { Disarming } from '../../main/arming.ts'
import { DISPATCHER_DEFAULTS } from '../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../main/dispatcher/dispatcher.ts'
import { PORTS_OPEN } from '../../main/params/lost-values.ts'
import { NOTHING_DIRECT } from '../../main/playlists/emissions.ts'
import { InlineRunners } from '../../main/playlists/inline-runners.ts'
import { ScheduledClock } from '../../main/tasks/scheduled-clock.ts'
import { Scheduler } from '../../main/tasks/scheduler.ts'
import { StateParts } from '../../main/coordinator/state-parts.ts'
import { createShow } from '../../main/show.ts'
import type { Show } from '../../main/show.ts'
import { Stages } from '../../main/stages.ts'
import { Standstill } from '../../main/standstill.ts'
import { FakeSurfaces } from './fake-surfaces.ts'
import { FrozenClock } from './frozen-clock.ts'
import { OPERATOR } from './clients.ts'

/** Turns of the event loop within which a file operation is over. */
const TURNS = 1_000
const PATIENCE_MS = 20_000

export class SimulatedShow implements AsyncDisposable {
  readonly clock: SimulatedClock
  readonly events: EventEnvelope[] = []
  /** OSC messages that would have left as answers. */
  readonly replies: OscMessage[] = []
  readonly dispatcher: Dispatcher
  /** For how long nothing had played before. */
  away = 0
  readonly arming: Arming
  readonly #tasks: Scheduler
  readonly stateParts = new StateParts(() => ({ wall: this.clock.wall(), boot: null, up: null }))
  readonly show: Show
  readonly surfaces = new FakeSurfaces()
  readonly #outside = new Stages()
  readonly #listening: Disposable
  readonly #awaking: Disposable | undefined
  /** Null on a clock that never stands still. */
  readonly standstill: Standstill | null

  constructor(
    loaded: LoadedShow,
    simulated: SimulatedClock = new SimulatedClock(0, Date.UTC(2026, 10, 21, 18, 30, 5)),
  ) {
    this.clock = simulated
    this.#tasks = new Scheduler({
      clock: this.clock,
      maxTasks: 100_000,
      failed({ error }) {
        throw error
      },
      print() {},
    })
    void this.#tasks.start()
    const clock = new ScheduledClock(this.clock, this.#tasks)
    this.dispatcher = new Dispatcher({
      ...DISPATCHER_DEFAULTS,
      clock,
      defer: (run) =>
        void clock.upkeep(clock.now(), () => {
          this.standstill?.look()
          run()
        }),
    })
    this.#listening = this.dispatcher.subscribe('*', (event) => void this.events.push(event), {
      priority: Infinity,
      name: 'test',
      acts: false,
    })
    this.standstill =
      simulated instanceof FrozenClock
        ? new Standstill({
            clock,
            machineTime: () => simulated.machineTime(),
            afterReading: (run) => void clock.upkeep(clock.now(), run),
          })
        : null
    this.arming = new Arming({ clock, publish: this.dispatcher.publish })
    this.show = createShow({
      clock,
      arming: this.arming,
      tasks: this.#tasks,
      dispatcher: this.dispatcher,
      outside: this.#outside,
      recordings: null,
      stateParts: this.stateParts,
      live: null,
      reload: null,
      editing: null,
      cueSheets: null,
      bundles: null,
      watched: null,
      access: null,
      asRun: null,
      version: '1.0.0',
      away: () => this.away,
      tooOld: (at) => this.standstill?.tooOld(at) ?? null,
      stoodSince: (at) => this.standstill?.stoodSince(at) ?? null,
      nameOf: () => null,
      createRunners: (listener) => new InlineRunners(clock, listener),
      direct: NOTHING_DIRECT,
      reply: (_, message) => this.replies.push(message) > 0,
      peers: new KnownPeers(),
      surfaces: this.surfaces,
      ports: PORTS_OPEN,
      blinks: () => true,
    })
    this.show.take(loaded, OPENING)
    this.#awaking = this.standstill?.listen(({ endedAt, lasted, asleep }) => {
      this.dispatcher.tooOldBefore(endedAt, lasted)
      this.show.stoodStill(asleep)
    })
  }

  /** Moves on to `at` with whatever is promised on the way kept, files apart. */
  async passTo(at: number): Promise<void> {
    const settle = async (): Promise<void> => {
      for (let turn = 0; turn < 30; turn += 1) await Promise.resolve()
    }
    await settle()
    while (this.clock.runNext(at)) await settle()
    this.clock.advanceTo(at)
  }

  /** Asks for a command, and leaves the events that wait where they are. */
  ask(command: string, args: object): void {
    if (!this.answerTo(command, args).ok) throw new Error(`${command} was not carried out`)
  }

  /** What is answered at once to a command. */
  answerTo(command: string, args: object): Result<unknown> {
    const answer = this.show.commands.execute(command, args, { client: OPERATOR, cause: null })
    if (answer instanceof Promise) throw new Error(`${command} is answered later`)
    return answer
  }

  disarm(disarming: Disarming): void {
    this.show.armShow.disarm(disarming, null)
    this.clock.advanceBy(0)
  }

  /** The code by which a command is refused. */
  refusal(command: string, args: object): string {
    const answer = this.show.commands.execute(command, args, { client: OPERATOR, cause: null })
    this.clock.advanceBy(0)
    if (answer instanceof Promise || answer.ok) throw new Error(`${command} was carried out`)
    return answer.error.code
  }

  /** Carries out a command and all that follows from it at once. */
  run(command: string, args: object): void {
    this.ask(command, args)
    this.clock.advanceBy(0)
  }

  /** What runs play, by name. */
  get interrupts(): Show['interrupts'] {
    return this.show.interrupts
  }

  runs(): ReturnType<Show['playlists']['runs']> {
    return this.show.playlists.runs()
  }

  /** An output gave up messages. */
  notSent(loss: Parameters<Show['playlists']['notSent']>[0]): void {
    this.show.playlists.notSent(loss)
  }

  publish(draft: Omit<EventDraft, 'cause'>): void {
    this.dispatcher.publish({ ...draft, cause: null })
  }

  of<T extends EventType>(type: T): EventEnvelope<T>[] {
    return this.events.filter((event): event is EventEnvelope<T> => event.type === type)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.clock.advanceBy(0)
    this.#listening[Symbol.dispose]()
    dispose(this.#awaking)
    dispose(this.standstill)
    await this.show[Symbol.asyncDispose]()
    this.dispatcher[Symbol.dispose]()
    this.#tasks[Symbol.dispose]()
    this.clock[Symbol.dispose]()
  }
}

/** Lets the system work until `condition` holds, without simulated time passing. */
export async function until(condition: () => boolean): Promise<void> {
  // How many turns a disk takes is up to the machine: at first without a pause, then for as long as a busy one may need.
  const givenUpAt = performance.now() + PATIENCE_MS
  for (let turn = 0; !condition() && performance.now() < givenUpAt; turn += 1) {
    await (turn < TURNS ? new Promise<void>((next) => setImmediate(next)) : pause(5))
  }
  if (!condition()) throw new Error('it did not come about')
}
