// Definitions as they are once things were renamed: what they are called themselves, and what they name, goes by its present name.
import type { CueListDefinition } from '../cue.ts'
import type { GestureDefinition } from '../gesture.ts'
import type { PlaylistDefinition } from '../playlist.ts'
import type { SceneDefinition } from '../scene.ts'
import type { SchedulerDefinition } from '../scheduler.ts'
import {
  changeNamesInCueList,
  changeNamesInGesture,
  changeNamesInPlaylist,
  changeNamesInScene,
  changeNamesInScheduler,
} from './names-in-show.ts'
import type { NameVisit } from './names-in-show.ts'
import { holderOf } from './mutation.ts'
import { presentName } from './renamed.ts'
import type { Renamed } from './renamed.ts'

type AllRenamed = readonly Renamed[] | undefined

/** Where nothing is named that it lies in, one of any may be meant. */
function visitOf(renamed: readonly Renamed[]): NameVisit {
  const ownerOf = {
    scheduler: presentName(renamed, 'scheduler'),
    cueList: presentName(renamed, 'cueList'),
  }
  return ({ kind, name, in: inside }) => {
    const holder = holderOf(kind)
    const owner = inside === null || holder === null ? null : ownerOf[holder](inside)
    const found = renamed.find(
      (each) => each.kind === kind && each.from === name && (owner === null || (each.in ?? owner) === owner),
    )
    return found?.to ?? name
  }
}

function named<T extends { readonly id: string }>(definition: T, id: string): T {
  return definition.id === id ? definition : { ...definition, id }
}

export function presentPlaylist(playlist: PlaylistDefinition, renamed: AllRenamed): PlaylistDefinition {
  if (renamed === undefined) return playlist
  const next = changeNamesInPlaylist(playlist, visitOf(renamed))
  return named(next, presentName(renamed, 'playlist')(playlist.id))
}

export function presentGesture(gesture: GestureDefinition, renamed: AllRenamed): GestureDefinition {
  if (renamed === undefined) return gesture
  const next = changeNamesInGesture(gesture, visitOf(renamed))
  return named(next, presentName(renamed, 'gesture')(gesture.id))
}

export function presentScene(scene: SceneDefinition, renamed: AllRenamed): SceneDefinition {
  return renamed === undefined ? scene : changeNamesInScene(scene, visitOf(renamed))
}

export function presentCueList(list: CueListDefinition, renamed: AllRenamed): CueListDefinition {
  if (renamed === undefined) return list
  const id = presentName(renamed, 'cueList')(list.id)
  const cueName = presentName(renamed, 'cue', id)
  const next = changeNamesInCueList(list, visitOf(renamed))
  return { ...next, id, cues: next.cues.map((cue) => named(cue, cueName(cue.id))) }
}

export function presentScheduler(scheduler: SchedulerDefinition, renamed: AllRenamed): SchedulerDefinition {
  if (renamed === undefined) return scheduler
  const id = presentName(renamed, 'scheduler')(scheduler.id)
  const ruleName = presentName(renamed, 'rule', id)
  const variableName = presentName(renamed, 'variable', id)
  const next = changeNamesInScheduler(scheduler, visitOf(renamed))
  const vars = Object.entries(next.vars).map(([name, value]) => [variableName(name), value])
  return {
    ...next,
    id,
    vars: Object.fromEntries(vars) as typeof next.vars,
    rules: next.rules.map((rule) => named(rule, ruleName(rule.id))),
  }
}
