// What a show becomes when its file was read again: as if somebody had edited it, so that it may be taken back.
import { isSameJson } from '../../shared/base/same-json.ts'
import { apply } from '../../shared/model/mutations/apply.ts'
import type { Applied } from '../../shared/model/mutations/apply.ts'
import { ACCEPTED } from '../../shared/model/mutations/checks.ts'
import { takeIn } from '../../shared/model/mutations/edited-show.ts'
import type { EditedShow } from '../../shared/model/mutations/edited-show.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { editsBetween } from './edits-between.ts'

/** Edits by which the things of a show are replaced one by one; of more the history would be of no use to anybody. */
const MOST_EDITS = 5000

export interface ReadAgain {
  readonly next: EditedShow
  /** What takes it back; null where no edits make the one of the other. */
  readonly undo: Applied | null
}

/** `label` is what it is called in the history. */
export function readAgain(before: EditedShow, show: ShowFile, label: string): ReadAgain {
  const generation = before.generation + 1
  const edits = editsBetween(before, show)
  const judged = { at: generation, seen: before.generation }
  const applied =
    edits.length > MOST_EDITS ? null : apply(before, { edit: 'all', edits, label }, judged, ACCEPTED)
  // What is the same is the very same by now, so that this looks at no more than what is other.
  if (applied?.ok !== true || !isSameJson(applied.value.edited.show, show))
    return { next: takeIn(show, generation), undo: null }
  return { next: applied.value.edited, undo: applied.value }
}
