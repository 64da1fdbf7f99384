// What was done when and why: pages of the as-run log as the operator asks for them, and the causes of one entry.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { Fault } from '../../shared/base/result.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { AsRunEntry, AsRunPage } from '../../shared/model/as-run.ts'
import { keyOf, NO_FILTER, queryOf, rowKeyOf } from '../lib/as-run-words.ts'
import type { LogFamily, LogFilter } from '../lib/as-run-words.ts'

const PAGE = 200
/** Entries kept on screen; who wants to see further back narrows the search. */
const MOST_KEPT = 10_000
/** Answers without an entry after which a search waits to be told to go on. */
const EMPTY_ANSWERS = 10
const FOLLOW_MS = 2_000
/** Typing is over when no letter has come for so long. */
const TYPING_MS = 250
/** Entries of the moment that is jumped to come with it. */
const AROUND_MS = 1_000

interface AsRunLogSources {
  /** Wall time at the engine. */
  readonly wallNow: () => number
  /** Changes whenever anything happens in the engine; null where that is not known. */
  readonly mark: () => number | null
}

export class AsRunLog implements Disposable {
  readonly #client: ContractClient
  readonly #clock: Clock
  readonly #sources: AsRunLogSources
  readonly #stateListener: Disposable
  /** Tell an answer to the newest question from one that was overtaken. */
  #requests = 0
  #chainRequests = 0
  #following: Disposable | null = null
  #typing: Disposable | null = null
  #askedMark: number | null = null
  #watched = false

  filter = $state.raw<LogFilter>(NO_FILTER)
  /** Newest first. */
  entries = $state.raw<readonly AsRunEntry[]>([])
  next = $state<string | null>(null)
  loading = $state(false)
  /** Whether anything was ever answered to the present filter. */
  asked = $state(false)
  fault = $state.raw<Fault | null>(null)
  follow = $state(true)
  /** Whether the top of the list is on screen: who reads further down is not disturbed. */
  atTop = $state(true)
  chosen = $state.raw<AsRunEntry | null>(null)
  /** Causes of the chosen entry, oldest first, and itself; null while they are asked for. */
  chain = $state.raw<readonly AsRunEntry[] | null>(null)
  chainFault = $state.raw<Fault | null>(null)

  readonly full = $derived(this.entries.length >= MOST_KEPT)
  /** Whether the newest entries belong to what is looked for. */
  readonly open = $derived(this.filter.until === null && this.filter.range !== 'custom')

  constructor(client: ContractClient, clock: Clock, sources: AsRunLogSources) {
    this.#client = client
    this.#clock = clock
    this.#sources = sources
    this.#stateListener = client.onState((state) => {
      if (state === 'open' && this.#watched) void this.load()
    })
  }

  /** Reads the log, and follows it, until the returned function is called. */
  readonly watch = (): (() => void) => {
    this.#watched = true
    if (this.#client.state === 'open') void this.load()
    this.#tick()
    return () => this.#unwatch()
  }

  /** Asks for what the filter now lets through; a text only when its typing is over. */
  change(change: Partial<LogFilter>): void {
    this.filter = { ...this.filter, until: null, ...change }
    dispose(this.#typing)
    this.#typing = null
    if ('text' in change) {
      this.#typing = this.#clock.upkeep(monotonicMs(this.#clock.now() + TYPING_MS), () => void this.load())
    } else void this.load()
  }

  toggleFamily(family: LogFamily): void {
    const families = new Set(this.filter.families)
    if (!families.delete(family)) families.add(family)
    this.change({ families })
  }

  /** The newest entries, in place of all. */
  async load(): Promise<void> {
    this.#askedMark = this.#sources.mark()
    const page = await this.#ask(null)
    if (page === null) return
    this.entries = page.entries
    this.next = page.next
  }

  /** What came before the oldest that is shown. */
  async older(): Promise<void> {
    if (this.next === null || this.loading || this.full) return
    const page = await this.#ask(this.next)
    if (page === null) return
    this.entries = [...this.entries, ...page.entries].slice(0, MOST_KEPT)
    this.next = page.next
  }

  /** Shows the entry's payload and asks why it happened; the shown one is put away. */
  async choose(entry: AsRunEntry): Promise<void> {
    const request = ++this.#chainRequests
    if (this.chosen !== null && keyOf(this.chosen) === keyOf(entry)) {
      this.chosen = null
      return
    }
    this.chosen = entry
    this.chain = null
    this.chainFault = null
    const { session, seq } = entry
    const args = session === 0 ? { seq } : { session, seq }
    const result = await this.#client.command('asRun.chain', args)
    if (request !== this.#chainRequests) return
    if (result.ok) this.chain = result.value.chain
    else this.chainFault = result.error
  }

  /** Shows what led to an event, of this start of the engine where no other is named, and what else happened around it. */
  async explain(seq: number, session = 0): Promise<void> {
    const request = ++this.#chainRequests
    this.chosen = null
    this.chain = null
    this.chainFault = null
    const args = session === 0 ? { seq } : { session, seq }
    const result = await this.#client.command('asRun.chain', args)
    if (request !== this.#chainRequests) return
    const entry = result.ok ? result.value.chain.at(-1) : undefined
    if (!result.ok) this.chainFault = result.error
    if (!result.ok || entry === undefined) return
    this.chain = result.value.chain
    await this.jump(entry)
  }

  /** Shows one of the chain, and in the list what happened around it; the chain stays. */
  async jump(step: AsRunEntry): Promise<void> {
    this.chosen = step
    if (this.entries.some((entry) => keyOf(entry) === rowKeyOf(step))) return
    this.filter = { ...NO_FILTER, until: Math.floor(step.time) + AROUND_MS }
    await this.load()
  }

  [Symbol.dispose](): void {
    this.#unwatch()
    dispose(this.#stateListener)
  }

  #unwatch(): void {
    this.#watched = false
    this.#requests += 1
    this.loading = false
    for (const timer of [this.#following, this.#typing]) dispose(timer)
    this.#following = this.#typing = null
  }

  #tick(): void {
    dispose(this.#following)
    this.#following = this.#clock.upkeep(monotonicMs(this.#clock.now() + FOLLOW_MS), () => {
      this.#tick()
      const mark = this.#sources.mark()
      const moved = mark === null || mark !== this.#askedMark
      const wanted = this.follow && this.atTop && this.open && !this.loading
      if (wanted && moved && this.#client.state === 'open') void this.#catchUp(mark)
    })
  }

  /** Puts what has come since before what is shown. */
  async #catchUp(mark: number | null): Promise<void> {
    this.#askedMark = mark
    const page = await this.#ask(null, true)
    if (page === null) return
    const fresh = new Set(page.entries.map(keyOf))
    const kept = this.entries.filter((entry) => !fresh.has(keyOf(entry)))
    const overlaps = kept.length < this.entries.length || page.next === null
    if (overlaps && fresh.size + kept.length <= MOST_KEPT) {
      if (kept.length === 0) this.next = page.next
      this.entries = [...page.entries, ...kept]
    } else {
      this.entries = page.entries
      this.next = page.next
    }
  }

  /** One page from a cursor on, or null where it was overtaken or refused; quietly where nobody waits for it. */
  async #ask(cursor: string | null, quietly = false): Promise<Pick<AsRunPage, 'entries' | 'next'> | null> {
    const request = ++this.#requests
    this.loading = !quietly
    const filter = queryOf(this.filter, this.#sources.wallNow())
    let page: Pick<AsRunPage, 'entries' | 'next'> = { entries: [], next: cursor }
    for (let answers = 0; answers < EMPTY_ANSWERS && page.entries.length === 0; answers += 1) {
      const before = page.next === null ? {} : { before: page.next }
      const result = await this.#client.command('asRun.query', { ...filter, ...before, limit: PAGE })
      if (request !== this.#requests) return null
      if (!result.ok) {
        this.loading = false
        this.fault = result.error
        return null
      }
      page = result.value
      if (page.next === null) break
    }
    this.loading = false
    this.fault = null
    this.asked = true
    return page
  }
}
