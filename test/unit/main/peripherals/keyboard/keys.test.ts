import { describe, expect, test } from 'vitest'
import { withoutGlobalKeys } from '../../../../../main/peripherals/client-inputs.ts'
import { createWantedKeys } from '../../../../../main/peripherals/keyboard/wanted-keys.ts'
import { OPENING } from '../../../../../shared/model/show-change.ts'
import { ClientBench } from '../client-bench.ts'

describe('a key in a window', () => {
  test('is told when it goes down and when it comes up', () => {
    const bench = new ClientBench()
    bench.key('window:1', 'KeyA', true, 'a')
    expect(bench.events.at(-1)).toEqual({
      type: 'key.received',
      source: 'keyboard:window',
      cause: null,
      payload: { code: 'KeyA', key: 'a', pressed: true },
      at: 1_000,
    })
    bench.key('window:1', 'KeyA', false, 'a')
    expect(bench.heard()).toEqual(['keyboard:window KeyA down', 'keyboard:window KeyA up'])
  })

  test('is told once however often the window repeats it', () => {
    const bench = new ClientBench()
    for (const pressed of [false, true, true, true, false, false]) bench.key('window:1', 'KeyA', pressed)
    expect(bench.heard()).toEqual(['keyboard:window KeyA down', 'keyboard:window KeyA up'])
  })

  test('comes up as the key that went down, whatever Shift has made of it', () => {
    const bench = new ClientBench()
    bench.key('window:1', 'KeyA', true, 'A')
    bench.key('window:1', 'KeyA', false, 'a')
    expect(bench.events.at(-1)).toMatchObject({ payload: { code: 'KeyA', key: 'A', pressed: false } })
  })

  test('that two windows hold is down until the last lets go', () => {
    const bench = new ClientBench()
    bench.key('window:1', 'KeyA', true)
    bench.key('ws:2', 'KeyA', true)
    bench.key('window:1', 'KeyA', false)
    bench.key('window:1', 'KeyA', false)
    expect(bench.heard()).toEqual(['keyboard:window KeyA down'])
    bench.key('ws:2', 'KeyA', false)
    expect(bench.heard()).toEqual(['keyboard:window KeyA up'])
  })

  test('is let go of when its window leaves', () => {
    const bench = new ClientBench()
    bench.key('window:1', 'KeyA', true)
    bench.key('window:1', 'KeyB', true)
    bench.key('ws:2', 'KeyB', true)
    bench.heard()
    bench.inputs.left({ id: 'window:1' })
    expect(bench.heard()).toEqual(['keyboard:window KeyA up'])
    bench.inputs.left({ id: 'window:1' })
    expect(bench.heard()).toEqual([])
  })

  test('beyond the 64th makes the longest held come up', () => {
    const bench = new ClientBench()
    for (let key = 0; key < 65; key += 1) bench.key('window:1', `K${key}`, true)
    expect(bench.heard().slice(-2)).toEqual(['keyboard:window K0 up', 'keyboard:window K64 down'])
    expect(bench.inputs.health()).toMatchObject([{ received: 65, rejected: 1 }])
  })
})

describe('the keyboard of windows', () => {
  test('is spoken of from its first key on, and then for good', () => {
    const bench = new ClientBench()
    expect(bench.states()).toEqual([])
    bench.key('window:1', 'KeyA', true)
    expect(bench.news()).toEqual(['keyboard:window stateChanged open', 'keyboard:window KeyA down'])
    bench.inputs.left({ id: 'window:1' })
    expect(bench.states()).toEqual(['keyboard:window open'])
  })
})

describe('a key that is heard everywhere', () => {
  test('is pressed and let go of at once', () => {
    const bench = new ClientBench()
    bench.inputs.globalKey('Control+F13')
    expect(bench.heard()).toEqual(['keyboard:global Control+F13 down', 'keyboard:global Control+F13 up'])
  })

  test('counts once while the system repeats it', () => {
    const bench = new ClientBench()
    bench.inputs.globalKey('F13')
    bench.pass(75)
    bench.inputs.globalKey('F13')
    for (let repeat = 0; repeat < 100; repeat += 1) {
      bench.pass(40)
      bench.inputs.globalKey('F13')
    }
    bench.inputs.globalKey('F14')
    expect(bench.heard().filter((line) => line.endsWith('down'))).toEqual([
      'keyboard:global F13 down',
      'keyboard:global F13 down',
      'keyboard:global F14 down',
    ])
  })

  test.each([
    [['F13'], ['keyboard:global off only the desktop app hears keys while other programs are in front']],
    [[], []],
  ])('without a desktop app: a show that asks for %j is told %j', (wanted, told) => {
    const bench = new ClientBench()
    const keys = createWantedKeys()
    keys.take(wanted, OPENING)
    using _ = withoutGlobalKeys({ ...bench.inputs, follow: keys.follow })
    keys.take([...wanted], OPENING)
    expect(bench.states()).toEqual(told)
    expect(bench.events).toHaveLength(told.length)
  })
})

test('without a desktop app a show that comes to ask for keys, and then for none, is told so', () => {
  const bench = new ClientBench()
  const keys = createWantedKeys()
  using following = withoutGlobalKeys({ ...bench.inputs, follow: keys.follow })
  for (const wanted of [['F13'], ['F13', 'F14']]) keys.take(wanted, OPENING)
  const told = 'only the desktop app hears keys while other programs are in front'
  expect(bench.states()).toEqual([`keyboard:global off ${told}`])
  for (const wanted of [[], []]) keys.take(wanted, OPENING)
  expect(bench.states()).toEqual(['keyboard:global off'])
  following[Symbol.dispose]()
  keys.take(['F15'], OPENING)
  expect(bench.events).toHaveLength(2)
})

test('nothing is taken after the end, and the end lets go of everything', () => {
  const bench = new ClientBench()
  bench.key('window:1', 'KeyA', true)
  bench.press('window:1', 'pad1', 1)
  bench.heard()
  bench.inputs[Symbol.dispose]()
  expect(bench.heard()).toEqual(['keyboard:window KeyA up', 'virtual:desk pad1 0'])
  bench.inputs[Symbol.dispose]()
  bench.key('window:1', 'KeyB', true)
  bench.inputs.globalKey('F13')
  bench.inputs.left({ id: 'window:1' })
  expect(bench.heard()).toEqual([])
})
