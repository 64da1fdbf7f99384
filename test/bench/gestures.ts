// From an input to the gesture event that it completes, against a bare function called in the next turn of the loop.
import { ActingSystemClock } from '../support/acting-clock.ts'
import { DISPATCHER_DEFAULTS } from '../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../main/dispatcher/dispatcher.ts'
import { GestureBank } from '../../main/gestures/bank.ts'
import { inOrder } from '../../main/order.ts'
import { gestureDefinition } from '../../shared/model/gesture.ts'
import { OPENING } from '../../shared/model/show-change.ts'
import { alternate, atMost, percentile } from './measurement.ts'
import type { Measurement } from './measurement.ts'

const ROUNDS = 5
const GESTURES = 100
/** Double taps a round, after as many to warm up. */
const TAPS = 10_000
/** Inputs of a round of throughput, of which every second completes a gesture. */
const INPUTS = 200_000
const BURST = 10_000

const turn = (): Promise<void> => new Promise((resume) => setImmediate(resume))

class Rig implements Disposable {
  recognized = 0
  readonly #dispatcher: Dispatcher
  readonly #bank: GestureBank

  constructor() {
    const clock = new ActingSystemClock()
    this.#dispatcher = new Dispatcher({ ...DISPATCHER_DEFAULTS, clock, defer: setImmediate })
    const { publish, subscribe } = this.#dispatcher
    this.#bank = new GestureBank({ clock, publish, subscribe: inOrder(subscribe)('gestures') })
    const definitions = Array.from({ length: GESTURES }, (_, index) => {
      const sources = [{ event: 'hid.received', where: { control: `key${index}` } }]
      const definition = { id: `g${index}`, name: 'G', kind: 'doubleTap', sources, window: 60_000 }
      return gestureDefinition.parse(definition)
    })
    this.#bank.take(definitions, OPENING)
    subscribe('gesture.recognized', () => void (this.recognized += 1), {
      priority: 0,
      name: 'bench',
      acts: false,
    })
  }

  get pending(): number {
    return this.#dispatcher.pending
  }

  press(key: number): void {
    const payload = { device: 'hid:pad', control: `key${key}`, kind: 'button', value: 1 } as const
    this.#dispatcher.publish({ type: 'hid.received', source: 'hid:pad', cause: null, payload })
  }

  [Symbol.dispose](): void {
    this.#bank[Symbol.dispose]()
  }
}

/** Milliseconds of each, the first half left out. */
async function timed(act: (index: number) => Promise<number>): Promise<readonly number[]> {
  const times: number[] = []
  for (let index = 0; index < 2 * TAPS; index += 1) times.push(await act(index))
  return times.slice(TAPS)
}

async function throughGesture(): Promise<readonly number[]> {
  using rig = new Rig()
  return await timed(async (index) => {
    rig.press(index % GESTURES)
    await turn()
    const expected = rig.recognized + 1
    const startedAt = performance.now()
    rig.press(index % GESTURES)
    while (rig.recognized < expected) await turn()
    return performance.now() - startedAt
  })
}

async function throughFunction(): Promise<readonly number[]> {
  let called = 0
  const act = (): void => void (called += 1)
  return await timed(async () => {
    const expected = called + 1
    const startedAt = performance.now()
    setImmediate(act)
    while (called < expected) await turn()
    return performance.now() - startedAt
  })
}

async function inputsPerSecond(): Promise<number> {
  using rig = new Rig()
  const startedAt = performance.now()
  for (let published = 0; published < INPUTS; published += BURST) {
    for (let index = 0; index < BURST; index += 1) rig.press((index >> 1) % GESTURES)
    while (rig.pending > 0) await turn()
  }
  return INPUTS / ((performance.now() - startedAt) / 1000)
}

export async function gestures(): Promise<readonly Measurement[]> {
  const { subject, baseline } = await alternate(ROUNDS, throughGesture, throughFunction)
  const row = (share: number, reach: Measurement['reach']): Measurement => ({
    what: `press to double tap p${share * 100}, ${GESTURES} gestures`,
    unit: 'ms',
    subject: subject.map((round) => percentile(round, share)),
    baseline: { name: 'bare function', figures: baseline.map((round) => percentile(round, share)) },
    reach,
  })
  const rates: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) rates.push(await inputsPerSecond())
  const inputs: Measurement = {
    what: `presses, ${GESTURES} gestures listening`,
    unit: 'events/s',
    subject: rates,
    baseline: null,
    reach: null,
  }
  return [row(0.5, null), row(0.99, atMost(1)), inputs]
}
