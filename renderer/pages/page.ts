// What every page of this program is given to begin with.
import type { BrowserClock } from '../client/browser-clock.ts'
import type { Station } from '../client/station.ts'
import type { Appearance } from '../state/appearance.svelte.ts'
import type { PageStation } from '../state/page.svelte.ts'
import type { ContractClient } from '../../shared/contract/client.ts'

export interface PageBase {
  readonly target: Element
  readonly clock: BrowserClock
  readonly client: ContractClient
  readonly station: Station
  readonly appearance: Appearance
  /** What the browser keeps; null where it keeps nothing. */
  readonly local: Storage | null
}

export function namedPlace({ station, client }: Pick<PageBase, 'station' | 'client'>): PageStation {
  return {
    get name() {
      return station.name
    },
    rename(name) {
      station.rename(name)
      client.introduce()
    },
  }
}
