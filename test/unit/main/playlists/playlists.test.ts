import { describe, expect, test } from 'vitest'
import { Stage, also, playlist } from '../../../support/stage.ts'

describe('a timeline', () => {
  test('emits its steps at their offsets, in order of offset whatever their order in the definition', () => {
    using stage = new Stage()
    stage.register({
      id: 'look',
      steps: [
        { offset: 300, type: 'lights.c' },
        { offset: 0, type: 'lights.a' },
        { offset: 120, type: 'lights.b' },
      ],
    })
    stage.start('look')
    stage.clock.advanceTo(1000)
    expect(stage.heard('lights.a', 'lights.b', 'lights.c')).toEqual([
      '0 lights.a',
      '120 lights.b',
      '300 lights.c',
    ])
  })

  test('lets repeats of one step interleave with later steps and never delay them', () => {
    using stage = new Stage()
    stage.register({
      id: 'chase',
      steps: [
        { offset: 0, type: 'lights.beat', repeat: { count: 4, interval: 100 } },
        { offset: 150, type: 'lights.accent' },
      ],
    })
    stage.start('chase')
    stage.clock.advanceTo(1000)
    expect(stage.heard('lights.beat', 'lights.accent')).toEqual([
      '0 lights.beat',
      '100 lights.beat',
      '150 lights.accent',
      '200 lights.beat',
      '300 lights.beat',
    ])
  })

  test('emits steps of equal offset in definition order, repeats included', () => {
    using stage = new Stage()
    stage.register({
      id: 'tie',
      steps: [
        { offset: 200, type: 'lights.z' },
        { offset: 0, type: 'lights.a', repeat: { count: 3, interval: 100 } },
        { offset: 200, type: 'lights.b' },
      ],
    })
    stage.start('tie')
    stage.clock.advanceTo(1000)
    expect(stage.heard('lights.a', 'lights.b', 'lights.z')).toEqual([
      '0 lights.a',
      '100 lights.a',
      '200 lights.z',
      '200 lights.a',
      '200 lights.b',
    ])
  })

  test('keeps repeats free of drift', () => {
    using stage = new Stage()
    stage.register({
      id: 'thirds',
      steps: [{ offset: 0, type: 'lights.t', repeat: { count: 1001, interval: 0.1 } }],
    })
    stage.start('thirds')
    stage.clock.advanceTo(1000)
    expect(stage.of('playlist.emitted').at(-1)?.payload.offset).toBe(100)
  })

  test('without steps completes at once', () => {
    using stage = new Stage()
    stage.register({ id: 'empty', steps: [] })
    stage.start('empty')
    expect(stage.of('playlist.stopped')[0]?.payload).toMatchObject({ reason: 'completed', emitted: 0 })
  })
})

describe('a run', () => {
  test('tells that it was created, what it emitted and that it stopped, and only then announces completion', () => {
    using stage = new Stage()
    stage.register({
      id: 'intro',
      steps: [{ offset: 40, type: 'lights.go', payload: { level: 1 }, producer: 'desk' }],
      completion: { type: 'intro.done', payload: { next: 'main' } },
      metadata: { act: 1 },
    })
    stage.clock.advanceTo(1000)
    const runId = stage.start('intro')
    stage.clock.advanceTo(2000)
    expect(runId).toBe('intro#1')
    expect(
      stage.heard('playlist.created', 'lights.go', 'playlist.emitted', 'playlist.stopped', 'intro.done'),
    ).toEqual([
      '1000 playlist.created',
      '1040 lights.go',
      '1040 playlist.emitted',
      '1040 playlist.stopped',
      '1040 intro.done',
    ])
    expect(stage.of('playlist.created')[0]?.payload).toEqual({
      runId: 'intro#1',
      playlistId: 'intro',
      name: 'intro',
      trigger: null,
      steps: [{ offset: 40, type: 'lights.go', count: 1, interval: 0 }],
      stepCount: 1,
      metadata: { act: 1 },
    })
    expect(stage.of('playlist.emitted')[0]?.payload).toEqual({
      runId: 'intro#1',
      playlistId: 'intro',
      step: 0,
      repeat: 0,
      offset: 40,
      dueAt: 1040,
      sentAt: 1040,
      lateBy: 0,
      type: 'lights.go',
      payload: { level: 1 },
      direct: false,
    })
    expect(stage.of('playlist.stopped')[0]?.payload).toMatchObject({
      reason: 'completed',
      interrupt: null,
      emitted: 1,
      position: 40,
      metadata: { act: 1 },
    })
    expect(stage.of('lights.go')[0]).toMatchObject({ source: 'desk', payload: { level: 1 } })
    expect(stage.of('intro.done')[0]).toMatchObject({ source: 'playlist:intro', payload: { next: 'main' } })
  })

  test('can be traced from each output back to what started it', () => {
    using stage = new Stage()
    stage.register({
      id: 'a',
      triggers: [{ event: 'show.begin' }],
      steps: [{ offset: 10, type: 'lights.go' }],
      completion: { type: 'a.done' },
    })
    const begin = stage.emit('show.begin')
    stage.clock.advanceTo(100)
    const created = stage.of('playlist.created')[0]
    const emitted = stage.of('playlist.emitted')[0]
    const step = stage.of('lights.go')[0]
    const stopped = stage.of('playlist.stopped')[0]
    expect(created?.cause).toBe(begin)
    expect(step?.cause).toBe(created?.seq)
    expect(emitted?.cause).toBe(step?.seq)
    expect(stopped?.cause).toBe(created?.seq)
    expect(stage.of('a.done')[0]?.cause).toBe(stopped?.seq)
  })

  test('announces every change of its state with where it stands', () => {
    using stage = new Stage()
    stage.register({ id: 'p', steps: [{ offset: 500, type: 'lights.go' }] })
    const runId = stage.start('p')
    stage.clock.advanceTo(200)
    stage.playlists.change(runId, { kind: 'pause' }, null)
    stage.clock.advanceTo(1000)
    stage.playlists.change(runId, { kind: 'resume' }, null)
    stage.clock.advanceTo(2000)
    expect(
      stage.of('run.stateChanged').map(({ payload: { from, to, anchor } }) => [from, to, anchor]),
    ).toEqual([
      ['ready', 'running', { at: 0, position: 0, rate: 1, state: 'running' }],
      ['running', 'paused', { at: 200, position: 200, rate: 1, state: 'paused' }],
      ['paused', 'running', { at: 1000, position: 200, rate: 1, state: 'running' }],
      ['running', 'stopped', { at: 1300, position: 500, rate: 1, state: 'stopped' }],
    ])
    expect(stage.heard('lights.go')).toEqual(['1300 lights.go'])
  })

  test('plays at its tempo and follows a change of rate in the middle', () => {
    using stage = new Stage()
    stage.register({
      id: 'p',
      tempo: 2,
      steps: [{ offset: 0, type: 'lights.t', repeat: { count: 5, interval: 100 } }],
    })
    const runId = stage.start('p')
    stage.clock.advanceTo(120)
    stage.playlists.change(runId, { kind: 'setRate', rate: 0.5 }, null)
    stage.clock.advanceTo(5000)
    // 120 ms at double rate reach position 240; from there each 100 ms of timeline take 200 ms.
    expect(stage.heard('lights.t')).toEqual([
      '0 lights.t',
      '50 lights.t',
      '100 lights.t',
      '240 lights.t',
      '440 lights.t',
    ])
  })

  test('seeks forward without emitting what it passes, and back to emit it again', () => {
    using stage = new Stage()
    stage.register({
      id: 'p',
      steps: [0, 100, 200, 300].map((offset) => ({ offset, type: `lights.at${offset}` })),
    })
    const runId = stage.start('p')
    stage.clock.advanceTo(50)
    stage.playlists.change(runId, { kind: 'seek', position: 200 }, null)
    stage.clock.advanceTo(60)
    stage.playlists.change(runId, { kind: 'seek', position: 90 }, null)
    stage.clock.advanceTo(1000)
    expect(stage.heard('lights.at0', 'lights.at100', 'lights.at200', 'lights.at300')).toEqual([
      '0 lights.at0',
      '50 lights.at200',
      '70 lights.at100',
      '170 lights.at200',
      '270 lights.at300',
    ])
  })

  test('that is moved while paused waits there', () => {
    using stage = new Stage()
    stage.register({ id: 'p', steps: [{ offset: 400, type: 'lights.go' }] })
    const runId = stage.start('p')
    stage.playlists.change(runId, { kind: 'pause' }, null)
    stage.playlists.change(runId, { kind: 'seek', position: 390 }, null)
    stage.clock.advanceTo(700)
    expect(stage.heard('lights.go')).toEqual([])
    stage.playlists.change(runId, { kind: 'resume' }, null)
    stage.clock.advanceTo(1000)
    expect(stage.heard('lights.go')).toEqual(['710 lights.go'])
  })

  test('that is stopped emits nothing more, not even what is due at that instant, and announces no completion', () => {
    using stage = new Stage()
    stage.register({
      id: 'p',
      steps: [{ offset: 0, type: 'lights.t', repeat: { count: 10, interval: 100 } }],
      completion: { type: 'p.done' },
    })
    const runId = stage.start('p')
    stage.clock.advanceTo(199)
    stage.clock.upkeep(stage.clock.now(), () => stage.playlists.stop(runId, 77))
    stage.clock.advanceTo(2000)
    expect(stage.heard('lights.t', 'p.done')).toEqual(['0 lights.t', '100 lights.t'])
    expect(stage.of('playlist.stopped')[0]).toMatchObject({
      cause: 77,
      payload: { reason: 'cancelled', position: 199 },
    })
  })

  test('can be joined while it plays and after it ended, and an unknown one answers nothing', async () => {
    using stage = new Stage()
    stage.register({ id: 'p', steps: [{ offset: 100, type: 'lights.go' }] })
    const runId = stage.start('p')
    const joined = stage.playlists.join(runId)
    stage.clock.advanceTo(200)
    expect(await joined).toEqual({ runId: 'p#1', reason: 'completed' })
    expect(await stage.playlists.join(runId)).toEqual({ runId: 'p#1', reason: 'completed' })
    expect(await stage.playlists.join('p#99')).toBeNull()
  })

  test('that has ended refuses commands by name', () => {
    using stage = new Stage()
    stage.register({ id: 'p', steps: [] })
    const runId = stage.start('p')
    expect(stage.playlists.stop(runId, null)).toMatchObject({
      ok: false,
      error: { code: 'run/unknown', where: 'p#1' },
    })
  })
})

describe('triggers and interrupts', () => {
  test('an OSC message starts a playlist on press and not on release', () => {
    using stage = new Stage()
    stage.register({ id: 'p', triggers: [{ event: 'osc.received', address: '/look/*' }], steps: [] })
    const message = (address: string, args: readonly number[]) => ({
      address,
      types: 'i'.repeat(args.length),
      args: [...args],
      from: { transport: 'udp' as const, host: '127.0.0.1', port: 9000, connection: null },
      lateBy: null,
      latestOnly: false,
    })
    stage.emit('osc.received', message('/look/red', [1]))
    stage.emit('osc.received', message('/look/red', [0]))
    stage.emit('osc.received', message('/look/red/deep', [1]))
    stage.emit('osc.received', message('/look/blue', []))
    expect(stage.of('playlist.created').map(({ payload }) => payload.runId)).toEqual(['p#1', 'p#2'])
  })

  describe('by one touch', () => {
    const osc = (address: string, ...args: readonly unknown[]) => ({ address, args })
    const cc = (value: number) => ({
      port: 'keys',
      message: { kind: 'control', channel: 1, controller: 64, value },
    })
    const pedal = { event: 'midi.received', where: { 'message.controller': 64 } }
    const at = (address: string): object => ({ event: 'osc.received', address })

    test.each<[what: string, trigger: object, type: string, payloads: readonly object[], starts: number]>([
      ['a pedal on its way', pedal, 'midi.received', [20, 64, 110, 127, 80, 20, 0].map(cc), 1],
      ['a pressure pad', at('/pad'), 'osc.received', [0.2, 0.6, 1, 0.4, 0].map((v) => osc('/pad', v)), 1],
      ['a button that never sends 0', at('/go'), 'osc.received', [1, 1, 1].map((v) => osc('/go', v)), 3],
      ['no argument', at('/go'), 'osc.received', [osc('/go'), osc('/go')], 2],
      [
        'a value that is named, each time it comes',
        { event: 'osc.received', address: '/scene', where: { 'args.0': 2 } },
        'osc.received',
        [1, 2, 3, 2, 2].map((v) => osc('/scene', v)),
        3,
      ],
      ['a release of 0 as text', at('/go'), 'osc.received', [osc('/go', '0')], 0],
      ['any', { ...at('/x'), on: 'any' }, 'osc.received', [0, 0.5, 0.7].map((v) => osc('/x', v)), 3],
      [
        'a threshold',
        { ...pedal, threshold: 64 },
        'midi.received',
        [20, 63, 64, 63, 64, 127, 0, 127].map(cc),
        2,
      ],
      ['let go', { ...pedal, on: 'release' }, 'midi.received', [0, 20, 127, 20, 0, 0].map(cc), 1],
      ['any address', { event: 'osc.received' }, 'osc.received', [0, 0.5, 0.7].map((v) => osc('/x', v)), 1],
      ['an own event', { event: 'lights.go' }, 'lights.go', [{ value: 0 }, { value: 0 }], 2],
    ])('%s', (_what, trigger, type, payloads, starts) => {
      using stage = new Stage()
      stage.register({ id: 'p', triggers: [trigger], retrigger: 'overlap', steps: [] })
      for (const [index, payload] of payloads.entries()) stage.input(index * 100, type, 'test', payload)
      expect(stage.of('playlist.created')).toHaveLength(starts)
    })

    test('is made on a busy machine as well, where a press and its release wait together', () => {
      using stage = new Stage()
      stage.register({
        id: 'p',
        triggers: [pedal],
        interrupts: [{ ...pedal, on: 'release' }],
        steps: [{ offset: 500, type: 'lights.go' }],
      })
      for (const value of [127, 0])
        stage.dispatcher.publish({
          type: 'midi.received',
          source: 'midi:k',
          cause: null,
          payload: cc(value) as never,
        })
      stage.settle()
      expect(stage.heard('playlist.created', 'playlist.stopped')).toEqual([
        '0 playlist.created',
        '0 playlist.stopped',
      ])
    })

    test('of a device that goes away ends what it holds, and starts nothing', () => {
      using stage = new Stage()
      const cross = { event: 'hid.received', where: { control: 'cross' } }
      const letGo = { ...cross, on: 'release' }
      stage.register(
        { id: 'held', triggers: [cross], interrupts: [letGo], steps: [{ offset: 5000, type: 'lights.go' }] },
        { id: 'after', triggers: [letGo], steps: [] },
      )
      stage.button(0, 'cross')
      stage.input(100, 'hid.received', 'hid:pad', {
        device: 'hid:pad',
        control: 'cross',
        kind: 'button',
        value: 0,
        madeUp: true,
      })
      expect(stage.of('playlist.stopped').map(({ payload }) => payload.playlistId)).toEqual(['held'])
      expect(stage.of('playlist.created').map(({ payload }) => payload.playlistId)).toEqual(['held'])
    })
  })

  test('the created event repeats what triggered it', () => {
    using stage = new Stage()
    stage.register({ id: 'p', triggers: [{ event: 'pads.*', where: { 'pad.bank': 2 } }], steps: [] })
    stage.emit('pads.hit', { pad: { bank: 1 } })
    const seq = stage.emit('pads.hit', { pad: { bank: 2 } })
    expect(stage.of('playlist.created').map(({ payload }) => payload.trigger)).toEqual([
      { seq, type: 'pads.hit', payload: { pad: { bank: 2 } } },
    ])
  })

  test('of a large event that triggered it without its large members', () => {
    using stage = new Stage()
    stage.register({ id: 'p', triggers: [{ event: 'pads.*', where: { bank: 2 } }], steps: [] })
    const seq = stage.emit('pads.hit', { bank: 2, dump: 'x'.repeat(60_000) })
    expect(stage.of('playlist.created').map(({ payload }) => payload.trigger)).toEqual([
      { seq, type: 'pads.hit', payload: { bank: 2, dump: null } },
    ])
  })

  test('an interrupt stops all runs of its playlist, names itself and leaves other playlists alone', () => {
    using stage = new Stage()
    const steps = [{ offset: 1000, type: 'lights.go' }]
    stage.register(
      {
        id: 'strobe',
        retrigger: 'overlap',
        interrupts: [{ event: 'safety.hit' }],
        steps,
        completion: { type: 'strobe.done' },
      },
      { id: 'wash', steps },
    )
    stage.start('strobe')
    stage.start('strobe')
    stage.start('wash')
    stage.clock.advanceTo(300)
    const seq = stage.emit('safety.hit', { by: 'stage left' })
    stage.clock.advanceTo(2000)
    expect(
      stage
        .of('playlist.stopped')
        .map(({ payload, cause }) => [payload.runId, payload.reason, payload.interrupt, cause]),
    ).toEqual([
      ['strobe#1', 'interrupted', { seq, type: 'safety.hit', payload: { by: 'stage left' } }, seq],
      ['strobe#2', 'interrupted', { seq, type: 'safety.hit', payload: { by: 'stage left' } }, seq],
      ['wash#3', 'completed', null, stage.of('playlist.created')[2]?.seq],
    ])
    expect(stage.heard('strobe.done')).toEqual([])
  })

  test('an event that is both interrupt and trigger of a playlist ends the old run and starts a new one', () => {
    using stage = new Stage()
    const both = [{ event: 'show.hit' }]
    stage.register({ id: 'p', triggers: both, interrupts: both, steps: [{ offset: 500, type: 'lights.go' }] })
    stage.emit('show.hit')
    stage.clock.advanceTo(100)
    stage.emit('show.hit')
    stage.clock.advanceTo(2000)
    expect(stage.of('playlist.stopped').map(({ payload }) => [payload.runId, payload.reason])).toEqual([
      ['p#1', 'interrupted'],
      ['p#2', 'completed'],
    ])
  })

  test.each([
    [
      'restart',
      [
        ['p#1', 'cancelled'],
        ['p#2', 'completed'],
      ],
    ],
    ['ignore', [['p#1', 'completed']]],
    [
      'overlap',
      [
        ['p#1', 'completed'],
        ['p#2', 'completed'],
      ],
    ],
  ])('a second start while running follows the policy %s', (retrigger, ended) => {
    using stage = new Stage()
    stage.register({
      id: 'p',
      retrigger,
      triggers: [{ event: 'show.hit' }],
      steps: [{ offset: 500, type: 'lights.go' }],
    })
    stage.emit('show.hit')
    stage.clock.advanceTo(100)
    stage.emit('show.hit')
    stage.clock.advanceTo(2000)
    expect(stage.of('playlist.stopped').map(({ payload }) => [payload.runId, payload.reason])).toEqual(ended)
  })

  test('a completion starts the next playlist', () => {
    using stage = new Stage()
    stage.register(
      { id: 'one', steps: [{ offset: 100, type: 'lights.a' }], completion: { type: 'one.done' } },
      { id: 'two', triggers: [{ event: 'one.done' }], steps: [{ offset: 50, type: 'lights.b' }] },
    )
    stage.start('one')
    stage.clock.advanceTo(1000)
    expect(stage.heard('lights.a', 'lights.b')).toEqual(['100 lights.a', '150 lights.b'])
  })

  test('a completion that takes time says of which run it is, which a pause of that holds', () => {
    using stage = new Stage()
    const fade = { type: 'param.fade', payload: { name: 'level', to: 1, over: 3000 } }
    stage.register({ id: 'p', steps: [{ offset: 100, type: 'lights.a' }], completion: fade })
    stage.start('p')
    stage.clock.advanceTo(1000)
    expect(stage.of('param.fade').map(({ source, payload }) => [source, payload])).toEqual([
      ['playlist:p', { name: 'level', to: 1, over: 3000, run: 'p#1' }],
    ])
  })
})

describe('taking', () => {
  test('definitions are frozen to the depths', () => {
    using stage = new Stage()
    const definition = playlist({
      id: 'p',
      steps: [{ offset: 0, type: 'lights.go', payload: { deep: [1] } }],
    })
    also(stage.playlists, definition)
    expect(() => {
      ;(definition.steps[0]?.payload as { deep: number[] }).deep.push(2)
    }).toThrow(TypeError)
  })
})
