// What a control that was learned is, told from what it sent: a fader, an encoder, a stick or a button, and how sure that is.
import type { ParamInput, ParamInputOf } from '../../shared/model/binding.ts'
import type { CapturedControl } from '../../shared/model/input.ts'

export type BindingKind = ParamInput['kind']
export type Encoding = ParamInputOf<'encoder'>['encoding']

export interface Guess {
  /** What it may be, the likeliest first; more than one where that is not clear. */
  readonly kinds: readonly BindingKind[]
  /** Ways in which an encoder may tell its steps, the likeliest first. */
  readonly encodings: readonly Encoding[]
  /** Where it sends something else than such controls do. */
  readonly from: readonly [number, number] | null
  /** Where it rests, where that is not where such ranges do. */
  readonly rest: number | null
  /** What was seen that says so. */
  readonly why: string
}

type Seen = Pick<CapturedControl, 'family' | 'kind' | 'control' | 'trail' | 'event'>

const CLEAR = { encodings: [], from: null, rest: null }
const sure = (kind: BindingKind, why: string, more: Partial<Guess> = {}): Guess => ({
  ...{ ...CLEAR, kinds: [kind], why },
  ...more,
})
const either = (kinds: readonly BindingKind[], why: string, more: Partial<Guess> = {}): Guess => ({
  ...{ ...CLEAR, kinds, why },
  ...more,
})

/** Of a stick, from its middle: less is not moved, and what is let go comes back to within this. */
const ASIDE = 0.2
const AT_REST = 0.15
/** Steps that an encoder tells at once. */
const FAST_STEPS = 15
/** A hand that moves a fader passes places no further from each other than this, of 127. */
const NEIGHBOURS = 24
/** A control that jumps as far as this at each message is a switch, of 127. */
const JUMP = 32
const BEND_MIDDLE = 8192
const BEND_AT_REST = 200

export function guessOf(captured: Seen): Guess {
  switch (captured.kind) {
    case 'button':
    case 'hat':
    case 'key':
    case 'note':
      return sure('button', 'It is pressed and let go')
    case 'encoder':
      return sure('encoder', 'It tells steps', { encodings: ['plain'] })
    case 'axis':
      return guessAxis(captured)
    case 'controller':
      return guessController(captured.trail)
    case 'controller14':
    case 'nrpn':
    case 'rpn':
      return sure('value', 'It tells its place with 14 bits')
    case 'pitchBend':
      return guessBend(captured.trail)
    case 'polyPressure':
    case 'channelPressure':
      return sure('value', 'It tells how hard it is pressed')
    case 'message':
      return guessMessage(captured)
    default:
      return sure('button', 'It tells no place')
  }
}

const lastOf = (trail: readonly number[]): number => trail.at(-1) ?? 0

function guessAxis({ family, control, trail }: Seen): Guess {
  if (family === 'virtual') return sure('value', 'It stays where it is left')
  const [low, high] = [Math.min(0, ...trail), Math.max(0, ...trail)]
  const came = Math.abs(lastOf(trail)) <= AT_REST
  if (low < -ASIDE && high > ASIDE && came)
    return sure('rate', 'It went both ways and came back to its middle')
  if (/trigger|^[lr]2$|^[lr]t$|throttle|pedal/i.test(control) && low >= -AT_REST) {
    return sure('value', 'It goes one way from where it rests')
  }
  const ways = low < -AT_REST ? { from: [-1, 1] as const } : {}
  if (came) return either(['rate', 'value'], 'It came back to its middle', ways)
  return either(['value', 'rate'], 'It stayed where it was left', ways)
}

/** Encodings that all of these values may be of. */
export function encodingsOf(trail: readonly number[]): readonly Encoding[] {
  const within = (value: number, low: number, high: number): boolean => value >= low && value <= high
  const up = (value: number): boolean => within(value, 1, FAST_STEPS)
  const tests: readonly (readonly [Encoding, (value: number) => boolean])[] = [
    ['twos', (value) => up(value) || within(value, 128 - FAST_STEPS, 127)],
    ['offset', (value) => value !== 64 && within(value, 64 - FAST_STEPS, 64 + FAST_STEPS)],
    ['sign', (value) => up(value) || within(value, 65, 64 + FAST_STEPS)],
  ]
  return tests.filter(([, fits]) => trail.every(fits)).map(([encoding]) => encoding)
}

function jumpsOf(trail: readonly number[]): readonly number[] {
  return trail.slice(1).map((value, at) => Math.abs(value - (trail[at] as number)))
}

function guessController(trail: readonly number[]): Guess {
  const different = new Set(trail)
  const jumps = jumpsOf(trail)
  const encodings = encodingsOf(trail)
  // A fader passes many places, each once; an encoder tells few, again and again.
  const isRepeated = trail.length >= 3 && different.size <= trail.length / 2 + 1
  const isSwept = different.size > 5 && Math.max(...jumps) <= NEIGHBOURS && different.size > trail.length / 2
  if (encodings.length > 0 && isRepeated && !isSwept && !isOnOff(trail)) {
    return sure('encoder', 'It tells steps, and no place', { encodings })
  }
  if (isOnOff(trail)) return sure('button', 'It jumps between two values')
  if (different.size <= 3 && trail.length > 1 && Math.min(...jumps.filter((jump) => jump > 0)) >= JUMP) {
    return sure('button', 'It jumps between few values')
  }
  if (trail.length < 3) return either(['value', 'button'], 'It told few values')
  return sure('value', 'It passed many places')
}

/** Fully on, and off or nothing. */
function isOnOff(trail: readonly number[]): boolean {
  return trail.includes(127) && trail.every((value) => value === 127 || value === 0)
}

function guessBend(trail: readonly number[]): Guess {
  const range = [0, 16_383] as const
  if (Math.abs(lastOf(trail) - BEND_MIDDLE) <= BEND_AT_REST && trail.length > 1) {
    return either(['rate', 'value'], 'It came back to its middle', { from: range, rest: BEND_MIDDLE })
  }
  return sure('value', 'It stayed where it was left, as motor faders do')
}

function guessMessage({ trail, event }: Seen): Guess {
  const { args = [] } = event.payload as { readonly args?: readonly unknown[] }
  if (typeof args[0] !== 'number' || trail.length === 0) return sure('button', 'It carries no number')
  const different = new Set(trail)
  if (isSteps(different)) return sure('encoder', 'It tells 1 and -1', { encodings: ['plain'] })
  if ([...different].every((value) => value === 0 || value === 1)) {
    return trail.length > 1
      ? sure('button', 'It tells 1 and 0')
      : either(['button', 'value'], 'It told 1, as buttons do, and faders at their end')
  }
  const from = rangeSeen(Math.min(...trail), Math.max(...trail))
  const isBothWays = Math.min(...trail) < 0 && Math.max(...trail) > 0
  if (isBothWays && lastOf(trail) === 0) {
    return either(['rate', 'value'], 'It went both ways and came back to its middle', { from })
  }
  return sure('value', 'It passed many places', { from })
}

function isSteps(values: ReadonlySet<number>): boolean {
  return values.has(-1) && [...values].every((value) => value === 1 || value === -1)
}

/** Ends that programs use; a fader that was moved a part of its way goes to the nearest of them. */
const USUAL: readonly (readonly [number, number])[] = [
  [0, 1],
  [-1, 1],
]

/** Null where it is what such controls send anyway. */
function rangeSeen(low: number, high: number): readonly [number, number] | null {
  const usual = USUAL.find(([first, last]) => low >= first && high <= last)
  if (usual !== undefined) return usual[0] === 0 ? null : usual
  const isWhole = Number.isInteger(low) && Number.isInteger(high)
  const known = [100, 127, 255, 360, 1023, 4095, 16_383, 65_535].find(
    (end) => high <= end && high >= end * 0.9,
  )
  if (low >= 0 && low <= high * 0.1 && known !== undefined) return [0, known]
  const decimals = isWhole ? 0 : Math.max(0, 3 - Math.ceil(Math.log10(high - low)))
  return low === high ? null : [Number(low.toFixed(decimals)), Number(high.toFixed(decimals))]
}
