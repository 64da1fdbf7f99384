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
  const literalStart = pattern.slice(0, pattern.search(FIRST_WILDCARD))
  return (address) => address.startsWith(literalStart) && reachesGoal(places, address)
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

/** Walks all places that the address may have led to at once, each entered at most once a character. */
function reachesGoal(places: readonly Place[], address: string): boolean {
  const goal = places.length
  const enteredAt = new Int32Array(goal + 1).fill(-1)
  const enter = (first: number, at: number, into: number[]): void => {
    const pending = [first]
    for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
      if (enteredAt[index] === at) continue
      enteredAt[index] = at
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
