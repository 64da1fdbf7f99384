// Refusals that several parts of the stage share.
import { nearestName } from '../../shared/base/nearest.ts'
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import type { Json } from '../../shared/model/json.ts'

/** Bytes of one variable, or of what one thrown event carries, written as JSON. */
const VALUE_BYTES = 65_536

export function crowdedMemory(where: string): Fault {
  const what = 'the events that waiting executions remember take 32 MB already'
  return fault('rule/crowded', where, what, 'cancel some in the Rules view, or send smaller messages')
}

export function schedulerFull(where: string, maxTasks: number): Fault {
  const next = 'look for rules that start something again and again'
  return fault('scheduler/full', where, `${maxTasks} tasks are pending already`, next)
}

/** Which of `names` was probably meant, else `otherwise`. */
export function meant(name: string, names: Iterable<string>, otherwise: string): string {
  const nearest = nearestName(name, names)
  return nearest === null ? otherwise : `write ${nearest} if that was meant`
}

/** Null where `value` is small enough to be kept. */
export function tooLarge(code: string, where: string, value: Json): Fault | null {
  // A character takes at most six bytes, and most values are small.
  if (typeof value !== 'object' && (typeof value !== 'string' || value.length * 6 < VALUE_BYTES)) return null
  const bytes = Buffer.byteLength(JSON.stringify(value))
  if (bytes <= VALUE_BYTES) return null
  const what = `it would take ${bytes} bytes; the most is ${VALUE_BYTES}`
  return fault(code, where, what, 'keep large data elsewhere, and only its name here')
}

export function queueFull(where: string): Fault {
  const next = 'something publishes more than can be handled; stop it'
  return fault('scheduler/overloaded', where, 'the queue of events is full', next)
}
