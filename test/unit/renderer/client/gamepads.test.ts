import { expect, onTestFinished, test } from 'vitest'
import { publishGamepads } from '../../../../renderer/client/gamepads.ts'
import type { BrowserPad } from '../../../../renderer/client/gamepads.ts'
import { disposable, dispose } from '../../../../shared/base/disposable.ts'
import { clientInput } from '../../../../shared/contract/inputs.ts'
import { FakeClient, FakePage } from './fake-page.ts'

interface TestPad extends BrowserPad {
  connected: boolean
  readonly buttons: { value: number }[]
  readonly axes: number[]
}

function pad(index = 0, id = 'Pad'): TestPad {
  const buttons = [0, 0].map((value) => ({ value }))
  return { id, index, connected: true, mapping: 'standard', buttons, axes: [0, 0] }
}

const told = (index: number, buttons: number[], axes: number[]) => ({
  family: 'gamepad',
  index,
  pad: { id: 'Pad', standard: true, buttons, axes },
})
const gone = (index: number) => ({ family: 'gamepad', index, pad: null })

function setUp(prepare: (page: FakePage) => void = () => undefined) {
  const page = new FakePage()
  const client = new FakeClient()
  prepare(page)
  const running = new Set<() => void>()
  const publishing = publishGamepads(page, client, (tick) => {
    running.add(tick)
    return disposable('ticks', () => running.delete(tick))
  })
  onTestFinished(() => dispose(publishing))
  const tick = (): void => {
    for (const each of [...running]) each()
  }
  return { page, client, publishing, running, tick }
}

test('nothing ticks and nothing is sent while there is no pad', () => {
  const { client, running } = setUp()
  expect(running.size).toBe(0)
  expect(client.sent).toEqual([])
})

test('a pad is told when it comes, when anything of it changes, and when it goes', () => {
  const { page, client, running, tick } = setUp()
  const mine = pad()
  page.plug(mine)
  expect(client.news()).toEqual([told(0, [0, 0], [0, 0])])
  tick()
  expect(client.news()).toEqual([])
  mine.buttons[1]!.value = 1
  tick()
  mine.axes[0] = -0.5
  tick()
  tick()
  expect(client.news()).toEqual([told(0, [0, 1], [0, 0]), told(0, [0, 1], [-0.5, 0])])
  page.unplug(0)
  expect(client.news()).toEqual([gone(0)])
  expect(running.size).toBe(0)
})

test('a pad that is there already is told at once', () => {
  const { client, running } = setUp((page) => (page.pads = [null, pad(1)]))
  expect(client.news()).toEqual([told(1, [0, 0], [0, 0])])
  expect(running.size).toBe(1)
})

test('a pad that goes without a word is missed at the next tick', () => {
  const { page, client, tick, running } = setUp((page) => (page.pads = [pad(0), pad(1)]))
  client.news()
  page.pads = [{ ...pad(0), connected: false }, pad(1)]
  tick()
  expect(client.news()).toEqual([gone(0)])
  expect(running.size).toBe(1)
})

test('one of two pads that are sampled changes alone', () => {
  const { client, tick, page } = setUp((page) => (page.pads = [pad(0), pad(1)]))
  client.news()
  ;(page.pads[1] as TestPad).buttons[0]!.value = 1
  tick()
  expect(client.news()).toEqual([told(1, [1, 0], [0, 0])])
})

test.each([
  ['hidden', (page: FakePage) => page.hide(true), (page: FakePage) => page.hide(false)],
  ['left', (page: FakePage) => page.says('pagehide'), (page: FakePage) => page.says('pageshow')],
])('while the page is %s all pads are gone and nothing ticks', (_what, go, come) => {
  const { client, page, running } = setUp((page) => (page.pads = [pad(0), pad(1)]))
  client.news()
  go(page)
  expect(client.news()).toEqual([gone(0), gone(1)])
  page.plug(pad(2))
  expect(client.news()).toEqual([])
  expect(running.size).toBe(0)
  come(page)
  expect(client.news().map((input) => 'index' in input && input.index)).toEqual([0, 1, 2])
  expect(running.size).toBe(1)
})

test('everything is told again to an engine that was out of reach', () => {
  const { client, tick } = setUp((page) => (page.pads = [pad()]))
  client.become('closed')
  tick()
  client.become('connecting')
  client.news()
  client.become('open')
  expect(client.news()).toEqual([told(0, [0, 0], [0, 0])])
})

test('the end takes the pads back and lets go of everything', () => {
  const { client, publishing, running, page } = setUp((page) => (page.pads = [pad()]))
  client.news()
  dispose(publishing)
  expect(client.news()).toEqual([gone(0)])
  page.plug(pad())
  client.become('open')
  expect(client.news()).toEqual([])
  expect(running.size).toBe(0)
})

test('a browser that shows no gamepads on this page is no fault', () => {
  const { client, page } = setUp((page) => delete page.navigator.getGamepads)
  page.says('gamepadconnected')
  expect(client.sent).toEqual([])
})

test('whatever a pad is like, the contract takes it', () => {
  const odd: BrowserPad = {
    id: 'x'.repeat(2_000),
    index: 0,
    connected: true,
    mapping: '',
    buttons: [NaN, -0, 2, 0.123_456_789, ...new Array<number>(100).fill(0)].map((value) => ({ value })),
    axes: [3.2857, -1.5, Infinity, NaN, -0, ...new Array<number>(40).fill(0)],
  }
  const { client, tick } = setUp((page) => {
    page.pads = [odd]
    page.pads[16] = pad(16)
  })
  tick()
  const [input, ...others] = client.news()
  expect(others).toEqual([])
  expect(clientInput.safeParse(input).success).toBe(true)
  expect(input).toMatchObject({ pad: { standard: false } })
  const { buttons, axes } = (input as { pad: { buttons: number[]; axes: number[] } }).pad
  expect(buttons.slice(0, 5)).toEqual([0, 0, 1, 0.1235, 0])
  expect(axes.slice(0, 5)).toEqual([1, -1, 1, 0, 0])
})

test('a pad with motors says that it can be felt', () => {
  const { page, client } = setUp()
  const playEffect = () => Promise.resolve()
  page.plug({ ...pad(), vibrationActuator: { effects: ['dual-rumble'], playEffect } })
  expect(client.news()).toEqual([
    { ...told(0, [0, 0], [0, 0]), pad: { ...told(0, [0, 0], [0, 0]).pad, rumbles: true } },
  ])
})
