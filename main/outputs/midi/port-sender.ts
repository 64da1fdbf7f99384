// Sends to one declared output: waits for its port, paces, and ends the notes that a lost port left hanging.
import { platform } from 'node:process'
import { AgingQueue } from '../../../shared/base/aging-queue.ts'
import type { Waiting } from '../../../shared/base/aging-queue.ts'
import type { Clock, MonotonicMs } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'
import { messageOf } from '../../../shared/base/result.ts'
import type { Publish } from '../../../shared/model/event.ts'
import { isFeedbackRoute } from '../../../shared/model/feedback-source.ts'
import type { MidiOutputHealth } from '../../../shared/model/health.ts'
import { MIDI_LIMITS } from '../../../shared/model/midi-words.ts'
import type { MidiMessage } from '../../../shared/model/midi.ts'
import type { MidiOutputPort } from '../../../shared/model/show.ts'
import { encodeMidi } from '../../protocols/midi/encode.ts'
import { HeldNotes } from '../../protocols/midi/held-notes.ts'
import type { Sounding } from '../../protocols/midi/held-notes.ts'
import type { MidiLibrary, MidiOutput } from '../../protocols/midi/midi-library.ts'
import type { MidiPort } from '../../protocols/midi/ports.ts'
import { Lights } from './lights.ts'
import { Pace } from './pace.ts'

/** Bytes with F0 and F7. ALSA drops longer ones, with nothing but a line on the console, and takes no parts. */
const LONGEST_MESSAGE = platform === 'linux' ? 4863 : MIDI_LIMITS.sysex + 2
/** Kept for a port; the oldest make room, those that end a note last. */
const BOUNDS = { items: 1000, bytes: 4 * 1024 * 1024 } as const
const ALL_SOUND_OFF = 120
const ALL_NOTES_OFF = 123

interface PortSenderOptions {
  readonly clock: Clock
  readonly publish: Publish
  /** As the show names it. */
  readonly name: string
  readonly port: MidiOutputPort
}

interface QueuedMessage extends Waiting {
  readonly message: MidiMessage
  /** What goes over the wire, one array for each message there. */
  readonly parts: readonly Uint8Array[]
  readonly cause: number
  readonly dark?: MidiMessage | undefined
}

/** What is known of a message besides what it says. */
interface Routed {
  readonly route?: string | undefined
  readonly dark?: MidiMessage | undefined
}

interface OpenPort {
  readonly path: string
  readonly output: MidiOutput
}

export class PortSender implements Disposable {
  #port: MidiOutputPort
  readonly #clock: Clock
  readonly #publish: Publish
  #name: string
  readonly #queue = new AgingQueue<QueuedMessage>(BOUNDS)
  readonly #pace: Pace
  readonly #held = new HeldNotes()
  readonly #lights = new Lights()
  /** Channels that anything was ever sent on. */
  readonly #channels = new Set<number>()
  readonly #failedByCode = new Map<string, number>()
  #open: OpenPort | null = null
  /** An earlier sender has left sounding what nobody knows exactly. */
  #mustSilence = false
  #turn: Disposable | null = null
  #state: MidiOutputHealth['state'] = 'missing'
  #reason: string | null = 'the system’s ports have not been looked at yet'
  #sent = 0
  #failed = 0
  #dropped = 0
  #lastError: string | null = null

  constructor({ clock, publish, name, port }: PortSenderOptions) {
    this.#port = port
    this.#clock = clock
    this.#publish = publish
    this.#name = name
    this.#pace = new Pace(clock)
  }

  get port(): MidiOutputPort {
    return this.#port
  }

  /** The same port of the system, under another name or other terms. */
  redefine(name: string, port: MidiOutputPort): void {
    this.#name = name
    this.#port = port
  }

  /** `at` is when it was asked for: from then on it grows old, unless it is the latest of a `route`. `dark` puts out a light. */
  send(message: MidiMessage, cause: number, at: MonotonicMs, { route, dark }: Routed = {}): void {
    if (this.#state === 'off') {
      this.fail('midi/off', this.#reason ?? 'there is no MIDI here', cause)
      return
    }
    const parts = encodeMidi(message)
    const longest = Math.max(...parts.map((part) => part.length))
    if (longest > LONGEST_MESSAGE) {
      const what = `a message of ${longest} bytes; the longest this computer can send has ${LONGEST_MESSAGE}`
      this.fail('midi/too-long', what, cause)
      return
    }
    const isForGood = endsNote(message) || route !== undefined
    const goodUntil = isForGood ? Infinity : at + this.#port.maxAge
    this.#enqueue({ message, parts, bytes: bytesOf(parts), goodUntil, cause, route, dark })
    this.#pump()
  }

  /** Counts a message that cannot be sent, and publishes why. */
  fail(code: string, message: string, cause: number): void {
    this.#failed += 1
    this.#publishFailure(code, message, cause)
  }

  /** Follows the port's place in the system: `found` is where it is now, undefined where it is not there. */
  follow(found: MidiPort | undefined, library: MidiLibrary, present: readonly MidiPort[]): void {
    if (this.#open !== null && this.#open.path !== found?.path) this.#close()
    if (this.#open === null) this.#dropStale()
    if (found === undefined) {
      this.#state = 'missing'
      this.#reason = this.#missing(present)
    } else if (this.#open === null) this.#connect(found, library)
    this.#pump()
  }

  /**
   * Falls silent at once. What waits is forgotten, and not counted as dropped, for nobody wants it any more. A port that is away
   * has its notes ended when it comes back. Answers how many waited.
   */
  panic(cause: number): number {
    const waited = this.#queue.takeAll().length
    if (this.#open === null || !this.#silence(this.#open.output, cause)) return waited
    // Some devices know only note offs. Beyond the queue's bound they are left to the messages for whole channels.
    for (const { channel, note } of this.#held.takeAll()) {
      const message: MidiMessage = { kind: 'noteOff', channel, note, velocity: 0 }
      const parts = encodeMidi(message)
      this.#queue.push({ message, parts, bytes: bytesOf(parts), goodUntil: Infinity, cause })
    }
    this.#pump()
    return waited
  }

  /** Ends, once the port is open, what an earlier sender has left sounding there. */
  takeOver({ channels, notes }: Sounding): void {
    for (const channel of channels) this.#channels.add(channel)
    for (const note of notes) this.#held.follow({ kind: 'noteOn', ...note, velocity: 1 })
    this.#mustSilence = channels.length > 0
  }

  /** The show no longer sends here: what waits is dropped, but for ends of notes, which come with the end of this sender. */
  giveUp(): void {
    for (const item of this.#queue.takeAll()) {
      if (this.#open === null || !endsNote(item.message))
        this.#drop(item, 'midi/output-closed', 'the show does not send there any more')
    }
  }

  /** There is no MIDI on this computer; whatever is sent from now on fails. */
  switchOff(reason: string): void {
    this.#close()
    this.#state = 'off'
    this.#reason = reason
    for (const item of this.#queue.takeAll()) this.#drop(item, 'midi/off', reason)
  }

  health(): MidiOutputHealth {
    return {
      output: this.#name,
      port: this.#port.occurrence === 1 ? this.#port.port : `${this.#port.port} (${this.#port.occurrence})`,
      state: this.#state,
      reason: this.#reason,
      sent: this.#sent,
      failed: this.#failed,
      queued: this.#queue.length,
      dropped: this.#dropped,
      collapsed: this.#queue.replaced,
      lastError: this.#lastError,
    }
  }

  /** Ends the notes that are on and puts out the lights, then lets go of the port. */
  [Symbol.dispose](): void {
    dispose(this.#turn)
    this.#turn = null
    if (this.#open !== null) this.#endHanging(this.#open.output)
    if (this.#open !== null) this.#putOut(this.#open.output)
    this.#close()
  }

  /** Nobody sends to it any more: what stays lit would tell what is not so. */
  #putOut(output: MidiOutput): void {
    try {
      for (const message of this.#lights.takeAll()) sendNow(output, message)
    } catch (thrown) {
      this.#lastError = messageOf(thrown)
    }
  }

  #missing(present: readonly MidiPort[]): string {
    const { port, occurrence } = this.#port
    const names = [...new Set(present.map(({ name }) => name))]
    if (names.includes(port.trim()))
      return `number ${occurrence} of the MIDI outputs called ${port} is not there`
    const there = names.length === 0 ? 'there is none' : `there is ${names.join(', ')}`
    return `no MIDI output is called ${port}; ${there}`
  }

  #connect({ index, path }: MidiPort, { Output }: MidiLibrary): void {
    let output: MidiOutput | null = null
    try {
      output = new Output()
      output.openPort(index)
      if (!output.isPortOpen()) throw new Error('the system refuses to open the port')
      this.#open = { path, output }
      this.#state = 'open'
      this.#reason = null
      this.#endHanging(output)
      if (this.#mustSilence) this.#endSound(output)
      this.#mustSilence = false
    } catch (thrown) {
      output?.destroy()
      this.#open = null
      this.#state = 'missing'
      this.#reason = messageOf(thrown)
    }
  }

  /** Both ways, because some devices only know one of them. Not paced: notes of all channels may not wait behind a show. */
  #endHanging(output: MidiOutput): void {
    const notes = this.#held.takeAll()
    const channels = new Set(notes.map(({ channel }) => channel))
    try {
      for (const { channel, note } of notes) {
        sendNow(output, { kind: 'noteOff', channel, note, velocity: 0 })
      }
      for (const channel of channels) {
        sendNow(output, { kind: 'control', channel, controller: ALL_NOTES_OFF, value: 0 })
      }
    } catch (thrown) {
      this.#lastError = messageOf(thrown)
    }
  }

  /** Ends all sound on each channel used; false where the port has failed. */
  #silence(output: MidiOutput, cause: number): boolean {
    try {
      this.#endSound(output)
      return true
    } catch (thrown) {
      this.#breakDown(messageOf(thrown), cause)
      return false
    }
  }

  /** With at most 32 messages, which are not paced. */
  #endSound(output: MidiOutput): void {
    for (const channel of this.#channels) {
      for (const controller of [ALL_SOUND_OFF, ALL_NOTES_OFF]) {
        this.#pace.sent(sendNow(output, { kind: 'control', channel, controller, value: 0 }))
      }
    }
  }

  #close(): void {
    this.#open?.output.destroy()
    this.#open = null
  }

  /** Too old on arrival where it was held up on its way here. */
  #enqueue(item: QueuedMessage): void {
    if (item.goodUntil < this.#clock.now()) {
      this.#drop(
        item,
        'midi/too-old',
        `it came later than ${this.#port.maxAge / 1000} s after it was asked for`,
      )
      return
    }
    for (const loser of this.#queue.push(item)) {
      this.#drop(loser, 'midi/queue-full', 'more is sent than the port takes')
    }
  }

  #dropStale(): void {
    for (const item of this.#queue.takeStale(this.#clock.now())) {
      this.#drop(item, 'midi/port-missing', this.#reason ?? 'the port is not there')
    }
  }

  #pump(): void {
    while (this.#open !== null && this.#turn === null) {
      const next = this.#queue.peek()
      if (next === undefined) return
      const dueAt = this.#pace.nextAt()
      if (dueAt > this.#clock.now()) {
        this.#turn = this.#clock.upkeep(dueAt, () => {
          this.#turn = null
          this.#pump()
        })
        return
      }
      this.#queue.shift()
      this.#transmit(this.#open.output, next)
    }
  }

  #transmit(output: MidiOutput, { message, parts, cause, route, dark }: QueuedMessage): void {
    try {
      for (const part of parts) {
        output.sendMessage(Buffer.from(part))
        this.#pace.sent(part.length)
      }
      // Lights make no sound.
      if (route !== undefined && isFeedbackRoute(route)) this.#lights.follow(route, dark)
      else {
        this.#held.follow(message)
        if ('channel' in message) this.#channels.add(message.channel)
      }
      this.#sent += 1
    } catch (thrown) {
      this.#breakDown(messageOf(thrown), cause)
    }
  }

  /** The next look at the ports opens it anew. */
  #breakDown(reason: string, cause: number): void {
    this.fail('midi/send', reason, cause)
    this.#close()
    this.#state = 'missing'
    this.#reason = reason
  }

  #drop({ cause }: QueuedMessage, code: string, message: string): void {
    this.#dropped += 1
    this.#publishFailure(code, message, cause)
  }

  #publishFailure(code: string, message: string, cause: number): void {
    this.#lastError = message
    const total = (this.#failedByCode.get(code) ?? 0) + 1
    this.#failedByCode.set(code, total)
    const payload = { output: this.#name, code, message, total }
    this.#publish({ type: 'midi.sendFailed', source: 'midi:output', cause, payload })
  }
}

function bytesOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0)
}

function endsNote(message: MidiMessage): boolean {
  return message.kind === 'noteOff' || (message.kind === 'noteOn' && message.velocity === 0)
}

/** Answers how many bytes were sent. */
function sendNow(output: MidiOutput, message: MidiMessage): number {
  let bytes = 0
  for (const part of encodeMidi(message)) {
    output.sendMessage(Buffer.from(part))
    bytes += part.length
  }
  return bytes
}
