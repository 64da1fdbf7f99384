// A show after edits that rename things in it, and what stages are told of that.
import { apply } from '../../shared/model/mutations/apply.ts'
import { takeIn } from '../../shared/model/mutations/edited-show.ts'
import type { Edit } from '../../shared/model/mutations/mutation.ts'
import { renamedBy } from '../../shared/model/mutations/renamed.ts'
import { showChecks } from '../../shared/model/mutations/show-checks.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import { showFile } from '../../shared/model/show.ts'
import type { ShowFile } from '../../shared/model/show.ts'

/** `seq` of the event that a test's edits come of. */
export const BY_EDIT = 41

export function showOf(fields: object): ShowFile {
  return showFile.parse({ version: 1, name: 'Test', ...fields })
}

export const rename = (kind: string, id: string, to: string, inside?: string): Edit =>
  ({ edit: 'rename', kind, id, to, ...(inside !== undefined && { in: inside }) }) as Edit

export function edited(show: ShowFile, ...edits: readonly Edit[]): readonly [ShowFile, ShowChange] {
  const applied = apply(takeIn(show, 1), { edit: 'all', edits }, { at: 2, seen: 1 }, showChecks)
  if (!applied.ok) throw new Error(`${applied.error.where}: ${applied.error.what}`)
  const { accepted, edited: next } = applied.value
  return [next.show, { kind: 'edit', cause: BY_EDIT, renamed: renamedBy(accepted) }]
}
