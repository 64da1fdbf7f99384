// Inputs of windows on a simulated clock, with what they publish in a few words for the test to read.
import { onTestFinished } from 'vitest'
import { createClientInputs } from '../../../../main/peripherals/client-inputs.ts'
import type { ClientInputs } from '../../../../main/peripherals/client-inputs.ts'
import { SimulatedClock, monotonicMs } from '../../../../shared/base/clock.ts'
import { dispose } from '../../../../shared/base/disposable.ts'
import type { ClientInput, GamepadSnapshot } from '../../../../shared/contract/inputs.ts'
import type { EventDraft, PayloadOf } from '../../../../shared/model/event.ts'
import type { DeviceHealth } from '../../../../shared/model/health.ts'
import type { Client } from '../../../../shared/model/client.ts'

export const DS4 = 'Wireless Controller (STANDARD GAMEPAD Vendor: 054c Product: 09cc)'
export const XBOX = 'Xbox Wireless Controller (STANDARD GAMEPAD Vendor: 045e Product: 02ea)'

/** Of `window:1`, or of an address and what tells its clients apart: `192.168.1.20 b`. */
export function inputClient(name: string): Pick<Client, 'id' | 'address'> {
  return { id: name, address: name.startsWith('window:') ? null : (name.split(' ', 1)[0] as string) }
}

/** A standard pad of 18 buttons and two sticks at rest, but for the buttons that are pressed all the way. */
export function pad(id: string, ...pressed: readonly number[]): GamepadSnapshot {
  const buttons = Array.from({ length: 18 }, (_, index) => (pressed.includes(index) ? 1 : 0))
  return { id, standard: true, buttons, axes: [0, 0, 0, 0] }
}

export class ClientBench {
  readonly clock = new SimulatedClock(1_000)
  readonly events: EventDraft[] = []
  hid: Pick<DeviceHealth, 'device' | 'name' | 'state'>[] = []
  readonly inputs: ClientInputs

  constructor() {
    this.inputs = createClientInputs({
      clock: this.clock,
      arisenAt: (at) => at ?? this.clock.now(),
      publish: (draft) => this.events.push(draft),
      hid: () => this.hid,
    })
    onTestFinished(() => dispose(this.inputs))
  }

  send(client: string, input: ClientInput): void {
    this.inputs.receive(input, this.clock.now(), inputClient(client))
  }

  sees(client: string, index: number, snapshot: GamepadSnapshot | null): void {
    this.send(client, { family: 'gamepad', index, pad: snapshot })
  }

  key(client: string, code: string, pressed: boolean, key = code): void {
    this.send(client, { family: 'keyboard', code, key, pressed })
  }

  press(client: string, control: string, value: number): void {
    this.send(client, { family: 'virtual', control, kind: 'button', value })
  }

  move(client: string, control: string, value: number): void {
    this.send(client, { family: 'virtual', control, kind: 'axis', value })
  }

  /** A HID device that is open, by its identity. */
  reads(...devices: readonly string[]): void {
    this.hid = devices.map((device) => ({ device, name: device, state: 'open' }))
  }

  pass(ms: number): void {
    this.clock.advanceTo(monotonicMs(this.clock.now() + ms))
  }

  /** What was published since the last call, one short line an event. */
  news(): string[] {
    return this.events.splice(0).map(({ type, source, payload }) => `${source} ${words(type, payload)}`)
  }

  /** The same without what is told of devices. */
  heard(): string[] {
    const told = this.events.filter(({ type }) => type.endsWith('.received'))
    this.events.splice(0, this.events.length, ...told)
    return this.news()
  }

  states(): string[] {
    return this.inputs
      .health()
      .map(({ device, state, reason }) => [device, state, ...(reason === null ? [] : [reason])].join(' '))
  }
}

function words(type: string, payload: unknown): string {
  if (type === 'hid.received') {
    const { control, value } = payload as PayloadOf<'hid.received'>
    return `${control} ${value}`
  }
  if (type === 'key.received') {
    const { code, pressed } = payload as PayloadOf<'key.received'>
    return `${code} ${pressed ? 'down' : 'up'}`
  }
  const { state, reason } = payload as { state?: string; reason?: string | null }
  return [type.replace('device.', ''), state, reason].filter((word) => typeof word === 'string').join(' ')
}
