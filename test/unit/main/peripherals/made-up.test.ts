import { expect, test } from 'vitest'
import { SimulatedClock, monotonicMs, wallMs } from '../../../../shared/base/clock.ts'
import type { EventDraft, EventEnvelope, Publish } from '../../../../shared/model/event.ts'
import { HeldControls } from '../../../../main/peripherals/held.ts'
import { HidIntake } from '../../../../main/peripherals/hid/intake.ts'
import { MidiIntake } from '../../../../main/peripherals/midi/intake.ts'
import { parseSessionLine } from '../../../../main/protocols/session/line.ts'
import { ClientBench, DS4, pad } from './client-bench.ts'

/** Which of the events let go for want of their device, in their order. */
const marks = (events: readonly EventDraft[]): boolean[] =>
  events
    .filter(({ type }) => type.endsWith('.received'))
    .map(({ payload }) => (payload as { madeUp?: boolean }).madeUp === true)

function collector(): { readonly events: EventDraft[]; readonly publish: Publish } {
  const events: EventDraft[] = []
  return { events, publish: (draft) => events.push(draft) }
}

test('a HID device that goes says of its last releases that nobody made them', () => {
  const { events, publish } = collector()
  const layout = {
    knownIds: null,
    longest: 1,
    leftOut: 0,
    reports: [
      {
        id: null,
        lengths: null,
        when: null,
        fields: [{ kind: 'button', name: 'cross', bit: 0, size: 1 }],
        checksum: null,
      },
    ],
  } as const
  const intake = new HidIntake(new SimulatedClock(), { device: 'hid:pad', publish, lost() {} }, layout)
  for (const value of [1, 0, 1]) intake.take(Uint8Array.of(value))
  intake.release()
  expect(marks(events)).toEqual([false, false, false, true])
})

test('a MIDI port that goes says so of its last note offs', () => {
  const { events, publish } = collector()
  const intake = new MidiIntake({ publish, source: 'midi:keys', port: 'keys' })
  intake.take(Uint8Array.of(0x90, 60, 1, 0x80, 60, 0, 0x90, 61, 1), monotonicMs(0))
  intake.release()
  expect(marks(events)).toEqual([false, false, false, true])
})

test('a window that is closed, or no longer knows, says so of its keys, pads and gamepads', () => {
  const bench = new ClientBench()
  bench.key('window:1', 'KeyA', true)
  bench.key('window:1', 'KeyA', false)
  bench.key('window:1', 'KeyB', true)
  bench.send('window:1', { family: 'keyboard', code: 'KeyB', key: 'b', pressed: false, madeUp: true })
  bench.key('window:1', 'KeyC', true)
  bench.press('window:1', 'pad1', 1)
  bench.sees('window:1', 0, pad(DS4))
  bench.sees('window:1', 0, pad(DS4, 0))
  expect(marks(bench.events)).toEqual([false, false, false, true, false, false, false])
  bench.inputs.left({ id: 'window:1' })
  expect(marks(bench.events).slice(7)).toEqual([true, true, true])
})

test('what is held when the device process or a replay ends is let go of in the same way', () => {
  const held = new HeldControls()
  const follow = (type: string, source: string, payload: object): void =>
    held.follow({
      ...{ seq: 1, type, source, cause: null, payload: payload as EventEnvelope['payload'] },
      ...{ at: monotonicMs(0), time: wallMs(0), bytes: 256 },
    })
  follow('hid.received', 'hid:pad', { device: 'hid:pad', control: 'cross', kind: 'button', value: 1 })
  follow('key.received', 'keyboard:window', { code: 'KeyA', key: 'a', pressed: true })
  for (const message of [
    { kind: 'noteOn', channel: 1, note: 60, velocity: 1 },
    { kind: 'control', channel: 1, controller: 64, value: 127 },
  ])
    follow('midi.received', 'midi:keys', { port: 'keys', message })
  const released = held.takeAll()
  expect(released).toHaveLength(4)
  expect(released.every(({ payload }) => payload.madeUp === true)).toBe(true)
})

test('a recording keeps it', () => {
  const payload = { device: 'hid:pad', control: 'cross', kind: 'button', value: 0, madeUp: true }
  const line = JSON.stringify({ at: 5, type: 'hid.received', source: 'hid:pad', payload })
  expect(parseSessionLine(line, 'line 1')).toMatchObject({ ok: true, value: { payload } })
})
