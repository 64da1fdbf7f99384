// What a run, or all runs of a playlist, are doing, in a few words.
import type { RunView } from '../../shared/contract/streams.ts'

export interface RunsInShort {
  readonly text: string
  /** Whether anything of it moves. */
  readonly moves: boolean
}

/** `running`, `paused`, `holding: Stage clear?`. */
export function runWords({ anchor }: RunView, prompt: string | undefined): string {
  return anchor.state === 'holding' && prompt !== undefined ? `holding: ${prompt}` : anchor.state
}

const ORDER = ['running', 'holding', 'paused', 'ready'] as const

/** `running`, `3 running`, `2 running, 1 holding`; what a single run holds for is said. */
export function runsInShort(runs: readonly RunView[], prompts: ReadonlyMap<string, string>): RunsInShort {
  const [only] = runs
  const moves = runs.some(({ anchor }) => anchor.state === 'running')
  if (runs.length === 1 && only !== undefined) return { text: runWords(only, prompts.get(only.runId)), moves }
  const parts = ORDER.flatMap((state) => {
    const count = runs.filter(({ anchor }) => anchor.state === state).length
    return count === 0 ? [] : [`${count} ${state}`]
  })
  return { text: parts.join(', '), moves }
}
