import { expect, test } from 'vitest'
import { action } from '../../../../renderer/lib/actions.ts'
import type { Action } from '../../../../renderer/lib/actions.ts'
import { Actions } from '../../../../renderer/state/actions.svelte.ts'
import { Palette } from '../../../../renderer/state/palette.svelte.ts'

const made = (id: string, words: string, more: Partial<Action> = {}): Action =>
  action({ id, words, group: 'file', run: () => undefined, ...more })

function setUp(cues = 0) {
  const actions = new Actions({ barred: () => null, refuse: () => undefined })
  actions.register([
    made('file.save', 'Save'),
    made('file.saveAs', 'Save as…'),
    made('show.go', 'GO', { group: 'transport' }),
    made('cue.digit', 'Jump by number', { group: 'cues', keyOnly: true }),
  ])
  let asked = 0
  const named = (): readonly Action[] => {
    asked += 1
    return Array.from({ length: cues }, (_, at) =>
      made(`cue ${at}`, `Go to ${at + 1} Blinders`, { group: 'cues' }),
    )
  }
  const palette = new Palette(actions, named)
  const lines = (): string[] => palette.lines.map(({ words }) => words)
  return { palette, lines, asked: () => asked }
}

test('nothing typed: what the table has, group by group, and Enter does nothing yet', () => {
  const { palette, lines, asked } = setUp(10)
  expect(lines()).toEqual(['GO', 'Save', 'Save as…'])
  expect(palette.chosen).toBeNull()
  expect(asked()).toBe(0)
})

test('arrows choose, round at both ends', () => {
  const { palette } = setUp()
  palette.walk(1)
  expect(palette.chosen?.id).toBe('show.go')
  palette.walk(-1)
  expect(palette.chosen?.id).toBe('file.saveAs')
  palette.write('')
  palette.walk(-1)
  expect(palette.chosen?.id).toBe('file.saveAs')
})

test('what fits best is chosen, and what is typed on chooses anew', () => {
  const { palette, lines } = setUp(3)
  palette.write('sav')
  expect(lines()).toEqual(['Save', 'Save as…'])
  palette.walk(1)
  expect(palette.chosen?.id).toBe('file.saveAs')
  palette.write('go to 2')
  expect([lines(), palette.chosen?.id]).toEqual([['Go to 2 Blinders'], 'cue 1'])
  palette.write('nothing of it')
  expect([lines(), palette.chosen, palette.more]).toEqual([[], null, 0])
  palette.walk(1)
  expect(palette.chosen).toBeNull()
})

test('of 5,000 cues no more are listed than are looked through, and the rest is counted', () => {
  const { palette } = setUp(5_000)
  palette.write('blinders')
  expect([palette.lines.length, palette.more]).toEqual([80, 4_920])
  palette.write('go to 4711')
  expect(palette.lines.map(({ words }) => words)).toEqual(['Go to 4711 Blinders'])
})
