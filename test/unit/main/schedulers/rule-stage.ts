// The schedulers stage on a real dispatcher, real questions and a simulated clock, with every event kept for the test to read.
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { failed, fault, formatFault, messageOf, ok } from '../../../../shared/base/result.ts'
import type { Result } from '../../../../shared/base/result.ts'
import type { RuleView } from '../../../../shared/contract/scheduler-streams.ts'
import type { EventEnvelope } from '../../../../shared/model/event.ts'
import type { Json } from '../../../../shared/model/json.ts'
import { interruptPayloads } from '../../../../shared/model/payload/interrupt.ts'
import { schedulerPayloads } from '../../../../shared/model/payload/scheduler.ts'
import { OPENING } from '../../../../shared/model/show-change.ts'
import { schedulerDefinition } from '../../../../shared/model/scheduler.ts'
import type { SchedulerDefinition } from '../../../../shared/model/scheduler.ts'
import { thrownEvent } from '../../../../shared/model/thrown-event.ts'
import type { ThrownEventInput } from '../../../../shared/model/thrown-event.ts'
import { DISPATCHER_DEFAULTS } from '../../../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../../../main/dispatcher/dispatcher.ts'
import { Interrupts } from '../../../../main/interrupts/interrupts.ts'
import { Params } from '../../../../main/params/params.ts'
import { paramDefinition } from '../../../../shared/model/param.ts'
import type { RuleMemory } from '../../../../main/schedulers/options.ts'
import { Scheduler } from '../../../../main/tasks/scheduler.ts'
import { Schedulers } from '../../../../main/schedulers/schedulers.ts'
import { inOrder } from '../../../../main/order.ts'
import { committedParams } from '../../../support/committed-params.ts'
import { OPERATOR } from '../../../support/clients.ts'
import { NO_CUES } from '../../../support/no-cues.ts'
import { NO_SCENES } from '../../../support/no-scenes.ts'

type Fields = Record<string, unknown>

/** A rule with what every test would otherwise repeat. */
export const rule = (id: string, when: Fields, actions: readonly Fields[], fields: Fields = {}): Fields => ({
  id,
  when: [when],
  actions,
  ...fields,
})

export const scheduler = (id: string, rules: readonly Fields[], fields: Fields = {}): Fields => ({
  id,
  name: id,
  timeZone: 'UTC',
  rules,
  ...fields,
})

export const log = (message: string): Fields => ({ action: 'log', message })
export const caughtBy = (key: string): Fields => ({ kind: 'thrown', key })
export const heard = (event: string): Fields => ({ kind: 'event', match: { event } })

interface RuleStageOptions {
  readonly wall?: number
  readonly maxTasks?: number
  readonly memory?: RuleMemory
}

const PARAMS = { level: paramDefinition.parse({ type: 'number', max: 10 }) }

export class RuleStage implements Disposable {
  readonly clock: SimulatedClock
  readonly events: EventEnvelope[] = []
  readonly dispatcher: Dispatcher
  readonly tasks: Scheduler
  readonly interrupts: Interrupts
  readonly params: Params
  readonly schedulers: Schedulers
  /** Starting `slow` takes 2 ms, and there is no `missing`. `start intro 12`, `stop intro 13`: what was asked of playlists, with the cause. */
  readonly asked: string[] = []
  /** Parts of the state of which it was said that they are others. */
  readonly stateChanges = new Set<string>()
  readonly failures: string[] = []
  readonly #heard: Disposable

  constructor(definitions: readonly Fields[], { wall = 0, maxTasks = 1000, memory }: RuleStageOptions = {}) {
    this.clock = new SimulatedClock(0, wall)
    const { clock } = this
    const defer = (run: () => void): void => void clock.upkeep(clock.now(), run)
    this.dispatcher = new Dispatcher({ ...DISPATCHER_DEFAULTS, clock, defer })
    const { publish, subscribe } = this.dispatcher
    this.#heard = subscribe('*', (event) => void this.events.push(event), {
      priority: 1000,
      name: 'test',
      acts: false,
    })
    this.tasks = new Scheduler({
      clock,
      maxTasks,
      print: () => {},
      failed: ({ name, error }) => void this.failures.push(`${name}: ${messageOf(error)}`),
    })
    void this.tasks.start()
    this.interrupts = new Interrupts({ clock, publish })
    this.params = new Params({ clock, publish, committed: committedParams() })
    this.params.take(PARAMS, OPENING)
    this.schedulers = this.another(definitions, memory)
  }

  /** The stage with other definitions, beside the first. */
  another(definitions: readonly Fields[], memory: RuleMemory | null = null): Schedulers {
    const { clock, tasks, params, interrupts } = this
    const { publish, subscribe } = this.dispatcher
    const schedulers = new Schedulers({
      ...{ clock, publish, subscribe: inOrder(subscribe)('schedulers'), tasks, params, interrupts, memory },
      cues: NO_CUES,
      scenes: NO_SCENES,
      playlists: {
        start: (id, { cause }) => this.#playlist('start', id, cause),
        stop: (id, cause) => this.#playlist('stop', id, cause),
      },
      changed: (part) => void this.stateChanges.add(part),
    })
    schedulers.take(parsed(definitions), OPENING)
    return schedulers
  }

  /** The show has become another one. */
  take(definitions: readonly Fields[], cause: number | null = null): void {
    this.schedulers.take(parsed(definitions), { kind: 'edit', cause })
    this.settle()
  }

  /** Throws as a client does, and answers the event's id. */
  throw(fields: ThrownEventInput): string {
    const thrown = this.schedulers.throwEvent(thrownEvent.parse(fields), OPERATOR, null)
    if (!thrown.ok) throw new Error(formatFault(thrown.error))
    this.settle()
    return thrown.value.eventId
  }

  refusal(fields: ThrownEventInput): string {
    const thrown = this.schedulers.throwEvent(thrownEvent.parse(fields), OPERATOR, null)
    return thrown.ok ? 'thrown' : formatFault(thrown.error)
  }

  emit(type: string, payload: Json = {}): number {
    const seq = this.dispatcher.publish({ type, source: 'test', cause: null, payload })
    this.settle()
    return seq as number
  }

  answer(id: string, answer: unknown): void {
    const answered = this.interrupts.answer(id, answer, 'operator', null)
    if (!answered.ok) throw new Error(formatFault(answered.error))
    this.settle()
  }

  /** Nothing is done from `from` to `until`: a task takes so long. */
  hold(from: number, until: number): void {
    this.tasks.at(() => this.clock.advanceTo(until), [], { at: from - this.clock.now() })
  }

  /** The first rule of the first scheduler, as clients see it. */
  get first(): RuleView | undefined {
    return this.schedulers.view().schedulers[0]?.rules[0]
  }

  /** Dispatches what is pending without time passing. */
  settle(): void {
    this.clock.advanceBy(0)
  }

  of(type: string): readonly (Omit<EventEnvelope, 'payload'> & { readonly payload: Record<string, Json> })[] {
    return this.events.filter((event) => event.type === type) as never
  }

  /** `at message` of all that rules logged. */
  logged(): string[] {
    return this.of('scheduler.logged').map(({ at, payload }) => `${at} ${textOf(payload['message'])}`)
  }

  /** `at id destination outcome` of the events that have left a queue. */
  ended(): string[] {
    const told = this.told('thrown.ended', 'eventId', 'destId', 'outcome')
    return this.of('thrown.ended').map(({ at }, index) => `${at} ${told[index]}`)
  }

  /** These fields of all events of a type, each event's on one line. */
  told(type: string, ...fields: readonly string[]): string[] {
    return this.of(type).map(({ payload }) => fields.map((field) => textOf(payload[field])).join(' '))
  }

  /** Types of an event and of what led to it, latest first. */
  chain(event: { readonly type: string; readonly cause: number | null } | undefined): string[] {
    if (event === undefined) return []
    const cause = this.events.find(({ seq }) => seq === event.cause)
    return [event.type, ...this.chain(cause)]
  }

  /** Ends it, and fails where an event was not as the catalogue tells. */
  [Symbol.dispose](): void {
    for (const { type, payload } of this.events) {
      if (isSchedulerEvent(type)) payloads[type].parse(payload)
    }
    this.schedulers[Symbol.dispose]()
    this.interrupts[Symbol.dispose]()
    this.params[Symbol.dispose]()
    this.tasks[Symbol.dispose]()
    this.#heard[Symbol.dispose]()
    this.clock[Symbol.dispose]()
  }

  #playlist(what: string, id: string, cause: number | null): Result<unknown> {
    this.asked.push(`${what} ${id} ${cause}`)
    if (id === 'slow') this.clock.advanceBy(2)
    if (id !== 'missing') return ok({})
    return failed(fault('playlist/unknown', id, 'the show has no such playlist', 'check the id'))
  }
}

export function parsed(definitions: readonly Fields[]): SchedulerDefinition[] {
  return definitions.map((definition) => schedulerDefinition.parse(definition))
}

const payloads = { ...schedulerPayloads, ...interruptPayloads }

function isSchedulerEvent(type: string): type is keyof typeof payloads {
  return Object.hasOwn(payloads, type)
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
