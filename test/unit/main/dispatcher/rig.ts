// A dispatcher on simulated time whose pump turns when the test says so.
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import type { EventDraft, EventEnvelope, PayloadOf } from '../../../../shared/model/event.ts'
import type { Lane } from '../../../../shared/model/policy.ts'
import { Dispatcher } from '../../../../main/dispatcher/dispatcher.ts'

interface RigOptions {
  readonly capacity: Partial<Record<Lane, number>>
  readonly bytes: Partial<Record<Lane, number>>
  readonly historySize: number
  readonly budgetMs: number
  readonly isListed: (sender: string) => boolean
  readonly rest: (run: () => void) => void
}

export function rig(options: Partial<RigOptions> = {}) {
  const clock = new SimulatedClock(1000, 1_700_000_000_000)
  const deferred: (() => void)[] = []
  const dispatcher = new Dispatcher({
    clock,
    defer: (run) => void deferred.push(run),
    capacity: { control: 100, show: 100, observation: 100, ...options.capacity },
    bytes: { control: 1_000_000, show: 1_000_000, observation: 1_000_000, ...options.bytes },
    historySize: options.historySize ?? 100,
    budgetMs: options.budgetMs ?? 5,
    isListed: options.isListed ?? (() => false),
    ...(options.rest !== undefined && { rest: options.rest }),
  })
  return {
    clock,
    dispatcher,
    deferred,
    /** Lets what was deferred so far run, once. */
    turn: () => {
      for (const run of deferred.splice(0)) run()
    },
    /** Everything dispatched from now on, in order. */
    watch: (pattern: string): { events: EventEnvelope[]; subscription: Disposable } => {
      const events: EventEnvelope[] = []
      const subscription = dispatcher.subscribe(pattern, (event) => void events.push(event), {
        priority: 0,
        name: 'watcher',
        acts: false,
      })
      return { events, subscription }
    },
  }
}

export function event(type: string, payload: unknown = null, source = 'operator'): EventDraft {
  return { type, source, cause: null, payload: payload as PayloadOf<string> }
}

/** A value stream: only the latest per address matters. */
export function fader(address: string, value: number, source = 'osc:main'): EventDraft {
  return event(
    'osc.received',
    {
      address,
      types: 'f',
      args: [value],
      from: { transport: 'udp', host: '127.0.0.1', port: 9000, connection: null },
      lateBy: null,
      latestOnly: true,
    },
    source,
  )
}

export const panic = (): EventDraft =>
  event('command.accepted', { command: 'show.panic', args: {}, by: 'operator' })

export const telemetry = (stream: string): EventDraft =>
  event('snapshot.published', { stream, bytes: 1 }, 'web')
