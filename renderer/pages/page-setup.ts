// What every page of this program is given to begin with.
import type { BrowserClock } from '../client/browser-clock.ts'
import type { Station } from '../client/station.ts'
import type { Appearance } from '../state/appearance.svelte.ts'
import type { PageStation } from '../state/page.svelte.ts'
import type { ContractClient } from '../../shared/contract/client.ts'

export interface PageSetup {
  readonly target: Element
  readonly clock: BrowserClock
  readonly client: ContractClient
  readonly station: Station
  readonly appearance: Appearance
}

export function namedPlace({ station, client }: Pick<PageSetup, 'station' | 'client'>): PageStation {
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
