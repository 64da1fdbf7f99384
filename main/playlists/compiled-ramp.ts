// A step that moves a value over a time, as the threads know it: its course, and how its number is written.
import type { Curve } from '../../shared/model/curve.ts'
import type { Json } from '../../shared/model/json.ts'
import { RAMP_LIMITS } from '../../shared/model/ramp.ts'
import type { WrittenMidiRamp, WrittenOscRamp } from '../../shared/model/ramp-step.ts'
import type { OnStop } from '../../shared/model/ramp-words.ts'

export interface CompiledRamp {
  /** Null where it begins where the value is. */
  readonly from: number | null
  readonly to: number
  readonly over: number
  readonly curve: Curve
  readonly rate: number
  readonly onStop: OnStop
  /** How the value is written; `m` is a whole number in a MIDI message. */
  readonly tag: 'f' | 'd' | 'i' | 'm'
}

/** Of a payload that the show's check has let through. */
export function compileRamp(payload: Json): CompiledRamp {
  const step = payload as unknown as WrittenOscRamp | WrittenMidiRamp
  const { from = null, to, over, curve = 'linear', rate = RAMP_LIMITS.usualRate, onStop = 'stay' } = step
  const tag = 'message' in step ? 'm' : (step.type ?? 'f')
  return { from, to, over, curve, rate, onStop, tag }
}
