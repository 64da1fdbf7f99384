// What the as-run log is asked: pages of it, why something happened, and all of it as a file.
import type { Clock } from '../../shared/base/clock.ts'
import { FaultError, failed, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { AS_RUN_LIMITS, wallOf } from '../../shared/model/as-run.ts'
import type {
  AsRunEntry,
  AsRunFilter,
  AsRunFormat,
  AsRunPage,
  AsRunQuery,
} from '../../shared/model/as-run.ts'
import type { FindEvent } from './causes.ts'
import { entryOf, entryOfEvent } from './entry.ts'
import type { TextOf } from './entry.ts'
import { exportHead, exportLines } from './export.ts'
import type { Found, Position, Search } from './messages.ts'
import type { ReadThread } from './read-thread.ts'
import { unknownEvent } from './troubles.ts'

/** Entries of one piece of an export: well below a megabyte. */
const EXPORTED_AT_ONCE = 250

interface QuestionsOptions {
  readonly clock: Clock
  readonly reading: ReadThread
  readonly find: FindEvent
  readonly text: TextOf
  /** Resolves once all so far is on disk, where it is looked for. */
  flush(): Promise<void>
  /** Of this start of the engine; null until the file is open. */
  session(): number | null
}

export class Questions {
  readonly #options: QuestionsOptions

  constructor(options: QuestionsOptions) {
    this.#options = options
  }

  async query(asked: AsRunQuery): Promise<Result<AsRunPage>> {
    const found = await this.#search({
      ...searchOf(asked),
      limit: asked.limit,
      order: 'newest',
      times: false,
      after: asked.before === undefined ? null : positionOf(asked.before),
    })
    if (!found.ok) return found
    const { entries, sessions, next } = found.value
    return ok({ entries: entries.map(entryOf), sessions, next: next === null ? null : cursorOf(next) })
  }

  async chain(session: number | null, seq: number): Promise<Result<readonly AsRunEntry[]>> {
    await this.#options.flush()
    const links = new Map<number, AsRunEntry>()
    let next: number | null = seq
    while (next !== null && !links.has(next) && links.size < AS_RUN_LIMITS.chain) {
      const part: Result<readonly AsRunEntry[]> = await this.#chainPart(session, next)
      if (!part.ok && links.size === 0) return part
      const entries: readonly AsRunEntry[] = part.ok ? part.value : []
      for (const entry of entries.slice(0, AS_RUN_LIMITS.chain - links.size)) links.set(entry.seq, entry)
      next = entries.at(-1)?.cause ?? null
    }
    return links.size === 0 ? failed(unknownEvent(session, seq)) : ok([...links.values()].reverse())
  }

  async *exportTo(format: AsRunFormat, filter: AsRunFilter): AsyncGenerator<string, void, undefined> {
    const head = exportHead(format)
    if (head !== '') yield head
    const wanted = searchOf(filter)
    // What is added meanwhile would keep a busy show's export from ever coming to an end.
    const to = wanted.to ?? this.#options.clock.wall() + 1
    let after: Position | null = null
    do {
      const found: Result<Found> = await this.#search({
        ...wanted,
        to,
        limit: EXPORTED_AT_ONCE,
        order: 'oldest',
        times: format === 'jsonl',
        after,
      })
      if (!found.ok) throw new FaultError(found.error)
      if (found.value.entries.length > 0) yield exportLines(format, found.value.entries)
      after = found.value.next
    } while (after !== null)
  }

  async #search(search: Search): Promise<Result<Found>> {
    await this.#options.flush()
    const answer = await this.#options.reading.ask({ kind: 'search', search }, 'found')
    return answer.ok ? ok(answer.value.found) : answer
  }

  /** The part of a chain that begins at an event: what the log has of it or, where it has nothing, the engine remembers. */
  async #chainPart(session: number | null, seq: number): Promise<Result<readonly AsRunEntry[]>> {
    const { find, text } = this.#options
    const current = this.#options.session()
    const asked = session ?? current
    const stored = asked === null ? ok([]) : await this.#storedChain(asked, seq)
    if ((stored.ok && stored.value.length > 0) || asked !== current) return stored
    const event = find(seq)
    return event === null ? stored : ok([entryOfEvent(event, current ?? 0, text)])
  }

  async #storedChain(session: number, seq: number): Promise<Result<readonly AsRunEntry[]>> {
    const limit = AS_RUN_LIMITS.chain
    const answer = await this.#options.reading.ask({ kind: 'chain', session, seq, limit }, 'chain')
    return answer.ok ? ok(answer.value.entries.map(entryOf)) : answer
  }
}

function searchOf(filter: AsRunFilter): Omit<Search, 'limit' | 'order' | 'after' | 'times'> {
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
