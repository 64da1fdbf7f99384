// Earlier versions of a show's file, and what a show would be with one of them: facts, which become words where they are shown.
import type { ThingKind } from './mutations/mutation.ts'

export interface ShowVersion {
  /** By which it is asked for; the higher the newer, whatever the clock said. */
  readonly id: number
  /** Wall milliseconds. */
  readonly at: number
  /** `found` stood in the file before a save replaced it; of an `unknown` one its record is lost. */
  readonly kind: 'save' | 'found' | 'unknown'
  readonly bytes: number
  /** SHA-256 of its content. */
  readonly digest: string
  /** Who saved it, which state of the show, and what that was called; null where nobody knows. */
  readonly by: string | null
  readonly generation: number | null
  readonly name: string | null
  /** Version of the format of show files. */
  readonly format: number | null
}

/** What is other in a version than in the show that runs, seen from the latter: what is added would come with it. */
export interface VersionDifference {
  /** `step` is of the playlist `in`, `rule` of the scheduler, and `cue` of the cue list. */
  readonly kind: ThingKind | 'step' | 'setting'
  /** `moved` of things is another order, and of steps another time. */
  readonly how: 'added' | 'changed' | 'moved' | 'removed'
  readonly count: number
  /** What it is called that they are in. */
  readonly in?: string
  /** What the first of them are called; none of steps, nor of what is moved. */
  readonly names: readonly string[]
}

/** Names of a difference, and differences, of which no more are told. */
export const NAMED = 5
export const MOST_DIFFERENCES = 200

export interface VersionPreview {
  readonly version: ShowVersion
  /** Of the show that it was compared with. */
  readonly generation: number
  readonly differences: readonly VersionDifference[]
  /** How many more there are. */
  readonly more: number
}
