// What was on its way from a runner thread when the main thread decided otherwise.
import { describe, expect, test } from 'vitest'
import { SilentStage } from './silent-stage.ts'
import { asked } from '../../../support/asked.ts'

describe('a step that a run reached', () => {
  const reportStep = (stage: SilentStage, direct: boolean): void => {
    stage.runners.listener?.emitted({
      run: 1,
      timeline: stage.runners.timeline,
      index: 1,
      dueAt: 200,
      reachedAt: 200,
      direct,
      holds: false,
      madeUpFor: false,
    })
    stage.settle()
  }

  test('does not become an event any more once the run was to stop', () => {
    using stage = new SilentStage()
    stage.playlists.stopAll(null)
    reportStep(stage, false)
    expect(stage.heard('lights.b', 'playlist.emitted')).toEqual([])
  })

  test('is told where its packet had left by itself', () => {
    using stage = new SilentStage()
    stage.playlists.stopAll(null)
    reportStep(stage, true)
    expect(stage.heard('lights.b', 'playlist.emitted')).toEqual(['0 playlist.emitted'])
  })
})

describe('a question that a run reached', () => {
  test('is not asked where a stop is on its way', () => {
    using stage = new SilentStage()
    stage.playlists.stop('p#1', 5)
    stage.reportHold()
    expect(asked(stage.interrupts)).toEqual({})
    expect(stage.of('interrupt.raise')).toEqual([])
    stage.runners.listener?.stopped(1, 'stopped', { at: 100, position: 100, rate: 1, state: 'stopped' })
    stage.settle()
    expect(stage.of('playlist.stopped')[0]).toMatchObject({ cause: 5, payload: { reason: 'cancelled' } })
  })

  test('is taken back where a seek was on its way that has moved the run back before it', () => {
    using stage = new SilentStage()
    stage.playlists.change('p#1', { kind: 'seek', position: 50 }, 5)
    stage.reportHold()
    expect(asked(stage.interrupts)).toEqual({ 'run:p#1': 'confirmation' })
    stage.reportAnchor('running', false)
    expect(asked(stage.interrupts)).toEqual({})
    expect(stage.of('interrupt.cleared')[0]).toMatchObject({ cause: 5, payload: { reason: 'cleared' } })
    expect(stage.runners.commands.map(({ kind }) => kind)).toEqual(['seek'])
  })

  test('still waits after a resume that was on its way, which is told as that', () => {
    using stage = new SilentStage()
    expect(stage.playlists.change('p#1', { kind: 'resume' }, 5)).toMatchObject({ ok: true })
    stage.reportHold()
    stage.reportAnchor('holding', true)
    expect(stage.of('run.stateChanged').at(-1)).toMatchObject({
      cause: 5,
      payload: { from: 'holding', to: 'holding' },
    })
    expect(asked(stage.interrupts)).toEqual({ 'run:p#1': 'confirmation' })
  })

  test('is released where it was asked, each change with the cause that asked for it', () => {
    using stage = new SilentStage()
    stage.reportHold()
    stage.playlists.change('p#1', { kind: 'pause' }, 5)
    stage.interrupts.answer('q1', true, 'window:1', 6)
    expect(stage.runners.commands).toEqual([
      { kind: 'pause', run: 1 },
      { kind: 'release', run: 1, index: 0 },
    ])
    stage.reportAnchor('paused', true)
    stage.reportAnchor('paused', false)
    expect(
      stage
        .of('run.stateChanged')
        .map(({ cause }) => cause)
        .slice(-2),
    ).toEqual([5, stage.of('interrupt.answered')[0]?.seq])
  })
})
