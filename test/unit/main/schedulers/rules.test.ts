import { describe, expect, test } from 'vitest'
import { RuleStage, caughtBy, heard, log, rule, scheduler } from './rule-stage.ts'
import { OPERATOR } from '../../../support/clients.ts'

describe('events', () => {
  test('a rule fires once for a touch, whatever values it tells, and not for a device that goes away', () => {
    const pad = { kind: 'event', match: { event: 'hid.received', where: { control: 'l2' }, on: 'any' } }
    const press = { kind: 'event', match: { event: 'hid.received', where: { control: 'l2' } } }
    using stage = new RuleStage([
      scheduler('foyer', [rule('every', pad, [log('any')]), rule('once', press, [log('press')])]),
    ])
    const send = (value: number, fields: object = {}): void =>
      void stage.emit('hid.received', { device: 'hid:pad', control: 'l2', kind: 'axis', value, ...fields })
    for (const value of [0.2, 0.6, 0.9, 1, 0.3]) send(value)
    send(0, { madeUp: true })
    expect(stage.of('rule.fired').map(({ payload }) => payload.ruleId)).toEqual([
      ...['every', 'every', 'once', 'every', 'every', 'every'],
    ])
  })

  test('a rule fires for an event that it listens for, and its actions run in order', () => {
    using stage = new RuleStage([
      scheduler(
        'foyer',
        [
          rule('light', heard('door.opened'), [
            { action: 'set_var', var: 'n', value: '{{ vars.n + event.payload.by }}' },
            { action: 'emit', type: 'lights.go', payload: { level: '{{ vars.n * 10 }}' } },
            { action: 'start_playlist', id: 'intro' },
            { action: 'stop_playlist', id: 'outro' },
            log('n is {{ vars.n }}'),
          ]),
        ],
        { vars: { n: 1 } },
      ),
    ])
    const seq = stage.emit('door.opened', { by: 2 })
    const [fired] = stage.of('rule.fired')
    expect(fired).toMatchObject({
      source: 'scheduler:foyer',
      cause: seq,
      payload: {
        schedulerId: 'foyer',
        ruleId: 'light',
        name: 'light',
        execution: 1,
        trigger: 'event',
        dueAt: null,
      },
    })
    expect(stage.of('lights.go')).toMatchObject([
      { source: 'scheduler:foyer', cause: fired?.seq, payload: { level: 30 } },
    ])
    expect(stage.of('scheduler.varChanged')).toMatchObject([
      { cause: fired?.seq, payload: { schedulerId: 'foyer', var: 'n', value: 3 } },
    ])
    expect(stage.asked).toEqual([`start intro ${fired?.seq}`, `stop outro ${fired?.seq}`])
    expect(stage.logged()).toEqual(['0 n is 3'])
    expect(stage.of('rule.finished')).toMatchObject([
      { cause: fired?.seq, payload: { execution: 1, outcome: 'completed', error: null } },
    ])
    expect(stage.schedulers.view().schedulers[0]?.vars).toEqual({ n: 3 })
  })

  test('a rule sets a parameter by its value now, which others see, and fails at one that it does not take', () => {
    const double = { action: 'set_param', param: 'level', value: '{{ params.level * 2 }}' }
    using stage = new RuleStage([
      scheduler('foyer', [
        rule('up', heard('door.opened'), [{ action: 'set_param', param: 'level', value: 3 }, double]),
        rule('far', heard('door.closed'), [double, log('never')]),
      ]),
    ])
    stage.emit('door.opened')
    expect(stage.params.values()).toEqual({ level: 6 })
    stage.emit('door.closed')
    expect(stage.params.values()).toEqual({ level: 6 })
    expect(stage.of('rule.finished').map(({ payload }) => payload)).toMatchObject([
      { ruleId: 'up', outcome: 'completed' },
      { ruleId: 'far', outcome: 'failed' },
    ])
    expect(stage.logged()).toEqual([])
  })

  test('a thrown event waits until a parameter suits the condition', () => {
    using stage = new RuleStage([
      scheduler('foyer', [
        {
          id: 'loud',
          when: [{ kind: 'thrown', key: 'hit' }],
          condition: 'params.level > 5',
          actions: [log('hit at {{ params.level }}')],
        },
      ]),
    ])
    stage.throw({ key: 'hit' })
    expect(stage.logged()).toEqual([])
    stage.params.set('level', 7, OPERATOR, null)
    stage.settle()
    expect(stage.logged()).toEqual(['0 hit at 7'])
  })

  test('several matches of one rule that cover an event make it fire once', () => {
    using stage = new RuleStage([
      scheduler('foyer', [
        { id: 'once', when: [heard('door.opened'), heard('door.*')], actions: [log('once')] },
      ]),
    ])
    stage.emit('door.opened')
    expect(stage.logged()).toEqual(['0 once'])
  })

  test.each([
    [5, ['0 loud']],
    [3, []],
  ])('a condition over a level of %i', (level, logged) => {
    using stage = new RuleStage([
      scheduler('foyer', [
        rule('loud', heard('mic.heard'), [log('loud')], { condition: 'event.payload.level > 3' }),
      ]),
    ])
    stage.emit('mic.heard', { level })
    expect(stage.logged()).toEqual(logged)
    expect(stage.of('rule.failed')).toEqual([])
  })

  test('a condition that cannot be worked out is told once, and shown until it can', () => {
    using stage = new RuleStage([
      scheduler('foyer', [
        rule('loud', heard('mic.heard'), [log('loud')], { condition: 'event.payload.level > 3' }),
      ]),
    ])
    stage.emit('mic.heard', {})
    stage.emit('mic.heard', {})
    expect(stage.of('rule.failed')).toHaveLength(1)
    expect(stage.first?.error).toMatch(/^condition: character \d+ of "event\.payload\.level > 3": .*level/)
    expect(stage.of('rule.fired')).toEqual([])
    stage.emit('mic.heard', { level: 1 })
    expect(stage.first?.error).toBeNull()
  })

  test('an action that fails ends its execution, and later actions are left undone', () => {
    using stage = new RuleStage([
      scheduler('foyer', [
        rule('start', heard('go.now'), [{ action: 'start_playlist', id: 'missing' }, log('after')]),
      ]),
    ])
    stage.emit('go.now')
    const error = 'actions[0] start_playlist: missing: the show has no such playlist; check the id'
    expect(stage.of('rule.finished').map(({ payload }) => [payload['outcome'], payload['error']])).toEqual([
      ['failed', error],
    ])
    expect(stage.logged()).toEqual([])
    expect(stage.of('rule.failed')).toEqual([])
    expect(stage.first?.error).toBe(error)
    expect(stage.schedulers.health().failures).toBe(1)
  })

  test('a template that fails is told once, and every execution says that it failed', () => {
    using stage = new RuleStage([
      scheduler('foyer', [rule('say', heard('go.now'), [log('{{ event.payload.who }}')])]),
    ])
    stage.emit('go.now')
    stage.emit('go.now')
    expect(stage.of('rule.failed')).toHaveLength(1)
    expect(stage.of('rule.finished').map(({ payload }) => payload['outcome'])).toEqual(['failed', 'failed'])
  })

  test.each([
    [{ target: 'desk', address: '/go', args: ['{{ event.payload.n }}'] }, 'completed', null],
    [
      { target: 'desk', address: '/go', args: '{{ event.payload.n }}' },
      'failed',
      'actions[0] emit: payload.args: must be a list, not 4; correct the action',
    ],
  ])('osc.send of %o', (payload, outcome, error) => {
    using stage = new RuleStage([
      scheduler('foyer', [rule('send', heard('go.now'), [{ action: 'emit', type: 'osc.send', payload }])]),
    ])
    stage.emit('go.now', { n: 4 })
    expect(stage.of('rule.finished')[0]?.payload).toMatchObject({ outcome, error })
    expect(stage.of('osc.send').map((sent) => sent.payload)).toEqual(
      error === null ? [{ target: 'desk', address: '/go', args: [4] }] : [],
    )
  })

  test("the engine's own facts are not for rules to tell", () => {
    const definition = scheduler('foyer', [
      rule('lie', heard('go.now'), [{ action: 'emit', type: 'show.loaded' }]),
    ])
    using stage = new RuleStage([])
    expect(() => stage.take([definition])).toThrow(
      'scheduler/may-not-emit: foyer/lie actions[0]: show.loaded is for the engine to tell; ' +
        "emit one of the show's own events, osc.send, midi.send or param.fade",
    )
  })

  test('a variable that would be too large is refused', () => {
    using stage = new RuleStage([
      scheduler(
        'foyer',
        [rule('keep', heard('go.now'), [{ action: 'set_var', var: 'text', value: '{{ event.payload }}' }])],
        { vars: { text: '' } },
      ),
    ])
    stage.emit('go.now', 'x'.repeat(65_535))
    expect(stage.of('rule.finished')[0]?.payload['error']).toBe(
      'actions[0] set_var: foyer vars.text: it would take 65537 bytes; the most is 65536; ' +
        'keep large data elsewhere, and only its name here',
    )
    stage.emit('go.now', 'x'.repeat(65_534))
    expect(stage.of('rule.finished')[1]?.payload['outcome']).toBe('completed')
  })

  test('rules that make each other fire through events or variables rest, and say so', () => {
    using stage = new RuleStage([
      scheduler(
        'foyer',
        [
          rule('ping', heard('ball.pinged'), [{ action: 'emit', type: 'ball.ponged' }], {
            limit: { count: 5, per: '1s' },
          }),
          rule('pong', heard('ball.ponged'), [{ action: 'emit', type: 'ball.pinged' }]),
          rule('count', heard('scheduler.varChanged'), [
            { action: 'set_var', var: 'n', value: '{{ vars.n + 1 }}' },
          ]),
          rule('begin', heard('go.now'), [{ action: 'set_var', var: 'n', value: 1 }]),
        ],
        { vars: { n: 0 } },
      ),
    ])
    stage.emit('ball.pinged')
    expect(stage.of('rule.limited').map(({ payload }) => payload['ruleId'])).toEqual(['ping'])
    stage.emit('go.now')
    expect(stage.of('rule.limited').map(({ payload }) => payload['ruleId'])).toEqual(['ping', 'count'])
    expect(stage.schedulers.view().schedulers[0]?.vars).toEqual({ n: 51 })
    expect(stage.schedulers.health().resting).toBe(2)
    stage.clock.advanceTo(1000)
    expect(stage.schedulers.health().resting).toBe(0)
    stage.emit('ball.pinged')
    expect(stage.of('rule.fired').filter(({ payload }) => payload['ruleId'] === 'ping')).toHaveLength(10)
  })

  test('the limit is of any stretch of time, to the millisecond', () => {
    using stage = new RuleStage([
      scheduler('foyer', [rule('tap', heard('pad.hit'), [log('tap')], { limit: { count: 2, per: 1000 } })]),
    ])
    for (const at of [0, 400, 999, 1000, 1399, 1400]) {
      stage.clock.advanceTo(at)
      stage.emit('pad.hit')
    }
    expect(stage.logged()).toEqual(['0 tap', '400 tap', '1000 tap', '1400 tap'])
    expect(stage.of('rule.limited').map(({ at, payload }) => [at, payload['until']])).toEqual([
      [999, 1000],
      [1399, 1400],
    ])
  })
})

describe('time', () => {
  test('a rule fires once so long after the show was opened', () => {
    using stage = new RuleStage([
      scheduler('foyer', [rule('open', { kind: 'at', after: '10s' }, [log('open')])]),
    ])
    expect(stage.schedulers.view().tasks).toEqual([
      {
        ...{ taskId: 1, schedulerId: 'foyer', ruleId: 'open', dueAt: 10_000, dueTime: 10_000, every: null },
        what: 'fires once, 10 s after the show was opened; cancelled, it never does',
      },
    ])
    stage.clock.advanceTo(60_000)
    expect(stage.logged()).toEqual(['10000 open'])
    expect(stage.of('rule.fired')[0]?.payload).toMatchObject({ trigger: 'at', dueAt: 10_000 })
    expect(stage.first).toMatchObject({ nextAt: null, lastAt: 10_000, fired: 1 })
  })

  test('a rhythm does not drift, and does not make up for what a stall has cost', () => {
    using stage = new RuleStage([
      scheduler('foyer', [rule('beat', { kind: 'every', every: 100, after: 50 }, [log('beat')])]),
    ])
    stage.hold(200, 620)
    stage.clock.advanceTo(900)
    expect(stage.logged()).toEqual(['50 beat', '150 beat', '620 beat', '650 beat', '750 beat', '850 beat'])
    expect(stage.of('rule.fired').map(({ payload }) => payload['dueAt'])).toEqual([
      50, 150, 250, 650, 750, 850,
    ])
  })

  test('cancelling a beat skips it alone, however often it is asked for', () => {
    using stage = new RuleStage([
      scheduler('foyer', [rule('beat', { kind: 'every', every: 100 }, [log('beat')])]),
    ])
    stage.clock.advanceTo(150)
    const [next] = stage.schedulers.view().tasks
    expect(next).toMatchObject({
      dueAt: 200,
      every: 100,
      what: 'fires every 100 ms; cancelled, it skips this time',
    })
    const { taskId = 0 } = next ?? {}
    expect(stage.schedulers.cancelTask(taskId, OPERATOR, null)).toEqual({ ok: true, value: { taskId } })
    expect(stage.schedulers.cancelTask(taskId, OPERATOR, null)).toMatchObject({
      error: { code: 'task/unknown' },
    })
    expect(stage.first?.nextAt).toBe(300)
    stage.clock.advanceTo(450)
    expect(stage.logged()).toEqual(['100 beat', '300 beat', '400 beat'])
    expect(stage.of('task.cancelled')).toMatchObject([{ source: 'operator', payload: { taskId } }])
  })

  test('a rule that is switched off has no next time; switched on, its rhythm begins anew', () => {
    using stage = new RuleStage([
      scheduler('foyer', [rule('beat', { kind: 'every', every: 100 }, [log('beat')])]),
    ])
    stage.clock.advanceTo(150)
    stage.schedulers.setEnabled('foyer', 'beat', false, null)
    expect(stage.first).toMatchObject({ enabled: false, nextAt: null })
    stage.clock.advanceTo(560)
    stage.schedulers.setEnabled('foyer', 'beat', true, null)
    stage.schedulers.setEnabled('foyer', 'beat', true, null)
    stage.clock.advanceTo(800)
    expect(stage.logged()).toEqual(['100 beat', '660 beat', '760 beat'])
    expect(stage.of('rule.switched').map(({ payload }) => payload['enabled'])).toEqual([false, true, true])
  })

  const daily = (time: string, fields = {}) =>
    scheduler('foyer', [rule('open', { kind: 'calendar', calendar: { time } }, [log('open')])], fields)
  const firedAt = (stage: RuleStage): string[] =>
    stage
      .of('rule.fired')
      .map(({ at }) => new Date(at + stage.clock.wall() - stage.clock.now()).toISOString())

  test.each([
    [
      'spring',
      Date.UTC(2026, 2, 27, 12),
      [
        '2026-03-27T17:00:00.000Z',
        '2026-03-28T17:00:00.000Z',
        '2026-03-29T16:00:00.000Z',
        '2026-03-30T16:00:00.000Z',
      ],
    ],
    [
      'autumn',
      Date.UTC(2026, 9, 23, 12),
      [
        '2026-10-23T16:00:00.000Z',
        '2026-10-24T16:00:00.000Z',
        '2026-10-25T17:00:00.000Z',
        '2026-10-26T17:00:00.000Z',
      ],
    ],
  ])('six in the evening in Berlin stays that through the change in %s', (_, wall, times) => {
    using stage = new RuleStage([daily('18:00', { timeZone: 'Europe/Berlin' })], { wall })
    stage.clock.advanceBy(4 * 86_400_000)
    expect(firedAt(stage)).toEqual(times)
  })

  const NOON = Date.UTC(2026, 5, 1, 12)

  test.each([
    ['set back after it fired', 360_000, -120_000, ['2026-06-01T12:05:00.000Z', '2026-06-02T12:05:00.000Z']],
    [
      'set back before it fires',
      120_000,
      -3_600_000,
      ['2026-06-01T12:05:00.000Z', '2026-06-02T12:05:00.000Z'],
    ],
    ['set back a little', 290_000, -500, ['2026-06-01T12:05:00.000Z', '2026-06-02T12:05:00.000Z']],
    ['set forward', 120_000, 60_000, ['2026-06-01T12:05:00.000Z', '2026-06-02T12:05:00.000Z']],
    ['set forward past it', 120_000, 240_000, ['2026-06-01T12:07:00.000Z', '2026-06-02T12:05:00.000Z']],
    ['slept for long', 120_000, 20 * 3_600_000, ['2026-06-02T12:05:00.000Z']],
    ['slept for days', 120_000, 48 * 3_600_000 + 240_000, ['2026-06-03T12:07:00.000Z']],
  ])('a clock that was %s makes it fire neither twice nor early', (_, at, jump, times) => {
    using stage = new RuleStage([daily('12:05')], { wall: NOON })
    const walls: string[] = []
    using _heard = stage.dispatcher.subscribe(
      'rule.fired',
      ({ time }) => void walls.push(new Date(time).toISOString()),
      { priority: 0, name: 'test', acts: false },
    )
    stage.clock.advanceTo(at)
    stage.clock.jumpWall(jump)
    const end = Date.parse(times.at(-1) as string) + 3_600_000
    stage.clock.advanceBy(end - stage.clock.wall())
    expect(walls).toEqual(times)
  })

  test('what was slept through is told', () => {
    using stage = new RuleStage([daily('12:05')], { wall: NOON })
    stage.clock.jumpWall(3_600_000)
    stage.clock.advanceTo(60_000)
    expect(stage.of('rule.fired')).toEqual([])
    expect(stage.of('scheduler.logged').map(({ payload }) => [payload['level'], payload['message']])).toEqual(
      [['warn', 'missed 12:05: the clock was 56 min past it when the engine looked again']],
    )
  })

  test('a clock that was days ahead does not keep the calendar from its days', () => {
    using stage = new RuleStage([daily('12:05')], { wall: NOON + 3 * 86_400_000 })
    stage.clock.advanceTo(360_000)
    expect(stage.of('rule.fired')).toHaveLength(1)
    stage.clock.jumpWall(-3 * 86_400_000 - 300_000)
    stage.clock.advanceBy(300_000)
    expect(stage.of('rule.fired')).toHaveLength(2)
  })

  test('cancelling an occurrence of a calendar skips that day', () => {
    using stage = new RuleStage([daily('12:05')], { wall: NOON })
    const [task] = stage.schedulers.view().tasks
    expect(task).toMatchObject({
      ...{ dueAt: 300_000, dueTime: NOON + 300_000, every: null },
      what: 'fires at 12:05; cancelled, it skips this time',
    })
    stage.clock.advanceTo(200_000)
    // A look at the clock in between leaves it the same task.
    expect(stage.schedulers.view().tasks[0]?.taskId).toBe(task?.taskId)
    stage.schedulers.cancelTask(task?.taskId ?? 0, OPERATOR, null)
    expect(stage.first?.nextAt).toBe(86_400_000 + 300_000)
    stage.clock.advanceTo(86_400_000 + 300_000)
    expect(firedAt(stage)).toEqual(['2026-06-02T12:05:00.000Z'])
  })

  test('a rule that finds no place for its task says so', () => {
    using stage = new RuleStage([daily('12:05')], { maxTasks: 1 })
    expect(stage.first?.error).toBe(
      'rule foyer/open: 1 tasks are pending already; look for rules that start something again and again',
    )
  })
})

describe('waiting', () => {
  const waiting = (fields = {}) =>
    scheduler('foyer', [
      rule('blink', heard('go.now'), [log('on'), { action: 'wait', for: '2s' }, log('off')], fields),
    ])

  test('an execution goes on after its wait, caused by the same firing', () => {
    using stage = new RuleStage([waiting()])
    stage.emit('go.now')
    expect(stage.first?.waiting).toBe(1)
    stage.clock.advanceTo(1000)
    stage.emit('go.now')
    stage.clock.advanceTo(5000)
    expect(stage.logged()).toEqual(['0 on', '1000 on', '2000 off', '3000 off'])
    expect(stage.chain(stage.of('scheduler.logged')[2])).toEqual(['scheduler.logged', 'rule.fired', 'go.now'])
    expect(stage.first?.waiting).toBe(0)
  })

  test('a wait that is cancelled ends its execution', () => {
    using stage = new RuleStage([waiting()])
    stage.emit('go.now')
    const [task] = stage.schedulers.view().tasks
    expect(task?.what).toBe('goes on after waiting 2 s; cancelled, this execution ends')
    stage.schedulers.cancelTask(task?.taskId ?? 0, OPERATOR, null)
    stage.clock.advanceTo(5000)
    expect(stage.logged()).toEqual(['0 on'])
    const [finished] = stage.of('rule.finished')
    expect(finished?.payload['outcome']).toBe('ended')
    expect(stage.chain(finished)).toEqual(['rule.finished', 'task.cancelled'])
    expect(stage.schedulers.view()).toMatchObject({ tasks: [], taskCount: 0 })
  })

  test('of one rule 64 executions wait, and more are refused and told once', () => {
    using stage = new RuleStage([waiting({ limit: { count: 1000, per: 1000 } })])
    for (let count = 0; count < 70; count += 1) stage.emit('go.now')
    expect(stage.of('rule.fired')).toHaveLength(64)
    expect(stage.of('resource.exhausted').map(({ payload }) => payload)).toEqual([
      { runId: null, resource: 'executions of rule:foyer/blink', usage: 64, quota: 64 },
    ])
    stage.clock.advanceTo(2000)
    stage.emit('go.now')
    expect(stage.of('rule.fired')).toHaveLength(65)
  })

  test('those that wait remember events of 32 MB together, and give their room back', () => {
    using stage = new RuleStage(
      Array.from({ length: 10 }, (_, index) =>
        scheduler(`desk${index}`, [
          rule('slow', heard('go.now'), [{ action: 'wait', for: '1s' }], {
            limit: { count: 1000, per: 1000 },
          }),
        ]),
      ),
    )
    const payload = { text: 'x'.repeat(100_000) }
    const outcomes = (): unknown[] => stage.of('rule.finished').map(({ payload: { outcome } }) => outcome)
    for (let count = 0; count < 20; count += 1) stage.emit('go.now', payload)
    const failed = outcomes().length
    expect(failed).toBeGreaterThan(0)
    // A text of 100,000 characters may take 200,000 bytes.
    expect(200 - failed).toBeLessThanOrEqual(Math.floor((32 * 1024 * 1024) / 200_000))
    expect(200 - failed).toBeGreaterThan(160)
    expect(stage.of('rule.finished')[0]?.payload['error']).toContain(
      'the events that waiting executions remember take 32 MB',
    )
    stage.clock.advanceTo(1000)
    expect(outcomes().length).toBe(200)
    for (let count = 0; count < 10; count += 1) stage.emit('go.now', payload)
    expect(outcomes().length).toBe(200)
  })

  test('a thrown event waits for room among the executions', () => {
    using stage = new RuleStage([
      scheduler('foyer', [
        rule('slow', caughtBy('go'), [{ action: 'wait', for: '1s' }], { limit: { count: 1000, per: 1000 } }),
      ]),
    ])
    for (let count = 0; count < 65; count += 1) stage.throw({ key: 'go' })
    expect(stage.schedulers.thrown().queues[0]?.count).toBe(1)
    stage.clock.advanceTo(1000)
    expect(stage.schedulers.thrown().queues[0]?.count).toBe(0)
  })

  test('a wait that finds no place fails its execution', () => {
    using stage = new RuleStage([waiting()], { maxTasks: 2 })
    stage.emit('go.now')
    stage.emit('go.now')
    expect(stage.of('rule.finished')[0]?.payload).toMatchObject({
      execution: 2,
      outcome: 'failed',
      error:
        'actions[1] wait: rule:foyer/blink: 2 tasks are pending already; ' +
        'look for rules that start something again and again',
    })
  })
})

describe('questions', () => {
  const asking = (interrupt: object) =>
    scheduler(
      'foyer',
      [
        rule(
          'ask',
          heard('go.now'),
          [
            {
              action: 'raise_interrupt',
              var: 'reply',
              interrupt: { kind: 'confirmation', prompt: 'Open {{ event.payload.door }}?', ...interrupt },
            },
            log('reply {{ vars.reply }}'),
          ],
          { name: 'Ask for the door' },
        ),
      ],
      { vars: { reply: null } },
    )

  test.each([
    [true, ['0 reply true'], 'completed', true],
    [false, [], 'ended', false],
  ])('answered %s', (answer, logged, outcome, reply) => {
    using stage = new RuleStage([asking({})])
    stage.emit('go.now', { door: 'A' })
    expect(stage.interrupts.view().pending).toMatchObject([
      { owner: 'rule:foyer/ask', ownerName: 'Ask for the door', prompt: 'Open A?' },
    ])
    expect(stage.first?.waiting).toBe(1)
    stage.answer('q1', answer)
    expect(stage.logged()).toEqual(logged)
    const [finished] = stage.of('rule.finished')
    expect(finished?.payload['outcome']).toBe(outcome)
    expect(stage.chain(finished)).toEqual(['rule.finished', 'interrupt.answered'])
    expect(stage.schedulers.view().schedulers[0]?.vars).toEqual({ reply })
  })

  test.each([
    [null, [], 'ended'],
    [true, ['5000 reply true'], 'completed'],
  ])('nobody answers, and the default is %s', (answer, logged, outcome) => {
    using stage = new RuleStage([asking({ timeout: '5s', default: answer })])
    stage.emit('go.now', { door: 'A' })
    stage.clock.advanceTo(6000)
    expect(stage.logged()).toEqual(logged)
    expect(stage.of('rule.finished').map(({ payload }) => payload['outcome'])).toEqual([outcome])
  })

  test('a newer question of the same rule ends the execution that asked the older', () => {
    using stage = new RuleStage([asking({})])
    stage.emit('go.now', { door: 'A' })
    stage.emit('go.now', { door: 'B' })
    expect(
      stage.of('rule.finished').map(({ payload }) => [payload['execution'], payload['outcome']]),
    ).toEqual([[1, 'ended']])
    stage.answer('q2', true)
    expect(stage.logged()).toEqual(['0 reply true'])
  })
})

test('a variable may have any name', () => {
  const value = '{{ event.payload }}'
  using stage = new RuleStage([
    scheduler('foyer', [rule('set', heard('go.now'), [{ action: 'set_var', var: '__proto__', value }])]),
  ])
  stage.emit('go.now', { polluted: true })
  expect(stage.of('scheduler.varChanged')).toHaveLength(1)
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  expect(Object.keys(stage.schedulers.view().schedulers[0]?.vars ?? {})).toEqual(['__proto__'])
})

describe('operators', () => {
  test('a rule fires now although it is switched off and its condition does not hold', () => {
    using stage = new RuleStage([
      scheduler('foyer', [
        rule('greet', heard('go.now'), [log('hello')], { enabled: false, condition: 'false' }),
      ]),
    ])
    expect(stage.schedulers.fire('foyer', 'greet', 'desk', 7)).toEqual({ ok: true, value: { execution: 1 } })
    stage.settle()
    expect(stage.of('rule.fired')).toMatchObject([{ cause: 7, payload: { trigger: 'operator' } }])
    expect(stage.logged()).toEqual(['0 hello'])
  })

  test('a rule that rests is not fired', () => {
    using stage = new RuleStage([
      scheduler('foyer', [
        rule('greet', heard('go.now'), [log('hello')], { limit: { count: 1, per: 1000 } }),
      ]),
    ])
    stage.schedulers.fire('foyer', 'greet', 'desk', null)
    expect(stage.schedulers.fire('foyer', 'greet', 'desk', null)).toMatchObject({
      error: { code: 'rule/resting', what: 'it fired too often and rests for 1000 ms' },
    })
  })

  test.each([
    ['foyr', 'greet', { code: 'scheduler/unknown', next: 'write foyer if that was meant' }],
    ['foyer', 'gret', { code: 'rule/unknown', next: 'write greet if that was meant' }],
  ])('%s/%s is not there', (schedulerId, ruleId, error) => {
    using stage = new RuleStage([scheduler('foyer', [rule('greet', heard('go.now'), [log('hello')])])])
    expect(stage.schedulers.fire(schedulerId, ruleId, 'desk', null)).toMatchObject({ ok: false, error })
    expect(stage.schedulers.setEnabled(schedulerId, ruleId, true, null)).toMatchObject({ ok: false, error })
  })

  test('what makes a rule fire and what it does are shown in words', () => {
    using stage = new RuleStage([
      scheduler('foyer', [
        {
          id: 'all',
          when: [
            { kind: 'event', match: { event: 'osc.received', address: '/go', source: 'osc:main' } },
            { kind: 'thrown', key: 'user_login' },
            { kind: 'at', after: 250 },
            { kind: 'every', every: '5s', after: 0 },
            { kind: 'calendar', calendar: { time: '18:30', weekdays: ['mon', 'tue'] } },
            { kind: 'calendar', calendar: { sun: 'sunset', offset: -1_800_000, from: '2026-05-01' } },
          ],
          actions: [
            { action: 'set_var', var: 'open', value: true },
            { action: 'emit', type: 'lights.go', payload: { level: 1 } },
            { action: 'throw_event', key: 'done', scope: 'group', group_id: 'screens' },
            { action: 'start_playlist', id: 'intro' },
            { action: 'raise_interrupt', interrupt: { kind: 'confirmation', prompt: 'Ready?' } },
            { action: 'wait', for: '1.5m' },
          ],
        },
      ]),
    ])
    expect(stage.first?.when).toEqual([
      'osc.received /go from osc:main',
      'thrown user_login',
      'once, 250 ms after the show was opened',
      'every 5 s, first after 0 ms',
      '18:30 on mon, tue',
      '30 min before sunset from 2026-05-01',
    ])
    expect(stage.first?.actions).toEqual([
      'set open to true',
      'emit lights.go {"level":1}',
      'throw done to group screens',
      'start intro',
      'ask "Ready?"',
      'wait 1.5 min',
    ])
  })
})

test('disposed in the middle of everything nothing happens any more, and no question is left', () => {
  using stage = new RuleStage([
    scheduler('foyer', [
      rule('beat', { kind: 'every', every: 100 }, [{ action: 'wait', for: 1000 }, log('late')]),
      rule('day', { kind: 'calendar', calendar: { time: '00:01' } }, [log('day')]),
      rule('ask', heard('go.now'), [
        { action: 'raise_interrupt', interrupt: { kind: 'confirmation', prompt: 'Ready?' } },
        log('asked'),
      ]),
      rule('catch', caughtBy('go'), [log('caught')]),
    ]),
  ])
  stage.emit('go.now')
  stage.throw({ key: 'go', delay: 500 })
  stage.clock.advanceTo(250)
  stage.schedulers[Symbol.dispose]()
  stage.settle()
  expect(stage.interrupts.view().pending).toEqual([])
  expect(stage.tasks.taskCount()).toBe(0)
  const before = stage.events.length
  stage.emit('go.now')
  stage.clock.advanceTo(120_000)
  expect(stage.events.length).toBe(before + 1)
  expect(stage.failures).toEqual([])
})

describe('whoever shows the rules', () => {
  test('hears that a time has come by which no rule fired', () => {
    const idle = rule('idle', { kind: 'every', every: 100 }, [log('never')], { condition: 'false' })
    using stage = new RuleStage([scheduler('foyer', [idle])])
    const heardAt: number[] = []
    const looking = stage.schedulers.onChanged(() => {
      if (heardAt.at(-1) !== stage.clock.now()) heardAt.push(stage.clock.now())
    })
    stage.clock.advanceTo(250)
    expect(heardAt).toEqual([100, 200])
    looking[Symbol.dispose]()
    stage.clock.advanceTo(450)
    expect(heardAt).toEqual([100, 200])
    expect(stage.of('rule.fired')).toEqual([])
  })

  test('hears that something was passed by while rules are held', () => {
    using stage = new RuleStage([scheduler('foyer', [rule('light', heard('door.opened'), [log('never')])])])
    let passed: number | undefined
    using _ = stage.schedulers.onChanged(() => (passed = stage.schedulers.view().held?.passedOver))
    stage.schedulers.hold('operator', null)
    stage.emit('door.opened')
    expect(passed).toBe(1)
  })
})

test('what a rule asks of others is asked by its name, and conditions know it by its place', () => {
  const sets = { action: 'set_param', param: 'level', value: 5 }
  const throws = { action: 'throw_event', key: 'doors' }
  using stage = new RuleStage([
    scheduler('foyer', [rule('open', heard('go.now'), [sets, throws], { name: 'Doors' })]),
    scheduler('bar', [rule('caught', caughtBy('doors'), [log('by {{ event.source }}')])]),
  ])
  stage.emit('go.now')
  expect(stage.of('param.changed')).toMatchObject([{ payload: { by: 'rule Doors' } }])
  expect(stage.of('thrown.created')).toMatchObject([{ payload: { by: 'rule Doors' } }])
  expect(stage.schedulers.thrown().history).toMatchObject([{ by: 'rule Doors' }])
  expect(stage.logged()).toEqual(['0 by rule:foyer/open'])
})
