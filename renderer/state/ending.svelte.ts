// What would end what plays is asked for once more first.
import type { Runs } from './runs.svelte.ts'

export class Ending {
  readonly #runs: Runs

  /** What waits for the operator to want that; null where nothing does. */
  asked = $state.raw<{ readonly label: string; readonly act: () => void } | null>(null)
  readonly playing = $derived.by(() => {
    const { running, paused, holding } = this.#runs.counts
    return running + paused + holding
  })

  constructor(runs: Runs) {
    this.#runs = runs
  }

  /** Acts at once where nothing plays, else asks under the label. */
  unlessIdle(label: string, act: () => void): () => void {
    return () => {
      if (this.playing === 0) act()
      else this.asked = { label, act }
    }
  }

  readonly forget = (): void => {
    this.asked = null
  }
}
