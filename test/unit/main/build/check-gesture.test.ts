import { describe, expect, test } from 'vitest'
import { parseShow } from '../../../../main/build/parse-show.ts'
import { bytesOf, showData } from '../../../support/show-bytes.ts'

const cross = { event: 'hid.received', where: { control: 'cross' } }
const gesture = (fields: object): object => ({
  id: 'g',
  name: 'G',
  kind: 'doubleTap',
  sources: [cross],
  ...fields,
})

function faultsOf(...gestures: readonly object[]): string[] {
  const parsed = parseShow(bytesOf(showData({ gestures })), 'my.show.json')
  return parsed.ok
    ? []
    : parsed.error.map(({ code, where }) => `${code} ${where.replace('my.show.json: ', '')}`)
}

describe('gestures that are refused name their fault and the place', () => {
  test.each<[what: string, fields: object, faults: string[]]>([
    ['an unknown kind', { kind: 'wiggle' }, ['show/invalid gestures[0].kind']],
    ['no sources', { sources: [] }, ['show/invalid gestures[0].sources']],
    ['a window of 0', { window: 0 }, ['show/invalid gestures[0].window']],
    [
      'an unknown event',
      { sources: [{ event: 'lights.og' }] },
      ['show/unknown-event gestures[0].sources[0].event'],
    ],
    [
      'an unknown field',
      { sources: [{ event: 'hid.received', where: { kontrol: 'x' } }] },
      ['show/unknown-field gestures[0].sources[0].where.kontrol'],
    ],
    ['an output that is not declared', { output: 'lights.og' }, ['show/unknown-event gestures[0].output']],
    ['an output of the engine', { output: 'osc.send' }, ['show/unknown-event gestures[0].output']],
    [
      'an unknown step',
      { kind: 'sequence', sources: undefined, steps: [cross, { event: 'pad.hit' }] },
      ['show/unknown-event gestures[0].steps[1].event'],
    ],
    [
      'a sequence of one step',
      { kind: 'sequence', sources: undefined, steps: [cross] },
      ['show/invalid gestures[0].steps'],
    ],
    ['an exclusive one that announces nothing', { kind: 'exclusive' }, ['show/invalid gestures[0]']],
    [
      'one event for two outcomes',
      { kind: 'exclusive', tap: 'lights.go', hold: 'lights.go' },
      ['show/same-event gestures[0].hold'],
    ],
    [
      "a hold of a show's own event that nothing ends",
      { kind: 'hold', sources: [{ event: 'lights.go' }] },
      ['show/no-release gestures[0].sources[0]'],
    ],
    [
      'a hold of any OSC message',
      { kind: 'release', sources: [{ event: 'osc.received' }] },
      ['show/no-release gestures[0].sources[0]'],
    ],
    [
      'an unknown release',
      { kind: 'hold', releases: [{ event: 'pad.up' }] },
      ['show/unknown-event gestures[0].releases[0].event'],
    ],
    [
      'a deadline to listen for',
      { sources: [{ event: 'deadline.passed' }] },
      ['show/unknown-event gestures[0].sources[0].event'],
    ],
  ])('%s', (_what, fields, faults) => {
    expect(faultsOf(gesture(fields))).toEqual(faults)
  })

  test('two of one id', () => {
    expect(faultsOf(gesture({}), gesture({}))).toEqual(['show/duplicate-id gestures[1].id'])
  })

  test('more than 1,000', () => {
    const many = Array.from({ length: 1001 }, (_, index) => gesture({ id: `g${index}` }))
    expect(faultsOf(...many)).toEqual(['show/invalid gestures'])
  })
})

test('every kind of gesture is accepted with what the show declares', () => {
  expect(
    faultsOf(
      gesture({ id: 'a', output: 'lights.go' }),
      gesture({ id: 'b', kind: 'multiTap', taps: 3 }),
      gesture({ id: 'c', kind: 'simultaneous' }),
      { id: 'd', name: 'D', kind: 'sequence', steps: [cross, { event: 'gesture.recognized' }] },
      gesture({ id: 'e', kind: 'hold', sources: [{ event: 'osc.received', address: '/pad' }] }),
      gesture({
        id: 'f',
        kind: 'release',
        sources: [{ event: 'lights.go' }],
        releases: [{ event: 'lights.off' }],
      }),
      gesture({ id: 'g', kind: 'exclusive', tap: 'lights.go', hold: 'lights.off' }),
    ),
  ).toEqual([])
})
