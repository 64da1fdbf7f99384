// Finds where and why a text is not JSON, in words for the person who edited it.

export interface SyntaxProblem {
  readonly line: number
  readonly column: number
  readonly what: string
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

/** Reads JSON only to see where it stops being JSON; the caller has bounded its nesting. */
class SyntaxReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  document(): void {
    this.#value()
    this.#blanks()
    if (this.#at === this.#text.length) return
    throw new Misread(this.#at, 'there is more text after the end of the show')
  }

  #value(): void {
    this.#blanks()
    const first = this.#text[this.#at]
    if (first === '{') this.#members('}', () => this.#member())
    else if (first === '[') this.#members(']', () => this.#value())
    else if (first === '"') this.#string()
    else if (!this.#take(SCALAR)) throw this.#unexpected('a value')
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

  #member(): void {
    this.#blanks()
    if (this.#text[this.#at] !== '"') throw this.#unexpected('a field name in double quotes')
    this.#string()
    this.#blanks()
    if (!this.#takeCharacter(':')) throw this.#unexpected('a colon after the field name')
    this.#value()
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

/** The first place where `text`, which is not nested too deep to recurse into, breaks the rules of JSON; null if none. */
export function syntaxProblem(text: string): SyntaxProblem | null {
  try {
    new SyntaxReader(text).document()
    return null
  } catch (thrown) {
    if (!(thrown instanceof Misread)) throw thrown
    const before = text.slice(0, thrown.index)
    const lineStart = before.lastIndexOf('\n') + 1
    return { line: before.split('\n').length, column: thrown.index - lineStart + 1, what: thrown.message }
  }
}
