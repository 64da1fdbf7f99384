// Where the members of lists and objects stand in the bytes of a JSON text, which is known to be JSON.

/** A value in the bytes. */
export interface Place {
  readonly start: number
  readonly end: number
}

/** What stands directly in a list or an object: its children, by number. */
export class Container implements Place {
  readonly start: number
  readonly end: number
  /** In an object. */
  readonly names: string[] | null
  /** Behind the bracket or comma before a child: blanks from there to `begins`. */
  readonly from: number[] = []
  /** Where its name begins; in a list its value. */
  readonly begins: number[] = []
  readonly values: number[] = []
  readonly ends: number[] = []
  /** Its comma; of the last the end of its value. */
  readonly to: number[] = []

  constructor({ start, end }: Place, isObject: boolean) {
    this.start = start
    this.end = end
    this.names = isObject ? [] : null
  }

  get count(): number {
    return this.begins.length
  }

  valueOf(child: number): Place {
    return { start: this.values[child] as number, end: this.ends[child] as number }
  }
}

/** Bytes that are looked at without a break: half a millisecond. */
const AT_ONCE = 128 * 1024

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BACKSLASH = 0x5c
const LIST = 0x5b
const LIST_END = 0x5d
const OBJECT = 0x7b
const OBJECT_END = 0x7d

export function isList(bytes: Buffer, { start }: Place): boolean {
  return bytes[start] === LIST
}

export function isObject(bytes: Buffer, { start }: Place): boolean {
  return bytes[start] === OBJECT
}

/** The one value of the whole text, without what is around it. */
export function wholeOf(bytes: Buffer): Place {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  return { start: afterBlanks(bytes, hasMark ? 3 : 0), end: beforeBlanks(bytes, bytes.length) }
}

/** The first `most` of what stands in a list or an object. Yields now and then, so that others are not kept waiting. */
export function* childrenOf(bytes: Buffer, place: Place, most = Infinity): Generator<void, Container> {
  const scan = new Scan(bytes, place, most)
  while (!scan.advance(AT_ONCE)) yield
  return scan.container
}

class Scan {
  readonly container: Container
  readonly #bytes: Buffer
  readonly #most: number
  #at: number
  #from: number
  #depth = 0

  constructor(bytes: Buffer, place: Place, most: number) {
    this.container = new Container(place, isObject(bytes, place))
    this.#bytes = bytes
    this.#most = most
    this.#at = this.#from = place.start + 1
  }

  /** Looks at about as many bytes; true where all is done. */
  advance(count: number): boolean {
    const { container } = this
    const bytes = this.#bytes
    const close = container.end - 1
    const pause = Math.min(close, this.#at + count)
    let depth = this.#depth
    let at = this.#at
    for (; at < pause; at += 1) {
      const code = bytes[at] as number
      if (code === QUOTE) at = closingQuote(bytes, at)
      else if (code === COMMA) {
        if (depth > 0) continue
        addChild(bytes, container, this.#from, at)
        this.#from = at + 1
        if (container.count === this.#most) return true
      } else if (code === LIST || code === OBJECT) depth += 1
      else if (code === LIST_END || code === OBJECT_END) depth -= 1
    }
    this.#depth = depth
    this.#at = at
    if (at < close) return false
    if (afterBlanks(bytes, this.#from) < close) {
      addChild(bytes, container, this.#from, close)
      container.to[container.count - 1] = container.ends.at(-1) as number
    }
    return true
  }
}

/** `to` is the comma behind it, or the closing bracket. */
function addChild(bytes: Buffer, container: Container, from: number, to: number): void {
  const begin = afterBlanks(bytes, from)
  container.from.push(from)
  container.begins.push(begin)
  container.ends.push(beforeBlanks(bytes, to))
  container.to.push(to)
  if (container.names === null) {
    container.values.push(begin)
    return
  }
  const end = closingQuote(bytes, begin) + 1
  let colon = end
  while (bytes[colon] !== COLON) colon += 1
  container.names.push(nameIn(textOf(bytes, begin, end)))
  container.values.push(afterBlanks(bytes, colon + 1))
}

/** Escapes are other ways to write the same name. */
function nameIn(quoted: string): string {
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1)
}

export function textOf(bytes: Buffer, start: number, end: number): string {
  return start === end ? '' : bytes.toString('utf8', start, end)
}

function closingQuote(bytes: Buffer, opening: number): number {
  for (let at = opening + 1; at < bytes.length; at += 1) {
    const code = bytes[at]
    if (code === QUOTE) return at
    if (code === BACKSLASH) at += 1
  }
  return bytes.length
}

function isBlank(code: number | undefined): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

function afterBlanks(bytes: Buffer, from: number): number {
  let at = from
  while (isBlank(bytes[at])) at += 1
  return at
}

function beforeBlanks(bytes: Buffer, to: number): number {
  let at = to
  while (at > 0 && isBlank(bytes[at - 1])) at -= 1
  return at
}
