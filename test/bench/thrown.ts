// Thrown events through a hundred destinations to a rule in each, against as many bare events through the dispatcher.
import { SystemClock } from '../../main/clock.ts'
import { DISPATCHER_DEFAULTS } from '../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../main/dispatcher/dispatcher.ts'
import { Scheduler } from '../../main/tasks/scheduler.ts'
import { Schedulers } from '../../main/schedulers/schedulers.ts'
import { inOrder } from '../../main/order.ts'
import { ok } from '../../shared/base/result.ts'
import type { EventDraft } from '../../shared/model/event.ts'
import { OPENING } from '../../shared/model/show-change.ts'
import { schedulerDefinition } from '../../shared/model/scheduler.ts'
import { thrownEvent } from '../../shared/model/thrown-event.ts'
import type { ThrownEvent } from '../../shared/model/thrown-event.ts'
import { alternate } from './measurement.ts'
import type { Measurement } from './measurement.ts'
import { OPERATOR } from '../support/clients.ts'
import { NO_CUES } from '../support/no-cues.ts'
import { NO_SCENES } from '../support/no-scenes.ts'

const DESTINATIONS = 100
const ROUNDS = 5
/** Events that a thrown one makes in each destination: caught, fired, finished, ended. */
const EVENTS_EACH = 4

interface Load {
  readonly what: string
  readonly throws: number
  /** Thrown before the engine gets its turn; the queues and lanes hold them. */
  readonly burst: number
  readonly destinations: number
  event(index: number): ThrownEvent
}

const turn = (): Promise<void> => new Promise((resume) => setImmediate(resume))
const payload = { image: 'sea.png', level: 3 }

const loads: readonly Load[] = [
  {
    what: 'to one of 100 destinations',
    throws: 50_000,
    burst: 5000,
    destinations: 1,
    event: (index) =>
      thrownEvent.parse({ key: 'go', scope: 'dest', dest_id: `screen-${index % DESTINATIONS}`, payload }),
  },
  {
    what: 'to all of 100 destinations',
    throws: 1000,
    burst: 100,
    destinations: DESTINATIONS,
    event: () => thrownEvent.parse({ key: 'go', scope: 'global', payload }),
  },
]

function makeDispatcher(clock: SystemClock): Dispatcher {
  return new Dispatcher({ ...DISPATCHER_DEFAULTS, clock, defer: setImmediate })
}

const definitions = Array.from({ length: DESTINATIONS }, (_, index) =>
  schedulerDefinition.parse({
    id: `screen-${index}`,
    name: `Screen ${index}`,
    rules: [
      {
        id: 'show',
        when: [{ kind: 'thrown', key: 'go' }],
        condition: 'event.payload.level > vars.least',
        limit: { count: 10_000, per: 1 },
        actions: [{ action: 'set_var', var: 'image', value: '{{ event.payload.image }}' }],
      },
    ],
    vars: { image: '', least: 1 },
  }),
)

/** Thrown events a second, each caught by all its destinations. */
async function thrownASecond({ throws, burst, destinations, event }: Load): Promise<number> {
  using scope = new DisposableStack()
  const clock = new SystemClock()
  const { publish, subscribe } = makeDispatcher(clock)
  let handled = 0
  scope.use(subscribe('thrown.ended', () => void (handled += 1), { priority: 0, name: 'bench', acts: false }))
  const failed = (): never => {
    throw new Error('a task failed')
  }
  const tasks = scope.use(new Scheduler({ clock, failed, print: failed }))
  void tasks.start()
  const nothing = { start: () => ok({}), stop: () => ok({}) }
  const params = { values: () => ({}), set: () => ok(undefined), fade: () => ok(undefined) }
  const interrupts = { raise: () => ok({ interruptId: 'q1' }), clear: () => false, rename() {} }
  const schedulers = scope.use(
    new Schedulers({
      clock,
      publish,
      subscribe: inOrder(subscribe)('schedulers'),
      tasks,
      cues: NO_CUES,
      scenes: NO_SCENES,
      playlists: nothing,
      params,
      interrupts,
      memory: null,
      changed() {},
    }),
  )
  schedulers.take(definitions, OPENING)
  const events = Array.from({ length: burst }, (_, index) => event(index))
  const startedAt = performance.now()
  for (let sent = 0; sent < throws; sent += burst) {
    for (const one of events) {
      const result = schedulers.throwEvent(one, OPERATOR, null)
      if (!result.ok) throw new Error(result.error.what)
    }
    while (handled < (sent + burst) * destinations) await turn()
  }
  const seconds = (performance.now() - startedAt) / 1000
  const { ended } = schedulers.health().thrown
  if (ended.consumed !== throws * destinations) throw new Error(`${ended.consumed} were consumed`)
  return throws / seconds
}

/** As many events, of the same size, published and heard, counted in thrown ones. */
async function bareASecond({ throws, burst, destinations }: Load): Promise<number> {
  const { publish, subscribe } = makeDispatcher(new SystemClock())
  const draft: EventDraft = { type: 'lights.go', source: 'bench', cause: null, payload }
  let handled = 0
  using _heard = subscribe(draft.type, () => void (handled += 1), { priority: 0, name: 'bench', acts: false })
  const each = 1 + EVENTS_EACH * destinations
  const startedAt = performance.now()
  for (let sent = 0; sent < throws; sent += burst) {
    for (let count = 0; count < burst * each; count += 1) publish(draft)
    while (handled < (sent + burst) * each) await turn()
  }
  return throws / ((performance.now() - startedAt) / 1000)
}

export async function thrown(): Promise<readonly Measurement[]> {
  const measurements: Measurement[] = []
  for (const load of loads) {
    const { subject, baseline } = await alternate(
      ROUNDS,
      () => thrownASecond(load),
      () => bareASecond(load),
    )
    measurements.push({
      what: load.what,
      unit: 'thrown/s',
      subject,
      baseline: { name: 'bare events', figures: baseline },
      reach: null,
    })
  }
  return measurements
}
