import { expect, test } from 'vitest'
import { action } from '../../../../renderer/lib/actions.ts'
import type { ActionFields } from '../../../../renderer/lib/actions.ts'
import { keySections } from '../../../../renderer/lib/key-help.ts'

const made = (id: string, keys: readonly string[], more: Partial<ActionFields> = {}) =>
  action({ id, words: `Do ${id}`, group: 'screen', keys, run: () => undefined, ...more })

test('by layer, the strongest first, with the signs of the keyboard', () => {
  const actions = [
    made('undo', ['Ctrl+Z']),
    made('none', []),
    made(
      'number',
      Array.from({ length: 10 }, (_, digit) => String(digit)),
      { layer: 'view', keyWords: 'Jump by number' },
    ),
    made('remove', ['Delete'], { layer: 'view', role: 'editor' }),
    made('go', ['Space'], { layer: 'show' }),
  ]
  expect(keySections(actions, new Set(), true)).toMatchObject([
    { id: 'show', lines: [{ keys: 'Space', does: 'Do go' }] },
    { id: 'view', lines: [{ keys: 'digits', does: 'Jump by number' }] },
    { id: 'editing', lines: [{ keys: 'Delete', does: 'Do remove' }] },
    { id: 'page', lines: [{ keys: '⌘Z', does: 'Do undo' }] },
  ])
})

test.each([
  ['S', ['KeyS'], true],
  ['S', ['s'], true],
  ['S', ['KeyG', 'F13'], false],
  ['Space', [' '], true],
  ['Space', ['Space'], true],
  ['7', ['Digit7'], true],
  ['F2', ['F2'], true],
  // Combinations never reach a show.
  ['Ctrl+S', ['KeyS', 's'], false],
])('%s clashes with a show that listens to %j: %s', (key, shows, clashes) => {
  const [section] = keySections([made('it', [key])], new Set(shows))
  expect(section?.lines[0]?.clashes).toBe(clashes)
})
