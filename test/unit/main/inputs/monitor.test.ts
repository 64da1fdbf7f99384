import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Monitor } from '../../../../main/inputs/monitor.ts'
import { inOrder } from '../../../../main/order.ts'
import type { HeardInput } from '../../../../shared/model/input-event.ts'
import { InputRig } from './rig.ts'

class MonitorRig extends InputRig {
  readonly monitor = new Monitor({
    clock: this.clock,
    subscribe: inOrder(this.dispatcher.subscribe)('monitor'),
  })

  key(code: string, pressed = true): void {
    this.input('key.received', 'keyboard:window', { code, key: 'x', pressed })
  }

  lines(): readonly HeardInput[] {
    return this.monitor.heard().lines
  }

  /** `family count` of each line, newest first. */
  told(): string[] {
    return this.lines().map(({ family, count }) => `${family} ${count}`)
  }

  override [Symbol.dispose](): void {
    this.monitor[Symbol.dispose]()
    super[Symbol.dispose]()
  }
}

describe('the monitor', () => {
  test('tells a controller once where its value of 14 bits says no more', () => {
    using rig = new MonitorRig()
    const high = { channel: 1, controller: 7 }
    rig.midi({ kind: 'control', ...high, value: 10 })
    rig.midi({ kind: 'control14', ...high, value: 1280 })
    rig.midi({ kind: 'control14', ...high, value: 1285 })
    expect(rig.lines().map(({ event }) => event.payload)).toMatchObject([
      { message: { kind: 'control14', value: 1285 } },
      { message: { kind: 'control' } },
    ])
  })

  test('keeps what arrives of every family, newest first, and nothing else', () => {
    using rig = new MonitorRig()
    rig.button('cross')
    rig.button('a', 1, 'gamepad:045e:02ea:1')
    rig.button('pad1', 1, 'virtual:desk')
    rig.midi({ kind: 'noteOn', channel: 1, note: 36, velocity: 100 })
    rig.key('KeyA')
    rig.osc('/go', [1])
    rig.input('lights.go', 'operator', {})
    expect(rig.told()).toEqual(['osc 1', 'keyboard 1', 'midi 1', 'virtual 1', 'gamepad 1', 'hid 1'])
    expect(rig.monitor.heard().omitted).toBe(0)
    expect(rig.lines()[0]?.event).toMatchObject({ source: 'osc:main', payload: { address: '/go' } })
  })

  test('keeps 40 lines of each family, so that a flood of one leaves the others theirs', () => {
    using rig = new MonitorRig()
    rig.button('cross')
    for (let index = 0; index < 100; index += 1) {
      rig.osc(`/n/${index}`, [1])
      rig.pass(100)
    }
    expect(rig.lines().filter(({ family }) => family === 'osc')).toHaveLength(40)
    expect(rig.told().at(-1)).toBe('hid 1')
  })

  test('tells 20 lines of a source in half a second and counts the others at the latest of their control', () => {
    using rig = new MonitorRig()
    for (let index = 0; index < 19; index += 1) rig.axis('leftX', index / 100)
    rig.button('cross')
    rig.axis('leftX', 0.5)
    rig.axis('leftX', 0.6)
    rig.button('cross', 0)
    rig.button('circle')
    rig.button('triangle', 1, 'hid:other')
    const { lines, omitted } = rig.monitor.heard()
    expect(lines).toHaveLength(21)
    expect(omitted).toBe(1)
    const [other, cross, leftX] = lines
    expect(other).toMatchObject({ count: 1, event: { source: 'hid:other' } })
    expect(cross).toMatchObject({ count: 2, event: { payload: { control: 'cross', value: 0 } } })
    expect(leftX).toMatchObject({ count: 3, event: { payload: { control: 'leftX', value: 0.6 } } })
  })

  test('has lines for a source again when half a second is over', () => {
    using rig = new MonitorRig()
    for (let index = 0; index < 25; index += 1) rig.key(`Key${index}`)
    expect(rig.monitor.heard()).toMatchObject({ omitted: 5, lines: { length: 20 } })
    rig.pass(500)
    rig.key('KeyZ')
    expect(rig.monitor.heard()).toMatchObject({ omitted: 5, lines: { length: 21 } })
    rig.pass(500)
    expect(rig.monitor.heard()).toMatchObject({ omitted: 0, lines: { length: 21 } })
  })

  test('forgets to count what was omitted before a pause', () => {
    using rig = new MonitorRig()
    for (let index = 0; index < 25; index += 1) rig.key(`Key${index}`)
    rig.pass(10_000)
    expect(rig.monitor.heard().omitted).toBe(0)
  })

  test('has one line for a clock that ticks, however long, which leaves a note its place', () => {
    using rig = new MonitorRig()
    rig.midi({ kind: 'noteOn', channel: 1, note: 36, velocity: 100 })
    const timecode = { port: 'keys', hours: 1, minutes: 2, seconds: 3, rate: 25, direction: 'forward' }
    for (let tick = 0; tick < 1000; tick += 1) {
      rig.midi({ kind: 'clock' })
      rig.input('timecode.received', 'midi:keys', { ...timecode, frames: tick % 25 })
      rig.pass(20)
    }
    expect(rig.told()).toEqual(['midi 1000', 'midi 1000', 'midi 1'])
    expect(rig.lines()[0]?.event.payload).toMatchObject({ frames: 24 })
  })

  test('begins a new line for a clock when its old one was pushed out', () => {
    using rig = new MonitorRig()
    rig.midi({ kind: 'clock' })
    for (let note = 0; note < 40; note += 1) {
      rig.midi({ kind: 'noteOn', channel: 1, note, velocity: 1 })
      rig.pass(100)
    }
    expect(rig.told()).toEqual(Array.from({ length: 40 }, () => 'midi 1'))
    rig.midi({ kind: 'clock' })
    rig.midi({ kind: 'clock' })
    expect(rig.told()[0]).toBe('midi 2')
  })

  test('gives out lines that do not change afterwards', () => {
    using rig = new MonitorRig()
    rig.midi({ kind: 'clock' })
    const [line] = rig.lines()
    rig.midi({ kind: 'clock' })
    expect(line?.count).toBe(1)
  })

  test('tells of each input to those who asked, until they no longer listen', () => {
    using rig = new MonitorRig()
    const heard: number[] = []
    const listening = rig.monitor.onChanged((seq) => void heard.push(seq))
    rig.button('cross')
    listening[Symbol.dispose]()
    rig.button('cross', 0)
    expect(heard).toEqual([1])
  })

  test('stays within its bounds with ever new sources and controls', () => {
    using rig = new MonitorRig()
    for (let index = 0; index < 5000; index += 1) rig.button(`b${index}`, 1, `hid:${index}`)
    expect(rig.monitor.heard()).toMatchObject({ omitted: 4744, lines: { length: 40 } })
  })

  test('tells or counts every input of a period, whatever arrives', () => {
    const input = fc.record({
      source: fc.constantFrom('hid:a', 'gamepad:b', 'virtual:c'),
      control: fc.integer({ min: 0, max: 30 }),
    })
    fc.assert(
      fc.property(fc.array(input, { maxLength: 39 }), (inputs) => {
        using rig = new MonitorRig()
        for (const { source, control } of inputs) rig.button(`b${control}`, 1, source)
        const { lines, omitted } = rig.monitor.heard()
        expect(lines.reduce((sum, { count }) => sum + count, omitted)).toBe(inputs.length)
        const seqs = lines.map(({ seq }) => seq)
        expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => b - a))
      }),
    )
  })
})
