// Fields of one thing set and taken away.
import { formatPath, shown } from '../explain.ts'
import type { ShowFile } from '../show.ts'
import type { Misfit } from './checks.ts'
import type { Draft } from './draft.ts'
import { isSameInFile } from './made.ts'
import type { Made } from './made.ts'
import type { Change, Fields, ThingKind, ThingRef } from './mutation.ts'
import { refuse, wordsOf } from './refusals.ts'
import type { Owner } from './refusals.ts'
import { SETTINGS, isSetting, settingOf, withMember, withSetting } from './settings.ts'
import { idField, isByName } from './things.ts'
import type { Thing } from './things.ts'

export function refuseMisfit(owner: Owner, { path, what, next }: Misfit): never {
  const where = path.length === 0 ? wordsOf(owner) : `${wordsOf(owner)}: ${formatPath(path)}`
  refuse('edit/invalid', where, what, next)
}

/** What holds further things or steps, which have edits of their own: of these a change need not be large. */
const CONTENTS: Partial<Readonly<Record<ThingKind, string>>> = {
  playlist: 'steps',
  scheduler: 'rules',
  cueList: 'cues',
}

const EMPTY_SHOW = {
  ...{ events: {}, params: {}, scenes: {}, gestures: [], playlists: [] },
  ...{ cueLists: [], schedulers: [], pages: [], feedback: [] },
}

/** The thing as its schema reads it, whereby what lies in it is neither looked at nor copied. */
function readHead(draft: Draft, ref: ThingRef, thing: Thing): Thing {
  const field = CONTENTS[ref.kind]
  const read = draft.checks.thing(ref.kind, field === undefined ? thing : { ...thing, [field]: [] })
  if (!read.ok) refuseMisfit(ref, read.error)
  return field === undefined ? read.value : { ...read.value, [field]: thing[field] }
}

/** The show as its schema reads it, whereby only settings and senders are looked at. */
export function readSettings(draft: Draft, show: ShowFile): ShowFile {
  const { osc, midi, events, params, scenes, gestures, playlists, cueLists, schedulers, pages, feedback } =
    show
  const bare = { ...show, ...EMPTY_SHOW, osc: { ...osc, targets: {} }, midi: { outputs: {} } }
  const read = draft.checks.thing('show', bare)
  if (!read.ok) refuseMisfit('show', read.error)
  const next = read.value as unknown as ShowFile
  const full = { ...next, osc: { ...next.osc, targets: osc.targets }, midi, events, params, scenes }
  return { ...full, gestures, playlists, cueLists, schedulers, pages, feedback }
}

/** By whom a field is changed instead. */
function adviceOn(kind: ThingKind, field: string): string | null {
  if (!isByName(kind) && field === idField(kind)) return 'rename it'
  if (field !== CONTENTS[kind]) return null
  return kind === 'playlist' ? 'edit its steps' : `put, change or remove its ${field} one by one`
}

function givenFields({ set = {}, unset = [] }: Change): ReadonlyMap<string, unknown> {
  const fields = new Map(Object.entries(set))
  for (const field of unset) fields.set(field, undefined)
  return fields
}

/** The change itself and its inverse, of the fields that differ. */
function made(draft: Draft, owner: Owner, names: Iterable<string>, old: Fields, next: Fields): Made {
  const target = owner === 'show' ? { kind: 'show' as const } : owner
  const changed = [...names].filter((field) => !isSameInFile(old[field], next[field]))
  for (const field of changed) draft.touchField(owner, field)
  const from = (values: Fields): Change => {
    const set = Object.fromEntries(
      changed.filter((field) => values[field] !== undefined).map((field) => [field, values[field]]),
    )
    return { edit: 'change', ...target, set, unset: changed.filter((field) => values[field] === undefined) }
  }
  return { accepted: from(next), inverse: changed.length === 0 ? [] : [from(old)] }
}

function changeSettings(draft: Draft, change: Change): Made {
  let next = draft.show
  for (const [field, value] of givenFields(change)) {
    if (!isSetting(field)) {
      refuse(
        'edit/invalid',
        wordsOf('show'),
        `there is no setting ${shown(field)}`,
        `the settings are ${SETTINGS.join(', ')}`,
      )
    }
    next = withSetting(next, field, value)
  }
  next = readSettings(draft, next)
  const valuesOf = (show: ShowFile): Fields =>
    Object.fromEntries(SETTINGS.map((setting) => [setting, settingOf(show, setting)]))
  const outcome = made(draft, 'show', SETTINGS, valuesOf(draft.show), valuesOf(next))
  if (outcome.inverse.length > 0) draft.show = next
  return outcome
}

export function changeThing(draft: Draft, change: Change): Made {
  const { kind, id = '', in: inside } = change
  if (kind === 'show') return changeSettings(draft, change)
  const ref = draft.resolve({ kind, id, ...(inside === undefined ? {} : { in: inside }) })
  const thing = draft.need(ref)
  let next = thing
  for (const [field, value] of givenFields(change)) {
    const instead = adviceOn(kind, field)
    if (instead !== null)
      refuse('edit/invalid', `${wordsOf(ref)}: ${field}`, `${field} is not changed as a field`, instead)
    const stray = value === undefined ? draft.checks.field(kind, field) : null
    if (stray !== null) refuseMisfit(ref, stray)
    next = withMember(next, field, value)
  }
  next = readHead(draft, ref, next)
  const outcome = made(draft, ref, new Set([...Object.keys(thing), ...Object.keys(next)]), thing, next)
  if (outcome.inverse.length > 0) setThing(draft, ref, next)
  return outcome
}

function setThing(draft: Draft, ref: ThingRef, thing: Thing): void {
  const { kind, id, in: inside } = ref
  draft.needList(kind, inside).replace(id, thing)
  if (kind === 'peer') draft.show = readSettings(draft, draft.show)
}
