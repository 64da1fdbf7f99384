// Reads a session a little ahead of the moment it is played, in the order in which its lines are due.
import { failed, fault, messageOf, ok } from '../../../shared/base/result.ts'
import type { Fault, Result } from '../../../shared/base/result.ts'
import { INPUT_TYPES } from '../../../shared/model/input.ts'
import type { SessionEvent } from '../../protocols/session/line.ts'
import { readSession } from '../../protocols/session/read.ts'
import type { PlacedLine } from '../../protocols/session/read.ts'

/** Lines read ahead: lines that were recorded in another order than they arose are put right within them. */
const MOST_AHEAD = 4_096
/** Bytes of the file read ahead, but for the chunk and the line at hand. */
const MOST_BYTES = 8 * 2 ** 20
/** Lines and bytes of a session that is kept whole while it is played in a loop. */
const MOST_KEPT = 1_024
const MOST_KEPT_BYTES = 2 ** 20
/** Lines at hand before playing begins, so that the first ones are on time. */
const FIRST_LINES = 64
/** A session without time would be played again and again without end. */
const SHORTEST_LOOP_MS = 20

export type Step =
  | { readonly kind: 'input'; readonly at: number; readonly input: SessionEvent }
  /** The session begins anew. */
  | { readonly kind: 'again'; readonly at: number }
  | { readonly kind: 'end'; readonly at: number }
  | { readonly kind: 'fault'; readonly at: number; readonly fault: Fault }

interface QueuedStep {
  readonly step: Step
  /** Bytes that had been read when it was. */
  readonly readBy: number
}

export interface LookAheadOptions {
  /** Names the session in a fault. */
  readonly file: string
  readonly loop: boolean
  read(): AsyncIterable<Uint8Array>
  /** There is another first step than before, or a first one at all. */
  ready(): void
}

type Lines = AsyncIterable<PlacedLine> | Iterable<PlacedLine>

interface Round {
  /** Ms to its last input. */
  readonly length: number
  readonly count: number
  /** All its lines where they are few, so that a short loop is not read from the disk at each round. */
  readonly all: readonly PlacedLine[] | null
}

const INPUTS: ReadonlySet<string> = new Set(INPUT_TYPES)

/** Steps in the order of their times, in ms from the start of the first round. */
export class LookAhead {
  /** Settles when the system has let go of the file. */
  readonly closed: Promise<void>
  readonly #options: LookAheadOptions
  #steps: QueuedStep[] = []
  /** Index of the first step that has not been taken. */
  #first = 0
  /** Bytes read from the file, in all rounds, and how many of them are played. */
  #bytes = 0
  #played = 0
  #begun = false
  #isClosed = false
  #hasRoom: (() => void) | null = null

  constructor(options: LookAheadOptions) {
    this.#options = options
    this.closed = Promise.resolve().then(() => this.#readAll())
  }

  /** Null while it has not been read, and before enough has been read to begin. */
  get next(): Step | null {
    return this.#begun ? (this.#steps[this.#first]?.step ?? null) : null
  }

  /** Takes the next step away. */
  take(): void {
    this.#played = Math.max(this.#played, this.#steps[this.#first]?.readBy ?? 0)
    this.#first += 1
    if (this.#first * 2 > MOST_AHEAD) {
      this.#steps = this.#steps.slice(this.#first)
      this.#first = 0
    }
    if (!this.#isFull(0.5)) this.#goOn()
  }

  /** Reads no further. */
  close(): void {
    this.#isClosed = true
    this.#goOn()
  }

  #isFull(share: number): boolean {
    const count = this.#steps.length - this.#first
    return count > 0 && (count > MOST_AHEAD * share || this.#bytes - this.#played > MOST_BYTES * share)
  }

  #goOn(): void {
    this.#hasRoom?.()
    this.#hasRoom = null
  }

  /** Never rejects. */
  async #readAll(): Promise<void> {
    const { file, loop } = this.#options
    let from = 0
    try {
      let lines: Lines = this.#lines()
      for (;;) {
        const round = await this.#readRound(lines, from)
        if (round === null) return
        if (!loop || round.count === 0) {
          this.#add({ kind: 'end', at: from + round.length })
          return
        }
        from += Math.max(round.length, SHORTEST_LOOP_MS)
        this.#add({ kind: 'again', at: from })
        lines = round.all ?? this.#lines()
      }
    } catch (thrown) {
      this.#fail(fault('replay/unreadable', file, messageOf(thrown), 'check the folder of recordings'), from)
    }
  }

  #lines(): Lines {
    return readSession(this.#counted(this.#options.read()), this.#options.file)
  }

  async *#counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of chunks) {
      this.#bytes += chunk.length
      yield chunk
    }
  }

  /** Reads one round, which begins at `from`; null where nothing is to follow. */
  async #readRound(lines: Lines, from: number): Promise<Round | null> {
    let length = 0
    let count = 0
    let all: PlacedLine[] | null = []
    for await (const line of lines) {
      while (this.#isFull(1) && !this.#isClosed) await new Promise<void>((room) => (this.#hasRoom = room))
      if (this.#isClosed) return null
      const input = inputOf(line)
      if (!input.ok) {
        this.#fail(input.error, from + length)
        return null
      }
      const { at } = input.value
      this.#add({ kind: 'input', at: from + at, input: input.value })
      length = Math.max(length, at)
      count += 1
      all?.push(line)
      if (count > MOST_KEPT || this.#bytes > MOST_KEPT_BYTES) all = null
    }
    return { length, count, all }
  }

  #fail(problem: Fault, at: number): void {
    this.#add({ kind: 'fault', at, fault: problem })
  }

  /** Puts a step behind those that are due earlier or at the same time. */
  #add(step: Step): void {
    let index = this.#steps.length
    while (index > this.#first && (this.#steps[index - 1] as QueuedStep).step.at > step.at) index -= 1
    this.#steps.splice(index, 0, { step, readBy: this.#bytes })
    const begins = !this.#begun && (step.kind !== 'input' || this.#steps.length >= FIRST_LINES)
    if (begins) this.#begun = true
    if (begins || (this.#begun && index === this.#first)) this.#options.ready()
  }
}

/** Only what inputs publish: a session with commands or a show's own events is for rehearsals. */
function inputOf({ where, line }: PlacedLine): Result<SessionEvent> {
  if (!line.ok) return line
  const read = line.value
  if (!('command' in read) && INPUTS.has(read.type)) return ok(read)
  const what = 'command' in read ? `the command ${read.command}` : `the event ${read.type}`
  return failed(
    fault(
      'replay/no-input',
      where,
      `${what} is carried out in a rehearsal only`,
      'take the line out, or run the file with npm run simulate',
    ),
  )
}
