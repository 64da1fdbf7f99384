// The runs, the playlist in standby, and which run the operator steers.
import { dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { RunView, RunsView } from '../../shared/contract/streams.ts'
import { steadyRuns } from '../lib/steady-runs.ts'

/** Failed runs that are kept until somebody has seen them. */
const MOST_UNSEEN = 50

const NONE: RunsView = { standby: null, runs: [] }

export class Runs implements Disposable {
  readonly #subscription: Disposable
  /** Failed runs of the list as it was last. */
  #told: ReadonlySet<string> = new Set()
  #chosenId = $state<string | null>(null)

  view = $state.raw<RunsView>(NONE)

  readonly active = $derived(this.view.runs.filter(({ ended }) => ended === null))
  /** Failed, and not yet said to have been seen; the newest first. The engine may have forgotten them meanwhile. */
  failed = $state.raw<readonly RunView[]>([])
  /** All others that have ended lately, the newest first. */
  readonly ended = $derived.by(() => {
    const apart = new Set(this.failed.map(({ runId }) => runId))
    return this.view.runs.filter(({ ended, runId }) => ended !== null && !apart.has(runId))
  })
  /** How many of the active ones play, are paused, and hold until a question is answered. */
  readonly counts = $derived.by(() => {
    const counts = { running: 0, paused: 0, holding: 0 }
    for (const { anchor } of this.active) {
      counts[anchor.state === 'paused' || anchor.state === 'holding' ? anchor.state : 'running'] += 1
    }
    return counts
  })
  readonly byPlaylist = $derived.by(() => {
    const grouped = new Map<string, RunView[]>()
    for (const run of this.active) {
      const group = grouped.get(run.playlistId)
      if (group === undefined) grouped.set(run.playlistId, [run])
      else group.push(run)
    }
    return grouped
  })
  /** The chosen run while it is active. */
  readonly selected = $derived(this.active.find(({ runId }) => runId === this.#chosenId) ?? null)

  constructor(client: ContractClient) {
    this.#subscription = client.subscribe('runs', (view) => {
      this.view = { ...view, runs: steadyRuns(this.view.runs, view.runs) }
      this.#keepFailed(view)
    })
  }

  /** Somebody has seen that it failed; of none in particular, that all have. */
  see(seen: RunView | null): void {
    this.failed = seen === null ? [] : this.failed.filter((run) => run !== seen)
  }

  select(runId: string): void {
    this.#chosenId = runId
  }

  /** The run that a click on this playlist's ruler moves: the chosen one, else its youngest. */
  steered(playlistId: string): RunView | null {
    if (this.selected?.playlistId === playlistId) return this.selected
    return this.byPlaylist.get(playlistId)?.at(-1) ?? null
  }

  #keepFailed({ runs }: RunsView): void {
    const failed = runs.filter(({ ended }) => ended?.reason === 'failed')
    const fresh = failed.filter(({ runId }) => !this.#told.has(runId))
    // Of those that are no longer listed it is forgotten that they were told: they do not come again.
    this.#told = new Set(failed.map(({ runId }) => runId))
    if (fresh.length > 0) this.failed = [...fresh, ...this.failed].slice(0, MOST_UNSEEN)
  }

  [Symbol.dispose](): void {
    dispose(this.#subscription)
  }
}
