import { describe, expect, test } from 'vitest'
import { playlistDefinition } from '../../../../shared/model/playlist.ts'
import { refusalOfStart } from '../../../../main/playlists/quotas.ts'
import type { StartReason } from '../../../../main/playlists/run.ts'
import { AskingStage, ask } from './asking-stage.ts'
import { asked } from '../../../support/asked.ts'

const beat = { offset: 0, type: 'lights.beat', repeat: { count: 10, interval: 100 } }

describe('a quota of runs', () => {
  test('refuses a start beyond it, and lets one in when another has ended', () => {
    using stage = new AskingStage()
    stage.register({ id: 'p', retrigger: 'overlap', quota: { runs: 2 }, steps: [beat] })
    stage.start('p')
    stage.clock.advanceTo(500)
    stage.start('p')
    expect(stage.playlists.start('p', { trigger: null, cause: 4, by: 'command' })).toEqual({
      ok: false,
      error: {
        code: 'playlist/quota',
        where: 'p',
        what: '2 of its runs are active; its quota is 2',
        next: 'stop one of them, or raise its quota',
      },
    })
    stage.settle()
    expect(stage.of('resource.exhausted')).toMatchObject([
      { cause: 4, source: 'playlist:p', payload: { runId: null, resource: 'runs', usage: 2, quota: 2 } },
    ])
    stage.clock.advanceTo(1000)
    expect(stage.start('p')).toBe('p#3')
  })

  test('does not count the run that a new one takes the place of, nor runs of other playlists', () => {
    using stage = new AskingStage()
    stage.register({ id: 'p', quota: { runs: 1 }, steps: [beat] }, { id: 'q', steps: [beat] })
    stage.start('q')
    stage.start('p')
    expect(stage.start('p')).toBe('p#3')
  })
})

describe('room for runs', () => {
  const definition = playlistDefinition.parse({ id: 'p', name: 'P', retrigger: 'overlap', steps: [beat] })
  const withQuota = playlistDefinition.parse({ ...definition, quota: { runs: 2000 } })

  test.each<[StartReason['by'], number]>([
    ['trigger', 3840],
    ['rule', 3840],
    ['command', 4032],
    ['go', 4096],
    ['cue', 4096],
    ['panic', 4096],
  ])('of 4,096 runs a start by %s finds room up to %i', (by, limit) => {
    const occupied = { beside: 0, most: 4096 }
    expect(refusalOfStart(definition, by, { ...occupied, all: limit - 1 })).toBeNull()
    expect(refusalOfStart(definition, by, { ...occupied, all: limit })).toMatchObject({
      usage: limit,
      quota: limit,
      fault: { code: 'playlist/too-many-runs', where: 'p' },
    })
  })

  test.each<[StartReason['by'], boolean]>([
    ['trigger', false],
    ['rule', false],
    ['command', false],
    ['go', true],
    ['cue', true],
    ['panic', true],
  ])(
    '1,024 runs of one playlist are the most without a quota; for a start by %s there is room: %s',
    (by, is) => {
      const occupied = { beside: 1024, all: 1024, most: 4096 }
      expect(refusalOfStart(definition, by, { ...occupied, beside: 1023 })).toBeNull()
      expect(refusalOfStart(definition, by, occupied) === null).toBe(is)
      expect(refusalOfStart(withQuota, by, occupied)).toBeNull()
    },
  )

  test('a runaway playlist leaves room for GO and for other playlists, and is named with how many were refused', () => {
    using stage = new AskingStage()
    stage.register(
      { id: 'storm', retrigger: 'overlap', triggers: [{ event: 'rain.drop' }], steps: [beat] },
      { id: 'other', triggers: [{ event: 'other.go' }], steps: [beat] },
    )
    for (let drop = 0; drop < 1500; drop += 1) stage.emit('rain.drop')
    expect(stage.playlists.health()).toMatchObject({
      activeRuns: 1024,
      refused: [
        { playlistId: 'storm', refused: 476, quota: 1024, largest: { playlistId: 'storm', runs: 1024 } },
      ],
    })
    // Said once, however many there were.
    expect(stage.of('resource.exhausted').map(({ payload }) => payload)).toEqual([
      { runId: null, playlistId: 'storm', resource: 'runs', usage: 1024, quota: 1024 },
    ])
    stage.emit('other.go')
    expect(stage.playlists.runs().some(({ playlistId }) => playlistId === 'other')).toBe(true)
    expect(stage.playlists.start('storm', { trigger: null, cause: null, by: 'go' }).ok).toBe(true)
  })

  test('ten seconds without a refused start end the episode', () => {
    using stage = new AskingStage()
    stage.register({ id: 'p', retrigger: 'overlap', quota: { runs: 1 }, steps: [ask(0)] })
    stage.start('p')
    const refuse = (): void => void stage.playlists.start('p', { trigger: null, cause: null, by: 'command' })
    refuse()
    stage.clock.advanceTo(9000)
    refuse()
    stage.clock.advanceTo(18_999)
    expect(stage.playlists.health().refused).toMatchObject([{ playlistId: 'p', refused: 2 }])
    stage.clock.advanceTo(19_000)
    expect(stage.playlists.health().refused).toEqual([])
    refuse()
    stage.settle()
    expect(stage.of('resource.exhausted').map(({ at }) => at)).toEqual([0, 19_000])
  })
})

describe('a quota of emissions', () => {
  test('fails a run that would make one more, when that is due', () => {
    using stage = new AskingStage()
    stage.register({ id: 'p', quota: { emissions: 3 }, steps: [beat], completion: { type: 'p.done' } })
    stage.start('p')
    stage.clock.advanceTo(5000)
    expect(stage.heard('lights.beat', 'p.done')).toEqual([
      '0 lights.beat',
      '100 lights.beat',
      '200 lights.beat',
    ])
    const [exhausted] = stage.of('resource.exhausted')
    expect(exhausted).toMatchObject({
      at: 300,
      source: 'playlist:p',
      cause: stage.of('playlist.created')[0]?.seq,
      payload: { runId: 'p#1', resource: 'emissions', usage: 3, quota: 3 },
    })
    expect(stage.of('playlist.stopped')).toMatchObject([
      {
        at: 300,
        cause: exhausted?.seq,
        payload: { reason: 'failed', error: 'its quota of 3 emissions is used up', emitted: 3 },
      },
    ])
    expect(stage.playlists.runs()[0]?.ended).toMatchObject({ reason: 'failed' })
    expect(stage.playlists.stop('p#1', null)).toMatchObject({ ok: false, error: { code: 'run/unknown' } })
  })

  test('lets a run complete that makes exactly as many', () => {
    using stage = new AskingStage()
    stage.register({ id: 'p', quota: { emissions: 10 }, steps: [beat] })
    stage.start('p')
    stage.clock.advanceTo(5000)
    expect(stage.of('playlist.stopped')[0]?.payload).toMatchObject({ reason: 'completed', emitted: 10 })
    expect(stage.of('resource.exhausted')).toEqual([])
  })

  test('counts what leaves at the very start, and what is played again after a seek back', () => {
    using stage = new AskingStage()
    const atOnce = [1, 2, 3].map((number) => ({ offset: 0, type: `lights.at${number}` }))
    stage.register(
      { id: 'p', quota: { emissions: 2 }, steps: atOnce },
      { id: 'q', quota: { emissions: 12 }, steps: [beat] },
    )
    stage.start('p')
    stage.clock.advanceTo(10)
    expect(stage.heard('lights.at1', 'lights.at2', 'lights.at3')).toEqual(['0 lights.at1', '0 lights.at2'])
    const runId = stage.start('q')
    stage.clock.advanceTo(460)
    stage.playlists.change(runId, { kind: 'seek', position: 0 }, null)
    stage.clock.advanceTo(5000)
    expect(
      stage.of('playlist.stopped').map(({ payload }) => [payload.runId, payload.reason, payload.emitted]),
    ).toEqual([
      ['p#1', 'failed', 2],
      ['q#2', 'failed', 12],
    ])
  })
})

describe('a quota of seconds', () => {
  test('fails a run when they are over, with all that was due until then sent', () => {
    using stage = new AskingStage()
    const steps = [999, 1000, 1000.5].map((offset) => ({ offset, type: 'lights.go' }))
    stage.register({ id: 'p', quota: { seconds: 1 }, steps })
    stage.start('p')
    stage.clock.advanceTo(5000)
    expect(stage.heard('lights.go')).toEqual(['999 lights.go', '1000 lights.go'])
    const [exhausted] = stage.of('resource.exhausted')
    expect(exhausted).toMatchObject({
      at: 1000,
      payload: { runId: 'p#1', resource: 'seconds', usage: 1, quota: 1 },
    })
    expect(stage.of('playlist.stopped')).toMatchObject([
      { at: 1000, cause: exhausted?.seq, payload: { reason: 'failed', position: 1000 } },
    ])
  })

  test('lets a run complete that ends just then', () => {
    using stage = new AskingStage()
    stage.register({ id: 'p', quota: { seconds: 1 }, steps: [{ offset: 1000, type: 'lights.go' }] })
    stage.start('p')
    stage.clock.advanceTo(5000)
    expect(stage.of('playlist.stopped')[0]?.payload.reason).toBe('completed')
  })

  test.each([
    ['paused', [{ offset: 900, type: 'lights.go' }]],
    ['holding', [ask(500), { offset: 900, type: 'lights.go' }]],
  ])('goes on while a run is %s, and cleans up after it', (state, steps) => {
    using stage = new AskingStage()
    stage.register({ id: 'p', quota: { seconds: 2 }, steps })
    const runId = stage.start('p')
    stage.clock.advanceTo(600)
    if (state === 'paused') stage.playlists.change(runId, { kind: 'pause' }, null)
    expect(stage.playlists.runs()[0]?.anchor.state).toBe(state)
    stage.clock.advanceTo(5000)
    expect(stage.of('playlist.stopped')).toMatchObject([{ at: 2000, payload: { reason: 'failed' } }])
    expect(
      stage.of('interrupt.cleared').map(({ payload }) => (payload as { reason: string }).reason),
    ).toEqual(state === 'holding' ? ['ownerEnded'] : [])
    expect(asked(stage.interrupts)).toEqual({})
  })
})

test.each([
  [{ runs: 0 }],
  [{ emissions: 0 }],
  [{ seconds: 0.5 }],
  [{ seconds: 2_592_001 }],
  [{ runs: 1.5 }],
  [{ minutes: 1 }],
])('a quota of %o is no quota', (quota) => {
  expect(playlistDefinition.safeParse({ id: 'p', name: 'P', steps: [], quota }).success).toBe(false)
})

test('a playlist without a quota has none', () => {
  expect(playlistDefinition.parse({ id: 'p', name: 'P', steps: [] })).not.toHaveProperty('quota')
})
