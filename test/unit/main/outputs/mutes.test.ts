import { expect, test } from 'vitest'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import type { EventDraft, EventEnvelope, EventHandler, Subscribe } from '../../../../shared/model/event.ts'
import { OPENING } from '../../../../shared/model/show-change.ts'
import { Mutes } from '../../../../main/outputs/mutes.ts'

const TARGETS = { osc: { targets: { desk: {}, media: {} } }, midi: { outputs: { synth: {} } } }
const DESK = { kind: 'target', id: 'desk' } as const

function rig() {
  const said: EventDraft[] = []
  const mutes = new Mutes({
    clock: new SimulatedClock(0, 1_700_000_000_000),
    publish: (draft) => said.push(draft),
  })
  mutes.take(TARGETS, OPENING)
  const sent: unknown[] = []
  const hear: EventHandler[] = []
  const subscribe: Subscribe = (_, handler) => {
    hear.push(handler as EventHandler)
    return { [Symbol.dispose]() {} }
  }
  mutes.sending(subscribe)('*', ({ payload }) => void sent.push(payload), { acts: true })
  const publish = (type: string, payload: object): void => {
    for (const handler of hear) void handler({ type, payload } as EventEnvelope)
  }
  const send = (target: string, address = '/x'): void => publish('osc.send', { target, address, args: [] })
  const note = (kind: string, velocity: number): void =>
    publish('midi.send', { output: 'synth', message: { kind, channel: 1, note: 60, velocity } })
  return { mutes, said, sent, send, note }
}

test('to a muted output nothing is sent, which is counted, and said when it is over', () => {
  const { mutes, said, sent, send } = rig()
  expect(mutes.set({ ...DESK, muted: true }, 'FOH tablet', 3)).toMatchObject({ ok: true })
  send('desk')
  send('desk')
  send('media')
  expect(sent).toMatchObject([{ target: 'media' }])
  expect(mutes.list()).toEqual([{ ...DESK, by: 'FOH tablet', since: 1_700_000_000_000, withheld: 2 }])
  expect(mutes.set({ ...DESK, muted: false }, 'Booth', 4)).toEqual({
    ok: true,
    value: { muted: false, withheld: 2 },
  })
  send('desk')
  expect(sent).toHaveLength(2)
  expect(said).toMatchObject([
    {
      type: 'osc.muteChanged',
      cause: 3,
      payload: { target: 'desk', muted: true, by: 'FOH tablet', withheld: 0 },
    },
    {
      type: 'osc.muteChanged',
      cause: 4,
      payload: { target: 'desk', muted: false, by: 'Booth', withheld: 2 },
    },
  ])
})

test('a note that sounds is ended all the same', () => {
  const { mutes, sent, note } = rig()
  mutes.set({ kind: 'midiOutput', id: 'synth', muted: true }, 'FOH', null)
  note('noteOn', 100)
  note('noteOff', 0)
  note('noteOn', 0)
  expect(sent).toMatchObject([{ message: { kind: 'noteOff' } }, { message: { velocity: 0 } }])
})

test('muting twice is one mute, and what the show does not have is refused', () => {
  const { mutes, said } = rig()
  mutes.set({ ...DESK, muted: true }, 'FOH', null)
  mutes.set({ ...DESK, muted: true }, 'Booth', null)
  expect(said).toHaveLength(1)
  expect(mutes.list()).toMatchObject([{ by: 'FOH' }])
  expect(mutes.set({ kind: 'target', id: 'dsk', muted: true }, 'FOH', null)).toMatchObject({
    error: { code: 'output/unknown', where: 'OSC target dsk' },
  })
})

test('a mute follows its output to another name, also for what still names the old one', () => {
  const { mutes, sent, send } = rig()
  mutes.set({ ...DESK, muted: true }, 'FOH', null)
  const renamed = { kind: 'target', from: 'desk', to: 'FOH desk' } as const
  const targets = { 'FOH desk': {}, media: {} }
  mutes.take({ ...TARGETS, osc: { targets } }, { ...OPENING, kind: 'edit', renamed: [renamed] })
  send('FOH desk')
  send('desk')
  expect(sent).toEqual([])
  expect(mutes.list()).toMatchObject([{ id: 'FOH desk', withheld: 2 }])
})

test('it ends with its output, and with the show', () => {
  const { mutes } = rig()
  mutes.set({ ...DESK, muted: true }, 'FOH', null)
  mutes.take(TARGETS, { ...OPENING, kind: 'reload' })
  expect(mutes.list()).toHaveLength(1)
  mutes.take(TARGETS, OPENING)
  expect(mutes.list()).toEqual([])
  mutes.set({ ...DESK, muted: true }, 'FOH', null)
  mutes.take({ ...TARGETS, osc: { targets: {} } }, { ...OPENING, kind: 'edit' })
  expect(mutes.list()).toEqual([])
})
