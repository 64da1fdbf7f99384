import { describe, expect, test } from 'vitest'
import { SilentStage } from './silent-stage.ts'
import { asked } from '../../../support/asked.ts'

const STEPS = [{ offset: 100_000, type: 'lights.b' }]
const EIGHT_HOURS = 8 * 3_600_000

function sleeping(fields: Record<string, unknown> = {}): SilentStage {
  const stage = new SilentStage({ name: 'Intro', steps: STEPS, ...fields })
  stage.runners.listener?.slept(1, { at: 5000, position: 83_500, rate: 1, state: 'paused' }, EIGHT_HOURS)
  stage.settle()
  return stage
}

const kinds = (stage: SilentStage): readonly string[] => stage.runners.commands.map(({ kind }) => kind)

describe('a run that was playing when the machine slept', () => {
  test('is paused, and asks whether it may go on', () => {
    using stage = sleeping()
    expect(stage.playlists.runs()[0]?.anchor).toMatchObject({ state: 'paused', position: 83_500 })
    const [slept] = stage.of('run.slept')
    expect(slept).toMatchObject({
      source: 'playlist:p',
      payload: { runId: 'p#1', playlistId: 'p', slept: EIGHT_HOURS, position: 83_500, action: 'ask' },
    })
    expect(stage.of('run.stateChanged').at(-1)).toMatchObject({
      cause: slept?.seq,
      payload: { to: 'paused' },
    })
    expect(stage.of('interrupt.raised')).toMatchObject([
      {
        cause: slept?.seq,
        payload: {
          owner: 'run:p#1',
          kind: 'confirmation',
          prompt:
            'Nothing was played for 480 min: the computer slept or stood still. Go on with Intro at 1:23?',
          timeoutAt: null,
        },
      },
    ])
    expect(kinds(stage)).toEqual([])
  })

  test.each([
    [true, 'resume'],
    [false, 'stop'],
  ])('on the answer %s: %s', (answer, kind) => {
    using stage = sleeping()
    stage.interrupts.answer('q1', answer, 'window:1', null)
    expect(kinds(stage)).toEqual([kind])
  })

  test('stays paused where the question is cleared', () => {
    using stage = sleeping()
    stage.interrupts.clear('run:p#1', 'window:1', 'cleared', null)
    expect(kinds(stage)).toEqual([])
  })

  test('is answered by whoever resumes it', () => {
    using stage = sleeping()
    expect(stage.playlists.change('p#1', { kind: 'resume' }, null)).toMatchObject({ ok: true })
    expect(kinds(stage)).toEqual(['resume'])
    expect(asked(stage.interrupts)).toEqual({})
    expect(stage.of('interrupt.answered')).toEqual([])
  })

  test('keeps its question while it is moved or changed in rate', () => {
    using stage = sleeping()
    stage.playlists.change('p#1', { kind: 'seek', position: 10 }, null)
    stage.playlists.change('p#1', { kind: 'setRate', rate: 2 }, null)
    stage.reportAnchor('paused', false)
    stage.reportAnchor('paused', false)
    expect(asked(stage.interrupts)).toEqual({ 'run:p#1': 'confirmation' })
  })

  test('has its question taken back by a stop', () => {
    using stage = sleeping()
    stage.playlists.stopAll(null)
    expect(asked(stage.interrupts)).toEqual({})
  })

  test('is only paused where the playlist says so', () => {
    using stage = sleeping({ afterSleep: 'pause' })
    expect(stage.playlists.runs()[0]?.anchor.state).toBe('paused')
    expect(stage.of('run.slept')[0]?.payload.action).toBe('pause')
    expect(asked(stage.interrupts)).toEqual({})
  })

  test('ends where the playlist says so, with the sleep as the cause', () => {
    using stage = sleeping({ afterSleep: 'stop' })
    stage.runners.listener?.stopped(1, 'stopped', { at: 5000, position: 83_500, rate: 1, state: 'stopped' })
    stage.settle()
    const [slept] = stage.of('run.slept')
    expect(slept?.payload.action).toBe('stop')
    expect(stage.of('playlist.stopped')).toMatchObject([
      { cause: slept?.seq, payload: { reason: 'cancelled' } },
    ])
    expect(asked(stage.interrupts)).toEqual({})
  })

  test('is asked nothing where its stop was on the way', () => {
    using stage = new SilentStage({ steps: STEPS })
    stage.playlists.stopAll(null)
    stage.runners.listener?.slept(1, { at: 5000, position: 83_500, rate: 1, state: 'paused' }, EIGHT_HOURS)
    stage.settle()
    expect(stage.of('run.slept')).toEqual([])
    expect(asked(stage.interrupts)).toEqual({})
  })
})
