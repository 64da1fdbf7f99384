// Which fields of a show differ from those of another that has the same things in the same order.
import { TRANSPORT_BUTTONS } from '../cue.ts'
import type { PlaylistDefinition } from '../playlist.ts'
import type { ShowFile } from '../show.ts'
import type { Owner } from './refusals.ts'
import { settingOf } from './settings.ts'
import { thingsOf } from './things.ts'
import type { Thing } from './things.ts'

export interface Difference {
  readonly owner: Owner
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

const NAMING_SETTINGS = [
  ...([
    'panic.playlist',
    'stop.playlist',
    'questions.yes',
    'questions.no',
    'transport.cue',
    'layers',
  ] as const),
  ...TRANSPORT_BUTTONS.map((button) => `transport.${button}` as const),
]

type ByName = Readonly<Record<string, Thing>>

/** Fields that are not the very same value, the names of things left out; things are called as `after` calls them. */
export function* differencesOf(before: ShowFile, after: ShowFile): Generator<Difference> {
  for (const field of NAMING_SETTINGS) {
    const [old, next] = [settingOf(before, field), settingOf(after, field)]
    if (old !== next) yield { owner: 'show', field, before: old, after: next }
  }
  for (const kind of ['param', 'scene'] as const) {
    const [old, now] = [thingsOf(before, kind) ?? {}, thingsOf(after, kind) ?? {}] as [ByName, ByName]
    if (old === now) continue
    for (const [id, next] of Object.entries(now)) yield* ofThing(old[id], next, { kind, id })
  }
  for (const [index, next] of after.feedback.entries()) {
    yield* ofThing(before.feedback[index], next, { kind: 'feedback', id: next.id })
  }
  for (const [index, next] of after.gestures.entries()) {
    yield* ofThing(before.gestures[index], next, { kind: 'gesture', id: next.id })
  }
  for (const [index, next] of after.playlists.entries()) {
    yield* ofThing(before.playlists[index], next, { kind: 'playlist', id: next.id })
  }
  for (const [index, next] of after.cueLists.entries()) {
    const old = before.cueLists[index]
    if (old === next) continue
    yield* ofThing(old, next, { kind: 'cueList', id: next.id })
    for (const [place, cue] of next.cues.entries()) {
      yield* ofThing(old?.cues[place], cue, { kind: 'cue', id: cue.id, in: next.id })
    }
  }
  for (const [index, next] of after.schedulers.entries()) {
    const old = before.schedulers[index]
    if (old === next) continue
    yield* ofThing(old, next, { kind: 'scheduler', id: next.id })
    for (const [number, rule] of next.rules.entries()) {
      yield* ofThing(old?.rules[number], rule, { kind: 'rule', id: rule.id, in: next.id })
    }
  }
}

function* ofThing(before: object | undefined, after: object, owner: Owner): Generator<Difference> {
  if (before === after || before === undefined) return
  const [old, next] = [before as Thing, after as Thing]
  for (const field of new Set([...Object.keys(old), ...Object.keys(next)])) {
    if (field === 'id' || field === 'rules' || field === 'cues' || old[field] === next[field]) continue
    yield { owner, field, before: old[field], after: next[field] }
  }
}

/** Indexes of the steps that are not the very same. */
export function stepDifferences({ before, after }: Difference): readonly number[] {
  const [old, next] = [before as PlaylistDefinition['steps'], after as PlaylistDefinition['steps']]
  const indexes: number[] = []
  for (let index = 0; index < next.length; index += 1) if (old[index] !== next[index]) indexes.push(index)
  return indexes
}
