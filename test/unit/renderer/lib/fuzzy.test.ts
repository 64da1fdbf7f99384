import { expect, test } from 'vitest'
import { fit, wordsIn } from '../../../../renderer/lib/fuzzy.ts'

const LINES = [
  'Go to 12 Blinders',
  'Start 12 Blinders',
  'Go to 1.2 Préset',
  'Go to 120 Finale',
  'GO',
  'Save as…',
  'Save',
  'Stop all',
]

/** The lines that fit, the best first. */
function found(query: string): string[] {
  return LINES.map((line) => ({ line, fits: fit(wordsIn(line), wordsIn('cue'), wordsIn(query)) }))
    .filter(({ fits }) => fits > 0)
    .toSorted((one, other) => other.fits - one.fits)
    .map(({ line }) => line)
}

test.each([
  ['go to 12', ['Go to 12 Blinders', 'Go to 120 Finale']],
  ['start 12', ['Start 12 Blinders']],
  ['go 1.2', ['Go to 1.2 Préset']],
  ['preset', ['Go to 1.2 Préset']],
  ['save', ['Save', 'Save as…']],
  ['blnd', ['Go to 12 Blinders', 'Start 12 Blinders']],
  ['cue blinders', ['Go to 12 Blinders', 'Start 12 Blinders']],
  ['12 go', ['Go to 12 Blinders', 'Go to 120 Finale']],
  ['xyz', []],
  ['  SAVE   as ', ['Save as…']],
])('%j finds %j, the best first', (query, lines) => {
  expect(found(query)).toEqual(lines)
})

test('letters scattered over words that are not read find nothing', () => {
  expect(fit(wordsIn('Cue sheets…'), wordsIn('import export csv print'), ['pin'])).toBe(0)
  expect(fit(wordsIn('Cue sheets…'), wordsIn('import export csv print'), ['print'])).toBeGreaterThan(0)
})

test('the word itself comes before what begins with it', () => {
  expect(found('go')[0]).toBe('GO')
})
