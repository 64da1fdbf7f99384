// Inputs on a real dispatcher and a simulated clock, with every event that was dispatched kept for the test to read.
import { DISPATCHER_DEFAULTS } from '../../../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../../../main/dispatcher/dispatcher.ts'
import { SimulatedClock, monotonicMs } from '../../../../shared/base/clock.ts'
import type { EventEnvelope, EventType } from '../../../../shared/model/event.ts'
import type { Json } from '../../../../shared/model/json.ts'

export class InputRig implements Disposable {
  readonly clock = new SimulatedClock()
  readonly events: EventEnvelope[] = []
  readonly dispatcher = new Dispatcher({
    ...DISPATCHER_DEFAULTS,
    clock: this.clock,
    defer: (run) => void this.clock.upkeep(this.clock.now(), run),
  })
  readonly #listening = this.dispatcher.subscribe('*', (event) => void this.events.push(event), {
    priority: 1000,
    name: 'test',
    acts: false,
  })

  /** Publishes an input that arises now, or arose at `at`, and dispatches it. */
  input(type: string, source: string, payload: Json, at: number = this.clock.now()): void {
    this.dispatcher.publish({ type, source, cause: null, payload, at: monotonicMs(at) })
    this.settle()
  }

  button(control: string, value = 1, device = 'hid:pad'): void {
    this.input('hid.received', device, { device, control, kind: 'button', value })
  }

  axis(control: string, value: number, device = 'hid:pad'): void {
    this.input('hid.received', device, { device, control, kind: 'axis', value })
  }

  midi(message: Json, source = 'midi:keys'): void {
    this.input('midi.received', source, { port: 'keys', message })
  }

  cc(controller: number, value: number, channel = 1): void {
    this.midi({ kind: 'control', channel, controller, value })
  }

  osc(address: string, args: readonly Json[], latestOnly = false): void {
    const from = { transport: 'udp', host: '10.0.0.9', port: 9000, connection: null }
    this.input('osc.received', 'osc:main', { address, types: '', args, from, lateBy: null, latestOnly })
  }

  pass(ms: number): void {
    this.clock.advanceBy(ms)
  }

  /** Dispatches what is pending without time passing. */
  settle(): void {
    this.clock.advanceBy(0)
  }

  of<T extends EventType>(type: T): EventEnvelope<T>[] {
    return this.events.filter((event) => event.type === type) as EventEnvelope<T>[]
  }

  [Symbol.dispose](): void {
    this.settle()
    this.#listening[Symbol.dispose]()
    this.dispatcher[Symbol.dispose]()
  }
}
