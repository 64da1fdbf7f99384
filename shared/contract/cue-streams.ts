// What pages are shown of cue lists: the cues as the show has them, and how they stand.
import type { CueContinue, CueGroup } from '../model/cue.ts'
import type { CueStart } from '../model/payload/cue.ts'

/** One cue, in the order of its list. */
export interface CueView {
  /** `list/cue`. */
  readonly key: string
  readonly listId: string
  readonly cueId: string
  readonly number: string | null
  readonly name: string
  /** Its beginning, where it is long. */
  readonly note: string
  readonly colour: string | null
  readonly armed: boolean
  readonly group: CueGroup | null
  /** How many groups it lies in. */
  readonly depth: number
  /** Started by another cue, so that no GO stops at it. */
  readonly follows: boolean
  readonly preWait: number
  readonly continue: CueContinue
  readonly postWait: number
  /** What it does, in words; long lists cut. */
  readonly does: readonly string[]
}

export interface CueListView {
  readonly id: string
  readonly name: string
  readonly number: string | null
  readonly colour: string | null
}

/** How a cue stands that was started since the show was opened. */
export interface CueStateView {
  /** `list/cue`. */
  readonly key: string
  /** Numbers its start. */
  readonly play: number
  readonly state: 'waiting' | 'asking' | 'running' | 'completed' | 'failed' | 'stopped' | 'skipped'
  readonly from: CueStart
  /** On the engine's clock. */
  readonly startedAt: number
  readonly endedAt: number | null
  /** Before it acts, or until the next cue starts; `dueAt` is null while it is paused, with `left` milliseconds to go. */
  readonly wait: {
    readonly kind: 'pre' | 'post'
    readonly dueAt: number | null
    readonly left: number
  } | null
  /** Ids of the runs that it started and that go on. */
  readonly runs: readonly string[]
  readonly error: string | null
}

/** Where a list stands. */
export interface CueListState {
  readonly id: string
  /** Ids of cues; null where there is none. */
  readonly standby: string | null
  /** Started last by a GO or by name. */
  readonly playhead: string | null
  /** Milliseconds from its beginning at which the standby begins; null where it begins there. */
  readonly loaded: number | null
  readonly standbyNumber: string | null
  readonly standbyName: string | null
}

/** As the lists are read from outside; `cut` where there are more cues, which would have made the answer too large. */
export interface ListedCues extends CuesView {
  readonly cueLists: readonly CueListView[]
  readonly cues: readonly CueView[]
  readonly cut?: true
}

export interface CuesView {
  readonly lists: readonly CueListState[]
  /** Those that were started, each as it stands or as it ended last. */
  readonly states: readonly CueStateView[]
  /** Armed otherwise than the show says. */
  readonly armed: readonly { readonly key: string; readonly armed: boolean }[]
}
