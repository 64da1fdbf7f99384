// Parameters where a run is moved into the middle of its playlist: they are where its fades would have them by then.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseShow } from '../../../main/build/parse-show.ts'
import { bytesOf } from '../../support/show-bytes.ts'
import { runs } from '../../support/property-runs.ts'
import { SimulatedShow } from '../../support/simulated-show.ts'

const fade = (offset: number, to: number, over: number) => ({
  offset,
  type: 'param.fade',
  payload: { name: 'level', to, over },
})
const END = { offset: 60_000, type: 'lights.down', payload: {} }

class Desk extends SimulatedShow {
  constructor(steps: object[], more: object = {}) {
    const loaded = parseShow(
      bytesOf({
        ...{ version: 1, name: 'Rehearsing', events: { 'lights.down': {} } },
        params: { level: { type: 'number', max: 100 }, back: { type: 'number', max: 100 } },
        scenes: { blue: { values: { level: 20, back: 80 }, over: 2000 } },
        playlists: [{ id: 'look', name: 'Look', steps: [...steps, END], ...more }],
      }),
      'rehearsing.show.json',
    )
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
    super({ show: loaded.value, path: null })
    this.run('playlist.start', { id: 'look' })
  }

  seek(position: number): void {
    this.run('playlist.seek', { id: 'look', position })
    this.clock.advanceBy(0)
  }

  level(name = 'level'): number {
    const { value } = this.show.params.view().find((one) => one.name === name)!
    return Number((value as number).toFixed(6))
  }

  after(ms: number, name = 'level'): number {
    this.clock.advanceBy(ms)
    return this.level(name)
  }
}

describe('a seek', () => {
  test('into a fade puts the parameter where it should be, once, and the fade goes on for its rest', async () => {
    await using desk = new Desk([fade(1000, 40, 0), fade(10_000, 100, 10_000)])
    desk.clock.advanceTo(500)
    desk.seek(15_000)
    expect(desk.level()).toBe(70)
    expect(desk.of('param.changed').map(({ payload }) => payload.value)).toEqual([70])
    expect([desk.after(2500), desk.after(2499), desk.after(1)]).toEqual([85, 99.994, 100])
  })

  test('behind a fade puts it at its end', async () => {
    await using desk = new Desk([fade(1000, 40, 500), fade(10_000, 100, 10_000)])
    desk.seek(9000)
    expect([desk.level(), desk.of('param.fadeStarted')]).toEqual([40, []])
    desk.seek(30_000)
    expect([desk.level(), desk.of('param.fadeStarted')]).toEqual([100, []])
  })

  test('back to before a fade ends it where it is', async () => {
    await using desk = new Desk([fade(10_000, 100, 10_000)])
    desk.clock.advanceTo(15_000)
    expect(desk.level()).toBe(50)
    desk.seek(5000)
    expect([desk.after(4000), desk.of('param.fadeEnded').map(({ payload }) => payload.how)]).toEqual([
      50,
      ['stopped'],
    ])
    expect(desk.after(6000)).toBe(75)
  })

  test('into a fade of which nobody knows where it began lets it go from where the value is in the time that is left', async () => {
    await using desk = new Desk([fade(10_000, 100, 10_000)])
    desk.run('param.set', { name: 'level', value: 20 })
    desk.seek(15_000)
    expect([desk.level(), desk.after(2500), desk.after(2500)]).toEqual([20, 60, 100])
  })

  test('while paused shows where it should be once the run is resumed', async () => {
    await using desk = new Desk([fade(1000, 40, 0), fade(10_000, 100, 10_000)])
    desk.run('playlist.pause', { id: 'look' })
    desk.seek(15_000)
    expect(desk.after(1000)).toBe(0)
    desk.run('playlist.resume', { id: 'look' })
    desk.clock.advanceBy(0)
    expect([desk.level(), desk.after(2500)]).toEqual([70, 85])
  })

  test('recalls scenes as far as they have come', async () => {
    await using desk = new Desk([{ offset: 1000, type: 'scene.recall', payload: { name: 'blue' } }])
    desk.seek(2000)
    expect([desk.level('back'), desk.after(500, 'back'), desk.after(500, 'back')]).toEqual([0, 40, 80])
    desk.run('param.set', { name: 'back', value: 5 })
    desk.seek(30_000)
    expect([desk.level(), desk.level('back')]).toEqual([20, 80])
  })

  test('moves nothing where the playlist does not chase', async () => {
    await using desk = new Desk([fade(1000, 40, 0), fade(10_000, 100, 10_000)], { chase: false })
    desk.seek(15_000)
    expect(desk.after(1000)).toBe(0)
  })
})

const step = fc.record({
  offset: fc.integer({ min: 1, max: 5000 }),
  to: fc.integer({ min: 0, max: 100 }),
  over: fc.integer({ min: 0, max: 3000 }),
})

test('wherever a run is moved, a parameter is where it would be had it been played up to there, and goes on alike', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(step, { maxLength: 6, selector: ({ offset }) => offset }),
      fc.integer({ min: 0, max: 7000 }),
      fc.integer({ min: 0, max: 7000 }),
      async (steps, before, position) => {
        const fades = [fade(0, 30, 0), ...steps.map(({ offset, to, over }) => fade(offset, to, over))]
        await using moved = new Desk(fades)
        await using played = new Desk(fades)
        moved.clock.advanceBy(before)
        moved.seek(position)
        // A moment behind it, so that what is due there itself has been played in both.
        played.clock.advanceBy(position)
        for (const ms of [0.5, 333, 1500]) expect(moved.after(ms)).toBeCloseTo(played.after(ms), 4)
      },
    ),
    runs(100),
  )
})
