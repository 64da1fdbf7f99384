import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MidiDecoder } from '../../../../../main/protocols/midi/decode.ts'
import { encodeMidi } from '../../../../../main/protocols/midi/encode.ts'
import { midiMessage } from '../../../../../shared/model/midi.ts'
import type { MidiMessage } from '../../../../../shared/model/midi.ts'
import { plainMessage } from './arbitrary-midi.ts'
import { runs } from '../../../../support/property-runs.ts'

/** Everything a decoder says of these pieces, in order; refusals as their reasons. */
function heard(...pieces: readonly (readonly number[] | Uint8Array)[]): (MidiMessage | string)[] {
  const said: (MidiMessage | string)[] = []
  const decoder = new MidiDecoder({
    message: (message) => said.push(message),
    rejected: (reason) => said.push(reason),
  })
  for (const piece of pieces) decoder.push(Uint8Array.from(piece))
  return said
}

describe('a message', () => {
  test.each<[string, number[], MidiMessage]>([
    ['note on', [0x90, 60, 100], { kind: 'noteOn', channel: 1, note: 60, velocity: 100 }],
    ['note on at velocity 0', [0x92, 60, 0], { kind: 'noteOff', channel: 3, note: 60, velocity: 0 }],
    ['note off', [0x8f, 60, 64], { kind: 'noteOff', channel: 16, note: 60, velocity: 64 }],
    ['poly pressure', [0xa0, 1, 2], { kind: 'polyPressure', channel: 1, note: 1, pressure: 2 }],
    ['control', [0xb1, 7, 127], { kind: 'control', channel: 2, controller: 7, value: 127 }],
    ['program', [0xc0, 5], { kind: 'program', channel: 1, program: 5 }],
    ['channel pressure', [0xd0, 9], { kind: 'channelPressure', channel: 1, pressure: 9 }],
    ['pitch bend in the middle', [0xe0, 0, 0x40], { kind: 'pitchBend', channel: 1, value: 8192 }],
    ['quarter frame', [0xf1, 0x75], { kind: 'quarterFrame', piece: 7, value: 5 }],
    ['song position', [0xf2, 1, 2], { kind: 'songPosition', position: 257 }],
    ['song select', [0xf3, 3], { kind: 'songSelect', song: 3 }],
    ['tune request', [0xf6], { kind: 'tuneRequest' }],
    ['clock', [0xf8], { kind: 'clock' }],
    ['start', [0xfa], { kind: 'start' }],
    ['continue', [0xfb], { kind: 'continue' }],
    ['stop', [0xfc], { kind: 'stop' }],
    ['active sensing', [0xfe], { kind: 'activeSensing' }],
    ['system reset', [0xff], { kind: 'systemReset' }],
    ['identity request', [0xf0, 0x7e, 0x7f, 6, 1, 0xf7], { kind: 'sysex', data: '7e7f0601' }],
    ['empty system exclusive', [0xf0, 0xf7], { kind: 'sysex', data: '' }],
    [
      'timecode of a full frame',
      [0xf0, 0x7f, 0x7f, 1, 1, 0x21, 2, 3, 4, 0xf7],
      { kind: 'timecode', hours: 1, minutes: 2, seconds: 3, frames: 4, rate: 25 },
    ],
  ])('%s is read', (_what, bytes, message) => {
    expect(heard(bytes)).toEqual([message])
  })

  test('needs no status byte where it is the one before', () => {
    expect(heard([0x90, 60, 100, 60, 0, 62, 90])).toEqual([
      { kind: 'noteOn', channel: 1, note: 60, velocity: 100 },
      { kind: 'noteOff', channel: 1, note: 60, velocity: 0 },
      { kind: 'noteOn', channel: 1, note: 62, velocity: 90 },
    ])
  })

  test('goes on after a real-time byte that came inside it', () => {
    expect(heard([0x90, 60, 0xf8, 100], [0xfe, 61, 101])).toEqual([
      { kind: 'clock' },
      { kind: 'noteOn', channel: 1, note: 60, velocity: 100 },
      { kind: 'activeSensing' },
      { kind: 'noteOn', channel: 1, note: 61, velocity: 101 },
    ])
    expect(heard([0xf0, 0x7d, 1], [0xf8], [2, 0xf7])).toEqual([
      { kind: 'clock' },
      { kind: 'sysex', data: '7d0102' },
    ])
  })
})

describe('what cannot be read is counted by its reason, and what follows is read', () => {
  const note: MidiMessage = { kind: 'noteOn', channel: 1, note: 60, velocity: 100 }
  const whole = [0x90, 60, 100]
  test.each<[string, number[], string[]]>([
    ['stray data', [1, 2, ...whole], ['stray-data', 'stray-data']],
    ['a message cut short', [0xb0, 7, ...whole], ['truncated']],
    ['a status byte without data', [0xb0, ...whole], ['truncated']],
    ['running status cut short', [0xb0, 7, 1, 7, ...whole], ['truncated']],
    ['undefined statuses', [0xf4, 0xf5, 0xf9, 0xfd, ...whole], Array<string>(4).fill('undefined-status')],
    ['data of an undefined status', [0xf4, 1, ...whole], ['undefined-status', 'stray-data']],
    ['system exclusive without end', [0xf0, 1, 2, ...whole], ['sysex-unfinished']],
    ['one system exclusive inside another', [0xf0, 1, 0xf0, 0xf7, ...whole], ['sysex-unfinished']],
    ['an end alone', [0xf7, ...whole], ['stray-sysex-end']],
    ['data after system exclusive', [0xf0, 0xf7, 1, ...whole], ['stray-data']],
    ['data after a common message', [0x90, 1, 1, 0xf3, 1, 5, ...whole], ['stray-data']],
  ])('%s', (_what, bytes, reasons) => {
    const said = heard(bytes)
    expect(said.filter((item) => typeof item === 'string')).toEqual(reasons)
    expect(said.at(-1)).toEqual(note)
  })

  test('running status ends at system exclusive and at an undefined status', () => {
    expect(heard([0x90, 60, 100, 0xf0, 0xf7, 61, 100]).slice(2)).toEqual(['stray-data', 'stray-data'])
    expect(heard([0x90, 60, 100, 0xf5, 61]).slice(1)).toEqual(['undefined-status', 'stray-data'])
  })

  test('system exclusive of 65,536 bytes is whole; one more is refused once and not kept', () => {
    const data = new Uint8Array(65_536).fill(0x11)
    const [whole] = heard([0xf0], data, [0xf7])
    expect(whole).toEqual({ kind: 'sysex', data: '11'.repeat(65_536) })
    expect(midiMessage.safeParse(whole).success).toBe(true)
    expect(heard([0xf0], data, data, data, [0xf7, 0xf8])).toEqual(['sysex-too-long', { kind: 'clock' }])
    expect(heard([0xf0], data, [1], [0xf6])).toEqual(['sysex-too-long', { kind: 'tuneRequest' }])
  })

  test('the end of the stream ends what was begun', () => {
    const said: string[] = []
    const decoder = new MidiDecoder({ message() {}, rejected: (reason) => said.push(reason) })
    decoder.push(Uint8Array.of(0x90, 60, 100))
    decoder.finish()
    expect(said).toEqual([])
    decoder.push(Uint8Array.of(60, 0xf0, 1))
    decoder.finish()
    decoder.push(Uint8Array.of(0xb0, 1))
    decoder.finish()
    expect(said).toEqual(['stray-data', 'sysex-unfinished', 'truncated'])
  })
})

describe('whatever comes', () => {
  const messages = fc.array(plainMessage, { maxLength: 12 })
  const encoded = (list: readonly MidiMessage[]): Uint8Array => Buffer.concat(list.flatMap(encodeMidi))

  test('messages are read as they were written', () => {
    fc.assert(
      fc.property(messages, (list) => {
        expect(heard(encoded(list))).toEqual(list)
      }),
    )
  })

  test('the same is heard wherever the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.oneof(messages.map(encoded), fc.uint8Array({ maxLength: 300 })),
        fc.array(fc.nat(300)),
        (bytes, cuts) => {
          const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
          const pieces = edges.slice(1).map((end, index) => bytes.subarray(edges[index], end))
          expect(heard(...pieces)).toEqual(heard(bytes))
        },
      ),
    )
  })

  test('arbitrary bytes give messages of the model or reasons, and never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        for (const said of heard(bytes)) {
          if (typeof said !== 'string') expect(midiMessage.safeParse(said).error).toBeUndefined()
        }
      }),
      runs(500),
    )
  })

  test('damaged messages give messages of the model or reasons, and never throw', () => {
    fc.assert(
      fc.property(
        messages.map(encoded),
        fc.array(fc.tuple(fc.nat(5000), fc.constantFrom('set', 'drop', 'insert'), fc.nat(255)), {
          maxLength: 8,
        }),
        (bytes, changes) => {
          const damaged = [...bytes]
          for (const [where, how, byte] of changes) {
            const at = where % (damaged.length + 1)
            if (how === 'set') damaged[at] = byte
            else damaged.splice(at, how === 'drop' ? 1 : 0, ...(how === 'drop' ? [] : [byte]))
          }
          for (const said of heard(damaged)) {
            if (typeof said !== 'string') expect(midiMessage.safeParse(said).error).toBeUndefined()
          }
        },
      ),
      runs(500),
    )
  })

  test('after any bytes, a message with its status byte is read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), plainMessage, (bytes, message) => {
        const said = heard(bytes, ...encodeMidi({ kind: 'tuneRequest' }), ...encodeMidi(message))
        expect(said.at(-1)).toEqual(message)
      }),
    )
  })
})
