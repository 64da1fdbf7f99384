import { describe, expect, test } from 'vitest'
import { exportAddress, LOG_FAMILIES, NO_FILTER, queryOf } from '../../../../renderer/lib/as-run-words.ts'
import type { LogFilter } from '../../../../renderer/lib/as-run-words.ts'
import { asRunFilter } from '../../../../shared/model/as-run.ts'

const NOW = Date.UTC(2026, 10, 21, 18, 30)
const filter = (change: Partial<LogFilter>): LogFilter => ({ ...NO_FILTER, ...change })

describe('the question', () => {
  test.each<[string, Partial<LogFilter>, object]>([
    ['the last ten minutes', { range: 'minutes' }, { from: NOW - 600_000 }],
    ['the last hour', {}, { from: NOW - 3_600_000 }],
    ['today', { range: 'today' }, { from: new Date(NOW).setHours(0, 0, 0, 0) }],
    ['all', { range: 'all' }, {}],
    [
      'from one moment to another',
      { range: 'custom', from: '2026-11-21T10:00', to: '2026-11-21T11:00:30' },
      { from: new Date(2026, 10, 21, 10).getTime(), to: new Date(2026, 10, 21, 11, 0, 30).getTime() },
    ],
    ['open at both ends', { range: 'custom' }, {}],
    ['up to where was jumped', { until: 5_000 }, { to: 5_000 }],
    ['a text without blanks around it', { range: 'all', text: ' red ' }, { text: 'red' }],
    [
      'two families, each type once',
      { range: 'all', families: new Set(['warnings', 'outputs']) },
      {
        types: [
          'osc.send',
          'osc.sendFailed',
          'midi.send',
          'midi.sendFailed',
          'health.*',
          'resource.*',
          'runner.*',
          'device.lost',
          'command.rejected',
          'param.rejected',
          'rule.limited',
          'rule.failed',
        ],
      },
    ],
  ])('for %s', (_, change, query) => expect(queryOf(filter(change), NOW)).toEqual(query))

  test('the engine takes the types of all families', () => {
    const families = new Set(LOG_FAMILIES.map(([family]) => family))
    expect(asRunFilter.safeParse(queryOf(filter({ families }), NOW)).success).toBe(true)
  })
})

test('the export has the same filter, each type on its own', () => {
  const asked = filter({ families: new Set(['gestures', 'thrown']), text: 'a b&c', until: NOW })
  expect(exportAddress('csv', asked, NOW)).toBe(
    '/api/as-run/export?format=csv&to=2026-11-21T18%3A30%3A00.000Z&types=gesture.*&types=thrown.*&text=a+b%26c',
  )
})
