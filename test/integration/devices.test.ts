// A real process of the device libraries, in which the devices are recorded ones, and everything that may go wrong with it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, test, vi } from 'vitest'
import { SystemClock } from '../../main/clock.ts'
import { createDevices } from '../../main/devices/device-process.ts'
import { readProfiles } from '../../main/peripherals/hid/profiles.ts'
import type { DeviceProcess, StartDeviceProcess } from '../../main/devices/process.ts'
import { startFrom } from '../../main/devices/start-process.ts'
import { DISPATCHER_DEFAULTS } from '../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../main/dispatcher/dispatcher.ts'
import { HeldControls } from '../../main/peripherals/held.ts'
import { inOrder } from '../../main/order.ts'
import type { EventEnvelope, EventType, PayloadOf } from '../../shared/model/event.ts'
import type { MidiMessage } from '../../shared/model/midi.ts'
import { OPENING } from '../../shared/model/show-change.ts'
import { scratch } from '../support/scratch.ts'

const file = new URL('../support/devices.process.ts', import.meta.url)
const { profiles } = await readProfiles(join(import.meta.dirname, '../../assets/profiles'))
const PAD = 'hid:054c:09cc:1'
/** Numbers of the script in the process. */
const DO = {
  press: 1,
  letGo: 2,
  talkNonsense: 3,
  rave: 4,
  hang: 5,
  exit: 6,
  plugAll: 7,
  flood: 8,
  fail: 9,
  corrupt: 10,
}

class Rig implements AsyncDisposable {
  readonly clock = new SystemClock()
  readonly events: EventEnvelope[] = []
  readonly warnings: string[] = []
  readonly processes: DeviceProcess[] = []
  readonly #folder = scratch({})
  readonly #dispatcher = new Dispatcher({ ...DISPATCHER_DEFAULTS, clock: this.clock, defer: setImmediate })
  readonly devices

  constructor() {
    vi.stubEnv('SYNTH_FILE', join(this.#folder.path, 'synth'))
    const { publish, subscribe } = this.#dispatcher
    subscribe('*', (event) => void this.events.push(event), { priority: 1_000, name: 'test', acts: false })
    const start: StartDeviceProcess = (listener) => {
      const process = startFrom(file)(listener)
      this.processes.push(process)
      return process
    }
    this.devices = createDevices({
      clock: this.clock,
      clockOrigin: this.clock.origin,
      publish,
      subscribe: inOrder(subscribe)('device process'),
      tooOldBefore: (at) => this.#dispatcher.tooOldBefore(at, null),
      start,
      held: new HeldControls(),
      readProfiles: () => Promise.resolve(profiles),
      log: { warn: (details, message) => void this.warnings.push(`${message} ${JSON.stringify(details)}`) },
    })
    const script = { port: 'Script:Script', occurrence: 1, maxAge: 2000 }
    const synth = { port: 'Synth:Synth', occurrence: 1, maxAge: 2000 }
    this.devices.take({ script, synth }, OPENING)
  }

  get pid(): number {
    return this.processes.at(-1)!.pid!
  }

  /** Until the pad and both outputs are open. */
  async open(): Promise<void> {
    await until(
      () => this.stateOf(PAD) === 'open' && this.devices.midiOutputs().every(({ state }) => state === 'open'),
    )
  }

  do(program: number): void {
    this.send('script', { kind: 'program', channel: 1, program })
  }

  send(output: string, message: MidiMessage): void {
    this.#dispatcher.publish({ type: 'midi.send', source: 'test', cause: null, payload: { output, message } })
  }

  panic(): void {
    this.#dispatcher.panic()
    this.devices.panic(1, null)
  }

  /** Presses the cross and waits until it is told. */
  async press(): Promise<void> {
    this.do(DO.press)
    await until(() => this.of('hid.received').some(({ payload }) => payload.value === 1))
  }

  of<T extends EventType>(type: T): EventEnvelope<T>[] {
    return this.events.filter((event) => event.type === type) as EventEnvelope<T>[]
  }

  stateOf(device: string): string | undefined {
    return this.devices.health().find((one) => one.device === device)?.state
  }

  /** What happened to the pad since the last call. */
  news(): string[] {
    return this.events
      .splice(0)
      .filter(({ source }) => source === PAD)
      .map(({ type, payload }) => {
        const { control, value, state, reason } = payload as Record<string, string | number | null>
        return [type, control, value, state, reason]
          .filter((word) => word !== undefined && word !== null)
          .join(' ')
      })
  }

  /** Bytes that reached the synthesizer, in hex. */
  heardBySynth(): string[] {
    const path = join(this.#folder.path, 'synth')
    return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : []
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.devices[Symbol.asyncDispose]()
    this.#folder[Symbol.dispose]()
    vi.unstubAllEnvs()
    for (const { pid } of this.processes) expect(isAlive(pid!)).toBe(false)
  }
}

async function until(happened: () => boolean): Promise<void> {
  await vi.waitUntil(happened, { timeout: 15_000, interval: 5 })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const on = (note: number): MidiMessage => ({ kind: 'noteOn', channel: 3, note, velocity: 100 })

test('what a controller sends arises when it is sent, on the clock of the engine', async () => {
  await using rig = new Rig()
  await rig.open()
  const before = rig.clock.now()
  await rig.press()
  const after = rig.clock.now()
  const [{ at, source, payload } = expect.fail()] = rig.of('hid.received')
  expect(source).toBe(PAD)
  expect(payload).toEqual({
    device: PAD,
    control: 'cross',
    kind: 'button',
    value: 1,
  } satisfies PayloadOf<'hid.received'>)
  expect(at).toBeGreaterThanOrEqual(before)
  expect(at).toBeLessThanOrEqual(after)
})

describe('a process that', () => {
  test('is ended by SIGSEGV with a button held: it is let go of, and the same pad is soon back', async () => {
    await using rig = new Rig()
    await rig.open()
    await rig.press()
    rig.news()
    const { pid } = rig
    process.kill(pid, 'SIGSEGV')
    await until(() => rig.of('device.lost').some(({ source }) => source === PAD))
    const reason = 'the device process ended: SIGSEGV; it is being started again'
    expect(rig.stateOf(PAD)).toBe('lost')
    expect(rig.devices.midiOutputs()).toMatchObject([
      { output: 'script', state: 'missing', reason },
      { output: 'synth', state: 'missing', reason },
    ])
    expect(rig.news()).toEqual([
      'hid.received cross 0',
      `device.lost ${reason}`,
      `device.stateChanged lost ${reason}`,
    ])
    await rig.open()
    expect(rig.pid).not.toBe(pid)
    expect(rig.news()).toEqual([
      'device.stateChanged opening',
      'device.stateChanged open',
      'device.connected',
    ])
    expect(rig.warnings).toEqual(['the device process ended {"code":"devices/ended","reason":"SIGSEGV"}'])
    await rig.press()
  })

  test.each([
    ['exits by itself', DO.exit, 'devices/ended', 'code 7'],
    [
      'sends a message of another shape',
      DO.talkNonsense,
      'devices/corrupt',
      'it said what nobody understands, a message of unknown shape',
    ],
    [
      'sends bytes that are no message',
      DO.rave,
      'devices/corrupt',
      'it said what nobody understands, a frame of no possible length',
    ],
    [
      'sends a batch that is corrupt',
      DO.corrupt,
      'devices/corrupt',
      'it said what nobody understands, a change of no possible shape',
    ],
    ['fails in a callback', DO.fail, 'devices/failed', 'a callback of a library failed'],
  ])('%s is replaced', async (_, program, code, how) => {
    await using rig = new Rig()
    await rig.open()
    const { pid } = rig
    rig.do(program)
    await until(() => rig.of('device.lost').length > 0)
    expect(rig.warnings).toEqual([`the device process ended {"code":"${code}","reason":"${how}"}`])
    await until(() => rig.pid !== pid)
    await rig.open()
    expect(isAlive(pid)).toBe(false)
  })

  test('hangs is killed after ten seconds and replaced', async () => {
    await using rig = new Rig()
    await rig.open()
    await rig.press()
    rig.do(DO.hang)
    const hungAt = rig.clock.now()
    await until(() => rig.of('device.lost').length > 0)
    expect(rig.clock.now() - hungAt).toBeGreaterThan(9_400)
    expect(rig.clock.now() - hungAt).toBeLessThan(13_000)
    expect(rig.of('hid.received').map(({ payload }) => payload.value)).toEqual([1, 0])
    await rig.open()
  })

  test('hangs while all is closed is killed within two seconds', async () => {
    const rig = new Rig()
    await rig.open()
    rig.do(DO.hang)
    await until(() => rig.of('midi.send').length > 0)
    const closingAt = rig.clock.now()
    await rig[Symbol.asyncDispose]()
    expect(rig.clock.now() - closingAt).toBeLessThan(2_000)
  })
})

test('a process is told to let go before it ends: what is held through it is released', async () => {
  const rig = new Rig()
  await rig.open()
  await rig.press()
  rig.send('synth', on(60))
  await until(() => rig.heardBySynth().length > 0)
  const heard = rig.heardBySynth()
  await rig.devices[Symbol.asyncDispose]()
  await until(() => rig.of('hid.received').length === 2)
  expect(rig.of('hid.received').map(({ payload }) => payload.value)).toEqual([1, 0])
  expect(heard).toEqual(['923c64'])
  expect(rig.heardBySynth()).toEqual(['923c64', '823c00', 'b27b00'])
  await rig[Symbol.asyncDispose]()
})

test('outputs of a changed show are sent to by the process that runs, which ends the notes of those that go', async () => {
  await using rig = new Rig()
  await rig.open()
  const { pid } = rig
  rig.send('synth', on(60))
  await until(() => rig.heardBySynth().length > 0)
  const again = { port: 'Synth:Synth', occurrence: 1, maxAge: 2000 }
  rig.devices.take({ again }, { cause: 5, kind: 'edit' })
  rig.send('synth', on(61))
  rig.send('again', on(62))
  await until(() => rig.heardBySynth().includes('923e64') && rig.of('midi.sendFailed').length > 0)
  expect(rig.heardBySynth()).toEqual(['923c64', '823c00', 'b27b00', '923e64'])
  expect(rig.of('midi.sendFailed').map(({ payload }) => [payload.output, payload.code])).toEqual([
    ['synth', 'midi/unknown-output'],
  ])
  expect(rig.devices.midiOutputs().map(({ output }) => output)).toEqual(['again'])
  expect(rig.pid).toBe(pid)
})

test('a note that hung when the process ended is ended by the next one, and what ends notes follows however late', async () => {
  await using rig = new Rig()
  await rig.open()
  rig.send('synth', on(60))
  await until(() => rig.heardBySynth().length > 0)
  process.kill(rig.pid, 'SIGKILL')
  await until(() => rig.of('device.lost').length > 0)
  rig.send('synth', { kind: 'noteOff', channel: 3, note: 64, velocity: 0 })
  await until(() => rig.heardBySynth().includes('824000'))
  expect(rig.heardBySynth()).toEqual(['923c64', '823c00', 'b27b00', 'b27800', 'b27b00', '824000'])
})

test('a panic while the process is away ends what sounds and forgets what waited', async () => {
  await using rig = new Rig()
  await rig.open()
  rig.send('synth', on(60))
  await until(() => rig.heardBySynth().length > 0)
  process.kill(rig.pid, 'SIGKILL')
  await until(() => rig.of('device.lost').length > 0)
  rig.send('synth', on(64))
  rig.panic()
  await rig.open()
  rig.send('synth', on(67))
  await until(() => rig.heardBySynth().includes('924364'))
  expect(rig.heardBySynth().slice(1)).not.toContain('924064')
  expect(rig.heardBySynth()).toContain('b27800')
})

test('of a flood of 32 controllers no press is lost', async () => {
  await using rig = new Rig()
  await rig.open()
  rig.do(DO.plugAll)
  await until(
    () =>
      rig.devices.health().filter(({ state, family }) => state === 'open' && family === 'hid').length === 32,
  )
  rig.do(DO.flood)
  await until(() => rig.of('hid.received').filter(({ cause }) => cause === null).length >= 32_000)
  // Told by a controller, and not what it came to rest at after so much bouncing.
  const presses = rig.of('hid.received').filter(({ payload, cause }) => payload.value === 1 && cause === null)
  expect(presses).toHaveLength(16_000)
  expect(new Set(presses.map(({ source }) => source)).size).toBe(32)
  expect(rig.of('resource.exhausted')).toEqual([])
})

test('a light that is on is put out when its engine is killed, and shown again by a process that is started anew', async () => {
  using folder = scratch({
    'engine.ts': `
      import { startFrom } from '${new URL('../../main/devices/start-process.ts', import.meta.url).href}'
      const listener = { said() {}, confused() {}, ended() {} }
      const outputs = { synth: { port: 'Synth:Synth', occurrence: 1, maxAge: 2000 } }
      const open = { kind: 'open', clockOrigin: '0', profiles: [], outputs, identities: {}, sounding: {} }
      const note = (velocity) => ({ kind: 'noteOn', channel: 1, note: 1, velocity })
      const payload = { output: 'synth', message: note(127), route: 'feedback:pad', dark: note(0) }
      const events = [{ type: 'midi.send', seq: 1, at: 0, payload }]
      let asked = false
      const started = startFrom(new URL('${file.href}'))({ ...listener, said: () => {
        if (!asked) started.say(JSON.stringify({ kind: 'asked', events }))
        asked = true
      } })
      started.say(JSON.stringify(open))`,
  })
  const lit = join(folder.path, 'synth')
  const heard = (): string => (existsSync(lit) ? readFileSync(lit, 'utf8') : '')
  const engine = spawn(process.execPath, [join(folder.path, 'engine.ts')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, SYNTH_FILE: lit },
  })
  await until(() => heard() === '90017f\n')
  engine.kill('SIGKILL')
  await once(engine.stderr.resume(), 'close')
  expect(heard()).toBe('90017f\n900100\n')

  await using rig = new Rig()
  const ports: string[] = []
  using _ = rig.devices.onPort((output, isOpen) => ports.push(`${output} ${isOpen ? 'open' : 'gone'}`))
  await rig.open()
  process.kill(rig.pid, 'SIGKILL')
  await until(() => ports.includes('synth gone'))
  await until(() => ports.filter((port) => port === 'synth open').length === 2)
  expect(rig.devices.isOpen('synth')).toBe(true)
})

test('a process whose engine is killed is gone soon after', async () => {
  using folder = scratch({
    'engine.ts': `
      import { startFrom } from '${new URL('../../main/devices/start-process.ts', import.meta.url).href}'
      const listener = { said() {}, confused() {}, ended() {} }
      const open = { kind: 'open', clockOrigin: '0', profiles: [], outputs: {}, identities: {}, sounding: {} }
      const started = startFrom(new URL('${file.href}'))({ ...listener, said: () => console.log(started.pid) })
      started.say(JSON.stringify(open))`,
  })
  const engine = spawn(process.execPath, [join(folder.path, 'engine.ts')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [line] = (await once(createInterface({ input: engine.stdout }), 'line')) as [string]
  expect(isAlive(Number(line))).toBe(true)
  engine.kill('SIGKILL')
  // The process has the same standard error, which is closed when both have ended.
  await once(engine.stderr.resume(), 'close')
})
