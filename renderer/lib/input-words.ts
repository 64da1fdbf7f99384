// Inputs in the operator's words: families, states of controllers, what was learned.
import type { GivenGesture } from '../../shared/model/gesture.ts'
import type { DeviceHealth, DeviceState } from '../../shared/model/health.ts'
import type { CapturedControl, InputFamily } from '../../shared/model/input.ts'
import { typeWords } from './type-words.ts'

/** `asking` until the engine has told of the session; `elsewhere` while another client learns, as only one can. */
export type LearnPhase = 'idle' | 'asking' | 'listening' | 'elsewhere' | 'captured' | 'timedOut' | 'cancelled'

export type InputsTab = 'desk' | 'gestures' | 'recordings' | 'lights'

export const FAMILIES: readonly InputFamily[] = ['hid', 'gamepad', 'midi', 'osc', 'keyboard', 'virtual']

export const FAMILY_NAMES: Readonly<Record<DeviceHealth['family'] | InputFamily, string>> = {
  hid: 'USB controller',
  gamepad: 'Gamepad',
  midi: 'MIDI',
  osc: 'OSC',
  keyboard: 'Keyboard',
  virtual: 'On-screen',
  replay: 'Replay',
}

/** The same where there is little room. */
export const FAMILY_MARKS: Readonly<Record<InputFamily, string>> = {
  hid: 'USB',
  gamepad: 'Pad',
  midi: 'MIDI',
  osc: 'OSC',
  keyboard: 'Keys',
  virtual: 'Screen',
}

export const GESTURE_KINDS: Readonly<Partial<Record<string, string>>> = {
  doubleTap: 'Double tap',
  multiTap: 'Taps',
  simultaneous: 'Together',
  sequence: 'Sequence',
  hold: 'Hold',
  release: 'Release',
  exclusive: 'Tap, double tap or hold',
}

export const STATE_TONES = {
  searching: 'soft',
  opening: 'warn',
  open: 'go',
  lost: 'fail',
  refused: 'fail',
  off: 'soft',
} as const satisfies Record<DeviceState, string>

/** As they read beside a name. */
export const STATE_WORDS: Readonly<Record<DeviceState, string>> = {
  searching: 'looked for',
  opening: 'being opened',
  open: 'works',
  lost: 'lost',
  refused: 'cannot be opened',
  off: 'off',
}

const STATE_RANKS: Readonly<Record<DeviceState, number>> = {
  refused: 0,
  lost: 0,
  opening: 1,
  searching: 1,
  open: 1,
  off: 2,
}

/** Those in trouble first, those that are off last, otherwise in the order given. */
export function troubledFirst<T extends { readonly state: DeviceState }>(devices: readonly T[]): T[] {
  return [...devices].sort((left, right) => STATE_RANKS[left.state] - STATE_RANKS[right.state])
}

/** `37 open, 2 in trouble`; only what there is. */
export function devicesInShort(devices: readonly { readonly state: DeviceState }[]): string {
  const open = devices.filter(({ state }) => state === 'open').length
  const troubled = devices.filter(({ state }) => STATE_TONES[state] === 'fail').length
  return troubled === 0 ? `${open} open` : `${open} open, ${troubled} in trouble`
}

/** `0 to 127`; digits that say nothing are left out. */
export function rangeText(range: { readonly min: number; readonly max: number } | null): string | null {
  if (range === null) return null
  const [min, max] = [range.min, range.max].map((value) => String(Number(value.toFixed(3))))
  return min === max ? (min as string) : `${min as string} to ${max as string}`
}

/** A name as an id that a show file takes: `l1 of DualShock 4` is `l1-of-dualshock-4`. */
export function idOf(name: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .match(/[a-z0-9]+/g)
  return words === null ? '' : words.join('-').slice(0, 60).replace(/-$/, '')
}

/** `control cross`, `MIDI in note 36, channel 1`: what a trigger on a learned control listens for. */
export function listensFor({ match }: Pick<CapturedControl, 'match'>): string {
  const {
    event,
    where = {},
    address,
  } = match as {
    readonly event?: string
    readonly where?: Readonly<Record<string, unknown>>
    readonly address?: string
  }
  const said = Object.entries(where).flatMap(([path, value]) => {
    const name = path.split('.').at(-1) ?? path
    // Which device it is stands beside it.
    if (name === 'device' || name === 'port' || name === 'source') return []
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return name === 'control' || name === 'kind' || name === 'code' || name === 'address'
      ? [text]
      : [`${name} ${text}`]
  })
  return [typeWords(event ?? ''), address ?? '', said.join(', ')].filter((part) => part !== '').join(' ')
}

export type NewGesture = GivenGesture

/** A gesture on the learned control; an empty output publishes no event of the show's own. */
export function gestureOn(
  captured: CapturedControl,
  kind: 'doubleTap' | 'hold',
  { id, name, output }: { readonly id: string; readonly name: string; readonly output: string },
): NewGesture {
  // The engine writes a match as a show file holds it, and checks it again when it comes back.
  const match = captured.match as (NewGesture & { kind: 'hold' })['sources'][number]
  const event = output.trim()
  return {
    kind,
    id: id.trim(),
    name: name.trim(),
    sources: [match],
    ...(event === '' ? {} : { output: event }),
  }
}
