// Finding a line by a few letters of its words.

const EXACT = 8
const BEGINS = 5
const WITHIN = 3
const SCATTERED = 1

/** Letters without their accents, so that who has no key for them finds them too. */
const folded = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()

/** A line as it is looked through: its words, of which none is taken apart by accents or case. */
export const wordsIn = (text: string): string[] => folded(text).match(/[\p{L}\p{N}.]+/gu) ?? []

/** Whether the letters stand in the word in this order, beginning with its first; two of them say too little. */
function isScattered(word: string, part: string): boolean {
  if (word[0] !== part[0] || part.length < 3) return false
  let at = 0
  for (const letter of word) if (letter === part[at]) at += 1
  return at >= part.length
}

/** `loose` also takes letters within a word or scattered over it: numbers are meant as they are written. */
function closeness(words: readonly string[], part: string, loose: boolean): number {
  const scatters = loose && !/\p{N}/u.test(part)
  let best = 0
  for (const word of words) {
    if (word === part) return EXACT
    if (word.startsWith(part)) best = Math.max(best, BEGINS)
    else if (loose && best < WITHIN && part.length > 1 && word.includes(part)) best = WITHIN
    else if (best < SCATTERED && scatters && isScattered(word, part)) best = SCATTERED
  }
  return best
}

/**
 * How well a line fits what is looked for; 0 where it does not: each part must be found, and a line that holds
 * nothing else wins. `others` are words by which it is found though they are not read, and so only by how they begin.
 */
export function fit(line: readonly string[], others: readonly string[], parts: readonly string[]): number {
  let sum = 0
  for (const part of parts) {
    const here = closeness(line, part, true)
    const found = here > 0 ? here + 1 : closeness(others, part, false) / 2
    if (found === 0) return 0
    sum += found
  }
  return sum + (line.length === parts.length ? 1 : 0)
}
