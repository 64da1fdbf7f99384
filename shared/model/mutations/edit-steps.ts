// Edits of the steps of a playlist, as many as there are in one pass.
import type { PlaylistDefinition } from '../playlist.ts'
import { moveSteps, putSteps, removeSteps } from './arrange-steps.ts'
import { replaceSteps, setFields, setOffsets, shiftSteps } from './change-steps.ts'
import type { Draft } from './draft.ts'
import type { Made } from './made.ts'
import type { StepEdit, StepWork } from './mutation.ts'
import { StepEditing } from './step-editing.ts'
import type { StepsMade } from './step-editing.ts'

export function editSteps(draft: Draft, edit: StepEdit): Made {
  const { id } = draft.resolve({ kind: 'playlist', id: edit.playlist })
  const playlist = draft.need({ kind: 'playlist', id }) as unknown as PlaylistDefinition
  const { accepted, inverse } = work(new StepEditing(draft, playlist), edit)
  const about = { edit: 'steps', playlist: id } as const
  return { accepted: { ...about, ...accepted }, inverse: inverse === null ? [] : [{ ...about, ...inverse }] }
}

function work(editing: StepEditing, edit: StepWork): StepsMade {
  switch (edit.do) {
    case 'shift':
      return shiftSteps(editing, edit)
    case 'offsets':
      return setOffsets(editing, edit)
    case 'set':
      return setFields(editing, edit)
    case 'replace':
      return replaceSteps(editing, edit)
    case 'remove':
      return removeSteps(editing, edit)
    case 'put':
      return putSteps(editing, edit)
    case 'move':
      return moveSteps(editing, edit)
  }
}
