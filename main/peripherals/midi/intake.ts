// From the bytes of one MIDI port to events.
import type { Publish } from '../../../shared/model/event.ts'
import type { MidiMessage } from '../../../shared/model/midi.ts'
import { MidiDecoder } from '../../protocols/midi/decode.ts'
import type { MidiRejectReason } from '../../protocols/midi/decode.ts'
import { HeldNotes } from '../../protocols/midi/held-notes.ts'
import { ParameterReader } from '../../protocols/midi/parameters.ts'
import { QuarterFrameReader } from '../../protocols/midi/quarter-frames.ts'
import type { ReadTimecode } from '../../protocols/midi/quarter-frames.ts'

interface MidiIntakeOptions {
  readonly publish: Publish
  /** Identity of the port, `midi:Launchpad X:1`. */
  readonly source: string
  readonly port: string
}

export class MidiIntake {
  readonly #publish: Publish
  readonly #source: string
  readonly #port: string
  readonly #decoder: MidiDecoder
  readonly #parameters = new ParameterReader()
  readonly #quarterFrames = new QuarterFrameReader()
  readonly #held = new HeldNotes()
  readonly #rejectedByReason = new Map<MidiRejectReason, number>()
  /** Reasons that came up in the bytes being taken. */
  readonly #fresh = new Set<MidiRejectReason>()
  /** Ms since the port was opened. */
  #at = 0
  #received = 0
  #rejected = 0

  constructor({ publish, source, port }: MidiIntakeOptions) {
    this.#publish = publish
    this.#source = source
    this.#port = port
    this.#decoder = new MidiDecoder({
      message: (message) => this.#receive(message),
      rejected: (reason) => this.#reject(reason),
    })
  }

  /** Takes bytes as they arrived, so long after those before; they are not needed after the call. */
  take(bytes: Uint8Array, seconds: number): void {
    this.#at += seconds * 1000
    this.#decoder.push(bytes)
    this.#publishRejected()
  }

  /** Ends what the port has begun: every note that is on gets its note off. */
  release(): void {
    this.#decoder.finish()
    this.#publishRejected()
    for (const { channel, note } of this.#held.takeAll()) {
      const message = { kind: 'noteOff', channel, note, velocity: 0 } as const
      const payload = { port: this.#port, message, madeUp: true } as const
      this.#publish({ type: 'midi.received', source: this.#source, cause: null, payload })
    }
  }

  /** Totals since the port was opened. */
  counts(): { readonly received: number; readonly rejected: number } {
    return { received: this.#received, rejected: this.#rejected }
  }

  #receive(message: MidiMessage): void {
    this.#received += 1
    if (message.kind === 'quarterFrame') {
      // A hundred a second that mean nothing each: eight of them are told as one timecode.
      const read = this.#quarterFrames.take(message)
      if (read !== null) this.#publishTimecode(read)
      return
    }
    this.#held.follow(message)
    this.#publishMessage(message)
    if (message.kind === 'timecode') {
      this.#quarterFrames.locate(message)
      this.#publishTimecode({ time: message, direction: 'forward', running: false, ran: 0 })
    }
    if (message.kind !== 'control') return
    const composed = this.#parameters.take(message, this.#at)
    if (composed !== null) this.#publishMessage(composed)
  }

  #publishMessage(message: MidiMessage): void {
    const payload = { port: this.#port, message }
    this.#publish({ type: 'midi.received', source: this.#source, cause: null, payload })
  }

  #publishTimecode({ time, direction, running, ran }: ReadTimecode): void {
    const { hours, minutes, seconds, frames, rate } = time
    const payload = { port: this.#port, hours, minutes, seconds, frames, rate, direction, running, ran }
    this.#publish({ type: 'timecode.received', source: this.#source, cause: null, payload })
  }

  #reject(reason: MidiRejectReason): void {
    this.#rejected += 1
    this.#rejectedByReason.set(reason, (this.#rejectedByReason.get(reason) ?? 0) + 1)
    this.#fresh.add(reason)
  }

  /** Once for all that the same bytes brought, for a flood of stray ones must not become a flood of events. */
  #publishRejected(): void {
    if (this.#fresh.size === 0) return
    for (const reason of this.#fresh) {
      const payload = { port: this.#port, reason, total: this.#rejectedByReason.get(reason) as number }
      this.#publish({ type: 'midi.rejected', source: this.#source, cause: null, payload })
    }
    this.#fresh.clear()
  }
}
