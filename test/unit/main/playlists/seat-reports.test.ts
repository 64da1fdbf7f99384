import { describe, expect, test } from 'vitest'
import type { Report } from '../../../../main/playlists/reports.ts'
import { SeatReports } from '../../../../main/playlists/seat-reports.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'

const emitted = (index: number, reachedAt = 0, direct = true): Report => ({
  kind: 'emitted',
  emission: {
    ...{ run: 1, timeline: 1, index, dueAt: 0, reachedAt },
    ...{ direct, holds: false, madeUpFor: false },
  },
})

/** Telling a report takes a tenth of a millisecond; `more` is what the thread adds each time that it is asked. */
function rig(waiting: Report[], more: () => readonly Report[] = () => []) {
  const clock = new SimulatedClock()
  const told: number[] = []
  const deferred: (() => void)[] = []
  const taken: number[] = []
  const state = { crowded: false, drained: true, dealtWith: 0 }
  const reports = new SeatReports({
    clock,
    defer: (run) => void deferred.push(run),
    crowded: () => state.crowded,
    drained: () => state.drained,
    source: () => ({
      answer() {},
      dealtWith: () => void (state.dealtWith += 1),
      takeReports(most) {
        const some = waiting.splice(0, most)
        taken.push(some.length)
        waiting.push(...more())
        return some
      },
      get reportBytes() {
        return waiting.length
      },
    }),
    timelineOf: () => null,
    caughtUp() {},
    report(report) {
      told.push(report.kind === 'emitted' ? report.emission.index : -1)
      clock.advanceBy(0.1)
    },
  })
  const turn = (): void => {
    for (const run of deferred.splice(0)) run()
  }
  return { clock, reports, told, deferred, taken, turn, state }
}

const many = (count: number, reachedAt = 0): Report[] =>
  Array.from({ length: count }, (_, index) => emitted(index, reachedAt))

describe('what a runner thread reports', () => {
  test('is told in its order, so much of it a turn', () => {
    const { reports, told, turn, deferred } = rig(many(50))
    reports.rang()
    expect(told).toHaveLength(32)
    turn()
    expect(told).toEqual(many(50).map((_, index) => index))
    expect(deferred).toEqual([])
  })

  test('never keeps a turn for itself, however fast it comes', () => {
    const { reports, told, turn, deferred } = rig(many(1000), () => many(1000))
    reports.rang()
    expect(told.length).toBeLessThanOrEqual(32)
    for (let count = 0; count < 10; count += 1) turn()
    expect(told.length).toBeLessThanOrEqual(11 * 32)
    expect(deferred).toHaveLength(1)
  })

  test('gets less of a turn while sockets have more than it reads', () => {
    const { reports, told, state } = rig(many(1000))
    state.crowded = true
    reports.rang()
    expect(told).toHaveLength(16)
  })

  test('is asked for once for all that rings', () => {
    const { reports, deferred } = rig(many(1000))
    for (let rung = 0; rung < 10; rung += 1) reports.rang()
    expect(deferred).toHaveLength(1)
  })

  test('is told in one share of a turn, however often it rings in it', () => {
    const { reports, told, turn } = rig(many(16), () => many(16))
    for (let rung = 0; rung < 1000; rung += 1) reports.rang()
    expect(told.length).toBeLessThanOrEqual(32)
    turn()
    expect(told.length).toBeLessThanOrEqual(64)
  })

  test('is known to its end before what has waited for long is passed over', () => {
    const { clock, reports, taken } = rig(many(1000))
    clock.advanceBy(2500)
    reports.rang()
    expect(taken).toEqual([512, 488])
  })

  test('is heard again after a ring that was answered by what had been taken already', () => {
    const clock = new SimulatedClock()
    const deferred: (() => void)[] = []
    const rung: (() => void)[] = []
    const waiting: Report[] = []
    let bell = false
    let told = 0
    const put = (count: number): void => {
      waiting.push(...many(count))
      // Once for all that it reports until it is answered.
      if (!bell) rung.push(() => reports.rang())
      bell = true
    }
    const thread = {
      answer: () => void (bell = false),
      dealtWith() {},
      takeReports(most: number) {
        bell = false
        // It reports and rings just as it is read, and that is read as well.
        if (told === 0) put(20)
        return waiting.splice(0, most)
      },
      get reportBytes() {
        return waiting.length
      },
    }
    const reports = new SeatReports({
      ...{ clock, defer: (run) => void deferred.push(run), crowded: () => true, source: () => thread },
      ...{ drained: () => true, timelineOf: () => null, caughtUp() {} },
      report() {
        told += 1
        clock.advanceBy(0.1)
      },
    })
    const passTurns = (): void => {
      while (rung.length + deferred.length > 0) {
        for (const hear of rung.splice(0)) hear()
        for (const run of deferred.splice(0)) run()
      }
    }
    put(20)
    passTurns()
    expect(told).toBe(40)
    put(5)
    passTurns()
    expect(told).toBe(45)
  })

  test('that hands a step on is answered once that has left, and nothing else is', () => {
    const waiting = many(10)
    const { reports, state, turn, deferred } = rig(waiting)
    reports.rang()
    expect(state.dealtWith).toBe(0)
    state.drained = false
    waiting.push(emitted(10, 0, false), emitted(11))
    turn()
    reports.rang()
    turn()
    expect([state.dealtWith, deferred.length]).toEqual([0, 1])
    state.drained = true
    turn()
    expect([state.dealtWith, deferred.length]).toEqual([1, 0])
  })

  test('is told to its end where the thread is lost', () => {
    const { reports, told } = rig(many(1000))
    reports.rang()
    reports.takeAll()
    expect(told).toHaveLength(1000)
  })
})
