import Fastify from 'fastify'
import { describe, expect, onTestFinished, test } from 'vitest'
import { DownloadSlots } from '../../../../main/web/download-slots.ts'
import { Door } from '../../../../main/web/door.ts'
import { Newcomers } from '../../../../main/web/newcomers.ts'
import { RequestBudget } from '../../../../main/web/request-budget.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { THIS_MACHINE } from '../../../../shared/base/network-address.ts'
import { WebMeter } from '../../../../shared/contract/web-meter.ts'

describe('what an address may ask for', () => {
  function allowed(budget: RequestBudget, group: string, times: number, bytes = 0): number {
    let count = 0
    for (let asked = 0; asked < times; asked += 1) if (budget.ask(group, bytes)) count += 1
    return count
  }

  test('are 5,000 requests at once and 2,500 a second, whatever others ask', () => {
    const clock = new SimulatedClock()
    const budget = new RequestBudget(clock)
    expect(allowed(budget, '10.0.0.1', 10_000)).toBe(5_001)
    clock.advanceBy(1_000)
    expect(allowed(budget, '10.0.0.1', 10_000)).toBe(2_500)
    expect(allowed(budget, '10.0.0.2', 10_000)).toBe(5_001)
  })

  test('is less where requests bring much, or are answered much', () => {
    const budget = new RequestBudget(new SimulatedClock())
    expect(allowed(budget, 'a', 1_000, 65_536)).toBe(39)
    budget.answered('b', 12 * 1024 * 1024)
    expect(allowed(budget, 'b', 1)).toBe(0)
  })

  test('is remembered of some thousand addresses, however many there are', () => {
    const budget = new RequestBudget(new SimulatedClock())
    budget.answered('first', 100 * 1024 * 1024)
    for (let address = 0; address < 4_095; address += 1) budget.ask(`a${address}`, 0)
    expect(budget.ask('first', 0)).toBe(false)
  })
})

describe('a crowd', () => {
  test('is more than 128 of one address within a tenth of a second or two, until as long has passed', () => {
    const clock = new SimulatedClock()
    const newcomers = new Newcomers(clock)
    for (let came = 0; came < 128; came += 1) newcomers.add('10.0.0.1')
    expect(newcomers.crowds('10.0.0.1')).toBe(false)
    clock.advanceBy(100)
    newcomers.add('10.0.0.1')
    expect([newcomers.crowds('10.0.0.1'), newcomers.crowds('10.0.0.2')]).toEqual([true, false])
    clock.advanceBy(100)
    expect(newcomers.crowds('10.0.0.1')).toBe(false)
  })

  test('is forgotten where nothing came for long', () => {
    const clock = new SimulatedClock()
    const newcomers = new Newcomers(clock)
    for (let came = 0; came < 500; came += 1) newcomers.add('10.0.0.1')
    clock.advanceBy(10_000)
    expect(newcomers.crowds('10.0.0.1')).toBe(false)
  })
})

test('downloads are four, two of an address, and the last is kept for this machine', () => {
  const slots = new DownloadSlots()
  const first = slots.take('a')
  expect([slots.take('a'), slots.take('a')].map((slot) => slot !== null)).toEqual([true, false])
  expect([slots.take('b'), slots.take('c')].map((slot) => slot !== null)).toEqual([true, false])
  const local = slots.take(THIS_MACHINE)
  expect([local !== null, slots.take(THIS_MACHINE)]).toEqual([true, null])
  first?.[Symbol.dispose]()
  first?.[Symbol.dispose]()
  expect(slots.take('c')).not.toBeNull()
  expect(slots.take(THIS_MACHINE)).toBeNull()
})

test('a connection that sent nothing in time is no request that came late', () => {
  const meter = new WebMeter()
  using door = new Door(new SimulatedClock(), meter)
  const late = Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
  door.broken(late, { remoteAddress: '10.0.0.1', bytesRead: 0 })
  expect(meter.reading().turnedAway['http.late']).toBeUndefined()
  door.broken(late, { remoteAddress: '10.0.0.1', bytesRead: 20 })
  expect(meter.reading().turnedAway['http.late']).toBe(1)
})

test('an answer to whoever has gone meanwhile is no failure of the engine', async () => {
  const door = new Door(new SimulatedClock(), new WebMeter())
  const app = Fastify()
  onTestFinished(async () => {
    await app.close()
    door[Symbol.dispose]()
  })
  const failures: unknown[] = []
  app.setErrorHandler((error, _, reply) => {
    failures.push(error)
    return reply.send('')
  })
  door.watch(app, () => false)
  door.limit(app)
  const answered = new Promise<void>((resolve) => {
    app.get('/api/slow', async (request, reply) => {
      request.raw.socket.destroy()
      // As Node leaves it once the socket is closed, where nobody has asked for it before.
      Object.defineProperty(request, 'ip', { value: undefined })
      await new Promise((later) => setImmediate(later))
      void reply.send('{}')
      resolve()
    })
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  await expect(fetch(`${url}/api/slow`)).rejects.toThrow()
  await answered
  expect(failures).toEqual([])
})
