// Downloads that nobody reads: few for each address, bounded in bytes, and ended.
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { describe, expect, test } from 'vitest'
import { HTTP_LIMITS } from '../../main/web/limits.ts'
import { SimulatedClock } from '../../shared/base/clock.ts'
import { setUp } from './web-rig.ts'

const MB = 1024 * 1024
const times = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

describe('downloads that nobody reads', () => {
  /** More than both ends of a connection hold back. */
  async function* endless(): AsyncGenerator<string, void> {
    try {
      for (;;) {
        yield 'x'.repeat(MB)
        await new Promise(setImmediate)
      }
    } finally {
      ended += 1
    }
  }
  let ended = 0

  test('are few for each address, and ended after a while', { timeout: 30_000 }, async () => {
    ended = 0
    const clock = new SimulatedClock()
    const { url, meter } = await setUp({ exportTo: endless }, clock)
    const responses = await Promise.all(
      times(5).map(async () => {
        const asked = httpRequest(`${url}/api/as-run/export`).end()
        asked.on('error', () => undefined)
        const [response] = (await once(asked, 'response')) as [NodeJS.ReadableStream & { statusCode: number }]
        response.on('error', () => undefined).pause()
        return response
      }),
    )
    expect(responses.map(({ statusCode }) => statusCode).sort()).toEqual([200, 200, 503, 503, 503])
    for (let looked = 0; looked < HTTP_LIMITS.untakenMs; looked += HTTP_LIMITS.checkEveryMs) {
      clock.advanceBy(HTTP_LIMITS.checkEveryMs)
    }
    expect(meter.reading().turnedAway).toEqual({ 'http.downloads': 3 })
    // Both ends of a connection may still be filling when it is first looked at.
    await expect
      .poll(
        () => {
          clock.advanceBy(HTTP_LIMITS.checkEveryMs)
          return ended
        },
        { interval: 50 },
      )
      .toBe(HTTP_LIMITS.downloadsPerAddress)
    expect(meter.reading().turnedAway).toEqual({ 'http.downloads': 3, 'http.untaken': 2 })
    expect(meter.reading().untakenBytes).toBeLessThan(8 * MB)
    const again = await fetch(`${url}/api/as-run/export`)
    expect(again.status).toBe(200)
    await again.body?.cancel()
  })
})
