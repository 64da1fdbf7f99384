// Does again what a journal holds: the same edits on the same show give the same show, and the same history of it.
import { failed, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { apply } from '../../shared/model/mutations/apply.ts'
import type { Applied } from '../../shared/model/mutations/apply.ts'
import { ACCEPTED } from '../../shared/model/mutations/checks.ts'
import type { Checks } from '../../shared/model/mutations/checks.ts'
import { showChecks } from '../../shared/model/mutations/show-checks.ts'
import type { EditedShow } from '../../shared/model/mutations/edited-show.ts'
import type { Mutation } from '../../shared/model/mutations/mutation.ts'
import type { EditFault } from '../../shared/model/mutations/refusals.ts'
import type { KeptEdit, KeptRecord, KeptTurn } from './journal-records.ts'
import { UndoHistory } from './undo.ts'

/** Edits are done again as they were: fields stand in the order in which they were read then. */
const AS_ACCEPTED: Checks = {
  ...ACCEPTED,
  thing: (kind, value) => {
    const read = showChecks.thing(kind, value)
    return read.ok ? read : ACCEPTED.thing(kind, value)
  },
}

export interface Replayed {
  readonly edited: EditedShow
  readonly undoable: UndoHistory
  /** When the last of the edits was, in wall milliseconds. */
  readonly at: number
  /** Why it ends before the last; null where it does not. */
  readonly refused: EditFault | null
}

/** The records come after `base`, whose generation may be another than it was. */
export function replay(base: EditedShow, records: readonly KeptRecord[]): Replayed {
  let at = 0
  const undoable = new UndoHistory({ wall: () => at as ReturnType<Wall> }, showChecks)
  let edited = base
  let refused: EditFault | null = null
  for (const record of records) {
    if (record.kind !== 'edit' && record.kind !== 'turn') continue
    ;({ at } = record)
    const next = record.kind === 'edit' ? doAgain(edited, record, undoable) : turn(edited, record, undoable)
    if (!next.ok) {
      refused = next.error
      break
    }
    edited = next.value
  }
  return { edited, undoable, at, refused }
}

type Wall = ConstructorParameters<typeof UndoHistory>[0]['wall']
type Next = Result<EditedShow, EditFault>

function doAgain(edited: EditedShow, record: KeptEdit, undoable: UndoHistory): Next {
  const applied = applyAgain(edited, record.mutation)
  if (!applied.ok) return applied
  const { by, group, label, entry } = record
  undoable.record({ ...applied.value, label }, by, group, entry)
  return ok(applied.value.edited)
}

/** By the history where it has the whole entry, which may have begun before the journal did. */
function turn(edited: EditedShow, record: KeptTurn, undoable: UndoHistory): Next {
  const { entry, mutation } = record
  if (undoable.has(entry)) {
    const turned = undoable.turn(edited, entry, (_, accepted) =>
      JSON.stringify(accepted) === JSON.stringify(mutation) ? ok(undefined) : failed(ANOTHER),
    )
    if (turned.ok && turned.value.edited !== edited) return ok(turned.value.edited)
  }
  const applied = applyAgain(edited, mutation)
  if (!applied.ok) return applied
  undoable.recordTurned(applied.value, { ...record, id: entry })
  return ok(applied.value.edited)
}

const ANOTHER: EditFault = { code: 'edit/another', where: '', what: '', next: '', since: null }

function applyAgain(edited: EditedShow, mutation: Mutation): Result<Applied, EditFault> {
  const { generation } = edited
  return apply(edited, mutation, { at: generation + 1, seen: generation }, AS_ACCEPTED)
}
