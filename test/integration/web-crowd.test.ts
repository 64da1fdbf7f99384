// Connections of one address by the hundred: those behind them are answered, and what ends something is carried out.
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { HTTP_LIMITS } from '../../main/web/limits.ts'
import { stillApp } from './web-rig.ts'

/** The status, and the code of the fault, of what is asked over a connection of its own. */
async function ask(port: number, line: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(`${line} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
  const answer = await text(socket)
  return `${answer.slice(9, 12)} ${/"code":"([^"]+)"/.exec(answer)?.[1] ?? ''}`.trim()
}

test('of a crowd the first are answered, the others refused in words, and a panic among them is carried out', async () => {
  const { app, asked, meter, clock } = await stillApp()
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const { newcomers, newcomersMs } = HTTP_LIMITS
  const answers = await Promise.all(
    Array.from({ length: newcomers + 100 }, () => ask(port, 'GET /api/playlists')).concat(
      ask(port, 'POST /api/panic'),
    ),
  )
  expect(asked.map(({ name }) => name)).toEqual(['show.panic'])
  expect(answers.at(-1)).toBe('200')
  expect(new Set(answers)).toEqual(new Set(['200', '503 http/busy']))
  expect(answers.filter((answer) => answer === '200').length).toBeGreaterThan(1)
  expect(meter.reading().turnedAway['http.crowd']).toBeGreaterThan(0)
  clock.advanceBy(2 * newcomersMs)
  expect(await ask(port, 'GET /api/playlists')).toBe('200')
})
