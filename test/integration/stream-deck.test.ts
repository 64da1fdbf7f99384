// What Stream Decks show, from the engine through a real process and its thread that draws to decks of which one hangs.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { SystemClock } from '../../main/clock.ts'
import { createDevices } from '../../main/devices/device-process.ts'
import type { Devices } from '../../main/devices/device-process.ts'
import type { DeviceProcess } from '../../main/devices/process.ts'
import { startFrom } from '../../main/devices/start-process.ts'
import { DISPATCHER_DEFAULTS } from '../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../main/dispatcher/dispatcher.ts'
import { inOrder } from '../../main/order.ts'
import { HeldControls } from '../../main/peripherals/held.ts'
import type { DeckShown } from '../../shared/model/deck-face.ts'
import { face } from '../support/deck-faces.ts'
import { scratch } from '../support/scratch.ts'

const file = new URL('../support/stream-deck.process.ts', import.meta.url)
const [A1, B2] = ['hid:streamdeck-mini:A1', 'hid:streamdeck-mini:B2']

const shown = (device: string | null, control: string, colour: string | null): DeckShown => ({
  ...{ device, control, face: colour === null ? null : face({ name: 'Rain', colour }) },
})

const until = (found: () => boolean): Promise<void> =>
  vi.waitFor(() => expect(found()).toBe(true), { timeout: 20_000, interval: 10 })

class Rig implements AsyncDisposable {
  readonly processes: DeviceProcess[] = []
  readonly devices: Devices
  readonly #folder = scratch({})
  readonly #file = join(this.#folder.path, 'deck')
  readonly #clock = new SystemClock()

  constructor() {
    vi.stubEnv('DECK_FILE', this.#file)
    const dispatcher = new Dispatcher({ ...DISPATCHER_DEFAULTS, clock: this.#clock, defer: setImmediate })
    this.devices = createDevices({
      ...{ clock: this.#clock, clockOrigin: this.#clock.origin, publish: dispatcher.publish },
      subscribe: inOrder(dispatcher.subscribe)('device process'),
      tooOldBefore: () => {},
      start: (listener) => {
        const process = startFrom(file)(listener)
        this.processes.push(process)
        return process
      },
      held: new HeldControls(),
      readProfiles: () => Promise.resolve([]),
      log: { warn: () => {} },
    })
  }

  /** What a deck was shown, in order. */
  of(serial: string): string[] {
    const lines = existsSync(this.#file) ? readFileSync(this.#file, 'utf8').trim().split('\n') : []
    return lines.filter((line) => line.startsWith(serial)).map((line) => line.slice(3))
  }

  displayOf(id: string) {
    return this.devices.health().find(({ device }) => device === id)?.display
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.devices[Symbol.asyncDispose]()
    this.#folder[Symbol.dispose]()
    vi.unstubAllEnvs()
  }
}

test('faces reach the deck that they are for, again after a crash, and it is dark in the end', async () => {
  const rig = new Rig()
  rig.devices.show([shown(null, 'key1', '#102030'), shown(A1, 'key2', '#405060')])
  await until(() => rig.of('A1').length === 2)
  expect(rig.of('A1')).toEqual(['key1 102030', 'key2 405060'])
  await until(() => rig.of('B2').length === 1)
  expect(rig.of('B2')).toEqual(['key1 102030'])

  rig.devices.show([shown(A1, 'key1', '#708090')])
  await until(() => rig.of('A1').length === 3)
  rig.processes[0]!.kill()
  await until(() => rig.of('A1').length === 5)
  expect(rig.of('A1').slice(2)).toEqual(['key1 708090', 'key1 708090', 'key2 405060'])

  rig.devices.show([shown(A1, 'key1', null)])
  await until(() => rig.of('A1').length === 6)
  expect(rig.of('A1').at(-1)).toBe('key1 102030')
  await rig.devices[Symbol.asyncDispose]()
  expect(rig.of('A1').slice(6)).toEqual(['clear', 'closed'])
  await rig[Symbol.asyncDispose]()
})

test('a deck that hangs is said to, and holds up no other', async () => {
  await using rig = new Rig()
  rig.devices.show([shown(null, 'key1', '#102030')])
  await until(() => rig.of('B2').length === 1)
  for (let value = 0; value < 20; value += 1) {
    const before = rig.of('A1').length
    rig.devices.show([shown(null, 'key1', `#0000${(16 + value).toString(16)}`)])
    await until(() => rig.of('A1').length > before)
  }
  expect(rig.of('A1').at(-1)).toBe('key1 000023')
  expect(rig.of('B2')).toEqual(['key1 102030'])
  await until(() => rig.displayOf(B2) !== undefined)
  expect(rig.displayOf(B2)).toEqual({
    ...{ shown: 0, failed: 1, lastError: 'it has taken no picture for three seconds' },
  })
  expect(rig.displayOf(A1)).toMatchObject({ failed: 0, lastError: null })
})
