// Which controllers a show listens to, and what of it does.
import type { ShowFile } from '../../shared/model/show.ts'

/** Sources that are controllers; those of OSC and of windows are there with the engine. */
const CONTROLLER = /^(?:hid|midi|gamepad):/

/** By the source that is named: what names it, as people find it. */
export function sourcesOf(show: ShowFile): ReadonlyMap<string, readonly string[]> {
  const uses = new Map<string, string[]>()
  const add = (user: string, held: unknown): void => {
    for (const source of sourcesIn(held)) uses.set(source, [...(uses.get(source) ?? []), user])
  }
  for (const gesture of show.gestures) add(`gesture ${gesture.name}`, gesture)
  // Of a playlist what starts and stops it, not what it sends.
  for (const { steps: _, name, ...heard } of show.playlists) add(`playlist ${name}`, heard)
  for (const [name, { recalls }] of Object.entries(show.scenes)) add(`scene ${name}`, recalls)
  for (const list of show.cueLists) add(`cue list ${list.name}`, list)
  for (const scheduler of show.schedulers) add(`scheduler ${scheduler.name}`, scheduler)
  add('answers to questions', show.questions)
  add('transport controls', show.transport)
  return uses
}

function sourcesIn(held: unknown, into = new Set<string>()): ReadonlySet<string> {
  if (typeof held !== 'object' || held === null) return into
  for (const [field, value] of Object.entries(held)) {
    if (field === 'source' && typeof value === 'string' && CONTROLLER.test(value)) into.add(value)
    else sourcesIn(value, into)
  }
  return into
}
