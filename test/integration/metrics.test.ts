import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { readExposition } from '../support/exposition.ts'
import { metricsText } from '../../main/web/metrics.ts'
import { fakeReport } from '../support/fake-health.ts'
import { setUp } from './web-rig.ts'

/** Prometheus' own tool; it comes with the Debian package of that name. */
const PROMTOOL = process.env['PROMTOOL_PATH'] ?? 'promtool'
const isThere = spawnSync(PROMTOOL, ['--version']).status === 0
if (!isThere) console.info('promtool is not installed (PROMTOOL_PATH): only our own reading checks /metrics')

test('what is answered at /metrics says what it is, and is that', async () => {
  const { get } = await setUp()
  const response = await get('/metrics')
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  const families = readExposition(await response.text())
  expect(families.get('cuewright_osc_received_messages_total')?.series).toEqual(
    new Map([['cuewright_osc_received_messages_total{}', 1]]),
  )
})

describe.skipIf(!isThere)('Prometheus’ own tool', () => {
  test.each([true, false])('finds nothing to say of an engine in trouble (%s)', (isTroubled) => {
    const text = metricsText(fakeReport(1000, 1_700_000_000_000, 90, isTroubled, []), '1.2.3')
    const { status, stdout, stderr } = spawnSync(PROMTOOL, ['check', 'metrics'], {
      input: text,
      encoding: 'utf8',
    })
    expect([status, stdout, stderr]).toEqual([0, '', ''])
  })
})
