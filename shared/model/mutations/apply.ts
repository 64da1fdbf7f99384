// A mutation applied to a show: the next show and the way back, or why not. Pure: what was there stays as it was.
import { failed, fault, ok } from '../../base/result.ts'
import type { Result } from '../../base/result.ts'
import { changeThing } from './change.ts'
import type { Checks } from './checks.ts'
import { Draft } from './draft.ts'
import type { Judged } from './draft.ts'
import { editSteps } from './edit-steps.ts'
import type { EditedShow } from './edited-show.ts'
import { labelOf } from './label.ts'
import type { Made } from './made.ts'
import { editsOf, together } from './mutation.ts'
import type { Edit, Mutation } from './mutation.ts'
import type { NameKind } from './names-in-show.ts'
import { moveThings, putThing, removeThing } from './put-and-remove.ts'
import { EditRefused, refuse } from './refusals.ts'
import type { EditFault } from './refusals.ts'
import { renameThing } from './rename.ts'
import { isNothing } from './touched.ts'
import type { Touched } from './touched.ts'
import { refuseLostNames } from './uses.ts'

export interface Applied {
  /** The very same, with its old generation, where nothing changed. */
  readonly edited: EditedShow
  /** Puts every byte back, at once or after edits of other things. */
  readonly inverse: Mutation
  readonly touched: Touched
  /** The mutation with nothing left to defaults: whoever applies it to the same show has the same show. */
  readonly accepted: Mutation
  /** What it is called for people. */
  readonly label: string
}

/**
 * Refuses with `edit/stale` what would overwrite an edit that its editor has not seen, `edit/gone`, `edit/taken`,
 * `edit/in-use` (something would be left that goes by a name that is gone), `edit/invalid` and `edit/too-many`.
 */
export function apply(
  edited: EditedShow,
  mutation: Mutation,
  judged: Judged,
  checks: Checks,
): Result<Applied, EditFault> {
  try {
    return ok(applied(edited, mutation, judged, checks))
  } catch (thrown) {
    if (thrown instanceof EditRefused) return failed({ ...thrown.fault, since: thrown.since })
    throw thrown
  }
}

function applied(edited: EditedShow, mutation: Mutation, judged: Judged, checks: Checks): Applied {
  if ('seen' in judged && judged.seen > edited.generation) {
    const what = `it was made on generation ${judged.seen}, and this show is at ${edited.generation}`
    throw new EditRefused(fault('edit/other-show', 'generation', what, 'ask for the show again'))
  }
  const label = labelOf(edited, mutation)
  const edits = editsOf(mutation)
  const draft = new Draft(edited, judged, checks, edits.length > 1)
  const accepted: Edit[] = []
  const inverses: (readonly Edit[])[] = []
  const losing = new Set<NameKind>()
  for (const edit of edits) {
    const made = makeEdit(draft, edit)
    accepted.push(made.accepted)
    inverses.push(made.inverse)
    for (const kind of namesAtRisk(edit)) losing.add(kind)
  }
  checkTotal(draft)
  refuseLostNames(edited.show, draft.show, losing)
  const finished = draft.finish()
  const next = isNothing(finished.touched) ? edited : finished.edited
  return {
    edited: next,
    inverse: together(inverses.toReversed().flat()),
    touched: finished.touched,
    accepted: mutation.edit === 'all' ? { ...mutation, edits: accepted } : together(accepted),
    label,
  }
}

function makeEdit(draft: Draft, edit: Edit): Made {
  switch (edit.edit) {
    case 'put':
      return putThing(draft, edit)
    case 'remove':
      return removeThing(draft, edit)
    case 'move':
      return moveThings(draft, edit)
    case 'rename':
      return renameThing(draft, edit)
    case 'change':
      return changeThing(draft, edit)
    case 'steps':
      return editSteps(draft, edit)
  }
}

/** Kinds of names that may be gone after an edit. */
function namesAtRisk(edit: Edit): readonly NameKind[] {
  if (edit.edit === 'steps' || edit.edit === 'move') return []
  // A family of event types may go with its last.
  if (edit.edit === 'rename') return edit.kind === 'event' ? ['event'] : []
  if (edit.kind === 'scheduler') return ['scheduler', 'group', 'variable']
  if (edit.kind === 'cueList') return ['cueList', 'cue']
  return edit.edit === 'remove' ? [edit.kind] : []
}

function checkTotal({ show, checks }: Draft): void {
  const steps = show.playlists.reduce((sum, playlist) => sum + playlist.steps.length, 0)
  if (steps <= checks.stepsOfShow) return
  const what = `the playlists would have ${steps} steps together; ${checks.stepsOfShow} is the most`
  refuse('edit/too-many', 'playlists', what, 'use repeats, or split the show')
}
