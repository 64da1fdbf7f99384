// Texts that come again and again in packets: each is made once, and is the very same from then on, which costs those who look it up less.

/** A power of two. */
const PLACES = 2048
const LONGEST = 64
const FIRST_PRINTABLE = 0x20
const DELETE = 0x7f

/** Of texts that share a place the latest is kept, so that there is an end to them whatever senders make up. */
export class RepeatedTexts {
  readonly #texts = new Array<string>(PLACES).fill('')

  /**
   * The text at `from`, which a zero ends before `end`. Null where it has no end, holds other characters than printable ASCII, or is
   * longer than those that repeat.
   */
  read(bytes: Uint8Array, from: number, end: number): string | null {
    const limit = Math.min(end, from + LONGEST + 1)
    let hash = 0
    for (let at = from; at < limit; at += 1) {
      const byte = bytes[at] as number
      if (byte === 0) return this.#at(hash & (PLACES - 1), bytes, from, at)
      if (byte < FIRST_PRINTABLE || byte >= DELETE) return null
      hash = (Math.imul(hash, 31) + byte) | 0
    }
    return null
  }

  #at(place: number, bytes: Uint8Array, from: number, end: number): string {
    const known = this.#texts[place] as string
    if (isText(known, bytes, from, end)) return known
    const text = String.fromCharCode(...bytes.subarray(from, end))
    this.#texts[place] = text
    return text
  }
}

function isText(text: string, bytes: Uint8Array, from: number, end: number): boolean {
  if (text.length !== end - from) return false
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) !== bytes[from + index]) return false
  }
  return true
}
