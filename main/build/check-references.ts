// Checks a well-formed show as a whole: ids, names, totals, and playlists that start each other without end.
import { shown } from '../../shared/model/explain.ts'
import { isReservedType } from '../../shared/model/event-roles.ts'
import { SHOW_LIMITS } from '../../shared/model/show.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { checkCues } from './check-cues.ts'
import { checkFeedback } from './check-feedback.ts'
import { checkGesture } from './check-gesture.ts'
import { checkParams } from './check-params.ts'
import { checkMatch, checkPlaylist, showNames } from './check-playlist.ts'
import type { ShowNames } from './check-playlist.ts'
import { checkScenes } from './check-scenes.ts'
import { checkSchedulers } from './check-scheduler.ts'
import { meant } from './meant.ts'
import type { Problems } from './problems.ts'
import { checkTriggerLoops, mayStartAnew } from './trigger-loops.ts'

function checkIds(show: ShowFile, list: 'playlists' | 'gestures' | 'pages', problems: Problems): void {
  const firstWith = new Map<string, number>()
  for (const [index, { id }] of show[list].entries()) {
    const first = firstWith.get(id)
    if (first === undefined) firstWith.set(id, index)
    else {
      const what = `${shown(id)} is already the id of ${list}[${first}]`
      problems.add('show/duplicate-id', [list, index, 'id'], what, () => 'give one of them another id')
    }
  }
}

function checkDeclaredEvents({ events }: ShowFile, problems: Problems): void {
  for (const type of Object.keys(events)) {
    if (!isReservedType(type)) continue
    const word = type.slice(0, type.indexOf('.'))
    const what = `event types that begin with ${word} belong to the engine`
    problems.add('show/reserved-event', ['events', type], what, () => 'begin it with a word of your own')
  }
}

function checkTotals({ playlists }: ShowFile, problems: Problems): void {
  const steps = playlists.reduce((sum, playlist) => sum + playlist.steps.length, 0)
  if (steps <= SHOW_LIMITS.steps) return
  const what = `the playlists have ${steps} steps together; ${SHOW_LIMITS.steps} is the most`
  problems.add('show/too-many-steps', ['playlists'], what, () => 'use repeats, or split the show')
}

function checkLeft(
  show: ShowFile,
  by: 'panic' | 'stop',
  playlists: ReadonlySet<string>,
  problems: Problems,
): void {
  const { playlist } = show[by]
  if (playlist === undefined || playlists.has(playlist)) return
  const next = (): string => meant(playlist, playlists, 'use the id of a playlist of the show')
  problems.add('show/unknown-playlist', [by, 'playlist'], `no playlist has the id ${shown(playlist)}`, next)
}

/**
 * Adds all that a well-formed show says of itself and that cannot hold. Of a show that came of `since`, which holds, only what
 * is not the very same there is looked at.
 */
export function checkReferences(show: ShowFile, problems: Problems, since: ShowFile | null = null): void {
  const before = since !== null && keepsNames(since, show) ? since : null
  if (show.gestures !== before?.gestures) checkIds(show, 'gestures', problems)
  if (show.playlists !== before?.playlists) {
    checkIds(show, 'playlists', problems)
    checkTotals(show, problems)
  }
  if (show.pages !== before?.pages) checkIds(show, 'pages', problems)
  if (show.events !== before?.events) checkDeclaredEvents(show, problems)
  const names = showNames(show)
  checkEach(show, before, names, problems)
  for (const answer of ['yes', 'no'] as const) {
    if (show.questions[answer] === before?.questions[answer]) continue
    for (const [index, match] of show.questions[answer].entries()) {
      checkMatch(match, names, ['questions', answer, index], problems)
    }
  }
  const playlists = new Set(show.playlists.map(({ id }) => id))
  checkLeft(show, 'panic', playlists, problems)
  checkLeft(show, 'stop', playlists, problems)
  checkParams(show, names, problems, before)
  checkScenes(show, names, problems, before)
  checkFeedback(show, problems)
  const own = { playlists, cueLists: show.cueLists }
  if (show.schedulers !== before?.schedulers)
    checkSchedulers(show.schedulers, names, own, problems, new Set(before?.schedulers))
  checkCues(show, names, problems, before)
  if (problems.none && (before === null || mayStartAnew(before, show))) checkTriggerLoops(show, problems)
}

function checkEach(show: ShowFile, before: ShowFile | null, names: ShowNames, problems: Problems): void {
  if (show.playlists !== before?.playlists) {
    const old = new Map(before?.playlists.map((playlist) => [playlist.id, playlist]))
    for (const [index, playlist] of show.playlists.entries()) {
      const was = old.get(playlist.id) ?? null
      if (was !== playlist) checkPlaylist(playlist, names, ['playlists', index], problems, was)
    }
  }
  if (show.gestures !== before?.gestures) {
    const old = new Set(before?.gestures)
    for (const [index, gesture] of show.gestures.entries()) {
      if (!old.has(gesture)) checkGesture(gesture, names, ['gestures', index], problems)
    }
  }
}

/** Whether all that something could go by is still there. */
function keepsNames(before: ShowFile, after: ShowFile): boolean {
  const keeps = (old: object, next: object): boolean =>
    old === next || Object.keys(old).every((name) => Object.hasOwn(next, name))
  const keepsIds = (old: Identified, next: Identified): boolean => {
    if (old === next) return true
    const ids = new Set(next.map(({ id }) => id))
    return old.every(({ id }) => ids.has(id))
  }
  return (
    keeps(before.events, after.events) &&
    keeps(before.params, after.params) &&
    keeps(before.scenes, after.scenes) &&
    keeps(before.layers ?? {}, after.layers ?? {}) &&
    keeps(before.osc.targets, after.osc.targets) &&
    keeps(before.midi.outputs, after.midi.outputs) &&
    keepsIds(before.playlists, after.playlists) &&
    keepsIds(before.schedulers, after.schedulers) &&
    keepsCues(before.cueLists, after.cueLists) &&
    keepsGroups(before.schedulers, after.schedulers)
  )
}

function keepsCues(before: ShowFile['cueLists'], after: ShowFile['cueLists']): boolean {
  if (before === after) return true
  const cuesOf = (lists: ShowFile['cueLists']): string[] =>
    lists.flatMap(({ id, cues }) => [id, ...cues.map((cue) => `${id}/${cue.id}`)])
  const names = new Set(cuesOf(after))
  return cuesOf(before).every((name) => names.has(name))
}

type Identified = readonly { readonly id: string }[]

function keepsGroups(before: ShowFile['schedulers'], after: ShowFile['schedulers']): boolean {
  if (before === after) return true
  const groups = new Set(after.flatMap((scheduler) => scheduler.groups))
  return before.every((scheduler) => scheduler.groups.every((group) => groups.has(group)))
}
