// What pages are shown of cue lists: the cues as the show has them, and how they stand.
import type { CueAction, CueContinue, CueGroup } from '../model/cue.ts'
import type { CueStart, CueStop } from '../model/payload/cue.ts'

/** One action of a cue, for who makes words of it. */
export interface CueActView {
  readonly action: CueAction['action']
  /** The playlist, parameter, scene, cue or list that it is about, or the type of the event; null of a question. */
  readonly id: string | null
  /** Of a cue in another list, that list. */
  readonly listId: string | null
  /** Address of an OSC message, kind of a MIDI message, or what is asked; null of all others. */
  readonly detail: string | null
}

/** What starts a cue that no GO stops at. */
export interface CueLeader {
  readonly cueId: string
  /** `group`: with its group, or as the first of it. */
  readonly by: 'auto-continue' | 'auto-follow' | 'group'
  /** Milliseconds after the other has acted, or ended. */
  readonly wait: number
}

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
  /** What starts it; null where a GO does. */
  readonly leader: CueLeader | null
  readonly preWait: number
  readonly continue: CueContinue
  readonly postWait: number
  /** What it does, in words; long lists cut. */
  readonly does: readonly string[]
  /** The same, as material for words and marks; the first of them. */
  readonly acts: readonly CueActView[]
  readonly actionCount: number
}

export interface CueListView {
  readonly id: string
  readonly name: string
  readonly number: string | null
  readonly colour: string | null
}

/** Why a cue ended otherwise than by completing: as in its events, or because the engine ended meanwhile. */
export type CueEndReason = CueStop | 'disarmed' | 'operator' | 'engine'

/** How a cue stands that was started, or passed over, since the show was opened or reset. */
export interface CueStateView {
  /** `list/cue`. */
  readonly key: string
  /** Numbers its starts; a later one is higher. */
  readonly play: number
  readonly state: 'waiting' | 'asking' | 'running' | 'completed' | 'failed' | 'stopped' | 'skipped'
  /** Why it was stopped or skipped; null of all others. */
  readonly reason: CueEndReason | null
  readonly from: CueStart
  /** `seq` of what started it, from which the way back leads to a touch; null where nothing is known of it any more. */
  readonly cause: number | null
  /** `seq` of what ended it. */
  readonly endCause: number | null
  /** On the engine's clock. */
  readonly startedAt: number
  readonly endedAt: number | null
  /** When it is expected to end: what plays longest of what it started, at its rate. Null where nobody knows, or while it is held. */
  readonly endsAt: number | null
  /** It, or what it started, stands still: with `left` milliseconds to go where that is known. */
  readonly held: { readonly why: 'paused' | 'asking'; readonly left: number | null } | null
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
  /** What stands by after the next GO. */
  readonly next: string | null
  /** Milliseconds from its beginning at which the standby begins; null where it begins there. */
  readonly loaded: number | null
  readonly standbyNumber: string | null
  readonly standbyName: string | null
  /** The last GO that was accepted, and until when another is refused. */
  readonly went: { readonly by: string; readonly at: number; readonly until: number } | null
  /** The last that came too soon after it: who pressed it, and how many milliseconds later. */
  readonly refused: { readonly by: string; readonly at: number; readonly since: number } | null
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
