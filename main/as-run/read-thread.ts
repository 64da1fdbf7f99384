// Questions to the reading thread, which is started with the first and anew after it was lost.
import { failed, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { Answered, Asked, ReaderAnswer, ReaderData, ReaderRequest } from './messages.ts'
import { SQLITE } from './result-codes.ts'
import type { StartThread, Thread } from './thread.ts'
import { busyFault, closedFault, readFault } from './troubles.ts'

/** Questions that may wait at once. */
const WAITING = 100

type Answer<K extends ReaderAnswer['kind']> = Extract<ReaderAnswer, { kind: K }>

const DAMAGED: ReadonlySet<number> = new Set([SQLITE.ERROR, SQLITE.CORRUPT, SQLITE.NOTADB])

export interface ReadThreadOptions {
  readonly data: ReaderData
  readonly startThread: StartThread
  /** Runs something in a turn of the event loop to come. */
  readonly defer: (run: () => void) => void
  damaged(): void
}

export class ReadThread implements AsyncDisposable {
  readonly #options: ReadThreadOptions
  readonly #waiting = new Map<number, (outcome: Result<ReaderAnswer>) => void>()
  #thread: Thread<Asked> | null = null
  /** Not yet handed on. */
  #answers: Answered[] = []
  #lastId = 0
  #closed = false

  constructor(options: ReadThreadOptions) {
    this.#options = options
  }

  async ask<K extends ReaderAnswer['kind']>(request: ReaderRequest, kind: K): Promise<Result<Answer<K>>> {
    const { file } = this.#options.data
    const outcome = await this.#put(request)
    if (!outcome.ok) return outcome
    const answer = outcome.value
    if (answer.kind === kind) return ok(answer as Answer<K>)
    const message = answer.kind === 'failed' ? answer.message : 'the answer was of another kind'
    return failed(readFault(file, message))
  }

  /** Ends the thread, because the file has changed or cannot be read; the next question starts another. */
  async restart(): Promise<void> {
    const thread = this.#thread
    this.#thread = null
    this.#failAll(readFault(this.#options.data.file, 'the file was replaced'))
    await thread?.[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    this.#failAll(closedFault(this.#options.data.file))
    await this.#thread?.[Symbol.asyncDispose]()
  }

  #put(request: ReaderRequest): Promise<Result<ReaderAnswer>> {
    const { file } = this.#options.data
    if (this.#closed) return Promise.resolve(failed(closedFault(file)))
    if (this.#waiting.size >= WAITING) return Promise.resolve(failed(busyFault(file)))
    this.#thread ??= this.#start()
    this.#lastId += 1
    const id = this.#lastId
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve)
      this.#thread?.post({ id, request })
    })
  }

  #start(): Thread<Asked> {
    const { data, startThread } = this.#options
    return startThread<Asked, Answered>(data, {
      replied: (answered) => this.#handOn(answered),
      lost: (message) => {
        this.#thread = null
        this.#failAll(readFault(data.file, `the thread that reads was lost: ${message}`))
      },
    })
  }

  /** One a turn: to write a large one out takes some milliseconds, and what ends something is heard between any two. */
  #handOn(answered: Answered): void {
    if (this.#answers.push(answered) === 1) this.#options.defer(this.#next)
  }

  readonly #next = (): void => {
    const [answered] = this.#answers
    if (answered === undefined) return
    this.#hear(answered.id, answered.answer)
    this.#answers.shift()
    if (this.#answers.length > 0) this.#options.defer(this.#next)
  }

  #hear(id: number, answer: ReaderAnswer): void {
    const resolve = this.#waiting.get(id)
    this.#waiting.delete(id)
    resolve?.(ok(answer))
    if (answer.kind !== 'failed') return
    const damaged = DAMAGED.has(answer.code)
    // One that failed may hold on to a file that is no longer the log.
    void this.restart()
    if (damaged) this.#options.damaged()
  }

  #failAll(reason: Fault): void {
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const resolve of waiting) resolve(failed(reason))
  }
}
