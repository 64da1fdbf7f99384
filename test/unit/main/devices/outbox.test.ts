import { expect, test } from 'vitest'
import fc from 'fast-check'
import { MOST_UNDER_WAY, OUTBOX_BYTES, Outbox } from '../../../../main/devices/outbox.ts'
import { SaidReader } from '../../../../main/devices/said.ts'
import { monotonicMs } from '../../../../shared/base/clock.ts'
import type { EventDraft, PayloadOf } from '../../../../shared/model/event.ts'
import type { MidiMessage } from '../../../../shared/model/midi.ts'

/** An outbox, and the engine that reads what leaves it. */
function rig() {
  const said: Uint8Array[] = []
  const reader = new SaidReader()
  let due: (() => void) | null = null
  let confirmed = 0
  const outbox = new Outbox({ defer: (run) => (due = run), say: (frame) => void said.push(frame) })
  const read = (frame: Uint8Array) => {
    const result = reader.read(frame)
    if (!result.ok || result.value.kind !== 'events') throw new Error('no events')
    return result.value.drafts
  }
  const turn = (): number[][] => {
    const run = due
    due = null
    run?.()
    const frames = said.splice(0)
    confirmed = frames.reduce((sum, { length }) => sum + length, 0)
    return frames.map((frame) => read(frame).map(({ at }) => at))
  }
  return {
    outbox,
    move(kind: 'axis' | 'button' | 'encoder', value: number, control: string = kind): void {
      const payload = { device: 'pad', control, kind, value }
      outbox.push({ type: 'hid.received', source: 'pad', cause: null, payload }, monotonicMs(value))
    },
    midi(message: MidiMessage, at: number): void {
      outbox.push(
        { type: 'midi.received', source: 'm', cause: null, payload: { port: 'm', message } },
        monotonicMs(at),
      )
    },
    /** Ends the turn; answers the times of the events in each frame that was said in it. */
    turn,
    /** Lets the engine take what the last turn said. */
    take: () => outbox.taken(confirmed),
    read,
    said,
    /** Turns and takes until nothing is left; answers the drafts. */
    drain(): EventDraft[] {
      const drafts: EventDraft[] = []
      for (;;) {
        const run = due
        due = null
        run?.()
        const frames = said.splice(0)
        if (frames.length === 0) return drafts
        drafts.push(...frames.flatMap(read))
        outbox.taken(frames.reduce((sum, { length }) => sum + length, 0))
      }
    },
  }
}

/** Fills what may be under way, with buttons of another pad. */
function stall({ outbox, said }: ReturnType<typeof rig>): void {
  outbox.say(' '.repeat(MOST_UNDER_WAY))
  said.splice(0)
}

test('what arises in one turn leaves together, in order', () => {
  const { move, turn } = rig()
  move('button', 1)
  move('button', 2)
  expect(turn()).toEqual([[1, 2]])
  expect(turn()).toEqual([])
})

test('a control is announced once, and a change of it then takes 19 bytes', () => {
  const { move, outbox, said, turn } = rig()
  move('button', 1)
  turn()
  move('button', 0)
  outbox.flush()
  expect(said.map(({ length }) => length)).toEqual([20])
})

test('events cross as they are', () => {
  const { outbox, drain } = rig()
  const hid = (payload: Omit<PayloadOf<'hid.received'>, 'device'>): EventDraft => ({
    type: 'hid.received',
    source: 'pad',
    cause: null,
    payload: { device: 'pad', ...payload },
  })
  const midi = (message: MidiMessage, madeUp?: true): EventDraft => ({
    type: 'midi.received',
    source: 'midi:keys',
    cause: null,
    payload: { port: 'Keys', message, ...(madeUp && { madeUp }) },
  })
  const drafts: EventDraft[] = [
    hid({ control: 'x', kind: 'axis', value: -0.123456789 }),
    hid({ control: 'wheel', kind: 'encoder', value: -3 }),
    hid({ control: 'hat', kind: 'hat', value: 7 }),
    hid({ control: 'cross', kind: 'button', value: 1 }),
    hid({ control: 'cross', kind: 'button', value: 0, madeUp: true }),
    midi({ kind: 'noteOn', channel: 1, note: 60, velocity: 127 }),
    midi({ kind: 'noteOff', channel: 1, note: 60, velocity: 0 }, true),
    midi({ kind: 'polyPressure', channel: 2, note: 60, pressure: 5 }),
    midi({ kind: 'channelPressure', channel: 2, pressure: 6 }),
    midi({ kind: 'control', channel: 16, controller: 7, value: 127 }),
    midi({ kind: 'control14', channel: 16, controller: 7, value: 16_383 }),
    midi({ kind: 'program', channel: 3, program: 9 }),
    midi({ kind: 'pitchBend', channel: 3, value: 8192 }),
    midi({ kind: 'nrpn', channel: 3, parameter: 16_383, value: 1 }),
    midi({ kind: 'rpn', channel: 3, parameter: 0, value: 2 }),
    midi({ kind: 'start' }),
    midi({ kind: 'sysex', data: '7e7f' }),
    midi({ kind: 'noteOn', channel: 1, note: 60, velocity: 3 }),
    {
      type: 'device.lost',
      source: 'pad',
      cause: null,
      payload: { device: 'pad', name: 'Pad ä', reason: 'unplugged' },
    },
  ]
  for (const [at, draft] of drafts.entries()) outbox.push(draft, monotonicMs(at + 0.125))
  expect(drain()).toEqual(drafts.map((draft, at) => ({ ...draft, at: at + 0.125 })))
})

test('a newer place of a stick replaces one that has not left, where it was', () => {
  const { move, turn } = rig()
  move('axis', 1)
  move('button', 2)
  move('axis', 3)
  expect(turn()).toEqual([[3, 2]])
  move('axis', 4)
  expect(turn()).toEqual([[4]])
})

test('while the engine is behind, events wait and outdated ones fall away', () => {
  const all = rig()
  const { outbox, move, turn } = all
  stall(all)
  expect(outbox.isBehind).toBe(true)
  move('axis', 1)
  move('button', 7)
  move('axis', 2)
  expect(turn()).toEqual([])
  outbox.taken(MOST_UNDER_WAY)
  expect(turn()).toEqual([[2, 7]])
  expect(outbox.dropped).toBe(0)
})

test('no more leaves than the engine may have under way, in frames of 64 kB at most, and never a part of an event', () => {
  const { move, turn, said, outbox } = rig()
  for (let sent = 0; sent < 100_000; sent += 1) move('button', sent)
  outbox.flush()
  const bytes = said.reduce((sum, { length }) => sum + length, 0)
  expect(Math.max(...said.map(({ length }) => length))).toBeLessThanOrEqual(64 * 1024 + 200)
  expect(bytes).toBeLessThanOrEqual(MOST_UNDER_WAY + 200)
  expect(bytes).toBeGreaterThan(MOST_UNDER_WAY - 64 * 1024)
  const first = turn().flat()
  outbox.taken(bytes)
  expect(turn().flat()[0]).toBe(first.length)
})

test('bytes that wait are bounded: beyond, each control keeps where it stands in the end, and what is lost is counted', () => {
  const all = rig()
  const { outbox, move, drain } = all
  stall(all)
  const room = Math.floor(OUTBOX_BYTES / 19)
  for (let sent = 0; sent < room; sent += 1) move('button', sent % 2, 'hammered')
  expect(outbox.dropped).toBe(0)
  move('button', 1, 'other')
  move('button', 1, 'hammered')
  move('button', 0, 'other')
  move('encoder', 1)
  expect(outbox.dropped).toBe(4)
  outbox.taken(MOST_UNDER_WAY)
  const drafts = drain() as EventDraft<'hid.received'>[]
  expect(drafts).toHaveLength(room + 1)
  const last = (name: string) => drafts.findLast(({ payload }) => payload.control === name)?.payload.value
  expect([last('hammered'), last('other')]).toEqual([1, 0])
})

test('the dumps of synthesizers are bounded in bytes as well', () => {
  const all = rig()
  const { outbox, midi, drain } = all
  stall(all)
  for (let sent = 0; sent < 100; sent += 1) midi({ kind: 'sysex', data: '00'.repeat(65_536) }, sent)
  expect(outbox.dropped).toBe(69)
  outbox.taken(MOST_UNDER_WAY)
  expect(drain()).toHaveLength(31)
})

test('a stick that waits behind others is replaced where it is now', () => {
  const all = rig()
  const { outbox, midi, move, turn } = all
  for (let sent = 0; sent < 5; sent += 1) midi({ kind: 'sysex', data: '00'.repeat(65_536) }, sent)
  move('axis', 7)
  expect(turn()).toEqual([[0], [1], [2]])
  move('axis', 8)
  outbox.taken(MOST_UNDER_WAY)
  expect(turn()).toEqual([[3], [4], [8]])
})

test('a press and its release in one turn both leave, and what lies on the way between them does not', () => {
  const { midi, turn } = rig()
  const values = [20, 64, 110, 127, 127, 80, 20, 0, 5]
  for (const [at, value] of values.entries()) midi({ kind: 'control', channel: 1, controller: 64, value }, at)
  expect(turn().map((frame) => frame.map((at) => values[at]))).toEqual([[20, 127, 127, 0, 5]])
})

test('where the way turned before the engine took it is remembered', () => {
  const { move, turn } = rig()
  move('axis', 5)
  expect(turn()).toEqual([[5]])
  move('axis', 3)
  move('axis', 4)
  expect(turn()).toEqual([[3, 4]])
})

test('of counts of what was rejected only the latest leaves', () => {
  const { outbox, drain } = rig()
  for (let total = 1; total <= 3; total += 1) {
    const payload = { device: 'pad', reason: 'flood', total }
    outbox.push({ type: 'hid.rejected', source: 'pad', cause: null, payload }, monotonicMs(total))
  }
  expect(drain().map(({ payload }) => payload)).toEqual([{ device: 'pad', reason: 'flood', total: 3 }])
})

test('more controls than a device may number cross all the same', () => {
  const { move, drain } = rig()
  const names = Array.from({ length: 9_000 }, (_, index) => `c${index}`)
  for (const name of names) move('button', 1, name)
  const controls = drain().map(({ payload }) => (payload as PayloadOf<'hid.received'>).control)
  expect(controls).toEqual(names)
})

test('bytes of any kind are read or refused, and never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.boolean(), (bytes, isBatch) => {
      const frame = isBatch ? Uint8Array.of(1, ...bytes) : bytes
      expect(typeof new SaidReader().read(frame).ok).toBe('boolean')
    }),
  )
})
