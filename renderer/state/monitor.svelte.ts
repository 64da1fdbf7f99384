// What has just arrived, as the operator chooses to read it; asked for only while somebody looks.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { MonitorLine, MonitorView } from '../../shared/contract/streams.ts'
import type { InputFamily } from '../../shared/model/input.ts'

const NONE: MonitorView = { lines: [], omitted: 0 }
const NO_SOURCES: ReadonlySet<string> = new Set()
/** More often than this nobody can read. */
const UPDATE_MS = 100
/** A light that was on for less would be missed. */
const LIT_MS = 300

/** What of each source was told last: changes whenever it sends. */
function marksOf(lines: readonly MonitorLine[]): Map<string, string> {
  const marks = new Map<string, string>()
  for (const { source, seq, at, count } of lines) {
    marks.set(source, `${marks.get(source) ?? ''} ${seq}:${at}:${count}`)
  }
  return marks
}

export class Monitor implements Disposable {
  readonly #client: ContractClient
  readonly #clock: Clock
  readonly #stateListener: Disposable
  #subscription: Disposable | null = null
  /** Who looks. */
  #watchers = 0
  #updating: Disposable | null = null
  #darkening: Disposable | null = null
  #waiting: MonitorView | null = null
  #shownAt = -Infinity
  /** Null before the first value, which tells what arrived before anybody looked. */
  #marks: Map<string, string> | null = null
  readonly #litUntil = new Map<string, number>()
  #latest = $state.raw<MonitorView>(NONE)
  #held = $state.raw<MonitorView | null>(null)

  text = $state('')
  /** None chosen means all. */
  families = $state.raw<ReadonlySet<InputFamily>>(new Set())
  source = $state<string | null>(null)
  /** The line whose payload is shown; kept when it has left the list. */
  chosen = $state.raw<MonitorLine | null>(null)
  /** Sources that have just sent, whether the list is held or not. */
  lit = $state.raw<ReadonlySet<string>>(NO_SOURCES)

  readonly held = $derived(this.#held !== null)
  readonly view = $derived(this.#held ?? this.#latest)
  readonly filtered = $derived(this.families.size > 0 || this.source !== null || this.text.trim() !== '')
  readonly lines = $derived.by(() => {
    const wanted = this.text.trim().toLowerCase()
    const { families, source } = this
    return this.view.lines.filter(
      (line) =>
        (families.size === 0 || families.has(line.family)) &&
        (source === null || line.source === source) &&
        (wanted === '' || `${line.text} ${line.source}`.toLowerCase().includes(wanted)),
    )
  })

  constructor(client: ContractClient, clock: Clock) {
    this.#client = client
    this.#clock = clock
    this.#stateListener = client.onState(() => {
      this.#marks = null
    })
  }

  /** Follows what arrives until the returned function is called. */
  readonly watch = (): (() => void) => {
    this.#watchers += 1
    this.#subscription ??= this.#client.subscribe('monitor', (view) => this.#take(view))
    let isLooking = true
    return () => {
      if (!isLooking) return
      isLooking = false
      this.#watchers -= 1
      if (this.#watchers === 0) this.#unwatch()
    }
  };

  [Symbol.dispose](): void {
    this.#unwatch()
    dispose(this.#stateListener)
  }

  readonly hold = (): void => {
    this.#held ??= this.#latest
  }

  readonly toggleHold = (): void => {
    this.#held = this.#held === null ? this.#latest : null
  }

  toggleFamily(family: InputFamily): void {
    const chosen = new Set(this.families)
    if (!chosen.delete(family)) chosen.add(family)
    this.families = chosen
  }

  /** Shows only what this source sends, or everything again where it is the one shown. */
  toggleSource(source: string): void {
    this.source = this.source === source ? null : source
  }

  showOnly(source: string): void {
    this.showAll()
    this.source = source
  }

  showAll(): void {
    this.text = ''
    this.source = null
    this.families = new Set()
  }

  /** Shows the line's payload, or puts it away where it is the one shown. */
  choose(line: MonitorLine): void {
    this.chosen = this.chosen?.seq === line.seq ? null : line
  }

  #unwatch(): void {
    for (const open of [this.#subscription, this.#updating, this.#darkening]) dispose(open)
    this.#subscription = this.#updating = this.#darkening = null
    this.#waiting = this.#marks = this.#held = null
    this.#litUntil.clear()
    this.lit = NO_SOURCES
  }

  #take(view: MonitorView): void {
    const now = this.#clock.now()
    this.#waiting = view
    if (now - this.#shownAt >= UPDATE_MS) this.#update()
    else this.#updating ??= this.#clock.upkeep(monotonicMs(this.#shownAt + UPDATE_MS), () => this.#update())
  }

  #update(): void {
    dispose(this.#updating)
    this.#updating = null
    if (this.#waiting === null) return
    this.#latest = this.#waiting
    this.#waiting = null
    this.#shownAt = this.#clock.now()
    const before = this.#marks
    this.#marks = marksOf(this.#latest.lines)
    if (before === null) return
    for (const [source, mark] of this.#marks) {
      if (before.get(source) !== mark) this.#litUntil.set(source, this.#shownAt + LIT_MS)
    }
    this.#light()
  }

  #light(): void {
    dispose(this.#darkening)
    this.#darkening = null
    const now = this.#clock.now()
    for (const [source, until] of this.#litUntil) if (until <= now) this.#litUntil.delete(source)
    const on = [...this.#litUntil.keys()]
    if (on.length !== this.lit.size || on.some((source) => !this.lit.has(source))) this.lit = new Set(on)
    if (on.length === 0) return
    const next = Math.min(...this.#litUntil.values())
    this.#darkening = this.#clock.upkeep(monotonicMs(next), () => this.#light())
  }
}
