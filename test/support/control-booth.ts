// The recorded show of bound controls with real targets, and what is heard of each hand that moves them.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { expect, onTestFinished, vi } from 'vitest'
import { decodePacket } from '../../main/protocols/osc/decode.ts'
import { encodePacket } from '../../main/protocols/osc/encode.ts'
import type { HealthReport } from '../../shared/model/health.ts'
import type { ParamView } from '../../shared/model/param.ts'
import type { ShowFile } from '../../shared/model/show.ts'

export const recorded = (name: string): string => join(import.meta.dirname, '../recordings/controls', name)

/** A desk of a 14-bit fader, an encoder and lights, and a pad with a stick. */
export interface Hands {
  /** The fader, high byte first, from 0 to 16,383. */
  fade(value: number): void
  /** The encoder, by one step. */
  turn(): void
  /** The stick, from 0 at the left to 255. */
  push(place: number): void
  /** Desk and pad are pulled out, and put back. */
  unplug(): void
  plug(): void
}

export interface ControlBooth {
  readonly hands: Hands
  /** What their ids begin with. */
  readonly devices: readonly [pad: string, desk: string]
  readonly outputs: Readonly<Record<string, { readonly port: string }>>
  /** Bytes that the lights of the desk were sent so far. */
  lights(): readonly string[]
  /** Milliseconds that what is expected is waited for. */
  readonly patience: number
  /** Starts the engine with a show. */
  open(show: object): Promise<{ readonly url: string; readonly oscPort: number }>
  readonly playlists: readonly object[]
  /** Where both bytes of the fader may come with a pause between them, what the first moves on its own is passed over. */
  readonly tearsPairs: boolean
}

interface Heard {
  readonly desk: readonly string[]
  readonly media: readonly string[]
  readonly leds: readonly string[]
}

/** Notes of lights that are feedback: of the encoder and of the slider. */
const FEEDBACK: ReadonlySet<string> = new Set(['2a', '2b'])

/** Feedback comes when its port opens, and again if the input of the device opens after that: the second says nothing. */
function shownOnce(lines: readonly string[], replugged: number): string[] {
  const shown = new Map<string, string>()
  return lines.filter((line, at) => {
    if (at === replugged) shown.clear()
    const note = line.slice(2, 4)
    const isAgain = FEEDBACK.has(note) && shown.get(note) === line
    shown.set(note, line)
    return !isAgain
  })
}

/** Of each address the last, where that of the last stands. */
function lastOfEach(lines: readonly string[]): string[] {
  const addressOf = (line: string): string => line.split(' ', 1)[0]!
  return lines.filter(
    (line, at) => !lines.slice(at + 1).some((later) => addressOf(later) === addressOf(line)),
  )
}

/** What arrives at a port, each as its address and its first argument. */
async function receiver() {
  const socket = createSocket('udp4')
  const heard: string[] = []
  socket.on('message', (bytes) => {
    const packet = decodePacket(bytes)
    if (!packet.ok || !('address' in packet.value)) throw new Error('no message')
    const { address, args } = packet.value
    heard.push(`${address} ${Number((args[0] as number).toFixed(4))}`)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  return { port: socket.address().port, heard }
}

/** The slider is on a tablet, which shows where it is on a port of its own. */
function heldShow(booth: ControlBooth, ports: Readonly<Record<'desk' | 'media' | 'tablet', number>>): object {
  const show = JSON.parse(readFileSync(recorded('show.json'), 'utf8')) as ShowFile
  const at = (port: number) => ({ host: '127.0.0.1', port })
  return {
    ...show,
    osc: {
      targets: { desk: at(ports.desk), media: at(ports.media) },
      peers: [{ name: 'tablet', address: '127.0.0.1', replyPort: ports.tablet }],
    },
    midi: { outputs: { ...show.midi.outputs, ...booth.outputs } },
    feedback: [
      ...show.feedback,
      {
        id: 'tablet',
        shows: { param: 'slider' },
        to: { kind: 'osc', peer: 'tablet', address: '/slider/led' },
      },
    ],
    playlists: booth.playlists,
  }
}

export async function openControlBooth(booth: ControlBooth) {
  const [desk, media, tablet] = await Promise.all([receiver(), receiver(), receiver()])
  const ports = { desk: desk.port, media: media.port, tablet: tablet.port }
  const { url, oscPort } = await booth.open(heldShow(booth, ports))
  const client = createSocket('udp4')
  onTestFinished(() => void client.close())
  const until = async (what: string, holds: () => boolean | Promise<boolean>): Promise<void> => {
    await vi.waitUntil(holds, { timeout: booth.patience, interval: 50 }).catch(() => {
      throw new Error(`waited ${booth.patience} ms in vain until ${what}`)
    })
  }
  /** Of both devices and the output to one of them. */
  const states = async (): Promise<boolean[]> => {
    const { devices, midi } = (await (await fetch(`${url}/api/health`)).json()) as HealthReport
    const isThere = (id: string) =>
      devices.some(({ device, state }) => device.startsWith(id) && state === 'open')
    const lights = midi.outputs.some(({ output, state }) => output === 'surface' && state === 'open')
    return [...booth.devices.map(isThere), lights]
  }
  const isOpen = async (): Promise<boolean> => !(await states()).includes(false)
  await until('the devices are open', isOpen)
  let seen = 0
  let replugged = Infinity
  const lit = (): string[] => shownOnce(booth.lights(), replugged).slice(seen)
  return {
    hands: booth.hands,
    async params(): Promise<readonly ParamView[]> {
      const answer = await fetch(`${url}/api/params`)
      return ((await answer.json()) as { params: readonly ParamView[] }).params
    },
    /** Where the control of a parameter stands, once it is known. */
    async standsAt(param: string, place: number): Promise<void> {
      let controls: ParamView['controls']
      await until(`${param} is heard at ${place}`, async () => {
        controls = (await this.params()).find(({ name }) => name === param)!.controls
        return Math.abs((controls?.[0]?.value ?? NaN) - place) < 0.0001
      }).catch((error: unknown) => {
        throw new Error(`of its controls is known ${JSON.stringify(controls)}`, { cause: error })
      })
    },
    /** The control of a parameter has caught its value. */
    async catches(param: string): Promise<void> {
      await until(`${param} is caught`, async () => {
        const { controls } = (await this.params()).find(({ name }) => name === param)!
        return controls?.[0]?.holds === true
      })
    },
    slide(value: number): void {
      const packet = encodePacket({ address: '/slider', types: 'f', args: [value] })
      if (packet.ok) client.send(packet.value, oscPort, '127.0.0.1')
    },
    async unplugAndPlug(): Promise<void> {
      booth.hands.unplug()
      await until('the devices are gone', async () => !(await states()).includes(true))
      // What was shown before is shown again from now on.
      replugged = booth.lights().length
      booth.hands.plug()
      await until('the devices are open again', isOpen)
    },
    /** The light of the slider, which is told again what it shows already. */
    tabletShows: (light: string): Promise<void> =>
      until(`the tablet shows ${light}`, () => tablet.heard.at(-1) === light),
    /** All that is heard since the last time, and nothing else. */
    async hears(expected: Heard): Promise<void> {
      const merged = booth.tearsPairs ? lastOfEach : (lines: readonly string[]) => [...lines]
      const now = (): Heard => ({
        desk: merged(desk.heard),
        media: merged(media.heard),
        leds: merged(lit().map((bytes) => `${bytes.slice(0, 4)} ${bytes.slice(4)}`)),
      })
      await until('all is heard', () => isDeepStrictEqual(now(), expected)).catch(() => {})
      expect(now()).toEqual(expected)
      seen += lit().length
      desk.heard.length = media.heard.length = 0
    },
  }
}

type OpenBooth = Awaited<ReturnType<typeof openControlBooth>>

/** Each of the four moves what two targets hear and lights its own LED. */
async function expectMoves(booth: OpenBooth): Promise<void> {
  const { hands } = booth
  // Where it stands when it is plugged in moves nothing; the fader catches the value where both are.
  await booth.hears({ desk: [], media: [], leds: ['902a 00', '902b 00'] })
  await booth.tabletShows('/slider/led 0')
  hands.push(200)
  hands.fade(0)
  await booth.catches('fader')
  await booth.standsAt('stick', 0.7467)
  hands.fade(5)
  await booth.hears({
    desk: ['/ch/01/mix/fader 0.0003'],
    media: ['/level -59.9799', '/both 0'],
    leds: ['8028 00'],
  })
  hands.fade(12_345)
  await booth.hears({
    desk: ['/ch/01/mix/fader 0.7535'],
    media: ['/level -10.2674', '/both 0'],
    leds: ['9028 60'],
  })
  hands.turn()
  await booth.hears({ desk: ['/ch/01/preamp/trim 0.01'], media: ['/gain 0.01'], leds: ['902a 01'] })
  hands.push(255)
  await booth.hears({ desk: ['/ch/01/mix/pan 100'], media: ['/pan 1'], leds: ['9029 7f'] })
  booth.slide(0.5)
  await booth.hears({ desk: ['/ch/02/mix/fader 0.5'], media: ['/both 0.5'], leds: ['902b 7f'] })
  await booth.tabletShows('/slider/led 0.5')
}

/** Pulled out, moved and put back they change nothing, until a hand goes on. */
async function expectNoJump(booth: OpenBooth): Promise<void> {
  const { hands } = booth
  await booth.unplugAndPlug()
  // What sounded when it went is ended when it is back, and what is feedback is shown again.
  await booth.hears({ desk: [], media: [], leds: ['8028 00', '8029 00', 'b07b 00', '902a 01', '902b 7f'] })
  hands.fade(300)
  hands.push(64)
  await booth.standsAt('fader', -58.7914)
  await booth.standsAt('stick', 0.2924)
  // What is moved after that is heard after all that it might have led to.
  hands.turn()
  await booth.hears({ desk: ['/ch/01/preamp/trim 0.02'], media: ['/gain 0.02'], leds: ['902a 03'] })
  const values = (await booth.params()).map(({ name, value }) => [name, Number((value as number).toFixed(4))])
  expect(values).toEqual([
    ['fader', -10.2674],
    ['stick', 1],
    ['encoder', 0.02],
    ['slider', 0.5],
  ])
  // A hand that goes on takes the value along.
  hands.fade(16_383)
  await booth.hears({ desk: ['/ch/01/mix/fader 1'], media: ['/level 6', '/both 0.5'], leds: ['9028 7f'] })
  hands.push(0)
  await booth.hears({ desk: ['/ch/01/mix/pan -100'], media: ['/pan 0'], leds: ['8029 00'] })
}

export async function expectBoundControls(booth: OpenBooth): Promise<void> {
  await expectMoves(booth)
  await expectNoJump(booth)
}
