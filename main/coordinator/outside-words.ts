// What a file that somebody else has changed holds, and what is here, against what the file held before: named, in words.
import { isSameJson } from '../../shared/base/same-json.ts'
import type { ThingKind } from '../../shared/model/mutations/mutation.ts'
import { SETTINGS, settingOf } from '../../shared/model/mutations/settings.ts'
import { KIND_WORDS, idsOf, thingsOf } from '../../shared/model/mutations/things.ts'
import type { Thing, Things } from '../../shared/model/mutations/things.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { KINDS } from './edits-between.ts'

/** Of one kind; more are counted. */
const NAMED = 3

/** `in the file: playlist Blinders changed; not saved here: playlists House open and Hunt changed`. */
export function outsideWords(before: ShowFile, inFile: ShowFile, here: ShowFile): string {
  const [theirs, own] = [differences(before, inFile), differences(before, here)]
  const file =
    theirs.length === 0 ? 'in the file: nothing that a show is made of' : `in the file: ${theirs.join(', ')}`
  return own.length === 0 ? file : `${file}; not saved here: ${own.join(', ')}`
}

function differences(before: ShowFile, after: ShowFile): readonly string[] {
  const said = KINDS.flatMap((kind) => ofKind(kind, before, after))
  const settings = SETTINGS.filter((each) => !isSameJson(settingOf(before, each), settingOf(after, each)))
  return settings.length === 0 ? said : [...said, told('setting', settings, 'changed')]
}

function ofKind(kind: ThingKind, before: ShowFile, after: ShowFile): readonly string[] {
  const [old, next] = [thingsOf(before, kind), thingsOf(after, kind)]
  if (old === undefined || next === undefined || old === next) return []
  const [was, is] = [byId(old, kind), byId(next, kind)]
  const lists = {
    changed: [...is].filter(([id, thing]) => was.has(id) && !isSameJson(was.get(id), thing)),
    added: [...is].filter(([id]) => !was.has(id)),
    removed: [...was].filter(([id]) => !is.has(id)),
  }
  return Object.entries(lists).flatMap(([how, things]) =>
    things.length === 0 ? [] : [told(KIND_WORDS[kind], things.map(nameOf), how)],
  )
}

function byId(things: Things, kind: ThingKind): ReadonlyMap<string, Thing> {
  const values = Object.values(things) as readonly Thing[]
  return new Map(idsOf(things, kind).map((id, place) => [id, values[place] as Thing]))
}

function nameOf([id, { name }]: readonly [string, Thing]): string {
  return typeof name === 'string' && name !== '' ? name : id
}

function told(kind: string, names: readonly string[], how: string): string {
  if (names.length === 1) return `${kind} ${names[0]} ${how}`
  if (names.length <= NAMED) return `${kind}s ${names.slice(0, -1).join(', ')} and ${names.at(-1)} ${how}`
  return `${names.length} ${kind}s ${how} (${names.slice(0, NAMED - 1).join(', ')} and ${names.length - NAMED + 1} more)`
}
