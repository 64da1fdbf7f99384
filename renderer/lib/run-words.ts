// What a run, or all runs of a playlist, are doing, in a few words.
import type { RunCause, RunView } from '../../shared/contract/streams.ts'
import type { StopReason } from '../../shared/model/payload/playlist.ts'
import { STATE_WORDS } from './state-words.ts'
import type { StateWords } from './state-words.ts'

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

/** How a run ended, and what of it never left: `completed, 12 messages not sent`. */
export function endedWords({ ended, notSent = 0, passedOver = 0 }: RunView): string {
  if (ended === null) return 'active'
  const { detail, reason } = ended
  const words = {
    completed: 'completed',
    cancelled: `stopped${detail === null ? '' : `: ${detail}`}`,
    interrupted: `interrupted${detail === null ? '' : ` by ${detail}`}`,
    changed: 'stopped: it was changed',
    removed: 'stopped: it was removed',
    failed: `failed${detail === null ? '' : `: ${detail}`}`,
  }[reason]
  return [words, ...missingWords({ notSent, passedOver })].join(', ')
}

/** What of a run never left; empty where all did. */
export function missingWords({
  notSent = 0,
  passedOver = 0,
}: Pick<RunView, 'notSent' | 'passedOver'>): readonly string[] {
  return [
    ...(notSent === 0 ? [] : [`${notSent} ${notSent === 1 ? 'message' : 'messages'} not sent`]),
    ...(passedOver === 0 ? [] : [`${passedOver} ${passedOver === 1 ? 'step' : 'steps'} passed over`]),
  ]
}

/** Shape and word of an active run. */
export function runState(run: RunView, prompt: string | undefined): StateWords {
  switch (run.anchor.state) {
    case 'paused':
      return STATE_WORDS.paused
    case 'holding':
      return { ...STATE_WORDS.held, word: runWords(run, prompt) }
    default:
      return STATE_WORDS.running
  }
}

/** Shape and word of a run that has ended. */
export function endedState(reason: StopReason): StateWords {
  if (reason === 'completed') return STATE_WORDS.completed
  return reason === 'failed' ? STATE_WORDS.failed : STATE_WORDS.stopped
}

/** What led to a run: in a line, and one below the other. */
export function causeText(cause: RunCause | undefined): { readonly text: string; readonly title: string } {
  const words = cause?.words ?? []
  if (words.length === 0) return { text: 'why?', title: 'What led to it is not remembered here' }
  return { text: words.join(' ← '), title: words.join('\nbecause of ') }
}
