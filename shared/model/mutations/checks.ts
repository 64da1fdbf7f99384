// What an edit is held to: the show's schemas, handed in so that a page can follow accepted edits without them.
import type { Result } from '../../base/result.ts'
import type { PlaylistStep } from '../playlist.ts'
import type { ThingKind } from './mutation.ts'
import type { NameKind } from './names-in-show.ts'

export interface Misfit {
  readonly path: readonly PropertyKey[]
  readonly what: string
  readonly next: string
}

export interface Checks {
  /** Of a thing like this, or of the show: null where it may have such a field, else what is wrong with it. */
  field(kind: ThingKind | 'show', field: string): Misfit | null
  /** The definition as its schema reads it, defaults filled in. */
  thing(kind: ThingKind | 'show', value: unknown): Result<Readonly<Record<string, unknown>>, Misfit>
  /** What a thing of a kind may be called. */
  name(kind: NameKind, text: string): Result<string, Misfit>
  step(value: unknown): Result<PlaylistStep, Misfit>
  stepField(field: string, value: unknown): Result<unknown, Misfit>
  /** Of one show, or of one scheduler. */
  most(kind: ThingKind): number
  readonly stepsOfPlaylist: number
  readonly stepsOfShow: number
}

/** For edits that the engine has accepted. */
export const ACCEPTED: Checks = {
  field: () => null,
  thing: (_, value) => ({ ok: true, value: value as Readonly<Record<string, unknown>> }),
  name: (_, text) => ({ ok: true, value: text }),
  step: (value) => ({ ok: true, value: value as PlaylistStep }),
  stepField: (_, value) => ({ ok: true, value }),
  most: () => Infinity,
  stepsOfPlaylist: Infinity,
  stepsOfShow: Infinity,
}
