import { expect, test } from 'vitest'
import { ANSWER_BYTES, withinAnswer } from '../../../../shared/contract/answer-size.ts'

test('a list that fits is answered whole, and says nothing of being cut', () => {
  expect(withinAnswer([1, 2])).toEqual({ events: [1, 2] })
  expect(withinAnswer([])).toEqual({ events: [] })
})

test('a list that would be larger than an answer is cut, and says so', () => {
  const { events, cut } = withinAnswer(Array.from({ length: 100 }, () => 'x'.repeat(60_000)))
  expect(cut).toBe(true)
  expect(events).toHaveLength(17)
  expect(JSON.stringify(events).length).toBeLessThanOrEqual(ANSWER_BYTES)
})

test('one member is answered however large it is', () => {
  const large = 'x'.repeat(2 * ANSWER_BYTES)
  expect(withinAnswer([large, 1])).toEqual({ events: [large], cut: true })
})
