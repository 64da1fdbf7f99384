// Matching of OSC address patterns (`?`, `*`, `[a-z]`, `[!x]`, `{one,two}`, `//`) with work bounded by pattern times address.

type Accepts = (code: number) => boolean

/** One place in a compiled pattern: it takes a character and moves on, or, where `accepts` is null, moves on at once. */
interface Place {
  readonly accepts: Accepts | null
  /** Indices of places; the one past the end is the goal. */
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
  const places = placesOf(pattern)
  const literalStart = literalStartOf(pattern)
  return (address) => address.startsWith(literalStart) && reachesGoal(places, address, { steps: 0 })
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

/** Places of a pattern entered while it is tried against addresses: some 10 ms. */
const MOST_STEPS = 1_000_000

/** Those of `addresses` that a received pattern matches; null where it takes too much work to tell. */
export function addressesReached(pattern: string, addresses: Iterable<string>): readonly string[] | null {
  if (oscPatternFault(pattern) !== null) return []
  const places = placesOf(pattern)
  const literalStart = literalStartOf(pattern)
  const meter = { steps: 0 }
  const reached: string[] = []
  for (const address of addresses) {
    meter.steps += 1
    if (address.startsWith(literalStart) && reachesGoal(places, address, meter)) reached.push(address)
    if (meter.steps > MOST_STEPS) return null
  }
  return reached
}

function literalStartOf(pattern: string): string {
  return isOscPattern(pattern) ? pattern.slice(0, pattern.search(FIRST_WILDCARD)) : pattern
}

function codeOf(character: string): number {
  return character.codePointAt(0) as number
}

function placesOf(pattern: string): readonly Place[] {
  const places: Place[] = []
  const take = (accepts: Accepts): void => void places.push({ accepts, next: [places.length + 1] })
  const fork = (...next: number[]): number[] => {
    places.push({ accepts: null, next })
    return next
  }
  const text = (characters: string): void => {
    for (const character of characters) {
      const wanted = codeOf(character)
      take((code) => code === wanted)
    }
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

/** Walks all places that the address may have led to at once, each entered at most once a character, and counts them. */
function reachesGoal(places: readonly Place[], address: string, meter: { steps: number }): boolean {
  const goal = places.length
  const enteredAt = new Int32Array(goal + 1).fill(-1)
  const enter = (first: number, at: number, into: number[]): void => {
    const pending = [first]
    for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
      if (enteredAt[index] === at) continue
      enteredAt[index] = at
      meter.steps += 1
      const place = places[index]
      if (place?.accepts === null) pending.push(...place.next)
      else into.push(index)
    }
  }

  let current: number[] = []
  enter(0, 0, current)
  let at = 0
  while (at < address.length && current.length > 0) {
    const code = address.codePointAt(at) as number
    at += code > 0xffff ? 2 : 1
    const following: number[] = []
    for (const index of current) {
      const place = places[index]
      if (place?.accepts?.(code) === true) enter(place.next[0] as number, at, following)
    }
    current = following
  }
  return current.includes(goal)
}
