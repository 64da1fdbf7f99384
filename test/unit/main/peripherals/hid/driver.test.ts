import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createHidDriver } from '../../../../../main/peripherals/hid/driver.ts'
import { readProfiles } from '../../../../../main/peripherals/hid/profiles.ts'
import { createSupervisor } from '../../../../../main/peripherals/supervisor.ts'
import { SimulatedClock } from '../../../../../shared/base/clock.ts'
import { ok } from '../../../../../shared/base/result.ts'
import type { EventDraft, PayloadOf } from '../../../../../shared/model/event.ts'
import { RecordedHid, readRecording } from '../../../../support/hid-recordings.ts'
import type { HidRecording } from '../../../../support/hid-recordings.ts'

const { profiles } = await readProfiles(join(import.meta.dirname, '../../../../../assets/profiles'))
const gamepad = readRecording('generic-gamepad')
const dualShock = readRecording('dualshock-4')
const PAD = 'hid:1209:0001:0001'
/** A USB adapter for two old pads: an axis and twelve buttons of each, in a report of its own. */
const TWO_PADS = Uint8Array.from(
  Buffer.from(
    ['01', '02']
      .map(
        (id) =>
          `05010904a10185${id}0930150026ff00750895018102` +
          '05091901290c1500250175019' +
          '50c810275019504' +
          '8103c0',
      )
      .join(''),
    'hex',
  ),
)

class Bench implements AsyncDisposable {
  readonly clock = new SimulatedClock()
  readonly events: EventDraft[] = []
  readonly hid = new RecordedHid()
  readonly supervisor = createSupervisor({
    clock: this.clock,
    publish: (draft) => this.events.push(draft),
    drivers: [
      createHidDriver({ clock: this.clock, load: () => Promise.resolve(ok({ source: this.hid, profiles })) }),
    ],
  })

  async pass(ms: number): Promise<void> {
    const settle = async (): Promise<void> => {
      for (let turn = 0; turn < 30; turn += 1) await Promise.resolve()
    }
    const until = this.clock.now() + ms
    await settle()
    while (this.clock.runNext(until)) await settle()
    this.clock.advanceTo(until)
  }

  /** Sends a recording in its own time. */
  async replay(path: string, { reports }: HidRecording): Promise<void> {
    const start = this.clock.now()
    for (const [at, report] of reports) {
      this.clock.advanceTo(start + at)
      this.hid.send(path, report)
    }
    await this.pass(0)
  }

  /** `control value` of what was told since the last call. */
  heard(): string[] {
    const events = this.events.splice(0).filter(({ type }) => type === 'hid.received')
    return events.map(({ payload }) => {
      const { control, value } = payload as PayloadOf<'hid.received'>
      return `${control} ${value}`
    })
  }

  rejections(): PayloadOf<'hid.rejected'>[] {
    const events = this.events.filter(({ type }) => type === 'hid.rejected')
    return events.map(({ payload }) => payload as PayloadOf<'hid.rejected'>)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pass(0)
    await this.supervisor[Symbol.asyncDispose]()
    expect(this.hid.opened).toBe(0)
  }
}

const konami = (...[up, down, left, right, first, second]: readonly string[]): string[] =>
  [up, up, down, down, left, right, left, right, first, second] as string[]

/** The presses among what was heard: hats away from the middle and buttons going down. */
const presses = (heard: readonly string[]): string[] =>
  heard.filter((line) => !line.endsWith(' -1') && !/^(?!hat|dpad).* 0$/.test(line))

describe('recordings', () => {
  test.each([
    ['generic-gamepad', ['hat 0', 'hat 4', 'hat 6', 'hat 2', 'button2 1', 'button1 1']],
    ['dualshock-4', ['dpad 0', 'dpad 4', 'dpad 6', 'dpad 2', 'circle 1', 'cross 1']],
    ['dualsense', ['dpad 0', 'dpad 4', 'dpad 6', 'dpad 2', 'circle 1', 'cross 1']],
  ] as const)('the Konami code on %s', async (name, controls) => {
    await using bench = new Bench()
    const recording = readRecording(name)
    const path = bench.hid.plug(recording)
    await bench.pass(0)
    bench.events.length = 0
    await bench.replay(path, recording)
    expect(presses(bench.heard()).slice(0, 10)).toEqual(konami(...controls))
  })

  test('ring, jog and key of a ShuttleXpress', async () => {
    await using bench = new Bench()
    const recording = readRecording('shuttle-xpress')
    const path = bench.hid.plug(recording)
    await bench.pass(0)
    await bench.replay(path, recording)
    expect(bench.heard()).toEqual([
      ...['shuttle 0.4286', 'shuttle 1', 'shuttle 0'],
      ...['jog 1', 'jog 1', 'jog 1', 'jog -1', 'jog -1', 'key1 1', 'key1 0'],
    ])
  })
})

test('a held button is let go when its device is pulled', async () => {
  await using bench = new Bench()
  const path = bench.hid.plug(gamepad)
  await bench.pass(0)
  bench.hid.send(path, gamepad.reports[19]![1])
  bench.hid.send(path, Uint8Array.from([1, 255, 128, 128, 128, 0x12, 0, 0, 0, 0, 0, 0, 0, 0, 0]))
  bench.heard()
  bench.hid.unplug(path)
  await bench.pass(100)
  expect(bench.heard().toSorted()).toEqual(['button1 0', 'hat -1'])
})

describe('which devices are opened', () => {
  const keyboard = { ...gamepad, device: { ...gamepad.device, usage: 6 } }
  const ids = (bench: Bench): string[] => bench.supervisor.health().map(({ device }) => device)

  test('gamepads by their usage, others by their profile; keyboards and mice not', async () => {
    await using bench = new Bench()
    bench.hid.plug(keyboard)
    bench.hid.plug(gamepad)
    bench.hid.plug(readRecording('shuttle-xpress'))
    await bench.pass(0)
    expect(ids(bench)).toEqual([PAD, 'hid:0b33:0020:1'])
  })

  test('only the interface that the profile names', async () => {
    await using bench = new Bench()
    const keys = { ...keyboard, device: { ...keyboard.device, vendor: 0x5f3, product: 1029, serial: null } }
    bench.hid.plug(keys, { interface: 1 })
    bench.hid.plug(keys, { interface: 0 })
    await bench.pass(0)
    expect(ids(bench)).toEqual(['hid:05f3:0405:1'])
  })

  test('a device without a description says so', async () => {
    await using bench = new Bench()
    bench.hid.plug({ ...gamepad, descriptor: null })
    await bench.pass(1_000)
    expect(bench.supervisor.health()).toMatchObject([{ state: 'refused' }])
    expect(bench.supervisor.health()[0]?.reason).toContain('no description of its controls')
  })

  test('a device whose description is broken says where', async () => {
    await using bench = new Bench()
    bench.hid.plug({ ...gamepad, descriptor: Uint8Array.from([0x05, 0x01, 0x26]) })
    await bench.pass(1_000)
    expect(bench.supervisor.health()[0]?.reason).toContain('it ends in the middle of an item')
  })

  test.runIf(process.platform === 'linux')('a refused one names the udev rule', async () => {
    await using bench = new Bench()
    bench.hid.refusal = 'cannot open device /dev/hidraw0: Permission denied'
    bench.hid.plug(dualShock)
    await bench.pass(1_000)
    expect(bench.supervisor.health()[0]?.reason).toBe(
      'permission denied: install the udev rule (assets/udev/70-cuewright.rules) and plug the device in again',
    )
  })
})

test('two pads in one device keep their buttons apart', async () => {
  await using bench = new Bench()
  const path = bench.hid.plug({ ...gamepad, descriptor: TWO_PADS })
  await bench.pass(0)
  bench.heard()
  const send = (...bytes: number[]): string[] => {
    bench.hid.send(path, Uint8Array.from(bytes))
    return bench.heard()
  }
  expect(send(1, 0x80, 0x00, 0x08)).toEqual(['button12 1'])
  expect(send(2, 0x80, 0x01, 0x00)).toEqual(['pad2.button1 1'])
  expect(send(1, 0x80, 0x00, 0x00)).toEqual(['button12 0'])
  bench.hid.unplug(path)
  await bench.pass(100)
  expect(bench.heard()).toEqual(['pad2.button1 0'])
})

describe('bad and too many reports', () => {
  const rest = gamepad.reports[0]![1]
  const pressed = Uint8Array.from(rest, (byte, index) => (index === 5 ? 0x18 : byte))

  test('each refusal is counted with its reason', async () => {
    await using bench = new Bench()
    const path = bench.hid.plug(gamepad)
    await bench.pass(0)
    for (const bytes of [[1, 2], [1, 2, 3], Array.from({ length: 16_385 }, () => 1), [7, 0, 0]]) {
      bench.hid.send(path, Uint8Array.from(bytes))
    }
    expect(bench.rejections()).toEqual([
      { device: PAD, reason: 'truncated', total: 1 },
      { device: PAD, reason: 'truncated', total: 2 },
      { device: PAD, reason: 'oversized', total: 1 },
      { device: PAD, reason: 'unknown-report', total: 1 },
    ])
    expect(bench.supervisor.health()).toMatchObject([{ received: 4, rejected: 4 }])
  })

  test('a report that is longer than the device says is decoded as far as it is described', async () => {
    await using bench = new Bench()
    const path = bench.hid.plug(gamepad)
    await bench.pass(0)
    bench.heard()
    bench.hid.send(path, Uint8Array.from([...pressed, 0, 0, 0, 0xff]))
    expect(bench.heard()).toEqual(['button1 1'])
    expect(bench.supervisor.health()).toMatchObject([{ received: 1, rejected: 0 }])
  })

  test('controls beyond the 512 that are read are told when the device is opened', async () => {
    await using bench = new Bench()
    // A gamepad of 65,535 buttons, of which its report holds 16,384.
    const endless = '05 01 09 05 a1 01 05 09 19 01 2a ff ff 15 00 25 01 75 01 96 00 40 81 02 c0'
    const descriptor = Uint8Array.from(Buffer.from(endless.replaceAll(' ', ''), 'hex'))
    bench.hid.plug({ ...gamepad, descriptor })
    await bench.pass(0)
    expect(bench.rejections()).toEqual([{ device: PAD, reason: 'too-many-controls', total: 15_872 }])
  })

  test('a flood of 8,000 a second is cut to 2,000 and its latest report is never lost', async () => {
    await using bench = new Bench()
    const path = bench.hid.plug(gamepad)
    await bench.pass(0)
    let heard = 0
    for (let index = 0; index < 80_000; index += 1) {
      bench.hid.send(path, index % 2 === 0 ? pressed : rest)
      if (index % 8 === 7) bench.clock.advanceBy(1)
      heard += bench.heard().length
    }
    // The burst that a stalled main thread may bring, and then ten seconds' worth.
    expect(heard).toBeGreaterThan(4_000)
    expect(heard).toBeLessThanOrEqual(4_000 + 20_000)
    bench.hid.send(path, pressed)
    bench.clock.advanceBy(10)
    expect(bench.heard().at(-1)).toBe('button1 1')
    expect(bench.supervisor.health()[0]?.rejected).toBeGreaterThan(50_000)
  })

  test('a flooding device that is pulled leaves nothing to come', async () => {
    await using bench = new Bench()
    const path = bench.hid.plug(gamepad)
    await bench.pass(0)
    for (let index = 0; index < 10_000; index += 1) bench.hid.send(path, index % 2 === 0 ? rest : pressed)
    bench.hid.unplug(path)
    bench.heard()
    await bench.pass(1_000)
    expect(bench.heard()).toEqual([])
  })

  test('a thousand reports a second are all decoded', async () => {
    await using bench = new Bench()
    const path = bench.hid.plug(gamepad)
    await bench.pass(0)
    let heard = 0
    for (let index = 0; index < 10_000; index += 1) {
      bench.hid.send(path, index % 2 === 0 ? pressed : rest)
      bench.clock.advanceBy(1)
      heard += bench.heard().length
    }
    expect(heard).toBe(10_000)
  })

  test('two seconds of reports at once, after the main thread was held up, lose no press', async () => {
    await using bench = new Bench()
    const path = bench.hid.plug(gamepad)
    await bench.pass(5_000)
    bench.heard()
    for (let index = 0; index < 2_000; index += 1) bench.hid.send(path, index % 2 === 0 ? pressed : rest)
    expect(bench.heard()).toHaveLength(2_000)
  })
})
