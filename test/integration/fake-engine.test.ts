import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { FakeEngine } from '../support/fake-engine.ts'

test('the engine of scripted data closes, though a browser holds a connection that it never used', async () => {
  const engine = new FakeEngine('empty', import.meta.dirname)
  const socket = connect(await engine.listen(0), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  const closed = once(socket, 'close').then(() => 'closed')
  socket.resume()
  await engine[Symbol.asyncDispose]()
  expect(await closed).toBe('closed')
}, 10_000)
