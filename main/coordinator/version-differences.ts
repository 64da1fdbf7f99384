// What is other in one show than in another: counted and named, for people who think of going back to it.
import { isSameJson } from '../../shared/base/same-json.ts'
import type { ThingKind } from '../../shared/model/mutations/mutation.ts'
import { SETTINGS, settingOf } from '../../shared/model/mutations/settings.ts'
import { idsOf, thingIn, thingsOf } from '../../shared/model/mutations/things.ts'
import type { Thing, Things } from '../../shared/model/mutations/things.ts'
import type { PlaylistDefinition, PlaylistStep } from '../../shared/model/playlist.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { NAMED } from '../../shared/model/show-version.ts'
import type { VersionDifference } from '../../shared/model/show-version.ts'
import { KINDS } from './edits-between.ts'

type How = VersionDifference['how']
type Names = Partial<Record<How, string[]>>

const HOW: readonly How[] = ['added', 'changed', 'moved', 'removed']

/** `then` has the very objects of `now` where they are equal. */
export function* versionDifferences(now: ShowFile, then: ShowFile): Generator<VersionDifference> {
  for (const kind of KINDS) {
    const [old, next] = [thingsOf(now, kind), thingsOf(then, kind)]
    if (old === undefined || next === undefined || old === next) continue
    const within: VersionDifference[] = []
    const isOther = (was: Thing, is: Thing): boolean => {
      const inner = insideOf(kind, was, is)
      if (inner === null) return !isSameJson(was, is)
      within.push(...inner.differences)
      return inner.isOther
    }
    yield* told(kind, compared(kind, old, next, isOther))
    yield* within
  }
  const settings = SETTINGS.filter((each) => !isSameJson(settingOf(now, each), settingOf(then, each)))
  if (settings.length > 0) yield difference('setting', 'changed', settings)
}

/** Of what has parts that are worth their own line: these, and whether anything else is other. Null of the rest. */
function insideOf(
  kind: ThingKind,
  was: Thing,
  is: Thing,
): { readonly isOther: boolean; readonly differences: readonly VersionDifference[] } | null {
  if (kind === 'playlist') {
    const [old, next] = [was, is] as unknown as readonly [PlaylistDefinition, PlaylistDefinition]
    const differences = [...stepDifferences(old.steps, next.steps, next.name)]
    return { isOther: isOtherBut('steps', was, is), differences }
  }
  const holding = HOLDS[kind]
  if (holding === undefined) return null
  const { field, kind: part } = holding
  const [old, next] = [was, is].map((each) => each[field] as Things) as [Things, Things]
  const parts = compared(part, old, next, (a, b) => !isSameJson(a, b))
  const name = nameOf(is, String(is['id']))
  return { isOther: isOtherBut(field, was, is), differences: [...told(part, parts, name)] }
}

/** Things that hold others, which are told by themselves. */
const HOLDS: Partial<Record<ThingKind, { readonly field: string; readonly kind: ThingKind }>> = {
  scheduler: { field: 'rules', kind: 'rule' },
  cueList: { field: 'cues', kind: 'cue' },
}

function isOtherBut(field: string, was: Thing, is: Thing): boolean {
  return !isSameJson({ ...was, [field]: null }, { ...is, [field]: null })
}

function compared(
  kind: ThingKind,
  before: Things,
  after: Things,
  isOther: (was: Thing, is: Thing) => boolean,
): Names {
  const [oldIds, ids] = [idsOf(before, kind), idsOf(after, kind)]
  const [old, next] = [finder(before, kind, oldIds), finder(after, kind, ids)]
  const called = (id: string, thing: Thing | undefined): string => nameOf(thing, id)
  const added = ids.filter((id) => old(id) === undefined)
  const removed = oldIds.filter((id) => next(id) === undefined)
  const stay = ids.filter((id) => old(id) !== undefined)
  const changed = stay.filter((id) => {
    const [was, is] = [old(id), next(id)] as readonly [Thing, Thing]
    return was !== is && isOther(was, is)
  })
  const stayed = oldIds.filter((id) => next(id) !== undefined)
  return {
    added: added.map((id) => called(id, next(id))),
    changed: changed.map((id) => called(id, next(id))),
    moved: stay.filter((id, place) => stayed[place] !== id).map((id) => called(id, next(id))),
    removed: removed.map((id) => called(id, old(id))),
  }
}

function finder(things: Things, kind: ThingKind, ids: readonly string[]): (id: string) => Thing | undefined {
  if (!Array.isArray(things)) return (id) => thingIn(things, kind, id)
  const list = things as readonly Thing[]
  const places = new Map(ids.map((id, place) => [id, list[place] as Thing]))
  return (id) => places.get(id)
}

function nameOf(thing: Thing | undefined, id: string): string {
  return typeof thing?.['name'] === 'string' && thing['name'] !== '' ? thing['name'] : id
}

/** A step is moved where it is the same at another time, and changed where another stands at its time. */
function* stepDifferences(
  before: readonly PlaylistStep[],
  after: readonly PlaylistStep[],
  playlist: string,
): Generator<VersionDifference> {
  if (before === after) return
  const counts = { added: 0, changed: 0, moved: 0, removed: 0 }
  const [gone, come] = without(before, after)
  const byContent = grouped(gone, contentOf)
  const rest: PlaylistStep[] = []
  for (const step of come) {
    if (byContent.get(contentOf(step))?.pop() === undefined) rest.push(step)
    else counts.moved += 1
  }
  const byTime = grouped([...byContent.values()].flat(), ({ offset }) => offset)
  for (const { offset } of rest) {
    if (byTime.get(offset)?.pop() === undefined) counts.added += 1
    else counts.changed += 1
  }
  counts.removed = [...byTime.values()].flat().length
  for (const how of HOW)
    if (counts[how] > 0) yield { kind: 'step', how, count: counts[how], in: playlist, names: [] }
}

/** Those of either that the other has not; of the same step each counts once. */
function without(
  before: readonly PlaylistStep[],
  after: readonly PlaylistStep[],
): readonly [PlaylistStep[], PlaylistStep[]] {
  const left = grouped(before, (step) => JSON.stringify(step))
  const come = after.filter((step) => left.get(JSON.stringify(step))?.pop() === undefined)
  return [[...left.values()].flat(), come]
}

/** What a step is wherever it stands. */
function contentOf(step: PlaylistStep): string {
  return JSON.stringify({ ...step, offset: 0 })
}

function grouped<K>(
  steps: readonly PlaylistStep[],
  keyOf: (step: PlaylistStep) => K,
): Map<K, PlaylistStep[]> {
  const groups = new Map<K, PlaylistStep[]>()
  for (const step of steps) {
    const group = groups.get(keyOf(step))
    if (group === undefined) groups.set(keyOf(step), [step])
    else group.push(step)
  }
  return groups
}

function* told(kind: VersionDifference['kind'], names: Names, inside?: string): Generator<VersionDifference> {
  for (const how of HOW) {
    const found = names[how] ?? []
    if (found.length > 0) yield difference(kind, how, found, inside)
  }
}

function difference(
  kind: VersionDifference['kind'],
  how: How,
  names: readonly string[],
  inside?: string,
): VersionDifference {
  const shown = how === 'moved' ? [] : names.slice(0, NAMED)
  return { kind, how, count: names.length, ...(inside !== undefined && { in: inside }), names: shown }
}
