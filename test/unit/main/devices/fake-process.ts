// A process of the device libraries that a test plays, on simulated time, with a real dispatcher on the engine's side.
import { SimulatedClock, monotonicMs } from '../../../../shared/base/clock.ts'
import type { DeviceHealth } from '../../../../shared/model/health.ts'
import type { EventEnvelope } from '../../../../shared/model/event.ts'
import type { MidiMessage } from '../../../../shared/model/midi.ts'
import { createDevices } from '../../../../main/devices/device-process.ts'
import type { Devices } from '../../../../main/devices/device-process.ts'
import type { AskedMessage } from '../../../../main/devices/messages.ts'
import { Outbox } from '../../../../main/devices/outbox.ts'
import type { DeviceProcessListener } from '../../../../main/devices/process.ts'
import { DISPATCHER_DEFAULTS } from '../../../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../../../main/dispatcher/dispatcher.ts'
import { OPENING } from '../../../../shared/model/show-change.ts'
import { HeldControls } from '../../../../main/peripherals/held.ts'
import { inOrder } from '../../../../main/order.ts'

export const PAD: DeviceHealth = {
  device: 'hid:pad:1',
  name: 'Pad',
  family: 'hid',
  state: 'open',
  reason: null,
  received: 10,
  rejected: 1,
}

export const SYNTH = { port: 'Synth', occurrence: 1, maxAge: 2000 }

class FakeProcess {
  readonly listener: DeviceProcessListener
  readonly told: AskedMessage[] = []
  readonly startedAt: number
  killed = false
  /** What it says leaves at once. */
  readonly #outbox = new Outbox({ defer: (run) => run(), say: (frame) => this.listener.said(frame) })
  /** False to be deaf to being closed or killed. */
  obeys = true

  constructor(listener: DeviceProcessListener, startedAt: number) {
    this.listener = listener
    this.startedAt = startedAt
  }

  get pid(): number {
    return 1
  }

  say(text: string): void {
    const told = JSON.parse(text) as AskedMessage
    this.told.push(told)
    if (told.kind === 'taken') this.#outbox.taken(told.bytes)
  }

  close(): void {
    if (this.obeys) this.listener.ended('code 0')
  }

  kill(): void {
    this.killed = true
    if (this.obeys) this.listener.ended('SIGKILL')
  }

  speak(said: unknown): void {
    this.listener.said(Buffer.from(JSON.stringify(said)))
  }

  health(...devices: readonly DeviceHealth[]): void {
    this.speak({ kind: 'health', devices, midiOutputs: [], identities: {}, dropped: 0 })
  }

  button(value: number, at = 0): void {
    const payload = { device: PAD.device, control: 'cross', kind: 'button', value } as const
    this.#outbox.push({ type: 'hid.received', source: PAD.device, cause: null, payload }, monotonicMs(at))
  }

  /** Ports that it was told to send to since it was started, by name. */
  ports(): Record<string, string>[] {
    const outputs = this.told.flatMap((told) => (told.kind === 'take' ? [told.outputs] : []))
    return outputs.map((one) =>
      Object.fromEntries(Object.entries(one).map(([name, { port }]) => [name, port])),
    )
  }

  /** Numbers of the program changes that it was asked to send, and `panic`. */
  asked(): (number | string)[] {
    const events = this.told.flatMap((told) => (told.kind === 'asked' ? told.events : []))
    return events.map((asked) =>
      asked.type === 'panic' ? 'panic' : (asked.payload.message as { program: number }).program,
    )
  }
}

export class Rig implements AsyncDisposable {
  readonly clock = new SimulatedClock()
  readonly processes: FakeProcess[] = []
  readonly warnings: string[] = []
  readonly devices: Devices
  /** What starting a process throws; null where it can be started. */
  refusal: string | null = null
  readonly #events: EventEnvelope[] = []
  readonly #dispatcher = new Dispatcher({
    ...DISPATCHER_DEFAULTS,
    clock: this.clock,
    defer: (run) => void this.clock.upkeep(this.clock.now(), run),
  })
  readonly #scope = new DisposableStack()

  constructor() {
    const { publish, subscribe } = this.#dispatcher
    const hear = (event: EventEnvelope): void => void this.#events.push(event)
    this.#scope.use(subscribe('*', hear, { priority: 1_000, name: 'test', acts: false }))
    this.devices = createDevices({
      clock: this.clock,
      clockOrigin: 7n,
      publish,
      subscribe: inOrder(subscribe)('device process'),
      tooOldBefore: (at) => this.#dispatcher.tooOldBefore(at, null),
      start: (listener) => {
        if (this.refusal !== null) throw new Error(this.refusal)
        const process = new FakeProcess(listener, this.clock.now())
        this.processes.push(process)
        return process
      },
      held: new HeldControls(),
      readProfiles: () => Promise.resolve([]),
      log: { warn: (_, message) => void this.warnings.push(message) },
    })
    this.devices.take({ synth: SYNTH }, OPENING)
    this.clock.advanceBy(0)
  }

  get process(): FakeProcess {
    return this.processes.at(-1)!
  }

  /** Lets time pass, and what follows in the same turn happen. */
  async pass(ms: number): Promise<void> {
    this.clock.advanceBy(ms)
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
    this.clock.advanceBy(0)
  }

  /** Passes time in pieces, in each of which the process says that it lives. */
  async live(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 1_000) {
      this.process.speak({ kind: 'alive' })
      await this.pass(Math.min(1_000, ms - passed))
    }
  }

  async send(message: MidiMessage): Promise<void> {
    const payload = { output: 'synth', message }
    this.#dispatcher.publish({ type: 'midi.send', source: 'test', cause: null, payload })
    await this.pass(0)
  }

  async program(number: number): Promise<void> {
    await this.send({ kind: 'program', channel: 1, program: number })
  }

  async panic(): Promise<void> {
    this.devices.panic(1, null)
    await this.pass(0)
  }

  /** `type ...` of what happened since the last call, but for what the test itself has sent. */
  news(): string[] {
    return this.#events
      .splice(0)
      .filter(({ source }) => source !== 'test')
      .map(({ type, at, payload }) => {
        const { control, value, device, state, reason, code, total } = payload as Record<
          string,
          string | number | null
        >
        const words = [type, device, control, value, state, reason, code, total]
        const said = words.filter((word) => word !== undefined && word !== null).join(' ')
        return type === 'hid.received' ? `${at} ${said}` : said
      })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closing = this.devices[Symbol.asyncDispose]()
    for (let step = 0; step < 4; step += 1) await this.pass(500)
    await closing
    this.#scope.dispose()
  }
}
