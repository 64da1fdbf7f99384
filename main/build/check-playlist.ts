// Checks a playlist that is well formed by itself against what the rest of the show declares.
import { keptPlaces } from '../../shared/base/kept-places.ts'
import { isSystemEventType, policies } from '../../shared/model/policies.ts'
import { isReservedType, maySteer, mayBeEmitted } from '../../shared/model/event-roles.ts'
import { shown } from '../../shared/model/explain.ts'
import { interruptRequest } from '../../shared/model/interrupt.ts'
import { layersOf } from '../../shared/model/match.ts'
import type { EventMatch } from '../../shared/model/match.ts'
import type { Json } from '../../shared/model/json.ts'
import { PLAYLIST_LIMITS } from '../../shared/model/playlist.ts'
import { isRamp } from '../../shared/model/ramp-words.ts'
import { HOLDING_STEP, emissionCount, playlistLength } from '../../shared/model/steps.ts'
import type { PlaylistDefinition, PlaylistStep } from '../../shared/model/playlist.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { checkRecallEvent } from './check-recall.ts'
import type { SceneNames } from './check-recall.ts'
import { FADE, checkFade } from './check-fades.ts'
import { SEND_TYPES, checkRamp, checkSend, isSend, parsePayload } from './check-sends.ts'
import type { SendNames } from './check-sends.ts'
import { meant } from './meant.ts'
import type { Problems } from './problems.ts'
import { payloadFields } from './payload-shape.ts'

type Path = readonly PropertyKey[]

/** Names that a playlist may refer to. */
export interface ShowNames extends SendNames, SceneNames {
  readonly events: ReadonlySet<string>
  /** Event types and families that a trigger may listen for. */
  readonly audible: ReadonlySet<string>
  readonly layers: ReadonlySet<string>
  readonly params: ReadonlySet<string>
}

export function showNames(
  show: Pick<ShowFile, 'events' | 'osc' | 'midi' | 'layers' | 'params' | 'scenes'>,
): ShowNames {
  const events = new Set(Object.keys(show.events))
  const audible = new Set<string>()
  const steering = Object.keys(policies).filter((type) => isSystemEventType(type) && maySteer(type))
  for (const type of [...events, ...steering]) {
    audible.add(type)
    for (let dot = type.indexOf('.'); dot >= 0; dot = type.indexOf('.', dot + 1)) {
      audible.add(`${type.slice(0, dot)}.*`)
    }
  }
  const targets = new Set(Object.keys(show.osc.targets))
  const midiOutputs = new Set(Object.keys(show.midi.outputs))
  const layers = new Set(Object.keys(show.layers ?? {}))
  const scenes = new Set(Object.keys(show.scenes))
  const params = new Set(Object.keys(show.params))
  return { events, targets, midiOutputs, audible, layers, scenes, params }
}

const RECALL = 'scene.recall'

/** A step at which its run asks the operator. */
function checkQuestion({ payload, repeat }: PlaylistStep, path: Path, problems: Problems): void {
  parsePayload(interruptRequest, payload, [...path, 'payload'], problems)
  if (repeat === undefined) return
  const next = 'write a step for each time that it is to ask'
  problems.add('show/repeated-question', [...path, 'repeat'], 'a step that asks cannot repeat', () => next)
}

function checkEmission(type: string, payload: Json, names: ShowNames, path: Path, problems: Problems): void {
  if (isSend(type)) checkSend(type, payload, names, [...path, 'payload'], problems)
  else checkPublished({ type, payload }, 'playlist', names, path, problems)
}

/** Adds what is wrong with an event that is no send. */
export function checkPublished(
  { type, payload }: { readonly type: string; readonly payload: Json },
  emitter: string,
  names: ShowNames,
  path: Path,
  problems: Problems,
): void {
  if (type === RECALL) checkRecallEvent(payload, names, [...path, 'payload'], problems)
  else if (type === FADE) checkFade(payload, names.params, [...path, 'payload'], problems)
  else checkEmittedType(type, emitter, names, path, problems)
}

/** Adds an event type that what emits it, named by `emitter`, may not publish. */
function checkEmittedType(
  type: string,
  emitter: string,
  names: ShowNames,
  path: Path,
  problems: Problems,
): void {
  if (mayBeEmitted(type, names.events)) return
  const what = isReservedType(type)
    ? `${shown(type)} is an event of the engine itself, which a ${emitter} may not publish`
    : `the show declares no event ${shown(type)}`
  const otherwise = isReservedType(type) ? 'use an event of your own' : 'declare it in events'
  problems.add('show/unknown-event', [...path, 'type'], what, () =>
    meant(type, [...SEND_TYPES, RECALL, FADE, ...names.events], otherwise),
  )
}

/** Adds a match of what cannot be heard or has no such field. */
export function checkMatch(match: EventMatch, names: ShowNames, path: Path, problems: Problems): void {
  for (const [layer] of layersOf(match)) {
    if (names.layers.has(layer)) continue
    problems.add('show/unknown-layer', [...path, 'while'], `no layer is called ${shown(layer)}`, () =>
      meant(layer, names.layers, 'declare it in layers'),
    )
  }
  if (!names.audible.has(match.event)) {
    const engines = isSystemEventType(match.event) || isReservedType(match.event)
    const what = `nothing that can be listened for is called ${shown(match.event)}`
    const instead = isSend(match.event) ? 'listen for playlist.emitted' : 'listen for another event'
    problems.add('show/unknown-event', [...path, 'event'], what, () =>
      meant(match.event, names.audible, engines ? instead : 'declare it in events'),
    )
    return
  }
  const fields = payloadFields(match.event)
  if (fields === null) return
  for (const field of Object.keys(match.where)) {
    const name = field.split('.', 1).join('')
    if (fields.includes(name)) continue
    problems.add('show/unknown-field', [...path, 'where', field], `${match.event} has no such field`, () =>
      meant(name, fields, `its fields are ${fields.join(', ')}`),
    )
  }
}

function checkSize({ steps }: PlaylistDefinition, path: Path, problems: Problems): void {
  const emissions = emissionCount(steps)
  if (emissions > PLAYLIST_LIMITS.emissions) {
    const what = `it emits ${emissions} times, repeats included; ${PLAYLIST_LIMITS.emissions} is the most`
    problems.add(
      'show/too-many-emissions',
      [...path, 'steps'],
      what,
      () => 'repeat less, or use several playlists',
    )
  }
  if (playlistLength(steps) > PLAYLIST_LIMITS.offset) {
    problems.add(
      'show/too-long',
      [...path, 'steps'],
      'it plays for more than 30 days',
      () => 'shorten the repeats',
    )
  }
}

/**
 * Adds every reference of `playlist` to what does not exist, and every size beyond the limits. `path` leads to it. Of one that
 * came of `was`, which holds, the steps that are the very same are passed over.
 */
export function checkPlaylist(
  playlist: PlaylistDefinition,
  names: ShowNames,
  path: Path,
  problems: Problems,
  was: PlaylistDefinition | null = null,
): void {
  const { triggers, interrupts, completion } = playlist
  checkSteps(playlist, names, path, problems, was?.steps ?? null)
  if (completion !== null && completion !== was?.completion) {
    checkEmission(completion.type, completion.payload, names, [...path, 'completion'], problems)
  }
  for (const [field, list] of Object.entries({ triggers, interrupts })) {
    if (list === was?.[field as 'triggers' | 'interrupts']) continue
    for (const [index, trigger] of list.entries()) {
      if (!('timecode' in trigger)) checkMatch(trigger, names, [...path, field, index], problems)
    }
  }
}

function checkSteps(
  playlist: PlaylistDefinition,
  names: ShowNames,
  path: Path,
  problems: Problems,
  was: PlaylistDefinition['steps'] | null,
): void {
  const { steps } = playlist
  if (steps === was) return
  let grows = was === null || steps.length > was.length
  for (const index of was === null ? steps.keys() : keptPlaces(was, steps).fresh) {
    const step = steps[index] as PlaylistStep
    grows ||= step.repeat !== undefined || isRamp(step.type)
    const place = [...path, 'steps', index]
    if (step.type === HOLDING_STEP) checkQuestion(step, place, problems)
    else if (isRamp(step.type)) checkRamp(step.type, step.payload, names, [...place, 'payload'], problems)
    else checkEmission(step.type, step.payload, names, place, problems)
  }
  if (grows) checkSize(playlist, path, problems)
}
