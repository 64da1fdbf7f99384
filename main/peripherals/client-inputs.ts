// What the app's windows send of their own: gamepads, keys and the on-screen controller, led to those who make events of it.
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import type { ClientInput } from '../../shared/contract/inputs.ts'
import type { Client } from '../../shared/model/client.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { DeviceHealth, DeviceState } from '../../shared/model/health.ts'
import { Gamepads } from './gamepad/gamepads.ts'
import type { HidDevices } from './gamepad/readers.ts'
import { Rumbles } from './gamepad/rumbles.ts'
import { GlobalKeys, ONLY_IN_THE_APP } from './keyboard/global-keys.ts'
import type { WantedKeys } from './keyboard/wanted-keys.ts'
import { WindowKeys } from './keyboard/window-keys.ts'
import { VirtualDesk } from './virtual/virtual-desk.ts'

export interface ClientInputsOptions {
  readonly clock: Clock
  /** When what is read just now may have arisen: earlier than `at`, or than now, where the engine has just stood still. */
  readonly arisenAt: (at?: MonotonicMs) => MonotonicMs
  readonly publish: Publish
  /** The HID devices as they are now, so that a pad is not heard both ways. */
  readonly hid: HidDevices
}

/** Whose inputs they are, and where. */
export type InputClient = Pick<Client, 'id' | 'address'>

export interface ClientInputs extends Disposable {
  /** `at` is when it arose. */
  receive(input: ClientInput, at: MonotonicMs, client: InputClient): void
  /** Shakes of the gamepads that windows see. */
  readonly rumble: Pick<Rumbles, 'shake' | 'view' | 'onChanged'>
  /** Lets go of everything that the client holds. */
  left(client: Pick<InputClient, 'id'>): void
  /** A key that is heard everywhere was pressed; the system does not tell when it is let go of. */
  globalKey(accelerator: string): void
  /** Whether such keys are heard. */
  globalKeysAre(state: DeviceState, reason: string | null): void
  /** Everything that was ever heard of; the keyboard and the on-screen controller from their first input on. */
  health(): readonly DeviceHealth[]
}

/** As many as the contract takes; inputs of more are not taken. */
const MOST_CLIENTS = 64

export function createClientInputs(options: ClientInputsOptions): ClientInputs {
  const { clock, arisenAt, publish } = options
  const gamepads = new Gamepads(options)
  const rumble = new Rumbles({ clock, sightsOf: (device) => gamepads.sightsOf(device) })
  const keys = new WindowKeys(publish)
  const globalKeys = new GlobalKeys(publish)
  const desk = new VirtualDesk(publish)
  const clients = new Set<string>()
  let live = true

  return {
    rumble,
    receive(input, saidAt, client) {
      const { id } = client
      if (!live || (!clients.has(id) && clients.size >= MOST_CLIENTS)) return
      clients.add(id)
      const at = arisenAt(saidAt)
      switch (input.family) {
        case 'gamepad':
          gamepads.report(input.index, input.pad, at, client)
          return
        case 'keyboard':
          keys.receive(input, at, id)
          return
        case 'virtual':
          desk.receive(input, at, id)
      }
    },
    left({ id }) {
      if (!clients.delete(id)) return
      gamepads.left(id)
      keys.left(id, clock.now())
      desk.left(id, clock.now())
    },
    globalKey(accelerator) {
      if (live) globalKeys.pressed(accelerator, arisenAt())
    },
    globalKeysAre: (state, reason) => globalKeys.become(state, reason),
    health: () => [...gamepads.health(), ...keys.health(), ...globalKeys.health(), ...desk.health()],
    [Symbol.dispose]() {
      if (!live) return
      live = false
      gamepads[Symbol.dispose]()
      keys.releaseAll(clock.now())
      desk.releaseAll(clock.now())
    },
  }
}

/** Where no desktop app runs: tells that the global keys which the show asks for are not heard. */
export function withoutGlobalKeys(
  inputs: Pick<ClientInputs, 'globalKeysAre'> & Pick<WantedKeys, 'follow'>,
): Disposable {
  let wereAsked = false
  return inputs.follow((keys) => {
    const areAsked = keys.length > 0
    if (areAsked || wereAsked) inputs.globalKeysAre('off', areAsked ? ONLY_IN_THE_APP : null)
    wereAsked = areAsked
  })
}
