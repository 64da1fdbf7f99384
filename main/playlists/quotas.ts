// What runs may use: how much of it is left, and what is told when it is used up.
import { failed, fault } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { PlaylistDefinition } from '../../shared/model/playlist.ts'
import type { Run } from './run.ts'

/** Limits of a run as its runner keeps them; Infinity where there is none. */
export function limitsOf({ definition: { quota }, emitted, startedAt }: Run): {
  readonly emissionsLeft: number
  readonly deadline: number
} {
  return {
    emissionsLeft: Math.max(0, (quota?.emissions ?? Infinity) - emitted),
    deadline: startedAt + (quota?.seconds ?? Infinity) * 1000,
  }
}

/** Tells that a run has used up what it may; answers why it failed, and the event that says so. */
export function tellExhausted(
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

/** Refuses a start beyond the runs that a playlist may have at once, given those that would go on beside it. */
export function checkRuns(
  publish: Publish,
  { id, quota }: PlaylistDefinition,
  active: number,
  cause: number | null,
): Result<never> | null {
  const most = quota?.runs ?? Infinity
  if (active < most) return null
  publish({
    type: 'resource.exhausted',
    source: `playlist:${id}`,
    cause,
    payload: { runId: null, playlistId: id, resource: 'runs', usage: active, quota: most },
  })
  const what = `${active} of its runs are active; its quota is ${most}`
  return failed(fault('playlist/quota', id, what, 'stop one of them, or raise its quota'))
}

/** Refuses a start beyond the runs that can play at once, whatever they play. */
export function refuseForRoom(
  publish: Publish,
  playlistId: string,
  { active, most }: { readonly active: number; readonly most: number },
  cause: number | null,
): Result<never> {
  publish({
    type: 'resource.exhausted',
    source: `playlist:${playlistId}`,
    cause,
    payload: { runId: null, resource: 'runs', usage: active, quota: most },
  })
  return failed(
    fault('playlist/too-many-runs', playlistId, `${most} runs are active`, 'stop some before starting more'),
  )
}
