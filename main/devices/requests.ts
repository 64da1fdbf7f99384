// What the show asks of the process: handed on at the end of each turn, kept for a while where it is away, bounded.
import type { Clock } from '../../shared/base/clock.ts'
import { catalogue } from '../../shared/model/event.ts'
import type { EventEnvelope, Publish } from '../../shared/model/event.ts'
import { SoundingOutputs } from './sounding.ts'

/** Sends that the process may not have taken yet, in events and characters. */
const MOST_UNDER_WAY = { events: 1_000, characters: 4 * 1024 * 1024 } as const
/** Sends that wait for it; the oldest make room, but for what ends a note. */
const MOST_WAITING = { events: 1_000, characters: 4 * 1024 * 1024 } as const
/** A cue that comes later than this does harm instead of good; what ends a note is better late than never there. */
const STALE_AFTER_MS = 1_000

interface RequestsOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly outputs: readonly string[]
  /** Hands a line to the process. */
  readonly tell: (line: string) => void
}

interface Request {
  readonly output: string
  readonly seq: number
  /** The event as JSON. */
  readonly text: string
  readonly at: number
  readonly endsNote: boolean
}

interface Failures {
  total: number
  last: string
}

export class Requests {
  readonly #options: RequestsOptions
  readonly #sounding: SoundingOutputs
  readonly #failures = new Map<string, Failures>()
  #waiting = new Queue()
  /** Told to the process and not confirmed, the oldest first. */
  #underWay = new Queue()
  #isOpen = false
  #isDue = false
  /** Why the process is away. */
  #reason = 'the device process is starting'

  constructor(options: RequestsOptions) {
    this.#options = options
    this.#sounding = new SoundingOutputs(options.outputs)
  }

  /** What a process that starts now must end. */
  sounding(): ReturnType<SoundingOutputs['all']> {
    return this.#sounding.all()
  }

  send({ seq, payload }: EventEnvelope<'midi.send'>): void {
    const text = JSON.stringify({ type: 'midi.send', seq, payload })
    const { output } = payload
    const sound = catalogue['midi.send'].payload.safeParse(payload)
    // What is wrong with others the process tells.
    if (sound.success) this.#sounding.follow(output, sound.data.message)
    const endsNote = sound.success && isEndOfNote(sound.data.message)
    this.#waiting.push({ output, seq, text, at: this.#options.clock.now(), endsNote })
    while (this.#waiting.exceeds(MOST_WAITING)) {
      this.#fail(this.#waiting.makeRoom(), 'more is sent than the device process takes')
    }
    this.#pumpSoon()
  }

  /** Nobody wants what waits any more. A process that is away ends the notes when it is back. */
  panic(seq: number): { readonly messages: number } {
    const messages = this.#waiting.takeAll().length
    // Never held back: what is under way is bounded by its own acknowledgements.
    if (this.#isOpen)
      this.#tell([{ output: '', seq, text: `{"type":"panic","seq":${seq}}`, at: 0, endsNote: true }])
    return { messages }
  }

  opened(): void {
    this.#isOpen = true
    this.#dropStale()
    this.#pumpSoon()
  }

  /** The process has taken so many. */
  heard(events: number): void {
    this.#underWay.shift(events)
    this.#pumpSoon()
  }

  lost(reason: string): void {
    this.#isOpen = false
    this.#reason = reason
    for (const request of this.#underWay.takeAll()) {
      if (request.output !== '') this.#fail(request, `nobody knows whether it was sent: ${reason}`)
    }
  }

  /** Fails what has waited too long; asked now and then. */
  look(): void {
    if (!this.#isOpen) this.#dropStale()
  }

  waitingFor(output: string): number {
    return this.#waiting.countFor(output)
  }

  /** What could not even be handed to the process, for one output. */
  failuresOf(output: string): Readonly<Failures> | null {
    return this.#failures.get(output) ?? null
  }

  #dropStale(): void {
    for (const request of this.#waiting.takeStale(this.#options.clock.now() - STALE_AFTER_MS)) {
      this.#fail(request, this.#reason)
    }
  }

  /** Once for all that one turn of the dispatcher has sent. */
  #pumpSoon(): void {
    if (this.#isDue || !this.#isOpen || this.#waiting.events === 0) return
    this.#isDue = true
    queueMicrotask(() => {
      this.#isDue = false
      if (this.#isOpen) this.#pump()
    })
  }

  #pump(): void {
    const leaving: Request[] = []
    let characters = this.#underWay.characters
    let events = this.#underWay.events
    while (events < MOST_UNDER_WAY.events && characters < MOST_UNDER_WAY.characters) {
      const [next] = this.#waiting.shift(1)
      if (next === undefined) break
      leaving.push(next)
      events += 1
      characters += next.text.length
    }
    if (leaving.length > 0) this.#tell(leaving)
  }

  #tell(requests: readonly Request[]): void {
    for (const request of requests) this.#underWay.push(request)
    this.#options.tell(`{"kind":"asked","events":[${requests.map(({ text }) => text).join(',')}]}`)
  }

  #fail({ output, seq }: Request, message: string): void {
    // Names that the show does not declare share one count, for there may be any number of them.
    const name = this.#options.outputs.includes(output) ? output : ''
    const total = (this.#failures.get(name)?.total ?? 0) + 1
    this.#failures.set(name, { total, last: message })
    const payload = { output, code: 'midi/devices-away', message, total }
    this.#options.publish({ type: 'midi.sendFailed', source: 'midi:output', cause: seq, payload })
  }
}

function isEndOfNote(message: { readonly kind: string; readonly velocity?: number }): boolean {
  return message.kind === 'noteOff' || (message.kind === 'noteOn' && message.velocity === 0)
}

class Queue {
  #items: Request[] = []
  #characters = 0

  get events(): number {
    return this.#items.length
  }

  get characters(): number {
    return this.#characters
  }

  exceeds(most: typeof MOST_WAITING): boolean {
    return this.#items.length > most.events || this.#characters > most.characters
  }

  countFor(output: string): number {
    return this.#items.reduce((count, item) => (item.output === output ? count + 1 : count), 0)
  }

  push(item: Request): void {
    this.#items.push(item)
    this.#characters += item.text.length
  }

  shift(count: number): Request[] {
    const taken = this.#items.splice(0, count)
    for (const { text } of taken) this.#characters -= text.length
    return taken
  }

  /** Takes out the oldest that does not end a note, else the oldest; there must be one. */
  makeRoom(): Request {
    const loser = Math.max(
      0,
      this.#items.findIndex(({ endsNote }) => !endsNote),
    )
    const [taken] = this.#items.splice(loser, 1) as [Request]
    this.#characters -= taken.text.length
    return taken
  }

  takeStale(since: number): Request[] {
    const isStale = ({ at, endsNote }: Request): boolean => at < since && !endsNote
    const stale = this.#items.filter(isStale)
    if (stale.length === 0) return stale
    this.#items = this.#items.filter((item) => !isStale(item))
    for (const { text } of stale) this.#characters -= text.length
    return stale
  }

  takeAll(): Request[] {
    return this.shift(this.#items.length)
  }
}
