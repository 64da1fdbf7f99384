// The lines of the list of runs: the active ones up to a bound, what failed, and what has ended lately.
import type { RunView } from '../../shared/contract/streams.ts'
import { runsInShort } from './run-words.ts'

export type RunItem =
  | { readonly kind: 'active' | 'failed' | 'ended'; readonly key: string; readonly run: RunView }
  | { readonly kind: 'heading'; readonly key: string; readonly text: string }
  /** Stands for those that are not listed; none where all are, and fewer may be. */
  | { readonly kind: 'more'; readonly key: string; readonly hidden: number; readonly text: string }

/** Nobody reads more lines than this; who wants to may. */
export const LISTED = 60

const NO_PROMPTS: ReadonlyMap<string, string> = new Map()

export function listedRuns(
  active: readonly RunView[],
  failed: readonly RunView[],
  ended: readonly RunView[],
  all: boolean,
): readonly RunItem[] {
  const item = (kind: 'active' | 'failed' | 'ended') => (run: RunView) =>
    // An engine that was started anew counts its runs anew.
    ({ kind, key: `${kind} ${run.runId} ${run.startedAt}`, run }) as const
  const listed = all ? active : active.slice(0, LISTED)
  const hidden = active.slice(listed.length)
  const items: RunItem[] = listed.map(item('active'))
  if (active.length > LISTED) {
    const { text } = runsInShort(hidden, NO_PROMPTS)
    items.push({ kind: 'more', key: 'more', hidden: hidden.length, text })
  }
  if (failed.length > 0) {
    items.push({ kind: 'heading', key: 'heading failed', text: 'Failed' }, ...failed.map(item('failed')))
  }
  if (ended.length > 0) {
    items.push({ kind: 'heading', key: 'heading ended', text: 'Recently ended' }, ...ended.map(item('ended')))
  }
  return items
}
