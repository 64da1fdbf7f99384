// What the hardware tests share: waiting for conditions, and the engine's supervisor with every event kept.
import { setTimeout as sleep } from 'node:timers/promises'
import { SystemClock } from '../../main/clock.ts'
import { DISPATCHER_DEFAULTS } from '../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../main/dispatcher/dispatcher.ts'
import type { Driver } from '../../main/peripherals/peripheral.ts'
import { createSupervisor } from '../../main/peripherals/supervisor.ts'
import type { Supervisor } from '../../main/peripherals/supervisor.ts'
import type { Clock } from '../../shared/base/clock.ts'
import type { EventEnvelope, EventType } from '../../shared/model/event.ts'

/** Milliseconds; emulation is slow, and a busy host makes it slower. */
const PATIENCE = 20_000

/** What `find` gives once it is neither false nor null nor undefined. */
export async function until<T>(
  what: string,
  find: () => T | false | null | undefined,
  patience = PATIENCE,
): Promise<T> {
  const deadline = performance.now() + patience
  for (;;) {
    const found = find()
    if (found !== false && found !== null && found !== undefined) return found
    if (performance.now() > deadline) throw new Error(`waited ${patience} ms in vain: ${what}`)
    await sleep(5)
  }
}

export class Lab implements AsyncDisposable {
  readonly clock: Clock = new SystemClock()
  readonly events: EventEnvelope[] = []
  readonly dispatcher: Dispatcher
  readonly supervisor: Supervisor

  constructor(drivers: (clock: Clock) => readonly Driver[]) {
    const { clock } = this
    this.dispatcher = new Dispatcher({ ...DISPATCHER_DEFAULTS, clock, defer: setImmediate })
    this.dispatcher.subscribe('*', (event) => void this.events.push(event), {
      priority: 0,
      name: 'test',
      acts: false,
    })
    const { publish } = this.dispatcher
    this.supervisor = createSupervisor({ clock, publish, drivers: drivers(clock) })
  }

  of<T extends EventType>(type: T): EventEnvelope<T>[] {
    return this.events.filter((event) => event.type === type) as EventEnvelope<T>[]
  }

  /** Ids of the devices that are open now, in order. */
  get open(): string[] {
    return this.supervisor
      .health()
      .filter(({ state }) => state === 'open')
      .map(({ device }) => device)
      .sort()
  }

  async untilOpen(...ids: readonly string[]): Promise<void> {
    const wanted = ids.toSorted().join()
    await until(`open: ${wanted}`, () => this.open.join() === wanted)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.supervisor[Symbol.asyncDispose]()
  }
}
