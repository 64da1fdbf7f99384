// Reads MIDI messages out of a stream of bytes that may be cut anywhere and hold anything.
import { MIDI_LIMITS } from '../../../shared/model/midi-words.ts'
import type { MidiMessage } from '../../../shared/model/midi.ts'
import { decodeMachineControl } from './machine-control.ts'
import { decodeShowControl } from './show-control.ts'
import { decodeFullFrame } from './timecode.ts'

export type MidiRejectReason =
  /** A data byte that belongs to no message. */
  | 'stray-data'
  /** A message that another one began inside. */
  | 'truncated'
  /** One of the status bytes that mean nothing: F4, F5, F9 and FD. */
  | 'undefined-status'
  /** An end of system exclusive without its beginning. */
  | 'stray-sysex-end'
  /** System exclusive without its end. */
  | 'sysex-unfinished'
  | 'sysex-too-long'

export interface MidiListener {
  message(message: MidiMessage): void
  rejected(reason: MidiRejectReason): void
}

const SYSEX_START = 0xf0
const SYSEX_END = 0xf7
const FIRST_REAL_TIME = 0xf8
const SMALLEST_SYSEX_BUFFER = 256

/** Messages of one status byte alone. */
const BARE = new Map<number, MidiMessage>([
  [0xf6, { kind: 'tuneRequest' }],
  [0xf8, { kind: 'clock' }],
  [0xfa, { kind: 'start' }],
  [0xfb, { kind: 'continue' }],
  [0xfc, { kind: 'stop' }],
  [0xfe, { kind: 'activeSensing' }],
  [0xff, { kind: 'systemReset' }],
])

/** Data bytes that follow each status of a channel, by its upper half less 8. */
const CHANNEL_LENGTHS = [2, 2, 2, 2, 1, 1, 2]
const COMMON_LENGTHS = new Map([
  [0xf1, 1],
  [0xf2, 2],
  [0xf3, 1],
])

/** A decoder of one port. It never throws, and holds at most one message of the longest kind. */
export class MidiDecoder {
  readonly #listener: MidiListener
  /** Status that data bytes belong to; 0 where there is none. */
  #status = 0
  #length = 0
  #received = 0
  #first = 0
  /** Between a status byte and the last of its data; false while running status waits for more. */
  #begun = false
  #inSysex = false
  #sysex = new Uint8Array(SMALLEST_SYSEX_BUFFER)
  #sysexLength = 0

  constructor(listener: MidiListener) {
    this.#listener = listener
  }

  push(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte < 0x80) this.#data(byte)
      else if (byte >= FIRST_REAL_TIME) this.#realTime(byte)
      else this.#statusByte(byte)
    }
  }

  /** Ends the stream: what was begun is counted as unfinished, and the next byte starts anew. */
  finish(): void {
    this.#breakOff()
    this.#status = 0
  }

  #realTime(status: number): void {
    const message = BARE.get(status)
    if (message === undefined) this.#listener.rejected('undefined-status')
    else this.#listener.message(message)
  }

  #statusByte(status: number): void {
    if (status === SYSEX_END) {
      this.#endSysex()
      return
    }
    this.#breakOff()
    this.#status = 0
    if (status === SYSEX_START) {
      this.#inSysex = true
      this.#sysexLength = 0
      return
    }
    const length = status < SYSEX_START ? CHANNEL_LENGTHS[(status >> 4) - 8] : COMMON_LENGTHS.get(status)
    if (length === undefined) this.#realTime(status)
    else this.#begin(status, length)
  }

  #begin(status: number, length: number): void {
    this.#status = status
    this.#length = length
    this.#received = 0
    this.#begun = true
  }

  #data(byte: number): void {
    if (this.#inSysex) this.#sysexData(byte)
    else if (this.#status === 0) this.#listener.rejected('stray-data')
    else if (this.#received + 1 < this.#length) {
      this.#first = byte
      this.#received += 1
      this.#begun = true
    } else {
      const status = this.#status
      this.#received = 0
      this.#begun = false
      if (status >= SYSEX_START) this.#status = 0
      this.#listener.message(
        this.#length === 1 ? shortMessage(status, byte, 0) : shortMessage(status, this.#first, byte),
      )
    }
  }

  #sysexData(byte: number): void {
    const length = this.#sysexLength
    if (length > MIDI_LIMITS.sysex) return
    this.#sysexLength += 1
    if (length === MIDI_LIMITS.sysex) {
      this.#listener.rejected('sysex-too-long')
      return
    }
    if (length === this.#sysex.length) {
      const larger = new Uint8Array(2 * length)
      larger.set(this.#sysex)
      this.#sysex = larger
    }
    this.#sysex[length] = byte
  }

  #endSysex(): void {
    if (!this.#inSysex) {
      this.#breakOff()
      this.#status = 0
      this.#listener.rejected('stray-sysex-end')
      return
    }
    this.#inSysex = false
    if (this.#sysexLength > MIDI_LIMITS.sysex) return
    for (const message of sysexMessages(this.#sysex.subarray(0, this.#sysexLength))) {
      this.#listener.message(message)
    }
  }

  /** Counts what was begun and will not be finished. */
  #breakOff(): void {
    if (this.#inSysex && this.#sysexLength <= MIDI_LIMITS.sysex) this.#listener.rejected('sysex-unfinished')
    if (this.#begun) this.#listener.rejected('truncated')
    this.#inSysex = false
    this.#begun = false
  }
}

function shortMessage(status: number, first: number, second: number): MidiMessage {
  const channel = (status & 0xf) + 1
  switch (status & 0xf0) {
    case 0x80:
      return { kind: 'noteOff', channel, note: first, velocity: second }
    case 0x90:
      // So that keyboards with running status need no second status byte for the release.
      return { kind: second === 0 ? 'noteOff' : 'noteOn', channel, note: first, velocity: second }
    case 0xa0:
      return { kind: 'polyPressure', channel, note: first, pressure: second }
    case 0xb0:
      return { kind: 'control', channel, controller: first, value: second }
    case 0xc0:
      return { kind: 'program', channel, program: first }
    case 0xd0:
      return { kind: 'channelPressure', channel, pressure: first }
    case 0xe0:
      return { kind: 'pitchBend', channel, value: first | (second << 7) }
    default:
      return commonMessage(status, first, second)
  }
}

function commonMessage(status: number, first: number, second: number): MidiMessage {
  if (status === 0xf1) return { kind: 'quarterFrame', piece: first >> 4, value: first & 0xf }
  if (status === 0xf2) return { kind: 'songPosition', position: first | (second << 7) }
  return { kind: 'songSelect', song: first }
}

/** System exclusive that is neither timecode nor show control nor machine control stays as it came. */
function sysexMessages(data: Uint8Array): readonly MidiMessage[] {
  const time = decodeFullFrame(data)
  if (time !== null) return [{ kind: 'timecode', ...time }]
  const cue = decodeShowControl(data)
  if (cue !== null) return [cue]
  return decodeMachineControl(data) ?? [{ kind: 'sysex', data: Buffer.from(data).toString('hex') }]
}
