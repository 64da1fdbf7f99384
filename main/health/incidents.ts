// What happens at an instant and would be missed without a word: events that are troubles, and what each says to an operator.
import type { PayloadOf, SystemEventType } from '../../shared/model/event.ts'
import type { HealthWarning } from '../../shared/model/payload/health.ts'
import { lengthText } from '../../shared/model/words.ts'
import type { Condition, Incident } from './condition.ts'
import { UNTIL_SEEN } from './condition.ts'
import { cueFailed, playlistFailed, quotaUsedUpOf, ruleWarning } from './warning-ids.ts'

/** Samples without another one: ten seconds. */
const QUIET = 40
/** Null where this occurrence is no trouble. */
type Told<T extends SystemEventType> = (payload: PayloadOf<T>) => HealthWarning | null

/** What somebody can only have missed: it stands until they have seen it. */
const MISSED = {
  'playlist.stopped': ({ playlistId, name, runId, reason, error }) =>
    reason !== 'failed'
      ? null
      : {
          id: playlistFailed(playlistId),
          code: 'playlist/failed',
          what: `the run ${runId} was ended before its time: ${error ?? 'nobody knows why'}`,
          where: `playlist ${name}`,
          next: 'do by hand what is missing, or start it again',
          about: { kind: 'playlist', id: playlistId },
        },
  'cue.failed': ({ listId, cueId, number, name, error }) => ({
    id: cueFailed(listId, cueId),
    code: 'cue/failed',
    what: `not all that it does was done: ${error}`,
    where: `cue ${[number, name].filter(Boolean).join(' ') || cueId}`,
    next: 'do by hand what is missing, and correct the cue',
    about: { kind: 'cue', id: cueId, in: listId },
  }),
  'show.persistence.setAside': ({ what, path, next }) => ({
    ...{ id: `show.setAside.${path}`, code: 'show/set-aside', what, where: path, next },
  }),
  'rule.finished': ({ schedulerId, ruleId, name, outcome, error }) =>
    outcome !== 'late'
      ? null
      : {
          id: ruleWarning(schedulerId, ruleId, 'late'),
          code: 'rule/late',
          what: `what it had left to do came too late and was not done: ${error ?? ''}`,
          where: `rule ${name} (${schedulerId}/${ruleId})`,
          next: 'do by hand what it would have done',
          about: { kind: 'rule', id: ruleId, in: schedulerId },
        },
  'thrown.missed': ({ events, first, lateBy }) => ({
    id: 'thrown.missed',
    code: 'thrown/missed',
    what: `${events === 1 ? 'a thrown event was' : `${events} thrown events were`} due while the engine stood still and will not come, the first ${first}; ${lengthText(lateBy)} late`,
    where: 'thrown events',
    next: 'do by hand what these would have done',
  }),
  'inputs.tooOld': ({ inputs, stoodStill }) => ({
    id: 'inputs.tooOld',
    code: 'inputs/too-old',
    what: `${inputs === 1 ? 'an input' : `${inputs} inputs`} came too late to act on${stoodStill === null ? '' : `: the engine stood still for ${lengthText(stoodStill)}`}`,
    where: 'inputs',
    next: 'press again what is still wanted; close other programs on this computer',
  }),
  'recording.stopped': ({ name, error }) =>
    error === null
      ? null
      : {
          id: 'recording.failed',
          code: 'recording/failed',
          what: `it stopped by itself: ${error}`,
          where: `recording ${name}`,
          next: 'put that right and record again: what came since is not in it',
        },
  'replay.stopped': ({ name, error }) =>
    error === null
      ? null
      : {
          id: 'replay.failed',
          code: 'replay/failed',
          what: `it stopped by itself: ${error}`,
          where: `replay of ${name}`,
          next: 'put that right and play it again',
        },
} satisfies { readonly [T in SystemEventType]?: Told<T> }

/** What goes on as long as more of it comes. */
const GOING_ON = {
  'rule.limited': ({ schedulerId, ruleId, name, count, per }) => ({
    id: ruleWarning(schedulerId, ruleId, 'limited'),
    code: 'rule/limited',
    what: `it rests: it fired ${count} times within ${lengthText(per)}, which is its limit`,
    where: `rule ${name} (${schedulerId}/${ruleId})`,
    next: 'find what makes it fire so often; if it is meant, raise its limit',
    about: { kind: 'rule', id: ruleId, in: schedulerId },
  }),
  'param.rejected': ({ name, code, from, message, total }) =>
    code === 'param/loop' ? looping(name, message, total) : refusedValues(from, message, total),
  'osc.sendFailed': ({ target, code, message, total }) =>
    code === 'osc/unknown-target' ? unknownOutput('osc', `OSC target ${target}`, message, total) : null,
  'midi.sendFailed': ({ output, code, message, total }) =>
    code === 'midi/unknown-output' ? unknownOutput('midi', `MIDI output ${output}`, message, total) : null,
  'broadcast.failed': ({ stream, client, message }) => ({
    id: 'broadcast.failing',
    code: 'broadcast/failing',
    what: `a screen could not be sent what changed (${stream}): ${message}`,
    where: client,
    next: 'look whether that screen is there and shows the time running; load its page again',
  }),
} satisfies { readonly [T in SystemEventType]?: Told<T> }

const TOLD: Readonly<Partial<Record<SystemEventType, (payload: never) => HealthWarning | null>>> = {
  ...MISSED,
  ...GOING_ON,
}

/** What went well after all: by which id the trouble is known that it ends. */
const MENDED = {
  'playlist.stopped': ({ playlistId, reason }) => {
    if (reason !== 'completed') return []
    const quotas = ['emissions', 'seconds'].map((quota) => quotaUsedUpOf(`playlist:${playlistId}`, quota))
    return [playlistFailed(playlistId), ...quotas]
  },
  'cue.completed': ({ listId, cueId }) => [cueFailed(listId, cueId)],
} satisfies { readonly [T in SystemEventType]?: (payload: PayloadOf<T>) => readonly string[] }

const MENDS: Readonly<Partial<Record<SystemEventType, (payload: never) => readonly string[]>>> = MENDED

export const MENDING_TYPES = Object.keys(MENDED) as readonly SystemEventType[]

/** Ids of the warnings that an event ends. */
export function mendedBy(type: SystemEventType, payload: unknown): readonly string[] {
  return MENDS[type]?.(payload as never) ?? []
}

export const INCIDENT_TYPES = Object.keys(TOLD) as readonly SystemEventType[]

/** The incident that an event is; null where it is none. */
export function incidentOf(type: SystemEventType, payload: unknown): Incident | null {
  const warning = TOLD[type]?.(payload as never) ?? null
  return warning === null ? null : { type, warning }
}

export const missed: Condition = {
  raiseAfter: 1,
  clearAfter: UNTIL_SEEN,
  happened: true,
  find: ({ incidents }) => warningsOf(incidents, MISSED),
}

export const goingOn: Condition = {
  raiseAfter: 1,
  clearAfter: QUIET,
  find: ({ incidents }) => warningsOf(incidents, GOING_ON),
}

function warningsOf(incidents: readonly Incident[], of: object): readonly HealthWarning[] {
  return incidents.filter(({ type }) => Object.hasOwn(of, type)).map(({ warning }) => warning)
}

/** One for each protocol, because its name may come from outside. */
function refusedValues(from: string, message: string, total: number): HealthWarning {
  return {
    id: 'params.rejected',
    code: 'param/rejected',
    what: `values for parameters were refused, ${total} so far, lately from ${from}: ${message}`,
    where: 'parameters',
    next: 'correct what it sends, or the range of the parameter in the show file',
  }
}

function looping(name: string, message: string, total: number): HealthWarning {
  return {
    id: 'params.loop',
    code: 'param/loop',
    what: `${message}, ${total} so far`,
    where: `parameter ${name}`,
    next: 'have its output send to another address, or to somebody else',
  }
}

function unknownOutput(
  protocol: 'osc' | 'midi',
  where: string,
  message: string,
  total: number,
): HealthWarning {
  return {
    id: `${protocol}.unknownOutput`,
    code: `${protocol}/unknown-output`,
    what: `${message}: ${total === 1 ? 'a message was' : `${total} messages were`} not sent`,
    where,
    next: 'correct the name where it is worked out, or declare it in the show file',
  }
}
