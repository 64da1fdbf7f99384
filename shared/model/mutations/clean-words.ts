// Names and notes of what is edited, without what cannot be seen and would turn the lines around it.
import { cleanLine, cleanText } from '../clean-line.ts'
import type { Edit, Fields, Mutation } from './mutation.ts'

/** Lists of things that have words of their own, in what holds them. */
const HELD: readonly string[] = ['cues', 'rules']

export function withCleanWords(mutation: Mutation): Mutation {
  return mutation.edit === 'all' ? { ...mutation, edits: mutation.edits.map(cleaned) } : cleaned(mutation)
}

function cleaned(edit: Edit): Edit {
  if (edit.edit === 'put') return { ...edit, value: wordsOf(edit.value) }
  if (edit.edit !== 'change' || edit.set === undefined) return edit
  return { ...edit, set: wordsOf(edit.set) as Fields }
}

function wordsOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([field, each]) => [field, wordOf(field, each)]))
}

/** What is no text is refused by the schema of what it is. */
function wordOf(field: string, value: unknown): unknown {
  if (HELD.includes(field) && Array.isArray(value)) return value.map(wordsOf)
  if (typeof value !== 'string') return value
  if (field === 'name') return cleanLine(value, Infinity) ?? ''
  return field === 'note' || field === 'notes' ? cleanText(value) : value
}
