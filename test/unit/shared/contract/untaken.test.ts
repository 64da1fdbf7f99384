import { expect, test } from 'vitest'
import { valueFrame } from '../../../../shared/contract/stream-frames.ts'
import type { ShowView } from '../../../../shared/contract/streams.ts'
import { Untaken } from '../../../../shared/contract/untaken.ts'

test('the show as it is now counts for nobody; a show of before does, for as long as one client has yet to take it', () => {
  const untaken = new Untaken()
  const [first, second] = ['First', 'Second'].map((name) => valueFrame('show', { name } as ShowView))
  const held = untaken.hold(first!, 1000)
  expect(untaken.bytes).toBe(0)
  untaken.hold(second!, 1200)
  expect(untaken.bytes).toBe(1000)
  held[Symbol.dispose]()
  expect(untaken.bytes).toBe(0)
})
