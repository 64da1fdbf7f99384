import { describe, expect, onTestFinished, test } from 'vitest'
import { createArmShow } from '../../../main/arm-show.ts'
import { Arming } from '../../../main/arming.ts'
import { createCommands } from '../../../main/commands.ts'
import type { Commands } from '../../../main/commands.ts'
import { Learn } from '../../../main/inputs/learn.ts'
import { Interrupts } from '../../../main/interrupts/interrupts.ts'
import type { CommandOwners } from '../../../main/owners.ts'
import { Message } from '../../../main/message/message.ts'
import { Panic } from '../../../main/panic.ts'
import { createReset } from '../../../main/reset.ts'
import { Params } from '../../../main/params/params.ts'
import { Scheduler } from '../../../main/tasks/scheduler.ts'
import { createSchedulers } from '../../../main/schedulers/schedulers.ts'
import { Stop } from '../../../main/stop.ts'
import { Stages } from '../../../main/stages.ts'
import { inOrder } from '../../../main/order.ts'
import { monotonicMs } from '../../../shared/base/clock.ts'
import { failed, fault, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { commands as table } from '../../../shared/contract/commands.ts'
import { aheadOf } from '../../../shared/contract/ending.ts'
import { showFile } from '../../../shared/model/show.ts'
import { OPENING } from '../../../shared/model/show-change.ts'
import { committedParams } from '../../support/committed-params.ts'
import { Stage, cuesOf, scenesOf, standbyOf } from '../../support/stage.ts'
import { OPERATOR, clientCalled } from '../../support/clients.ts'
import { NO_CUES } from '../../support/no-cues.ts'
import { NO_SCENES } from '../../support/no-scenes.ts'

const ENDING = Object.keys(table).filter((name) => aheadOf(name) !== undefined)

const by = { client: OPERATOR, cause: null }

const SHOW = showFile.parse({ version: 1, name: 'Test', events: { 'lights.go': { description: '' } } })

/** What was published of commands, in the order of its publication. */
function outcomes({ events }: Stage): string[] {
  return events
    .filter(({ type }) => type.startsWith('command.'))
    .map(({ type, payload }) => `${type.replace('command.', '')} ${(payload as { command: string }).command}`)
}

function desk(stage: Stage, ...ids: readonly string[]): Commands {
  return deskWith(stage, {}, ...ids)
}

function deskWith(
  stage: Stage,
  owners: Partial<Parameters<typeof createCommands>[0]>,
  ...ids: readonly string[]
): Commands {
  stage.register(...ids.map((id) => ({ id, steps: [{ offset: 1000, type: 'lights.go' }] })))
  const { clock, playlists } = stage
  const { publish, subscribe, history } = stage.dispatcher
  const learn = new Learn({ clock, publish, subscribe: inOrder(subscribe)('learning'), nameOf: () => null })
  const scope = new DisposableStack()
  onTestFinished(() => scope.dispose())
  scope.use(learn)
  const tasks = scope.use(new Scheduler({ clock, failed() {}, print() {} }))
  void tasks.start()
  const params = scope.use(new Params({ clock, publish, committed: committedParams() }))
  const interrupts = scope.use(new Interrupts({ clock, publish }))
  const schedulers = scope.use(
    createSchedulers({
      clock,
      publish,
      subscribe: inOrder(subscribe)('schedulers'),
      tasks,
      cues: NO_CUES,
      scenes: NO_SCENES,
      playlists: {
        start: (id, reason) => playlists.start(id, { ...reason, by: 'rule' }),
        stop: (id, cause) => playlists.stopPlaylist(id, cause),
      },
      params,
      interrupts,
      memory: null,
      changed() {},
    }),
  )
  schedulers.take(SHOW.schedulers, OPENING)
  const standby = standbyOf(stage, 0)
  const cues = scope.use(cuesOf(stage, { params, interrupts }))
  const inside = new Stages()
  inside.use({ panic: (cause, spared) => playlists.panic(cause, spared), [Symbol.dispose]() {} })
  const { dispatcher } = stage
  const arming = new Arming({ clock, publish })
  const panic = new Panic({
    ...{ publish, dispatcher, tasks, inside, outside: new Stages(), playlists },
    dueWithin: () => [],
  })
  const commands = createCommands({
    clock,
    tooOld: () => null,
    stoodSince: () => null,
    playlists,
    standby,
    cues,
    panic,
    stop: new Stop({ publish, arming, cues, params, playlists }),
    arming,
    armShow: createArmShow({ arming, panic, schedulers }),
    learn,
    recordings: null,
    reset: createReset({ publish, standby, cues, params, schedulers }),
    live: null,
    reload: null,
    editing: null,
    cueSheets: null,
    bundles: null,
    watched: null,
    access: null,
    params,
    scenes: scope.use(scenesOf(stage, params)),
    outputs: { resync: () => ok({ messages: 0 }) },
    feedback: { resync: () => ({ messages: 0 }), find: () => ok({ lasts: 2000 }) },
    schedulers,
    interrupts,
    message: scope.use(new Message({ clock, publish })),
    asRun: null,
    history,
    state: stage.dispatcher.state,
    publish,
    ...owners,
  })
  commands.take({ events: { 'lights.go': { description: '' } } })
  return commands
}

describe('reloading the show', () => {
  test('is asked of whoever holds it, and answered when that is done', async () => {
    using stage = new Stage()
    const asked: [string, number][] = []
    const { execute } = deskWith(stage, {
      reload(who, cause) {
        asked.push([who.name, cause])
        return Promise.resolve(ok({ changed: true, generation: 2 }))
      },
    })
    expect(await execute('show.reload', {}, by)).toEqual({
      ok: true,
      value: { changed: true, generation: 2 },
    })
    stage.settle()
    expect(asked).toEqual([['operator', stage.of('command.received')[0]?.seq]])
  })

  test('is published as accepted when that is done, and not before', async () => {
    using stage = new Stage()
    const reloading = Promise.withResolvers<Result<{ changed: boolean; generation: number }>>()
    const { execute } = deskWith(stage, { reload: () => reloading.promise })
    const answer = execute('show.reload', {}, by)
    stage.settle()
    expect(outcomes(stage)).toEqual(['received show.reload'])
    reloading.resolve(ok({ changed: true, generation: 2 }))
    await answer
    stage.settle()
    expect(outcomes(stage)).toEqual(['received show.reload', 'accepted show.reload'])
  })

  test('that is refused later is published as refused, by its own cause', async () => {
    using stage = new Stage()
    const refusal = fault('show/not-found', 'my.show.json', 'there is no such file', 'check the path')
    const { execute } = deskWith(stage, { reload: () => Promise.resolve(failed(refusal)) })
    expect(await execute('show.reload', {}, by)).toEqual({ ok: false, error: refusal })
    stage.settle()
    const [received] = stage.of('command.received')
    expect(stage.of('command.accepted')).toEqual([])
    expect(stage.of('command.rejected')).toMatchObject([
      { cause: received?.seq, payload: { command: 'show.reload', code: 'show/not-found' } },
    ])
  })

  test('is not for a rehearsal', async () => {
    using stage = new Stage()
    expect(await desk(stage).execute('show.reload', {}, by)).toMatchObject({
      ok: false,
      error: { code: 'show/not-here' },
    })
  })
})

describe('after the engine stood still', () => {
  test.each([
    ['show.go', {}, 'GO'],
    ['playlist.start', { id: 'one' }, 'playlist.start of one'],
  ])('%s is refused, for it may be as old', (name, args, subject) => {
    using stage = new Stage()
    const { execute } = deskWith(stage, { tooOld: () => 20_000, stoodSince: () => 20_000 }, 'one')
    expect(execute(name, args, by)).toEqual({
      ok: false,
      error: {
        code: 'command/too-late',
        where: name,
        what: `${subject} may have waited while the engine stood still for 20.0 s`,
        next: 'ask again if it is still wanted',
      },
    })
    stage.settle()
    expect(stage.of('playlist.created')).toEqual([])
    expect(outcomes(stage)).toEqual([`received ${name}`, `rejected ${name}`])
  })

  test('a GO that came late by itself is refused with the truth', () => {
    using stage = new Stage()
    const { execute } = deskWith(stage, { tooOld: () => 3_120 }, 'one')
    expect(execute('show.go', {}, by)).toMatchObject({
      error: { code: 'command/too-late', what: `GO came 3.1 s late from ${by.client.name}` },
    })
  })

  test.each(['show.panic', 'show.stop', 'show.pause'])('%s is carried out', (name) => {
    using stage = new Stage()
    const { execute } = deskWith(stage, { tooOld: () => 20_000 }, 'one')
    expect(execute(name, {}, by)).toMatchObject({ ok: true })
  })
})

describe('GO and standby', () => {
  test('GO starts the playlists one after another and then has nothing on standby', () => {
    using stage = new Stage()
    const { execute } = desk(stage, 'one', 'two')
    expect(execute('show.go', {}, by)).toEqual({ ok: true, value: { playlistId: 'one', runId: 'one#1' } })
    expect(execute('show.go', {}, by)).toEqual({ ok: true, value: { playlistId: 'two', runId: 'two#2' } })
    expect(execute('show.go', {}, by)).toMatchObject({ ok: false, error: { code: 'standby/none' } })
    stage.settle()
    expect(stage.of('standby.changed').map(({ payload }) => payload.playlistId)).toEqual(['two', null])
  })

  test('of a playlist that runs and ignores a second start is accepted, starts nothing and goes on to the next', () => {
    using stage = new Stage()
    stage.register(
      { id: 'one', retrigger: 'ignore', steps: [{ offset: 1000, type: 'lights.go' }] },
      { id: 'two' },
    )
    const { execute } = deskWith(stage, { standby: standbyOf(stage, 0) })
    void execute('playlist.start', { id: 'one' }, by)
    void execute('standby.set', { playlistId: 'one' }, by)
    expect(execute('show.go', {}, by)).toEqual({ ok: true, value: { playlistId: 'one', runId: null } })
    stage.settle()
    expect(stage.of('playlist.created')).toHaveLength(1)
    expect(stage.of('command.rejected')).toEqual([])
    expect(stage.of('standby.changed').at(-1)?.payload).toEqual({ playlistId: 'two' })
  })

  test('two GOs closer together than the show allows are one hand, whoever sends the second', () => {
    using stage = new Stage()
    const { clock } = stage
    stage.register(...['one', 'two', 'three'].map((id) => ({ id })))
    const standby = standbyOf(stage, 300)
    const { execute } = deskWith(stage, { standby })
    expect(execute('show.go', {}, by)).toMatchObject({ ok: true })
    clock.advanceTo(60)
    expect(execute('show.go', {}, { client: clientCalled('tablet'), cause: null })).toEqual({
      ok: false,
      error: {
        code: 'go/too-soon',
        where: 'GO',
        what: 'the last GO was 60 ms ago, by operator; the show asks for 300 ms between two',
        next: 'press again, or lower minimumGoTime in the show',
      },
    })
    expect(standby.current).toBe('two')
    clock.advanceTo(300)
    expect(execute('show.go', {}, by)).toMatchObject({ ok: true })
    expect(standby.current).toBe('three')
  })

  test('a GO that was refused does not begin the wait anew', () => {
    using stage = new Stage()
    const { clock } = stage
    stage.register(...['one', 'two'].map((id) => ({ id })))
    const standby = standbyOf(stage, 300)
    const { execute } = deskWith(stage, { standby })
    void execute('show.go', {}, by)
    clock.advanceTo(299)
    expect(execute('show.go', {}, by)).toMatchObject({ ok: false })
    clock.advanceTo(301)
    expect(execute('show.go', {}, by)).toMatchObject({ ok: true })
  })

  test('GOs that were pressed far enough apart both count, however close together a busy engine hears them', () => {
    using stage = new Stage()
    const { clock } = stage
    stage.register(...['one', 'two'].map((id) => ({ id })))
    const standby = standbyOf(stage, 300)
    const { execute } = deskWith(stage, { standby })
    clock.advanceTo(1000)
    expect(execute('show.go', {}, { ...by, at: monotonicMs(500) })).toMatchObject({ ok: true })
    expect(execute('show.go', {}, { ...by, at: monotonicMs(900) })).toMatchObject({ ok: true })
  })

  test('back moves the standby up without starting or stopping anything, and stays at the first', () => {
    using stage = new Stage()
    const { execute } = desk(stage, 'one', 'two')
    void execute('show.go', {}, by)
    void execute('show.go', {}, by)
    expect(execute('show.back', {}, by)).toEqual({ ok: true, value: { playlistId: 'two' } })
    expect(execute('show.back', {}, by)).toEqual({ ok: true, value: { playlistId: 'one' } })
    expect(execute('show.back', {}, by)).toEqual({ ok: true, value: { playlistId: 'one' } })
    stage.settle()
    expect(stage.of('playlist.created')).toHaveLength(2)
    expect(stage.of('playlist.stopped')).toEqual([])
  })
})

describe('a command', () => {
  test('is answered at once, published before what it causes, and as accepted once that is decided', () => {
    using stage = new Stage()
    const { execute } = desk(stage, 'one')
    void execute(
      'playlist.start',
      { id: 'one' },
      {
        client: { ...clientCalled('FOH tablet'), source: 'web:FOH tablet' },
        cause: null,
      },
    )
    stage.settle()
    const [received] = stage.of('command.received')
    const told = {
      source: 'web:FOH tablet',
      payload: { command: 'playlist.start', args: { id: 'one' }, by: 'FOH tablet' },
    }
    expect(received).toMatchObject(told)
    expect(stage.of('playlist.created')[0]?.cause).toBe(received?.seq)
    expect(stage.of('command.accepted')).toMatchObject([{ ...told, cause: received?.seq }])
    expect(stage.of('command.rejected')).toEqual([])
  })

  test.each([
    ['show.explode', {}, 'command/unknown', 'show.explode'],
    ['playlist.start', {}, 'command/invalid', 'playlist.start id'],
    ['playlist.start', { id: 'one', extra: 1 }, 'command/invalid', 'playlist.start'],
    ['run.setRate', { runId: 'one#1', rate: 0 }, 'command/invalid', 'run.setRate rate'],
    ['run.seek', { runId: 'one#1', position: -1 }, 'command/invalid', 'run.seek position'],
    ['playlist.start', { id: 'nobody' }, 'playlist/unknown', 'nobody'],
    ['run.stop', { runId: 'one#9' }, 'run/unknown', 'one#9'],
    ['standby.set', { playlistId: 'nobody' }, 'playlist/unknown', 'nobody'],
    ['event.publish', { type: 'osc.send' }, 'event/reserved', 'osc.send'],
    ['event.publish', { type: 'never.declared' }, 'event/unknown', 'never.declared'],
    ['playlist.start', 'nonsense', 'command/invalid', 'playlist.start'],
  ])('%s %j is refused with its place, and the refusal published', (name, args, code, where) => {
    using stage = new Stage()
    const { execute } = desk(stage, 'one')
    expect(execute(name, args, by)).toMatchObject({ ok: false, error: { code, where } })
    stage.settle()
    expect(stage.of('command.rejected').map(({ payload }) => payload.code)).toEqual([code])
    expect(stage.of('command.accepted')).toEqual([])
  })

  test.each([
    [{ name: 'a' }, 'param.fade to', 'is missing'],
    [{ name: 'a', to: 1 }, 'param.fade over', 'is missing'],
    [{ name: 'a', to: {}, over: 1 }, 'param.fade to', 'must be a number, true or false or text'],
    [{ name: 'a', to: 1, over: 1, curve: 'x' }, 'param.fade curve', 'must be "linear", "logarithmic" or "S"'],
  ])('param.fade %j is refused in words', (args, where, what) => {
    using stage = new Stage()
    expect(desk(stage).execute('param.fade', args, by)).toMatchObject({ error: { where, what } })
  })

  test('that is refused has nothing downstream but its refusal', () => {
    using stage = new Stage()
    const { execute } = desk(stage, 'one')
    const refused = [
      ['playlist.start', { id: 'nobody' }],
      ['run.stop', { runId: 'one#9' }],
      ['standby.set', { playlistId: 'nobody' }],
      ['event.publish', { type: 'osc.send' }],
      ['rule.fire', { schedulerId: 'nobody', ruleId: 'nothing' }],
      ['interrupt.clear', { interruptId: 'none' }],
      ['task.cancel', { taskId: 9 }],
      ['recording.start', {}],
    ] as const
    for (const [name, args] of refused) void execute(name, args, by)
    stage.settle()
    const received = new Set(stage.of('command.received').map(({ seq }) => seq as number | null))
    const caused = stage.events.filter(({ cause }) => received.has(cause))
    expect(caused.map(({ type }) => type)).toEqual(refused.map(() => 'command.rejected'))
  })

  test('that only asks leaves no event where it is answered, and its refusal where it is not', () => {
    using stage = new Stage()
    const { execute } = desk(stage, 'one')
    expect(execute('thrown.queue', { destId: 'nobody' }, by)).toMatchObject({ ok: false })
    stage.settle()
    expect(outcomes(stage)).toEqual(['rejected thrown.queue'])
  })

  test('panic stops every run', () => {
    using stage = new Stage()
    const { execute } = desk(stage, 'one', 'two')
    void execute('playlist.start', { id: 'one' }, by)
    void execute('playlist.start', { id: 'two' }, by)
    expect(execute('show.panic', {}, by)).toMatchObject({ ok: true, value: { runs: 2, ended: { runs: 2 } } })
    stage.clock.advanceTo(5000)
    expect(stage.of('playlist.stopped').map(({ payload }) => payload.reason)).toEqual([
      'cancelled',
      'cancelled',
    ])
    expect(stage.of('lights.go')).toEqual([])
  })

  test('panic tells those who can hold a note, and which command asked for it', () => {
    using stage = new Stage()
    const { execute } = desk(stage, 'one')
    void execute('show.panic', {}, by)
    stage.settle()
    const [received] = stage.of('command.received')
    expect(stage.of('show.panicked')).toMatchObject([{ source: 'operator', cause: received?.seq }])
  })

  test('a query answers and leaves no event', () => {
    using stage = new Stage()
    const { execute } = desk(stage, 'one')
    stage.settle()
    const before = stage.events.length
    expect(execute('events.query', { type: 'playlist.registered' }, by)).toMatchObject({
      ok: true,
      value: { events: [{ type: 'playlist.registered' }] },
    })
    expect(execute('state.query', { type: 'playlist.registered', source: 'playlist:one' }, by)).toMatchObject(
      {
        ok: true,
        value: { events: [{ type: 'playlist.registered', payload: { playlistId: 'one' } }] },
      },
    )
    expect(execute('show.state', {}, by)).toEqual({ ok: true, value: { params: [] } })
    stage.settle()
    expect(stage.events.length).toBe(before)
  })
})

describe('learning', () => {
  test('is started and cancelled by the client that asks', () => {
    using stage = new Stage()
    const { execute } = desk(stage)
    expect(execute('learn.start', { families: ['hid'] }, by)).toEqual({ ok: true, value: { endsAt: 15_000 } })
    expect(execute('learn.start', {}, { client: clientCalled('tablet'), cause: null })).toMatchObject({
      ok: false,
      error: { code: 'learn/busy', where: 'operator' },
    })
    expect(execute('learn.cancel', {}, by)).toEqual({ ok: true, value: { cancelled: true } })
    stage.settle()
    expect(stage.of('learn.started')[0]).toMatchObject({
      cause: stage.of('command.received')[0]?.seq,
      payload: { by: 'operator', families: ['hid'] },
    })
    expect(stage.of('learn.ended')[0]?.cause).toBe(stage.of('command.received')[2]?.seq)
  })
})

describe('recordings', () => {
  const requests = [
    ['recording.start', { name: 'night' }],
    ['recording.start', {}],
    ['recording.stop', {}],
    ['recording.remove', { name: 'night' }],
    ['replay.start', { name: 'night', loop: true }],
    ['replay.stop', {}],
  ] as const

  test.each(requests)('%s %j is refused in a rehearsal', (name, args) => {
    using stage = new Stage()
    expect(desk(stage).execute(name, args, by)).toMatchObject({
      ok: false,
      error: { code: 'recording/not-here' },
    })
  })

  test('are asked of their owner with the command as the cause', () => {
    using stage = new Stage()
    const asked: unknown[] = []
    const noted =
      (what: string) =>
      (...args: readonly unknown[]) => {
        asked.push([what, ...args])
        return ok({ name: 'night' })
      }
    const recordings = {
      start: noted('start'),
      stop: noted('stop'),
      remove: noted('remove'),
      startReplay: noted('startReplay'),
      stopReplay: noted('stopReplay'),
    } as unknown as CommandOwners['recordings']
    const { execute } = deskWith(stage, { recordings })
    for (const [name, args] of requests) {
      expect(execute(name, args, by)).toEqual({ ok: true, value: { name: 'night' } })
    }
    stage.settle()
    const received = stage.of('command.received').map(({ seq }) => seq)
    // What ends something went ahead.
    const [first, ...rest] = received.toSorted((left, right) => left - right)
    expect(asked).toEqual([
      ['start', 'night', first],
      ['start', null, rest[0]],
      ['stop', rest[1]],
      ['remove', 'night', rest[2]],
      ['startReplay', 'night', true, rest[3]],
      ['stopReplay', rest[4]],
    ])
  })
})

describe('a full control lane', () => {
  function fill({ dispatcher }: Stage): void {
    const draft = {
      type: 'standby.changed',
      source: 'x',
      cause: null,
      payload: { playlistId: null },
    } as const
    while (dispatcher.publish(draft) !== null);
  }

  test('refuses what begins, and not what ends', () => {
    using stage = new Stage()
    const commands = desk(stage, 'intro')
    expect(commands.execute('playlist.start', { id: 'intro' }, by)).toMatchObject({ ok: true })
    fill(stage)
    expect(commands.execute('playlist.start', { id: 'intro' }, by)).toMatchObject({
      error: { code: 'dispatcher/full' },
    })
    expect(commands.execute('playlist.stop', { id: 'intro' }, by)).toMatchObject({ value: { runs: 1 } })
    const args = new Map<string, object>([
      ['playlist.stop', { id: 'intro' }],
      ['run.stop', { runId: 'intro#1' }],
      ['cue.stop', { number: '1' }],
    ])
    stage.dispatcher.drain(stage.dispatcher.pending)
    fill(stage)
    for (const name of ENDING) {
      const answer = commands.execute(name, args.get(name), by) as Result<unknown>
      expect([name, answer.ok ? '' : answer.error.code]).not.toEqual([name, 'dispatcher/full'])
      // Before all that fills the lane.
      stage.dispatcher.drain(1)
      expect(stage.events.at(-1)).toMatchObject({ type: 'command.received', payload: { command: name } })
      stage.dispatcher.drain(stage.dispatcher.pending)
      fill(stage)
    }
  })
})

test('panic runs the playlist that the show names by then, and a client publishes the events that it declares by then', () => {
  using stage = new Stage()
  stage.register({ id: 'blackout' })
  const { publish } = stage.dispatcher
  const panic = new Panic({
    ...{ publish, dispatcher: stage.dispatcher, playlists: stage.playlists },
    ...{ tasks: { panic: () => 0 }, inside: new Stages(), outside: new Stages() },
    dueWithin: () => [],
  })
  const commands = deskWith(stage, { panic })
  const { execute } = commands
  void execute('show.panic', {}, by)
  stage.clock.advanceTo(10_000)
  panic.take({ playlist: 'blackout' })
  commands.take({ events: { 'lights.off': { description: '' } } })
  void execute('show.panic', {}, by)
  stage.settle()
  expect(stage.of('playlist.created').map(({ payload }) => payload.playlistId)).toEqual(['blackout'])
  expect(execute('event.publish', { type: 'lights.off' }, by)).toMatchObject({ ok: true })
  expect(execute('event.publish', { type: 'lights.go' }, by)).toMatchObject({
    error: { code: 'event/unknown' },
  })
})

describe('an owner that breaks down while it decides', () => {
  const broken = new Error('no such register')
  const thrown = (): never => {
    throw broken
  }

  test('in the call leaves an outcome, and the engine goes on', () => {
    using stage = new Stage()
    const commands = deskWith(stage, { panic: { press: thrown } })
    const outcome = commands.execute('show.panic', {}, by)
    expect(outcome).toMatchObject({
      error: {
        code: 'command/failed',
        where: 'show.panic',
        what: 'the engine failed at it: no such register',
      },
    })
    stage.settle()
    expect(outcomes(stage)).toEqual(['received show.panic', 'rejected show.panic'])
    const [received] = stage.of('command.received')
    expect(stage.of('command.rejected')).toMatchObject([
      { cause: received?.seq, payload: { code: 'command/failed', by: OPERATOR.name } },
    ])
    expect(stage.of('health.handlerFailed')).toMatchObject([
      {
        cause: received?.seq,
        payload: {
          handler: 'command show.panic',
          type: 'command.received',
          message: 'no such register',
          total: 1,
        },
      },
    ])
    expect(commands.execute('show.stop', {}, by)).toMatchObject({ ok: true })
  })

  test('later, while it waits for a disk, is answered all the same', async () => {
    using stage = new Stage()
    const commands = deskWith(stage, { reload: () => Promise.reject(broken) })
    expect(await commands.execute('show.reload', {}, by)).toMatchObject({ error: { code: 'command/failed' } })
    stage.settle()
    expect(outcomes(stage)).toEqual(['received show.reload', 'rejected show.reload'])
    await expect(Promise.resolve(commands.execute('show.reload', {}, by))).resolves.toMatchObject({
      ok: false,
    })
    stage.settle()
    expect(stage.of('health.handlerFailed').map(({ payload }) => payload.total)).toEqual([1, 2])
  })

  test('asked for what it only tells, is refused, and that is published', () => {
    using stage = new Stage()
    const commands = deskWith(stage, { state: { query: thrown } })
    expect(commands.execute('state.query', {}, by)).toMatchObject({ error: { code: 'command/failed' } })
    stage.settle()
    expect(outcomes(stage)).toEqual(['rejected state.query'])
  })
})
