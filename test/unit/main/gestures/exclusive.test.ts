import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { monotonicMs } from '../../../../shared/base/clock.ts'
import { Stage } from '../../../support/stage.ts'

const pad = { event: 'hid.received', where: { control: 'cross' } }
const all = { tap: 'pad.tap', doubleTap: 'pad.double', hold: 'pad.hold' }
type Press = readonly [from: number, to: number]

/** `at kind +delay` of what is told. */
function told(outcomes: Record<string, unknown>, presses: readonly Press[]): string[] {
  using stage = new Stage()
  stage.gesture({ kind: 'exclusive', sources: [pad], ...outcomes })
  for (const [from, to] of presses) {
    stage.button(from, 'cross')
    stage.button(to, 'cross', 0)
  }
  stage.clock.advanceBy(10_000)
  return stage
    .of('gesture.recognized')
    .map(({ at, payload }) => `${at} ${payload.kind} +${payload.decidedAfter}`)
}

describe('tap, double tap and hold of one control', () => {
  test.each<[what: string, outcomes: object, presses: Press[], heard: string[]]>([
    ['a tap waits for the double tap that does not come', all, [[0, 80]], ['300 tap +220']],
    ['a tap is told at once where none is declared', { ...all, doubleTap: null }, [[0, 80]], ['80 tap +0']],
    [
      'a second press tells a double tap at once',
      all,
      [
        [0, 80],
        [200, 900],
      ],
      ['200 doubleTap +0'],
    ],
    [
      "a second press exactly at the window's end",
      all,
      [
        [0, 80],
        [300, 350],
      ],
      ['300 doubleTap +0'],
    ],
    [
      'a second press after it is another tap',
      all,
      [
        [0, 80],
        [301, 350],
      ],
      ['300 tap +220', '601 tap +251'],
    ],
    ['a hold is told at its threshold', all, [[0, 2000]], ['500 hold +500']],
    ['let go exactly at the threshold is a hold', all, [[0, 500]], ['500 hold +500']],
    ['longer than the window and shorter than a hold is a tap at once', all, [[0, 400]], ['400 tap +0']],
    ['any press is a tap where no hold is declared', { tap: 'pad.tap' }, [[0, 5000]], ['5000 tap +0']],
    ['a tap that is not declared is not told', { ...all, tap: null }, [[0, 80]], []],
    [
      'a triple tap is a double tap and a tap',
      all,
      [
        [0, 50],
        [100, 150],
        [200, 250],
      ],
      ['100 doubleTap +0', '500 tap +250'],
    ],
    [
      'a hold begins anew after a double tap',
      all,
      [
        [0, 50],
        [100, 150],
        [1000, 2000],
      ],
      ['100 doubleTap +0', '1500 hold +500'],
    ],
  ])('%s', (_what, outcomes, presses, heard) => {
    expect(told({ ...outcomes }, presses)).toEqual(heard)
  })

  test('publishes the event that the show names for what it turned out to be', () => {
    using stage = new Stage()
    stage.gesture({ kind: 'exclusive', sources: [pad], ...all })
    stage.button(0, 'cross')
    stage.button(50, 'cross', 0)
    stage.clock.advanceTo(1000)
    stage.button(1000, 'cross')
    stage.clock.advanceTo(2000)
    expect(stage.heard('pad.tap', 'pad.double', 'pad.hold')).toEqual(['300 pad.tap', '1500 pad.hold'])
  })

  test("a second press that arose at the window's end and is dispatched after it makes a double tap", () => {
    using stage = new Stage()
    stage.gesture({ kind: 'exclusive', sources: [pad], ...all })
    stage.button(0, 'cross')
    stage.button(80, 'cross', 0)
    stage.clock.upkeep(monotonicMs(300), () => {
      const payload = { device: 'hid:pad', control: 'cross', kind: 'button', value: 1 } as const
      stage.dispatcher.publish({
        type: 'hid.received',
        source: 'hid:pad',
        cause: null,
        payload,
        at: monotonicMs(300),
      })
    })
    stage.clock.advanceTo(1000)
    expect(stage.recognized()).toEqual(['300 doubleTap'])
  })

  test('tells the same whether events are dispatched at once or long after', () => {
    const durations = fc.array(fc.tuple(fc.integer({ min: 1, max: 700 }), fc.integer({ min: 1, max: 700 })), {
      maxLength: 12,
    })
    const property = fc.property(durations, (lengths) => {
      const presses: Press[] = []
      let at = 0
      for (const [pause, length] of lengths) {
        presses.push([at + pause, at + pause + length])
        at += pause + length
      }
      using late = new Stage()
      late.gesture({ kind: 'exclusive', sources: [pad], ...all })
      late.clock.advanceTo(100_000)
      for (const [from, to] of presses) {
        for (const [time, value] of [
          [from, 1],
          [to, 0],
        ] as const) {
          const payload = { device: 'hid:pad', control: 'cross', kind: 'button', value } as const
          late.dispatcher.publish({
            type: 'hid.received',
            source: 'hid:pad',
            cause: null,
            payload,
            at: monotonicMs(time),
          })
        }
      }
      late.clock.advanceBy(1)
      const heardLate = late
        .of('gesture.recognized')
        .map(({ at: time, payload }) => `${time} ${payload.kind} +${payload.decidedAfter}`)
      expect(heardLate).toEqual(told(all, presses))
    })
    fc.assert(property, { numRuns: 200 })
  })
})
