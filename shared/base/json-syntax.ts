// Finds where and why a text is not JSON, and which fields are written twice, for the person who edited it.

/** Counted from 1. */
interface Place {
  readonly line: number
  readonly column: number
}

export interface SyntaxProblem extends Place {
  readonly what: string
}

/** A field that its object has already. */
export interface RepeatedKey {
  readonly path: readonly PropertyKey[]
  readonly first: Place
  readonly again: Place
}

const BLANKS = /[ \t\n\r]*/y
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y
const WORD = /[\w.+-]+/y

class Misread extends Error {
  readonly index: number

  constructor(index: number, what: string) {
    super(what)
    this.index = index
  }
}

/** A repetition by where its names begin in the text. */
interface Repetition {
  readonly path: readonly PropertyKey[]
  readonly first: number
  readonly again: number
}

/** Repetitions that are looked for: as many as a person mends before looking again. */
const MOST_LISTED = 20

/** Ends the reading once there are as many. */
class Enough extends Error {}

/** Notes which fields of an object are written twice, while the text is read. */
class FieldNotes {
  readonly listed: Repetition[] = []
  readonly #path: PropertyKey[] = []

  /** Reads what `key` leads to. */
  within(key: PropertyKey, read: () => void): void {
    this.#path.push(key)
    read()
    this.#path.pop()
  }

  repeated(key: string, first: number, again: number): void {
    this.listed.push({ path: [...this.#path, key], first, again })
    if (this.listed.length === MOST_LISTED) throw new Enough()
  }
}

/** Reads JSON to see where it stops being JSON and, with `notes`, what its fields are; the caller has bounded its nesting. */
class SyntaxReader {
  readonly #text: string
  readonly #notes: FieldNotes | null
  #at = 0

  constructor(text: string, notes: FieldNotes | null) {
    this.#text = text
    this.#notes = notes
  }

  document(): void {
    this.#value()
    this.#blanks()
    if (this.#at === this.#text.length) return
    throw new Misread(this.#at, 'there is more text after its end')
  }

  #value(): void {
    this.#blanks()
    const first = this.#text[this.#at]
    if (first === '{') this.#object()
    else if (first === '[') this.#list()
    else if (first === '"') this.#string()
    else if (!this.#take(SCALAR)) throw this.#unexpected('a value')
  }

  #object(): void {
    const names = new Map<string, number>()
    this.#members('}', () => this.#member(names))
  }

  #list(): void {
    let index = 0
    this.#members(']', () => this.#within(index++))
  }

  #within(key: PropertyKey): void {
    if (this.#notes === null) this.#value()
    else this.#notes.within(key, () => this.#value())
  }

  #members(close: string, member: () => void): void {
    this.#at += 1
    this.#blanks()
    if (this.#takeCharacter(close)) return
    for (;;) {
      member()
      this.#blanks()
      if (this.#takeCharacter(close)) return
      const comma = this.#at
      if (!this.#takeCharacter(',')) throw this.#unexpected(`a comma or ${close}`)
      this.#blanks()
      if (this.#text[this.#at] === close) throw new Misread(comma, `there is a comma before ${close}`)
    }
  }

  /** `names` are those of its object so far, with where they begin. */
  #member(names: Map<string, number>): void {
    this.#blanks()
    if (this.#text[this.#at] !== '"') throw this.#unexpected('a field name in double quotes')
    const begin = this.#at
    this.#string()
    const written = this.#text.slice(begin, this.#at)
    this.#blanks()
    if (!this.#takeCharacter(':')) throw this.#unexpected('a colon after the field name')
    if (this.#notes === null) {
      this.#value()
      return
    }
    const name = nameOf(written)
    const first = names.get(name)
    if (first === undefined) names.set(name, begin)
    else this.#notes.repeated(name, first, begin)
    this.#within(name)
  }

  #string(): void {
    const start = this.#at
    if (this.#take(STRING)) return
    throw new Misread(start, 'this text has no closing quote, or holds a line break or a bad \\ escape')
  }

  #unexpected(wanted: string): Misread {
    const found = this.#text[this.#at]
    if (found === undefined) return new Misread(this.#at, `the text ends where ${wanted} should follow`)
    if (found === '/' || found === '#') return new Misread(this.#at, 'JSON has no comments')
    WORD.lastIndex = this.#at
    const shown = WORD.exec(this.#text)?.[0].slice(0, 20) ?? found
    return new Misread(this.#at, `${wanted} should stand here, not ${shown}`)
  }

  #blanks(): void {
    this.#take(BLANKS)
  }

  #takeCharacter(character: string): boolean {
    if (this.#text[this.#at] !== character) return false
    this.#at += 1
    return true
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at
    if (!pattern.test(this.#text)) return false
    this.#at = pattern.lastIndex
    return true
  }
}

/** Escapes are other ways to write the same name. */
function nameOf(written: string): string {
  return written.includes('\\') ? (JSON.parse(written) as string) : written.slice(1, -1)
}

/** The first place where `text`, which is not nested too deep to recurse into, breaks the rules of JSON; null if none. */
export function syntaxProblem(text: string): SyntaxProblem | null {
  try {
    new SyntaxReader(text, null).document()
    return null
  } catch (thrown) {
    if (!(thrown instanceof Misread)) throw thrown
    return { ...(placesOf(text, [thrown.index])[0] as Place), what: thrown.message }
  }
}

/** The first fields that are written twice in `text`, which is JSON and not nested too deep. */
export function repeatedKeys(text: string): readonly RepeatedKey[] {
  const notes = new FieldNotes()
  try {
    new SyntaxReader(text, notes).document()
  } catch (thrown) {
    if (!(thrown instanceof Enough)) throw thrown
  }
  const { listed } = notes
  const places = placesOf(
    text,
    listed.flatMap(({ first, again }) => [first, again]),
  )
  return listed.map(({ path }, index) => ({
    path,
    first: places[2 * index] as Place,
    again: places[2 * index + 1] as Place,
  }))
}

/** Counts lines once, however many places are asked for. */
function placesOf(text: string, indexes: readonly number[]): Place[] {
  const places: Place[] = []
  let line = 1
  let lineStart = 0
  for (const [order, index] of [...indexes.entries()].sort(([, one], [, other]) => one - other)) {
    for (let end = text.indexOf('\n', lineStart); end >= 0 && end < index;) {
      line += 1
      lineStart = end + 1
      end = text.indexOf('\n', lineStart)
    }
    places[order] = { line, column: index - lineStart + 1 }
  }
  return places
}

/** Characters of a text that is looked through for what is wrong with it. */
const MOST_EXPLAINED = 1_000_000

/** Why a text is not JSON, with where: `line 2, column 7: there is a comma before }`. */
export function syntaxWords(text: string): string {
  let problem: SyntaxProblem | null = null
  try {
    if (text.length <= MOST_EXPLAINED) problem = syntaxProblem(text)
  } catch (thrown) {
    // It is nested too deep to be looked into.
    if (!(thrown instanceof RangeError)) throw thrown
  }
  if (problem === null) return 'it is not written as JSON'
  return `line ${problem.line}, column ${problem.column}: ${problem.what}`
}
