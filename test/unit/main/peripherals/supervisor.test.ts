import { expect, test } from 'vitest'
import { createSupervisor } from '../../../../main/peripherals/supervisor.ts'
import type { Supervisor } from '../../../../main/peripherals/supervisor.ts'
import type { DeviceInfo, DeviceSink, Driver, OpenDevice } from '../../../../main/peripherals/peripheral.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { disposable } from '../../../../shared/base/disposable.ts'
import { failed, fault, ok } from '../../../../shared/base/result.ts'
import type { EventDraft, Publish } from '../../../../shared/model/event.ts'

const POLL_MS = 2_000
const PAD = 'hid:pad:1'
const pad: DeviceInfo = { path: 'p1', model: 'hid:pad', serial: null, port: '1', name: 'Pad', unusable: null }

/** A bench with one family of devices that do as the test says. */
class Bench implements AsyncDisposable {
  readonly clock = new SimulatedClock()
  readonly events: EventDraft[] = []
  readonly sinks: DeviceSink[] = []
  readonly log: string[] = []
  present: readonly DeviceInfo[] = []
  listing: string | null = null
  refusal: string | null = null
  /** Held back openings and closings settle when the test lets them. */
  gate: Promise<void> = Promise.resolve()
  hint = (): void => {}
  readonly supervisor: Supervisor

  /** `unavailable` is why its library cannot be loaded. */
  constructor(unavailable: string | null = null) {
    const { clock } = this
    const publish: Publish = (draft) => this.events.push(draft)
    this.supervisor = createSupervisor({ clock, publish, drivers: [this.#driver(unavailable)] })
  }

  #driver(unavailable: string | null): Driver {
    return {
      family: 'hid',
      title: 'HID controllers',
      pollEvery: POLL_MS,
      available: () =>
        Promise.resolve(
          unavailable === null ? ok(undefined) : failed(fault('hid/x', 'HID', unavailable, 'install it')),
        ),
      list: () =>
        this.listing === null ? Promise.resolve(this.present) : Promise.reject(new Error(this.listing)),
      open: async ({ path }, sink) => {
        this.log.push(`open ${path}`)
        this.sinks.push(sink)
        await this.gate
        return this.refusal === null
          ? ok(this.#device(path, sink))
          : failed(fault('x/y', path, this.refusal, 'do it'))
      },
      watch: (changed) => {
        this.hint = changed
        return disposable('hints', () => (this.hint = () => {}))
      },
    }
  }

  #device(path: string, sink: DeviceSink): OpenDevice {
    return {
      release: () => {
        const payload = { device: sink.device, control: 'cross', kind: 'button' as const, value: 0 }
        sink.publish({ type: 'hid.received', source: sink.device, cause: null, payload })
      },
      counts: () => ({ received: 10, rejected: 1 }),
      close: async () => {
        this.log.push(`closing ${path}`)
        await this.gate
        this.log.push(`closed ${path}`)
      },
    }
  }

  async settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  }

  async pass(ms: number): Promise<void> {
    const until = this.clock.now() + ms
    await this.settle()
    while (this.clock.runNext(until)) await this.settle()
    this.clock.advanceTo(until)
  }

  /** `type` or `state reason` of what was published since the last call. */
  news(): string[] {
    return this.events.splice(0).map(({ type, payload }) => {
      const { state, reason } = payload as { state?: string; reason?: string | null }
      if (type !== 'device.stateChanged') return type
      return reason === null ? `${state}` : `${state}: ${reason}`
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closing = this.supervisor[Symbol.asyncDispose]()
    await this.pass(0)
    await closing
  }
}

test('what is plugged in is opened, named and told', async () => {
  await using bench = new Bench()
  bench.present = [pad]
  await bench.pass(0)
  expect(bench.news()).toEqual(['opening', 'open', 'device.connected'])
  expect(bench.supervisor.health()).toEqual([
    { device: PAD, name: 'Pad', family: 'hid', state: 'open', reason: null, received: 10, rejected: 1 },
  ])
})

test('unplugged, it lets go first and is told as lost; plugged in elsewhere it is the same again', async () => {
  await using bench = new Bench()
  bench.present = [pad]
  await bench.pass(0)
  bench.news()
  bench.present = []
  bench.sinks[0]?.lost('could not read')
  await bench.pass(POLL_MS)
  expect(bench.news()).toEqual(['hid.received', 'device.lost', 'lost: could not read'])
  bench.present = [{ ...pad, path: 'p7', port: '3' }]
  bench.hint()
  await bench.pass(50)
  expect(bench.news()).toEqual(['opening', 'open', 'device.connected'])
  expect(bench.sinks[1]?.device).toBe(PAD)
  expect(bench.supervisor.health()).toMatchObject([{ received: 20, rejected: 2 }])
})

test('a device that only vanishes from the list is lost as well', async () => {
  await using bench = new Bench()
  bench.present = [pad]
  await bench.pass(0)
  bench.news()
  bench.present = []
  await bench.pass(POLL_MS)
  expect(bench.news()).toEqual(['hid.received', 'device.lost', 'lost: unplugged'])
  expect(bench.log).toEqual(['open p1', 'closing p1', 'closed p1'])
})

test('a device that fails but stays plugged in is opened again after a quarter of a second', async () => {
  await using bench = new Bench()
  bench.present = [pad]
  await bench.pass(0)
  bench.sinks[0]?.lost('read error')
  await bench.pass(249)
  expect(bench.log).toEqual(['open p1', 'closing p1', 'closed p1'])
  await bench.pass(1)
  expect(bench.log.at(-1)).toBe('open p1')
})

test('a device that fails again and again right after it was opened is opened ever more rarely', async () => {
  await using bench = new Bench()
  bench.present = [pad]
  const openedAt: number[] = []
  for (let at = 0; at <= 8_000; at += 250) {
    const before = bench.sinks.length
    await bench.pass(at === 0 ? 0 : 250)
    if (bench.sinks.length === before) continue
    openedAt.push(at)
    bench.sinks.at(-1)?.lost('read error')
  }
  expect(openedAt).toEqual([0, 250, 750, 1750, 3750, 7750])
})

test('a device pulled and plugged in again faster than anybody looks is opened at once, however often', async () => {
  await using bench = new Bench()
  bench.present = [pad]
  await bench.pass(0)
  for (let round = 1; round <= 20; round += 1) {
    bench.sinks.at(-1)?.lost('could not read')
    bench.hint()
    await bench.pass(50)
    expect(bench.sinks).toHaveLength(round + 1)
  }
})

test('a refused device is tried again after 0.25, 0.5, 1, 2, 4, 8 and then every 10 seconds', async () => {
  await using bench = new Bench()
  bench.present = [pad]
  bench.refusal = 'permission denied'
  const triedAt: number[] = []
  for (let at = 0; at <= 36_000; at += 250) {
    const before = bench.log.length
    await bench.pass(at === 0 ? 0 : 250)
    if (bench.log.length > before) triedAt.push(at)
  }
  expect(triedAt).toEqual([0, 250, 750, 1750, 3750, 7750, 15_750, 25_750, 35_750])
})

test('the first refusals, while the system still sets permissions, are not told; the reason is told once', async () => {
  await using bench = new Bench()
  bench.present = [pad]
  bench.refusal = 'permission denied'
  await bench.pass(749)
  expect(bench.news()).toEqual(['opening'])
  await bench.pass(10_000)
  expect(bench.news()).toEqual(['refused: permission denied: do it'])
  bench.refusal = null
  await bench.pass(10_000)
  expect(bench.news()).toEqual(['open', 'device.connected'])
})

test('a device that must not be opened is listed with the reason', async () => {
  await using bench = new Bench()
  bench.present = [{ ...pad, unusable: 'it has no controls' }]
  await bench.pass(10_000)
  expect(bench.log).toEqual([])
  expect(bench.supervisor.health()).toMatchObject([{ state: 'refused', reason: 'it has no controls' }])
})

test('a family whose library is missing is off with the reason, and nothing else happens', async () => {
  await using bench = new Bench('libusb-1.0 is missing')
  bench.present = [pad]
  await bench.pass(60_000)
  expect(bench.news()).toEqual(['off: libusb-1.0 is missing: install it'])
  expect(bench.supervisor.health()).toEqual([
    {
      device: 'HID controllers',
      name: 'HID controllers',
      family: 'hid',
      state: 'off',
      reason: 'libusb-1.0 is missing: install it',
      received: 0,
      rejected: 0,
    },
  ])
})

test('a listing that fails is told and tried again', async () => {
  await using bench = new Bench()
  bench.listing = 'the bus is busy'
  await bench.pass(0)
  expect(bench.news()).toEqual(['searching: the bus is busy'])
  bench.listing = null
  bench.present = [pad]
  await bench.pass(POLL_MS)
  expect(bench.news()).toEqual(['searching', 'opening', 'open', 'device.connected'])
})

test('many hints make one look, and hints without end do not put it off', async () => {
  await using bench = new Bench()
  await bench.pass(0)
  bench.present = [pad]
  for (let ms = 0; ms < 100; ms += 10) {
    bench.hint()
    await bench.pass(10)
  }
  expect(bench.log).toEqual(['open p1'])
})

test('a device lost while it was being opened is closed, and opened again only when that is done', async () => {
  await using bench = new Bench()
  const { promise, resolve } = Promise.withResolvers<undefined>()
  bench.gate = promise
  bench.present = [pad]
  await bench.pass(0)
  bench.sinks[0]?.lost('unplugged at once')
  await bench.pass(1_000)
  expect(bench.log).toEqual(['open p1'])
  resolve(undefined)
  await bench.pass(1_000)
  expect(bench.log).toEqual(['open p1', 'closing p1', 'closed p1', 'open p1'])
  expect(bench.supervisor.health()).toMatchObject([{ state: 'open' }])
})

test('nothing that an old connection still says is believed', async () => {
  await using bench = new Bench()
  bench.present = [pad]
  await bench.pass(0)
  const [old] = bench.sinks as [DeviceSink]
  old.lost('read error')
  await bench.pass(250)
  bench.news()
  old.lost('again')
  const payload = { device: PAD, control: 'cross', kind: 'button' as const, value: 1 }
  expect(old.publish({ type: 'hid.received', source: PAD, cause: null, payload })).toBeNull()
  expect(bench.news()).toEqual([])
})

test('a driver that throws while opening is a refusal', async () => {
  await using bench = new Bench()
  bench.gate = Promise.reject(new Error('native trouble'))
  bench.gate.catch(() => {})
  bench.present = [pad]
  await bench.pass(2_000)
  expect(bench.supervisor.health()).toMatchObject([{ state: 'refused' }])
  expect(bench.supervisor.health()[0]?.reason).toContain('native trouble')
  bench.gate = Promise.resolve()
})

test('closing lets go of what is held and waits until the system has', async () => {
  const bench = new Bench()
  bench.present = [pad]
  await bench.pass(0)
  bench.news()
  const { promise, resolve } = Promise.withResolvers<undefined>()
  bench.gate = promise
  let done = false
  const closing = Promise.resolve(bench.supervisor[Symbol.asyncDispose]()).then(() => (done = true))
  await bench.pass(1_000)
  expect(bench.news()).toEqual(['hid.received'])
  expect(done).toBe(false)
  resolve(undefined)
  await closing
  expect(bench.log).toEqual(['open p1', 'closing p1', 'closed p1'])
  await bench.pass(60_000)
  expect(bench.log).toHaveLength(3)
})

test('lost devices are remembered up to a bound', async () => {
  await using bench = new Bench()
  for (let serial = 0; serial < 100; serial += 1) {
    bench.present = [{ ...pad, path: `p${serial}`, serial: `S${serial}` }]
    await bench.pass(POLL_MS)
  }
  expect(bench.supervisor.health()).toHaveLength(33)
})
