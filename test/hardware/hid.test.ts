import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createHidDriver } from '../../main/peripherals/hid/driver.ts'
import { loadHid } from '../../main/peripherals/hid/load.ts'
import { readProfiles } from '../../main/peripherals/hid/profiles.ts'
import { loadNodeHid } from '../../main/peripherals/hid/node-hid.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { readRecording } from '../support/hid-recordings.ts'
import type { HidRecording } from '../support/hid-recordings.ts'
import { DUALSHOCK_FEATURES } from './lab/dualshock.ts'
import { UhidDevice } from './lab/uhid.ts'
import { Lab, until } from './lab.ts'

const root = join(import.meta.dirname, '..', '..')
const gamepad = readRecording('generic-gamepad')
const dualShock = readRecording('dualshock-4')

function hidLab(): Lab {
  const load = async () => loadHid((await readProfiles(join(root, 'assets/profiles'))).profiles)
  return new Lab((clock) => [createHidDriver({ clock, load })])
}

function plug(
  { device, descriptor }: HidRecording,
  change: { serial?: string; port?: string } = {},
): UhidDevice {
  const { name, vendor, product } = device
  const serial = device.serial ?? ''
  return new UhidDevice({
    ...{ name, vendor, product, serial, port: 'lab/1', ...change },
    descriptor: descriptor as Uint8Array,
    features: DUALSHOCK_FEATURES,
  })
}

const PAD = 'hid:1209:0001:0001'
const report = (digits: string): Buffer => Buffer.from(digits.padEnd(30, '0'), 'hex')
const press = report('01808080801800')
const rest = report('01808080800800')

/**
 * What a device said, in order. It has no cause: where reports come in clumps, some are taken for bounces, and the dispatcher
 * publishes the place where the control came to rest once more, because of them.
 */
const saidBy = (lab: Lab, device: string): EventEnvelope<'hid.received'>[] =>
  lab.of('hid.received').filter(({ source, cause }) => source === device && cause === null)

/** `control value` of each. */
const heard = (lab: Lab, device: string): string[] =>
  saidBy(lab, device).map(({ payload }) => `${payload.control} ${payload.value}`)

test('a gamepad is found, opened, and heard by its own description', async () => {
  await using lab = hidLab()
  await until('the family', () => lab.supervisor.health().length === 0)
  using pad = plug(gamepad)
  await lab.untilOpen(PAD)
  const received = (): number | undefined =>
    lab.supervisor.health().find(({ device }) => device === PAD)?.received
  for (const [index, [, report]] of gamepad.reports.entries()) {
    pad.send(report)
    await until(`report ${index + 1}`, () => received() === index + 1)
    // Sooner after the one before was heard, a press and its release would be a bounce.
    await sleep(20)
  }
  await until('the stick', () => heard(lab, PAD).at(-1) === 'x 0')
  // Each once: nothing is read twice, bounced, or published again.
  expect(received()).toBe(gamepad.reports.length)
  expect(lab.of('hid.received')).toEqual(saidBy(lab, PAD))
  expect(saidBy(lab, PAD).filter(({ edge }) => edge === 'ignored')).toEqual([])
  const hats = heard(lab, PAD).filter((line) => line.startsWith('hat') && line !== 'hat -1')
  expect(hats).toEqual(['hat 0', 'hat 0', 'hat 4', 'hat 4', 'hat 6', 'hat 2', 'hat 6', 'hat 2'])
  const buttons = heard(lab, PAD).filter((line) => line.startsWith('button'))
  expect(buttons).toEqual(['button2 1', 'button2 0', 'button1 1', 'button1 0'])
})

test('a DualShock 4 behind its kernel driver is heard through its profile', async () => {
  await using lab = hidLab()
  using pad = plug(dualShock)
  await until('the pad', () => lab.open.length === 1)
  const [id] = lab.open as [string]
  expect(id).toMatch(/^hid:054c:09cc:/)
  for (const [, report] of dualShock.reports) {
    pad.send(report)
    await sleep(2)
  }
  await until('the trigger', () => heard(lab, id).includes('l2 0'))
  const buttons = heard(lab, id).filter((line) => line.endsWith(' 1') && !line.startsWith('l2'))
  expect(buttons).toEqual(['circle 1', 'cross 1'])
})

test('unplugged and plugged in again twenty times it is the same device, and works within a second', async () => {
  await using lab = hidLab()
  const waits: number[] = []
  for (let round = 1; round <= 20; round += 1) {
    using pad = plug(gamepad)
    const pluggedAt = lab.clock.now()
    await until(`connection ${round}`, () => lab.of('device.connected').length === round)
    waits.push(lab.clock.now() - pluggedAt)
    await until(`press ${round}`, () => {
      pad.send(press)
      return heard(lab, PAD).filter((line) => line === 'button1 1').length === round
    })
    pad.unplug()
    await until(`loss ${round}`, () => lab.of('device.lost').length === round)
    expect(heard(lab, PAD).filter((line) => line === 'button1 0')).toHaveLength(round)
  }
  expect(new Set(lab.of('device.connected').map(({ source }) => source))).toEqual(new Set([PAD]))
  expect(waits.toSorted((left, right) => left - right)[10]).toBeLessThan(1000)
})

test('two identical pads are told apart by where they are plugged in, and stay so', async () => {
  await using lab = hidLab()
  const twin = (port: string) => plug(gamepad, { serial: '', port })
  const one = 'hid:1209:0001:1'
  const two = 'hid:1209:0001:2'
  using first = twin('usb-1/input0')
  using second = twin('usb-2/input0')
  await lab.untilOpen(one, two)
  first.send(press)
  await until('the first', () => heard(lab, one).includes('button1 1'))
  expect(heard(lab, two)).toEqual([])
  first.unplug()
  await lab.untilOpen(two)
  second.send(press)
  await until('the second', () => heard(lab, two).includes('button1 1'))
  using again = twin('usb-1/input0')
  await lab.untilOpen(one, two)
  again.send(press)
  await until('the first again', () => heard(lab, one).filter((line) => line === 'button1 1').length === 2)
  expect(heard(lab, two)).toEqual(['button1 1'])
})

test('a device that is pulled while it sends without pause is lost once and harms nothing', async () => {
  await using lab = hidLab()
  for (let round = 1; round <= 5; round += 1) {
    using pad = plug(gamepad)
    await until('the pad', () => lab.of('device.connected').length === round)
    for (let report = 0; report < 500; report += 1) pad.send(report % 2 === 0 ? press : rest)
    pad.unplug()
    await until('the loss', () => lab.of('device.lost').length === round)
  }
  // Where reading begins in the midst of it, the first that is heard may be that nothing is pressed.
  const lines = heard(lab, PAD).filter((line) => line.startsWith('button1 '))
  const presses = lines.filter((line) => line === 'button1 1').length
  const letGo = lines.filter((line, index) => line === 'button1 0' && lines[index - 1] === 'button1 1')
  expect(presses).toBeGreaterThan(0)
  expect(letGo).toHaveLength(presses)
})

describe('the udev rule', () => {
  const asUser = (path: string): number => {
    try {
      execFileSync('setpriv', [
        '--reuid=1000',
        '--regid=1000',
        '--groups=input',
        'test',
        '-r',
        path,
        '-a',
        '-w',
        path,
      ])
      return 0
    } catch (error) {
      return (error as { status: number }).status
    }
  }

  test('lets a user in where the system does not', async () => {
    const source = await loadNodeHid()
    if (!source.ok) throw new Error(source.error.what)
    const hidSource = source.value
    const pathOfPad = async (): Promise<string> => {
      let path: string | undefined
      await until('the pad', () => {
        void hidSource.list().then((entries) => (path = entries[0]?.path))
        return path
      })
      return path as string
    }
    // Debian's udev makes the group when it is installed; here it was only unpacked.
    execFileSync('sh', ['-c', 'getent group input >/dev/null || groupadd --system input'])
    {
      using _pad = plug(dualShock)
      expect(asUser(await pathOfPad())).not.toBe(0)
    }
    execFileSync('cp', [join(root, 'assets/udev/70-cuewright.rules'), '/etc/udev/rules.d/'])
    execFileSync('udevadm', ['control', '--reload'])
    using _pad = plug(dualShock)
    const path = await pathOfPad()
    await until('the permission', () => asUser(path) === 0)
  })
})
