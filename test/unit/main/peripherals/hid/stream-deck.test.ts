import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { FaceBoard } from '../../../../../main/peripherals/hid/deck/face-board.ts'
import { createStreamDeckDriver } from '../../../../../main/peripherals/hid/stream-deck.ts'
import type { loadStreamDecks } from '../../../../../main/peripherals/hid/stream-deck.ts'
import type { DeviceSink, OpenDevice } from '../../../../../main/peripherals/peripheral.ts'
import { SimulatedClock } from '../../../../../shared/base/clock.ts'
import { ok } from '../../../../../shared/base/result.ts'
import type { EventDraft } from '../../../../../shared/model/event.ts'

const DECK = 'hid:streamdeck-plus:A1'

class Deck extends EventEmitter {
  readonly CONTROLS = []
  closed = 0

  close(): Promise<void> {
    this.closed += 1
    return Promise.resolve()
  }
}

async function open(deck: Deck): Promise<{ device: OpenDevice; events: EventDraft[]; lost: string[] }> {
  const library = {
    listStreamDecks: () => Promise.resolve([{ path: '/dev/hidraw0', model: 'plus', serialNumber: 'A1' }]),
    openStreamDeck: () => Promise.resolve(deck),
    getStreamDeckModelName: () => 'Stream Deck +',
  }
  const load = (() =>
    Promise.resolve(ok({ library, watch: () => null }))) as unknown as typeof loadStreamDecks
  const pictures = { draw: () => Promise.reject(new Error()), pack: () => Promise.reject(new Error()) }
  const clock = new SimulatedClock()
  const driver = createStreamDeckDriver({ clock, load, board: new FaceBoard(), pictures })
  expect((await driver.available()).ok).toBe(true)
  const [info] = await driver.list()
  expect(info).toMatchObject({ model: 'hid:streamdeck-plus', serial: 'A1', name: 'Stream Deck +' })
  const events: EventDraft[] = []
  const lost: string[] = []
  const sink: DeviceSink = {
    device: DECK,
    publish: (draft) => events.push(draft),
    lost: (reason) => lost.push(reason),
  }
  const opened = await driver.open(info!, sink)
  if (!opened.ok) throw new Error(opened.error.what)
  return { device: opened.value, events, lost }
}

const told = (events: EventDraft[]): unknown[] => events.splice(0).map(({ payload }) => payload)
const payload = (control: string, kind: string, value: number) => ({ device: DECK, control, kind, value })

test('keys, dials and what is held when it goes', async () => {
  const deck = new Deck()
  const { device, events } = await open(deck)
  deck.emit('down', { type: 'button', index: 0 })
  deck.emit('up', { type: 'button', index: 0 })
  deck.emit('rotate', { type: 'encoder', index: 1 }, -2)
  deck.emit('down', { type: 'encoder', index: 1 })
  expect(told(events)).toEqual([
    payload('key1', 'button', 1),
    payload('key1', 'button', 0),
    payload('dial2', 'encoder', -2),
    payload('dial2Press', 'button', 1),
  ])
  device.release()
  expect(told(events)).toEqual([payload('dial2Press', 'button', 0)])
  await device.close()
})

test('an error is a loss, and one that comes while it closes harms nobody', async () => {
  const deck = new Deck()
  const { device, lost } = await open(deck)
  deck.emit('error', 'could not read from HID device')
  expect(lost).toEqual(['could not read from HID device'])
  await device.close()
  deck.emit('error', new Error('closed'))
  expect(deck.closed).toBe(1)
  expect(lost).toHaveLength(1)
})
