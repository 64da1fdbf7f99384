// Lets the gamepads of this window feel what the engine says, while somebody has the window in front, and nothing late.
import { disposable, dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { RumblePulse, RumbleView } from '../../shared/contract/rumble-view.ts'
import { RUMBLE_GOOD_MS } from '../../shared/model/rumble.ts'
import type { BrowserPad, GamepadPage } from './gamepads.ts'
import { EFFECT, canRumble } from './motors.ts'

type RumbleClient = Pick<ContractClient, 'subscribe' | 'self' | 'engineNow' | 'onState'>

export function feelRumble({ window, document, navigator }: GamepadPage, client: RumbleClient): Disposable {
  let subscription: Disposable | null = null
  /** Of the last shake that was felt. */
  let felt = 0

  const pads = (): BrowserPad[] =>
    (navigator.getGamepads?.() ?? []).filter((pad): pad is BrowserPad => pad?.connected === true)

  const shake = ({ index, strong, weak, lasts }: RumblePulse): void => {
    const pad = pads().find((one) => one.index === index && canRumble(one))
    const options = { startDelay: 0, duration: lasts, strongMagnitude: strong, weakMagnitude: weak }
    // A pad that is just being unplugged refuses.
    pad?.vibrationActuator?.playEffect(EFFECT, options).catch(() => {})
  }

  const receive = ({ pulses }: RumbleView): void => {
    for (const pulse of pulses) {
      const isLate = client.engineNow() - pulse.at > RUMBLE_GOOD_MS
      if (pulse.id <= felt || pulse.client !== client.self?.id || isLate || document.hidden) continue
      shake(pulse)
    }
    felt = Math.max(felt, ...pulses.map(({ id }) => id))
  }

  const look = (): void => {
    const wants = !document.hidden && pads().some(canRumble)
    if (wants) subscription ??= client.subscribe('rumble', receive)
    else {
      dispose(subscription)
      subscription = null
    }
  }

  const listening = new AbortController()
  const { signal } = listening
  for (const type of ['gamepadconnected', 'gamepaddisconnected']) {
    window.addEventListener(type, look, { signal })
  }
  document.addEventListener('visibilitychange', look, { signal })
  const reconnecting = client.onState((state) => {
    // Another engine counts from the beginning.
    if (state === 'closed') felt = 0
  })
  look()
  return disposable('rumble of the window', () => {
    listening.abort()
    dispose(reconnecting)
    dispose(subscription)
  })
}
