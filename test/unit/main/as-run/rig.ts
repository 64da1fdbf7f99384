// An as-run log on a real dispatcher and a real file, its threads' work done on this thread so that time can be simulated.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AS_RUN_BOUNDS, createAsRun } from '../../../../main/as-run/as-run.ts'
import type { AsRun, AsRunBounds } from '../../../../main/as-run/as-run.ts'
import type { Answered, Asked, WriterReply, WriterRequest } from '../../../../main/as-run/messages.ts'
import { Reader } from '../../../../main/as-run/reader.ts'
import type { StartThread, ThreadListener } from '../../../../main/as-run/thread.ts'
import { Writer } from '../../../../main/as-run/writer.ts'
import { DISPATCHER_DEFAULTS } from '../../../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../../../main/dispatcher/dispatcher.ts'
import { inOrder } from '../../../../main/order.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { asRunFilter, asRunQuery } from '../../../../shared/model/as-run.ts'
import type { AsRunEntry, AsRunFormat } from '../../../../shared/model/as-run.ts'
import type { EventEnvelope } from '../../../../shared/model/event.ts'
import type { Json } from '../../../../shared/model/json.ts'
import { scratch } from '../../../support/scratch.ts'

/** 2026-11-21T20:00:00Z */
export const EVENING = 1_795_291_200_000

/** Threads that a test can make fail. */
class InlineThreads {
  /** Answers of the writer that take the place of its work, one a request. */
  readonly writerReplies: WriterReply[] = []
  /** While true the writer does not answer. */
  stuck = false
  /** What the writer was asked, without opening and tidying. */
  readonly batches: number[] = []
  starts = 0
  #writerListener: ThreadListener<WriterReply> | null = null

  readonly start: StartThread = <Q, R>(data: Parameters<StartThread>[0], listener: ThreadListener<R>) => {
    if (data.role === 'reader') {
      const reader = new Reader(data.file)
      let live = true
      return {
        post: (request: Q) => {
          const { id, request: asked } = request as Asked
          const answered: Answered = { id, answer: reader.handle(asked) }
          queueMicrotask(() => live && listener.replied(answered as R))
        },
        [Symbol.asyncDispose]() {
          live = false
          reader.close()
          return Promise.resolve()
        },
      }
    }
    this.starts += 1
    const writer = new Writer(data, () => {})
    const own = listener as ThreadListener<WriterReply>
    this.#writerListener = own
    return {
      post: (request: Q) => {
        const asked = request as WriterRequest
        if (asked.kind === 'write') this.batches.push(asked.cells.length / 11)
        if (this.stuck) return
        const reply = this.writerReplies.shift() ?? writer.handle(asked)
        queueMicrotask(() => {
          if (this.#writerListener === own) own.replied(reply)
        })
      },
      [Symbol.asyncDispose]: () => Promise.resolve(void writer.handle({ kind: 'close' })),
    }
  }

  /** The writing thread ends by itself. */
  loseWriter(): void {
    const lost = this.#writerListener
    this.#writerListener = null
    lost?.lost('out of memory')
  }
}

export interface Options {
  readonly bounds?: Partial<AsRunBounds>
  readonly startThread?: StartThread
  /** At once where absent. */
  readonly defer?: (run: () => void) => void
}

/** One start of an engine that has nothing but a dispatcher and the log. */
export class Start implements AsyncDisposable {
  readonly clock: SimulatedClock
  readonly dispatcher: Dispatcher
  readonly threads = new InlineThreads()
  readonly logged: string[] = []
  readonly file: string
  readonly asRun: AsRun
  readonly #remembered = new Map<number, EventEnvelope>()
  readonly #memory: Disposable

  constructor(file: string, wall: number, options: Options = {}) {
    this.file = file
    const clock = new SimulatedClock(0, wall)
    this.clock = clock
    this.dispatcher = new Dispatcher({
      ...DISPATCHER_DEFAULTS,
      clock,
      defer: (run) => void clock.upkeep(clock.now(), run),
    })
    const { publish, subscribe } = this.dispatcher
    this.#memory = subscribe('*', (event) => void this.#remembered.set(event.seq, event), {
      priority: 1000,
      name: 'test',
      acts: false,
    })
    this.asRun = createAsRun({
      clock,
      publish,
      ...{ subscribe: inOrder(subscribe)('as-run'), catchUp: this.dispatcher.showAll },
      file,
      session: { show: 'Demo', version: '1.0.0' },
      find: (seq) => this.#remembered.get(seq) ?? null,
      text: ({ type, payload }) => (type === 'quiet.one' ? null : `${type} ${JSON.stringify(payload)}`),
      log: {
        warn: (_, message) => void this.logged.push(`warn ${message}`),
        info: (_, message) => void this.logged.push(`info ${message}`),
      },
      defer: options.defer ?? ((run) => run()),
      bounds: { ...AS_RUN_BOUNDS, ...options.bounds },
      startThread: options.startThread ?? this.threads.start,
    })
  }

  /** Publishes and dispatches; answers the event's `seq`. */
  emit(type: string, payload: unknown = {}, about: { cause?: number; source?: string } = {}): number {
    const { cause = null, source = 'test' } = about
    const seq = this.dispatcher.publish({ type, source, cause, payload: payload as Json })
    this.clock.advanceBy(0)
    return seq as number
  }

  /** What the engine remembers is gone, as after a flood. */
  forget(): void {
    this.#remembered.clear()
  }

  /** Lets time pass, and whatever was asked of threads be answered. */
  async pass(ms: number): Promise<void> {
    this.clock.advanceBy(ms)
    await settle()
    this.clock.advanceBy(0)
    await settle()
  }

  async entries(query: Record<string, unknown> = {}): Promise<readonly AsRunEntry[]> {
    const page = await this.asRun.query(asRunQuery.parse({ limit: 1000, ...query }))
    if (!page.ok) throw new Error(page.error.what)
    return page.value.entries
  }

  async types(query: Record<string, unknown> = {}): Promise<string[]> {
    return (await this.entries(query)).map(({ type }) => type)
  }

  /** `seq type` of a chain. */
  async chain(session: number | null, seq: number): Promise<string[]> {
    const chain = await this.asRun.chain(session, seq)
    if (!chain.ok) throw new Error(chain.error.code)
    return chain.value.map((entry) => `${entry.seq} ${entry.type}`)
  }

  async exported(format: AsRunFormat, filter: Record<string, unknown> = {}): Promise<string> {
    let text = ''
    for await (const piece of this.asRun.exportTo(format, asRunFilter.parse(filter))) text += piece
    return text
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#memory[Symbol.dispose]()
    await this.asRun[Symbol.asyncDispose]()
    this.clock[Symbol.dispose]()
  }
}

export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

/** A folder for the log's file; start as often as wanted, one after the other. */
export function place(): Disposable & {
  file: string
  dir: string
  start(wall?: number, options?: Options): Start
} {
  const folder = scratch({})
  const dir = join(folder.path, 'data')
  mkdirSync(dir)
  const file = join(dir, 'as-run.sqlite')
  return {
    dir,
    file,
    start: (wall = EVENING, options = {}) => new Start(file, wall, options),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  }
}

export const touch = {
  address: '/foyer/start',
  types: 'i',
  args: [1],
  from: { transport: 'udp', host: '10.0.0.5', port: 9000, connection: null },
  lateBy: null,
  latestOnly: false,
} as const
