import { describe, expect, test } from 'vitest'
import { fault } from '../../../../shared/base/result.ts'
import type { HealthWarning } from '../../../../shared/model/payload/health.ts'
import { CONDITIONS } from '../../../../main/health/conditions.ts'
import type { Sample } from '../../../../main/health/condition.ts'
import { healthy, midiOutput, pad, runner, showLane, target, timing } from './readings.ts'
import type { Readings } from './readings.ts'
import { ACCESS_HEALTH } from '../../../support/open-access.ts'

function measured({
  dispatcher,
  gestures,
  playlists,
  oscInput,
  oscReplies,
  oscTargets,
  midiOutputs,
  muted,
  devices,
  profiles,
  tasks,
  rules,
  asRun,
  web,
  log,
  show,
  process,
}: Readings): Sample['now'] {
  const osc = { input: oscInput, replies: oscReplies, targets: oscTargets }
  const midi = { outputs: midiOutputs }
  return {
    at: 0,
    time: 0,
    dispatcher,
    gestures,
    playlists,
    osc,
    midi,
    feedback: [],
    muted,
    devices,
    profiles,
    tasks,
    rules,
    asRun,
    log,
    show,
    clients: 0,
    access: ACCESS_HEALTH,
    web,
    process,
  }
}

function found(
  change: Partial<Readings>,
  before: Partial<Readings> = {},
  handlerFailure: Sample['handlerFailure'] = null,
  exhausted: Sample['exhausted'] = [],
  jumps: Sample['jumps'] = [],
): HealthWarning[] {
  const sample: Sample = {
    now: measured({ ...healthy, ...change }),
    before: measured({ ...healthy, ...before }),
    handlerFailure,
    failuresHeard: 0,
    exhausted,
    jumps,
    incidents: [],
    mended: [],
    rulesHeldBy: null,
    disarmed: null,
    crashed: null,
  }
  return CONDITIONS.flatMap((condition) => condition.find(sample))
}

test('a show file that cannot be used is said, with where and why, until it can', () => {
  const first = {
    code: 'show/not-json',
    where: '/shows/my.show.json',
    what: 'line 3, column 7: a comma is missing',
    next: 'correct the file in an editor that checks JSON',
  }
  const show = {
    ...{ generation: 2, saving: null, notKept: null, stateNotKept: null },
    ...{ versions: null, rescued: null, offered: null },
    failing: { path: '/shows/my.show.json', first, more: 2, isKept: false },
  }
  expect(found({ show })).toEqual([
    {
      id: 'show.build.failing',
      code: 'show/not-json',
      where: '/shows/my.show.json',
      what: 'the show goes on as it was, because its file cannot be used: line 3, column 7: a comma is missing (and 2 more, which check-show lists)',
      next: 'correct the file in an editor that checks JSON; the warning goes when the file can be used again',
    },
  ])
  expect(found({ show: { ...show, failing: null } })).toEqual([])
})

test('a show that could not be saved is said until it is', () => {
  const path = '/shows/my.show.json'
  const fault = { code: 'save/disk-full', where: path, what: 'the disk is full', next: 'make room' }
  const show = {
    generation: 2,
    failing: null,
    offered: null,
    notKept: null,
    versions: null,
    rescued: null,
    stateNotKept: null,
    saving: { path, fault },
  }
  expect(found({ show })).toEqual([
    {
      ...{ id: 'show.save.failing', code: 'save/disk-full', what: 'the disk is full', where: path },
      next: 'make room; it is tried again by itself, and the show in memory goes on',
    },
  ])
})

test('a file that was changed outside while edits are not saved waits to be decided', () => {
  const offered = { path: '/shows/my.show.json', text: '1 playlist changed' }
  const [warning] = found({
    show: {
      generation: 2,
      failing: null,
      saving: null,
      notKept: null,
      stateNotKept: null,
      versions: null,
      rescued: null,
      offered,
    },
  })
  expect(warning).toMatchObject({ id: 'show.offered', code: 'show/offered', where: offered.path })
  expect(warning?.what).toContain('1 playlist changed')
})

test('a healthy show warns of nothing', () => {
  expect(found({})).toEqual([])
})

const fullQueue = { waiting: 1000, bytes: 512_000, pushedOut: 3, catchable: 0, lastKey: 'nonsense' }

describe('each trouble has its own warning', () => {
  const { playlists, process, oscInput, asRun, log } = healthy
  test.each<[string, Partial<Readings>]>([
    ['queue.show.dropping', { dispatcher: showLane({ dropped: 1 }) }],
    ['queue.show.old', { dispatcher: showLane({ depth: 3, oldestAge: 251 }) }],
    ['handler.failing', { dispatcher: { ...healthy.dispatcher, failures: 1 } }],
    ['playlists.late', { playlists: { ...playlists, lateness: timing(20.1) } }],
    ['engine.busy', { process: { ...process, loopDelay: timing(50.1) } }],
    ['runner.0.lost', { playlists: { ...playlists, runners: [{ ...runner, state: 'lost' }] } }],
    ['runner.0.lost', { playlists: { ...playlists, runners: [{ ...runner, replacements: 1 }] } }],
    ['runner.0.reportsDropped', { playlists: { ...playlists, runners: [{ ...runner, droppedReports: 1 }] } }],
    ['osc.target.desk.failing', { oscTargets: [{ ...target, state: 'failing' }] }],
    ['osc.target.desk.dropping', { oscTargets: [{ ...target, dropped: 1 }] }],
    [
      'midi.output.desk.closed',
      { midiOutputs: [{ ...midiOutput, state: 'missing', reason: 'no MIDI output is called Desk' }] },
    ],
    ['midi.output.desk.dropping', { midiOutputs: [{ ...midiOutput, dropped: 1 }] }],
    ['midi.output.desk.dropping', { midiOutputs: [{ ...midiOutput, failed: 1 }] }],
    ['device.hid:054c:09cc:1.missing', { devices: [{ ...pad, state: 'lost', reason: 'unplugged' }] }],
    ['device.hid:054c:09cc:1.missing', { devices: [{ ...pad, state: 'refused', reason: 'no permission' }] }],
    ['device.hid:054c:09cc:1.rejected', { devices: [{ ...pad, rejected: 1 }] }],
    [
      'device.hid:054c:09cc:1.notShown',
      { devices: [{ ...pad, display: { shown: 5, failed: 1, lastError: 'could not write' } }] },
    ],
    [
      'rule.foyer/greet.failing',
      {
        rules: {
          failing: [
            { schedulerId: 'foyer', ruleId: 'greet', name: 'Greet', times: 2, error: 'no such door' },
          ],
          failingCount: 1,
          crowded: [],
        },
      },
    ],
    [
      'thrown.foyer.crowded',
      { rules: { failing: [], failingCount: 0, crowded: [{ ...fullQueue, destId: 'foyer' }] } },
    ],
    [
      'thrown.crowded',
      { rules: { failing: [], failingCount: 0, crowded: [{ ...fullQueue, destId: null }] } },
    ],
    [
      'as-run.trouble',
      { asRun: { ...asRun, trouble: fault('as-run/full', 'disk', 'it is full', 'free some') } },
    ],
    ['as-run.dropping', { asRun: { ...asRun, dropped: 1 } }],
    ['as-run.short', { asRun: { ...asRun, holds: 3 * 3_600_000 - 1 } }],
    ['web.turnedAway', { web: { ...healthy.web, turnedAway: { 'http.displaced': 1 } } }],
    [
      'log.trouble',
      { log: { ...log, trouble: fault('log/cannot-write', 'logs', 'the disk is full', 'free some') } },
    ],
    ['data.as-run.begunAnew', { asRun: { ...asRun, begunAnew: 1 } }],
    ['data.log.begunAnew', { log: { ...log, begunAnew: 1 } }],
    ['tasks.nearlyFull', { tasks: { count: 800, capacity: 1000 } }],
    ['osc.input.rejected', { oscInput: { ...oscInput, rejected: { malformed: 1 } } }],
    [
      'osc.sender.10.0.0.9.ahead',
      { oscInput: { ...oscInput, clocksAhead: [{ sender: '10.0.0.9', aheadBy: 240_000 }] } },
    ],
    [
      'osc.input.lost',
      { oscInput: { ...oscInput, lost: { packets: 9, now: { packets: 4, since: 1_795_000_000_000 } } } },
    ],
    ['osc.replies.withheld', { oscReplies: { withheld: 1, withheldNews: 0, lastWithheld: '10.0.0.9' } }],
    ['osc.replies.withheld', { oscReplies: { withheld: 0, withheldNews: 1, lastWithheld: '10.0.0.9' } }],
    ['osc.input.udp.closed', { oscInput: { ...oscInput, udp: 'not open' } }],
    [
      'osc.input.group.239.0.0.1',
      { oscInput: { ...oscInput, groups: [{ group: '239.0.0.1', error: 'no such device' }] } },
    ],
    ['osc.input.tcp.closed', { oscInput: { ...oscInput, tcp: 'the port is in use' } }],
  ])('%s', (id, change) => {
    expect(found(change).map((warning) => warning.id)).toEqual([id])
  })

  test.each<[string, Partial<Readings>]>([
    ['a log that holds three hours', { asRun: { ...asRun, holds: 3 * 3_600_000 } }],
    ['an event of 250 ms', { dispatcher: showLane({ depth: 3, oldestAge: 250 }) }],
    ['a step 20 ms late', { playlists: { ...playlists, lateness: timing(20) } }],
    ['a hold-up of 50 ms', { process: { ...process, loopDelay: timing(50) } }],
    [
      'a target that has failed and recovered',
      { oscTargets: [{ ...target, failed: 9, lastError: 'refused' }] },
    ],
    ['a family that is off', { devices: [{ ...pad, state: 'off', reason: 'no library' }] }],
    ['799 of 1000 tasks', { tasks: { count: 799, capacity: 1000 } }],
    ['a group that was joined', { oscInput: { ...oscInput, groups: [{ group: '239.0.0.1', error: null }] } }],
    ['an IPv6 input', { oscInput: { ...oscInput, udp: '[::1]:4281', tcp: ':::4281' } }],
  ])('%s is no trouble yet', (_what, change) => {
    expect(found(change)).toEqual([])
  })

  test.each<[string, Partial<Readings>]>([
    ['drops', { dispatcher: showLane({ dropped: 7 }) }],
    ['failures', { dispatcher: { ...healthy.dispatcher, failures: 7 } }],
    ['replacements', { playlists: { ...playlists, runners: [{ ...runner, replacements: 7 }] } }],
    ['missing reports', { playlists: { ...playlists, runners: [{ ...runner, droppedReports: 7 }] } }],
    ['unsent messages', { oscTargets: [{ ...target, dropped: 7 }] }],
    ['unsent MIDI', { midiOutputs: [{ ...midiOutput, dropped: 7 }] }],
    ['refused reports', { devices: [{ ...pad, rejected: 7 }] }],
    ['missing entries', { asRun: { ...asRun, dropped: 7 } }],
    ['refused packets', { oscInput: { ...oscInput, rejected: { malformed: 7 } } }],
  ])('%s of earlier are over', (_what, then) => {
    expect(found(then, then)).toEqual([])
  })
})

test('each warning says what, where and what to do, in full', () => {
  const dispatcher = { ...showLane({ dropped: 12 }), droppedByType: { 'lights.go': 2, 'osc.received': 10 } }
  expect(found({ dispatcher })).toEqual([
    {
      id: 'queue.show.dropping',
      code: 'queue/dropping',
      what: 'more events came than could be handled, and 12 were dropped so far, most of them osc.received',
      where: 'show queue',
      next: 'make the sender send less or smaller messages, or list its addresses under osc.latestOnly in the show file',
    },
  ])
})

test('a failing handler is named, with its latest failure', () => {
  const failure = { handler: 'lamps', type: 'lights.go', seq: 1, message: 'no such lamp', total: 1 }
  const [warning] = found({ dispatcher: { ...healthy.dispatcher, failures: 1 } }, {}, failure)
  expect(warning).toMatchObject({
    where: 'lamps',
    what: 'a part of Cuewright failed to react to an event, lately at lights.go: no such lamp',
  })
})

test('refused packets are told apart by reason, only those that are new', () => {
  const rejected = { malformed: 3, 'too large': 1 }
  const before = { ...healthy.oscInput, rejected: { malformed: 2, 'too large': 1 } }
  const [warning] = found({ oscInput: { ...healthy.oscInput, rejected } }, { oscInput: before })
  expect(warning?.what).toBe('packets were refused: malformed (3 so far)')
})

describe('a quota that is used up', () => {
  const emissions = {
    source: 'playlist:storm',
    runId: 'storm-3',
    resource: 'emissions',
    usage: 1000,
    quota: 1000,
  }

  test('is a warning that names the run and what it may use', () => {
    expect(found({}, {}, null, [emissions])).toMatchObject([
      {
        id: 'resource.playlist:storm.emissions',
        code: 'resource/exhausted',
        what: 'the run storm-3 has used up its quota of 1000 emissions and was ended',
        where: 'playlist storm',
      },
    ])
  })

  test('by a start too many says that it was refused, and of which playlist most runs are', () => {
    const refused = { playlistId: 'storm', refused: 1, usage: 3, quota: 3 }
    const largest = { playlistId: 'rain', runs: 9 }
    const { playlists } = healthy
    const runs = { source: 'playlist:storm', runId: null, resource: 'runs', usage: 3, quota: 3 }
    expect(
      found({ playlists: { ...playlists, refused: [{ ...refused, largest }] } }, {}, null, [runs]),
    ).toMatchObject([
      {
        id: 'resource.playlist:storm.runs',
        code: 'playlist/starts-refused',
        what: 'a start was refused: 3 of 3 runs are active; most of all are of rain: 9',
        where: 'playlist storm',
      },
    ])
    expect(
      found({ playlists: { ...playlists, refused: [{ ...refused, refused: 40, largest }] } })[0]?.what,
    ).toBe('40 starts were refused: 3 of 3 runs are active; most of all are of rain: 9')
  })

  test('of a queue that warns of itself is not told twice', () => {
    expect(found({}, {}, null, [{ ...emissions, source: 'dispatcher', resource: 'queue.show' }])).toEqual([])
  })
})

test('a sender whose clock is ahead is named, with how far', () => {
  const clocksAhead = [
    { sender: 'desk (10.0.0.9)', aheadBy: 240_000.2 },
    { sender: '10.0.0.8', aheadBy: 1234 },
  ]
  expect(found({ oscInput: { ...healthy.oscInput, clocksAhead } }).map(({ what }) => what)).toEqual([
    'its bundles wait: its clock is 4 min 0 s ahead of this computer’s',
    'its bundles wait: its clock is 1.2 s ahead of this computer’s',
  ])
})

test('bundles that are refused for their time alone lead to the clock of the sender', () => {
  const rejected = { 'time-tag-too-far': 1 }
  expect(found({ oscInput: { ...healthy.oscInput, rejected } })[0]?.next).toContain(
    'set the clock of the sender',
  )
})

test('a target tells why messages were dropped', () => {
  const lastDrop = 'it waited for longer than 2 s, so it was not sent'
  expect(found({ oscTargets: [{ ...target, dropped: 3, lastDrop }] })[0]).toMatchObject({
    code: 'osc/target-dropping',
    what: '3 messages were dropped so far, the last because it waited for longer than 2 s, so it was not sent',
  })
})

test('thirty rules that fail are ten by name and twenty in one, and none once they are well', () => {
  const one = (n: number) => ({
    schedulerId: 'foyer',
    ruleId: `r${n}`,
    name: `Rule ${n}`,
    times: 3,
    error: 'no such playlist',
  })
  const failing = Array.from({ length: 10 }, (_, n) => one(n))
  const warned = found({ rules: { ...healthy.rules, failing, failingCount: 30 } })
  expect(warned).toHaveLength(11)
  expect(warned[0]).toMatchObject({
    ...{ id: 'rule.foyer/r0.failing', what: 'it failed 3 times in a row: no such playlist' },
    about: { kind: 'rule', id: 'r0', in: 'foyer' },
  })
  expect(warned[10]).toMatchObject({ id: 'rules.failing.more', what: '20 other rules fail too' })
  expect(found({})).toEqual([])
})

test('an output that somebody has muted is said until it is unmuted', () => {
  const muted = { kind: 'target', id: 'desk', by: 'FOH tablet', since: 1, withheld: 58 } as const
  expect(found({ muted: [muted] })).toEqual([
    {
      ...{ id: 'osc.target.desk.muted', code: 'output/muted', where: 'OSC target desk' },
      what: 'nothing is sent there: it is muted by FOH tablet, and 58 messages were not sent',
      next: 'unmute it in Health when it is wanted again',
      about: { kind: 'target', id: 'desk' },
    },
  ])
  expect(found({ muted: [] })).toEqual([])
})
