// The as-run log: keeps what the show did and why, across restarts, and answers for it.
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { formatFault } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type {
  AsRunEntry,
  AsRunFilter,
  AsRunFormat,
  AsRunHealth,
  AsRunPage,
  AsRunQuery,
} from '../../shared/model/as-run.ts'
import type { EventEnvelope, Publish, Subscribe } from '../../shared/model/event.ts'
import { Causes } from './causes.ts'
import type { FindEvent } from './causes.ts'
import { QUEUE_BOUNDS } from './entry-queue.ts'
import type { QueueBounds } from './entry-queue.ts'
import { cellsOf } from './entry.ts'
import type { TextOf } from './entry.ts'
import { isKept } from './kept.ts'
import { Questions } from './questions.ts'
import { ReadThread } from './read-thread.ts'
import { startThread } from './thread.ts'
import type { StartThread } from './thread.ts'
import { WriteBehind } from './write-behind.ts'

const SOURCE = 'as-run'

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
  /** Has heard what has happened and was to be heard later; for who asks what is written now. */
  readonly catchUp: () => void
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
  const { clock, subscribe, catchUp, file, find, text, log, defer } = options
  const reading = new ReadThread({
    data: { role: 'reader', file },
    startThread: options.startThread,
    defer,
    damaged: () => writing.reportDamage(),
  })
  const writing: WriteBehind = startWriting(options, reading)

  const causes = new Causes(find)
  function hear(event: EventEnvelope): void {
    if (!isKept(event)) return
    if (event.cause !== null) for (const cause of causes.take(event)) writing.add(cellsOf(cause, text))
    writing.add(cellsOf(event, text))
  }
  const subscription = subscribe('*', hear, { acts: false })

  function flush(): Promise<void> {
    catchUp()
    return writing.flush()
  }
  const questions = new Questions({ clock, reading, find, text, flush, session: () => writing.session })

  return {
    query: (asked) => questions.query(asked),
    chain: (session, seq) => questions.chain(session, seq),
    exportTo: (format, filter) => questions.exportTo(format, filter),
    flush,
    health: () => writing.health(),
    async [Symbol.asyncDispose]() {
      catchUp()
      dispose(subscription)
      await reading[Symbol.asyncDispose]()
      const lost = await writing.close()
      if (lost > 0) log.warn({ file, lost }, 'the last entries of the as-run log could not be written')
    },
  }
}

/** Where the file is begun anew this is logged, and `reading` starts again on the new one. */
function startWriting(options: AsRunOptions, reading: ReadThread): WriteBehind {
  const { clock, publish, file, log, bounds } = options
  return new WriteBehind({
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
}

function logTrouble(log: AsRunLog, file: string, trouble: Fault | null): void {
  if (trouble === null) log.info({ file }, 'the as-run log is being written again')
  else log.warn({ fault: trouble }, formatFault(trouble))
}
