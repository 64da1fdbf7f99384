// A value that moves is where its run stands, whatever is done to the run; and where its step goes after an edit.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rampAt } from '../../../../shared/model/ramp.ts'
import { carryEmissions } from '../../../../main/playlists/carry.ts'
import { placesByContent } from '../../../../main/playlists/step-places.ts'
import type { StepPlaces } from '../../../../main/playlists/step-places.ts'
import { RampRig, ramp, set } from './ramp-rig.ts'

const BEGIN = 500
const COURSE = { from: 0.25, to: 1, over: 2000, curve: 'S' } as const

type Act =
  | { readonly kind: 'play'; readonly ms: number }
  | { readonly kind: 'pause' | 'resume' }
  | { readonly kind: 'seek'; readonly position: number }
  | { readonly kind: 'setRate'; readonly rate: number }

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('play' as const), ms: fc.integer({ min: 1, max: 700 }) }),
  },
  fc.record({ kind: fc.constantFrom('pause' as const, 'resume' as const) }),
  fc.record({ kind: fc.constant('seek' as const), position: fc.integer({ min: 0, max: 3500 }) }),
  fc.record({ kind: fc.constant('setRate' as const), rate: fc.constantFrom(0.1, 0.5, 1, 2, 7) }),
)

test('each value is that of the position at which it leaves, and none is missing', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
      const rig = new RampRig()
      // Holds the run beyond the end of the movement, so that it can be moved back into it.
      const run = rig.start([ramp(BEGIN, COURSE), set(100_000, 5, '/end')])
      const at = { now: 0, position: 0, rate: 1, runs: true }
      const positionAt = (now: number): number =>
        at.runs ? at.position + (now - at.now) * at.rate : at.position
      for (const each of acts) {
        const now = rig.clock.now()
        if (each.kind === 'play') {
          const before = rig.left.length
          rig.play(now + each.ms)
          for (const { at: when, value } of rig.left.slice(before))
            expect(value).toBeCloseTo(rampAt(COURSE, positionAt(when) - BEGIN), 9)
          const elapsed = positionAt(now + each.ms) - BEGIN
          if (!at.runs || elapsed < 0) continue
          // No further behind than the time between two values.
          const last = rampAt(COURSE, elapsed - 25 * at.rate - 1e-6)
          const lastLeft = rig.left.at(-1)?.value as number
          if (positionAt(now) >= BEGIN || elapsed > 25 * at.rate)
            expect(lastLeft).toBeGreaterThanOrEqual(last - 1e-9)
          continue
        }
        Object.assign(at, { position: positionAt(now), now })
        if (each.kind === 'pause' || each.kind === 'resume') at.runs = each.kind === 'resume'
        if (each.kind === 'seek') at.position = each.position
        if (each.kind === 'setRate') at.rate = each.rate
        rig.command(each.kind === 'seek' ? { ...each, run, chase: true } : { ...each, run })
      }
    }),
  )
})

describe('after an edit a value that moves', () => {
  const edited = (
    before: readonly Record<string, unknown>[],
    after: readonly Record<string, unknown>[],
    places?: StepPlaces,
  ): RampRig => {
    const rig = new RampRig()
    const run = rig.start(before)
    rig.play(500)
    const was = rig.compile(before)
    const is = rig.compile(after)
    rig.runner.apply({ kind: 'load', timeline: is.timeline })
    const carried = carryEmissions(
      was,
      is,
      places === undefined ? placesByContent(was.steps, is.steps) : places,
    )
    rig.command({
      ...{ kind: 'follow', run, timeline: is.timeline.id, carried, afterSleep: 'ask', deadline: Infinity },
      emissions: { was: Infinity, is: Infinity, reported: 0 },
    })
    return rig
  }
  const course = { from: 0, over: 1000 }

  test('goes on where its step stayed', () => {
    const rig = edited([ramp(0, course)], [ramp(0, course), set(3000, 2, '/other')])
    rig.play(1000)
    expect(rig.left.at(-1)).toMatchObject({ at: 1000, value: 1 })
  })

  test('goes where its step goes now', () => {
    const rig = edited([ramp(0, course)], [ramp(0, { ...course, to: 2 })], null)
    rig.play(525)
    expect(rig.left.at(-1)).toMatchObject({ at: 525, value: 1.05 })
    rig.play(1000)
    expect(rig.left.at(-1)).toMatchObject({ at: 1000, value: 2 })
    expect(rig.endings).toEqual(['completed'])
  })

  test('is at its end where its step has been over', () => {
    const rig = edited([ramp(0, course)], [ramp(0, { ...course, over: 300 })], null)
    rig.play(510)
    expect(rig.left.at(-1)).toMatchObject({ at: 500, value: 1 })
  })

  test('stays where it is where its step is gone', () => {
    const rig = edited([ramp(0, course), set(600, 2, '/other')], [set(600, 2, '/other')])
    rig.play(3000)
    expect(rig.left.slice(-2)).toMatchObject([
      { at: 500, value: 0.5 },
      { at: 600, value: 2 },
    ])
  })
})

describe('a message that no run moves', () => {
  const fade = (from: number, to: number, over: number, startAt = 0) => ({
    ...{ from, to, over, startAt },
    curve: 'linear' as const,
  })
  const sent = new Int32Array(1)
  const begin = (rig: RampRig, patches: Parameters<typeof rig.runner.fade>[0]['patches']): number => {
    sent[0] = 0
    const slot = rig.routes.slotOf('osc desk /xy')
    const token = rig.routes.take(slot, 0)
    // "/xy", then ",fdT" with its end, 4 bytes and 8 bytes.
    const bytes = new Uint8Array(4 + 8 + 4 + 8)
    bytes.set(new TextEncoder().encode('/xy\0,fdT'))
    rig.runner.fade({ id: 1, target: 'desk', packet: bytes, patches, rate: 40, slot, token, sent })
    return token
  }
  const SCALE = { from: [0, 1], to: [0, 100], curve: 'linear' } as const

  test('carries several values, each with a course of its own, until the last has ended', () => {
    const rig = new RampRig()
    begin(rig, [
      { at: 12, tag: 'f', fade: fade(0, 1, 1000), scale: null },
      { at: 16, tag: 'd', fade: fade(0, 1, 500, 250), scale: SCALE },
      { at: 7, tag: 'T', fade: fade(1, 0, 1000), scale: null },
    ])
    rig.play(500)
    expect(rig.left).toHaveLength(20)
    expect(rig.packetsArgs.at(-1)).toEqual([0.5, 50, true])
    rig.play(2000)
    expect(rig.left).toHaveLength(40)
    expect(rig.packetsArgs.at(-1)).toEqual([1, 100, false])
    expect(rig.fadesEnded).toEqual(['completed'])
  })

  test('ends where somebody else moves it, or its target has no way', () => {
    const rig = new RampRig()
    const token = begin(rig, [{ at: 12, tag: 'f', fade: fade(0, 1, 1000), scale: null }])
    rig.play(500)
    rig.routes.release(rig.routes.find('osc desk /xy'), token)
    rig.play(2000)
    expect(rig.left).toHaveLength(20)
    expect(rig.fadesEnded).toEqual(['takenOver'])
    const away = new RampRig({ direct: false })
    begin(away, [{ at: 12, tag: 'f', fade: fade(0, 1, 1000), scale: null }])
    away.play(2000)
    expect(away.fadesEnded).toEqual(['noRoute'])
  })

  test('counts what has left of it, without ticks that were late or changed nothing', () => {
    const rig = new RampRig()
    begin(rig, [{ at: 7, tag: 'T', fade: fade(0, 1, 1000), scale: null }])
    rig.play(2000)
    expect([rig.left.length, sent[0]]).toEqual([2, 2])
    const late = new RampRig()
    begin(late, [{ at: 12, tag: 'f', fade: fade(0, 1, 1000), scale: null }])
    late.play(500)
    late.freeze(900)
    expect([late.left.length, sent[0]]).toEqual([21, 21])
  })

  test('sends nothing more after a standstill of more than a minute, and says so', () => {
    const rig = new RampRig()
    begin(rig, [{ at: 12, tag: 'f', fade: fade(0, 1, 100_000), scale: null }])
    rig.play(1000)
    rig.runner.look(1000)
    rig.clock.advanceTo(69_000)
    rig.runner.look(69_000)
    expect(rig.freeze(69_000)).toEqual([])
    expect(rig.fadesEnded).toEqual(['slept'])
    expect(rig.playing.count).toBe(0)
  })

  test('goes on where it should be after a standstill of less than a minute', () => {
    const rig = new RampRig()
    begin(rig, [{ at: 12, tag: 'd', fade: fade(0, 1, 100_000), scale: null }])
    rig.play(1000)
    rig.runner.look(1000)
    rig.clock.advanceTo(51_000)
    rig.runner.look(51_000)
    expect(rig.freeze(51_000)).toHaveLength(1)
    expect(rig.fadesEnded).toEqual([])
  })

  test('begins in the middle where it has begun before', () => {
    const rig = new RampRig()
    rig.clock.advanceTo(430)
    begin(rig, [{ at: 12, tag: 'f', fade: fade(0, 1, 1000), scale: null }])
    rig.play(450)
    expect(rig.left.map(({ at }) => at)).toEqual([450])
    expect(rig.packetsArgs.at(-1)?.[0]).toBeCloseTo(0.45, 6)
  })
})

describe('after its target was renamed a value that moves', () => {
  const renamed = [{ kind: 'target', from: 'desk', to: 'wing' }] as const
  const course = { from: 0, over: 1000 }
  const rename = (): {
    rig: RampRig
    run: number
    id: number
    carried: ReturnType<typeof carryEmissions>
  } => {
    const rig = new RampRig()
    const run = rig.start([ramp(0, course)])
    const was = rig.compile([ramp(0, course)])
    rig.play(500)
    rig.routes.rename(renamed)
    const is = rig.compile([ramp(0, { ...course, target: 'wing' })])
    rig.runner.apply({ kind: 'load', timeline: is.timeline })
    return { rig, run, id: is.timeline.id, carried: carryEmissions(was, is, null) }
  }
  const follow = ({ rig, run, id, carried }: ReturnType<typeof rename>): void =>
    rig.command({
      ...{ kind: 'follow', run, timeline: id, carried, afterSleep: 'ask', deadline: Infinity },
      emissions: { was: Infinity, is: Infinity, reported: 0 },
    })

  test('goes on to the same place, each value once', () => {
    const renaming = rename()
    const { rig } = renaming
    follow(renaming)
    rig.play(1500)
    expect(rig.values()).toEqual(Array.from({ length: 41 }, (_, index) => index / 40))
    expect(rig.targets.slice(-20)).toEqual(Array(20).fill('wing'))
    expect(rig.ended).toMatchObject([{ how: 'completed' }])
  })

  test('is still taken over by who sends to the new name, also before its run has followed', () => {
    const renaming = rename()
    const { rig } = renaming
    rig.routes.take(rig.routes.find('osc wing /v'), 0)
    const before = rig.left.length
    follow(renaming)
    rig.play(1500)
    expect(rig.left).toHaveLength(before)
    expect(rig.ended).toMatchObject([{ how: 'takenOver' }])
    expect(rig.routes.find('osc desk /v')).toBe(-1)
  })
})

test('a MIDI output that was renamed is the same to who moves its values', () => {
  const { routes } = new RampRig()
  const slot = routes.slotOf('midi lights control 1 7')
  routes.slotOf('osc lights /v')
  routes.rename([{ kind: 'midiOutput', from: 'lights', to: 'wash' }])
  expect(routes.find('midi wash control 1 7')).toBe(slot)
  expect(routes.find('osc lights /v')).not.toBe(-1)
  expect(routes.slotOf('osc other /v')).not.toBe(slot)
})
