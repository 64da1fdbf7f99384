import { expect, test } from 'vitest'
import { ShowState } from '../../../../main/coordinator/show-state.ts'
import { paramDefinition } from '../../../../shared/model/param.ts'
import { OPENING } from '../../../../shared/model/show-change.ts'

const level = paramDefinition.parse({ type: 'number', max: 10 })
const mood = paramDefinition.parse({ type: 'text', choices: ['calm', 'wild'] })

function opened(): ShowState {
  const state = new ShowState()
  state.take({ params: { level, mood } }, OPENING)
  return state
}

test('keeps what fits what the show declares', () => {
  const state = opened()
  expect(state.put('param', 'level', 5)).toEqual({ ok: true, value: null })
  expect(state.get('param', 'level')).toBe(5)
  expect(state.get('param', 'mood')).toBeUndefined()
})

test.each([
  ['unknown', 'other', 5],
  ['unknown', 'constructor', 5],
  ['invalid', 'level', 11],
  ['invalid', 'level', '5'],
  ['invalid', 'mood', 'odd'],
])('refuses as %s: %s %j', (why, name, value) => {
  const state = opened()
  state.put('param', 'level', 3)
  expect(state.put('param', name, value)).toMatchObject({ ok: false, error: { code: `state/${why}` } })
  expect(state.get('param', 'level')).toBe(3)
})

test('forgets what the show does not declare any more, and all of another show', () => {
  const state = opened()
  state.put('param', 'level', 3)
  state.put('param', 'mood', 'wild')
  state.take({ params: { mood } }, { kind: 'edit', cause: null })
  expect([state.get('param', 'level'), state.get('param', 'mood')]).toEqual([undefined, 'wild'])
  state.take({ params: { mood } }, OPENING)
  expect(state.get('param', 'mood')).toBeUndefined()
})
