import { describe, expect, test } from 'vitest'
import { payloads } from '../../../../shared/model/payloads.ts'
import type { EventEnvelope, SystemEventType } from '../../../../shared/model/event.ts'
import type { HealthReport } from '../../../../shared/model/health.ts'
import { createHealth } from '../../../../main/health/health.ts'
import { inOrder } from '../../../../main/order.ts'
import { rig } from '../dispatcher/rig.ts'
import type { Renamed } from '../../../../shared/model/mutations/renamed.ts'
import type { ShowChange } from '../../../../shared/model/show-change.ts'
import { healthy, midiOutput, readingOf, showLane, target, timing } from './readings.ts'
import type { Readings } from './readings.ts'

/** The stage on simulated time and a real dispatcher, reading what the test lays out. */
function watched() {
  const { clock, dispatcher, turn } = rig()
  const scope = new DisposableStack()
  const readings: Readings = { ...healthy }
  const events: EventEnvelope[] = []
  scope.use(
    dispatcher.subscribe('*', (event) => void events.push(event), { priority: 0, name: 'test', acts: false }),
  )
  const health = scope.use(
    createHealth({
      clock,
      publish: dispatcher.publish,
      subscribe: inOrder(dispatcher.subscribe)('health'),
      read: readingOf(readings),
    }),
  )
  return {
    clock,
    dispatcher,
    health,
    readings,
    scope,
    events,
    turn,
    /** Lets so many samples be taken, and answers the events of this type that they led to. */
    sample(count: number, type: string): EventEnvelope[] {
      clock.advanceBy(count * 250)
      turn()
      const told = events.filter((event) => event.type === type)
      events.length = 0
      return told
    },
  }
}

const DROPPED_ONCE = showLane({ dropped: 1 })

describe('sampling', () => {
  test('there is a report from the start, and a new one every 250 ms', () => {
    const { clock, health, readings, scope } = watched()
    using _ = scope
    expect(health.report()).toMatchObject({ at: 1000, time: 1_700_000_000_000, clients: 2, warnings: [] })
    const seen: HealthReport[] = []
    using _listener = health.onReport((report) => void seen.push(report))
    readings.dispatcher = showLane({ depth: 3 })
    clock.advanceBy(249)
    expect(seen.length).toBe(0)
    clock.advanceBy(501)
    expect(seen.map(({ at }) => at)).toEqual([1250, 1500, 1750])
    expect(seen[0]?.dispatcher.queues[1]?.depth).toBe(3)
    expect(health.report()).toBe(seen[2])
  })

  test('a listener that was disposed hears no more, and neither does anyone after the end', () => {
    const { clock, health, scope } = watched()
    const heard = { first: 0, second: 0 }
    using first = health.onReport(() => void (heard.first += 1))
    using _second = health.onReport(() => void (heard.second += 1))
    clock.advanceBy(250)
    first[Symbol.dispose]()
    clock.advanceBy(250)
    scope.dispose()
    clock.advanceBy(1000)
    expect(heard).toEqual({ first: 1, second: 2 })
    expect(clock.nextDueAt()).toBeNull()
  })
})

describe('metrics', () => {
  test('queues and timings are published once a second', () => {
    const { sample, scope } = watched()
    using _ = scope
    expect(sample(3, 'metrics.queue')).toEqual([])
    expect(sample(1, 'metrics.queue').map(({ payload }) => (payload as { lane: string }).lane)).toEqual([
      'control',
      'show',
      'observation',
      'ahead',
    ])
    expect(sample(4, 'metrics.timing').map(({ payload }) => (payload as { metric: string }).metric)).toEqual([
      'dispatch',
      'playlist.lateness',
      'loop.delay',
    ])
  })

  test('a timing is the worst of the samples since the last one', () => {
    const { sample, readings, scope } = watched()
    using _ = scope
    readings.playlists = { ...healthy.playlists, lateness: timing(7) }
    sample(1, '*')
    readings.playlists = { ...healthy.playlists, lateness: timing(3) }
    const [, lateness] = sample(3, 'metrics.timing')
    expect(lateness?.payload).toEqual({ metric: 'playlist.lateness', distribution: timing(7) })
    const [, next] = sample(4, 'metrics.timing')
    expect(next?.payload).toEqual({ metric: 'playlist.lateness', distribution: timing(3) })
  })
})

describe('warnings', () => {
  test('a run over its quota is one, and stands until a run of that playlist goes well', () => {
    const { dispatcher, sample, scope, turn } = watched()
    using _ = scope
    dispatcher.publish({
      type: 'resource.exhausted',
      source: 'playlist:storm',
      cause: null,
      payload: { runId: 'storm-3', resource: 'emissions', usage: 1000, quota: 1000 },
    })
    turn()
    const [raised] = sample(1, 'health.warning.raised')
    expect(raised?.payload).toMatchObject({
      id: 'resource.playlist:storm.emissions',
      what: 'the run storm-3 has used up its quota of 1000 emissions and was ended',
    })
    expect(sample(2000, 'health.warning.cleared')).toEqual([])
    const well = {
      runId: 'storm-4',
      playlistId: 'storm',
      name: 'Storm',
      reason: 'completed',
      interrupt: null,
    } as const
    dispatcher.publish({
      ...{ type: 'playlist.stopped', source: 'playlist:storm', cause: null },
      payload: { ...well, error: null, emitted: 3, position: 100, metadata: {} },
    })
    turn()
    expect(sample(1, 'health.warning.cleared')).toHaveLength(1)
  })

  test('that all rules are held is one until they are released', () => {
    const { dispatcher, sample, scope, turn } = watched()
    using _ = scope
    dispatcher.publish({ type: 'rules.held', source: 'schedulers', cause: null, payload: { by: 'ws:1' } })
    turn()
    const [raised] = sample(1, 'health.warning.raised')
    expect(raised?.payload).toMatchObject({
      id: 'rules.held',
      what: 'no rule fires: all are held by ws:1',
      next: 'release them in the Rules view when they are wanted again',
    })
    expect(sample(100, 'health.warning.cleared')).toEqual([])
    const payload = { by: 'ws:1', heldFor: 25_000, passedOver: 0 }
    dispatcher.publish({ type: 'rules.released', source: 'schedulers', cause: null, payload })
    turn()
    expect(sample(1, 'health.warning.cleared')).toHaveLength(1)
  })

  test('a single incident is raised once, stands for ten seconds, and is cleared once', () => {
    const { sample, readings, health, scope } = watched()
    using _ = scope
    readings.dispatcher = DROPPED_ONCE
    const raised = sample(1, 'health.warning.raised')
    expect(raised.map(({ source, payload }) => [source, (payload as { id: string }).id])).toEqual([
      ['health', 'queue.show.dropping'],
    ])
    expect(health.report().warnings.map(({ id }) => id)).toEqual(['queue.show.dropping'])
    expect(sample(39, 'health.warning.cleared')).toEqual([])
    expect(health.report().warnings.length).toBe(1)
    expect(sample(1, 'health.warning.cleared').map(({ payload }) => payload)).toEqual([
      {
        id: 'queue.show.dropping',
        code: 'queue/dropping',
        where: 'show queue',
        since: 1_700_000_000_250,
        times: 1,
      },
    ])
    expect(health.report().warnings).toEqual([])
    expect(sample(100, 'health.warning.cleared')).toEqual([])
  })

  test('recovery tells what it was and how long it lasted', () => {
    const { sample, readings, scope } = watched()
    using _ = scope
    readings.oscTargets = [{ ...target, state: 'failing', lastError: 'connection refused' }]
    sample(6, '*')
    readings.oscTargets = [target]
    expect(sample(12, 'health.recovered').map(({ payload }) => payload)).toEqual([
      {
        id: 'osc.target.desk.failing',
        what: 'messages cannot be delivered: connection refused',
        // Raised with the second of the six samples, cleared with the twelfth after them.
        after: 4000,
        since: 1_700_000_000_500,
        times: 1,
      },
    ])
  })

  test('what shows in one sample only is not raised where two in a row are asked for', () => {
    const { sample, readings, scope } = watched()
    using _ = scope
    for (let round = 0; round < 3; round += 1) {
      readings.playlists = { ...healthy.playlists, lateness: timing(40) }
      expect(sample(1, 'health.warning.raised')).toEqual([])
      readings.playlists = healthy.playlists
      expect(sample(1, 'health.warning.raised')).toEqual([])
    }
    readings.playlists = { ...healthy.playlists, lateness: timing(40) }
    expect(sample(2, 'health.warning.raised').length).toBe(1)
  })

  test('trouble that comes back before it was cleared is the same warning, with the latest figures', () => {
    const { sample, readings, health, scope } = watched()
    using _ = scope
    const late = (p99: number) => ({ ...healthy.playlists, lateness: timing(p99) })
    readings.playlists = late(30)
    expect(sample(2, 'health.warning.raised').length).toBe(1)
    readings.playlists = healthy.playlists
    sample(11, '*')
    readings.playlists = late(45)
    expect(sample(1, 'health.warning.raised')).toEqual([])
    expect(health.report().warnings[0]?.what).toBe('one step in a hundred leaves 45 ms late')
    readings.playlists = healthy.playlists
    expect(sample(11, 'health.warning.cleared')).toEqual([])
    expect(sample(1, 'health.warning.cleared').length).toBe(1)
  })

  test('the one that was raised first stands in front', () => {
    const { sample, readings, health, scope } = watched()
    using _ = scope
    readings.oscTargets = [{ ...target, dropped: 1 }]
    sample(1, '*')
    readings.dispatcher = DROPPED_ONCE
    sample(1, '*')
    expect(health.report().warnings.map(({ id }) => id)).toEqual([
      'osc.target.desk.dropping',
      'queue.show.dropping',
    ])
  })

  test('a handler that failed is named from its announcement', () => {
    const { dispatcher, health, readings, scope, sample, turn } = watched()
    using _ = scope
    using _broken = dispatcher.subscribe(
      'lights.go',
      () => {
        throw new Error('no such lamp')
      },
      { priority: 0, name: 'lamps', acts: true },
    )
    dispatcher.publish({ type: 'lights.go', source: 'operator', cause: null, payload: null })
    turn()
    readings.dispatcher = dispatcher.health()
    sample(1, '*')
    expect(health.report().warnings.map(({ id, where }) => [id, where])).toEqual([
      ['handler.failing', 'lamps'],
    ])
  })
})

test('everything the stage publishes is as the catalogue says', () => {
  const { clock, events, readings, scope, turn } = watched()
  using _ = scope
  readings.dispatcher = DROPPED_ONCE
  clock.advanceBy(20_000)
  turn()
  const types = new Set(events.map(({ type }) => type))
  expect([...types].sort()).toEqual([
    'health.recovered',
    'health.warning.cleared',
    'health.warning.raised',
    'metrics.queue',
    'metrics.timing',
  ])
  for (const { type, payload } of events) {
    expect(payloads[type as SystemEventType].safeParse(payload).success).toBe(true)
  }
})

test('a task or a command that failed is warned of, though no handler did, and once', () => {
  const { dispatcher, health, scope, sample, turn } = watched()
  using _ = scope
  const payload = { handler: 'command show.go', type: 'command.received', seq: 4, message: 'no', total: 1 }
  dispatcher.publish({ type: 'health.handlerFailed', source: 'commands', cause: null, payload })
  turn()
  expect(sample(1, 'health.warning.raised')).toMatchObject([
    { payload: { id: 'handler.failing', where: 'command show.go' } },
  ])
  expect(sample(60, 'health.warning.cleared')).toMatchObject([{ payload: { id: 'handler.failing' } }])
  expect(health.report().warnings).toEqual([])
})

test('a device profile that is refused is said, with where and what to do, until it is mended or gone', () => {
  const { readings, scope, sample } = watched()
  using _ = scope
  readings.profiles = [
    { code: 'hid/bad-profile', where: 'box.json', what: 'name is missing', next: 'correct the file' },
  ]
  expect(sample(1, 'health.warning.raised')).toMatchObject([
    {
      payload: {
        code: 'hid/bad-profile',
        where: 'device profile box.json',
        what: 'it cannot be used: name is missing',
        next: 'correct the file',
      },
    },
  ])
  readings.profiles = []
  expect(sample(1, 'health.warning.cleared')).toMatchObject([{ payload: { id: 'device.profile.box.json' } }])
})

describe('what is renamed', () => {
  const edit = (...renamed: readonly Renamed[]): ShowChange => ({ kind: 'edit', cause: 1, renamed })

  test('is not taken for dropping again what it dropped before', () => {
    const { health, readings, scope, sample } = watched()
    using _ = scope
    readings.oscTargets = [{ ...target, target: 'desk', dropped: 5 }]
    readings.midiOutputs = [{ ...midiOutput, output: 'keys', dropped: 3 }]
    sample(200, 'none')
    expect(health.report().warnings).toEqual([])
    health.take(
      edit({ kind: 'target', from: 'desk', to: 'light' }, { kind: 'midiOutput', from: 'keys', to: 'piano' }),
    )
    readings.oscTargets = [{ ...target, target: 'light', dropped: 5 }]
    readings.midiOutputs = [{ ...midiOutput, output: 'piano', dropped: 3 }]
    expect(sample(4, 'health.warning.raised')).toEqual([])
  })

  test('keeps its warnings: these are neither cleared nor raised anew, and stand since they stood', () => {
    const { health, readings, scope, sample } = watched()
    using _ = scope
    const failing = { times: 2, error: 'no' }
    readings.oscTargets = [{ ...target, target: 'desk', state: 'failing' }]
    readings.rules = {
      ...healthy.rules,
      failing: [{ schedulerId: 'foyer', ruleId: 'r', name: 'R', ...failing }],
      failingCount: 1,
    }
    sample(2, 'none')
    const before = health.report().warnings
    expect(before.map(({ id }) => id).sort()).toEqual(['osc.target.desk.failing', 'rule.foyer/r.failing'])
    sample(1, 'none')
    health.take(
      edit(
        { kind: 'target', from: 'desk', to: 'light' },
        { kind: 'rule', in: 'hall', from: 'r', to: 's' },
        { kind: 'scheduler', from: 'foyer', to: 'hall' },
      ),
    )
    readings.oscTargets = [{ ...target, target: 'light', state: 'failing' }]
    readings.rules = {
      ...readings.rules,
      failing: [{ schedulerId: 'hall', ruleId: 's', name: 'S', ...failing }],
    }
    expect(sample(1, 'health.warning.cleared')).toEqual([])
    const { warnings } = health.report()
    expect(warnings.map(({ id }) => id).sort()).toEqual(['osc.target.light.failing', 'rule.hall/s.failing'])
    expect(warnings.map(({ since, times }) => [since, times])).toEqual(
      before.map(({ since, times }) => [since, times]),
    )
    readings.oscTargets = [target]
    expect(sample(200, 'health.warning.cleared')).toMatchObject([
      { payload: { id: 'osc.target.light.failing' } },
    ])
  })
})
