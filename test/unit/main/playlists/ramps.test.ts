// Steps that move a value over a time: what leaves, when, and what becomes of it when its run is moved, stopped or taken over from.
import { describe, expect, test } from 'vitest'
import { RampRig, ramp, set } from './ramp-rig.ts'

const times = (rig: RampRig): readonly number[] => rig.left.map(({ at }) => at)

describe('a value that moves', () => {
  test('leaves forty times a second, the last time at its end, and its run ends then', () => {
    const rig = new RampRig()
    rig.start([set(0, 0), ramp(0, { over: 10_000 })])
    rig.play(9999)
    expect(rig.endings).toEqual([])
    rig.play(20_000)
    // The set itself, then four hundred.
    expect(rig.left).toHaveLength(401)
    expect(times(rig).slice(1)).toEqual(Array.from({ length: 400 }, (_, k) => (k + 1) * 25))
    expect(rig.values().slice(1)).toEqual(Array.from({ length: 400 }, (_, k) => ((k + 1) * 25) / 10_000))
    expect(rig.ended).toMatchObject([{ index: 1, how: 'completed', at: 10_000 }])
    expect(rig.endings).toEqual(['completed'])
    expect(rig.clock.now()).toBe(20_000)
  })

  test('says first where it begins, where it says that itself', () => {
    const rig = new RampRig()
    rig.start([ramp(100, { from: 0.5, over: 100 })])
    rig.play(500)
    expect(times(rig)).toEqual([100, 125, 150, 175, 200])
    expect(rig.values()).toEqual([0.5, 0.625, 0.75, 0.875, 1])
  })

  test('begins where the value was left, also by another run', () => {
    const rig = new RampRig()
    rig.start([set(0, 0.2)])
    rig.play(1000)
    rig.start([ramp(0, { over: 100 })])
    rig.play(2000)
    expect(rig.values()[1]).toBeCloseTo(0.4, 12)
    expect(rig.values().at(-1)).toBe(1)
  })

  test('sends its end alone, at its end, where nobody knows where it begins', () => {
    const rig = new RampRig()
    rig.start([ramp(0)])
    rig.play(2000)
    expect(rig.left).toMatchObject([{ at: 1000, value: 1 }])
  })

  test('is a set where it takes no time', () => {
    const rig = new RampRig()
    rig.start([ramp(50, { from: 0, over: 0 })])
    rig.play(2000)
    expect(rig.left).toMatchObject([{ at: 50, value: 1 }])
    expect(rig.endings).toEqual(['completed'])
  })

  test('is sent once where both its ends are one', () => {
    const rig = new RampRig()
    rig.start([ramp(0, { from: 1, to: 1 })])
    rig.play(2000)
    expect(rig.left).toMatchObject([{ at: 0, value: 1 }])
  })

  test('leaves only where a whole number is another', () => {
    const rig = new RampRig()
    rig.start([ramp(0, { from: 0, to: 3, type: 'i', over: 1000 })])
    rig.play(2000)
    expect(rig.values()).toEqual([0, 1, 2, 3])
  })

  test('takes a day where it is to', () => {
    const rig = new RampRig()
    rig.start([ramp(0, { from: 0, to: 86_400, over: 86_400_000, rate: 0.1 })])
    rig.play(86_400_000)
    expect(rig.left).toHaveLength(8641)
    expect(rig.left.at(-1)).toMatchObject({ at: 86_400_000, value: 86_400 })
  })

  test('skips what a busy machine missed: only the latest leaves', () => {
    const rig = new RampRig()
    rig.start([ramp(0, { from: 0 })])
    rig.play(100)
    expect(rig.freeze(612)).toMatchObject([{ value: 0.6 }])
    rig.play(2000)
    expect(rig.left.at(-1)).toMatchObject({ at: 1000, value: 1 })
  })
})

describe('a run that moves a value', () => {
  test('takes it along: pause, resume and rate', () => {
    const rig = new RampRig()
    const run = rig.start([ramp(0, { from: 0 })])
    rig.play(500)
    rig.command({ kind: 'pause', run })
    rig.play(5000)
    expect(rig.left.at(-1)).toMatchObject({ at: 500, value: 0.5 })
    rig.command({ kind: 'resume', run })
    rig.play(5100)
    expect(rig.left.at(-1)).toMatchObject({ at: 5100, value: 0.6 })
    rig.command({ kind: 'setRate', run, rate: 4 })
    rig.play(5125)
    expect(rig.left.at(-1)).toMatchObject({ at: 5125, value: 0.7 })
    rig.play(6000)
    expect(rig.left.at(-1)).toMatchObject({ at: 5200, value: 1 })
    expect(rig.endings).toEqual(['completed'])
  })

  test('that is moved into it sends what holds there once, and goes on', () => {
    const rig = new RampRig()
    const run = rig.start([set(0, 0.5), ramp(1000), set(3000, 0)])
    rig.play(10)
    rig.command({ kind: 'seek', run, position: 1500, chase: true })
    rig.play(10)
    expect(rig.left.slice(1)).toMatchObject([{ at: 10, value: 0.75 }])
    rig.play(35)
    expect(rig.left.at(-1)).toMatchObject({ at: 35, value: 0.7625 })
    rig.command({ kind: 'seek', run, position: 2500, chase: true })
    rig.play(35)
    expect(rig.left.at(-1)).toMatchObject({ at: 35, value: 1 })
    rig.play(3000)
    expect(rig.values().at(-1)).toBe(0)
  })

  test('sends nothing of what it is moved into where it is not to', () => {
    const rig = new RampRig()
    const run = rig.start([ramp(1000, { from: 0 }), set(3000, 0)])
    rig.command({ kind: 'seek', run, position: 1500, chase: false })
    rig.play(2900)
    expect(rig.left).toMatchObject([{ at: 1500, value: 0 }])
  })

  test.each([
    ['stay', 0.5],
    ['finish', 1],
    ['back', 0],
  ])('leaves it where it is to %s when it is stopped, before it has stopped', (onStop, value) => {
    const rig = new RampRig()
    const run = rig.start([ramp(0, { from: 0, onStop })])
    rig.play(500)
    rig.command({ kind: 'stop', run, stays: false })
    expect(rig.endings).toEqual(['stopped'])
    expect(rig.left.at(-1)?.value).toBe(value)
    const left = rig.left.length
    rig.play(5000)
    expect(rig.left).toHaveLength(left)
    expect(rig.playing.count).toBe(0)
  })

  test('leaves it where it is at a panic, whatever a stop would do', () => {
    const rig = new RampRig()
    const run = rig.start([ramp(0, { from: 0, onStop: 'finish' })])
    rig.play(500)
    rig.command({ kind: 'stop', run, stays: true })
    expect(rig.left.at(-1)?.value).toBe(0.5)
  })

  test('goes on with it on another thread, exactly where it should be', () => {
    const steps = [ramp(0, { from: 0 })]
    const before = new RampRig()
    before.start(steps)
    before.play(300)
    const after = new RampRig({ clock: before.clock, routes: before.routes })
    before.clock.advanceTo(412)
    after.start(steps, {
      anchor: { at: 0, position: 0, rate: 1, state: 'running' },
      ...{ cursor: 1, lost: true },
    })
    after.play(425)
    expect(after.left).toMatchObject([
      { at: 412, value: 0.412 },
      { at: 425, value: 0.425 },
    ])
  })

  test('does not take it back on another thread from who has moved it since', () => {
    const steps = [ramp(0, { from: 0 })]
    const before = new RampRig()
    before.start(steps)
    before.play(300)
    before.routes.take(before.routes.find('osc desk /v'), 0)
    const after = new RampRig({ clock: before.clock, routes: before.routes })
    after.start(steps, {
      anchor: { at: 0, position: 0, rate: 1, state: 'running' },
      ...{ cursor: 1, lost: true },
    })
    after.play(2000)
    expect(after.left).toEqual([])
  })
})

describe('the newer takes over', () => {
  test('a step that sets the value ends its movement', () => {
    const rig = new RampRig()
    rig.start([ramp(0, { from: 0 }), set(500, 0.3)])
    rig.play(2000)
    expect(rig.left.at(-1)).toMatchObject({ at: 500, value: 0.3 })
    expect(rig.ended).toMatchObject([{ how: 'takenOver' }])
    expect(rig.endings).toEqual(['completed'])
  })

  test('a ramp of another run goes on from where the value is', () => {
    const rig = new RampRig()
    rig.start([ramp(0, { from: 0 })])
    rig.play(500)
    rig.start([ramp(0, { to: 0, over: 100 })])
    rig.play(2000)
    expect(rig.values().slice(-4)).toEqual([0.375, 0.25, 0.125, 0])
    expect(rig.endings).toEqual(['completed', 'completed'])
  })

  test('whoever takes it on another thread is not talked over', () => {
    const rig = new RampRig()
    rig.start([ramp(0, { from: 0 })])
    rig.play(500)
    rig.routes.take(rig.routes.find('osc desk /v'), 0)
    const left = rig.left.length
    rig.play(2000)
    expect(rig.left).toHaveLength(left)
    expect(rig.ended).toMatchObject([{ how: 'takenOver' }])
  })

  test('values of which an argument says which one is meant are others', () => {
    const rig = new RampRig()
    rig.start([ramp(0, { from: 0, args: [1] }), ramp(0, { from: 0, args: [2] })])
    rig.play(2000)
    expect(rig.left.filter(({ value }) => value === 1)).toHaveLength(2)
  })
})

describe('where the main thread sends', () => {
  test('the next waits until the one before was taken, and the last is not lost', () => {
    const rig = new RampRig({ direct: false })
    rig.start([ramp(0, { from: 0 })])
    rig.play(500)
    expect(rig.ticks.map(({ value }) => value)).toEqual([0])
    const [{ slot, token }] = rig.ticks as [(typeof rig.ticks)[number]]
    rig.routes.taken(slot, token)
    rig.play(525)
    expect(rig.ticks.at(-1)?.value).toBe(0.525)
    rig.play(3000)
    expect(rig.endings).toEqual([])
    rig.routes.taken(slot, token)
    rig.play(3010)
    expect(rig.ticks.map(({ value }) => value)).toEqual([0, 0.525, 1])
    expect(rig.endings).toEqual(['completed'])
  })

  test('what finds no room is tried again', () => {
    const rig = new RampRig({ direct: false })
    rig.room = false
    rig.start([ramp(0, { from: 0, over: 100 })])
    rig.play(500)
    rig.room = true
    rig.play(510)
    expect(rig.ticks.map(({ value }) => value)).toEqual([1])
  })
})

describe('very many', () => {
  const many = (count: number, fields: Record<string, unknown> = {}) =>
    Array.from({ length: count }, (_, place) => ramp(0, { from: 0, address: `/v/${place}`, ...fields }))

  test('of one target leave together, in packets that a network carries', () => {
    const rig = new RampRig()
    rig.start(many(100))
    rig.play(1000)
    expect(rig.left).toHaveLength(4100)
    // A message takes 24 bytes and 4 for its length: some 49 in 1400, and 128 values in one go.
    expect(rig.packets).toBeLessThan(41 * 6)
  })

  test('leave one by one where a target reads no bundles', () => {
    const rig = new RampRig({ bundles: false })
    rig.start(many(10))
    rig.play(1000)
    expect(rig.packets).toBe(410)
  })

  test('are told less often, all alike, and still end where and when they should', () => {
    const rig = new RampRig()
    rig.start(many(10_000, { over: 200 }))
    rig.play(100)
    expect(rig.playing).toEqual({ count: 10_000, every: 4 })
    rig.play(1000)
    const ends = rig.left.filter(({ at, value }) => at === 200 && value === 1)
    expect(ends).toHaveLength(10_000)
    expect(rig.playing).toEqual({ count: 0, every: 1 })
  })

  test('hold up no step of another run, and no stop', () => {
    const rig = new RampRig()
    const run = rig.start(many(10_000, { over: 10_000 }))
    rig.play(10)
    rig.start([set(90, 7, '/other')])
    rig.clock.advanceTo(100)
    rig.runner.emitNext()
    expect(rig.left.at(-1)).toMatchObject({ address: '/other', value: 7 })
    rig.runner.emitNext()
    rig.command({ kind: 'stop', run, stays: false })
    const left = rig.left.length
    rig.play(20_000)
    expect(rig.left).toHaveLength(left)
  })
})
