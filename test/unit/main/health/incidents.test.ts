import { expect, test } from 'vitest'
import { payloads } from '../../../../shared/model/payloads.ts'
import type { PayloadOf, SystemEventType } from '../../../../shared/model/event.ts'
import { createHealth } from '../../../../main/health/health.ts'
import { INCIDENT_TYPES } from '../../../../main/health/incidents.ts'
import { rig } from '../dispatcher/rig.ts'
import { inOrder } from '../../../../main/order.ts'
import { healthy, readingOf } from './readings.ts'

const stopped: PayloadOf<'playlist.stopped'> = {
  ...{ runId: 'look#1', playlistId: 'look', name: 'Look', reason: 'failed', interrupt: null },
  ...{ error: 'its runner was lost 4 times in a row', emitted: 3, position: 100, metadata: {} },
}
const finished: PayloadOf<'rule.finished'> = {
  ...{ schedulerId: 'foyer', ruleId: 'greet', name: 'Greet', execution: 1 },
  ...{ outcome: 'late', error: 'its wait was over 9 s ago' },
}

const TROUBLES: readonly (readonly [SystemEventType, object, string, RegExp])[] = [
  ['playlist.stopped', stopped, 'playlist.look.failed', /look#1 was ended before its time: its runner/],
  [
    'cue.failed',
    { listId: 'main', cueId: 'haze', number: '2.5', name: 'Haze', play: 1, error: 'no playlist is called x' },
    'cue.main/haze.failed',
    /not all that it does was done: no playlist is called x/,
  ],
  ['rule.finished', finished, 'rule.foyer/greet.late', /not done: its wait/],
  [
    'show.persistence.setAside',
    { what: 'edits no longer fit; they are kept as x.kept', path: '/data/x.kept', next: 'look' },
    'show.setAside./data/x.kept',
    /kept as x\.kept/,
  ],
  [
    'thrown.missed',
    { events: 2, first: 'doors', lateBy: 9000 },
    'thrown.missed',
    /2 thrown events were .* 9 s/,
  ],
  ['inputs.tooOld', { inputs: 1, stoodStill: null }, 'inputs.tooOld', /an input came too late to act on$/],
  [
    'recording.stopped',
    { name: 'tonight', events: 1, bytes: 1, error: 'the disk is full' },
    'recording.failed',
    /disk is full/,
  ],
  [
    'replay.stopped',
    { name: 'tonight', reason: 'failed', played: 1, error: 'line 3 is no event' },
    'replay.failed',
    /line 3/,
  ],
  [
    'rule.limited',
    { schedulerId: 'foyer', ruleId: 'greet', name: 'Greet', count: 10, per: 1000, until: 9 },
    'rule.foyer/greet.limited',
    /10 times within 1 s/,
  ],
  [
    'param.rejected',
    { name: 'level', value: '900', from: 'udp 10.0.0.9:4', code: 'c', message: 'too large', total: 7 },
    'params.rejected',
    /7 so far, lately from udp 10.0.0.9:4: too large/,
  ],
  [
    'param.rejected',
    { name: 'level', value: '1', from: 'itself', code: 'param/loop', message: 'its own message', total: 7 },
    'params.loop',
    /its own message, 7 so far/,
  ],
  [
    'osc.sendFailed',
    {
      target: 'dsk',
      code: 'osc/unknown-target',
      message: 'the show declares no such target',
      messages: 1,
      total: 2,
    },
    'osc.unknownOutput',
    /2 messages were not sent/,
  ],
  [
    'midi.sendFailed',
    { output: 'syn', code: 'midi/unknown-output', message: 'the show declares no such output', total: 1 },
    'midi.unknownOutput',
    /a message was not sent/,
  ],
  [
    'broadcast.failed',
    { stream: 'runs', client: 'ws:1', message: 'the client has gone' },
    'broadcast.failing',
    /\(runs\): the client has gone/,
  ],
]

const HARMLESS: readonly (readonly [SystemEventType, object])[] = [
  ['playlist.stopped', { ...stopped, reason: 'completed', error: null }],
  ['playlist.stopped', { ...stopped, reason: 'cancelled', error: null }],
  ['rule.finished', { ...finished, outcome: 'failed' }],
  ['recording.stopped', { name: 'tonight', events: 1, bytes: 1, error: null }],
  ['replay.stopped', { name: 'tonight', reason: 'completed', played: 1, error: null }],
  ['osc.sendFailed', { target: 'desk', code: 'ECONNREFUSED', message: 'refused', messages: 1, total: 2 }],
  ['midi.sendFailed', { output: 'synth', code: 'midi/too-old', message: 'too old', total: 1 }],
]

/** `apart`: a look of health lies between each two. */
function warnedOf(events: readonly (readonly [SystemEventType, object])[], apart = false) {
  const { clock, dispatcher, turn } = rig()
  using health = createHealth({
    clock,
    publish: dispatcher.publish,
    subscribe: inOrder(dispatcher.subscribe)('health'),
    read: readingOf(healthy),
  })
  for (const [type, payload] of events) {
    const parsed = payloads[type].parse(payload)
    dispatcher.publish({ type, source: 'test', cause: null, payload: parsed })
    if (apart) {
      turn()
      clock.advanceBy(250)
    }
  }
  turn()
  clock.advanceBy(250)
  return health.report().warnings
}

test.each(TROUBLES)('%s', (type, payload, id, what) => {
  const [warning, ...others] = warnedOf([[type, payload]])
  expect(others).toEqual([])
  expect(warning?.id).toBe(id)
  expect(warning?.what).toMatch(what)
})

test.each([
  [
    ['playlist.stopped', stopped],
    ['playlist.stopped', { ...stopped, reason: 'completed', error: null }],
  ],
  [
    ['cue.failed', { listId: 'main', cueId: 'haze', number: null, name: '', play: 1, error: 'none' }],
    ['cue.completed', { listId: 'main', cueId: 'haze', number: null, name: '', play: 2, lasted: 5 }],
  ],
] as const)('what goes well the next time is mended: %s', (failed, well) => {
  expect(warnedOf([failed])).toHaveLength(1)
  for (const apart of [false, true]) {
    expect(warnedOf([failed, well], apart)).toEqual([])
    expect(warnedOf([well, failed], apart)).toHaveLength(1)
  }
})

test('every event that is looked at is seen here', () => {
  expect([...new Set(TROUBLES.map(([type]) => type))].sort()).toEqual(INCIDENT_TYPES.toSorted())
})

test.each(HARMLESS)('%s of another kind is none', (type, payload) => {
  expect(warnedOf([[type, payload]])).toEqual([])
})

test('a run that has used up its quota is one trouble, not two', () => {
  const exhausted = {
    ...{ runId: 'look#1', playlistId: 'look', resource: 'emissions', usage: 9, quota: 9 },
  }
  const warned = warnedOf([
    ['resource.exhausted', exhausted],
    ['playlist.stopped', { ...stopped, error: 'its quota' }],
  ])
  expect(warned.map(({ code }) => code)).toEqual(['resource/exhausted'])
})
