// What gestures promise, from the reports and bytes of controllers to the runs of a show.
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createHidDriver } from '../../main/peripherals/hid/driver.ts'
import { readProfiles } from '../../main/peripherals/hid/profiles.ts'
import { createMidiDriver } from '../../main/peripherals/midi/driver.ts'
import { createRecordings } from '../../main/peripherals/replay/recordings.ts'
import { createSupervisor } from '../../main/peripherals/supervisor.ts'
import { readSession } from '../../main/protocols/session/read.ts'
import type { SessionLine } from '../../main/protocols/session/line.ts'
import { rehearse } from '../../main/rehearsal.ts'
import { inOrder } from '../../main/order.ts'
import { ok } from '../../shared/base/result.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { FakeMidi } from '../support/fake-midi.ts'
import { dpad, gestureShow, runsOf } from '../support/gesture-show.ts'
import { RecordedHid, readRecording } from '../support/hid-recordings.ts'
import type { HidRecording } from '../support/hid-recordings.ts'
import { scratch } from '../support/scratch.ts'
import { SimulatedShow, until } from '../support/simulated-show.ts'

const { profiles } = await readProfiles(join(import.meta.dirname, '../../assets/profiles'))
const konami = readRecording('dualshock-4-konami')
const PADS = 'Pads:Pads MIDI 1 20:0'
/** When everything that was plugged in has been found and opened. */
const FOUND = 1_000

/** Byte and bit of buttons in a DualShock 4's report. */
const BUTTONS = { square: [5, 0x10], l1: [6, 0x01], r1: [6, 0x02] } as const
type Button = keyof typeof BUTTONS

/** The report of a pad at rest with these buttons held. */
function reportWith(...held: readonly Button[]): Uint8Array {
  const report = konami.reports[0]![1].slice()
  for (const button of held) {
    const [byte, bit] = BUTTONS[button]
    report[byte]! |= bit
  }
  return report
}

/** A show with pads and a MIDI port plugged into it. */
class Rig implements AsyncDisposable {
  readonly show = new SimulatedShow(gestureShow(dpad))
  readonly hid = new RecordedHid()
  readonly midi = new FakeMidi()
  readonly #supervisor = createSupervisor({
    clock: this.show.clock,
    publish: this.show.dispatcher.publish,
    drivers: [
      createHidDriver({
        clock: this.show.clock,
        load: () => Promise.resolve(ok({ source: this.hid, profiles })),
      }),
      createMidiDriver(() => Promise.resolve(ok(this.midi.library))),
    ],
  })

  /** Plugs in this many pads, and the MIDI pads; answers where the pads are. */
  async plug(pads: number): Promise<string[]> {
    const paths = Array.from({ length: pads }, () => this.hid.plug(konami))
    this.midi.plug(PADS)
    await this.show.passTo(FOUND)
    return paths
  }

  async press(at: number, path: string | undefined, ...held: readonly Button[]): Promise<void> {
    await this.show.passTo(at)
    this.hid.send(path!, reportWith(...held))
    await this.show.passTo(at)
  }

  /** Sends a recording in its own time, beginning at `start`. */
  async send(start: number, path: string | undefined, { reports }: HidRecording): Promise<void> {
    for (const [at, report] of reports) {
      await this.show.passTo(start + at)
      this.hid.send(path!, report)
    }
  }

  async hit(at: number): Promise<void> {
    await this.show.passTo(at)
    this.midi.play(PADS, 0x99, 36, 100)
    await this.show.passTo(at + 30)
    this.midi.play(PADS, 0x89, 36, 0)
    await this.show.passTo(at + 30)
  }

  runs(): string[] {
    return runsOf(this.show.events)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#supervisor[Symbol.asyncDispose]()
    await this.show[Symbol.asyncDispose]()
    expect(this.hid.opened).toBe(0)
  }
}

/** Everything that is promised, one after the other. */
async function playAll(rig: Rig, [left, right]: readonly string[]): Promise<void> {
  await rig.send(2_000, left, konami)
  await rig.hit(5_000)
  await rig.hit(5_250)
  await rig.press(6_000, left, 'l1')
  await rig.press(6_050, right, 'r1')
  await rig.press(6_200, left)
  await rig.press(6_210, right)
  await rig.hit(7_000)
  await rig.hit(7_300)
  await rig.press(8_000, right, 'square')
  await rig.show.passTo(9_000)
  rig.hid.unplug(right!)
  await rig.show.passTo(10_000)
}

const ALL_RUNS = [
  '4096 playlist.created playlist:secret',
  '5250 playlist.stopped playlist:secret',
  '6050 playlist.created playlist:blinders',
  '7300 playlist.stopped playlist:blinders',
  '8500 playlist.created playlist:strobe',
  '9000 playlist.stopped playlist:strobe',
]

describe('controllers', () => {
  test('the Konami code on a pad starts a playlist, and a double tap on a MIDI pad stops it', async () => {
    await using rig = new Rig()
    const [pad] = await rig.plug(1)
    await rig.send(2_000, pad, konami)
    await rig.hit(5_000)
    await rig.hit(5_250)
    expect(rig.runs()).toEqual(ALL_RUNS.slice(0, 2))
  })

  test.each([
    [0, ['2000 playlist.created playlist:blinders']],
    [50, ['2050 playlist.created playlist:blinders']],
    [60, []],
  ])('l1 on one pad and r1 on another %i ms later', async (apart, expected) => {
    await using rig = new Rig()
    const [left, right] = await rig.plug(2)
    await rig.press(2_000, left, 'l1')
    await rig.press(2_000 + apart, right, 'r1')
    await rig.show.passTo(3_000)
    expect(rig.runs()).toEqual(expected)
    const sources = rig.show.of('hid.received').map(({ source }) => source)
    expect(sources).toEqual(['hid:054c:09cc:1', 'hid:054c:09cc:2'])
  })

  test.each([
    [300, ['2000 playlist.created playlist:blinders', '3300 playlist.stopped playlist:blinders']],
    [301, ['2000 playlist.created playlist:blinders']],
  ])('two hits of the MIDI pad %i ms apart', async (apart, expected) => {
    await using rig = new Rig()
    const [left, right] = await rig.plug(2)
    await rig.press(2_000, left, 'l1')
    await rig.press(2_000, right, 'r1')
    await rig.hit(3_000)
    await rig.hit(3_000 + apart)
    expect(rig.runs()).toEqual(expected)
  })

  test('a pad that is unplugged while a button is held lets go of it', async () => {
    await using rig = new Rig()
    const [pad] = await rig.plug(1)
    await rig.press(2_000, pad, 'square')
    await rig.show.passTo(2_800)
    rig.hid.unplug(pad!)
    await rig.show.passTo(4_000)
    expect(rig.runs()).toEqual([
      '2500 playlist.created playlist:strobe',
      '2800 playlist.stopped playlist:strobe',
    ])
  })

  test('a hold that the plug cuts short is none', async () => {
    await using rig = new Rig()
    const [pad] = await rig.plug(1)
    await rig.press(2_000, pad, 'square')
    await rig.show.passTo(2_400)
    rig.hid.unplug(pad!)
    await rig.show.passTo(4_000)
    expect(rig.runs()).toEqual([])
  })
})

test('a recorded session gives the same runs at the same times in a rehearsal', async () => {
  using folder = scratch({})
  await using rig = new Rig()
  const { clock, dispatcher } = rig.show
  const { publish, subscribe } = dispatcher
  await using recordings = createRecordings({
    clock,
    publish,
    subscribe: inOrder(subscribe)('recorder'),
    dir: folder.path,
  })
  recordings.start('evening', null)
  await playAll(rig, await rig.plug(2))
  expect(rig.runs()).toEqual(ALL_RUNS)
  recordings.stop(null)
  await until(() => recordings.view().files.length === 1)

  const inputs: SessionLine[] = []
  for await (const { line } of readSession(createReadStream(join(folder.path, 'evening.jsonl')), 'evening')) {
    if (!line.ok) throw new Error(line.error.what)
    inputs.push(line.value)
  }
  const events: EventEnvelope[] = []
  for await (const event of rehearse(gestureShow(dpad), inputs, {
    until: 10_000,
    startTime: 0,
    version: '1.0.0',
  }))
    events.push(event)
  expect(runsOf(events)).toEqual(ALL_RUNS)
})
