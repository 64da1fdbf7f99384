// The runs, the playlist in standby, and which run the operator steers.
import { dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { RunView, RunsView } from '../../shared/contract/streams.ts'

const NONE: RunsView = { standby: null, runs: [] }

export class Runs implements Disposable {
  readonly #subscription: Disposable
  #chosenId = $state<string | null>(null)

  view = $state.raw<RunsView>(NONE)

  readonly active = $derived(this.view.runs.filter(({ ended }) => ended === null))
  readonly ended = $derived(this.view.runs.filter(({ ended }) => ended !== null))
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
      this.view = view
    })
  }

  select(runId: string): void {
    this.#chosenId = runId
  }

  /** The run that a click on this playlist's ruler moves: the chosen one, else its youngest. */
  steered(playlistId: string): RunView | null {
    if (this.selected?.playlistId === playlistId) return this.selected
    return this.byPlaylist.get(playlistId)?.at(-1) ?? null
  }

  [Symbol.dispose](): void {
    dispose(this.#subscription)
  }
}
