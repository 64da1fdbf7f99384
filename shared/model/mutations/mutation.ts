// The vocabulary of edits: what may be asked of a show, for every kind of thing that it holds. Plain data, so that it travels.
import type { PlaylistStep } from '../playlist.ts'

/** Numbers the states of a show; each accepted edit makes the next. */
export type Generation = number

/** Things with a name that a show holds in a list or by name. */
export const THING_KINDS = [
  'playlist',
  'gesture',
  'scheduler',
  'rule',
  'cueList',
  'cue',
  'param',
  'scene',
  'target',
  'peer',
  'midiOutput',
  'event',
  'page',
  'feedback',
] as const
export type ThingKind = (typeof THING_KINDS)[number]

/** What has a name of its own, and is edited as a part of what holds it. */
export const NAMED_PARTS = ['group', 'variable', 'layer'] as const
export type NamedPart = (typeof NAMED_PARTS)[number]

export function isNamedPart(kind: ThingKind | NamedPart): kind is NamedPart {
  return (NAMED_PARTS as readonly string[]).includes(kind)
}

/** What things of a kind lie in; null of those that the show itself holds. */
export function holderOf(kind: ThingKind | NamedPart | 'show'): 'scheduler' | 'cueList' | null {
  if (kind === 'cue') return 'cueList'
  return kind === 'rule' || kind === 'variable' ? 'scheduler' : null
}

export interface ThingRef {
  readonly kind: ThingKind
  readonly id: string
  /** Scheduler that a rule belongs to, or list that a cue does; of other things absent. */
  readonly in?: string | undefined
}

export type Fields = Readonly<Record<string, unknown>>

/** Adds a thing, or replaces it whole where it is there already. */
export interface Put extends ThingRef {
  readonly edit: 'put'
  readonly value: unknown
  /** Thing of its kind that it comes before; null is the end. One that is there keeps its place where this is absent. */
  readonly before?: string | null | undefined
  /** Of a playlist that comes back: the keys that its steps had, in the order of the file. */
  readonly keys?: readonly KeyRange[] | undefined
  /** And the key that its next step would have had. */
  readonly next?: number | undefined
}

export interface Remove extends ThingRef {
  readonly edit: 'remove'
}

/** Puts things of one kind together, in the order in which they are named. */
export interface Move {
  readonly edit: 'move'
  readonly kind: ThingKind
  readonly in?: string | undefined
  readonly ids: readonly string[]
  readonly before: string | null
}

/** Gives a thing, a group of schedulers, a scheduler's variable or a layer another name; whatever refers to it follows. */
export interface Rename {
  readonly edit: 'rename'
  readonly kind: ThingKind | NamedPart
  readonly in?: string | undefined
  readonly id: string
  readonly to: string
}

/** Sets fields of one thing, and takes fields away; of `show` the settings, named by dotted path. */
export interface Change {
  readonly edit: 'change'
  readonly kind: ThingKind | 'show'
  readonly in?: string | undefined
  /** Absent for `show`. */
  readonly id?: string | undefined
  readonly set?: Fields | undefined
  readonly unset?: readonly string[] | undefined
}

/** Keys of steps from the first to the last, both included; those that are gone are passed over. */
export type KeyRange = readonly [first: number, last: number]

export interface StepRun {
  /** Step that they come before; null is the end. */
  readonly before: number | null
  readonly steps: readonly PlaylistStep[]
  /** Keys that they had before; new ones where absent. */
  readonly keys?: readonly number[] | undefined
}

/** Steps in the order of the ranges, within each by key. */
export interface KeyRun {
  readonly before: number | null
  readonly keys: readonly KeyRange[]
}

/** What is done to steps of one playlist. */
export type StepWork =
  /** Adds milliseconds to their offsets. */
  | { readonly do: 'shift'; readonly keys: readonly KeyRange[]; readonly by: number }
  | { readonly do: 'offsets'; readonly offsets: readonly (readonly [key: number, offset: number])[] }
  /** Sets the same fields of all of them. */
  | {
      readonly do: 'set'
      readonly keys: readonly KeyRange[]
      readonly set?: Partial<PlaylistStep> | undefined
      readonly unset?: readonly (keyof PlaylistStep)[] | undefined
    }
  | { readonly do: 'replace'; readonly steps: readonly (readonly [key: number, step: PlaylistStep])[] }
  | { readonly do: 'remove'; readonly keys: readonly KeyRange[] }
  | { readonly do: 'put'; readonly runs: readonly StepRun[] }
  /** Changes their order in the file, which tells who is first of those at the same time. */
  | { readonly do: 'move'; readonly runs: readonly KeyRun[] }

export type StepEdit = { readonly edit: 'steps'; readonly playlist: string } & StepWork

export type Edit = Put | Remove | Move | Rename | Change | StepEdit

/** Several edits that are accepted or refused together, and whose references are looked at when all are done. */
export interface EditAll {
  readonly edit: 'all'
  readonly edits: readonly Edit[]
  /** What it is for people; that of its edits where absent. */
  readonly label?: string | undefined
}

export type Mutation = Edit | EditAll

export function editsOf(mutation: Mutation): readonly Edit[] {
  return mutation.edit === 'all' ? mutation.edits : [mutation]
}

/** One mutation of several. */
export function together(edits: readonly Edit[]): Mutation {
  const [first, ...others] = edits
  return first !== undefined && others.length === 0 ? first : { edit: 'all', edits }
}
