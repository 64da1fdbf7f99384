// A 14-bit fader, a stick, an encoder and a slider over OSC: each moves a parameter that two targets are sent and that lights its own
// LED, two of them by an output of the parameter and two as feedback.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test, vi } from 'vitest'
import { encodeMidi } from '../../main/protocols/midi/encode.ts'
import { encodePacket } from '../../main/protocols/osc/encode.ts'
import type { Host } from '../../main/host.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { OPERATOR } from '../support/clients.ts'
import { expectBoundControls, openControlBooth, recorded } from '../support/control-booth.ts'
import { startedHost } from '../support/started-host.ts'
import { scratch } from '../support/scratch.ts'

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

/** What the numbers of the script in the process of the devices do. */
const FADES: Readonly<Record<number, number>> = { 0: 11, 5: 20, 300: 22, 12_345: 12, 16_383: 18 }
const PUSHES: Readonly<Record<number, number>> = { 0: 19, 64: 23, 200: 21, 255: 14 }
const TURN = 13
const UNPLUG = 15
const PLUG = 16

test('in `simulate` they send what they did before, byte for byte', async () => {
  const options = ['--show', recorded('show.json'), '--input', recorded('session.jsonl')]
  const run = spawn(process.execPath, [simulate, ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = (await text(run.stdout)).trim().split('\n')
  const sent = lines.flatMap((line) => sentLine(JSON.parse(line) as EventEnvelope))
  expect(`${sent.join('\n')}\n`).toBe(readFileSync(recorded('sent.txt'), 'utf8'))
})

test('live they move what two targets hear and light their LEDs; unplugged and plugged in again nothing jumps', async () => {
  const folder = scratch({})
  onTestFinished(() => folder[Symbol.dispose]())
  const leds = join(folder.path, 'synth')
  vi.stubEnv('SYNTH_FILE', leds)
  onTestFinished(() => void vi.unstubAllEnvs())
  const programs = [...Object.values(FADES), ...Object.values(PUSHES), TURN, UNPLUG, PLUG]
  const play = (program: number): void => {
    const context = { client: OPERATOR, cause: null }
    void host?.engine.commands.execute('playlist.start', { id: `do-${program}` }, context)
  }
  let host: Host | null = null
  const booth = await openControlBooth({
    async open(show) {
      host = await startedHost(show)
      return { url: `http://127.0.0.1:${host.http.port}`, oscPort: host.osc.port }
    },
    hands: {
      fade: (value) => play(FADES[value]!),
      push: (place) => play(PUSHES[place]!),
      turn: () => play(TURN),
      unplug: () => play(UNPLUG),
      plug: () => play(PLUG),
    },
    devices: ['hid:054c:09cc:1', 'midi:Synth:Synth:1'],
    outputs: { script: { port: 'Script:Script' } },
    playlists: programs.map((program) => {
      const payload = { output: 'script', message: { kind: 'program', channel: 1, program } }
      return { id: `do-${program}`, name: 'Script', steps: [{ offset: 0, type: 'midi.send', payload }] }
    }),
    lights: () => (existsSync(leds) ? readFileSync(leds, 'utf8').trim().split('\n') : []),
    patience: 15_000,
    tearsPairs: false,
  })
  await expectBoundControls(booth)
}, 120_000)
