import { expect, test } from 'vitest'
import { ReadThread } from '../../../../main/as-run/read-thread.ts'
import type { ThreadListener } from '../../../../main/as-run/thread.ts'

test('answers that come together are handed on one a turn', async () => {
  const turns: (() => void)[] = []
  let reply: (answer: unknown) => void = () => {}
  await using reading = new ReadThread({
    data: { role: 'reader', file: 'as-run.db' },
    startThread: <Q, R>(_: unknown, { replied }: ThreadListener<R>) => {
      reply = replied as (answer: unknown) => void
      return { post(_asked: Q) {}, [Symbol.asyncDispose]: () => Promise.resolve() }
    },
    defer: (run) => void turns.push(run),
    damaged() {},
  })
  const answered: number[] = []
  for (const seq of [1, 2, 3]) {
    void reading.ask({ kind: 'chain', session: 1, seq, limit: 1 }, 'chain').then(() => answered.push(seq))
  }
  for (const id of [1, 2, 3]) reply({ id, answer: { kind: 'chain', entries: [] } })
  for (const count of [0, 1, 2, 3]) {
    await new Promise(setImmediate)
    expect(answered).toHaveLength(count)
    expect(turns).toHaveLength(count < 3 ? 1 : 0)
    turns.shift()?.()
  }
})
