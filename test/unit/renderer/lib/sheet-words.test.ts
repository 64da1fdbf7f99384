import { expect, test } from 'vitest'
import { outcomeWords } from '../../../../renderer/lib/sheet-words.ts'
import type { SheetPreview } from '../../../../shared/model/cue-sheet.ts'

const NOTHING: SheetPreview = {
  ...{ form: 'tab', hasHeads: true, heads: [], meanings: [], rows: [], rowCount: 0 },
  ...{ added: 0, changed: 0, same: 0, removed: 0, problems: [], more: 0 },
}

test.each([
  [{ added: 6 }, 'Adds 6 cues'],
  [
    { added: 1, changed: 2, same: 12, removed: 1 },
    'Adds 1 cue, changes 2 cues, leaves 12 as they are, removes 1 cue',
  ],
  [{ same: 1 }, 'Leaves 1 as it is'],
  [{}, 'Changes nothing'],
])('an import that would do %j says so before it is done', (counts, words) => {
  expect(outcomeWords({ ...NOTHING, ...counts })).toBe(words)
})
