// What every page of this program is given to begin with.
import type { BrowserClock } from '../client/browser-clock.ts'
import type { Station } from '../client/station.ts'
import type { Appearance } from '../state/appearance.svelte.ts'
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

/** The place where the page stands, which people read in logs and on other screens. */
export interface NamedPlace {
  readonly name: string
  rename(name: string): void
}

export function namedPlace({ station, client }: Pick<PageBase, 'station' | 'client'>): NamedPlace {
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
