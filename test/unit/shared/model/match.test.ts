import { describe, expect, test } from 'vitest'
import { monotonicMs, wallMs } from '../../../../shared/base/clock.ts'
import type { EventEnvelope } from '../../../../shared/model/event.ts'
import type { Json } from '../../../../shared/model/json.ts'
import { compileMatch, eventMatch } from '../../../../shared/model/match.ts'

function event(type: string, payload: Json, source = 'operator'): EventEnvelope {
  return { seq: 1, type, source, at: monotonicMs(0), time: wallMs(0), cause: null, payload }
}
const osc = (address: string, ...args: Json[]): EventEnvelope =>
  event('osc.received', { address, args }, 'osc:main')

describe('a match', () => {
  test.each<[match: object, sample: EventEnvelope, fits: boolean]>([
    [{ event: 'lights.go' }, event('lights.go', {}), true],
    [{ event: 'lights.go' }, event('lights.going', {}), false],
    [{ event: 'lights.*' }, event('lights.go.fast', {}), true],
    [{ event: 'lights.*' }, event('lightsout.go', {}), false],
    [{ event: 'lights.go', source: 'pad' }, event('lights.go', {}, 'pad'), true],
    [{ event: 'lights.go', source: 'pad' }, event('lights.go', {}), false],
    [{ event: 'lights.go', where: { n: 1 } }, event('lights.go', { n: 1, m: 2 }), true],
    [{ event: 'lights.go', where: { n: 1 } }, event('lights.go', { n: '1' }), false],
    [{ event: 'lights.go', where: { 'a.b.0': 1 } }, event('lights.go', { a: { b: [1] } }), true],
    [{ event: 'lights.go', where: { 'a.b': 1 } }, event('lights.go', null), false],
    [
      { event: 'lights.go', where: { a: { x: 1, y: [2] } } },
      event('lights.go', { a: { y: [2], x: 1 } }),
      true,
    ],
    [{ event: 'lights.go', where: { a: { x: 1 } } }, event('lights.go', { a: { x: 1, y: 2 } }), false],
    [{ event: 'lights.go', where: { a: [] } }, event('lights.go', { a: {} }), false],
    [{ event: 'lights.go', where: { toString: null } }, event('lights.go', {}), false],
    [{ event: 'osc.received', address: '/look/1' }, osc('/look/1'), true],
    [{ event: 'osc.received', address: '/look/1' }, osc('/look/1', 1), true],
    [{ event: 'osc.received', address: '/look/1' }, osc('/look/1', 0), false],
    [{ event: 'osc.received', address: '/look/1', on: 'any' }, osc('/look/1', 0), true],
    [{ event: 'osc.received', address: '/look/*' }, osc('/look/2'), true],
    [{ event: 'osc.received', address: '/look/1' }, osc('/look/2'), false],
    [{ event: 'osc.received', where: { 'args.0': 7 } }, osc('/any', 7), true],
  ])('%j', (match, sample, fits) => {
    expect(compileMatch(eventMatch.parse(match))(sample)).toBe(fits)
  })
})
