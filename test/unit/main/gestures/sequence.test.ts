import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Stage } from '../../../support/stage.ts'
import { runs } from '../../../support/property-runs.ts'

const KONAMI = ['up', 'up', 'down', 'down', 'left', 'right', 'left', 'right', 'circle', 'cross']
const button = (control: string): object => ({ event: 'hid.received', where: { control } })
const konami = { kind: 'sequence', steps: KONAMI.map(button) }

/** Presses a button each 100 ms, letting it go in between. */
function typed(definition: Record<string, unknown>, controls: readonly string[]): string[] {
  using stage = new Stage()
  stage.gesture(definition)
  for (const [index, control] of controls.entries()) {
    stage.button(index * 100, control)
    stage.button(index * 100 + 50, control, 0)
  }
  return stage.recognized()
}

describe('a sequence', () => {
  test.each<[what: string, controls: string[], heard: string[]]>([
    ['the Konami code', KONAMI, ['900 sequence']],
    ['with an extra up first', ['up', ...KONAMI], ['1000 sequence']],
    ['with three extra ups first', ['up', 'up', 'up', ...KONAMI], ['1200 sequence']],
    ['begun again in the middle', [...KONAMI.slice(0, 5), ...KONAMI], ['1400 sequence']],
    ['without its last button', KONAMI.slice(0, 9), []],
    ['with a wrong button of its own', [...KONAMI.slice(0, 4), 'up', ...KONAMI.slice(4)], []],
    ['with a button that is no part of it', [...KONAMI.slice(0, 4), 'square', ...KONAMI.slice(4)], []],
    ['twice', [...KONAMI, ...KONAMI], ['900 sequence', '1900 sequence']],
  ])('%s', (_what, controls, heard) => {
    expect(typed(konami, controls)).toEqual(heard)
  })

  test('uses up its presses: what ends one does not begin the next', () => {
    const abab = { kind: 'sequence', steps: ['a', 'b', 'a'].map(button) }
    expect(typed(abab, ['a', 'b', 'a', 'b', 'a'])).toEqual(['200 sequence'])
  })

  test('is not broken by a stick that moves', () => {
    using stage = new Stage()
    stage.gesture(konami)
    for (const [index, control] of KONAMI.entries()) {
      stage.button(index * 100, control)
      stage.input(index * 100 + 20, 'hid.received', 'hid:pad', { control: 'leftX', kind: 'axis', value: 0.3 })
    }
    expect(stage.recognized()).toEqual(['900 sequence'])
  })

  test('is broken only by the sources that the show names', () => {
    const lenient = { ...konami, sources: [button('triangle')] }
    expect(typed(lenient, [...KONAMI.slice(0, 4), 'square', ...KONAMI.slice(4)])).toEqual(['1000 sequence'])
    expect(typed(lenient, [...KONAMI.slice(0, 4), 'triangle', ...KONAMI.slice(4)])).toEqual([])
  })

  test('progresses on each pad by itself', () => {
    using stage = new Stage()
    stage.gesture(konami)
    for (const [index, control] of KONAMI.entries()) {
      stage.button(index * 100, control, 1, 'hid:left')
      if (index < 9) stage.button(index * 100 + 10, control, 1, 'hid:right')
    }
    expect(stage.of('gesture.recognized').map(({ payload }) => payload.producer)).toEqual(['hid:left'])
    stage.button(2000, 'square', 1, 'hid:left')
    stage.button(2001, 'cross', 1, 'hid:right')
    expect(stage.of('gesture.recognized').map(({ payload }) => payload.producer)).toEqual([
      'hid:left',
      'hid:right',
    ])
  })

  test('may go from one device to another where the show says so', () => {
    const steps = [button('cross'), { event: 'key.received', where: { code: 'Enter' } }]
    const played = (together: boolean): string[] => {
      using stage = new Stage()
      stage.gesture({ kind: 'sequence', steps, together })
      stage.button(0, 'cross')
      stage.input(80, 'key.received', 'keyboard', { code: 'Enter', key: 'Enter', pressed: true })
      return stage.recognized()
    }
    expect(played(false)).toEqual([])
    expect(played(true)).toEqual(['80 sequence'])
  })

  test('waits for ever, or no longer than its timeout between two steps', () => {
    const played = (timeout: number | null, times: readonly number[]): string[] => {
      using stage = new Stage()
      stage.gesture({ kind: 'sequence', steps: ['a', 'b', 'c'].map(button), timeout })
      for (const [index, at] of times.entries()) stage.button(at, 'abc'.charAt(index))
      return stage.recognized()
    }
    expect(played(null, [0, 3_600_000, 7_200_000])).toEqual(['7200000 sequence'])
    expect(played(1000, [0, 1000, 2000])).toEqual(['2000 sequence'])
    expect(played(1000, [0, 1000, 2000.5])).toEqual([])
  })

  test('agrees with a search of everything that was pressed since the last hit', () => {
    const letter = fc.constantFrom('a', 'b', 'c')
    const press = fc.tuple(letter, fc.constantFrom(100, 1000, 1001))
    const property = fc.property(
      fc.array(letter, { minLength: 2, maxLength: 5 }),
      fc.array(press, { maxLength: 60 }),
      (steps, presses) => {
        using stage = new Stage()
        stage.gesture({ kind: 'sequence', steps: steps.map(button), timeout: 1000 })
        const expected: string[] = []
        let since: { control: string; at: number }[] = []
        let at = 0
        for (const [control, pause] of presses) {
          at += pause
          stage.button(at, control)
          since.push({ control, at })
          const last = since.slice(-steps.length)
          const fits =
            last.length === steps.length &&
            last.every(
              (one, index) =>
                one.control === steps[index] && one.at - (last[index - 1]?.at ?? one.at) <= 1000,
            )
          if (!fits) continue
          expected.push(`${at} sequence`)
          since = []
        }
        expect(stage.recognized()).toEqual(expected)
      },
    )
    fc.assert(property, runs(300))
  })
})

test('a sequence waits 1.5 s for its next entry where the show names no time, and for ever where it says so', () => {
  const heard = (timeout: object, pause: number): string[] => {
    using stage = new Stage()
    stage.gesture({ kind: 'sequence', steps: ['a', 'b'].map(button), ...timeout })
    stage.button(0, 'a')
    stage.button(pause, 'b')
    return stage.recognized()
  }
  expect(heard({}, 1500)).toEqual(['1500 sequence'])
  expect(heard({}, 1501)).toEqual([])
  expect(heard({ timeout: null }, 86_400_000)).toEqual(['86400000 sequence'])
})
