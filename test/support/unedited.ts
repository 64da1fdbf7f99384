// What clients see of the editing of a show with which nothing is wrong and nothing was done.
import type { EditsView } from '../../shared/contract/edits-view.ts'

export const UNEDITED: EditsView = {
  ...{ generation: 1, isEdited: false, path: '/shows/a.json', history: [] },
  ...{ offered: null, failing: null, saving: null, autosave: false, readOnly: null },
  ...{ kept: 1, notKept: null, restored: null, notices: [], rescued: null, migrated: null },
}
