// What a JSON text shows before it is parsed, or beside what it was parsed to.

/** What the text shows before it is parsed. */
interface JsonOutline {
  /** Whether brackets open deeper than the limit. */
  readonly tooDeep: boolean
  /** Colons between keys and values: how many fields its objects are written with. */
  readonly fields: number
}

/**
 * Looks at the text alone, because the parser takes seconds for fifty megabytes of open brackets and what reads the result
 * would overflow the stack; and because of fields that are written twice the parser keeps the last without a word.
 */
export function jsonOutline(text: string, limit: number): JsonOutline {
  let depth = 0
  let fields = 0
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x5b: // [
      case 0x7b: // {
        depth += 1
        if (depth > limit) return { tooDeep: true, fields }
        break
      case 0x5d: // ]
      case 0x7d: // }
        depth -= 1
        break
      case 0x3a: // :
        fields += 1
        break
      case 0x22: // "
        at = closingQuote(text, at)
        break
    }
  }
  return { tooDeep: false, fields }
}

function closingQuote(text: string, opening: number): number {
  for (let at = opening + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x22) return at
    if (code === 0x5c) at += 1
  }
  return text.length
}

/** Whether an object in `text`, which is parsed to `value`, has a field twice; not looked for where it is nested deeper than `limit`. */
export function hasRepeatedKeys(text: string, value: unknown, limit: number): boolean {
  const { tooDeep, fields } = jsonOutline(text, limit)
  return !tooDeep && fieldCount(value) !== fields
}

function fieldCount(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let count = Array.isArray(value) ? 0 : Object.keys(value).length
  for (const member of Object.values(value)) count += fieldCount(member)
  return count
}
