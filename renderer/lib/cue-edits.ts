// Edits of cue lists as mutations: one for each thing that somebody does, so that one undo takes it back.
import { together } from '../../shared/model/mutations/mutation.ts'
import type { Edit, Fields, Mutation } from '../../shared/model/mutations/mutation.ts'
import { numberBetween } from './cue-number.ts'
import { NOWHERE } from './cue-rows.ts'
import type { CuePlace } from './cue-rows.ts'
import { cueTitle } from './cue-row-words.ts'
import { movedOf, rootsOf, staysPut } from './drop-place.ts'
import type { Spot } from './drop-place.ts'

type Places = readonly CuePlace[]

const idAt = (places: Places, place: number): string | null => places[place]?.cue.cueId ?? null

/** `cue 2.5 Bell`, `3 cues`. */
function cuesText(cues: Places): string {
  const [only] = cues
  if (only === undefined || cues.length > 1) return `${cues.length} cues`
  const { number } = only.cue
  return `cue ${number === null ? '' : `${number} `}${cueTitle(only.cue)}`
}

/** Several edits as one, with words of its own. */
function all(edits: readonly Edit[], label: string): Mutation {
  return edits.length === 1 ? together(edits) : { edit: 'all', edits, label }
}

/** Where something new comes: after the chosen cue, in its group, or in the group that is chosen while it is open. */
export function spotAfter(places: Places, chosen: CuePlace | null, folded: ReadonlySet<string>): Spot {
  if (chosen === null) return { before: places.length, parent: NOWHERE }
  const isOpen = chosen.cue.group !== null && !folded.has(chosen.cue.cueId)
  if (isOpen) return { before: chosen.place + 1, parent: chosen.place }
  return { before: chosen.end, parent: chosen.parent }
}

/** Numbers for so many cues that come before a place, one after the other. */
function numbersAt(places: Places, before: number, count: number): readonly (string | null)[] {
  const taken = new Set(places.map(({ cue }) => cue.number).filter((number) => number !== null))
  const after = places.slice(before).find(({ cue }) => cue.number !== null)?.cue.number ?? null
  let last = places.slice(0, before).findLast(({ cue }) => cue.number !== null)?.cue.number ?? null
  return Array.from({ length: count }, () => {
    const number = numberBetween(last, after, taken)
    if (number !== null) {
      taken.add(number)
      last = number
    }
    return number
  })
}

/** Cues that come, as their definitions say, without their ids and places. */
export function putCues(
  listId: string,
  places: Places,
  spot: Spot,
  definitions: readonly Fields[],
  newId: () => string,
): { readonly mutation: Mutation; readonly ids: readonly string[] } | null {
  if (definitions.length === 0) return null
  const ids = definitions.map(() => newId())
  const renamed = new Map(definitions.map(({ id }, index) => [id, ids[index]]))
  const around = idAt(places, spot.parent)
  const taken = new Set(places.map(({ cue }) => cue.number))
  const keepsNumbers = definitions.every(({ number }) => typeof number === 'string' && !taken.has(number))
  const numbers = numbersAt(places, spot.before, definitions.length)
  const edits = definitions.map((definition, index): Edit => {
    const { id: _, in: inside, number, ...fields } = definition
    const id = ids[index] as string
    const group = renamed.get(inside) ?? around
    const own = keepsNumbers ? number : numbers[index]
    const value = {
      ...{ id, ...((own ?? null) === null ? {} : { number: own }) },
      ...{ ...fields, ...(group === null ? {} : { in: group }) },
    }
    return { edit: 'put', kind: 'cue', in: listId, id, value, before: idAt(places, spot.before) }
  })
  const what = definitions.length === 1 ? 'a cue' : `${definitions.length} cues`
  return { mutation: all(edits, `add ${what} to ${listId}`), ids }
}

/** The chosen cues, and all that lies in them, taken out. */
export function removeCues(listId: string, places: Places, chosen: Places): Mutation | null {
  const gone = [...movedOf(rootsOf(chosen))].map((place) => places[place] as CuePlace)
  if (gone.length === 0) return null
  const edits = gone.map(({ cue }): Edit => ({ edit: 'remove', kind: 'cue', in: listId, id: cue.cueId }))
  return all(edits, `remove ${cuesText(gone)}`)
}

/** The chosen cues put elsewhere, each group with what lies in it; null where everything stays where it is. */
export function moveCues(listId: string, places: Places, chosen: Places, spot: Spot): Mutation | null {
  const roots = rootsOf(chosen)
  const moved = movedOf(roots)
  if (roots.length === 0 || moved.has(spot.parent) || staysPut(places, roots, spot)) return null
  return all(placed(listId, places, roots, spot), `move ${cuesText(roots)}`)
}

function placed(listId: string, places: Places, roots: Places, { before, parent }: Spot): readonly Edit[] {
  const ids = [...movedOf(roots)].map((place) => (places[place] as CuePlace).cue.cueId)
  const group = idAt(places, parent)
  const joins = roots.filter((root) => root.parent !== parent)
  return [
    { edit: 'move', kind: 'cue', in: listId, ids, before: idAt(places, before) },
    ...joins.map(({ cue }) => joined(listId, cue.cueId, group)),
  ]
}

function joined(listId: string, id: string, group: string | null): Edit {
  const cue = { edit: 'change', kind: 'cue', in: listId, id } as const
  return group === null ? { ...cue, unset: ['in'] } : { ...cue, set: { in: group } }
}

/** A new group around the chosen cues, which come together where the first of them is. */
export function groupCues(
  listId: string,
  places: Places,
  chosen: Places,
  newId: () => string,
): { readonly mutation: Mutation; readonly ids: readonly string[] } | null {
  const roots = rootsOf(chosen)
  const [first] = roots
  if (first === undefined) return null
  const id = newId()
  const [number = null] = numbersAt(places, first.place, 1)
  const around = idAt(places, first.parent)
  const value = {
    ...{ id, name: 'Group', group: 'together', ...(number === null ? {} : { number }) },
    ...(around === null ? {} : { in: around }),
  }
  const moved = movedOf(roots)
  let before = first.place
  while (moved.has(before)) before += 1
  const ids = [...moved].map((place) => (places[place] as CuePlace).cue.cueId)
  const edits: readonly Edit[] = [
    { edit: 'put', kind: 'cue', in: listId, id, value, before: first.cue.cueId },
    { edit: 'move', kind: 'cue', in: listId, ids, before: idAt(places, before) },
    ...roots.map(({ cue }) => joined(listId, cue.cueId, id)),
  ]
  return { mutation: { edit: 'all', edits, label: `group ${cuesText(roots)}` }, ids: [id] }
}
