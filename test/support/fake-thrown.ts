// Queues of thrown events: they wait, expire, are cleared, and are caught when a test says so.
import type { Clock } from '../../shared/base/clock.ts'
import type { Fault } from '../../shared/base/result.ts'
import type {
  EndedThrown,
  SchedulerView,
  ThrownEntry,
  ThrownView,
} from '../../shared/contract/scheduler-streams.ts'
import { parseDuration } from '../../shared/model/duration.ts'
import type { Json } from '../../shared/model/json.ts'
import type { ThrownOutcome, ThrownScope } from '../../shared/model/thrown-event.ts'
import type { Scenario } from './scenarios.ts'

const TOLD = 200

const durationOf = (given: number | string): number =>
  typeof given === 'number' ? given : (parseDuration(given) ?? 0)

interface Throw {
  readonly key: string
  readonly display_name?: string
  readonly scope: ThrownScope
  readonly dest_id?: string
  readonly group_id?: string
  readonly ttl?: number | string
  readonly delay?: number | string
  readonly future_time?: number
  readonly payload?: Json
  readonly single_consumer?: boolean
}

export class FakeThrown {
  readonly #clock: Clock
  readonly #schedulers: readonly SchedulerView[]
  #queues = new Map<string, ThrownEntry[]>()
  #history: EndedThrown[] = []
  #thrown = 0

  constructor(clock: Clock, scenario: Scenario, schedulers: readonly SchedulerView[]) {
    this.#clock = clock
    this.#schedulers = schedulers
    if (scenario === 'demo' || scenario === 'troubled' || scenario === 'dense') this.#stage()
    if (scenario === 'wide') this.#fill()
  }

  view(): ThrownView {
    return {
      queues: this.#schedulers.map(({ id, name, groups }) => {
        const entries = this.#queues.get(id) ?? []
        return { destId: id, name, groups, entries: entries.slice(0, TOLD), count: entries.length }
      }),
      history: this.#history.slice(0, TOLD),
    }
  }

  tick(): void {
    const now = this.#clock.now()
    this.#end('expired', ({ expiresAt }) => expiresAt !== null && expiresAt <= now)
  }

  /** A rule of every destination catches all that is active and has this key. */
  catchAll(key: string, ruleId: string): void {
    const caught = (entry: ThrownEntry): boolean => entry.key === key && entry.activeAt <= this.#clock.now()
    for (const [destId, entries] of this.#queues) {
      const seen = entries.map((entry) =>
        caught(entry) ? { ...entry, caught: [...entry.caught, ruleId] } : entry,
      )
      this.#queues.set(destId, seen)
    }
    this.#end('consumed', (entry) => caught(entry) && entry.singleConsumer)
  }

  /** The answer, why it is refused, or null where the command is no concern of thrown events. */
  act(command: string, args: Record<string, unknown>): object | Fault | null {
    if (command === 'thrown.throw') return this.throw(args as unknown as Throw)
    if (command !== 'thrown.clear') return null
    const key = args['key']
    return { cleared: this.#end('cleared', (entry) => entry.eventId === key || entry.key === key) }
  }

  throw(args: Throw, by = 'ws:127.0.0.1:50200'): { eventId: string; destinations: number } {
    const { key, display_name, scope, dest_id, group_id, ttl, delay, future_time, payload = null } = args
    const thrownAt = this.#clock.now()
    const waits = future_time === undefined ? durationOf(delay ?? 0) : future_time - this.#clock.wall()
    const activeAt = thrownAt + Math.max(0, waits)
    const expiresAt = ttl === undefined ? null : activeAt + durationOf(ttl)
    const eventId = `t${++this.#thrown}`
    const destinations = this.#schedulers.filter(
      ({ id, groups }) =>
        scope === 'global' || (scope === 'dest' ? id === dest_id : groups.includes(group_id ?? '')),
    )
    for (const { id } of destinations) {
      const entry: ThrownEntry = {
        eventId,
        key,
        name: display_name ?? key,
        scope,
        destId: id,
        payload,
        singleConsumer: args.single_consumer === true,
        thrownAt,
        activeAt,
        expiresAt,
        caught: [],
        by,
      }
      this.#queues.set(id, [...(this.#queues.get(id) ?? []), entry])
    }
    return { eventId, destinations: destinations.length }
  }

  /** Answers how many events left a queue. */
  #end(outcome: ThrownOutcome, leaves: (entry: ThrownEntry) => boolean): number {
    const endedAt = this.#clock.now()
    const ended: EndedThrown[] = []
    for (const [destId, entries] of this.#queues) {
      ended.push(...entries.filter(leaves).map((entry) => ({ ...entry, endedAt, outcome })))
      this.#queues.set(
        destId,
        entries.filter((entry) => !leaves(entry)),
      )
    }
    this.#history = [...ended, ...this.#history]
    return ended.length
  }

  #stage(): void {
    const visitor = { door: 'east', level: 4, badge: { name: 'Ada', tags: ['guest', 'press'] } }
    const rule = 'rule:yard/dusk'
    this.throw(
      {
        key: 'visitor',
        display_name: 'Visitor at the door',
        scope: 'dest',
        dest_id: 'foyer',
        payload: visitor,
        single_consumer: true,
      },
      rule,
    )
    this.catchAll('visitor', 'greet')
    this.throw({ key: 'car', scope: 'dest', dest_id: 'yard', payload: { lane: 2 } }, 'http:10.0.0.12')
    this.#end('cleared', ({ key }) => key === 'car')
    this.throw(
      {
        key: 'intruder',
        display_name: 'Movement in the yard',
        scope: 'group',
        group_id: 'displays',
        ttl: '10s',
      },
      rule,
    )
    this.#end('expired', ({ key }) => key === 'intruder')
    this.throw(
      {
        key: 'doors_open',
        display_name: 'Doors are open',
        scope: 'global',
        payload: { by: 'house manager' },
      },
      rule,
    )
    this.catchAll('doors_open', 'greet')
    this.throw(
      {
        key: 'image_generated',
        scope: 'dest',
        dest_id: 'foyer',
        ttl: '5m',
        payload: { image: 'storm-3.png' },
      },
      'http:10.0.0.12',
    )
    this.throw({
      key: 'curtain',
      display_name: 'Curtain in the foyer',
      scope: 'dest',
      dest_id: 'foyer',
      delay: '90s',
      ttl: '20s',
    })
  }

  #fill(): void {
    const name =
      'The follow spot of the upper gallery asks for a new lamp before the second act begins '.repeat(2)
    for (let index = 0; index < 400; index += 1) {
      this.throw({
        key: `signal_${index}_${'of_the_gallery_'.repeat(5)}`,
        display_name: name.slice(0, 150),
        scope: 'dest',
        dest_id: `zone-${(index % 3) + 1}`,
        payload: { text: name, list: Array.from({ length: 40 }, (_, at) => at) },
      })
    }
    for (let index = 0; index < 300; index += 1) {
      this.throw({
        key: `past_${index}`,
        display_name: name.slice(0, 150),
        scope: 'group',
        group_id: 'group-5',
      })
      this.catchAll(`past_${index}`, `rule-with-a-long-name-${index}`)
    }
    this.#end('displaced', ({ key }) => key.startsWith('past'))
  }
}
