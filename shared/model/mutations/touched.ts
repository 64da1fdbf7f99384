// What an edit changed, and whose values stood there before and after: by this an undo is judged.
import type { StepTraces, Trace } from './edited-show.ts'
import type { Generation } from './mutation.ts'
import type { ThingRef } from './mutation.ts'
import type { Owner } from './refusals.ts'

interface Versions {
  readonly before: Generation
  readonly after: Generation
}

export interface TouchedField extends Versions {
  readonly owner: Owner
  readonly field: string
  /** Whether only a name in it changed, as that of a thing did. */
  readonly follows: boolean
}

/** All that is known of a thing with what lies in it. */
export interface WholeTrace {
  readonly own: Trace
  readonly steps: StepTraces | undefined
  /** Of the rules of a scheduler, or the cues of a list, by id. */
  readonly held: ReadonlyMap<string, Trace>
}

export interface TouchedThing {
  readonly ref: ThingRef
  readonly before: WholeTrace
  readonly after: WholeTrace
  /** Whether it is there afterwards. */
  readonly isThere: boolean
}

/** Versions of steps by their keys; 0 where there is no such step. */
export interface TouchedSteps {
  readonly playlist: string
  readonly keys: Readonly<Uint32Array>
  readonly before: Readonly<Uint32Array>
  readonly after: Readonly<Uint32Array>
  readonly follows: boolean
}

export interface Touched {
  readonly fields: readonly TouchedField[]
  /** Things that came, went or were replaced whole. */
  readonly things: readonly TouchedThing[]
  readonly steps: readonly TouchedSteps[]
}

export function isNothing({ fields, things, steps }: Touched): boolean {
  return fields.length === 0 && things.length === 0 && steps.length === 0
}

/** Whether the very same values stand in a thing and in all that lies in it. */
export function isSameVersion(left: WholeTrace, right: WholeTrace): boolean {
  if (!isSameTrace(left.own, right.own) || !isSameSteps(left, right)) return false
  const heldOf = ({ own, held }: WholeTrace, id: string): Trace => held.get(id) ?? { ...own, fields: NONE }
  const ids = new Set([...left.held.keys(), ...right.held.keys()])
  return [...ids].every((id) => isSameTrace(heldOf(left, id), heldOf(right, id)))
}

const NONE: Trace['fields'] = new Map()

function isSameTrace(left: Trace, right: Trace): boolean {
  if (left.gone !== undefined && right.gone !== undefined) return true
  if (left.version !== right.version || left.gone !== right.gone) return false
  const versionOf = ({ fields, version }: Trace, field: string): Generation =>
    fields.get(field)?.version ?? version
  const fields = new Set([...left.fields.keys(), ...right.fields.keys()])
  return [...fields].every((field) => versionOf(left, field) === versionOf(right, field))
}

function isSameSteps(left: WholeTrace, right: WholeTrace): boolean {
  if (left.steps === right.steps) return true
  const [one, other] = [left.steps?.versions, right.steps?.versions]
  if (one !== undefined && other !== undefined && one.length !== other.length) return false
  const count = one?.length ?? other?.length ?? 0
  for (let index = 0; index < count; index += 1) {
    if ((one?.[index] ?? left.own.version) !== (other?.[index] ?? right.own.version)) return false
  }
  return true
}
