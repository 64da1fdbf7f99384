// What a bound control sends just now, read from what has arrived, and where it stands on its curve.
import type { MonitorLine, NamedParam } from '../../shared/contract/streams.ts'
import { numberHeard } from '../../shared/model/control-number.ts'
import { shapeOf, withinShare } from '../../shared/model/curve.ts'
import type { Curve } from '../../shared/model/curve.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import type { InputFamily } from '../../shared/model/input.ts'
import { compileValueMatch } from '../../shared/model/match.ts'
import type { EventMatch } from '../../shared/model/match.ts'
import type { Fields } from '../../shared/model/mutations/mutation.ts'
import { rangeOf } from '../../shared/model/param-message.ts'

const TYPES: Readonly<Record<InputFamily, string>> = {
  ...{ hid: 'hid.received', gamepad: 'hid.received', virtual: 'hid.received' },
  ...{ midi: 'midi.received', keyboard: 'key.received', osc: 'osc.received' },
}

/** Null for what was shortened. */
function eventOfLine({ seq, at, family, source, raw }: MonitorLine): EventEnvelope | null {
  try {
    const payload = JSON.parse(raw) as EventEnvelope['payload']
    return { seq, at, type: TYPES[family], source, payload, cause: null } as unknown as EventEnvelope
  } catch {
    return null
  }
}

/** The number that a binding's control told last; null where it is not known. Newest first. */
export function heardLast(lines: readonly MonitorLine[], input: Fields): number | null {
  const { while: _, ...match } = input['match'] as EventMatch
  const hears = compileValueMatch(match)
  const field = input['field']
  const path = typeof field === 'string' ? field.split('.') : null
  for (const line of lines) {
    const event = eventOfLine(line)
    if (event !== null && hears(event)) return numberHeard(event, path)
  }
  return null
}

export type Point = readonly [x: number, y: number]

/** A curve as points from 0 to 1, for a small picture. */
export function pointsOf(curve: Curve, [low, high]: readonly [number, number], count = 24): readonly Point[] {
  const shape = shapeOf(curve, low, high)
  return Array.from({ length: count + 1 }, (_, at) => [at / count, shape.at(at / count)])
}

/** Where on its curve a control stands whose place is this one of the parameter's range. */
export function handOn(curve: Curve, [low, high]: readonly [number, number], place: number): Point {
  const share = withinShare((place - low) / (high - low))
  return [shapeOf(curve, low, high).inverse(share), share]
}

/** A parameter as its form has read it; null before it has. */
export function definitionOfParam(definition: Fields | null, name: string): NamedParam | null {
  return definition === null ? null : ({ ...definition, name } as unknown as NamedParam)
}

/** The part of the parameter that an input moves. */
export function targetOf(input: Fields, param: NamedParam): readonly [number, number] {
  return (input['to'] as readonly [number, number] | undefined) ?? rangeOf(param)
}
