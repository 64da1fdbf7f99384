// OSC messages as people write them into a cell, and back: `desk /eos/cue/fire 12 "Act one" 0.5`.
import type { Json } from '../../shared/model/json.ts'

export interface WrittenMessage {
  /** Name of a target; null where the text begins with the address. */
  readonly target: string | null
  readonly address: string
  readonly types: string
  readonly args: readonly Json[]
}

/** A word in double quotes, in which `\"` and `\\` stand for themselves, or one without blanks. */
const WORDS = /"((?:[^"\\]|\\.)*)"|(\S+)/gy
const WHOLE = /^[+-]?\d+$/
const DECIMAL = /^[+-]?(?:\d+\.\d*|\.\d+|\d+)(?:e[+-]?\d+)?$/i
const INT32 = 2 ** 31

/** Null where it is no message. */
export function readOscText(text: string): WrittenMessage | null {
  const words = wordsOf(text.trim())
  if (words === null) return null
  const at = words.findIndex(({ text: word, quoted }) => !quoted && word.startsWith('/'))
  const address = words[at]
  if (address === undefined || at > 1) return null
  const args = words.slice(at + 1).map(argumentOf)
  return {
    target: at === 1 ? (words[0]?.text.replace(/:$/, '') ?? null) : null,
    address: address.text,
    types: args.map(([tag]) => tag).join(''),
    args: args.map(([, value]) => value),
  }
}

interface Word {
  readonly text: string
  readonly quoted: boolean
}

function wordsOf(text: string): readonly Word[] | null {
  const words: Word[] = []
  let from = 0
  while (from < text.length) {
    WORDS.lastIndex = from
    const found = WORDS.exec(text)
    if (found === null) return null
    const [all, quoted, plain] = found
    words.push(
      quoted === undefined
        ? { text: plain ?? '', quoted: false }
        : { text: quoted.replaceAll(/\\(.)/g, '$1'), quoted: true },
    )
    from += all.length
    while (text[from] === ' ' || text[from] === '\t' || text[from] === '\n') from += 1
  }
  return words
}

function argumentOf({ text, quoted }: Word): readonly [tag: string, value: Json] {
  if (quoted) return ['s', text]
  if (text === 'true') return ['T', true]
  if (text === 'false') return ['F', false]
  const value = Number(text)
  if (WHOLE.test(text) && Math.abs(value) < INT32) return ['i', value]
  if (DECIMAL.test(text) && Number.isFinite(value)) return ['f', value]
  return ['s', text]
}
