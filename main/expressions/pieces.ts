// Splits a text into what stands as it is and the expressions between {{ and }}.
import { Refusal } from './refusal.ts'

export interface Piece {
  readonly kind: 'plain' | 'expression'
  readonly text: string
  /** Characters of the whole text before it. */
  readonly at: number
}

const OPEN = '{{'

/** Expressions of one text. */
const MOST = 1000

/** The pieces of a text, empty ones left out; throws a `Refusal`. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (let open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, from)) {
    if (open > from) pieces.push({ kind: 'plain', text: text.slice(from, open), at: from })
    const at = open + OPEN.length
    const close = closeOf(text, at)
    if (close === null) {
      const next = 'write }} behind the expression, or {{ "{{" }} where the signs themselves are meant'
      throw new Refusal(open, '{{ is not closed', next)
    }
    pieces.push({ kind: 'expression', text: text.slice(at, close), at })
    if (pieces.length > 2 * MOST)
      throw new Refusal(open, `it holds over ${MOST} expressions`, 'split the text')
    from = close + 2
  }
  if (from < text.length) pieces.push({ kind: 'plain', text: text.slice(from), at: from })
  return pieces
}

/** Where the }} is that closes an expression begun at `from`: not within its texts, and not one that closes its objects. */
function closeOf(text: string, from: number): number | null {
  let braces = 0
  for (let index = from; index < text.length; index += 1) {
    const sign = text[index]
    if (sign === '"' || sign === "'") {
      const end = endOfText(text, index)
      if (end === null) return null
      index = end
    } else if (sign === '{') braces += 1
    else if (sign === '}') {
      if (braces > 0) braces -= 1
      else if (text[index + 1] === '}') return index
    }
  }
  return null
}

/** The last character of a quoted text that begins at `from`. */
function endOfText(text: string, from: number): number | null {
  const sign = text[from] as string
  const quote = text.startsWith(sign.repeat(3), from) ? sign.repeat(3) : sign
  for (let index = from + quote.length; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1
    else if (text.startsWith(quote, index)) return index + quote.length - 1
  }
  return null
}
