import { describe, expect, test } from 'vitest'
import type { ActivityLine } from '../../../../shared/contract/streams.ts'
import { causeChain, kindOf, lastNotable } from '../../../../renderer/lib/activity.ts'

function line(seq: number, cause: number | null): ActivityLine {
  return { seq, cause, at: 0, time: 0, type: 'lights.go', source: 'test', severity: 'info', text: '' }
}

describe('what an event tells', () => {
  test.each([
    ['osc.received', 'osc'],
    ['playlist.emitted', 'emitted'],
    ['command.accepted', 'command'],
    ['playlist.created', 'other'],
    ['lights.go', 'other'],
  ])('%s is of kind %s', (type, kind) => {
    expect(kindOf({ type, severity: 'info' })).toBe(kind)
  })

  test('what the engine warns of is a warning, whatever its type', () => {
    expect(kindOf({ type: 'playlist.stopped', severity: 'warning' })).toBe('warning')
    expect(kindOf({ type: 'osc.received', severity: 'warning' })).toBe('warning')
  })
})

test('what happened last is what somebody did or what became of it, and no message that passed through', () => {
  const passed = { ...line(4, null), type: 'osc.received' }
  const did = { ...line(3, null), type: 'cue.started' }
  const warned = { ...line(2, null), type: 'osc.sendFailed', severity: 'warning' } as const
  expect(lastNotable([passed, did, warned])).toBe(did)
  expect(lastNotable([passed, warned])).toBe(warned)
  expect(lastNotable([passed])).toBeNull()
  const refused = { ...line(5, null), type: 'command.rejected', severity: 'warning' } as const
  expect(lastNotable([refused, did])).toBe(did)
})

describe('cause and effect', () => {
  // 1 led to 2 and 5; 2 led to 3; 4 stands alone; 9 was caused by something no longer shown.
  const lines = [line(9, 6), line(5, 1), line(4, null), line(3, 2), line(2, 1), line(1, null)]

  test('a line hangs together with what led to it and what followed', () => {
    expect([...causeChain(lines, 2)].sort()).toEqual([1, 2, 3])
    expect([...causeChain(lines, 1)].sort()).toEqual([1, 2, 3, 5])
  })

  test('a line of no relation stands alone', () => {
    expect([...causeChain(lines, 4)]).toEqual([4])
  })

  test('a cause that is no longer shown ends the chain', () => {
    expect([...causeChain(lines, 9)].sort()).toEqual([6, 9])
  })
})
