import { describe, expect, test } from 'vitest'
import type { EventDraft } from '../../../../shared/model/event.ts'
import { DISPATCHER_DEFAULTS } from '../../../../main/dispatcher/defaults.ts'
import { mainList, showOf } from '../../../support/cue-show.ts'
import { SimulatedShow } from '../../../support/simulated-show.ts'

type Press = Omit<EventDraft, 'cause'>
const hid = (value: number, control = 'pedal'): Press => ({
  ...{ type: 'hid.received', source: 'hid:pad' },
  payload: { device: 'hid:pad', control, name: control, kind: 'button', value, raw: value },
})
const note = (velocity: number): Press => ({
  ...{ type: 'midi.received', source: 'midi:keys' },
  payload: { message: { kind: 'noteOn', channel: 1, note: 36, velocity }, bytes: [] },
})
const osc = (address: string): Press => ({
  ...{ type: 'osc.received', source: 'osc:main' },
  payload: {
    ...{ address, args: [], types: '', latestOnly: false },
    from: { transport: 'udp', host: '10.0.0.9', port: 5000, connection: null },
  },
})

const PEDAL = { event: 'hid.received', where: { control: 'pedal' } }
const PAD = { event: 'midi.received', where: { 'message.kind': 'noteOn', 'message.note': 36 } }
const RED = { event: 'osc.received', address: '/desk/red' }
const SPARE = { event: 'hid.received', where: { control: 'spare' } }

function opened(transport: object = { panic: [PEDAL, PAD, RED], stop: [SPARE] }): SimulatedShow {
  const triggers = [{ event: 'own.event' }, { event: 'hid.received', where: { control: 'pedal' } }]
  const playlists = [{ id: 'p', name: 'P', triggers, steps: [{ offset: 1000, type: 'own.go' }] }]
  return new SimulatedShow(showOf([mainList({ id: 'a' })], { transport, playlists }))
}

/** As much as waits at all, and begins something. */
function flood(show: SimulatedShow): void {
  for (let sent = 0; sent <= DISPATCHER_DEFAULTS.capacity.show; sent += 1)
    show.publish({ type: 'own.event', source: 'flood', payload: {} })
}

const typesOf = (show: SimulatedShow, until: string): readonly string[] =>
  show.events
    .slice(
      0,
      show.events.findIndex(({ type, payload }) => `${type} ${JSON.stringify(payload)}`.includes(until)),
    )
    .map(({ type }) => type)

describe('a press that is bound to panic', () => {
  test.each([
    ['a HID control', hid(1)],
    ['a note', note(100)],
    ['an OSC message', osc('/desk/red')],
  ])('of %s is heard before all that waits, and finds room where there is none', async (_, press) => {
    await using show = opened()
    flood(show)
    show.publish(press)
    show.clock.advanceBy(10_000)
    expect(typesOf(show, 'show.panicked')).not.toContain('own.event')
    expect(show.of('show.panicked')).toHaveLength(1)
    // What waited arose before it, and starts nothing; nor does the press itself.
    expect(show.of('playlist.created')).toEqual([])
    expect(show.of('own.go')).toEqual([])
  })

  test('a release, and any other control, waits its turn', async () => {
    await using show = opened()
    show.clock.advanceBy(0)
    const before = show.events.length
    show.publish({ type: 'own.event', source: 'flood', payload: {} })
    show.publish(hid(0))
    show.publish(hid(1, 'other'))
    show.clock.advanceBy(0)
    expect(show.events.slice(before, before + 3).map(({ type }) => type)).toEqual([
      ...['own.event', 'hid.received', 'hid.received'],
    ])
    expect(show.of('show.panicked')).toEqual([])
  })

  test('goes ahead only for as long as it is bound', async () => {
    await using show = opened()
    show.show.take(showOf([mainList({ id: 'a' })]), { kind: 'edit', cause: null })
    show.clock.advanceBy(0)
    const before = show.events.length
    show.publish({ type: 'own.event', source: 'flood', payload: {} })
    show.publish(hid(1))
    show.clock.advanceBy(0)
    expect(show.events.slice(before, before + 2).map(({ type }) => type)).toEqual([
      'own.event',
      'hid.received',
    ])
  })
})

test('a press that is bound to stop goes ahead too', async () => {
  await using show = opened()
  flood(show)
  show.publish(hid(1, 'spare'))
  show.clock.advanceBy(0)
  expect(typesOf(show, 'show.stopped')).not.toContain('own.event')
})
