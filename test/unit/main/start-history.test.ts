import { describe, expect, test } from 'vitest'
import { judge } from '../../../main/start-history.ts'
import type { StartRecord } from '../../../shared/model/start-record.ts'

const SHOW = '/shows/tour.show.json'

function record(fields: Partial<StartRecord> = {}): StartRecord {
  return {
    ...{ number: 1, version: '1.0.0', show: SHOW, begunAt: 0, ranFor: 10_000, aliveAt: 10_000, ready: true },
    ...{ aliveUp: null, boot: null, endedAllAt: null, began: [], disarmed: null, end: null },
    ...fields,
  }
}

const crash = (fields: Partial<StartRecord> = {}): StartRecord => record(fields)
const clean = (ranFor: number): StartRecord => record({ ranFor, end: { kind: 'clean', how: 'SIGTERM' } })

describe('the start before', () => {
  test.each([
    ['that said nothing of its end', crash(), true],
    ['that failed', record({ end: { kind: 'failed', message: 'x is not a function', stack: '' } }), true],
    ['that was ended', clean(5), false],
    ['that was refused', record({ end: { kind: 'refused', what: 'the port is taken' } }), false],
  ])('%s: whether it crashed', (_, last, crashed) => {
    expect(judge([last], SHOW).crashed).toBe(crashed ? last : null)
  })

  test('is none at the first start', () => {
    expect(judge([], SHOW)).toEqual({ crashed: null, disarmed: null, cannotLoad: false })
  })
})

describe('crashes in a row', () => {
  const why = (previous: readonly StartRecord[]): string | null => judge(previous, SHOW).disarmed?.why ?? null

  test.each([
    ['two', [crash(), crash()], null],
    ['three', [crash(), crash(), crash()], 'safe-mode'],
    ['four', [crash(), crash(), crash(), crash()], 'safe-mode'],
    ['a run of a minute between', [crash(), crash({ ranFor: 60_000 }), crash(), crash()], null],
    ['the last after a minute', [crash(), crash(), crash({ ranFor: 61_000 })], null],
    ['a clean run of a minute between', [crash(), crash(), clean(90_000), crash()], null],
    ['a short run between that was ended by hand', [crash(), crash(), clean(3_000), crash()], 'safe-mode'],
    ['ended by hand after them', [crash(), crash(), crash(), clean(3_000)], 'safe-mode'],
    [
      'refused between',
      [crash(), record({ end: { kind: 'refused', what: '' } }), crash(), crash()],
      'safe-mode',
    ],
  ])('%s', (_, previous, expected) => {
    expect(why(previous)).toBe(expected)
  })

  test('name what failed last and what began last each time', () => {
    const failed = { kind: 'failed', message: 'x is not a function', stack: '' } as const
    const began = ['rule Doors', 'playlist Storm']
    const { disarmed } = judge([crash({ began }), crash({ began }), crash({ began, end: failed })], SHOW)
    expect(disarmed?.detail).toBe(
      'The last of 3 crashes came after 10 s: x is not a function; each time the last that began was playlist Storm; the show was /shows/tour.show.json',
    )
  })

  test('before the show could be loaded have another opened in its place, but not in place of another', () => {
    const row = [1, 2, 3].map(() => crash({ ready: false }))
    expect(judge(row, SHOW).cannotLoad).toBe(true)
    expect(judge(row, '/shows/other.show.json').cannotLoad).toBe(false)
    expect(judge([...row.slice(1), crash()], SHOW).cannotLoad).toBe(false)
  })
})

describe('a show that was disarmed when the engine ended', () => {
  const disarmed = (why: 'operator' | 'imported' | 'safe-mode' | 'asked'): StartRecord =>
    record({ ranFor: 90_000, disarmed: { why, by: 'FOH', detail: null } })

  test.each(['operator', 'imported', 'safe-mode'] as const)('stays so: %s', (why) => {
    expect(judge([disarmed(why)], SHOW).disarmed).toEqual({ why, by: 'FOH', detail: null })
  })

  test('does not where only that start was to be so', () => {
    expect(judge([disarmed('asked')], SHOW).disarmed).toBeNull()
  })

  test('leaves another show alone', () => {
    expect(judge([disarmed('imported')], '/shows/other.show.json').disarmed).toBeNull()
  })
})
