// Checks a well-formed show as a whole: ids, names, totals, and playlists that start each other without end.
import { shown } from '../../shared/model/explain.ts'
import { isReservedType } from '../../shared/model/event-roles.ts'
import { SHOW_LIMITS } from '../../shared/model/show.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { checkGesture } from './check-gesture.ts'
import { checkMatch, checkPlaylist, showNames } from './check-playlist.ts'
import { checkSchedulers } from './check-scheduler.ts'
import { meant } from './meant.ts'
import type { Problems } from './problems.ts'
import { checkTriggerLoops } from './trigger-loops.ts'

function checkIds(show: ShowFile, list: 'playlists' | 'gestures', problems: Problems): void {
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

function checkPanic(
  { panic: { playlist } }: ShowFile,
  playlists: ReadonlySet<string>,
  problems: Problems,
): void {
  if (playlist === undefined || playlists.has(playlist)) return
  const next = (): string => meant(playlist, playlists, 'use the id of a playlist of the show')
  problems.add(
    'show/unknown-playlist',
    ['panic', 'playlist'],
    `no playlist has the id ${shown(playlist)}`,
    next,
  )
}

/** Adds all that a well-formed show says of itself and that cannot hold. */
export function checkReferences(show: ShowFile, problems: Problems): void {
  checkIds(show, 'gestures', problems)
  checkIds(show, 'playlists', problems)
  checkDeclaredEvents(show, problems)
  checkTotals(show, problems)
  const names = showNames(show)
  for (const [index, playlist] of show.playlists.entries()) {
    checkPlaylist(playlist, names, ['playlists', index], problems)
  }
  for (const [index, gesture] of show.gestures.entries()) {
    checkGesture(gesture, names, ['gestures', index], problems)
  }
  for (const answer of ['yes', 'no'] as const) {
    for (const [index, match] of show.questions[answer].entries()) {
      checkMatch(match, names, ['questions', answer, index], problems)
    }
  }
  const playlists = new Set(show.playlists.map(({ id }) => id))
  checkPanic(show, playlists, problems)
  checkSchedulers(show.schedulers, names, { playlists, params: new Set(Object.keys(show.params)) }, problems)
  if (problems.none) checkTriggerLoops(show, problems)
}
