// What a stage publishes where a run is moved, or has caught up.
import { describe, expect, test } from 'vitest'
import { Stage } from '../../../support/stage.ts'
import { osc } from './runner-rig.ts'
import { SilentStage } from './silent-stage.ts'

describe('a seek', () => {
  const steps = [
    osc(0, '/a', [1]),
    osc(100, '/go'),
    osc(200, '/a', [2]),
    osc(300, '/b', [0]),
    osc(5000, '/end'),
  ]

  test('publishes what should hold there, and then how much that was', () => {
    using stage = new Stage()
    stage.register({ id: 'p', steps })
    const runId = stage.start('p')
    stage.clock.advanceTo(50)
    stage.playlists.change(runId, { kind: 'seek', position: 400 }, null)
    stage.settle()
    const sent = stage
      .of('osc.send')
      .map(({ at, payload }) => `${at} ${payload.address} ${payload.args.map(String).join()}`)
    expect(sent).toEqual(['0 /a 1', '50 /a 2', '50 /b 0'])
    expect(stage.of('playlist.caughtUp')).toMatchObject([
      {
        source: 'playlist:p',
        payload: { runId, playlistId: 'p', why: 'seek', from: 50, to: 400, sent: 2, skipped: 1 },
      },
    ])
    expect(stage.heard('osc.send', 'playlist.caughtUp').at(-1)).toBe('50 playlist.caughtUp')
    expect(stage.playlists.runs()[0]).toMatchObject({ emitted: 3, maxLateBy: 0 })
  })

  test('publishes nothing more where the playlist does not chase', () => {
    using stage = new Stage()
    stage.register({ id: 'p', steps, chase: false })
    const runId = stage.start('p')
    stage.playlists.change(runId, { kind: 'seek', position: 400 }, null)
    stage.clock.advanceTo(100)
    expect(stage.of('osc.send')).toHaveLength(1)
    expect(stage.of('playlist.caughtUp')).toEqual([])
  })
})

describe('a run that has caught up', () => {
  test('is told with what started it as the cause, and says how late it was at most, though it plays in time again', () => {
    using stage = new SilentStage({ steps: [osc(100, '/a', [1]), osc(9000, '/a', [2])] })
    const { listener, timeline } = stage.runners
    stage.clock.advanceTo(8000)
    const place = { run: 1, timeline, index: 0 }
    const emission = { ...place, dueAt: 100, reachedAt: 8000, direct: false, holds: false }
    listener?.emitted({ ...emission, madeUpFor: true })
    listener?.caughtUp({ run: 1, why: 'gap', from: 100, to: 8000, sent: 1, skipped: 0 })
    listener?.caughtUp({ run: 1, why: 'seek', from: 100, to: 8000, sent: 0, skipped: 0 })
    stage.settle()
    expect(stage.of('playlist.caughtUp')).toMatchObject([
      {
        cause: stage.of('playlist.created')[0]?.seq,
        payload: { why: 'gap', from: 100, to: 8000, sent: 1, skipped: 0 },
      },
    ])
    expect(stage.of('playlist.emitted')).toMatchObject([{ payload: { lateBy: 7900 } }])
    expect(stage.playlists.health().lateness.count).toBe(0)
    expect(stage.playlists.runs()[0]).toMatchObject({ emitted: 1, maxLateBy: 7900, lastLateBy: 0 })
  })
})
