// Whether an argument of a received OSC message is what a match asks for, at the precision in which it was sent.
import type { Json } from './json.ts'
import { numberSent } from './osc-number.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * Compares what lies at a path of `args` with what is wanted: 32-bit floats as 32-bit floats, and text that holds a number,
 * true or false with a number or a switch.
 */
export function isSentAs(found: unknown, wanted: Json, types: string, path: readonly string[]): boolean {
  if (found === wanted) return true
  if (Array.isArray(found)) return isListAs(found, wanted, types, path)
  switch (typeof found) {
    case 'number':
      // Of two equal floats the tag is looked for: nearly all others differ at first sight.
      return (
        typeof wanted === 'number' && Math.fround(found) === Math.fround(wanted) && tagAt(types, path) === 'f'
      )
    case 'string':
      if (typeof wanted === 'number') return numberSent(found) === wanted
      return typeof wanted === 'boolean' && found.trim().toLowerCase() === String(wanted)
    case 'object':
      return isBlobAs(found, wanted)
    default:
      return false
  }
}

function isListAs(list: readonly unknown[], wanted: Json, types: string, path: readonly string[]): boolean {
  return (
    Array.isArray(wanted) &&
    wanted.length === list.length &&
    list.every((member, index) => isSentAs(member, wanted[index] as Json, types, [...path, String(index)]))
  )
}

function isBlobAs(blob: object | null, wanted: Json): boolean {
  if (blob === null || typeof wanted !== 'object' || wanted === null) return false
  return Object.keys(wanted).length === 1 && (blob as Fields)['blob'] === (wanted as Fields)['blob']
}

/** The type tag of the argument at a path of indices, arrays in arrays included; undefined where there is none. */
function tagAt(types: string, path: readonly string[]): string | undefined {
  let at = 0
  for (const [depth, index] of path.entries()) {
    for (let passed = 0; passed < Number(index); passed += 1) at = afterValue(types, at)
    if (depth === path.length - 1) break
    if (types[at] !== '[') return undefined
    at += 1
  }
  return types[at]
}

/** Where the value that begins at a tag has ended. */
function afterValue(types: string, at: number): number {
  let depth = 0
  for (let next = at; next < types.length; next += 1) {
    if (types[next] === '[') depth += 1
    else if (types[next] === ']') depth -= 1
    if (depth === 0) return next + 1
  }
  return types.length
}
