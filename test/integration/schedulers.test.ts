// Schedulers among the other stages: what they make of events, what playlists make of them, and the engine's own clock.
import { describe, expect, test } from 'vitest'
import { OPERATOR } from '../support/clients.ts'
import type { ActingClock } from '../../shared/base/clock.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { OPENING } from '../../shared/model/show-change.ts'
import { schedulerDefinition } from '../../shared/model/scheduler.ts'
import { thrownEvent } from '../../shared/model/thrown-event.ts'
import type { ThrownEventInput } from '../../shared/model/thrown-event.ts'
import { committedParams } from '../support/committed-params.ts'
import { ActingSystemClock } from '../support/acting-clock.ts'
import { DISPATCHER_DEFAULTS } from '../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../main/dispatcher/dispatcher.ts'
import { Interrupts } from '../../main/interrupts/interrupts.ts'
import { Params } from '../../main/params/params.ts'
import type { Playlists } from '../../main/playlists/playlists.ts'
import { Scheduler } from '../../main/tasks/scheduler.ts'
import { createSchedulers } from '../../main/schedulers/schedulers.ts'
import type { Schedulers } from '../../main/schedulers/schedulers.ts'
import { inOrder } from '../../main/order.ts'
import { Stage } from '../support/stage.ts'
import { NO_CUES } from '../support/no-cues.ts'
import { NO_SCENES } from '../support/no-scenes.ts'

/** A home with two schedulers: one makes an image, the other shows it and knows who is there. */
const HOME = [
  {
    id: 'image-maker',
    name: 'Image maker',
    vars: { generated_image: '' },
    rules: [
      {
        id: 'made',
        when: [{ kind: 'event', match: { event: 'image.made' } }],
        actions: [
          { action: 'set_var', var: 'generated_image', value: '{{ event.payload.file }}' },
          {
            action: 'throw_event',
            key: 'image_generated',
            scope: 'dest',
            dest_id: 'living-room-display',
            payload: { image: '{{ vars.generated_image }}' },
          },
        ],
      },
    ],
  },
  {
    id: 'living-room-display',
    name: 'Living room display',
    vars: { user_logged_in: false, shown: null },
    rules: [
      {
        id: 'login',
        when: [{ kind: 'thrown', key: 'user_login' }],
        actions: [
          { action: 'set_var', var: 'user_logged_in', value: true },
          { action: 'log', message: 'User login event received' },
        ],
      },
      {
        id: 'show',
        when: [{ kind: 'thrown', key: 'image_generated' }],
        condition: 'vars.user_logged_in',
        actions: [
          { action: 'set_var', var: 'shown', value: '{{ event.payload }}' },
          { action: 'start_playlist', id: 'fade' },
        ],
      },
      {
        id: 'leave',
        when: [{ kind: 'event', match: { event: 'door.closed' } }],
        actions: [{ action: 'stop_playlist', id: 'fade' }],
      },
    ],
  },
] as const

interface Surroundings {
  readonly clock: ActingClock
  readonly dispatcher: Dispatcher
  readonly playlists: Pick<Playlists, 'start' | 'stopPlaylist'>
}

/** The stage as the engine wires it; ended by `scope`. */
function open(
  scope: DisposableStack,
  { clock, dispatcher: { publish, subscribe }, playlists }: Surroundings,
  definitions: readonly object[],
): Schedulers {
  const failed = (): never => {
    throw new Error('a task failed')
  }
  const tasks = scope.use(new Scheduler({ clock, failed, print: failed, maxTasks: 1000 }))
  void tasks.start()
  const params = scope.use(new Params({ clock, publish, committed: committedParams() }))
  const interrupts = scope.use(new Interrupts({ clock, publish }))
  const schedulers = scope.use(
    createSchedulers({
      ...{
        clock,
        publish,
        subscribe: inOrder(subscribe)('schedulers'),
        tasks,
        params,
        interrupts,
        memory: null,
        changed() {},
      },
      cues: NO_CUES,
      scenes: NO_SCENES,
      playlists: { start: playlists.start.bind(playlists), stop: playlists.stopPlaylist.bind(playlists) },
    }),
  )
  schedulers.take(
    definitions.map((definition) => schedulerDefinition.parse(definition)),
    OPENING,
  )
  return schedulers
}

function throwTo(schedulers: Schedulers, event: ThrownEventInput): void {
  expect(schedulers.throwEvent(thrownEvent.parse(event), OPERATOR, null).ok).toBe(true)
}

/** Types of an event and of what led to it, latest first. */
function chain(events: readonly EventEnvelope[], event: EventEnvelope | undefined): string[] {
  if (event === undefined) return []
  return [
    event.type,
    ...chain(
      events,
      events.find(({ seq }) => seq === event.cause),
    ),
  ]
}

describe('a home', () => {
  function home(scope: DisposableStack): { stage: Stage; schedulers: Schedulers } {
    const stage = scope.use(new Stage())
    stage.register({ id: 'fade', steps: [{ offset: 5000, type: 'lights.go' }] })
    return { stage, schedulers: open(scope, stage, HOME) }
  }

  test('who logs in is remembered and logged', () => {
    using scope = new DisposableStack()
    const { stage, schedulers } = home(scope)
    throwTo(schedulers, { key: 'user_login' })
    stage.settle()
    expect(stage.events.find(({ type }) => type === 'scheduler.logged')).toMatchObject({
      source: 'scheduler:living-room-display',
      payload: { ruleId: 'login', level: 'info', message: 'User login event received' },
    })
    expect(schedulers.view().schedulers[1]?.vars['user_logged_in']).toBe(true)
  })

  test('an image that was made waits for somebody to be there, and is then shown and faded in', () => {
    using scope = new DisposableStack()
    const { stage, schedulers } = home(scope)
    stage.emit('image.made', { file: 'sea.png' })
    stage.clock.advanceTo(60_000)
    expect(schedulers.thrown().queues[1]).toMatchObject({
      destId: 'living-room-display',
      count: 1,
      entries: [{ key: 'image_generated', payload: { image: 'sea.png' }, by: 'rule made' }],
    })
    throwTo(schedulers, { key: 'user_login' })
    stage.settle()
    expect(schedulers.view().schedulers[1]?.vars).toEqual({
      user_logged_in: true,
      shown: { image: 'sea.png' },
    })
    expect(schedulers.thrown().queues[1]?.count).toBe(0)
    const [created] = stage.of('playlist.created')
    expect(created?.at).toBe(60_000)
    expect(chain(stage.events, created)).toEqual([
      ...['playlist.created', 'rule.fired', 'thrown.caught', 'thrown.created', 'rule.fired', 'image.made'],
    ])
    stage.clock.advanceTo(61_000)
    stage.emit('door.closed')
    expect(stage.of('playlist.stopped').map(({ at, payload }) => [at, payload.reason])).toEqual([
      [61_000, 'cancelled'],
    ])
  })
})

test('a rule hears an event after gestures and before playlists', () => {
  using scope = new DisposableStack()
  const stage = scope.use(new Stage())
  const match = { event: 'hid.received', where: { control: 'square' } }
  stage.gesture({ id: 'off', kind: 'release', sources: [match], output: 'square.off' })
  stage.register({ id: 'intro', triggers: [{ ...match, on: 'release' }], steps: [] })
  const when = [{ kind: 'event', match: { ...match, on: 'release' } }]
  const actions = [{ action: 'emit', type: 'rule.done' }]
  open(scope, stage, [{ id: 'foyer', name: 'Foyer', rules: [{ id: 'hit', when, actions }] }])
  stage.button(0, 'square', 1)
  stage.button(100, 'square', 0)
  const told = ['gesture.recognized', 'rule.fired', 'playlist.created']
  expect(stage.events.map(({ type }) => type).filter((type) => told.includes(type))).toEqual(told)
})

test("on the engine's own clock a delayed event is caught once, not early, and an expired one never", async () => {
  using scope = new DisposableStack()
  const clock = new ActingSystemClock()
  const dispatcher = new Dispatcher({ ...DISPATCHER_DEFAULTS, clock, defer: setImmediate })
  const caught: string[] = []
  const ended = Promise.withResolvers<string>()
  const options = { priority: 0, name: 'test', acts: false }
  let earliest = Infinity
  scope.use(
    dispatcher.subscribe(
      'scheduler.logged',
      ({ at, payload }) => {
        caught.push((payload as unknown as { message: string }).message)
        earliest = Math.min(earliest, at)
      },
      options,
    ),
  )
  scope.use(
    dispatcher.subscribe(
      'thrown.ended',
      ({ payload }) => {
        if ((payload as unknown as { key: string }).key === 'last') ended.resolve('last')
      },
      options,
    ),
  )
  const nothing = {
    start: () => ({ ok: true, value: { runId: null } }) as const,
    stopPlaylist: () => ({ ok: true, value: { runs: 0 } }) as const,
  }
  const actions = [{ action: 'log', message: '{{ event.key }}' }]
  const rules = ['delayed', 'last'].map((key) => ({ id: key, when: [{ kind: 'thrown', key }], actions }))
  const schedulers = open(scope, { clock, dispatcher, playlists: nothing }, [
    { id: 'foyer', name: 'Foyer', rules },
  ])
  const thrownAt = clock.now()
  throwTo(schedulers, { key: 'last', delay: 60 })
  throwTo(schedulers, { key: 'nobody', delay: 10, ttl: 10 })
  throwTo(schedulers, { key: 'delayed', delay: 30 })
  await ended.promise
  expect(caught).toEqual(['delayed', 'last'])
  expect(earliest - thrownAt).toBeGreaterThanOrEqual(30)
  expect(schedulers.thrown().history.map(({ key, outcome }) => `${key} ${outcome}`)).toEqual([
    'last consumed',
    'delayed consumed',
    'nobody expired',
  ])
})
