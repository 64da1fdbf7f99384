import { describe, expect, test } from 'vitest'
import { monotonicMs } from '../../../../shared/base/clock.ts'
import type { StartReason } from '../../../../main/playlists/run.ts'
import { Stage, standbyOf } from '../../../support/stage.ts'

const STEPS = [{ offset: 5000, type: 'lights.go' }]

function toggling(fields: Record<string, unknown> = {}): Stage {
  const stage = new Stage()
  stage.register({ id: 'p', retrigger: 'toggle', triggers: [{ event: 'show.hit' }], steps: STEPS, ...fields })
  return stage
}

const running = (stage: Stage): string[] =>
  stage.playlists.runs().flatMap(({ runId, ended }) => (ended === null ? [runId] : []))

describe('a playlist that toggles', () => {
  test('takes a message that two of its triggers cover for one press', () => {
    using stage = toggling({ triggers: [{ event: 'show.hit' }, { event: 'show.*' }] })
    stage.emit('show.hit')
    expect(running(stage)).toEqual(['p#1'])
  })

  test('is started by its trigger, stopped by the next, and started by the one after', () => {
    using stage = toggling()
    stage.emit('show.hit')
    expect(running(stage)).toEqual(['p#1'])
    stage.clock.advanceTo(1000)
    const second = stage.emit('show.hit')
    expect(running(stage)).toEqual([])
    expect(stage.of('playlist.stopped')).toMatchObject([
      { at: 1000, cause: second, payload: { runId: 'p#1', reason: 'cancelled' } },
    ])
    stage.clock.advanceTo(2000)
    stage.emit('show.hit')
    expect(running(stage)).toEqual(['p#2'])
  })

  test('is stopped by a command as well, which answers how many runs that were', () => {
    using stage = toggling()
    stage.start('p')
    expect(stage.playlists.start('p', { trigger: null, cause: 7, by: 'command' })).toEqual({
      ok: true,
      value: { runId: null, stopped: 1 },
    })
    stage.settle()
    expect(stage.of('playlist.stopped')).toMatchObject([{ cause: 7 }])
  })

  test.each(['go', 'cue', 'rule', 'panic'] as const)('is never stopped but started anew by a %s', (by) => {
    using stage = toggling()
    stage.start('p')
    stage.playlists.start('p', { trigger: null, cause: null, by } satisfies StartReason)
    stage.settle()
    expect(running(stage)).toEqual(['p#2'])
  })

  test('is started anew by GO', () => {
    using stage = toggling()
    const standby = standbyOf(stage, 300)
    stage.start('p')
    expect(standby.go(null, monotonicMs(1000), 'FOH tablet')).toEqual({
      ok: true,
      value: { playlistId: 'p', runId: 'p#2' },
    })
    stage.settle()
    expect(running(stage)).toEqual(['p#2'])
  })

  test('starts anew on an event that interrupts it too', () => {
    using stage = toggling({ interrupts: [{ event: 'show.hit' }] })
    stage.emit('show.hit')
    stage.clock.advanceTo(1000)
    stage.emit('show.hit')
    expect(running(stage)).toEqual(['p#2'])
  })

  test('is stopped while it is paused', () => {
    using stage = toggling()
    const runId = stage.start('p')
    stage.playlists.change(runId, { kind: 'pause' }, null)
    stage.emit('show.hit')
    expect(running(stage)).toEqual([])
  })

  test('is started where it has played to its end', () => {
    using stage = toggling()
    stage.emit('show.hit')
    stage.clock.advanceTo(6000)
    stage.emit('show.hit')
    expect(running(stage)).toEqual(['p#2'])
  })
})
