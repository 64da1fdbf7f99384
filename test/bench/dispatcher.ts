// Events through the dispatcher to one handler, against an EventEmitter fed from a plain array.
import { EventEmitter } from 'node:events'
import { SystemClock } from '../../main/clock.ts'
import { DISPATCHER_DEFAULTS } from '../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../main/dispatcher/dispatcher.ts'
import type { EventDraft } from '../../shared/model/event.ts'
import { alternate, atLeast } from './measurement.ts'
import type { Measurement } from './measurement.ts'

const EVENTS = 1_000_000
/** Published before the pump gets a turn; well within the lane. */
const BURST = 10_000
const ROUNDS = 5

const cue: EventDraft = { type: 'lights.go', source: 'operator', cause: null, payload: { level: 1 } }
const message: EventDraft<'osc.received'> = {
  type: 'osc.received',
  source: 'osc:main',
  cause: null,
  payload: {
    address: '/par/1/level',
    types: 'f',
    args: [0.5],
    from: { transport: 'udp', host: '127.0.0.1', port: 9000, connection: null },
    lateBy: null,
    latestOnly: false,
  },
}

const turn = (): Promise<void> => new Promise((resume) => setImmediate(resume))

/** Publishes in bursts until all are handled; answers events a second. */
async function eventsPerSecond(publish: () => void, handled: () => number): Promise<number> {
  const startedAt = performance.now()
  for (let published = 0; published < EVENTS; published += BURST) {
    for (let index = 0; index < BURST; index += 1) publish()
    while (handled() < published + BURST) await turn()
  }
  return EVENTS / ((performance.now() - startedAt) / 1000)
}

function throughDispatcher(draft: EventDraft): Promise<number> {
  const { publish, subscribe } = new Dispatcher({
    ...DISPATCHER_DEFAULTS,
    clock: new SystemClock(),
    defer: setImmediate,
  })
  let handled = 0
  subscribe(draft.type, () => void (handled += 1), { priority: 0, name: 'bench', acts: false })
  return eventsPerSecond(
    () => void publish(draft),
    () => handled,
  )
}

function throughEmitter(): Promise<number> {
  const emitter = new EventEmitter()
  const queue: EventDraft[] = []
  let handled = 0
  emitter.on(cue.type, () => void (handled += 1))
  const pump = (): void => {
    for (const event of queue.splice(0)) emitter.emit(event.type, event)
  }
  return eventsPerSecond(
    () => {
      if (queue.length === 0) setImmediate(pump)
      queue.push(cue)
    },
    () => handled,
  )
}

export async function dispatcher(): Promise<readonly Measurement[]> {
  const measure = async (what: string, draft: EventDraft): Promise<Measurement> => {
    const { subject, baseline } = await alternate(ROUNDS, () => throughDispatcher(draft), throughEmitter)
    return {
      what,
      unit: 'events/s',
      subject,
      baseline: { name: 'EventEmitter', figures: baseline },
      reach: atLeast(1_000_000),
    }
  }
  return [await measure("a show's own events", cue), await measure('OSC messages', message)]
}
