// What runs may use: how much of it is left, and what is told when it is used up.
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { PlaylistDefinition } from '../../shared/model/playlist.ts'
import type { Run, StartReason } from './run.ts'

/** Limits of a run as its runner keeps them; Infinity where there is none. */
export function limitsOf({
  definition: { quota },
  emitted,
  startedAt,
}: Pick<Run, 'definition' | 'emitted' | 'startedAt'>): {
  readonly emissionsLeft: number
  readonly deadline: number
} {
  return {
    emissionsLeft: Math.max(0, (quota?.emissions ?? Infinity) - emitted),
    deadline: startedAt + (quota?.seconds ?? Infinity) * 1000,
  }
}

/** Tells that a run has used up what it may; answers why it failed, and the event that says so. */
export function publishExhausted(
  publish: Publish,
  run: Run,
  resource: 'emissions' | 'seconds',
  endedAt: number,
): { readonly error: string; readonly seq: number | null } {
  const { quota: quotas, id: playlistId } = run.definition
  const quota = quotas?.[resource] ?? 0
  const usage = resource === 'emissions' ? run.emitted : Math.floor((endedAt - run.startedAt) / 1000)
  const seq = publish({
    type: 'resource.exhausted',
    source: `playlist:${playlistId}`,
    cause: run.createdSeq,
    payload: { runId: run.id, playlistId, resource, usage, quota },
  })
  return { error: `its quota of ${quota} ${resource} is used up`, seq }
}

/** Runs that play, for whoever wants another. */
export interface Occupied {
  /** Of the playlist, those that a new one would play beside. */
  readonly beside: number
  /** Of all playlists, and the most there can be. */
  readonly all: number
  readonly most: number
}

/** A start that was refused, and by what bound. */
export interface RefusedStart {
  readonly usage: number
  readonly quota: number
  readonly fault: Fault
}

/** Runs of one playlist that may play at once without a quota that names more; GO, cues, stop and panic may go beyond. */
const SHARE = 1024
/** Runs that triggers and rules leave to whoever starts by hand, and of these those that are left to GO, cues, stop and panic alone. */
const FOR_OPERATORS = 256
const FOR_GO = 64

const BY_THEMSELVES: ReadonlySet<StartReason['by']> = new Set(['trigger', 'rule'])
const GOES_FIRST: ReadonlySet<StartReason['by']> = new Set(['go', 'cue', 'stop', 'panic'])

/** Why a start has to be refused; null where there is room for it. */
export function refusalOfStart(
  { id, quota }: PlaylistDefinition,
  by: StartReason['by'],
  { beside, all, most }: Occupied,
): RefusedStart | null {
  if (quota?.runs !== undefined && beside >= quota.runs) {
    const what = `${beside} of its runs are active; its quota is ${quota.runs}`
    const next = 'stop one of them, or raise its quota'
    return { usage: beside, quota: quota.runs, fault: fault('playlist/quota', id, what, next) }
  }
  const goesFirst = GOES_FIRST.has(by)
  if (!goesFirst && quota?.runs === undefined && beside >= SHARE) {
    const what = `${beside} of its runs are active, the most without a quota`
    const next = 'stop some; let it restart or ignore where overlap is not meant, or give it a quota of runs'
    return { usage: beside, quota: SHARE, fault: fault('playlist/too-many-runs', id, what, next) }
  }
  const kept = goesFirst ? 0 : BY_THEMSELVES.has(by) ? FOR_OPERATORS : FOR_GO
  // A sixteenth of few.
  const limit = most - Math.min(kept, Math.floor((most * kept) / 4096))
  if (all < limit) return null
  const left = limit === most ? '' : `, and the last ${most - limit} are kept for ${keptFor(by)}`
  const what = `${all} of ${most} runs are active${left}`
  return {
    usage: all,
    quota: limit,
    fault: fault('playlist/too-many-runs', id, what, 'stop some before starting more'),
  }
}

function keptFor(by: StartReason['by']): string {
  return BY_THEMSELVES.has(by) ? 'GO and for starts by hand' : 'GO'
}
