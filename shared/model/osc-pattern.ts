// Matching of OSC address patterns (`?`, `*`, `[a-z]`, `[!x]`, `{one,two}`, `//`) with work bounded by pattern times address.

type Accepts = (code: number) => boolean

/** One place in a compiled pattern: it takes a character and moves on to the next, or, where `takes` is null, moves on at once. */
interface Place {
  /** A character, or a test of several. */
  readonly takes: number | Accepts | null
  /** Where it moves on to at once: indices of places, of which the one past the end is the goal. */
  readonly next: number[]
}

const SLASH = 0x2f
const notSlash: Accepts = (code) => code !== SLASH

/** The parts of a pattern; a bracket or brace as a part of its own has no partner or encloses what it may not. */
const PART = /\/{2,}|\*+|\[[^[\]{}/]+\]|\{[^[\]{}/?*]*\}|./gsu
const FIRST_WILDCARD = /[?*[\]{}]|\/\//
const RANGE_OR_CHARACTER = /(.)-(.)|./gsu

/** Whether an address holds pattern characters, so that it may stand for more than one address. */
export function isOscPattern(address: string): boolean {
  return FIRST_WILDCARD.test(address)
}

/** What is wrong with an address pattern, in words; null where it is well formed. */
export function oscPatternFault(pattern: string): string | null {
  if (!pattern.startsWith('/')) return 'it does not start with /'
  for (const [part] of pattern.matchAll(PART)) {
    if (/^[[\]{}]$/.test(part)) return `${part} has no partner, or encloses something other than plain text`
    if (part === '[!]') return '[!] names no character'
    if (part.startsWith('[') && parseSet(part).ranges.some(([from, to]) => from > to)) {
      return `${part} holds a range that runs backwards`
    }
  }
  return null
}

/** Compiles a pattern into a test of addresses. A malformed pattern (see `oscPatternFault`) matches nothing. */
export function compileOscPattern(pattern: string): (address: string) => boolean {
  if (oscPatternFault(pattern) !== null) return () => false
  if (!isOscPattern(pattern)) return (address) => address === pattern
  const walk = new Walk(pattern)
  return (address) => walk.reaches(address)
}

/** An address as a show writes it: one address or a pattern of several, or one that is to be taken literally. */
export type OscAddress = string | { readonly exactly: string }

/** The one address that is meant; null where there may be several. */
export function literalAddress(address: OscAddress): string | null {
  if (typeof address !== 'string') return address.exactly
  return isOscPattern(address) ? null : address
}

/** Compiles a test of received addresses. Some programs use pattern characters in names, so that a pattern also matches itself. */
export function addressTest(address: OscAddress): (heard: string) => boolean {
  const literal = literalAddress(address)
  if (literal !== null) return (heard) => heard === literal
  const pattern = address as string
  const matches = compileOscPattern(pattern)
  return (heard) => heard === pattern || matches(heard)
}

/** Steps that a pattern may take at most while it is tried against addresses: some 10 ms. */
export const MOST_STEPS = 1_000_000

/** How much work a pattern was. */
export interface Meter {
  steps: number
}

/** Those of `addresses` that a received pattern matches; null where it takes too much work to tell. */
export function addressesReached(
  pattern: string,
  addresses: Iterable<string>,
  meter: Meter = { steps: 0 },
): readonly string[] | null {
  const until = meter.steps + MOST_STEPS
  // It has to be read, whatever there is to match.
  meter.steps += PART_STEPS * pattern.length
  if (oscPatternFault(pattern) !== null) return []
  const walk = new Walk(pattern)
  const reached: string[] = []
  for (const address of addresses) {
    const before = walk.steps
    if (walk.reaches(address)) reached.push(address)
    meter.steps += 1 + walk.steps - before
    if (meter.steps > until) return null
  }
  return reached
}

/** What reading one character of a pattern takes, in steps. */
const PART_STEPS = 8
const PLAIN_END = /[^?*[\]{}/]*$/

function codeOf(character: string): number {
  return character.codePointAt(0) as number
}

function placesOf(pattern: string): readonly Place[] {
  const places: Place[] = []
  const take = (takes: number | Accepts): void => void places.push({ takes, next: [] })
  const fork = (...next: number[]): number[] => {
    places.push({ takes: null, next })
    return next
  }
  const text = (characters: string): void => {
    for (const character of characters) take(codeOf(character))
  }
  const anyRun = (accepts: Accepts): void => {
    const start = places.length
    fork(start + 1, start + 3)
    take(accepts)
    fork(start)
  }
  const levels = (): void => {
    text('/')
    const start = places.length
    const leave = fork(start + 1)
    anyRun(notSlash)
    text('/')
    fork(start)
    leave.push(places.length)
  }
  const either = (options: readonly string[]): void => {
    const starts = fork()
    const ends: number[][] = []
    for (const option of options) {
      starts.push(places.length)
      text(option)
      ends.push(fork())
    }
    for (const end of ends) end.push(places.length)
  }

  for (const [part] of pattern.matchAll(PART)) {
    if (part.startsWith('//')) levels()
    else if (part.startsWith('*')) anyRun(notSlash)
    else if (part === '?') take(notSlash)
    else if (part.startsWith('[')) take(inSet(parseSet(part)))
    else if (part.startsWith('{')) either(part.slice(1, -1).split(','))
    else text(part)
  }
  // At the end, // stands for everything below.
  if (pattern.endsWith('//')) anyRun(notSlash)
  return places
}

interface CharacterSet {
  /** True for `[!...]`: all characters but these. */
  readonly others: boolean
  /** First and last code of each range. */
  readonly ranges: readonly (readonly [number, number])[]
}

function parseSet(part: string): CharacterSet {
  const others = part.startsWith('[!')
  const members = part.slice(others ? 2 : 1, -1)
  const ranges = [...members.matchAll(RANGE_OR_CHARACTER)].map(
    ([all, from = all, to = all]) => [codeOf(from), codeOf(to)] as const,
  )
  return { others, ranges }
}

/** A set never takes a slash. */
function inSet({ others, ranges }: CharacterSet): Accepts {
  return (code) => code !== SLASH && ranges.some(([from, to]) => code >= from && code <= to) !== others
}

/** Walks all places that an address may have led to at once, each entered at most once a character, and counts the steps. */
class Walk {
  steps = 0
  readonly #places: readonly Place[]
  readonly #start: string
  readonly #end: string
  /** Of each place that was entered: those that take a character, or are the goal, where it leads to at once. */
  readonly #entries: (readonly number[] | undefined)[]
  /** The character, counted over all addresses, at which each place was entered last. */
  readonly #enteredAt: Float64Array
  #character = 0
  #current: number[] = []
  #following: number[] = []

  constructor(pattern: string) {
    this.#places = placesOf(pattern)
    this.#start = isOscPattern(pattern) ? pattern.slice(0, pattern.search(FIRST_WILDCARD)) : pattern
    this.#end = PLAIN_END.exec(pattern)?.[0] ?? ''
    this.#entries = new Array<undefined>(this.#places.length + 1).fill(undefined)
    this.#enteredAt = new Float64Array(this.#places.length + 1)
  }

  reaches(address: string): boolean {
    if (!address.startsWith(this.#start) || !address.endsWith(this.#end)) return false
    this.#begin()
    let at = 0
    while (at < address.length && this.#following.length > 0) {
      const code = address.codePointAt(at) as number
      at += code > 0xffff ? 2 : 1
      this.#take(code)
    }
    return at >= address.length && this.#following.includes(this.#places.length)
  }

  #begin(): void {
    this.#character += 1
    this.#following.length = 0
    this.#enter(0)
  }

  #take(code: number): void {
    const current = this.#following
    this.#following = this.#current
    this.#current = current
    this.#following.length = 0
    this.#character += 1
    for (const index of current) {
      const takes = this.#places[index]?.takes
      if (typeof takes === 'number' ? takes === code : takes?.(code) === true) this.#enter(index + 1)
    }
  }

  #enter(place: number): void {
    const entries = (this.#entries[place] ??= this.#entriesOf(place))
    for (const index of entries) {
      this.steps += 1
      if (this.#enteredAt[index] === this.#character) continue
      this.#enteredAt[index] = this.#character
      this.#following.push(index)
    }
  }

  #entriesOf(place: number): readonly number[] {
    const seen = new Set<number>()
    const pending = [place]
    const entries: number[] = []
    for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
      if (seen.has(index)) continue
      seen.add(index)
      this.steps += 1
      const known = this.#places[index]
      if (known?.takes === null) pending.push(...known.next)
      else entries.push(index)
    }
    return entries
  }
}
