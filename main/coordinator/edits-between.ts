// One show made into another by edits, so that what a changed file brings is judged and taken back as if somebody had edited it.
import { isSameJson } from '../../shared/base/same-json.ts'
import type { EditedShow } from '../../shared/model/mutations/edited-show.ts'
import { stepKeys } from '../../shared/model/mutations/edited-show.ts'
import type { Edit, ThingKind } from '../../shared/model/mutations/mutation.ts'
import { SETTINGS, settingOf } from '../../shared/model/mutations/settings.ts'
import { idsOf, thingIn, thingsOf } from '../../shared/model/mutations/things.ts'
import type { Things } from '../../shared/model/mutations/things.ts'
import type { PlaylistDefinition } from '../../shared/model/playlist.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { stepEdits } from './step-edits.ts'

/** Of things that stand in the show itself; rules stand in schedulers. */
export const KINDS: readonly ThingKind[] = [
  ...(['event', 'param', 'scene', 'target', 'midiOutput', 'peer'] as const),
  ...(['gesture', 'playlist', 'cueList', 'scheduler', 'page'] as const),
]

/** Of playlists whose steps alone are others only these are edited, so that a step that stays keeps its key. */
export function editsBetween(edited: EditedShow, after: ShowFile): readonly Edit[] {
  const before = edited.show
  const edits: Edit[] = []
  for (const kind of KINDS) {
    const [old, next] = [thingsOf(before, kind), thingsOf(after, kind)]
    if (old === undefined || next === undefined || old === next) continue
    const isPut = kind !== 'playlist' ? () => null : stepsOnly(edited)
    for (const edit of ofThings(kind, old, next)) {
      const steps = edit.edit === 'put' ? isPut(edit.value) : null
      edits.push(...(steps ?? [edit]))
    }
  }
  edits.push(...ofSettings(before, after))
  return edits
}

/** The edits of its steps that make a playlist of the one of its name; null where that takes more. */
function stepsOnly(edited: EditedShow): (value: unknown) => readonly Edit[] | null {
  const known = new Map(edited.show.playlists.map((playlist) => [playlist.id, playlist]))
  return (value) => {
    const playlist = value as PlaylistDefinition
    const was = known.get(playlist.id)
    if (was === undefined) return null
    const [{ steps: before, ...others }, { steps, ...othersNow }] = [was, playlist]
    if (!isSameJson(others, othersNow)) return null
    return stepEdits(playlist.id, stepKeys(edited, was).keys, before, steps)
  }
}

/** Whether there is any edit between two shows. */
export function isAnother(before: ShowFile, after: ShowFile): boolean {
  if (before === after) return false
  for (const kind of KINDS) {
    const [old, next] = [thingsOf(before, kind), thingsOf(after, kind)]
    if (old === undefined || next === undefined || old === next) continue
    if (ofThings(kind, old, next).next().done !== true) return true
  }
  return ofSettings(before, after).length > 0
}

function ofSettings(before: ShowFile, after: ShowFile): readonly Edit[] {
  const set: Record<string, unknown> = {}
  const unset: string[] = []
  for (const setting of SETTINGS) {
    const [old, next] = [settingOf(before, setting), settingOf(after, setting)]
    if (isSameJson(old, next)) continue
    if (next === undefined) unset.push(setting)
    else set[setting] = next
  }
  if (unset.length === 0 && Object.keys(set).length === 0) return []
  return [{ edit: 'change', kind: 'show', set, unset }]
}

function* ofThings(kind: ThingKind, before: Things, after: Things): Generator<Edit> {
  const [oldIds, ids] = [idsOf(before, kind), idsOf(after, kind)]
  const [old, next] = [new Set(oldIds), new Set(ids)]
  const oldOf = finder(before, kind)
  const nextOf = finder(after, kind)
  for (const id of oldIds) if (!next.has(id)) yield { edit: 'remove', kind, id }
  for (const id of ids) {
    const value = nextOf(id)
    if (!old.has(id)) yield { edit: 'put', kind, id, value, before: null }
    else if (!isSameThing(oldOf(id), value)) yield { edit: 'put', kind, id, value }
  }
  // What stays keeps its order, and what is new comes behind.
  const order = [...oldIds.filter((id) => next.has(id)), ...ids.filter((id) => !old.has(id))]
  if (order.some((id, place) => ids[place] !== id)) yield { edit: 'move', kind, ids, before: null }
}

/** By a thing one that was found to be the same although it is another object, such as one that was removed and put back. */
const found = new WeakMap<object, unknown>()

function isSameThing(old: unknown, value: unknown): boolean {
  if (old === value) return true
  if (typeof value !== 'object' || value === null) return false
  if (found.get(value) === old) return true
  if (!isSameJson(old, value)) return false
  found.set(value, old)
  return true
}

function finder(things: Things, kind: ThingKind): (id: string) => unknown {
  if (!Array.isArray(things)) return (id) => thingIn(things, kind, id)
  const list = things as readonly unknown[]
  const places = new Map(idsOf(things, kind).map((id, place) => [id, list[place]]))
  return (id) => places.get(id)
}
