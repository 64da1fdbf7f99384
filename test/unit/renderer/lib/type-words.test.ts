import { expect, test } from 'vitest'
import { typeWords } from '../../../../renderer/lib/type-words.ts'
import { policies } from '../../../../shared/model/policies.ts'

test.each([
  ['playlist.emitted', 'sent'],
  ['thrown.caught', 'caught'],
  ['learn.captured', 'learn captured'],
  ['show.state.notKept', 'show state not kept'],
  ['lights.go', 'lights.go'],
])('%s is %s', (type, words) => {
  expect(typeWords(type)).toBe(words)
})

test("no type of the engine's is shown as the engine spells it", () => {
  const plumbing = /^(?:snapshot|broadcast|metrics)\./
  const spelt = Object.keys(policies).filter(
    (type) => !plumbing.test(type) && /[.]|[a-z][A-Z]/.test(typeWords(type)),
  )
  expect(spelt).toEqual([])
})
