// What is looked at on this page and how, and what it has open that belongs to no room.
import type { Fault } from '../../shared/base/result.ts'
import type { CueView } from '../../shared/contract/cue-streams.ts'
import { cleanName } from '../../shared/model/client.ts'
import type { Address } from '../lib/address.ts'
import { VIEWS } from '../lib/shortcuts.ts'
import type { ViewId } from '../lib/shortcuts.ts'
import { SIZES, THEMES } from './appearance.svelte.ts'
import type { Appearance } from './appearance.svelte.ts'
import type { PageAddress } from './page-address.svelte.ts'
import type { Screen, Screens } from './screens.svelte.ts'

export interface PageStation {
  readonly name: string
  rename(name: string): void
}

interface PageParts {
  readonly address: PageAddress
  readonly appearance: Appearance
  readonly screens: Screens
  readonly station: PageStation
  /** Opens a page of its own by what stands behind the `#`; null where that cannot be. */
  readonly openPage: ((hash: string) => void) | null
}

export class Page {
  readonly address: PageAddress
  readonly appearance: Appearance
  readonly screens: Screens
  readonly openPage: PageParts['openPage']
  readonly #station: PageStation

  /** What the page calls itself to others. */
  stationName = $state('')
  notesOpen = $state(false)
  keysOpen = $state(false)
  paletteOpen = $state(false)
  /** The cue for which a time to begin at is asked. */
  loading = $state.raw<CueView | null>(null)
  /** The lock is open, or the PIN in it. */
  lockOpen = $state<'lock' | 'pin' | null>(null)
  /** A name is being found for the screen as it stands; what was begun of it stays until it is kept. */
  naming = $state(false)
  screenName = $state('')

  readonly view = $derived.by((): ViewId => {
    const { place } = this.address
    return VIEWS.find(({ id }) => id === place)?.id ?? 'show'
  })

  constructor({ address, appearance, screens, station, openPage }: PageParts) {
    this.address = address
    this.appearance = appearance
    this.screens = screens
    this.#station = station
    this.openPage = openPage
    this.stationName = station.name
  }

  /** Looks at another view; what is chosen in it stays where one is in it already. */
  show(view: ViewId, params?: Address['params']): void {
    if (view !== this.address.place || params !== undefined) this.address.go(view, params)
  }

  readonly toggleNotes = (): void => {
    this.notesOpen = !this.notesOpen
  }

  /** Opens a screen by its name, from wherever it was said; false where this browser knows none of it. */
  open(name: string): boolean {
    const screen = this.screens.byName(name)
    if (screen === null) return false
    if (this.address.screen !== name) this.address.goScreen(name)
    const theme = THEMES.find(({ id }) => id === screen.theme)
    if (theme !== undefined) this.appearance.chooseTheme(theme.id)
    const size = SIZES.find(({ id }) => id === screen.size)
    if (size !== undefined) this.appearance.chooseSize(size.id)
    if (screen.station !== this.stationName) this.rename(screen.station)
    return true
  }

  readonly rename = (name: string): void => {
    this.#station.rename(name)
    this.stationName = this.#station.name
  }

  readonly nameScreen = (): void => {
    this.naming = true
    if (this.screenName === '') this.screenName = this.address.screen ?? ''
  }

  /** Keeps the screen as it stands under a name, and opens it by that; says why where it is not kept. */
  keepScreen(given: string): Fault | null {
    const name = cleanName(given)
    if (name === null) return null
    this.naming = false
    this.screenName = ''
    const { theme, size } = this.appearance
    const screen: Screen = {
      ...{ name, place: this.view, params: this.address.params, theme, size },
      station: this.stationName,
    }
    const refused = this.screens.keep(screen)
    if (this.screens.byName(name) !== null) this.address.goScreen(name)
    return refused
  }

  forgetScreen(name: string): Fault | null {
    const { shown, screen } = this.address
    // What is looked at stays.
    if (screen === name) this.address.go(shown.place ?? 'show', shown.params)
    return this.screens.forget(name)
  }
}
