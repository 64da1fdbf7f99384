// Another name for a thing, a group, a variable or a layer: all that refers to it follows, wherever in the show that is.
import { shown } from '../explain.ts'
import type { PlaylistDefinition } from '../playlist.ts'
import type { ShowFile } from '../show.ts'
import { differencesOf, stepDifferences } from './differences.ts'
import type { Draft } from './draft.ts'
import { isSameInFile } from './made.ts'
import type { Made } from './made.ts'
import { holderOf, isNamedPart } from './mutation.ts'
import type { Change, Edit, Rename, ThingKind } from './mutation.ts'
import { changeNamesIn } from './names-in-show.ts'
import type { NameUse } from './names-in-show.ts'
import { refuse } from './refusals.ts'
import {
  KIND_WORDS,
  PLACE,
  idsOf,
  isByName,
  nextOf,
  renamed,
  thingIn,
  thingsOf,
  withThings,
} from './things.ts'
import type { Things } from './things.ts'

const NOTHING = { set: {}, unset: [] }

export function renameThing(draft: Draft, edit: Rename): Made {
  const rename = resolved(draft, edit)
  const { id, to } = rename
  const accepted: Edit = rename
  if (!isThere(draft.show, rename, id)) refuseGone(draft, rename)
  if (id === to) return { accepted, inverse: [] }
  const name = draft.checks.name(rename.kind, to)
  if (!name.ok) refuse('edit/invalid', 'to', `${shown(to)} ${name.error.what}`, name.error.next)
  if (isThere(draft.show, rename, to)) {
    refuse('edit/taken', wordOf(rename), `${shown(to)} is the name of another`, 'choose another name')
  }
  const before = draft.show
  const after = withName(before, rename)
  const { kind, in: inside } = rename
  touchFollowers(draft, before, after)
  if (isThing(kind)) {
    const ref = { kind, id, ...(inside === undefined ? {} : { in: inside }) }
    if (isDisplaced(before, after, rename)) draft.touchField(ref, PLACE, true)
    draft.touchName(ref, to)
  }
  draft.show = after
  return { accepted, inverse: [{ ...rename, id: to, to: id }, ...amends(before, after, rename)] }
}

/** Objects have keys that are whole numbers first: among things by name another name may be another place. */
function isDisplaced(before: ShowFile, after: ShowFile, { kind, id, to }: Rename): boolean {
  if (!isThing(kind) || !isByName(kind)) return false
  const [old, next] = [thingsOf(before, kind), thingsOf(after, kind)] as [Things, Things]
  return idsOf(old, kind).indexOf(id) !== idsOf(next, kind).indexOf(to)
}

function isThing(kind: Rename['kind']): kind is ThingKind {
  return !isNamedPart(kind)
}

function resolved(draft: Draft, { edit, kind, id, to, in: inside }: Rename): Rename {
  const holder = holderOf(kind)
  const scope =
    inside === undefined || holder === null ? {} : { in: draft.resolve({ kind: holder, id: inside }).id }
  const name = isThing(kind) ? draft.resolve({ kind, id, ...scope }).id : id
  return { edit, kind, ...scope, id: name, to }
}

function wordOf({ kind, id, in: inside }: Rename): string {
  const word = isThing(kind) ? KIND_WORDS[kind] : kind
  return inside === undefined ? `${word} ${id}` : `${word} ${id} of ${inside}`
}

function refuseGone(draft: Draft, rename: Rename): never {
  const { kind, id, in: inside } = rename
  if (isThing(kind)) draft.need({ kind, id, ...(inside === undefined ? {} : { in: inside }) })
  return refuse('edit/gone', wordOf(rename), `the show has no ${wordOf(rename)}`, 'name one that it has')
}

function isThere(show: ShowFile, { kind, in: inside }: Rename, id: string): boolean {
  if (kind === 'group') return show.schedulers.some(({ groups }) => groups.includes(id))
  if (kind === 'layer') return Object.hasOwn(show.layers ?? {}, id)
  if (kind === 'variable') {
    return Object.hasOwn(show.schedulers.find((scheduler) => scheduler.id === inside)?.vars ?? {}, id)
  }
  return thingIn(thingsOf(show, kind, inside), kind, id) !== undefined
}

/** The show with the name changed everywhere. */
function withName(show: ShowFile, rename: Rename): ShowFile {
  const { kind, id, to, in: inside } = rename
  const isMeant = meaning(show, rename)
  const followed = changeNamesIn(show, (use) => (isMeant(use) ? to : use.name))
  if (kind === 'group') return followed
  if (kind === 'layer') {
    const layers = Object.entries(followed.layers ?? {}).map(([name, layer]) => [
      name === id ? to : name,
      layer,
    ])
    return { ...followed, layers: Object.fromEntries(layers) as ShowFile['layers'] }
  }
  if (kind === 'variable') {
    const schedulers = followed.schedulers.map((scheduler) => {
      if (scheduler.id !== inside) return scheduler
      const vars = Object.entries(scheduler.vars).map(([name, value]) => [name === id ? to : name, value])
      return { ...scheduler, vars: Object.fromEntries(vars) as typeof scheduler.vars }
    })
    return { ...followed, schedulers }
  }
  const things = thingsOf(followed, kind, inside)
  return things === undefined ? followed : withThings(followed, kind, inside, renamed(things, kind, id, to))
}

/** Rules and variables of two schedulers, and cues of two lists, may have the same name: where none is named only the only one is meant. */
function meaning(show: ShowFile, { kind, id, in: inside }: Rename): (use: NameUse) => boolean {
  if (inside === undefined) return (use) => use.kind === kind && use.name === id
  const isOnly = ownersOf(show, kind, id) === 1
  return (use) => use.kind === kind && use.name === id && (use.in === inside || (use.in === null && isOnly))
}

/** How many schedulers or lists have one of that name. */
function ownersOf(show: ShowFile, kind: Rename['kind'], id: string): number {
  if (kind === 'cue') return show.cueLists.filter(({ cues }) => cues.some((cue) => cue.id === id)).length
  return show.schedulers.filter(({ rules, vars }) =>
    kind === 'rule' ? rules.some((rule) => rule.id === id) : Object.hasOwn(vars, id),
  ).length
}

/** While all still have the names by which they are known. */
function touchFollowers(draft: Draft, before: ShowFile, after: ShowFile): void {
  for (const difference of differencesOf(after, before)) {
    const { owner, field } = difference
    if (owner === 'show' || owner.kind !== 'playlist' || field !== 'steps')
      draft.touchField(owner, field, true)
    else {
      const playlist = before.playlists.find(({ id }) => id === owner.id) as PlaylistDefinition
      const traces = draft.book.stepsOf(playlist)
      draft.book.steps.set(owner.id, draft.touchSteps(owner.id, traces, stepDifferences(difference), true))
    }
  }
}

/** What renaming back does not bring back: what had that name already without there being such a thing, and ways of writing. */
function amends(before: ShowFile, after: ShowFile, rename: Rename): readonly Edit[] {
  const { kind, id, to, in: inside } = rename
  const back = withName(after, { ...rename, id: to, to: id })
  const edits: Edit[] = []
  for (const { owner, field, before: value, after: wrong } of differencesOf(before, back)) {
    // Steps name only what there must be.
    if (field === 'steps' && owner !== 'show' && owner.kind === 'playlist') continue
    if (isSameInFile(value, wrong)) continue
    const target = owner === 'show' ? { kind: 'show' as const } : owner
    const change: Change = { edit: 'change', ...target, ...NOTHING, set: { [field]: value } }
    edits.push(change)
  }
  if (!isThing(kind)) return edits
  const [old, now] = [thingsOf(before, kind, inside), thingsOf(back, kind, inside)]
  if (old === undefined || now === undefined) return edits
  const order = idsOf(now, kind)
  if (idsOf(old, kind).every((name, index) => name === order[index])) return edits
  const scope = inside === undefined ? {} : { in: inside }
  return [...edits, { edit: 'move', kind, ...scope, ids: [id], before: nextOf(old, kind, id) }]
}
