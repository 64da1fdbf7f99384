import { describe, expect, test } from 'vitest'
import { monotonicMs } from '../../../../shared/base/clock.ts'
import type { EventEnvelope } from '../../../../shared/model/event.ts'
import { Losses } from '../../../../main/outputs/losses.ts'
import { Stage } from '../../../support/stage.ts'
import { SilentStage } from './silent-stage.ts'

const send = (offset: number): object => {
  return { offset, type: 'osc.send', payload: { target: 'desk', address: '/a', args: [1] } }
}

/** An output that loses every message, so many ms after it was asked to send it. */
class LosingStage extends Stage {
  readonly #wiring = new DisposableStack()

  constructor(after: number, code = 'osc/too-old') {
    super()
    const { clock, dispatcher, playlists } = this
    const losses = new Losses()
    this.#wiring.use(losses.listen((loss) => playlists.notSent(loss)))
    const publish = losses.heardBy(dispatcher.publish)
    const lose = ({ seq }: EventEnvelope<'osc.send'>): void => {
      const payload = { target: 'desk', code, message: 'it waited too long', messages: 1, total: 1 }
      clock.upkeep(monotonicMs(clock.now() + after), () => {
        publish({ type: 'osc.sendFailed', source: 'osc:output', cause: seq, payload })
      })
    }
    this.#wiring.use(dispatcher.subscribe('osc.send', lose, { priority: 0, name: 'output', acts: true }))
  }

  override [Symbol.dispose](): void {
    this.#wiring.dispose()
    super[Symbol.dispose]()
  }
}

describe('a run whose messages an output gives up', () => {
  test('says so where it ends', () => {
    using stage = new LosingStage(10)
    stage.register({ id: 'p', steps: [send(0), send(20), { offset: 100, type: 'lights.end' }] })
    stage.start('p')
    stage.clock.advanceTo(200)
    expect(stage.of('playlist.stopped')[0]?.payload).toMatchObject({ reason: 'completed', notSent: 2 })
    expect(stage.playlists.runs()[0]).toMatchObject({ notSent: 2, ended: { reason: 'completed' } })
  })

  test('says so also where they were given up after it had ended', () => {
    using stage = new LosingStage(2000)
    stage.register({ id: 'p', steps: [send(0), send(20)] })
    const runId = stage.start('p')
    stage.clock.advanceTo(500)
    expect(stage.of('playlist.stopped')[0]?.payload).not.toHaveProperty('notSent')
    expect(stage.playlists.runs()[0]).not.toHaveProperty('notSent')
    stage.clock.advanceTo(3000)
    expect(stage.playlists.runs()[0]).toMatchObject({ runId, notSent: 2 })
    expect(stage.of('playlist.notSent').map(({ payload }) => payload)).toEqual([
      {
        ...{ runId, playlistId: 'p', name: 'p', messages: 2 },
        ...{ where: 'OSC target desk', reason: 'it waited too long' },
      },
    ])
  })

  test('is told four times a second at most, with the sum', () => {
    using stage = new LosingStage(0)
    stage.register({ id: 'p', steps: [{ ...send(0), repeat: { count: 100, interval: 10 } }] })
    stage.start('p')
    stage.clock.advanceTo(2000)
    const told = stage.of('playlist.notSent').map(({ payload }) => payload.messages)
    expect(told).toHaveLength(4)
    expect(told.at(-1)).toBe(100)
  })

  test('is told apart from others that send there', () => {
    using stage = new LosingStage(10)
    stage.register({ id: 'p', steps: [send(0)] }, { id: 'q', steps: [send(0), send(5)] })
    stage.start('p')
    stage.start('q')
    stage.emit('osc.send', { target: 'desk', address: '/by/hand', args: [] })
    stage.clock.advanceTo(1000)
    const counts = stage.playlists.runs().map(({ playlistId, notSent }) => [playlistId, notSent])
    expect(Object.fromEntries(counts)).toEqual({ p: 1, q: 2 })
  })

  test('says nothing of messages that may have arrived', () => {
    using stage = new LosingStage(10, 'osc/unsure')
    stage.register({ id: 'p', steps: [send(0)] })
    stage.start('p')
    stage.clock.advanceTo(1000)
    expect(stage.playlists.runs()[0]).not.toHaveProperty('notSent')
  })

  test('is forgotten with the run', () => {
    using stage = new LosingStage(2000)
    stage.register({ id: 'p', steps: [send(0)] }, { id: 'q', steps: [] })
    stage.start('p')
    for (let run = 0; run < 50; run += 1) stage.start('q')
    stage.clock.advanceTo(5000)
    expect(stage.of('playlist.notSent')).toEqual([])
  })
})

describe('how late a run was at most', () => {
  const emitted = (stage: SilentStage, reachedAt: number, madeUpFor: boolean): void => {
    const place = { run: 1, timeline: stage.runners.timeline, index: 1 }
    stage.clock.advanceTo(reachedAt)
    stage.runners.listener?.emitted({
      ...{ ...place, dueAt: 200, reachedAt, direct: true, holds: false, madeUpFor },
    })
  }

  test('counts what it sent in place of what it passed over, which says nothing of how late it plays now', () => {
    using stage = new SilentStage()
    emitted(stage, 3200, true)
    expect(stage.playlists.runs()[0]).toMatchObject({ maxLateBy: 3000, lastLateBy: 0 })
    expect(stage.playlists.health().lateness.count).toBe(0)
    emitted(stage, 3204, false)
    expect(stage.playlists.runs()[0]).toMatchObject({ maxLateBy: 3004, lastLateBy: 3004 })
  })

  test('and what it passed over is counted, unless somebody moved it', () => {
    using stage = new SilentStage()
    const passed = { run: 1, from: 100, to: 3000, sent: 1, skipped: 40 }
    stage.runners.listener?.caughtUp({ ...passed, why: 'seek' })
    expect(stage.playlists.runs()[0]).not.toHaveProperty('passedOver')
    stage.runners.listener?.caughtUp({ ...passed, why: 'gap' })
    stage.runners.listener?.caughtUp({ ...passed, why: 'runnerLost' })
    expect(stage.playlists.runs()[0]).toMatchObject({ passedOver: 80 })
  })
})
