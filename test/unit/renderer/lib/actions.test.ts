import { describe, expect, test } from 'vitest'
import { action, doublesOf, keyedBy, repeatedIds } from '../../../../renderer/lib/actions.ts'
import type { Action, KeyLayer } from '../../../../renderer/lib/actions.ts'

const made = (id: string, layer: KeyLayer, keys: readonly string[], more: Partial<Action> = {}): Action =>
  action({ id, words: id, group: 'screen', layer, keys, run: () => undefined, ...more })

describe('what a key means', () => {
  const show = made('show', 'show', ['S'])
  const view = made('view', 'view', ['D', 'Enter'])
  const page = made('page', 'page', ['D', '?', 'Ctrl+Z'])

  test('the view before the page, however they came', () => {
    expect(keyedBy([page, view, show], 'D')).toBe(view)
    expect(keyedBy([page, view, show], 'S')).toBe(show)
    expect(keyedBy([page, view, show], 'G')).toBeNull()
  })

  test('a key that is not heard now goes on to the next layer', () => {
    expect(keyedBy([{ ...view, heard: () => false }, page], 'D')).toBe(page)
  })

  test('Shift alone makes no other key, unless the table has one with Shift', () => {
    const shifted = made('shifted', 'page', ['Shift+D'])
    expect(keyedBy([view], 'Shift+D')).toBe(view)
    expect(keyedBy([view, shifted], 'Shift+D')).toBe(shifted)
    expect(keyedBy([page], 'Ctrl+Shift+Z')).toBeNull()
  })
})

describe('doubles', () => {
  test('two actions of one layer with one key', () => {
    expect(doublesOf([[made('a', 'view', ['D'])], [made('b', 'view', ['D'])]])).toEqual([
      { key: 'D', ids: ['a', 'b'] },
    ])
  })
  test('a key of the show that a view binds', () => {
    expect(doublesOf([[made('a', 'show', ['S'])], [made('b', 'view', ['S'])]])).toEqual([
      { key: 'S', ids: ['a', 'b'] },
    ])
  })
  test('a key of the page that a view has for itself is none', () => {
    expect(doublesOf([[made('a', 'page', ['D'])], [made('b', 'view', ['D'])]])).toEqual([])
  })
  test('an id twice', () => {
    expect(repeatedIds([made('a', 'page', []), made('b', 'page', []), made('a', 'page', [])])).toEqual(['a'])
  })
})

test('getters of an action stay what they are', () => {
  let armed = false
  const turned = action({
    id: 'arm',
    get words() {
      return armed ? 'Disarm' : 'Arm'
    },
    group: 'check',
    run: () => undefined,
  })
  expect(turned.words).toBe('Arm')
  armed = true
  expect(turned.words).toBe('Disarm')
})
