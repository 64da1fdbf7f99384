import { describe, expect, test } from 'vitest'
import { MidiIntake } from '../../../../../main/peripherals/midi/intake.ts'
import { encodeMidi } from '../../../../../main/protocols/midi/encode.ts'
import { quarterFrames } from '../../../../../main/protocols/midi/timecode.ts'
import { payloads } from '../../../../../shared/model/payloads.ts'
import { isSystemEventType } from '../../../../../shared/model/policies.ts'
import type { EventDraft } from '../../../../../shared/model/event.ts'

function rig() {
  const published: EventDraft[] = []
  const intake = new MidiIntake({
    publish: (draft) => published.push(draft),
    source: 'midi:Pads:2',
    port: 'Pads',
  })
  return {
    intake,
    published,
    take: (...bytes: readonly number[]) => intake.take(Uint8Array.from(bytes), 0),
    /** What messages told since the last time. */
    messages: () => published.splice(0).map(({ payload }) => (payload as { message?: unknown }).message),
  }
}

describe('what a port sends', () => {
  test('is published as coming from it', () => {
    const { published, take } = rig()
    take(0x90, 36, 100)
    expect(published).toEqual([
      {
        type: 'midi.received',
        source: 'midi:Pads:2',
        cause: null,
        payload: { port: 'Pads', message: { kind: 'noteOn', channel: 1, note: 36, velocity: 100 } },
      },
    ])
  })

  test('is told both as it came and put together', () => {
    const { take, messages } = rig()
    take(0xb0, 7, 1, 39, 2)
    expect(messages()).toMatchObject([
      { kind: 'control', controller: 7, value: 1 },
      { kind: 'control14', controller: 7, value: 128 },
      { kind: 'control', controller: 39, value: 2 },
      { kind: 'control14', controller: 7, value: 130 },
    ])
  })

  test('always fits the catalogue', () => {
    const { intake, published, take } = rig()
    const time = { hours: 1, minutes: 2, seconds: 3, frames: 4, rate: 25 } as const
    for (const part of encodeMidi({ kind: 'timecode', ...time })) intake.take(part, 0)
    for (const frame of quarterFrames(time)) for (const part of encodeMidi(frame)) intake.take(part, 0)
    take(0xb0, 99, 1, 98, 1, 6, 1, 0xf4, 1)
    expect(published.length).toBeGreaterThan(8)
    for (const { type, payload } of published) {
      expect(isSystemEventType(type) && payloads[type].safeParse(payload).error).toBeUndefined()
    }
  })

  test('is counted', () => {
    const { intake, take } = rig()
    take(0x90, 36, 100, 0xf8, 0xf1, 0x00, 0xf4, 1, 1)
    expect(intake.counts()).toEqual({ received: 3, rejected: 3 })
  })
})

describe('timecode', () => {
  const time = { hours: 10, minutes: 0, seconds: 0, frames: 0, rate: 25 } as const

  test('is told once for eight quarter frames, which are not told themselves', () => {
    const { intake, published } = rig()
    for (const frame of quarterFrames(time)) for (const part of encodeMidi(frame)) intake.take(part, 0)
    expect(published).toEqual([
      {
        type: 'timecode.received',
        source: 'midi:Pads:2',
        cause: null,
        payload: { port: 'Pads', ...time, frames: 2, direction: 'forward', running: true, ran: 2 },
      },
    ])
  })

  test('is told of a full frame besides the message itself', () => {
    const { intake, published } = rig()
    for (const part of encodeMidi({ kind: 'timecode', ...time })) intake.take(part, 0)
    expect(published.map(({ type }) => type)).toEqual(['midi.received', 'timecode.received'])
    expect(published[1]?.payload).toEqual({
      port: 'Pads',
      ...time,
      direction: 'forward',
      running: false,
      ran: 0,
    })
  })
})

describe('when the port goes', () => {
  const off = (channel: number, note: number) => ({ kind: 'noteOff', channel, note, velocity: 0 })

  test('every note that is on gets its note off, once', () => {
    const { intake, take, messages } = rig()
    take(0x90, 60, 1, 61, 1, 0x9f, 127, 1, 0x80, 61, 0)
    messages()
    intake.release()
    expect(messages()).toEqual([off(1, 60), off(16, 127)])
    intake.release()
    expect(messages()).toEqual([])
  })

  test('notes that the device itself has ended all at once are over', () => {
    const { intake, take, messages } = rig()
    take(0x90, 60, 1, 0x91, 60, 1, 0xb0, 123, 0)
    messages()
    intake.release()
    expect(messages()).toEqual([off(2, 60)])
  })

  test('a message cut short is counted', () => {
    const { intake, take, published } = rig()
    take(0xf0, 1)
    intake.release()
    expect(published.map(({ payload }) => payload)).toEqual([
      { port: 'Pads', reason: 'sysex-unfinished', total: 1 },
    ])
  })
})

test('what cannot be read is told once for each piece and reason, with its total', () => {
  const { take, published } = rig()
  take(...Array<number>(1000).fill(1), 0xf4)
  take(1)
  expect(published.map(({ type, payload }) => [type, payload])).toEqual([
    ['midi.rejected', { port: 'Pads', reason: 'stray-data', total: 1000 }],
    ['midi.rejected', { port: 'Pads', reason: 'undefined-status', total: 1 }],
    ['midi.rejected', { port: 'Pads', reason: 'stray-data', total: 1001 }],
  ])
})
