import { expect, test } from 'vitest'
import { restoredText } from '../../../../main/snapshots/restored-text.ts'

const nothing = { path: null, age: 0, isSure: true, parts: {}, left: [], lost: 0, pending: [] }
const fog = { part: 'params', what: 'Fog', why: 'the show has no such parameter' }

test.each([
  [
    { age: 12_300, parts: { params: 3, vars: 1, standby: 1, cues: 2 } },
    'Back as it was 12.3 s ago: 3 parameters, 1 variable of the rules, standby and cues',
  ],
  [{ age: 90_000, parts: { params: 1, thrown: 0 } }, 'Back as it was 1 min 30 s ago: 1 parameter'],
  [
    { parts: { params: 0 }, left: [fog], lost: 3 },
    'Nothing of how the show stood is back; not as it was: Fog (the show has no such parameter) and 2 more',
  ],
  [{ age: null, parts: { thrown: 2 } }, 'Back: 2 thrown events'],
  [
    { isSure: false, parts: { standby: 1 } },
    'Back as it was at least 0 s ago: standby; the clock of the computer was set back meanwhile',
  ],
  [
    { parts: { params: 2 }, pending: ['runs'] },
    'Back as it was 0 s ago: 2 parameters; what would act waits for a decision: runs',
  ],
])('%j', (fields, text) => {
  expect(restoredText({ ...nothing, ...fields })).toBe(text)
})
