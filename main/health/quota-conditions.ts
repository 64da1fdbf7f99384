// Bounds that were reached: what was refused or ended because of them would otherwise be missed without a word.
import type { RefusedStarts } from '../../shared/model/health.ts'
import type { HealthWarning } from '../../shared/model/payload/health.ts'
import { UNTIL_SEEN } from './condition.ts'
import type { Condition, Exhausted } from './condition.ts'
import { quotaUsedUpOf, startsRefusedOf } from './warning-ids.ts'

/** Samples without another incident: ten seconds. */
const QUIET = 40
/** What these use up they warn of themselves, and so do runs. */
const WARN_THEMSELVES: ReadonlySet<string> = new Set(['dispatcher', 'as-run'])

export const quotaUsedUp: Condition = {
  raiseAfter: 1,
  clearAfter: QUIET,
  find: ({ exhausted }) => warningsOf(exhausted.filter(({ runId }) => runId === null)),
}

/** Of a run that is over by it. */
export const runQuotaUsedUp: Condition = {
  raiseAfter: 1,
  clearAfter: UNTIL_SEEN,
  happened: true,
  find: ({ exhausted }) => warningsOf(exhausted.filter(({ runId }) => runId !== null)),
}

function warningsOf(exhausted: readonly Exhausted[]): readonly HealthWarning[] {
  return exhausted
    .filter(({ source, resource }) => !WARN_THEMSELVES.has(source) && resource !== 'runs')
    .map((one) => ({
      id: quotaUsedUpOf(one.source, one.resource),
      code: 'resource/exhausted',
      what: whatHappened(one),
      where: one.source.replace(':', ' '),
      next: 'look in the Log view what leads to so much of it; if it is meant, raise the quota',
      ...(one.playlistId !== undefined && { about: { kind: 'playlist' as const, id: one.playlistId } }),
    }))
}

function whatHappened({ runId, resource, usage, quota }: Exhausted): string {
  if (runId !== null) return `the run ${runId} has used up its quota of ${quota} ${resource} and was ended`
  return `no more ${resource}: ${usage} of ${quota} are in use`
}

/** Told until there was none for ten seconds, which whoever counts them decides. */
export const startsRefused: Condition = {
  raiseAfter: 1,
  clearAfter: 1,
  find: ({ now: { playlists } }) =>
    playlists.refused.map((refused) => ({
      id: startsRefusedOf(refused.playlistId),
      code: 'playlist/starts-refused',
      what: whatWasRefused(refused),
      where: `playlist ${refused.playlistId}`,
      next: `stop what starts ${refused.largest.playlistId}, or its runs; if it is meant, give it a quota of runs, or let it restart rather than overlap`,
      about: { kind: 'playlist' as const, id: refused.playlistId },
    })),
}

function whatWasRefused({ refused, usage, quota, largest }: RefusedStarts): string {
  const starts = refused === 1 ? 'a start was refused' : `${refused} starts were refused`
  return `${starts}: ${usage} of ${quota} runs are active; most of all are of ${largest.playlistId}: ${largest.runs}`
}
