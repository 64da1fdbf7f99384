// What somebody has open of a show, carried on by the edits that the engine accepted: by the same function that made them there.
import type { PlaylistStep } from '../playlist.ts'
import type { ShowFile } from '../show.ts'
import { apply } from './apply.ts'
import { ACCEPTED } from './checks.ts'
import { freshSteps } from './edited-show.ts'
import type { EditedShow, StepTraces } from './edited-show.ts'
import { holderOf, together } from './mutation.ts'
import type { Edit, Fields, Generation, ThingKind, ThingRef } from './mutation.ts'
import { thingIn, thingsOf } from './things.ts'

/** Edits that were accepted together, and the generation that they made. */
export interface Accepted {
  readonly generation: Generation
  readonly edits: readonly Edit[]
}

/** The steps of one playlist, with the keys by which edits name them. */
export interface OpenSteps {
  /** Since which they are so. */
  readonly generation: Generation
  readonly steps: readonly PlaylistStep[]
  readonly keys: Readonly<Uint32Array>
}

/** One thing, a playlist without its steps; null where the show has none of that name. */
export interface OpenThing {
  readonly generation: Generation
  readonly definition: Fields | null
  /** What it is called now, where an edit has just given it another name. */
  readonly present?: Pick<ThingRef, 'id' | 'in'>
}

/** Whose fields can be changed without looking at anything else of the show. */
const BY_ITSELF: ReadonlySet<ThingKind> = new Set(['playlist', 'gesture', 'rule', 'cue', 'param', 'feedback'])
/** The highest key that a step can have: what comes brings its own. */
const LAST_KEY = 0xffff_fffe

const NOTHING = {
  playlists: [],
  gestures: [],
  schedulers: [],
  cueLists: [],
  feedback: [],
  params: {},
  scenes: {},
  events: {},
}

/** Of accepted edits those by which the steps of a playlist changed; null where it cannot be told by these alone. */
export function editsOfSteps(playlist: string, accepted: readonly Accepted[]): readonly Accepted[] | null {
  return chosen(accepted, (edit) => {
    switch (edit.edit) {
      case 'steps':
        return edit.playlist === playlist ? 'follow' : 'pass'
      case 'rename':
        return 'unknown'
      case 'put':
      case 'remove':
        return edit.kind === 'playlist' && edit.id === playlist ? 'unknown' : 'pass'
      case 'move':
      case 'change':
        return 'pass'
    }
  })
}

/** Of accepted edits those by which a thing changed; null where it cannot be told by these alone. */
export function editsOfThing(ref: ThingRef, accepted: readonly Accepted[]): readonly Accepted[] | null {
  if (!BY_ITSELF.has(ref.kind)) return null
  return chosen(accepted, (edit) => {
    switch (edit.edit) {
      case 'change':
        return edit.kind === ref.kind && edit.id === ref.id && edit.in === ref.in ? 'follow' : 'pass'
      case 'rename':
        return 'unknown'
      case 'put':
      case 'remove': {
        const isIt = edit.kind === ref.kind && edit.id === ref.id && edit.in === ref.in
        const holdsIt = edit.kind === holderOf(ref.kind) && edit.id === ref.in
        return isIt || holdsIt ? 'unknown' : 'pass'
      }
      case 'move':
      case 'steps':
        return 'pass'
    }
  })
}

function chosen(
  accepted: readonly Accepted[],
  verdictOn: (edit: Edit) => 'follow' | 'pass' | 'unknown',
): readonly Accepted[] | null {
  const found: Accepted[] = []
  for (const { generation, edits } of accepted) {
    const verdicts = edits.map(verdictOn)
    if (verdicts.includes('unknown')) return null
    const followed = edits.filter((_, place) => verdicts[place] === 'follow')
    if (followed.length > 0) found.push({ generation, edits: followed })
  }
  return found
}

/** Null where they do not fit: whoever has them open asks for all of them again. */
export function stepsAfter(id: string, open: OpenSteps, accepted: readonly Accepted[]): OpenSteps | null {
  const marks = { changed: open.generation, version: open.generation }
  const traces: StepTraces = { ...freshSteps(open.steps.length, marks), keys: open.keys, next: LAST_KEY }
  const show = showOf({ playlists: [{ id, name: id, steps: open.steps }] })
  const edited = after({ ...whole(show, open.generation), steps: new Map([[id, traces]]) }, accepted)
  const [playlist] = edited?.show.playlists ?? []
  const keys = edited?.steps.get(id)?.keys
  if (edited === null || playlist === undefined || keys === undefined) return null
  return { generation: edited.generation, steps: playlist.steps, keys }
}

/** Null where they do not fit. */
export function thingAfter(ref: ThingRef, open: OpenThing, accepted: readonly Accepted[]): OpenThing | null {
  const show = open.definition === null ? null : showWith(ref, open.definition)
  const edited = show === null ? null : after(whole(show, open.generation), accepted)
  if (edited === null) return null
  const thing = thingIn(thingsOf(edited.show, ref.kind, ref.in), ref.kind, ref.id)
  return thing === undefined ? null : { generation: edited.generation, definition: openPart(ref, thing) }
}

/** A thing without what has edits of its own. */
export function openPart({ kind }: Pick<ThingRef, 'kind'>, thing: Fields): Fields {
  if (kind !== 'playlist') return thing
  const { steps: _, ...definition } = thing
  return definition
}

function after(open: EditedShow, accepted: readonly Accepted[]): EditedShow | null {
  let edited = open
  for (const { generation, edits } of accepted) {
    if (generation <= edited.generation) return null
    const judged = { at: generation, seen: edited.generation }
    const applied = apply(edited, together(edits), judged, ACCEPTED)
    if (!applied.ok) return null
    edited = { ...applied.value.edited, generation }
  }
  return edited
}

function whole(show: ShowFile, generation: Generation): EditedShow {
  return { show, generation, opened: generation, traces: new Map(), steps: new Map() }
}

function showWith({ kind, id, in: inside }: ThingRef, definition: Fields): ShowFile | null {
  switch (kind) {
    case 'playlist':
      return showOf({ playlists: [{ ...definition, steps: [] }] })
    case 'gesture':
      return showOf({ gestures: [definition] })
    case 'rule':
      return showOf({ schedulers: [{ id: inside, name: inside, rules: [definition] }] })
    case 'cue':
      return showOf({ cueLists: [{ id: inside, name: inside, cues: [definition] }] })
    case 'param':
      return showOf({ params: { [id]: definition } })
    case 'feedback':
      return showOf({ feedback: [definition] })
    default:
      return null
  }
}

/** As much of a show as edits of what it holds look at. */
function showOf(parts: Fields): ShowFile {
  return { ...NOTHING, ...parts } as unknown as ShowFile
}
