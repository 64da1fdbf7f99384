// What a mutation is called for people: "move 12 steps of Chase".
import type { CueDefinition } from '../cue.ts'
import type { PlaylistDefinition } from '../playlist.ts'
import { indexesWithin } from './key-ranges.ts'
import { stepKeys } from './edited-show.ts'
import type { EditedShow } from './edited-show.ts'
import { editsOf, isNamedPart } from './mutation.ts'
import type { Change, Edit, KeyRange, Mutation, Put, StepEdit, ThingRef } from './mutation.ts'
import { KIND_WORDS, thingIn, thingsOf } from './things.ts'

const LONGEST = 100
/** Characters of a text that is named in full. */
const SHORT = 40

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)

/** Called after what the show is before it. */
export function labelOf(edited: EditedShow, mutation: Mutation): string {
  if (mutation.edit === 'all' && mutation.label !== undefined) return cut(mutation.label)
  const [first, ...others] = editsOf(mutation)
  if (first === undefined) return 'change nothing'
  const label = editLabel(edited, first)
  return others.length === 0 ? label : `${label}, and ${others.length} more`
}

function editLabel(edited: EditedShow, edit: Edit): string {
  switch (edit.edit) {
    case 'put':
      return putLabel(edited, edit)
    case 'remove':
      return `remove ${called(edited, edit)}`
    case 'move': {
      const { kind, ids, in: inside } = edit
      const [id = ''] = ids
      const one = called(edited, inside === undefined ? { kind, id } : { kind, id, in: inside })
      return ids.length === 1 ? `move ${one}` : `move ${ids.length} ${KIND_WORDS[kind]}s`
    }
    case 'rename': {
      const { kind, id, to } = edit
      const word = isNamedPart(kind) ? kind : KIND_WORDS[kind]
      return `rename ${word} ${id} to ${to}`
    }
    case 'change':
      return changeLabel(edited, edit)
    case 'steps':
      return stepsLabel(edited, edit)
  }
}

/** By its name for people, where it has one. */
function called(edited: EditedShow, ref: ThingRef): string {
  const { kind, in: inside } = ref
  const words = `${KIND_WORDS[kind]} ${nameOf(edited, ref)}`
  return inside === undefined ? words : `${words} of ${inside}`
}

function nameOf(edited: EditedShow, { kind, id, in: inside }: ThingRef): string {
  const thing = thingIn(thingsOf(edited.show, kind, inside), kind, id)
  if (kind === 'cue' && thing !== undefined) return cueName(thing as unknown as CueDefinition)
  return cut(typeof thing?.['name'] === 'string' ? thing['name'] : id)
}

function cueName({ id, number, name }: CueDefinition): string {
  return cut([number, name].filter((part) => part !== undefined && part !== '').join(' ') || id)
}

function putLabel(edited: EditedShow, { kind, id, in: inside }: Put): string {
  const ref = inside === undefined ? { kind, id } : { kind, id, in: inside }
  if (thingIn(thingsOf(edited.show, kind, inside), kind, id) !== undefined)
    return `replace ${called(edited, ref)}`
  return `add ${KIND_WORDS[kind]} ${id}${inside === undefined ? '' : ` to ${inside}`}`
}

function changeLabel(
  edited: EditedShow,
  { kind, id = '', in: inside, set = {}, unset = [] }: Change,
): string {
  const ref = inside === undefined ? { kind, id } : { kind, id, in: inside }
  const thing = kind === 'show' ? 'the show' : called(edited, { ...ref, kind })
  const fields = [...Object.keys(set), ...unset]
  const [field] = fields
  if (field === undefined) return `change nothing of ${thing}`
  if (fields.length > 3) return `change ${fields.length} fields of ${thing}`
  if (fields.length > 1) return `change ${fields.map(wordOf).join(', ')} of ${thing}`
  const value = set[field]
  if (field === 'name' && kind !== 'cue' && typeof value === 'string') {
    return `rename ${kind === 'show' ? thing : nameOf(edited, { ...ref, kind })} to ${cut(value)}`
  }
  if (value === undefined) return `clear ${wordOf(field)} of ${thing}`
  return `change ${wordOf(field)} of ${thing}${isShort(value) ? ` to ${valueText(value)}` : ''}`
}

/** What forms call it. */
function wordOf(field: string): string {
  return field === 'metadata' ? 'notes' : cut(field)
}

function isShort(value: unknown): boolean {
  return typeof value === 'string' ? value.length <= SHORT : typeof value !== 'object' || value === null
}

function valueText(value: unknown): string {
  if (value === null) return 'none'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function stepsLabel(edited: EditedShow, edit: StepEdit): string {
  const playlist = edited.show.playlists.find(({ id }) => id === edit.playlist)
  const name = cut(playlist?.name ?? edit.playlist)
  const count = playlist === undefined ? 0 : countOf(edited, playlist, edit)
  return `${VERBS[edit.do]} ${count} ${count === 1 ? 'step' : 'steps'} ${edit.do === 'put' ? 'to' : 'of'} ${name}`
}

const VERBS: Readonly<Record<StepEdit['do'], string>> = {
  shift: 'move',
  offsets: 'move',
  set: 'change',
  replace: 'change',
  remove: 'remove',
  put: 'add',
  move: 'reorder',
}

function countOf(edited: EditedShow, playlist: PlaylistDefinition, edit: StepEdit): number {
  switch (edit.do) {
    case 'offsets':
      return edit.offsets.length
    case 'replace':
      return edit.steps.length
    case 'put':
      return edit.runs.reduce((count, { steps }) => count + steps.length, 0)
    case 'move':
      return countIn(
        edited,
        playlist,
        edit.runs.flatMap(({ keys }) => keys),
      )
    default:
      return countIn(edited, playlist, edit.keys)
  }
}

function countIn(edited: EditedShow, playlist: PlaylistDefinition, ranges: readonly KeyRange[]): number {
  return indexesWithin(stepKeys(edited, playlist).keys, ranges).length
}
