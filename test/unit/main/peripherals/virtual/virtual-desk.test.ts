import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ClientBench } from '../client-bench.ts'
import { runs } from '../../../../support/property-runs.ts'

describe('a pad on the screen', () => {
  test('is pressed and let go of, however far and however often it is told', () => {
    const bench = new ClientBench()
    for (const value of [0, 0.2, 1, 1, 0, 0]) bench.press('window:1', 'pad1', value)
    expect(bench.events.at(-1)).toEqual({
      type: 'hid.received',
      source: 'virtual:desk',
      cause: null,
      payload: { device: 'virtual:desk', control: 'pad1', kind: 'button', value: 0 },
      at: 1_000,
    })
    expect(bench.heard()).toEqual(['virtual:desk pad1 1', 'virtual:desk pad1 0'])
  })

  test('that two windows hold is down until the last lets go', () => {
    const bench = new ClientBench()
    bench.press('window:1', 'pad1', 1)
    bench.press('ws:2', 'pad1', 1)
    bench.press('window:1', 'pad1', 0)
    expect(bench.heard()).toEqual(['virtual:desk pad1 1'])
    bench.inputs.left({ id: 'ws:2' })
    expect(bench.heard()).toEqual(['virtual:desk pad1 0'])
  })
})

describe('a fader on the screen', () => {
  test('is told wherever it is moved to, by whichever window, and stays when that leaves', () => {
    const bench = new ClientBench()
    bench.move('window:1', 'fader1', 0.25)
    bench.move('window:1', 'fader1', 0.25)
    bench.move('ws:2', 'fader1', 0.75)
    bench.inputs.left({ id: 'ws:2' })
    bench.inputs.left({ id: 'window:1' })
    expect(bench.heard()).toEqual(['virtual:desk fader1 0.25', 'virtual:desk fader1 0.75'])
  })

  test('is told even where it is moved to the bottom first', () => {
    const bench = new ClientBench()
    bench.move('window:1', 'fader1', 0)
    expect(bench.heard()).toEqual(['virtual:desk fader1 0'])
  })
})

describe('beyond 256 controls', () => {
  test('the fader that was moved longest ago is forgotten, and is told when it moves again', () => {
    const bench = new ClientBench()
    for (let fader = 0; fader < 256; fader += 1) bench.move('window:1', `fader${fader}`, 0.5)
    bench.move('window:1', 'fader0', 0.6)
    bench.press('window:1', 'pad1', 1)
    bench.heard()
    bench.move('window:1', 'fader0', 0.6)
    expect(bench.heard()).toEqual([])
    bench.move('window:1', 'fader1', 0.5)
    expect(bench.heard()).toEqual(['virtual:desk fader1 0.5'])
    expect(bench.inputs.health()).toMatchObject([{ device: 'virtual:desk', state: 'open', rejected: 2 }])
  })

  test('a pad is not taken while as many are held, and is once one is let go of', () => {
    const bench = new ClientBench()
    for (let pad = 0; pad < 257; pad += 1) bench.press('window:1', `pad${pad}`, 1)
    expect(bench.heard()).toHaveLength(256)
    bench.move('window:1', 'fader1', 1)
    bench.press('ws:2', 'pad0', 1)
    bench.press('window:1', 'pad0', 0)
    expect(bench.heard()).toEqual([])
    bench.press('ws:2', 'pad0', 0)
    bench.press('window:1', 'pad256', 1)
    expect(bench.heard()).toEqual(['virtual:desk pad0 0', 'virtual:desk pad256 1'])
  })
})

test('whatever windows do, presses and releases alternate, and all is let go of when they have left', () => {
  const client = fc.constantFrom('window:1', 'ws:2', 'ws:3')
  const happening = fc.oneof(
    fc.record({ client, control: fc.constantFrom('a', 'b', 'c'), value: fc.constantFrom(0, 0.5, 1) }),
    fc.record({ client, control: fc.constant(null), value: fc.constant(0) }),
  )
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
      const bench = new ClientBench()
      for (const each of happenings) {
        if (each.control === null) bench.inputs.left({ id: each.client })
        else {
          bench.press(each.client, each.control, each.value)
          bench.key(each.client, each.control, each.value > 0)
        }
      }
      for (const each of ['window:1', 'ws:2', 'ws:3']) bench.inputs.left({ id: each })
      for (const control of ['desk a', 'desk b', 'desk c', 'window a', 'window b', 'window c']) {
        const lines = bench.events.length === 0 ? [] : [...bench.events]
        const values = lines.flatMap(({ source, payload }) => {
          const { control: pad, value, code, pressed } = payload as Record<string, unknown>
          const name = `${source.split(':')[1]} ${String(pad ?? code)}`
          return name === control ? [pressed === undefined ? value : Number(pressed)] : []
        })
        expect(values).toEqual(values.map((_, index) => (index + 1) % 2))
        expect(values.length % 2).toBe(0)
      }
    }),
    runs(500),
  )
})
