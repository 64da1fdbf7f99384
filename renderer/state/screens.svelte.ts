// Screens with a name: what is looked at and how, kept in the browser, to be opened again by menu, palette or address.
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import { cleanName } from '../../shared/model/client.ts'
import { PLACES, parseAddress } from '../lib/address.ts'
import type { Address } from '../lib/address.ts'

export interface Screen extends Address {
  readonly name: string
  readonly theme: string
  readonly size: string
  /** What the page calls itself while it is this screen. */
  readonly station: string
}

const KEY = 'cuewright.screens'
const MOST = 30
const LONGEST = 64 * 1024

interface ScreensPage {
  readonly window: Pick<EventTarget, 'addEventListener'>
  /** Null where the browser keeps nothing. */
  readonly local: Pick<Storage, 'getItem' | 'setItem'> | null
}

export class Screens implements Disposable {
  readonly #local: ScreensPage['local']
  readonly #listening = new AbortController()

  /** In the order in which they were named. */
  all = $state.raw<readonly Screen[]>([])

  constructor({ window, local }: ScreensPage) {
    this.#local = local
    this.all = this.#read()
    // Another tab has named one.
    const changed = (event: Event): void => {
      if ((event as StorageEvent).key === KEY) this.all = this.#read()
    }
    window.addEventListener('storage', changed, { signal: this.#listening.signal })
  }

  byName(name: string | null): Screen | null {
    return this.all.find((screen) => screen.name === name) ?? null
  }

  /** In place of the one that has its name; says why not where it cannot be kept. */
  keep(screen: Screen): Fault | null {
    const others = this.#read().filter(({ name }) => name !== screen.name)
    if (others.length >= MOST) {
      const what = `there are ${MOST} named screens already`
      return fault('page/screens', screen.name, what, 'forget one of them first')
    }
    return this.#write([...others, screen])
  }

  forget(name: string): Fault | null {
    return this.#write(this.#read().filter((screen) => screen.name !== name))
  }

  [Symbol.dispose](): void {
    this.#listening.abort()
  }

  #read(): readonly Screen[] {
    try {
      const text = this.#local?.getItem(KEY) ?? '[]'
      const read: unknown = text.length > LONGEST ? [] : JSON.parse(text)
      return Array.isArray(read) ? read.flatMap((each) => screenOf(each)).slice(0, MOST) : []
    } catch {
      return []
    }
  }

  /** What could not be kept is there all the same, until the page is loaded again. */
  #write(screens: readonly Screen[]): Fault | null {
    this.all = screens
    try {
      if (this.#local === null) throw new Error('nothing is kept')
      this.#local.setItem(KEY, JSON.stringify(screens))
      return null
    } catch {
      const what = 'this browser keeps nothing: its named screens are forgotten when the page is loaded again'
      return fault('page/screens', 'named screens', what, 'allow it to keep data of this page')
    }
  }
}

/** What was kept may be of another version, or written by hand. */
function screenOf(kept: unknown): readonly Screen[] {
  if (typeof kept !== 'object' || kept === null) return []
  const { name, place, params, theme, size, station } = kept as Record<string, unknown>
  const said = [theme, size, station].every((each) => typeof each === 'string')
  const known = cleanName(typeof name === 'string' ? name : '')
  if (known === null || !said || typeof params !== 'object' || params === null) return []
  const at = parseAddress(`#${String(place)}?${new URLSearchParams(params as Record<string, string>)}`)
  if (!PLACES.includes(at.place as never)) return []
  return [{ ...at, name: known, theme: String(theme), size: String(size), station: String(station) }]
}
