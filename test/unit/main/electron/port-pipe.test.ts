import { EventEmitter } from 'node:events'
import type { MessagePortMain } from 'electron'
import { expect, test } from 'vitest'
import { portPipe } from '../../../../main/electron/port-pipe.ts'
import { PORT_TAKEN } from '../../../../shared/contract/pipe.ts'

/** The engine's end of a port whose page does what the test says. */
function open() {
  const sent: unknown[] = []
  const page = new EventEmitter()
  const port = Object.assign(page, {
    postMessage: (message: unknown) => void sent.push(message),
    start: () => undefined,
    close: () => void page.emit('close'),
  }) as unknown as MessagePortMain
  const pipe = portPipe(port, 1)
  const received: [unknown, number][] = []
  pipe.onMessage(
    (message, bytes) => received.push([message, bytes]),
    () => undefined,
  )
  return { sent, received, pipe, says: (data: unknown) => page.emit('message', { data }) }
}

test('a window counts as having taken a frame once its page has said so', () => {
  const { sent, received, pipe, says } = open()
  const frame = { kind: 'answer', id: 1, value: 'x'.repeat(10_000) } as const
  const taken: number[] = []
  for (const number of [1, 2]) expect(pipe.send(frame, () => taken.push(number))).toBeGreaterThan(10_000)
  expect([sent.length, pipe.buffered > 20_000, taken]).toEqual([2, true, []])
  says(PORT_TAKEN)
  expect([pipe.buffered < 11_000, taken]).toEqual([true, [1]])
  says({ kind: 'ping', id: 1 })
  expect(received).toEqual([[{ kind: 'ping', id: 1 }, expect.any(Number)]])
  pipe.cut()
  expect([pipe.buffered, taken]).toEqual([0, [1, 2]])
  expect(pipe.send(frame, () => taken.push(3))).toBe(0)
  expect([sent.length, taken]).toEqual([2, [1, 2, 3]])
})
