// What the part of the address behind `#` says: a view and what is chosen in it, a page of its own, or a screen with a name.

/** `remote` and `countdown` are pages of their own; the others are views of the screen. */
export const PLACES = [
  'show',
  'faders',
  'inputs',
  'events',
  'rules',
  'log',
  'health',
  'remote',
  'countdown',
] as const
export type Place = (typeof PLACES)[number]

export interface Address {
  /** Null where it names none: what is said besides may be a screen, as in `#screen=FOH`. */
  readonly place: Place | null
  /** `list`, `tab`, `screen`, `cause` …: what is not said is left as it was or usual. */
  readonly params: Readonly<Record<string, string>>
}

/** Anybody may have written it. */
const LONGEST = 2_000
const MOST_PARAMS = 20

const isPlace = (name: string): name is Place => (PLACES as readonly string[]).includes(name)

export function parseAddress(hash: string): Address {
  const text = hash.slice(0, LONGEST).replace(/^#?\/?/, '')
  const [first = '', ...rest] = text.split('?')
  const place = isPlace(first) ? first : null
  const said = place === null && first.includes('=') ? text : rest.join('?')
  const params = [...new URLSearchParams(said)].slice(0, MOST_PARAMS)
  return { place, params: Object.fromEntries(params.filter(([name, value]) => name !== '' && value !== '')) }
}

/** Behind the `#` and with it; what is empty is left out. */
export function formatAddress({ place, params }: Address): string {
  const said = new URLSearchParams(Object.entries(params).filter(([, value]) => value !== '')).toString()
  if (place === null) return `#${said}`
  return said === '' ? `#${place}` : `#${place}?${said}`
}
