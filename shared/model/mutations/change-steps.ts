// Steps of a playlist at other times, with other fields, or replaced: their order in the file stays.
import type { PlaylistStep } from '../playlist.ts'
import { isSameInFile } from './made.ts'
import type { StepWork } from './mutation.ts'
import type { StepEditing, StepsMade, Work } from './step-editing.ts'

export function shiftSteps(editing: StepEditing, edit: Work<'shift'>): StepsMade {
  const indexes = editing.indexesIn(edit.keys)
  const offsetOf = (index: number): number => editing.step(index).offset
  let [first, last] = [indexes[0] as number, indexes[0] as number]
  for (const index of indexes) {
    if (offsetOf(index) < offsetOf(first)) first = index
    if (offsetOf(index) > offsetOf(last)) last = index
  }
  for (const index of [first, last]) {
    const moved = editing.draft.checks.stepField('offset', offsetOf(index) + edit.by)
    editing.need(moved, editing.key(index), ['offset'])
  }
  return retimed(editing, edit, indexes, (offset) => offset + edit.by)
}

export function setOffsets(editing: StepEditing, edit: Work<'offsets'>): StepsMade {
  const offsets = new Map(edit.offsets)
  for (const [key, offset] of offsets)
    editing.need(editing.draft.checks.stepField('offset', offset), key, ['offset'])
  const indexes = editing.present(offsets)
  return retimed(editing, edit, indexes, (_, index) => offsets.get(editing.key(index)) as number)
}

function retimed(
  editing: StepEditing,
  accepted: StepWork,
  indexes: readonly number[],
  timeOf: (offset: number, index: number) => number,
): StepsMade {
  const changed = editing.swap(indexes, (step, index) => {
    const offset = timeOf(step.offset, index)
    return offset === step.offset ? step : { ...step, offset }
  })
  const offsets = changed.map((index) => [editing.key(index), editing.step(index).offset] as const)
  return { accepted, inverse: changed.length === 0 ? null : { do: 'offsets', offsets } }
}

/** Old values of steps that were replaced. */
function replacedBack(editing: StepEditing, changed: readonly number[]): StepWork | null {
  if (changed.length === 0) return null
  return { do: 'replace', steps: changed.map((index) => [editing.key(index), editing.step(index)] as const) }
}

export function setFields(editing: StepEditing, { keys, set = {}, unset = [] }: Work<'set'>): StepsMade {
  const fields = new Map<string, unknown>(Object.entries(set).filter(([, value]) => value !== undefined))
  for (const field of unset) fields.set(field, undefined)
  for (const [field, value] of fields) {
    fields.set(field, editing.need(editing.draft.checks.stepField(field, value), [field]))
  }
  const changed = editing.swap(editing.indexesIn(keys), (step) => withFields(step, fields))
  const given = [...fields].filter(([, value]) => value !== undefined)
  const gone = [...fields.keys()].filter((field) => fields.get(field) === undefined)
  const accepted: StepWork = {
    do: 'set',
    keys,
    set: Object.fromEntries(given),
    unset: gone as (keyof PlaylistStep)[],
  }
  return { accepted, inverse: replacedBack(editing, changed) }
}

export function replaceSteps(editing: StepEditing, { steps }: Work<'replace'>): StepsMade {
  const next = new Map(
    steps.map(([key, step]) => [key, editing.need(editing.draft.checks.step(step), key)] as const),
  )
  const changed = editing.swap(editing.present(next), (step, index) => {
    const other = next.get(editing.key(index)) as PlaylistStep
    return isSameInFile(step, other) ? step : other
  })
  return { accepted: { do: 'replace', steps: [...next] }, inverse: replacedBack(editing, changed) }
}

/** The step itself where nothing differs; fields in the order in which a file has them. */
function withFields(step: PlaylistStep, fields: ReadonlyMap<string, unknown>): PlaylistStep {
  const old: Readonly<Record<string, unknown>> = step
  if ([...fields].every(([field, value]) => isSameInFile(old[field], value))) return step
  const next = { ...old, ...Object.fromEntries(fields) }
  const { offset, type, payload, producer, repeat } = next as unknown as PlaylistStep
  return {
    offset,
    type,
    payload,
    ...(producer === undefined ? {} : { producer }),
    ...(repeat === undefined ? {} : { repeat }),
  }
}
