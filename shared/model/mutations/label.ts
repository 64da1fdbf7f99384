// What a mutation is called for people: "move 12 steps of Chase".
import type { PlaylistDefinition } from '../playlist.ts'
import { indexesWithin } from './key-ranges.ts'
import { stepKeys } from './edited-show.ts'
import type { EditedShow } from './edited-show.ts'
import { editsOf } from './mutation.ts'
import type { Change, Edit, KeyRange, Mutation, Put, StepEdit, ThingRef } from './mutation.ts'
import { KIND_WORDS, thingIn, thingsOf } from './things.ts'

const LONGEST = 100

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
      const word = kind === 'group' || kind === 'variable' ? kind : KIND_WORDS[kind]
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
  const { kind, id, in: inside } = ref
  const thing = thingIn(thingsOf(edited.show, kind, inside), kind, id)
  const name = typeof thing?.['name'] === 'string' ? thing['name'] : id
  const words = `${KIND_WORDS[kind]} ${cut(name)}`
  return inside === undefined ? words : `${words} of ${inside}`
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
  const fields = [...Object.keys(set), ...unset].map(cut)
  const what = fields.length > 3 ? `${fields.length} fields` : fields.join(', ')
  if (kind === 'show') return `change ${what} of the show`
  return `change ${what} of ${called(edited, inside === undefined ? { kind, id } : { kind, id, in: inside })}`
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
