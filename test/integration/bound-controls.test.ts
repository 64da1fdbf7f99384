// A 14-bit fader, a stick, an encoder and a slider over OSC: each moves a parameter that two targets are sent and that lights its own
// LED, two of them by an output of the parameter and two as feedback.
import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test, vi } from 'vitest'
import { encodeMidi } from '../../main/protocols/midi/encode.ts'
import { decodePacket } from '../../main/protocols/osc/decode.ts'
import { encodePacket } from '../../main/protocols/osc/encode.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import type { ParamView } from '../../shared/model/param.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { OPERATOR } from '../support/clients.ts'
import { scratch } from '../support/scratch.ts'
import { startedHost } from '../support/started-host.ts'

const recorded = (name: string): string => join(import.meta.dirname, '../recordings/controls', name)
const simulate = join(import.meta.dirname, '../../main/simulate.ts')

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** What leaves, as the bytes on the wire. */
function sentLine({ at, type, payload }: EventEnvelope): string[] {
  if (type === 'osc.send') {
    const packet = encodePacket(payload as EventEnvelope<'osc.send'>['payload'])
    if (!packet.ok) throw new Error(packet.error.what)
    return [`${at} ${(payload as { target: string }).target} ${hex(packet.value)}`]
  }
  if (type !== 'midi.send') return []
  const { output, message } = payload as EventEnvelope<'midi.send'>['payload']
  return encodeMidi(message).map((bytes) => `${at} ${output} ${hex(bytes)}`)
}

/** Numbers of the script in the process of the devices. */
const DO = {
  nudge: 21,
  fadeDown: 11,
  creep: 20,
  fade: 12,
  turn: 13,
  push: 14,
  unplug: 15,
  plug: 16,
  elsewhere: 17,
  fadePast: 18,
  pushOn: 19,
}
/** Notes of lights that are feedback: of the encoder and of the slider. */
const FEEDBACK: ReadonlySet<string> = new Set(['2a', '2b'])
const DEVICES = ['hid:054c:09cc:1', 'midi:Synth:Synth:1']

interface Heard {
  readonly desk: readonly string[]
  readonly media: readonly string[]
  readonly leds: readonly string[]
}

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

/** The recorded show with two real targets, and with devices that a script moves. */
async function openBooth() {
  const [desk, media] = await Promise.all([receiver(), receiver()])
  const folder = scratch({})
  onTestFinished(() => folder[Symbol.dispose]())
  const leds = join(folder.path, 'synth')
  vi.stubEnv('SYNTH_FILE', leds)
  onTestFinished(() => void vi.unstubAllEnvs())
  const show = JSON.parse(readFileSync(recorded('show.json'), 'utf8')) as ShowFile
  const at = ({ port }: { readonly port: number }) => ({ host: '127.0.0.1', port })
  const playlists = Object.values(DO).map((program) => {
    const payload = { output: 'script', message: { kind: 'program', channel: 1, program } }
    return { id: `do-${program}`, name: 'Script', steps: [{ offset: 0, type: 'midi.send', payload }] }
  })
  const host = await startedHost({
    ...show,
    osc: { targets: { desk: at(desk), media: at(media) } },
    midi: { outputs: { ...show.midi.outputs, script: { port: 'Script:Script' } } },
    playlists,
  })
  const client = createSocket('udp4')
  onTestFinished(() => void client.close())
  const until = (holds: () => boolean | Promise<boolean>): Promise<unknown> =>
    vi.waitUntil(holds, { timeout: 15_000, interval: 50 })
  /** Of both devices and the output to one of them. */
  const states = (): boolean[] => {
    const { devices, midi } = host.engine.health.report()
    const isOpen = (id: string) => devices.some(({ device, state }) => device === id && state === 'open')
    return [
      ...DEVICES.map(isOpen),
      midi.outputs.some(({ output, state }) => output === 'surface' && state === 'open'),
    ]
  }
  const isOpen = (): boolean => !states().includes(false)
  const isGone = (): boolean => !states().includes(true)
  await until(isOpen)
  const params = async (): Promise<readonly ParamView[]> => {
    const answer = await fetch(`http://127.0.0.1:${host.http.port}/api/params`)
    return ((await answer.json()) as { params: readonly ParamView[] }).params
  }
  let seen = 0
  let replugged = Infinity
  const bytes = (): string[] => (existsSync(leds) ? readFileSync(leds, 'utf8').trim().split('\n') : [])
  const lit = (): string[] => shownOnce(bytes(), replugged).slice(seen)
  return {
    until,
    ...{ isOpen, isGone },
    /** What was shown before is shown again from now on. */
    replugs(): void {
      replugged = bytes().length
    },
    do(program: number): void {
      const context = { client: OPERATOR, cause: null }
      void host.engine.commands.execute('playlist.start', { id: `do-${program}` }, context)
    },
    slide(value: number): void {
      const packet = encodePacket({ address: '/slider', types: 'f', args: [value] })
      if (packet.ok) client.send(packet.value, host.osc.port, '127.0.0.1')
    },
    params,
    /** All that is heard since the last time, and nothing else. */
    async hears(expected: Heard): Promise<void> {
      const counts = (heard: Heard): number[] => [heard.desk.length, heard.media.length, heard.leds.length]
      const now = (): Heard => ({ desk: desk.heard, media: media.heard, leds: lit() })
      const isAll = (): boolean => counts(now()).every((count, index) => count >= counts(expected)[index]!)
      await until(isAll).catch(() => {})
      expect(now()).toEqual(expected)
      seen += lit().length
      desk.heard.length = media.heard.length = 0
    },
  }
}

test('in `simulate` they send what they did before, byte for byte', async () => {
  const options = ['--show', recorded('show.json'), '--input', recorded('session.jsonl')]
  const run = spawn(process.execPath, [simulate, ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = (await text(run.stdout)).trim().split('\n')
  const sent = lines.flatMap((line) => sentLine(JSON.parse(line) as EventEnvelope))
  expect(`${sent.join('\n')}\n`).toBe(readFileSync(recorded('sent.txt'), 'utf8'))
})

test('live they move what two targets hear and light their LEDs; unplugged and plugged in again nothing jumps', async () => {
  const booth = await openBooth()
  // Where it stands when it is plugged in moves nothing; the fader catches the value where both are.
  await booth.hears({ desk: [], media: [], leds: ['902a00', '902b00'] })
  booth.do(DO.nudge)
  booth.do(DO.fadeDown)
  await booth.until(async () => (await booth.params())[0]?.controls?.[0]?.holds === true)
  booth.do(DO.creep)
  await booth.hears({
    desk: ['/ch/01/mix/fader 0.0003'],
    media: ['/level -59.9799', '/both 0'],
    leds: ['802800'],
  })
  booth.do(DO.fade)
  await booth.hears({
    desk: ['/ch/01/mix/fader 0.7535'],
    media: ['/level -10.2674', '/both 0'],
    leds: ['902860'],
  })
  booth.do(DO.turn)
  await booth.hears({ desk: ['/ch/01/preamp/trim 0.01'], media: ['/gain 0.01'], leds: ['902a01'] })
  booth.do(DO.push)
  await booth.hears({ desk: ['/ch/01/mix/pan 100'], media: ['/pan 1'], leds: ['90297f'] })
  booth.slide(0.5)
  await booth.hears({ desk: ['/ch/02/mix/fader 0.5'], media: ['/both 0.5'], leds: ['902b7f'] })

  booth.do(DO.unplug)
  await booth.until(booth.isGone)
  booth.replugs()
  booth.do(DO.plug)
  await booth.until(booth.isOpen)
  // What sounded when it went is ended when it is back, and what is feedback is shown again.
  await booth.hears({ desk: [], media: [], leds: ['802800', '802900', 'b07b00', '902a01', '902b7f'] })
  booth.do(DO.elsewhere)
  // What is moved after that is heard after all that it might have led to.
  booth.do(DO.turn)
  await booth.hears({
    desk: ['/ch/01/preamp/trim 0.02'],
    media: ['/gain 0.02'],
    leds: ['902a03'],
  })
  const values = (await booth.params()).map(({ name, value }) => [name, Number((value as number).toFixed(4))])
  expect(values).toEqual([
    ['fader', -10.2674],
    ['stick', 1],
    ['encoder', 0.02],
    ['slider', 0.5],
  ])
  // A hand that goes on takes the value along.
  booth.do(DO.fadePast)
  await booth.hears({ desk: ['/ch/01/mix/fader 1'], media: ['/level 6', '/both 0.5'], leds: ['90287f'] })
  booth.do(DO.pushOn)
  await booth.hears({ desk: ['/ch/01/mix/pan -100'], media: ['/pan 0'], leds: ['802900'] })
}, 120_000)
