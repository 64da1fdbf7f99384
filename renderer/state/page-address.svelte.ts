// The address of this page: which view is looked at and what is chosen in it, so that a bookmark opens what it showed.
import { createContext } from 'svelte'
import { formatAddress, parseAddress } from '../lib/address.ts'
import type { Address, Place } from '../lib/address.ts'

type AddressWindow = Pick<EventTarget, 'addEventListener'> & {
  readonly location: Pick<Location, 'hash'>
  readonly history: Pick<History, 'replaceState' | 'state'>
}

/** For views, which write into it what is chosen in them. */
export const [pageAddress, providePageAddress] = createContext<PageAddress>()

export class PageAddress implements Disposable {
  readonly #window: AddressWindow
  readonly #listening = new AbortController()

  #address = $state.raw<Address>({ place: null, params: {} })
  readonly place = $derived(this.#address.place)
  readonly params = $derived(this.#address.params)

  constructor(window: AddressWindow) {
    this.#window = window
    this.#read()
    window.addEventListener('hashchange', () => this.#read(), { signal: this.#listening.signal })
  }

  get current(): Address {
    return this.#address
  }

  param(name: string): string | null {
    return this.params[name] ?? null
  }

  /** Looks at something else; what was chosen in the one before is not said of it. */
  go(place: Place, params: Address['params'] = {}): void {
    this.#write({ place, params })
  }

  /** Says what is chosen where one is; null for nothing in particular. */
  set(name: string, value: string | null): void {
    const { [name]: had, ...others } = this.params
    if ((had ?? null) === value) return
    this.#write({ place: this.place, params: value === null ? others : { ...others, [name]: value } })
  }

  [Symbol.dispose](): void {
    this.#listening.abort()
  }

  #read(): void {
    this.#address = parseAddress(this.#window.location.hash)
  }

  /** In place of what stood there: going back in the browser is not to walk through a show. */
  #write(address: Address): void {
    this.#address = address
    const { history } = this.#window
    history.replaceState(history.state, '', formatAddress(address))
  }
}
