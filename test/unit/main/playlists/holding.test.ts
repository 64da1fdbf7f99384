import { describe, expect, test } from 'vitest'
import { INTERRUPT_LIMITS, interruptRequest } from '../../../../shared/model/interrupt.ts'
import { AskingStage, ask } from './asking-stage.ts'
import { asked } from '../../../support/asked.ts'

const a = { offset: 100, type: 'lights.a' }
const b = { offset: 250, type: 'lights.b' }

describe('a step that asks', () => {
  test('holds its run exactly there until yes, and what follows is moved by as long as it took', () => {
    using stage = new AskingStage()
    stage.register({ id: 'p', steps: [a, ask(200), { offset: 200, type: 'lights.same' }, b] })
    stage.start('p')
    stage.clock.advanceTo(5000)
    expect(stage.heard('lights.a', 'interrupt.raise', 'lights.same', 'lights.b')).toEqual([
      '100 lights.a',
      '200 interrupt.raise',
    ])
    expect(stage.playlists.runs()[0]?.anchor).toEqual({ at: 200, position: 200, rate: 1, state: 'holding' })
    stage.answer('q1', true)
    stage.clock.advanceTo(9000)
    expect(stage.heard('lights.same', 'lights.b')).toEqual(['5000 lights.same', '5050 lights.b'])
    expect(stage.states()).toEqual([
      '0 ready running 0',
      '200 running holding 200',
      '5000 holding running 200',
      '5050 running stopped 250',
    ])
    expect(stage.of('playlist.emitted').map(({ payload }) => payload.lateBy)).toEqual([0, 0, 0, 0])
    expect(stage.of('playlist.stopped')[0]?.payload).toMatchObject({ reason: 'completed', emitted: 4 })
  })

  test('is told with the chain from what started the run to what its answer did', () => {
    using stage = new AskingStage()
    stage.register({ id: 'p', name: 'Intro', triggers: [{ event: 'show.hit' }], steps: [ask(200), b] })
    const hit = stage.emit('show.hit')
    stage.clock.advanceTo(300)
    const command = stage.answer('q1', true)
    stage.clock.advanceTo(1000)
    const [created] = stage.of('playlist.created')
    const [step] = stage.of('interrupt.raise')
    const [raised] = stage.of('interrupt.raised')
    const [answered] = stage.of('interrupt.answered')
    expect(created?.cause).toBe(hit)
    expect(step?.cause).toBe(created?.seq)
    expect(raised?.cause).toBe(step?.seq)
    expect(raised?.payload).toMatchObject({ owner: 'run:p#1', ownerName: 'Intro', prompt: 'Ready?' })
    expect(answered?.cause).toBe(command)
    const causes = stage.of('run.stateChanged').map(({ payload, cause }) => [payload.to, cause])
    expect(causes).toEqual([
      ['running', created?.seq],
      ['holding', step?.seq],
      ['running', answered?.seq],
      ['stopped', created?.seq],
    ])
  })

  test.each([
    ['no', { kind: 'confirmation' }, false],
    ['no answer in time', { kind: 'confirmation', timeout: '1s' }, null],
    ['a default of no', { kind: 'confirmation', timeout: 1000, default: false }, null],
  ])('ends its run as cancelled on %s, with the answer as the cause', (_, fields, answer) => {
    using stage = new AskingStage()
    stage.register({ id: 'p', steps: [ask(200, fields), b], completion: { type: 'p.done' } })
    stage.start('p')
    stage.clock.advanceTo(1200)
    if (answer !== null) stage.answer('q1', answer)
    stage.clock.advanceTo(9000)
    const [answered] = stage.of('interrupt.answered')
    expect(stage.of('playlist.stopped')).toMatchObject([
      { at: 1200, cause: answered?.seq, payload: { reason: 'cancelled', position: 200, emitted: 1 } },
    ])
    expect(stage.heard('lights.b', 'p.done', 'interrupt.cleared')).toEqual([])
    expect(asked(stage.interrupts)).toEqual({})
  })

  test.each([
    ['text', { kind: 'clarification' }, 'a little later'],
    ['a choice', { kind: 'clarification', choices: ['red', 'blue'] }, 2],
  ])('goes on with %s', (_, fields, answer) => {
    using stage = new AskingStage()
    stage.register({ id: 'p', steps: [ask(200, fields), b] })
    stage.start('p')
    stage.clock.advanceTo(1000)
    stage.answer('q1', answer)
    stage.clock.advanceTo(2000)
    expect(stage.heard('lights.b')).toEqual(['1050 lights.b'])
  })

  test('goes on with its default when the time is up', () => {
    using stage = new AskingStage()
    stage.register({ id: 'p', steps: [ask(200, { timeout: '2s', default: true }), b] })
    stage.start('p')
    stage.clock.advanceTo(9000)
    expect(stage.heard('lights.b')).toEqual(['2250 lights.b'])
    expect(stage.of('interrupt.answered')[0]?.payload).toMatchObject({ answer: true, by: 'timeout' })
  })

  test('at the start, several at one time and at the end each hold on their own', () => {
    using stage = new AskingStage()
    const prompts = ['1?', '2?', '3?', '4?']
    const offsets = [0, 100, 100, 300]
    const steps = prompts.map((prompt, index) => ask(offsets[index]!, { prompt }))
    stage.register({ id: 'p', steps: [...steps, a], completion: { type: 'p.done' } })
    stage.start('p')
    const asked: string[] = []
    for (const [index, at] of [1000, 2000, 3000, 4000].entries()) {
      stage.clock.advanceTo(at)
      const pending = stage.interrupts.view().pending
      asked.push(...pending.map(({ prompt, raisedAt }) => `${raisedAt} ${prompt}`))
      stage.answer(`q${index + 1}`, true)
    }
    expect(asked).toEqual(['0 1?', '1100 2?', '2000 3?', '3200 4?'])
    expect(stage.heard('lights.a', 'p.done')).toEqual(['3000 lights.a', '4000 p.done'])
  })

  test('holds a run that plays at another tempo, and leaves other runs alone', () => {
    using stage = new AskingStage()
    stage.register({ id: 'p', tempo: 2, steps: [ask(200), b] }, { id: 'q', steps: [b] })
    const runId = stage.start('p')
    stage.start('q')
    stage.clock.advanceTo(1000)
    expect(stage.heard('lights.b')).toEqual(['250 lights.b'])
    stage.playlists.change(runId, { kind: 'setRate', rate: 0.5 }, null)
    expect(stage.playlists.runs()[0]?.anchor).toMatchObject({ state: 'holding', position: 200, rate: 0.5 })
    stage.answer('q1', true)
    stage.clock.advanceTo(2000)
    expect(stage.heard('lights.b')).toEqual(['250 lights.b', '1100 lights.b'])
  })
})

describe('while a run holds', () => {
  function holdingStage(fields: Record<string, unknown> = {}): { stage: AskingStage; runId: string } {
    const stage = new AskingStage()
    stage.register({ id: 'p', steps: [a, ask(200), b], ...fields })
    const runId = stage.start('p')
    stage.clock.advanceTo(1000)
    return { stage, runId }
  }

  test('resume does not skip the question, and says which one it is', () => {
    const { stage, runId } = holdingStage()
    using _ = stage
    const refusal = {
      ok: false,
      error: {
        code: 'run/holding',
        where: 'p#1',
        what: 'it holds until it is answered: Ready?',
        next: 'answer q1, or stop the run',
      },
    }
    expect(stage.playlists.change(runId, { kind: 'resume' }, null)).toEqual(refusal)
    expect(stage.playlists.changePlaylist('p', { kind: 'resume' }, null)).toEqual(refusal)
    expect(stage.playlists.changeAll({ kind: 'resume' }, null)).toEqual({ runs: 0 })
    stage.clock.advanceTo(2000)
    expect(stage.playlists.runs()[0]?.anchor.state).toBe('holding')
    expect(stage.heard('lights.b')).toEqual([])
  })

  test('resume of a playlist reaches those of its runs that do not', () => {
    const { stage } = holdingStage({ retrigger: 'overlap' })
    using _ = stage
    const other = stage.start('p')
    stage.playlists.change(other, { kind: 'pause' }, null)
    expect(stage.playlists.changePlaylist('p', { kind: 'resume' }, null)).toEqual({
      ok: true,
      value: { runs: 1 },
    })
  })

  test('a pause outlives the answer: it goes on when it is resumed', () => {
    const { stage, runId } = holdingStage()
    using _ = stage
    stage.playlists.change(runId, { kind: 'pause' }, null)
    stage.clock.advanceTo(2000)
    stage.answer('q1', true)
    stage.clock.advanceTo(3000)
    expect(stage.playlists.runs()[0]?.anchor).toMatchObject({ state: 'paused', position: 200 })
    stage.playlists.change(runId, { kind: 'resume' }, null)
    stage.clock.advanceTo(4000)
    expect(stage.heard('lights.b')).toEqual(['3050 lights.b'])
    expect(stage.states().slice(1)).toEqual([
      '200 running holding 200',
      '1000 holding paused 200',
      '2000 paused paused 200',
      '3000 paused running 200',
      '3050 running stopped 250',
    ])
  })

  test('a pause that ends before the answer leads back to holding', () => {
    const { stage, runId } = holdingStage()
    using _ = stage
    stage.playlists.change(runId, { kind: 'pause' }, null)
    expect(stage.playlists.change(runId, { kind: 'resume' }, 55)).toMatchObject({ ok: true })
    stage.settle()
    expect(stage.of('run.stateChanged').at(-1)).toMatchObject({
      cause: 55,
      payload: { from: 'paused', to: 'holding' },
    })
    stage.answer('q1', true)
    stage.clock.advanceTo(2000)
    expect(stage.heard('lights.b')).toEqual(['1050 lights.b'])
  })

  test.each([
    ['stop', 'cancelled', (stage: AskingStage) => void stage.playlists.stop('p#1', 7)],
    ['stop of everything', 'cancelled', (stage: AskingStage) => void stage.playlists.stopAll(7)],
    ['an event that interrupts it', 'interrupted', (stage: AskingStage) => void stage.emit('show.off')],
    ['a start over', 'cancelled', (stage: AskingStage) => void stage.start('p')],
  ])('%s ends it at once and takes its question back', (_, reason, act) => {
    const { stage } = holdingStage({ interrupts: [{ event: 'show.off' }] })
    using _stage = stage
    act(stage)
    stage.settle()
    const [stopped] = stage.of('playlist.stopped')
    expect(stopped).toMatchObject({ at: 1000, payload: { runId: 'p#1', reason, position: 200 } })
    expect(stage.of('interrupt.cleared')).toMatchObject([
      { at: 1000, payload: { interruptId: 'q1', owner: 'run:p#1', reason: 'ownerEnded', by: null } },
    ])
    expect(stage.interrupts.answer('q1', true, 'window:1', null)).toMatchObject({
      ok: false,
      error: { code: 'interrupt/answered' },
    })
    expect(stage.heard('lights.b')).toEqual([])
  })

  test('removing its playlist ends it and takes its question back', () => {
    using stage = new AskingStage()
    stage.register({ id: 'p', steps: [ask(0), b] })
    stage.start('p')
    stage.playlists.take([], { cause: null, kind: 'edit' })
    stage.settle()
    expect(stage.of('interrupt.cleared')).toHaveLength(1)
    expect(stage.playlists.runs()[0]?.ended?.reason).toBe('removed')
  })

  test('a question that is asked again is to be answered again', () => {
    const { stage, runId } = holdingStage()
    using _ = stage
    stage.answer('q1', true)
    stage.playlists.change(runId, { kind: 'seek', position: 190 }, null)
    stage.clock.advanceTo(2000)
    expect(stage.interrupts.view().pending).toMatchObject([{ interruptId: 'q2', raisedAt: 1010 }])
    expect(stage.playlists.change(runId, { kind: 'seek', position: 240 }, null)).toMatchObject({ ok: false })
  })

  test('a seek that would pass over the question is refused, with the reason, and the run holds on', () => {
    const { stage, runId } = holdingStage()
    using _ = stage
    const refusal = {
      ok: false,
      error: {
        code: 'run/unanswered',
        where: 'p#1',
        what: 'a seek to 240 ms would pass over the question at 200 ms, which is not answered: Ready?',
        next: 'answer q1 first, seek to 200 ms or before, or stop the run',
      },
    }
    expect(stage.playlists.change(runId, { kind: 'seek', position: 240 }, 9)).toEqual(refusal)
    expect(stage.playlists.changePlaylist('p', { kind: 'seek', position: 240 }, 9)).toEqual(refusal)
    stage.clock.advanceTo(2000)
    expect(stage.playlists.runs()[0]?.anchor).toMatchObject({ state: 'holding', position: 200 })
    expect(stage.interrupts.view().pending).toMatchObject([{ interruptId: 'q1' }])
    expect(stage.heard('lights.b', 'interrupt.cleared')).toEqual([])
    stage.answer('q1', true)
    stage.clock.advanceTo(3000)
    expect(stage.heard('lights.b')).toEqual(['2050 lights.b'])
  })

  test('it may be moved once it is answered, back and forth', () => {
    const { stage, runId } = holdingStage()
    using _ = stage
    stage.answer('q1', true)
    stage.clock.advanceTo(1010)
    expect(stage.playlists.change(runId, { kind: 'seek', position: 50 }, null)).toMatchObject({ ok: true })
    expect(stage.playlists.change(runId, { kind: 'seek', position: 240 }, null)).toMatchObject({ ok: true })
    stage.clock.advanceTo(2000)
    expect(stage.heard('lights.b')).toEqual(['1020 lights.b'])
  })

  test('a seek back asks again when it gets there, and an answer to the first question is too late', () => {
    const { stage, runId } = holdingStage()
    using _ = stage
    stage.playlists.change(runId, { kind: 'seek', position: 150 }, null)
    stage.clock.advanceTo(2000)
    expect(stage.interrupts.view().pending).toMatchObject([{ interruptId: 'q2', raisedAt: 1050 }])
    expect(stage.interrupts.answer('q1', true, 'window:1', null)).toMatchObject({ ok: false })
    stage.answer('q2', true)
    stage.clock.advanceTo(3000)
    expect(stage.heard('lights.b')).toEqual(['2050 lights.b'])
  })

  test('a pause does not let a seek pass over the question either', () => {
    const { stage, runId } = holdingStage()
    using _ = stage
    stage.playlists.change(runId, { kind: 'pause' }, null)
    expect(stage.playlists.change(runId, { kind: 'seek', position: 240 }, null)).toMatchObject({
      ok: false,
      error: { code: 'run/unanswered' },
    })
    expect(stage.interrupts.view().pending).toMatchObject([{ interruptId: 'q1' }])
  })

  test('a seek back while it is paused takes the question back, and waits there', () => {
    const { stage, runId } = holdingStage()
    using _ = stage
    stage.playlists.change(runId, { kind: 'pause' }, null)
    stage.playlists.change(runId, { kind: 'seek', position: 150 }, 9)
    stage.clock.advanceTo(2000)
    expect(stage.playlists.runs()[0]?.anchor).toMatchObject({ state: 'paused', position: 150 })
    expect(asked(stage.interrupts)).toEqual({})
    expect(stage.of('interrupt.cleared')).toMatchObject([
      { cause: 9, payload: { interruptId: 'q1', reason: 'cleared' } },
    ])
    stage.playlists.change(runId, { kind: 'resume' }, null)
    stage.clock.advanceTo(3000)
    expect(stage.interrupts.view().pending).toMatchObject([{ interruptId: 'q2', raisedAt: 2050 }])
  })

  test('clearing the question from outside ends the run, as no answer does', () => {
    const { stage } = holdingStage()
    using _ = stage
    stage.interrupts.clear('run:p#1', 'window:1', 'cleared', null)
    stage.settle()
    expect(stage.of('playlist.stopped')).toMatchObject([
      { cause: stage.of('interrupt.cleared')[0]?.seq, payload: { reason: 'cancelled' } },
    ])
  })

  test('a change of its playlist leaves it asking what it was started with where it is to finish', () => {
    using stage = new AskingStage()
    stage.register({ id: 'p', steps: [ask(0), b] })
    stage.start('p')
    stage.register({ id: 'p', onChange: 'finish', steps: [] })
    stage.clock.advanceTo(1000)
    stage.answer('q1', true)
    stage.clock.advanceTo(2000)
    expect(stage.heard('lights.b')).toEqual(['1250 lights.b'])
  })
})

describe('a question that is still ahead', () => {
  const later = { offset: 500, type: 'lights.later' }
  const aheadStage = (): AskingStage => {
    const stage = new AskingStage()
    stage.register({ id: 'p', steps: [a, ask(200), ask(400, { prompt: 'Sure?' }), later] })
    stage.start('p')
    return stage
  }
  const seek = (stage: AskingStage, position: number) =>
    stage.playlists.change('p#1', { kind: 'seek', position }, null)

  test.each([201, 350, 450, 500, 9000])('is not passed over by a seek to %i', (position) => {
    using stage = aheadStage()
    expect(seek(stage, position)).toEqual({
      ok: false,
      error: {
        code: 'run/unanswered',
        where: 'p#1',
        what: `a seek to ${position} ms would pass over the question at 200 ms, which is not answered: Ready?`,
        next: 'seek to 200 ms, where it is asked, or before',
      },
    })
    stage.clock.advanceTo(1000)
    expect(stage.interrupts.view().pending).toMatchObject([{ prompt: 'Ready?', raisedAt: 200 }])
  })

  test('is asked at once by a seek to it', () => {
    using stage = aheadStage()
    expect(seek(stage, 200)).toMatchObject({ ok: true })
    stage.settle()
    expect(stage.interrupts.view().pending).toMatchObject([{ prompt: 'Ready?', raisedAt: 0 }])
  })

  test('lets a seek pass over those before it that were answered', () => {
    using stage = aheadStage()
    stage.clock.advanceTo(1000)
    stage.answer('q1', true)
    expect(seek(stage, 450)).toMatchObject({ ok: false, error: { what: /at 400 ms, .*Sure\?$/ } })
    expect(seek(stage, 400)).toMatchObject({ ok: true })
    stage.settle()
    expect(stage.interrupts.view().pending).toMatchObject([{ prompt: 'Sure?' }])
  })

  test('that took its default counts as answered', () => {
    using stage = new AskingStage(false)
    stage.register({ id: 'p', steps: [ask(200, { default: true }), later] })
    stage.start('p')
    stage.clock.advanceTo(300)
    seek(stage, 0)
    expect(seek(stage, 450)).toMatchObject({ ok: true })
    stage.clock.advanceTo(1000)
    expect(stage.heard('lights.later')).toEqual(['350 lights.later'])
  })

  test('keeps a seek of a whole playlist from those runs only that have it ahead', () => {
    using stage = new AskingStage()
    stage.register({ id: 'p', retrigger: 'overlap', steps: [ask(200), later] })
    stage.start('p')
    stage.clock.advanceTo(250)
    stage.answer('q1', true)
    stage.start('p')
    expect(stage.playlists.changePlaylist('p', { kind: 'seek', position: 490 }, null)).toEqual({
      ok: true,
      value: { runs: 1 },
    })
    stage.clock.advanceTo(1000)
    expect(stage.heard('lights.later')).toEqual(['260 lights.later'])
    expect(stage.interrupts.view().pending).toMatchObject([{ owner: 'run:p#2' }])
  })
})

describe('where nothing more can be asked', () => {
  test.each([
    [true, ['250 lights.b'], 'completed'],
    [false, [], 'cancelled'],
    [null, [], 'cancelled'],
  ])('a default of %o is taken at once, and nothing holds', (answer, heard, reason) => {
    using stage = new AskingStage()
    const request = interruptRequest.parse({ kind: 'confirmation', prompt: 'Ready?' })
    for (let index = 0; index < INTERRUPT_LIMITS.pending; index += 1) {
      stage.interrupts.raise(`rule:r/${index}`, 'R', request, null, () => {})
    }
    stage.register({ id: 'p', steps: [ask(0, { default: answer }), ask(200, { default: answer }), b] })
    stage.start('p')
    stage.clock.advanceTo(1000)
    expect(stage.heard('lights.b')).toEqual(heard)
    expect(stage.of('playlist.stopped')[0]?.payload.reason).toBe(reason)
    expect(stage.of('resource.exhausted')[0]?.payload.resource).toBe('interrupts')
  })

  test('because nobody is there to ask, the default is taken as well', () => {
    using stage = new AskingStage(false)
    stage.register({ id: 'p', steps: [ask(200, { default: true }), b] }, { id: 'q', steps: [ask(200), b] })
    stage.start('p')
    stage.start('q')
    stage.clock.advanceTo(1000)
    expect(stage.of('playlist.stopped').map(({ payload }) => [payload.runId, payload.reason])).toEqual([
      ['q#2', 'cancelled'],
      ['p#1', 'completed'],
    ])
  })
})
