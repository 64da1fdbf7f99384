// Where a show keeps its things, and lists of them with one added, gone, changed or elsewhere; what is not concerned is shared.
import type { ShowFile } from '../show.ts'
import type { ThingKind } from './mutation.ts'

export type Thing = Readonly<Record<string, unknown>>
/** A list, or an object by name. */
export type Things = readonly Thing[] | Readonly<Record<string, Thing>>
type Entries = readonly (readonly [id: string, thing: Thing])[]

export const KIND_WORDS: Readonly<Record<ThingKind, string>> = {
  playlist: 'playlist',
  gesture: 'gesture',
  scheduler: 'scheduler',
  rule: 'rule',
  cueList: 'cue list',
  cue: 'cue',
  param: 'parameter',
  scene: 'scene',
  target: 'OSC target',
  peer: 'OSC sender',
  midiOutput: 'MIDI output',
  event: 'event type',
  page: 'page of faders',
}

/** Where a thing stands is a part of it like any field. */
export const PLACE = 'place'

/** Undefined where what they lie in is not there. */
export function thingsOf(show: ShowFile, kind: ThingKind, inside?: string): Things | undefined {
  switch (kind) {
    case 'playlist':
      return show.playlists
    case 'gesture':
      return show.gestures
    case 'scheduler':
      return show.schedulers
    case 'rule':
      return show.schedulers.find(({ id }) => id === inside)?.rules
    case 'cueList':
      return show.cueLists
    case 'cue':
      return show.cueLists.find(({ id }) => id === inside)?.cues
    case 'param':
      return show.params
    case 'scene':
      return show.scenes
    case 'target':
      return show.osc.targets
    case 'peer':
      return show.osc.peers
    case 'midiOutput':
      return show.midi.outputs
    case 'event':
      return show.events
    case 'page':
      return show.pages
  }
}

export function withThings(
  show: ShowFile,
  kind: ThingKind,
  inside: string | undefined,
  things: Things,
): ShowFile {
  switch (kind) {
    case 'playlist':
      return { ...show, playlists: things as unknown as ShowFile['playlists'] }
    case 'gesture':
      return { ...show, gestures: things as unknown as ShowFile['gestures'] }
    case 'scheduler':
      return { ...show, schedulers: things as unknown as ShowFile['schedulers'] }
    case 'rule': {
      const rules = things as unknown as ShowFile['schedulers'][number]['rules']
      const schedulers = show.schedulers.map((each) => (each.id === inside ? { ...each, rules } : each))
      return { ...show, schedulers }
    }
    case 'cueList':
      return { ...show, cueLists: things as unknown as ShowFile['cueLists'] }
    case 'cue': {
      const cues = things as unknown as ShowFile['cueLists'][number]['cues']
      const cueLists = show.cueLists.map((each) => (each.id === inside ? { ...each, cues } : each))
      return { ...show, cueLists }
    }
    case 'param':
      return { ...show, params: things as unknown as ShowFile['params'] }
    case 'scene':
      return { ...show, scenes: things as unknown as ShowFile['scenes'] }
    case 'target':
      return { ...show, osc: { ...show.osc, targets: things as unknown as ShowFile['osc']['targets'] } }
    case 'peer':
      return { ...show, osc: { ...show.osc, peers: things as unknown as ShowFile['osc']['peers'] } }
    case 'midiOutput':
      return { ...show, midi: { ...show.midi, outputs: things as unknown as ShowFile['midi']['outputs'] } }
    case 'event':
      return { ...show, events: things as unknown as ShowFile['events'] }
    case 'page':
      return { ...show, pages: things as unknown as ShowFile['pages'] }
  }
}

/** The field that holds a thing's name where it stands in a list. */
export function idField(kind: ThingKind): 'id' | 'name' {
  return kind === 'peer' ? 'name' : 'id'
}

function isList(things: Things): things is readonly Thing[] {
  return Array.isArray(things)
}

const BY_NAME: ReadonlySet<ThingKind> = new Set(['param', 'scene', 'target', 'midiOutput', 'event'])

export function isByName(kind: ThingKind): boolean {
  return BY_NAME.has(kind)
}

export function thingIn(things: Things | undefined, kind: ThingKind, id: string): Thing | undefined {
  if (things === undefined) return undefined
  if (!isList(things)) return Object.hasOwn(things, id) ? things[id] : undefined
  const field = idField(kind)
  return things.find((thing) => thing[field] === id)
}

export function idsOf(things: Things, kind: ThingKind): readonly string[] {
  const field = idField(kind)
  return isList(things) ? things.map((thing) => thing[field] as string) : Object.keys(things)
}

function entriesOf(things: Things, kind: ThingKind): Entries {
  const field = idField(kind)
  return isList(things) ? things.map((thing) => [thing[field] as string, thing]) : Object.entries(things)
}

function ofEntries(entries: Entries, kind: ThingKind): Things {
  return isByName(kind) ? Object.fromEntries(entries) : entries.map(([, thing]) => thing)
}

/** The thing that comes after it; null where it is the last. */
export function nextOf(things: Things, kind: ThingKind, id: string): string | null {
  const ids = idsOf(things, kind)
  return ids[ids.indexOf(id) + 1] ?? null
}

export function replaced(things: Things, kind: ThingKind, id: string, thing: Thing): Things {
  if (!isList(things)) return { ...things, [id]: thing }
  const field = idField(kind)
  return things.map((each) => (each[field] === id ? thing : each))
}

/** At the end where `before` is null or not there. */
export function inserted(things: Things, kind: ThingKind, entries: Entries, before: string | null): Things {
  const present = entriesOf(things, kind)
  const found = before === null ? -1 : present.findIndex(([id]) => id === before)
  const at = found < 0 ? present.length : found
  return ofEntries([...present.slice(0, at), ...entries, ...present.slice(at)], kind)
}

export function without(things: Things, kind: ThingKind, ids: ReadonlySet<string>): Things {
  if (isList(things)) {
    const field = idField(kind)
    return things.filter((thing) => !ids.has(thing[field] as string))
  }
  return Object.fromEntries(Object.entries(things).filter(([id]) => !ids.has(id)))
}

/** With another name in the same place. */
export function renamed(things: Things, kind: ThingKind, id: string, to: string): Things {
  if (isByName(kind)) {
    return Object.fromEntries(Object.entries(things).map(([name, thing]) => [name === id ? to : name, thing]))
  }
  return replaced(things, kind, id, { ...thingIn(things, kind, id), [idField(kind)]: to })
}
