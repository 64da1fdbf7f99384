import { expect, test } from 'vitest'
import type { Fault } from '../../../../shared/base/result.ts'
import { action } from '../../../../renderer/lib/actions.ts'
import type { ActionFields } from '../../../../renderer/lib/actions.ts'
import { Actions } from '../../../../renderer/state/actions.svelte.ts'

function table(barred: string | null = null) {
  const done: string[] = []
  const refused: (readonly [string, string])[] = []
  const actions = new Actions({
    barred: () => barred,
    refuse: ({ what }: Fault, subject) => refused.push([subject, what]),
  })
  const made = (id: string, fields: Partial<ActionFields> = {}) =>
    action({ id, words: `Do ${id}`, group: 'screen', run: (chord) => done.push(`${id} ${chord}`), ...fields })
  return { actions, made, done, refused }
}

test('a room puts its actions in and takes them back', () => {
  const { actions, made } = table()
  const leave = actions.register([made('a', { keys: ['D'] })])
  actions.register([made('b')])
  expect(actions.all.map(({ id }) => id)).toEqual(['a', 'b'])
  expect(actions.keyedBy('D')?.id).toBe('a')
  leave()
  expect(actions.all.map(({ id }) => id)).toEqual(['b'])
  expect(actions.keyedBy('D')).toBeNull()
  expect(actions.byId('a')).toBeNull()
})

test('what cannot be done now says why instead', () => {
  const { actions, made, done, refused } = table('Locked by FOH since 17:16')
  actions.choose(made('open', { role: 'editor' }))
  actions.press(made('find', { when: () => 'No list' }), '/')
  actions.press(made('help'), '?')
  expect(done).toEqual(['help ?'])
  expect(refused).toEqual([
    ['Do open', 'Do open: Locked by FOH since 17:16'],
    ['Do find', 'Do find: No list'],
  ])
})

test('a key of the show asks the engine, whatever the screen thinks', () => {
  const { actions, made, done, refused } = table('The engine is not reached')
  const go = made('go', { layer: 'show', keys: ['Space'], role: 'operator' })
  actions.press(go, 'Space')
  expect(done).toEqual(['go Space'])
  actions.choose(go)
  expect(refused).toEqual([['Do go', 'Do go: The engine is not reached']])
})
