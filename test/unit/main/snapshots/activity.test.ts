import { NOTHING_ENDED } from '../../../support/panicked.ts'
import { describe, expect, test } from 'vitest'
import { Activity } from '../../../../main/snapshots/activity.ts'
import { SimulatedClock, monotonicMs, wallMs } from '../../../../shared/base/clock.ts'
import type { EventType, PayloadOf } from '../../../../shared/model/event.ts'

const NAMES: Readonly<Record<string, string>> = { red: 'Red chase' }

function setUp() {
  const clock = new SimulatedClock(0)
  const activity = new Activity(
    clock,
    (id) => NAMES[id] ?? id,
    (host) => (host === '10.0.0.5' ? 'FOH desk' : null),
  )
  let seq = 0
  const happens = <T extends EventType>(
    type: T,
    payload: PayloadOf<T>,
    cause: number | null = null,
  ): boolean => {
    seq += 1
    const at = monotonicMs(clock.now())
    return activity.record({
      seq,
      type,
      source: 'test',
      at,
      time: wallMs(0),
      cause,
      payload,
      bytes: 256,
    })
  }
  return { clock, activity, happens, texts: () => activity.view().lines.map(({ text }) => text) }
}

const from = { transport: 'udp', host: '127.0.0.1', port: 9000, connection: null } as const
const anchor = { at: 0, position: 3200, rate: 1, state: 'paused' } as const
const message = { types: 'if', args: [1, 0.5], from, lateBy: null, latestOnly: false }

function emitted(direct: boolean, repeat = 0): PayloadOf<'playlist.emitted'> {
  return {
    runId: 'red#1',
    playlistId: 'red',
    step: 2,
    repeat,
    offset: 500,
    dueAt: 500,
    sentAt: 500.2,
    lateBy: 0.2,
    type: 'osc.send',
    payload: { target: 'desk', address: '/par/1', args: [255] },
    direct,
  }
}

describe('the activity list', () => {
  test('speaks of each event in the words of an operator, newest first', () => {
    const { happens, texts } = setUp()
    happens('show.loaded', { name: 'Demo', path: null, playlists: 4, steps: 120 })
    happens('command.accepted', { command: 'show.go', args: {}, by: 'screen' })
    happens('command.accepted', { command: 'playlist.start', args: { id: 'red' }, by: 'http:127.0.0.1' })
    happens('playlist.created', {
      runId: 'red#1',
      playlistId: 'red',
      name: 'Red chase',
      trigger: { seq: 1, type: 'lights.go', payload: {} },
      steps: [],
      stepCount: 0,
      metadata: {},
    })
    happens('playlist.emitted', emitted(true))
    happens('playlist.emitted', emitted(true, 1))
    happens('run.stateChanged', { runId: 'red#1', playlistId: 'red', from: 'running', to: 'paused', anchor })
    happens('osc.received', { address: '/a/b', ...message })
    happens('playlist.stopped', {
      runId: 'red#1',
      playlistId: 'red',
      name: 'Red chase',
      reason: 'interrupted',
      interrupt: { seq: 9, type: 'lights.stop', payload: {} },
      error: null,
      emitted: 2,
      position: 3200,
      metadata: {},
    })
    happens('standby.changed', { playlistId: 'red' })
    happens('lights.go', { scene: 'blue' })
    expect(texts()).toEqual([
      '{"scene":"blue"}',
      'Red chase on standby',
      'Red chase interrupted at 3.2 s by lights.stop',
      '/a/b 1 0.5 from 127.0.0.1:9000',
      'Red chase paused at 3.2 s',
      'Red chase step 3, repeat 2: /par/1 255 → desk, 0.2 ms late',
      'Red chase step 3: /par/1 255 → desk, 0.2 ms late',
      'Red chase started by lights.go',
      'START red by http:127.0.0.1',
      'GO by screen',
      'Demo: 4 playlists, 120 steps',
    ])
  })

  test.each([
    ['changed', 'Red chase stopped at 3.2 s, as it was changed'],
    ['removed', 'Red chase stopped at 3.2 s, as it was removed'],
  ] as const)('says why a run ended whose playlist was %s', (reason, text) => {
    const { happens, texts } = setUp()
    const run = { runId: 'red#1', playlistId: 'red', name: 'Red chase' }
    const end = { interrupt: null, error: null, emitted: 2, position: 3200, metadata: {} }
    happens('playlist.stopped', { ...run, reason, ...end })
    expect(texts()).toEqual([text])
  })

  test('speaks of controllers, MIDI, keys and gestures', () => {
    const { happens, texts } = setUp()
    const device = 'hid:054c:09cc:1'
    const family = 'hid' as const
    const name = 'DualShock 4'
    happens('device.stateChanged', { device, name, family, state: 'open', reason: null })
    happens('device.stateChanged', { device, name, family, state: 'refused', reason: 'permission denied' })
    happens('hid.received', { device, control: 'cross', kind: 'button', value: 1 })
    happens('hid.received', { device, control: 'cross', kind: 'button', value: 0 })
    happens('hid.received', { device, control: 'leftX', kind: 'axis', value: -0.12345 })
    happens('hid.received', { device, control: 'dpad', kind: 'hat', value: 1 })
    happens('hid.received', { device, control: 'dpad', kind: 'hat', value: -1 })
    happens('hid.received', { device, control: 'dial', kind: 'encoder', value: 2 })
    happens('hid.rejected', { device, reason: 'too short', total: 3 })
    const message = { kind: 'noteOn', channel: 10, note: 36, velocity: 100 } as const
    happens('midi.received', { port: 'Pads', message })
    happens('midi.rejected', { port: 'Pads', reason: 'stray data', total: 2 })
    happens('midi.send', { output: 'desk', message: { kind: 'start' } })
    happens('midi.sendFailed', { output: 'desk', code: 'midi/closed', message: 'unplugged', total: 1 })
    const time = { hours: 1, minutes: 2, seconds: 3, frames: 4, rate: 25 } as const
    happens('timecode.received', { port: 'Tape', ...time, direction: 'backward', running: true, ran: 2 })
    happens('key.received', { code: 'KeyA', key: 'a', pressed: true })
    const gesture = { gestureId: 'd', name: 'Pad twice', inputs: [], metadata: {} }
    happens('gesture.recognized', { ...gesture, kind: 'doubleTap', producer: device, decidedAfter: 0 })
    happens('gesture.recognized', { ...gesture, kind: 'hold', producer: null, decidedAfter: 500 })
    expect(texts().toReversed()).toEqual([
      'DualShock 4 is ready',
      'DualShock 4 could not be opened: permission denied',
      'hid:054c:09cc:1 cross pressed',
      'hid:054c:09cc:1 cross let go',
      'hid:054c:09cc:1 leftX -0.123',
      'hid:054c:09cc:1 dpad up right',
      'hid:054c:09cc:1 dpad in the middle',
      'hid:054c:09cc:1 dial +2',
      'hid:054c:09cc:1 sent a report that was refused: too short (3 so far)',
      'Pads noteOn channel 10 note 36 velocity 100',
      'Pads sent bytes that were refused: stray data (2 so far)',
      'start → desk',
      'desk not reached: unplugged (1 so far)',
      'Tape 01:02:03:04 at 25, backwards',
      'KeyA pressed',
      'Pad twice: double tap by hid:054c:09cc:1',
      'Pad twice: hold, decided after 500 ms',
    ])
  })

  test('says of a refused value why, before who sent it', () => {
    const { happens, texts } = setUp()
    const message = 'param/invalid: level: must be at most 10; send another value'
    const sent = { name: 'level', value: '99', from: 'udp 10.0.0.9:4000' }
    happens('param.rejected', { ...sent, code: 'param/invalid', message, total: 3 })
    expect(texts()).toEqual([
      'Refused 99: level: must be at most 10; send another value (from udp 10.0.0.9:4000, 3 so far)',
    ])
  })

  test('speaks of learning, recordings, and gestures that change while the show is open', () => {
    const { happens, texts } = setUp()
    const captured = {
      family: 'hid' as const,
      device: 'hid:054c:09cc:1',
      deviceName: 'Wireless Controller',
      control: 'cross',
      channel: null,
      kind: 'button',
      range: null,
      seen: null,
      trail: [],
      event: { seq: 1, type: 'hid.received', source: 'hid:054c:09cc:1', at: 0, payload: {} },
      match: {},
    }
    happens('command.accepted', { command: 'learn.start', args: { seconds: 15 }, by: 'screen' })
    happens('learn.started', { by: 'screen', families: [], endsAt: 15_000 })
    happens('learn.captured', { captured })
    happens('learn.captured', { captured: { ...captured, deviceName: null } })
    happens('learn.ended', { outcome: 'timedOut' })
    happens('learn.ended', { outcome: 'cancelled' })
    const flick = { gestureId: 'flick', name: 'Flick', kind: 'doubleTap' }
    happens('gesture.registered', { ...flick, updated: false }, 7)
    happens('gesture.registered', { ...flick, updated: true }, 8)
    happens('gesture.removed', { gestureId: 'flick', name: 'Flick' }, 9)
    happens('command.accepted', { command: 'replay.start', args: { name: 'night' }, by: 'screen' })
    happens('recording.started', { name: 'night' })
    happens('recording.stopped', { name: 'night', events: 12, bytes: 900, error: null })
    happens('recording.stopped', { name: 'night', events: 12, bytes: 900, error: 'the disk is full' })
    happens('replay.started', { name: 'night', loop: false })
    happens('replay.started', { name: 'night', loop: true })
    happens('replay.stopped', { name: 'night', reason: 'completed', played: 12, error: null })
    happens('replay.stopped', { name: 'night', reason: 'stopped', played: 5, error: null })
    happens('replay.stopped', { name: 'night', reason: 'failed', played: 5, error: 'night:6: no JSON' })
    happens('show.panicked', NOTHING_ENDED)
    expect(texts().toReversed()).toEqual([
      'LEARN START by screen',
      'screen learns a control',
      'learned cross of Wireless Controller',
      'learned cross of hid:054c:09cc:1',
      'learned nothing: no control was moved in time',
      'learning was cancelled',
      'Flick added',
      'Flick updated',
      'Flick removed',
      'REPLAY START night by screen',
      'recording night',
      'recording night ended with 12 events',
      'recording night ended with 12 events: the disk is full',
      'playing night',
      'playing night over and over',
      'playing night is complete after 12 events',
      'playing night was stopped after 5 events',
      'playing night failed after 5 events: night:6: no JSON',
      'Everything silenced',
    ])
  })

  test.each<[string, (happens: ReturnType<typeof setUp>['happens']) => boolean]>([
    ['its own telemetry', (happens) => happens('snapshot.publish.requested', { stream: 'activity' })],
    [
      'the time that a gesture waits for',
      (happens) => happens('deadline.passed', { gestureId: 'g', producer: 'p' }),
    ],
    [
      'a broadcast',
      (happens) => happens('broadcast.completed', { stream: 'activity', clients: 1, bytes: 2 }),
    ],
    [
      'metrics',
      (happens) =>
        happens('metrics.timing', {
          metric: 'x',
          distribution: { count: 0, p50: 0, p95: 0, p99: 0, max: 0 },
        }),
    ],
    [
      'a gesture that the show brings with it',
      (happens) => happens('gesture.registered', { gestureId: 'g', name: 'G', kind: 'hold', updated: false }),
    ],
    ['a step that has an event of its own', (happens) => happens('playlist.emitted', emitted(false))],
    [
      'the state change of a start',
      (happens) =>
        happens('run.stateChanged', { runId: 'r', playlistId: 'red', from: 'ready', to: 'running', anchor }),
    ],
  ])('is silent on %s', (_what, event) => {
    const { happens, activity } = setUp()
    expect(event(happens)).toBe(false)
    expect(activity.view()).toEqual({ lines: [], omitted: 0 })
  })

  test('warns of what a show holds that can hardly be meant', () => {
    const { happens, texts } = setUp()
    const warning = {
      code: 'show/no-steps',
      where: 'tour.json: playlists[0].steps',
      what: 'it has no steps',
      next: '',
    }
    happens('show.checked', { warnings: [warning] })
    happens('show.checked', { warnings: [warning, warning, warning] })
    expect(texts()).toEqual([
      'Warning: tour.json: playlists[0].steps: it has no steps (and 2 more warnings, which check-show lists)',
      'Warning: tour.json: playlists[0].steps: it has no steps',
    ])
  })

  test('keeps the last 200 lines', () => {
    const { happens, texts, clock } = setUp()
    for (let count = 0; count < 250; count += 1) {
      clock.advanceBy(50)
      happens('osc.received', { address: `/n/${count}`, ...message })
    }
    expect(texts()).toHaveLength(200)
    expect(texts()[0]).toBe('/n/249 1 0.5 from 127.0.0.1:9000')
  })

  test('counts a flood beyond 20 lines in half a second, while rare events are still told', () => {
    const { happens, activity, clock } = setUp()
    for (let count = 0; count < 1000; count += 1) happens('osc.received', { address: '/fader', ...message })
    happens('standby.changed', { playlistId: null })
    expect(activity.view().omitted).toBe(980)
    expect(activity.view().lines).toHaveLength(21)
    clock.advanceBy(500)
    expect(activity.view().omitted).toBe(980)
    clock.advanceBy(500)
    expect(activity.view().omitted).toBe(0)
  })

  test('cuts a long text short', () => {
    const { happens, texts } = setUp()
    happens('lights.go', { text: 'x'.repeat(10_000) })
    expect(texts()[0]).toHaveLength(160)
  })
})

test('a sender that the show gives a name is called by it, others by their address', () => {
  const { activity, happens } = setUp()
  const from = (host: string) => ({ transport: 'udp' as const, host, port: 9000, connection: null })
  const message = { address: '/go', types: '', args: [], lateBy: null, latestOnly: false }
  happens('osc.received', { ...message, from: from('10.0.0.5') })
  happens('osc.received', { ...message, from: from('10.0.0.9') })
  expect(activity.view().lines.map(({ text }) => text)).toEqual([
    '/go from 10.0.0.9:9000',
    '/go from FOH desk',
  ])
})
