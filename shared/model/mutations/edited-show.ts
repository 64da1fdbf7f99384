// A show while it is edited: beside the file's contents the keys of its steps, and when each part last changed. Never saved.
import type { PlaylistStep } from '../playlist.ts'
import type { ShowFile } from '../show.ts'
import type { Generation } from './mutation.ts'

/** When a part last changed, and whose value stands there: after an undo that is an older one. */
export interface Mark {
  readonly changed: Generation
  readonly version: Generation
}

/** What is known of one thing. */
export interface Trace extends Mark {
  /** Of a thing that is there no more: its new name, or null where it was removed. */
  readonly gone?: string | null
  /** Fields that changed after the thing as a whole. */
  readonly fields: ReadonlyMap<string, Mark>
}

/** Of the steps of one playlist, in the order of the file. */
export interface StepTraces {
  readonly keys: Readonly<Uint32Array>
  readonly changed: Readonly<Uint32Array>
  readonly versions: Readonly<Uint32Array>
  /** Key of the next step that comes; none is ever given twice. */
  readonly next: number
}

export interface EditedShow {
  readonly show: ShowFile
  readonly generation: Generation
  /** When the show was opened: what has no trace has not changed since. */
  readonly opened: Generation
  readonly traces: ReadonlyMap<string, Trace>
  /** Of playlists whose steps were edited; of others keys count from 1. */
  readonly steps: ReadonlyMap<string, StepTraces>
}

/** `generation` counts from 1. */
export function takeIn(show: ShowFile, generation: Generation): EditedShow {
  return { show, generation, opened: generation, traces: new Map(), steps: new Map() }
}

const NO_FIELDS: ReadonlyMap<string, Mark> = new Map()

export function freshTrace(changed: Generation, version: Generation): Trace {
  return { changed, version, fields: NO_FIELDS }
}

/** Keys from 1, in the order of the file. */
export function freshSteps(count: number, { changed, version }: Mark): StepTraces {
  const keys = new Uint32Array(count)
  for (let index = 0; index < count; index += 1) keys[index] = index + 1
  return {
    keys,
    changed: new Uint32Array(count).fill(changed),
    versions: new Uint32Array(count).fill(version),
    next: count + 1,
  }
}

/** The keys of a playlist's steps in the order of the file, and the key that its next one gets. */
export function stepKeys(
  { steps }: Pick<EditedShow, 'steps'>,
  playlist: { readonly id: string; readonly steps: readonly PlaylistStep[] },
): Pick<StepTraces, 'keys' | 'next'> {
  return steps.get(playlist.id) ?? freshSteps(playlist.steps.length, { changed: 0, version: 0 })
}
