// What has just happened, as the operator chooses to read it.
import { dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { ActivityView } from '../../shared/contract/streams.ts'
import { causeChain, kindOf, lastNotable } from '../lib/activity.ts'
import type { ActivityKind } from '../lib/activity.ts'

export type ActivityFilter = 'all' | Exclude<ActivityKind, 'other'>

const NONE: ActivityView = { lines: [], omitted: 0 }
const NO_CHAIN: ReadonlySet<number> = new Set()

export class Activity implements Disposable {
  readonly #subscription: Disposable
  #latest = $state.raw<ActivityView>(NONE)
  /** What stands still while the feed is paused. */
  #held = $state.raw<ActivityView | null>(null)

  filter = $state<ActivityFilter>('all')
  /** `seq` of the line whose causes and consequences are marked. */
  chosen = $state<number | null>(null)

  readonly paused = $derived(this.#held !== null)
  readonly view = $derived(this.#held ?? this.#latest)
  readonly lines = $derived(
    this.filter === 'all' ? this.view.lines : this.view.lines.filter((line) => kindOf(line) === this.filter),
  )
  /** Also while the feed is paused. */
  readonly lastly = $derived(lastNotable(this.#latest.lines))
  readonly chain = $derived(this.chosen === null ? NO_CHAIN : causeChain(this.view.lines, this.chosen))

  /** `heard` is called with each view, whatever of it the operator chooses to read. */
  constructor(client: ContractClient, heard: (view: ActivityView) => void) {
    this.#subscription = client.subscribe('activity', (view) => {
      this.#latest = view
      heard(view)
    })
  }

  togglePause(): void {
    this.#held = this.#held === null ? this.#latest : null
  }

  /** Marks the line's chain, or takes the marks away where it is the marked one. */
  choose(seq: number): void {
    this.chosen = this.chosen === seq ? null : seq
  }

  [Symbol.dispose](): void {
    dispose(this.#subscription)
  }
}
