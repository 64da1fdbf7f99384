import { describe, expect, test } from 'vitest'
import { isReservedType, mayBeEmitted, maySteer } from '../../../../shared/model/event-roles.ts'

describe('event types', () => {
  test.each([
    ['playlist.mine', true],
    ['osc.received', true],
    ['midi.note', true],
    ['lights.go', false],
    ['playlists.go', false],
  ])('%s belongs to the engine: %s', (type, reserved) => {
    expect(isReservedType(type)).toBe(reserved)
  })

  test.each([
    ['lights.go', true],
    ['osc.send', true],
    ['osc.received', false],
    ['lights.off', false],
  ])('a step may emit %s: %s', (type, allowed) => {
    expect(mayBeEmitted(type, new Set(['lights.go']))).toBe(allowed)
  })

  test.each([
    ['playlist.stopped', true],
    ['health.warning.raised', true],
    ['osc.received', true],
    ['osc.send', false],
    ['metrics.queue', false],
    ['broadcast.requested', false],
  ] as const)('a trigger may listen for %s: %s', (type, allowed) => {
    expect(maySteer(type)).toBe(allowed)
  })
})
