// The address of this page: which view is looked at and what is chosen in it, so that a bookmark opens what it showed.
import { createContext } from 'svelte'
import { formatAddress, parseAddress } from '../lib/address.ts'
import type { Address, Place } from '../lib/address.ts'

type AddressWindow = Pick<EventTarget, 'addEventListener'> & {
  readonly location: Pick<Location, 'hash'>
  readonly history: Pick<History, 'replaceState' | 'state'>
}
/** Where a screen with a name looks; null where none has it. */
type Named = (screen: string) => Address | null

/** For views, which write into it what is chosen in them. */
export const [pageAddress, providePageAddress] = createContext<PageAddress>()

const SCREEN = 'screen'

export class PageAddress implements Disposable {
  readonly #window: AddressWindow
  readonly #named: Named
  readonly #listening = new AbortController()

  /** As it stands in the browser. */
  #written = $state.raw<Address>({ place: null, params: {} })
  /** Name of the screen that it opens; null where it says itself what it shows. */
  readonly screen = $derived(this.#written.place === null ? (this.#written.params[SCREEN] ?? null) : null)
  /** What it shows, also by way of a screen. */
  readonly shown = $derived.by((): Address => {
    const screen = this.screen === null ? null : this.#named(this.screen)
    if (screen !== null) return { place: screen.place, params: screen.params }
    const { [SCREEN]: _, ...params } = this.#written.params
    return { place: this.#written.place, params }
  })
  readonly place = $derived(this.shown.place)
  readonly params = $derived(this.shown.params)

  constructor(window: AddressWindow, named: Named = () => null) {
    this.#window = window
    this.#named = named
    this.#read()
    window.addEventListener('hashchange', () => this.#read(), { signal: this.#listening.signal })
  }

  param(name: string): string | null {
    return this.params[name] ?? null
  }

  /** Looks at something else; what was chosen in the one before is not said of it. */
  go(place: Place, params: Address['params'] = {}): void {
    this.#write({ place, params })
  }

  goScreen(name: string): void {
    this.#write({ place: null, params: { [SCREEN]: name } })
  }

  /** Says what is chosen where one is; null for nothing in particular. A screen is no longer shown as it was named. */
  set(name: string, value: string | null): void {
    const { [name]: had, ...others } = this.params
    if ((had ?? null) === value) return
    const params = value === null ? others : { ...others, [name]: value }
    this.#write({ place: this.place ?? 'show', params })
  }

  [Symbol.dispose](): void {
    this.#listening.abort()
  }

  #read(): void {
    this.#written = parseAddress(this.#window.location.hash)
  }

  /** In place of what stood there: going back in the browser is not to walk through a show. */
  #write(address: Address): void {
    this.#written = address
    const { history } = this.#window
    history.replaceState(history.state, '', formatAddress(address))
  }
}
