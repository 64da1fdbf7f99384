// Whether what a control tells is a press, a release or neither: one pure step from where it stood.
import type { EdgeProfile, Outcome } from '../../shared/model/outcome.ts'
import type { Manner, Side } from '../../shared/model/signal.ts'

/** What is remembered of a control, however its presses are told. */
export interface Control {
  /** What it told last; null until then. */
  value: number | null
  /** The first value since it was let go last; null while it is. */
  first: number | null
  /** It has told other values since, as a fader does on its way, and a button never. */
  varied: boolean
  /** It has been let go at least once. */
  released: boolean
  /** The low byte of its value has come since: it is half of a fader of 14 bits. */
  halved: boolean
  /** When it was heard last. */
  at: number
}

/** Where a control stands by one profile. */
export interface Level {
  side: Side
  /** What pressed it was a complete touch, so that nothing is held. */
  complete: boolean
  /** When its last press or release was taken. */
  edgeAt: number
  pressedAt: number
}

export function newControl(): Control {
  return { value: null, first: null, varied: false, released: false, halved: false, at: -Infinity }
}

/** Where a control that has told `value` stands, for one who has not been following it. */
export function levelAt({ value }: Control, manner: Manner, profile: EdgeProfile | null): Level {
  const side = value === null ? 0 : manner.side(value, profile?.threshold ?? null, 0)
  return { side, complete: false, edgeAt: -Infinity, pressedAt: -Infinity }
}

/** Milliseconds in which an edge is taken for a bounce. */
function bounceOf(manner: Manner, profile: EdgeProfile | null): number {
  return profile?.bounce ?? manner.bounce
}

/** Takes a value into the level; `null` is a complete touch. */
export function step(
  level: Level,
  control: Control,
  value: number | null,
  manner: Manner,
  profile: EdgeProfile | null,
  at: number,
): Outcome {
  const side = value === null ? level.side : manner.side(value, profile?.threshold ?? null, level.side)
  const outcome = value === null ? 'touch' : moved(level, side, value, control, manner)
  if (outcome === 'none') {
    return value !== null && bouncesBack(level, side, control, manner, profile, at) ? 'ignored' : outcome
  }
  if (bounces(level, outcome, manner, profile, at)) return 'ignored'
  level.side = side
  if (value !== null) level.complete = outcome === 'touch'
  level.edgeAt = at
  if (outcome !== 'release') level.pressedAt = at
  return outcome
}

/** When a control, last heard at `at`, will have stood still at `value`; Infinity where that is where it was told to be. */
export function stillAt(
  level: Level,
  value: number,
  at: number,
  manner: Manner,
  profile: EdgeProfile | null,
): number {
  if (manner.side(value, profile?.threshold ?? null, level.side) === level.side) return Infinity
  return Math.max(level.edgeAt, at) + bounceOf(manner, profile)
}

/** Takes the value that a control came to rest at after it bounced; what is not news is ignored. */
export function settle(
  level: Level,
  value: number,
  manner: Manner,
  profile: EdgeProfile | null,
  at: number,
): Outcome {
  const side = manner.side(value, profile?.threshold ?? null, level.side)
  if (side === level.side || at < level.edgeAt + bounceOf(manner, profile)) return 'ignored'
  level.side = side
  level.edgeAt = at
  if (side === 0) return 'release'
  level.pressedAt = at
  return 'press'
}

function moved(
  { side: was, complete }: Level,
  side: Side,
  value: number,
  control: Control,
  manner: Manner,
): Outcome {
  if (side === 0) return was === 0 ? 'none' : 'release'
  if (manner.strikes) return 'press'
  if (isRepeated(value, control, manner)) {
    return manner.mayNeverRest && !control.released ? 'touch' : 'press'
  }
  return side === was && !complete ? 'none' : 'press'
}

/** A button that tells its press again; a fader that repeats itself has told other values on its way. */
function isRepeated(value: number, { value: before, varied, halved }: Control, manner: Manner): boolean {
  return manner.repeats && value === before && Number.isInteger(value) && !varied && !halved
}

function bounces(
  { edgeAt, pressedAt }: Level,
  outcome: Outcome,
  manner: Manner,
  profile: EdgeProfile | null,
  at: number,
): boolean {
  const time = bounceOf(manner, profile)
  if (time === 0) return false
  if (manner.bounces === 'edges') return Math.abs(at - edgeAt) < time
  return outcome !== 'release' && Math.abs(at - pressedAt) < time
}

/** A switch that has left the place where it was told to be comes back to it before that was believed. */
function bouncesBack(
  level: Level,
  side: Side,
  { value: before }: Control,
  manner: Manner,
  profile: EdgeProfile | null,
  at: number,
): boolean {
  if (before === null || manner.bounces !== 'edges') return false
  const left = manner.side(before, profile?.threshold ?? null, level.side) !== side
  return left && Math.abs(at - level.edgeAt) < bounceOf(manner, profile)
}

/** Remembers what a control has told, once every level has taken it. */
export function remember(control: Control, value: number, manner: Manner, at: number): void {
  if (manner.side(value, null, 0) === 0) {
    control.released ||= control.first !== null
    control.first = null
    control.varied = false
  } else {
    control.first ??= value
    control.varied ||= value !== control.first
  }
  control.value = value
  control.halved = false
  control.at = at
}

/** A value that a button would tell again, on a fader's way: let it not be merged, or a replay would hear a press. */
export function looksRepeated(value: number | null, { first, varied }: Control): boolean {
  return varied && value === first
}
