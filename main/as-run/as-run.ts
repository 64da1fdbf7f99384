// The as-run log: keeps what the show did and why, across restarts, and answers for it.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { FaultError, failed, formatFault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import { AS_RUN_LIMITS, wallOf } from '../../shared/model/as-run.ts'
import type {
  AsRunEntry,
  AsRunFilter,
  AsRunFormat,
  AsRunHealth,
  AsRunPage,
  AsRunQuery,
} from '../../shared/model/as-run.ts'
import type { EventEnvelope, Publish, Subscribe } from '../../shared/model/event.ts'
import { Afterwards } from './afterwards.ts'
import { Causes } from './causes.ts'
import type { FindEvent } from './causes.ts'
import { QUEUE_BOUNDS } from './entry-queue.ts'
import type { QueueBounds } from './entry-queue.ts'
import { cellsOf, entryOf, entryOfEvent } from './entry.ts'
import type { TextOf } from './entry.ts'
import { exportHead, exportLines } from './export.ts'
import { keepingOf } from './kept.ts'
import type { Found, Position, Search } from './messages.ts'
import { ReadThread } from './read-thread.ts'
import { startThread } from './thread.ts'
import type { StartThread } from './thread.ts'
import { unknownEvent } from './troubles.ts'
import { WriteBehind } from './write-behind.ts'

const SOURCE = 'as-run'
/** Milliseconds that this thread gets to sleep before it writes down what has happened. */
const REST_MS = 4
/** Entries of one piece of an export: well below a megabyte. */
const EXPORTED_AT_ONCE = 250

export const AS_RUN_BOUNDS = {
  /** Milliseconds that an entry is kept: 90 days. */
  maxAge: 90 * 86_400_000,
  /** Bytes that the file may have. */
  maxBytes: 512 * 1024 * 1024,
  queue: QUEUE_BOUNDS,
} as const

export interface AsRunBounds {
  readonly maxAge: number
  readonly maxBytes: number
  readonly queue: QueueBounds
}

export interface AsRunLog {
  warn(details: object, message: string): void
  info(details: object, message: string): void
}

export interface AsRunOptions {
  readonly clock: Clock
  readonly subscribe: Subscribe
  readonly publish: Publish
  /** Its folder is there; the file need not be. */
  readonly file: string
  readonly session: { readonly show: string; readonly version: string }
  readonly find: FindEvent
  /** The sentence that people read, or null. */
  readonly text: TextOf
  readonly log: AsRunLog
  /** Runs something soon, outside of the event that is being handled. */
  readonly defer: (run: () => void) => void
  /** Runs something when this thread has slept; by the clock where it is absent. */
  readonly rest?: (run: () => void) => void
  readonly bounds: AsRunBounds
  readonly startThread: StartThread
}

export interface AsRun extends AsyncDisposable {
  /** What passes every given filter, newest first. */
  query(query: AsRunQuery): Promise<Result<AsRunPage>>
  /** Why something happened: the first cause first, the event itself last. `session` null is this start. */
  chain(session: number | null, seq: number): Promise<Result<readonly AsRunEntry[]>>
  /**
   * Everything that passes, oldest first, up to now, in pieces of some hundred lines. Whoever stops asking has cancelled it;
   * a `FaultError` is thrown where it cannot go on.
   */
  exportTo(format: AsRunFormat, filter: AsRunFilter): AsyncGenerator<string, void, undefined>
  /** Resolves once all so far is on disk, or it turns out that it cannot be now. */
  flush(): Promise<void>
  health(): AsRunHealth
}

/** The bounds and threads of a real show. */
export const AS_RUN_DEFAULTS = { bounds: AS_RUN_BOUNDS, startThread, defer: setImmediate } as const

export function createAsRun(options: AsRunOptions): AsRun {
  const { clock, subscribe, publish, file, find, text, log, defer, bounds } = options
  const causes = new Causes(find)

  const reading = new ReadThread({
    data: { role: 'reader', file },
    startThread: options.startThread,
    defer,
    damaged: () => writing.reportDamage(),
  })
  const writing: WriteBehind = new WriteBehind({
    clock,
    startThread: options.startThread,
    bounds: bounds.queue,
    data: {
      role: 'writer',
      file,
      session: { ...options.session, startedAt: clock.wall() },
      maxAge: bounds.maxAge,
      maxBytes: bounds.maxBytes,
    },
    full(waiting) {
      const payload = { runId: null, resource: 'asRun.queue', usage: waiting, quota: bounds.queue.entries }
      publish({ type: 'resource.exhausted', source: SOURCE, cause: null, payload })
    },
    troubled: (trouble) => logTrouble(log, file, trouble),
    setAside(aside) {
      log.warn({ file, aside }, 'the as-run log was damaged; it was set aside and a new one begun')
      void reading.restart()
    },
    begunAnew() {
      log.warn({ file }, 'the as-run log was deleted or replaced; a new one was begun')
      void reading.restart()
    },
  })

  const take = (event: EventEnvelope): void => {
    if (event.cause !== null) for (const cause of causes.take(event)) writing.add(cellsOf(cause, text))
    writing.add(cellsOf(event, text))
  }
  const later = (run: () => void): void => void clock.upkeep(monotonicMs(clock.now() + REST_MS), run)
  const { rest = later } = options
  const heard = new Afterwards({ rest, defer, take })
  function hear(event: EventEnvelope): void {
    if (keepingOf(event.type).kept) heard.add(event)
  }
  function flush(): Promise<void> {
    heard.flush()
    return writing.flush()
  }
  const subscription = subscribe('*', hear, { acts: false })

  async function search(wanted: Search): Promise<Result<Found>> {
    await flush()
    const answer = await reading.ask({ kind: 'search', search: wanted }, 'found')
    return answer.ok ? ok(answer.value.found) : answer
  }

  async function query(asked: AsRunQuery): Promise<Result<AsRunPage>> {
    const found = await search({
      ...searchOf(asked),
      limit: asked.limit,
      order: 'newest',
      after: asked.before === undefined ? null : positionOf(asked.before),
    })
    if (!found.ok) return found
    const { entries, sessions, next } = found.value
    return ok({ entries: entries.map(entryOf), sessions, next: next === null ? null : cursorOf(next) })
  }

  async function storedChain(session: number, seq: number): Promise<Result<readonly AsRunEntry[]>> {
    const limit = AS_RUN_LIMITS.chain
    const answer = await reading.ask({ kind: 'chain', session, seq, limit }, 'chain')
    return answer.ok ? ok(answer.value.entries.map(entryOf)) : answer
  }

  /** The part of a chain that begins at an event: what the log has of it or, where it has nothing, the engine remembers. */
  async function chainPart(session: number | null, seq: number): Promise<Result<readonly AsRunEntry[]>> {
    const current = writing.session
    const asked = session ?? current
    const stored = asked === null ? ok([]) : await storedChain(asked, seq)
    if ((stored.ok && stored.value.length > 0) || asked !== current) return stored
    const event = find(seq)
    return event === null ? stored : ok([entryOfEvent(event, current ?? 0, text)])
  }

  async function chain(session: number | null, seq: number): Promise<Result<readonly AsRunEntry[]>> {
    await flush()
    const links = new Map<number, AsRunEntry>()
    let next: number | null = seq
    while (next !== null && !links.has(next) && links.size < AS_RUN_LIMITS.chain) {
      const part: Result<readonly AsRunEntry[]> = await chainPart(session, next)
      if (!part.ok && links.size === 0) return part
      const entries: readonly AsRunEntry[] = part.ok ? part.value : []
      for (const entry of entries.slice(0, AS_RUN_LIMITS.chain - links.size)) links.set(entry.seq, entry)
      next = entries.at(-1)?.cause ?? null
    }
    return links.size === 0 ? failed(unknownEvent(session, seq)) : ok([...links.values()].reverse())
  }

  async function* exportTo(
    format: AsRunFormat,
    filter: AsRunFilter,
  ): AsyncGenerator<string, void, undefined> {
    const head = exportHead(format)
    if (head !== '') yield head
    const wanted = searchOf(filter)
    // What is added meanwhile would keep a busy show's export from ever coming to an end.
    const to = wanted.to ?? clock.wall() + 1
    let after: Position | null = null
    do {
      const found: Result<Found> = await search({
        ...wanted,
        to,
        limit: EXPORTED_AT_ONCE,
        order: 'oldest',
        after,
      })
      if (!found.ok) throw new FaultError(found.error)
      if (found.value.entries.length > 0) yield exportLines(format, found.value.entries)
      after = found.value.next
    } while (after !== null)
  }

  return {
    query,
    chain,
    exportTo,
    flush,
    health: () => {
      const health = writing.health()
      return { ...health, waiting: health.waiting + heard.size }
    },
    async [Symbol.asyncDispose]() {
      dispose(subscription)
      heard.flush()
      await reading[Symbol.asyncDispose]()
      const lost = await writing.close()
      if (lost > 0) log.warn({ file, lost }, 'the last entries of the as-run log could not be written')
    },
  }
}

function logTrouble(log: AsRunLog, file: string, trouble: Fault | null): void {
  if (trouble === null) log.info({ file }, 'the as-run log is being written again')
  else log.warn({ fault: trouble }, formatFault(trouble))
}

function searchOf(filter: AsRunFilter): Omit<Search, 'limit' | 'order' | 'after'> {
  const { from, to, types, source, runId, text } = filter
  return {
    from: from === undefined ? null : wallOf(from),
    to: to === undefined ? null : wallOf(to),
    types: types ?? null,
    source: source ?? null,
    runId: runId ?? null,
    text: text ?? null,
  }
}

const cursorOf = ({ time, id }: Position): string => `${time}_${id}`

function positionOf(cursor: string): Position {
  const [time, id] = cursor.split('_').map(Number) as [number, number]
  return { time, id }
}
