// What the show asks of the process: handed on at the end of each turn, kept for a while where it is away, bounded.
import { AgingQueue } from '../../shared/base/aging-queue.ts'
import type { Waiting } from '../../shared/base/aging-queue.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { explainIssue, formatPath } from '../../shared/model/explain.ts'
import { devicePayloads } from '../../shared/model/payload/device.ts'
import { isFeedbackRoute } from '../../shared/model/feedback-source.ts'
import type { EventEnvelope, Publish } from '../../shared/model/event.ts'
import type { MidiOutputPort } from '../../shared/model/show.ts'
import type { AskedEvent } from './messages.ts'
import { SoundingOutputs } from './sounding.ts'
import type { SameOutputs } from './sounding.ts'

/** Sends that the process may not have taken yet, in events and characters. */
const MOST_UNDER_WAY = { items: 1_000, bytes: 4 * 1024 * 1024 } as const
/** Sends that wait for it; the oldest make room, but for what ends a note. */
const MOST_WAITING = MOST_UNDER_WAY
/** Nothing makes room under way: it is bounded before it is handed over. */
const UNBOUNDED = { items: Infinity, bytes: Infinity } as const

const AWAY = 'midi/devices-away'
const CLOSED = 'the show does not send there any more'

interface RequestsOptions {
  readonly clock: Clock
  readonly publish: Publish
  /** Hands a text to the process. */
  readonly send: (text: string) => void
}

interface Request extends Waiting {
  readonly output: string
  readonly seq: number
  /** The event as JSON. */
  readonly text: string
}

interface Failures {
  total: number
  last: string
}

export class Requests {
  readonly #options: RequestsOptions
  readonly #sounding = new SoundingOutputs()
  #outputs: Readonly<Record<string, MidiOutputPort>> = {}
  readonly #failures = new Map<string, Failures>()
  readonly #waiting = new AgingQueue<Request>(MOST_WAITING)
  /** Sent to the process and not confirmed, the oldest first. */
  readonly #underWay = new AgingQueue<Request>(UNBOUNDED)
  #isOpen = false
  #isDue = false
  /** Why the process is away. */
  #reason = 'the device process is starting'

  constructor(options: RequestsOptions) {
    this.#options = options
  }

  /** From now on these are sent to; what waits for others than the `same` is given up. */
  take(outputs: Readonly<Record<string, MidiOutputPort>>, same: SameOutputs): void {
    const present = new Map(Array.from(same, ([name, former]) => [former, name]))
    /** Null where it is not sent to any more. */
    const nameOf = (output: string): string | null =>
      present.get(output) ?? (Object.hasOwn(this.#outputs, output) ? null : output)
    for (const request of this.#waiting.takeAll()) {
      const name = nameOf(request.output)
      if (name === null) this.#fail(request, 'midi/output-closed', CLOSED)
      else this.#waiting.push(name === request.output ? request : withOutput(request, name))
    }
    const failures = [...this.#failures]
    this.#failures.clear()
    for (const [output, each] of failures) {
      const name = nameOf(output)
      if (name !== null) this.#failures.set(name, each)
    }
    this.#outputs = outputs
    this.#sounding.take(Object.keys(outputs), same)
  }

  /** What a process that starts now must end. */
  sounding(): ReturnType<SoundingOutputs['all']> {
    return this.#sounding.all()
  }

  send({ seq, payload }: EventEnvelope<'midi.send'>): void {
    const at = this.#options.clock.now()
    const { output } = payload
    const parsed = devicePayloads['midi.send'].safeParse(payload, { error: explainIssue })
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      const message = `${formatPath(issue?.path ?? [])} ${issue?.message ?? ''}`.trim()
      this.#fail({ output, seq }, 'midi/bad-message', message)
      return
    }
    const text = JSON.stringify({ type: 'midi.send', seq, at, payload: parsed.data })
    const { message, route } = parsed.data
    if (!isFeedbackRoute(route)) this.#sounding.follow(output, message)
    const isForGood = isEndOfNote(message) || route !== undefined
    const goodUntil = isForGood ? Infinity : at + (this.#outputs[output]?.maxAge ?? 0)
    for (const loser of this.#waiting.push({ output, seq, text, bytes: text.length, goodUntil, route })) {
      this.#fail(loser, AWAY, 'more is sent than the device process takes')
    }
    this.#pumpSoon()
  }

  /** Nobody wants what waits any more. A process that is away ends the notes when it is back. */
  panic(seq: number): { readonly messages: number } {
    const messages = this.#waiting.takeAll().length
    // Never held back: what is under way is bounded by its own acknowledgements.
    if (this.#isOpen) {
      const text = `{"type":"panic","seq":${seq}}`
      this.#send([{ output: '', seq, text, bytes: text.length, goodUntil: Infinity }])
    }
    return { messages }
  }

  opened(): void {
    this.#isOpen = true
    this.#dropStale()
    this.#pumpSoon()
  }

  /** The process has taken so many. */
  heard(events: number): void {
    for (let taken = 0; taken < events; taken += 1) this.#underWay.shift()
    this.#pumpSoon()
  }

  lost(reason: string): void {
    this.#isOpen = false
    this.#reason = reason
    for (const request of this.#underWay.takeAll()) {
      if (request.output !== '') this.#fail(request, AWAY, `nobody knows whether it was sent: ${reason}`)
    }
  }

  /** Fails what has waited too long; asked now and then. */
  look(): void {
    if (!this.#isOpen) this.#dropStale()
  }

  waitingFor(output: string): number {
    return this.#waiting.count((request) => request.output === output)
  }

  /** What could not even be handed to the process, for one output. */
  failuresOf(output: string): Readonly<Failures> | null {
    return this.#failures.get(output) ?? null
  }

  #dropStale(): void {
    for (const request of this.#waiting.takeStale(this.#options.clock.now())) {
      this.#fail(request, AWAY, this.#reason)
    }
  }

  /** Once for all that one turn of the dispatcher has sent. */
  #pumpSoon(): void {
    if (this.#isDue || !this.#isOpen || this.#waiting.length === 0) return
    this.#isDue = true
    queueMicrotask(() => {
      this.#isDue = false
      if (this.#isOpen) this.#pump()
    })
  }

  #pump(): void {
    const leaving: Request[] = []
    let { bytes, length: items } = this.#underWay
    while (items < MOST_UNDER_WAY.items && bytes < MOST_UNDER_WAY.bytes) {
      const next = this.#waiting.shift()
      if (next === undefined) break
      leaving.push(next)
      items += 1
      bytes += next.bytes
    }
    if (leaving.length > 0) this.#send(leaving)
  }

  #send(requests: readonly Request[]): void {
    for (const request of requests) this.#underWay.push(request)
    this.#options.send(`{"kind":"asked","events":[${requests.map(({ text }) => text).join(',')}]}`)
  }

  #fail({ output, seq }: Pick<Request, 'output' | 'seq'>, code: string, message: string): void {
    // Names that the show does not declare share one count, for there may be any number of them.
    const name = Object.hasOwn(this.#outputs, output) ? output : ''
    const total = (this.#failures.get(name)?.total ?? 0) + 1
    this.#failures.set(name, { total, last: message })
    const payload = { output, code, message, total }
    this.#options.publish({ type: 'midi.sendFailed', source: 'midi:output', cause: seq, payload })
  }
}

function withOutput(request: Request, output: string): Request {
  const event = JSON.parse(request.text) as Extract<AskedEvent, { readonly type: 'midi.send' }>
  const text = JSON.stringify({ ...event, payload: { ...event.payload, output } })
  return { ...request, output, text, bytes: text.length }
}

function isEndOfNote(message: { readonly kind: string; readonly velocity?: number }): boolean {
  return message.kind === 'noteOff' || (message.kind === 'noteOn' && message.velocity === 0)
}
