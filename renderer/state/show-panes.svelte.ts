// What the Show view has open: the tab of each place, and what the timeline shows.
import type { KeptChoices } from '../lib/kept-choices.ts'
import type { Pane, Place, Shape } from '../lib/show-places.ts'

export type TimelineMode = 'playlist' | 'running'

/** A bookmark opens the tabs that were chosen when it was made. */
interface TabsInAddress {
  param(place: Place): string | null
  set(place: Place, pane: Pane): void
}

export class ShowPanes {
  readonly #kept: KeptChoices
  readonly #address: TabsInAddress
  /** By the shape of the window and the place in it: a phone's choice is not that of the same page on a desk. */
  #tabs = $state.raw<ReadonlyMap<string, Pane>>(new Map())
  #timeline = $state<TimelineMode>('playlist')

  constructor(kept: KeptChoices, address: TabsInAddress) {
    this.#kept = kept
    this.#address = address
    this.#timeline = kept.get('timeline') === 'running' ? 'running' : 'playlist'
  }

  get timeline(): TimelineMode {
    return this.#timeline
  }

  showOnTimeline(mode: TimelineMode): void {
    this.#timeline = mode
    this.#kept.set('timeline', mode)
  }

  /** The pane that is seen in a place, of those that are there; null where there are none. */
  seen(shape: Shape, place: Place, panes: readonly Pane[]): Pane | null {
    const name = `tab.${shape}.${place}`
    const chosen = [this.#address.param(place), this.#tabs.get(name), this.#kept.get(name)]
    const found = chosen.map((each) => panes.find((pane) => pane === each)).find((pane) => pane !== undefined)
    return found ?? panes[0] ?? null
  }

  open(shape: Shape, place: Place, pane: Pane): void {
    const name = `tab.${shape}.${place}`
    this.#tabs = new Map(this.#tabs).set(name, pane)
    this.#kept.set(name, pane)
    this.#address.set(place, pane)
  }
}
