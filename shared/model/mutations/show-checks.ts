// The schemas of the show file as what edits are held to.
import type { z } from 'zod'
import { failed, ok } from '../../base/result.ts'
import type { Result } from '../../base/result.ts'
import { CUE_LIMITS, cueDefinition, cueListDefinition } from '../cue.ts'
import { explainIssue, fieldProblems, strayField } from '../explain.ts'
import { FADER_PAGE_LIMITS, faderPageDefinition } from '../fader-page.ts'
import { gestureDefinition } from '../gesture.ts'
import { eventTypeName, fieldName } from '../names.ts'
import { PARAM_LIMITS, paramDefinition } from '../param.ts'
import { PLAYLIST_LIMITS, playlistDefinition, playlistStep } from '../playlist.ts'
import { SCENE_LIMITS, sceneDefinition } from '../scene.ts'
import { SCHEDULER_LIMITS, declaredVariable, rule, schedulerDefinition } from '../scheduler.ts'
import {
  SHOW_LIMITS,
  eventDeclaration,
  midiOutputPort,
  oscPeer,
  showFile,
  targetDefinition,
} from '../show.ts'
import type { Checks, Misfit } from './checks.ts'
import type { ThingKind } from './mutation.ts'
import type { Thing } from './things.ts'

const DEFINITIONS: Readonly<Record<ThingKind | 'show', z.ZodType>> = {
  show: showFile,
  playlist: playlistDefinition,
  gesture: gestureDefinition,
  scheduler: schedulerDefinition,
  rule,
  cueList: cueListDefinition,
  cue: cueDefinition,
  param: paramDefinition,
  scene: sceneDefinition,
  target: targetDefinition,
  peer: oscPeer,
  midiOutput: midiOutputPort,
  event: eventDeclaration,
  page: faderPageDefinition,
}

const MOST: Readonly<Record<ThingKind, number>> = {
  playlist: SHOW_LIMITS.playlists,
  gesture: SHOW_LIMITS.gestures,
  scheduler: SCHEDULER_LIMITS.schedulers,
  rule: SCHEDULER_LIMITS.rules,
  cueList: CUE_LIMITS.lists,
  cue: CUE_LIMITS.cues,
  param: PARAM_LIMITS.params,
  scene: SCENE_LIMITS.scenes,
  target: SHOW_LIMITS.targets,
  peer: SHOW_LIMITS.peers,
  midiOutput: SHOW_LIMITS.midiOutputs,
  event: SHOW_LIMITS.events,
  page: FADER_PAGE_LIMITS.pages,
}

/** The value as its schema reads it, or the first thing that is wrong with it. */
function read<T>(schema: z.ZodType<T>, value: unknown): Result<T, Misfit> {
  const parsed = schema.safeParse(value, { error: explainIssue })
  if (parsed.success) return ok(parsed.data)
  for (const misfit of fieldProblems(schema, parsed.error)) return failed(misfit)
  return failed({ path: [], what: 'is not as it should be', next: 'correct it' })
}

const stepFields: Readonly<Record<string, z.ZodType>> = playlistStep.shape

export const showChecks: Checks = {
  field: (kind, field) => strayField(DEFINITIONS[kind], field),
  thing: (kind, value) => read(DEFINITIONS[kind] as z.ZodType<Thing>, value),
  name: (kind, text) => {
    if (kind === 'variable') return read(declaredVariable, text)
    return read(kind === 'event' ? eventTypeName : fieldName, text)
  },
  step: (value) => read(playlistStep, value),
  stepField: (field, value) => {
    const schema = Object.hasOwn(stepFields, field) ? stepFields[field] : undefined
    if (schema !== undefined) return read(schema, value)
    return failed({
      path: [],
      what: 'is no field of a step',
      next: `its fields are ${Object.keys(stepFields).join(', ')}`,
    })
  },
  most: (kind) => MOST[kind],
  stepsOfPlaylist: PLAYLIST_LIMITS.steps,
  stepsOfShow: SHOW_LIMITS.steps,
}
