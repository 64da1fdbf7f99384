// Requests that do not come whole, on a clock of their own: what is no file is given up soon, a file as soon as it stalls.
import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { SimulatedClock } from '../../shared/base/clock.ts'
import { setUp } from './web-rig.ts'

async function begin(path: string, type: string) {
  const clock = new SimulatedClock()
  const { web, asked, meter } = await setUp({}, clock)
  const socket = connect(web.port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let answer = ''
  socket.on('data', (bytes: Buffer) => (answer += bytes.toString()))
  await once(socket, 'connect')
  const head = [`POST ${path} HTTP/1.1`, 'host: localhost', `content-type: ${type}`, 'content-length: 1000']
  socket.write(`${head.join('\r\n')}\r\n\r\nxx`)
  // Until the server has heard it: nothing else tells.
  await expect.poll(() => socket.bytesWritten).toBeGreaterThan(100)
  await new Promise((next) => setTimeout(next, 100))
  return { clock, socket, asked, meter, answered: () => answer.slice(0, 12) }
}

test('what is no file has ten seconds', async () => {
  const { clock, meter, answered } = await begin('/api/panic', 'application/json')
  clock.advanceBy(9_000)
  expect(answered()).toBe('')
  clock.advanceBy(2_000)
  await expect.poll(answered).toBe('HTTP/1.1 408')
  expect(meter.reading().turnedAway['http.late']).toBe(1)
})

test('a file may take longer, as long as more of it comes', async () => {
  const { clock, socket, answered } = await begin('/api/show/bundle', 'application/zip')
  for (let second = 0; second < 30; second += 5) {
    clock.advanceBy(5_000)
    socket.write('x')
    await new Promise((next) => setTimeout(next, 50))
    expect(answered()).not.toBe('HTTP/1.1 408')
  }
  clock.advanceBy(11_000)
  await expect.poll(answered).toBe('HTTP/1.1 408')
})
