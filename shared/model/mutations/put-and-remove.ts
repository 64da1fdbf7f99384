// Things added, replaced whole, removed and put elsewhere in their list.
import { shown } from '../explain.ts'
import type { PlaylistDefinition } from '../playlist.ts'
import { readSettings, refuseMisfit } from './change.ts'
import type { Draft } from './draft.ts'
import { keyCount, keysOf, rangesOf } from './key-ranges.ts'
import type { Made } from './made.ts'
import { holderOf } from './mutation.ts'
import type { Edit, Move, Put, Remove, ThingKind, ThingRef } from './mutation.ts'
import type { OpenThings } from './open-things.ts'
import { refuse, wordsOf } from './refusals.ts'
import { takeOutOfScenes } from './scene-values.ts'
import {
  KIND_WORDS,
  PLACE,
  idField,
  idsOf,
  inserted,
  isByName,
  thingIn,
  withThings,
  without,
} from './things.ts'
import type { Thing } from './things.ts'

/** Of senders no two may share an address. */
function checkPeers(draft: Draft, kind: ThingKind): void {
  if (kind === 'peer') draft.show = readSettings(draft, draft.show)
}

function refOf(draft: Draft, { kind, id, in: inside }: ThingRef): ThingRef {
  const holder = holderOf(kind)
  if (inside === undefined || holder === null) return { kind, id }
  return { kind, id, in: draft.resolve({ kind: holder, id: inside }).id }
}

function readThing(draft: Draft, ref: ThingRef, value: unknown): Thing {
  const read = draft.checks.thing(ref.kind, value)
  if (!read.ok) refuseMisfit(ref, read.error)
  const name = draft.checks.name(ref.kind, ref.id)
  if (!name.ok) refuseMisfit(ref, name.error)
  const field = idField(ref.kind)
  if (!isByName(ref.kind) && read.value[field] !== ref.id) {
    refuse(
      'edit/invalid',
      `${wordsOf(ref)}: ${field}`,
      `it must be ${shown(ref.id)}`,
      'give both the same name',
    )
  }
  return read.value
}

/** The thing that others come before, or null for the end. */
function anchorOf(
  draft: Draft,
  list: Pick<OpenThings, 'get'>,
  ref: Omit<ThingRef, 'id'>,
  before: string | null,
): string | null {
  if (before === null) return null
  const { id } = draft.resolve({ ...ref, id: before })
  if (list.get(id) !== undefined) return id
  // What is undone comes back all the same.
  if (draft.isUndo) return null
  const what = `the show has no ${wordsOf({ ...ref, id: before })} to come before`
  return refuse('edit/gone', wordsOf({ ...ref, id: before }), what, 'name another place')
}

/** How a thing that is there comes back. */
function putBack(draft: Draft, ref: ThingRef, thing: Thing, before?: string | null): Put {
  const put: Put = { edit: 'put', ...ref, value: thing, ...(before === undefined ? {} : { before }) }
  const traces = ref.kind === 'playlist' ? draft.book.steps.get(ref.id) : undefined
  return traces === undefined ? put : { ...put, keys: rangesOf(traces.keys), next: traces.next }
}

export function putThing(draft: Draft, put: Put): Made {
  const ref = refOf(draft, put)
  const { kind, id, in: inside } = ref
  const list = draft.needList(kind, inside)
  const thing = readThing(draft, ref, put.value)
  const old = list.get(id)
  const inverse: Edit =
    old === undefined
      ? { edit: 'remove', ...ref }
      : putBack(draft, ref, old, put.before === undefined ? undefined : list.nextOf(id))
  let { before } = put
  draft.touchThing(ref)
  if (old !== undefined && before === undefined) list.replace(id, thing)
  else {
    if (old !== undefined) list.remove(id)
    before = anchorOf(draft, list, ref, before ?? null)
    list.insert(id, thing, before)
  }
  checkCount(draft, ref, list)
  checkPeers(draft, kind)
  if (kind === 'playlist') takeKeys(draft, put, thing as unknown as PlaylistDefinition)
  const { edit, keys, next: nextKey } = put
  const kept = keys === undefined ? {} : { keys, next: nextKey }
  return {
    accepted: { edit, ...ref, value: thing, ...(before === undefined ? {} : { before }), ...kept },
    inverse: [inverse],
  }
}

function checkCount(draft: Draft, ref: ThingRef, { size: count }: OpenThings): void {
  const most = draft.checks.most(ref.kind)
  if (count <= most) return
  refuse(
    'edit/too-many',
    wordsOf(ref),
    `it would be number ${count}; ${most} is the most`,
    `remove a ${KIND_WORDS[ref.kind]} first`,
  )
}

/** A playlist that comes back has the keys by which its steps were known. */
function takeKeys(draft: Draft, { keys, next = 0 }: Put, { id, steps }: PlaylistDefinition): void {
  if (keys === undefined || draft.book.steps.has(id)) return
  const wrong = (what: string): never =>
    refuse('edit/invalid', `playlist ${id}: keys`, what, 'leave keys out, and new ones are given')
  const count = keyCount(keys)
  if (count !== steps.length) wrong(`there are ${count} for ${steps.length} steps`)
  const given = Uint32Array.from(keysOf(keys))
  if (new Set(given).size !== count) wrong('a key stands there twice')
  if (given.some((key) => key < 1 || key >= next)) wrong('each must be from 1 and below next')
  const marks = new Uint32Array(count).fill(draft.at)
  draft.book.steps.set(id, { keys: given, changed: marks, versions: marks, next })
}

export function removeThing(draft: Draft, remove: Remove): Made {
  const ref = draft.resolve(refOf(draft, remove))
  const { kind, id, in: inside } = ref
  const thing = draft.need(ref)
  const list = draft.needList(kind, inside)
  const inverse = putBack(draft, ref, thing, list.nextOf(id))
  draft.touchThing(ref, null)
  list.remove(id)
  checkPeers(draft, kind)
  const others = kind === 'param' ? takeOutOfScenes(draft, id) : []
  return { accepted: { edit: 'remove', ...ref }, inverse: [inverse, ...others] }
}

export function moveThings(draft: Draft, move: Move): Made {
  const { kind } = move
  const holder = holderOf(kind)
  const inside =
    move.in === undefined || holder === null ? {} : { in: draft.resolve({ kind: holder, id: move.in }).id }
  const things = draft.needList(kind, inside.in).things()
  const refs = move.ids.map((id) => draft.resolve({ kind, id, ...inside }))
  const ids = refs.map(({ id }) => id)
  const moved = new Set(ids)
  const entries = refs.map((ref) => [ref.id, draft.need(ref)] as const)
  if (moved.size !== ids.length) {
    refuse('edit/invalid', `${KIND_WORDS[kind]} ${ids.join(', ')}`, 'one is named twice', 'name each once')
  }
  const present = idsOf(things, kind)
  const others = without(things, kind, moved)
  const wanted = move.before === null ? null : draft.resolve({ kind, id: move.before, ...inside }).id
  const after = wanted !== null && moved.has(wanted) ? firstOther(present, wanted, moved) : wanted
  const before = anchorOf(draft, { get: (id) => thingIn(others, kind, id) }, { kind, ...inside }, after)
  const next = inserted(others, kind, entries, before)
  const accepted: Edit = { edit: 'move', kind, ...inside, ids, before }
  const displaced = displacedOf(present, idsOf(next, kind), moved)
  if (displaced.size === 0) return { accepted, inverse: [] }
  for (const ref of refs) if (displaced.has(ref.id)) draft.touchField(ref, PLACE)
  draft.show = withThings(draft.show, kind, inside.in, next)
  checkPeers(draft, kind)
  const inverse = groupsOf(present, displaced).map((group): Edit => ({
    edit: 'move',
    kind,
    ...inside,
    ...group,
  }))
  return { accepted, inverse }
}

function firstOther(ids: readonly string[], from: string, moved: ReadonlySet<string>): string | null {
  return ids.slice(ids.indexOf(from)).find((id) => !moved.has(id)) ?? null
}

/**
 * Those of the moved that stand elsewhere in `next` than in `present` among all the others. A move back, of each group of these
 * by itself, displaces the very same.
 */
function displacedOf(
  present: readonly string[],
  next: readonly string[],
  moved: ReadonlySet<string>,
): ReadonlySet<string> {
  const places = new Map<string, { readonly index: number; readonly behind: number }>()
  let behind = 0
  for (const [index, id] of present.entries()) {
    if (!moved.has(id)) behind += 1
    places.set(id, { index, behind })
  }
  const displaced = new Set<string>()
  behind = 0
  let last = -1
  for (const id of next) {
    if (!moved.has(id)) behind += 1
    const place = places.get(id)
    if (place === undefined || !moved.has(id)) continue
    if (place.behind !== behind || place.index < last) displaced.add(id)
    else last = place.index
  }
  return displaced
}

/** What stood together, and before what. */
function groupsOf(
  ids: readonly string[],
  moved: ReadonlySet<string>,
): readonly { readonly ids: readonly string[]; readonly before: string | null }[] {
  const groups: { ids: string[]; before: string | null }[] = []
  let open: string[] = []
  const close = (before: string | null): void => {
    if (open.length > 0) groups.push({ ids: open, before })
    open = []
  }
  for (const id of ids) {
    if (moved.has(id)) open.push(id)
    else close(id)
  }
  close(null)
  return groups
}
