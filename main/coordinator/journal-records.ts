// What the journal holds of a show: what it began with, each edit since, and each way of it into a file. Plain JSON.
import type { Signature } from '../../shared/contract/edits-view.ts'
import { rangesOf, keysOf } from '../../shared/model/mutations/key-ranges.ts'
import { takeIn } from '../../shared/model/mutations/edited-show.ts'
import type { EditedShow, StepTraces } from '../../shared/model/mutations/edited-show.ts'
import type { Generation, KeyRange, Mutation } from '../../shared/model/mutations/mutation.ts'
import type { ShowFile } from '../../shared/model/show.ts'

/** Journals of another one are not read. */
export const JOURNAL_FORMAT = 1

/** Of playlists whose steps were edited, in the order of the file; of others they count from 1. */
type Keys = Readonly<Record<string, { readonly keys: readonly KeyRange[]; readonly next: number }>>

/** A file, and the content by which it is known again; both null of a show that has none. */
export interface Place {
  readonly path: string | null
  readonly digest: string | null
}

/** The state of the show that a file holds. */
interface State {
  readonly generation: Generation
  readonly keys: Keys
}

/** Of a journal whose show follows as a text, because no file holds it, `hasText`. */
export interface Head extends State {
  readonly journal: number
  /** Of the program that began it, and of all that it begins anew. */
  readonly session: string
  readonly name: string
  readonly hasText: boolean
  /** Edits that are in the text and in no file. */
  readonly edits: number
  /** Their entries in the history, as far as these are known. */
  readonly entries?: readonly number[]
  /** What may be in the file, as a save was under way, or may not survive a power cut. */
  readonly places: readonly Place[]
  /** Wall milliseconds. */
  readonly at: number
}

interface Kept {
  readonly generation: Generation
  readonly at: number
}

export interface KeptEdit extends Kept {
  readonly kind: 'edit'
  readonly by: Signature
  readonly group: string | null
  readonly label: string
  /** Entry of the history that it made or joined. */
  readonly entry: number
  readonly mutation: Mutation
}

/** An entry of the history taken back or done again. */
export interface KeptTurn extends Kept {
  readonly kind: 'turn'
  /** Who had done it, not who turned it. */
  readonly by: Signature
  readonly label: string
  readonly entry: number
  readonly isUndone: boolean
  readonly mutation: Mutation
}

/** A file is about to hold the show; whether it does is found out by its content. */
export interface Saving extends Place, State, Kept {
  readonly kind: 'saving'
}

/** It does, so that edits since belong to that file alone. */
export interface Saved extends Place, State, Kept {
  readonly kind: 'saved'
}

export type KeptRecord = KeptEdit | KeptTurn | Saving | Saved
export type Mark = Head | Saving | Saved

export function keysIn({ steps }: EditedShow): Keys {
  return Object.fromEntries(
    [...steps].map(([id, { keys, next }]) => [id, { keys: rangesOf(keys), next }] as const),
  )
}

/** A show as it was edited on, with the keys that its steps had by then. */
export function takeInAgain(show: ShowFile, generation: Generation, keys: Keys): EditedShow {
  const steps = new Map<string, StepTraces>()
  for (const { id, steps: own } of show.playlists) {
    if (!Object.hasOwn(keys, id)) continue
    const { keys: ranges, next } = keys[id] as Keys[string]
    const marks = { changed: ofAll(own.length, generation), versions: ofAll(own.length, generation) }
    steps.set(id, { keys: Uint32Array.from(keysOf(ranges)), ...marks, next })
  }
  return { ...takeIn(show, generation), steps }
}

function ofAll(count: number, generation: Generation): Uint32Array {
  return new Uint32Array(count).fill(generation)
}
