// The four controls on devices that the system has: a fader and an encoder on a MIDI port, a stick on a pad, and a slider over OSC.
// A HID device has no lights that the show can reach, so the stick has one on the desk.
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { expectBoundControls, openControlBooth } from '../support/control-booth.ts'
import { readRecording } from '../support/hid-recordings.ts'
import { scratch } from '../support/scratch.ts'
import { startApp } from '../support/start-app.ts'
import type { App } from '../support/start-app.ts'
import { DUALSHOCK_FEATURES } from './lab/dualshock.ts'
import { virtualInput, virtualOutput } from './lab/midi-ports.ts'
import { UhidDevice } from './lab/uhid.ts'

/** Emulation is slow: the device process alone loads for half a minute. */
const PATIENCE = 240_000

const pad = readRecording('dualshock-4')
const [, rest] = pad.reports[0]!

/** The engine as it is built, of which far less is loaded than of its source: a minute, where a machine is emulated. */
async function startBuilt(show: object): Promise<App> {
  const folder = scratch({ 'test.show.json': JSON.stringify(show) })
  const app = await startApp('--show', join(folder.path, 'test.show.json'))
  onTestFinished(async () => {
    await app[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })
  return app
}

/** The desk and the pad, plugged in. */
function devices() {
  const heard: string[] = []
  const plug = () => ({
    played: virtualOutput('Desk'),
    lit: virtualInput('Desk', (bytes) => void heard.push(bytes.toString('hex'))),
    stick: new UhidDevice({
      ...{ name: pad.device.name, vendor: pad.device.vendor, product: pad.device.product },
      ...{ serial: '', port: 'lab/1', features: DUALSHOCK_FEATURES },
      descriptor: pad.descriptor as Uint8Array,
    }),
  })
  let plugged = plug()
  const unplug = (): void => {
    plugged.played.destroy()
    plugged.lit.destroy()
    plugged.stick.unplug()
  }
  onTestFinished(unplug)
  const play = (...bytes: readonly number[]): void => plugged.played.sendMessage(Buffer.from(bytes))
  return {
    heard,
    hands: {
      fade(value: number): void {
        play(0xb0, 1, value >> 7)
        play(0xb0, 33, value & 0x7f)
      },
      turn: () => play(0xb0, 70, 1),
      push: (place: number) => plugged.stick.send(rest.with(1, place)),
      unplug,
      plug: () => void (plugged = plug()),
    },
  }
}

test('they move what two targets hear and light their LEDs; unplugged and plugged in again nothing jumps', async () => {
  const { heard, hands } = devices()
  const booth = await openControlBooth({
    hands,
    // The driver of this pad gives it an address of its own.
    devices: ['hid:054c:09cc:', 'midi:RtMidi Output Client:Desk:1'],
    outputs: { surface: { port: 'RtMidi Input Client:Desk' } },
    playlists: [],
    lights: () => heard,
    patience: PATIENCE,
    open: startBuilt,
    tearsPairs: true,
  })
  await expectBoundControls(booth)
  expect(heard.every((bytes) => bytes.length === 6)).toBe(true)
}, 900_000)
