// Bounds that were reached: what was refused or ended because of them would otherwise be missed without a word.
import type { Condition, Exhausted } from './condition.ts'

/** Samples without another incident: ten seconds. */
const QUIET = 40
/** What these use up they warn of themselves. */
const WARN_THEMSELVES: ReadonlySet<string> = new Set(['dispatcher', 'as-run'])

export const quotaUsedUp: Condition = {
  raiseAfter: 1,
  clearAfter: QUIET,
  find: ({ exhausted }) =>
    exhausted
      .filter(({ source }) => !WARN_THEMSELVES.has(source))
      .map((one) => ({
        id: `resource.${one.source}.${one.resource}`,
        code: 'resource/exhausted',
        what: whatHappened(one),
        where: one.source.replace(':', ' '),
        next: 'look in the Log view what leads to so much of it; if it is meant, raise the quota in the show file',
      })),
}

function whatHappened({ runId, resource, usage, quota }: Exhausted): string {
  if (runId !== null) return `the run ${runId} has used up its quota of ${quota} ${resource} and was ended`
  if (resource === 'runs') return `a start was refused: ${usage} of ${quota} runs are active`
  return `no more ${resource}: ${usage} of ${quota} are in use`
}
