// Tells the engine of the gamepads that this window sees.
import { disposable, dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { GamepadSnapshot } from '../../shared/contract/inputs.ts'
import { canRumble } from './motors.ts'
import type { Motorized } from './motors.ts'

/** What is used of the page. */
export interface GamepadPage {
  /** Events of the window: pads that come and go, and the page being left and come back to. */
  readonly window: Pick<EventTarget, 'addEventListener'>
  readonly document: Pick<EventTarget, 'addEventListener'> & { readonly hidden: boolean }
  /** Browsers leave it out where the page did not come over a secure connection. */
  readonly navigator: { getGamepads?(): readonly (BrowserPad | null)[] }
}

/** What is used of a gamepad. */
export interface BrowserPad extends Motorized {
  readonly id: string
  readonly index: number
  readonly connected: boolean
  readonly mapping: string
  readonly buttons: readonly { readonly value: number }[]
  readonly axes: readonly number[]
}

/** Calls `tick` every few milliseconds until disposed. */
export type StartTicks = (tick: () => void) => Disposable

/** As much of a pad as the contract takes. */
const MOST = { pads: 16, id: 500, buttons: 64, axes: 32 } as const
/** Finer steps say nothing, and long fractions make long frames. */
const STEPS = 10_000

export function publishGamepads(
  { window, document, navigator }: GamepadPage,
  client: Pick<ContractClient, 'input' | 'onState'>,
  startTicks: StartTicks,
): Disposable {
  /** What the engine was last told, by the browser's number. */
  const sent = new Map<number, GamepadSnapshot>()
  let ticks: Disposable | null = null
  let left = false

  const pads = (): BrowserPad[] =>
    (navigator.getGamepads?.() ?? []).filter(
      (pad): pad is BrowserPad => pad !== null && pad.connected && pad.index < MOST.pads,
    )

  const forget = (index: number): void => {
    sent.delete(index)
    client.input({ family: 'gamepad', index, pad: null })
  }

  const sample = (): void => {
    const present = pads()
    for (const index of [...sent.keys()]) if (!present.some((pad) => pad.index === index)) forget(index)
    for (const pad of present) {
      const before = sent.get(pad.index)
      if (before !== undefined && isSame(before, pad)) continue
      const snapshot = snapshotOf(pad)
      sent.set(pad.index, snapshot)
      client.input({ family: 'gamepad', index: pad.index, pad: snapshot })
    }
    if (present.length === 0) stop()
  }

  const stop = (): void => {
    dispose(ticks)
    ticks = null
  }

  /** Samples at once and from then on, unless nobody sees the page, to whom browsers tell nothing of pads. */
  const look = (): void => {
    const seen = !document.hidden && !left
    if (seen && pads().length > 0) ticks ??= startTicks(sample)
    else stop()
    if (seen) sample()
    else for (const index of [...sent.keys()]) forget(index)
  }

  const leave = (isLeft: boolean) => (): void => {
    left = isLeft
    look()
  }

  const listening = new AbortController()
  const { signal } = listening
  for (const type of ['gamepadconnected', 'gamepaddisconnected']) {
    window.addEventListener(type, look, { signal })
  }
  window.addEventListener('pagehide', leave(true), { signal })
  window.addEventListener('pageshow', leave(false), { signal })
  document.addEventListener('visibilitychange', look, { signal })
  const reconnecting = client.onState((state) => {
    // A silent engine reads it when it wakes; what a client told that was away it has forgotten.
    if (state === 'silent')
      for (const index of sent.keys()) client.input({ family: 'gamepad', index, pad: null })
    sent.clear()
    if (state === 'open') look()
  })
  look()

  return disposable('gamepads of the window', () => {
    listening.abort()
    dispose(reconnecting)
    stop()
    for (const index of [...sent.keys()]) forget(index)
  })
}

/** Ticks of a worker that lives as long as they are wanted. */
export const startWorkerTicks: StartTicks = (tick) => {
  const worker = new Worker(new URL('./gamepad-ticks.worker.ts', import.meta.url), { type: 'module' })
  worker.onmessage = () => {
    tick()
    worker.postMessage(null)
  }
  worker.postMessage(null)
  return disposable('gamepad ticks', () => worker.terminate())
}

function snapshotOf(pad: BrowserPad): GamepadSnapshot {
  const { id, mapping, buttons, axes } = pad
  return {
    ...(canRumble(pad) && { rumbles: true }),
    id: id.slice(0, MOST.id),
    standard: mapping === 'standard',
    buttons: buttons.slice(0, MOST.buttons).map(({ value }) => within(value, 0)),
    axes: axes.slice(0, MOST.axes).map((value) => within(value, -1)),
  }
}

function isSame({ id, standard, buttons, axes }: GamepadSnapshot, pad: BrowserPad): boolean {
  return (
    id === pad.id.slice(0, MOST.id) &&
    standard === (pad.mapping === 'standard') &&
    buttons.length === Math.min(pad.buttons.length, MOST.buttons) &&
    axes.length === Math.min(pad.axes.length, MOST.axes) &&
    buttons.every((value, index) => value === within(pad.buttons[index]?.value ?? 0, 0)) &&
    axes.every((value, index) => value === within(pad.axes[index] ?? 0, -1))
  )
}

/** Pads whose layout the browser does not know give values beyond the ends, such as for a hat at rest. */
function within(value: number, lowest: number): number {
  const steps = Math.round(Math.min(1, Math.max(lowest, value)) * STEPS)
  // Neither what is no number nor a zero with a sign is the same as itself once it has been sent.
  return Number.isNaN(steps) || steps === 0 ? 0 : steps / STEPS
}
