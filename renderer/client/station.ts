// Who this page is to the engine: the same in its tab for as long as that is open, under the name of the place where it stands.
import type { PageIdentity } from '../../shared/contract/client.ts'
import type { Hello } from '../../shared/contract/frames.ts'
import { cleanName } from '../../shared/model/client.ts'
import type { LesserPage } from '../../shared/model/client.ts'

const ID = 'cuewright.client'
const KEY = 'cuewright.key'
const NAME = 'cuewright.station'
/** Characters of its id that tell two places of the same kind apart until somebody names them. */
const SIGN = 3

interface StationPage {
  readonly window: Pick<EventTarget, 'addEventListener'> & {
    readonly crypto: Pick<Crypto, 'getRandomValues'>
  }
  readonly navigator: Pick<Navigator, 'userAgent' | 'maxTouchPoints'>
  /** Of the tab; null where the browser keeps nothing. */
  readonly session: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null
  /** Of the browser. */
  readonly local: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null
  /** Of a page that is to do less than others. */
  readonly page?: LesserPage
}

export class Station implements PageIdentity {
  readonly #page: StationPage
  readonly #key: string
  #id: string

  constructor(page: StationPage) {
    this.#page = page
    const { session, window } = page
    this.#id = read(session, ID) ?? this.#random()
    // In the storage only while no page of the tab has it: a copy of the tab finds none, and so is another client.
    this.#key = read(session, KEY) ?? this.#random()
    write(session, KEY, null)
    write(session, ID, this.#id)
    window.addEventListener('pagehide', () => write(session, KEY, this.#key))
    window.addEventListener('pageshow', () => write(session, KEY, null))
  }

  get name(): string {
    return cleanName(read(this.#page.local, NAME) ?? '') ?? this.usualName
  }

  /** What the place is called until somebody names it. */
  get usualName(): string {
    return `${deviceName(this.#page.navigator)} ${this.#id.slice(0, SIGN)}`
  }

  /** Nothing gives it back the usual one. */
  rename(name: string): void {
    write(this.#page.local, NAME, cleanName(name))
  }

  hello(): Hello {
    const { page } = this.#page
    return { client: this.#id, key: this.#key, station: this.name, ...(page !== undefined && { page }) }
  }

  welcomed(id: string): void {
    this.#id = id
    write(this.#page.session, ID, id)
  }

  #random(): string {
    const bytes = this.#page.window.crypto.getRandomValues(new Uint8Array(16))
    return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  }
}

/** `Firefox on Windows`: what tells the places of most stages apart. */
export function deviceName({
  userAgent,
  maxTouchPoints,
}: Pick<Navigator, 'userAgent' | 'maxTouchPoints'>): string {
  const [, browser = 'Browser'] = BROWSERS.find(([mark]) => mark.test(userAgent)) ?? []
  const [, system = null] = SYSTEMS.find(([mark]) => mark.test(userAgent)) ?? []
  // Tablets of Apple call themselves desktops, and no desktop of theirs is touched.
  const place = system === 'macOS' && maxTouchPoints > 1 ? 'iPad' : system
  return place === null ? browser : `${browser} on ${place}`
}

/** Most call themselves by the names of others as well, so the order counts. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Electron\//, 'Desktop app'],
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/(?:Firefox|FxiOS)\//, 'Firefox'],
  [/Chrom(?:e|ium)\/|CriOS\//, 'Chromium'],
  [/Safari\//, 'Safari'],
]

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPad/, 'iPad'],
  [/iPhone|iPod/, 'iPhone'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
]

/** Browsers may refuse to keep anything, at any time. */
function read(storage: StationPage['session'], key: string): string | null {
  try {
    return storage?.getItem(key) ?? null
  } catch {
    return null
  }
}

function write(storage: StationPage['session'], key: string, value: string | null): void {
  try {
    if (value === null) storage?.removeItem(key)
    else storage?.setItem(key, value)
  } catch {
    // It is known by another id once the page has been loaded again.
  }
}

/** The storage itself may be refused, too. */
export function storageOf(get: () => Storage): Storage | null {
  try {
    return get()
  } catch {
    return null
  }
}
