// What all work on the steps of one playlist has in common.
import { replacedAt } from '../../base/kept-places.ts'
import type { Result } from '../../base/result.ts'
import { formatPath } from '../explain.ts'
import type { PlaylistDefinition, PlaylistStep } from '../playlist.ts'
import type { Misfit } from './checks.ts'
import type { Draft } from './draft.ts'
import { indexesWithin, placesOfKeys } from './key-ranges.ts'
import type { KeyRange, StepWork } from './mutation.ts'
import { refuse } from './refusals.ts'
import type { Ordered } from './step-order.ts'
import { replaced } from './things.ts'
import type { Thing } from './things.ts'

export type Work<D extends StepWork['do']> = Extract<StepWork, { readonly do: D }>

export interface StepsMade {
  readonly accepted: StepWork
  /** Null where nothing changed. */
  readonly inverse: StepWork | null
}

export class StepEditing {
  readonly draft: Draft
  readonly playlist: PlaylistDefinition
  readonly old: Ordered

  constructor(draft: Draft, playlist: PlaylistDefinition) {
    this.draft = draft
    this.playlist = playlist
    this.old = { steps: playlist.steps, traces: draft.book.stepsOf(playlist) }
  }

  refuse(code: string, what: string, next: string): never {
    return refuse(code, `steps of playlist ${this.playlist.id}`, what, next)
  }

  /** What was read of a step that is there, or of one that comes, by its `path` in the edit. */
  need<T>(read: Result<T, Misfit>, step: number | readonly PropertyKey[], field: readonly string[] = []): T {
    if (read.ok) return read.value
    const path = [...field, ...read.error.path]
    const { id } = this.playlist
    const owner = typeof step === 'number' ? `step ${step} of playlist ${id}` : `steps of playlist ${id}`
    const at = formatPath(typeof step === 'number' ? path : [...step, ...path])
    return refuse('edit/invalid', at === '' ? owner : `${owner}: ${at}`, read.error.what, read.error.next)
  }

  needSome(indexes: readonly number[]): readonly number[] {
    if (indexes.length > 0) return indexes
    return this.refuse('edit/gone', 'none of these steps is there any more', 'choose steps that are there')
  }

  /** Steps whose keys lie in the ranges, in the order of the file. */
  indexesIn(ranges: readonly KeyRange[]): readonly number[] {
    return this.needSome(indexesWithin(this.old.traces.keys, ranges))
  }

  key(index: number): number {
    return this.old.traces.keys[index] as number
  }

  step(index: number): PlaylistStep {
    return this.old.steps[index] as PlaylistStep
  }

  /** Takes the new steps that differ from the old; answers their indexes. */
  swap(
    indexes: readonly number[],
    next: (step: PlaylistStep, index: number) => PlaylistStep,
  ): readonly number[] {
    // Spread, because a frozen list is sliced member by member.
    const steps = [...this.old.steps]
    const changed: number[] = []
    for (const index of indexes) {
      const step = next(this.step(index), index)
      if (step === this.step(index)) continue
      steps[index] = step
      changed.push(index)
    }
    if (changed.length === 0) return changed
    replacedAt(this.old.steps, steps, changed)
    const { id } = this.playlist
    this.store({ steps, traces: this.draft.touchSteps(id, this.old.traces, changed) })
    return changed
  }

  store({ steps, traces }: Ordered): void {
    const { id } = this.playlist
    const most = this.draft.checks.stepsOfPlaylist
    if (steps.length > most) {
      this.refuse(
        'edit/too-many',
        `it would have ${steps.length} steps; ${most} is the most`,
        'use repeats, or several playlists',
      )
    }
    this.draft.book.steps.set(id, traces)
    const playlist = { ...this.playlist, steps } as unknown as Thing
    const playlists = replaced(this.draft.show.playlists, 'playlist', id, playlist)
    this.draft.show = { ...this.draft.show, playlists: playlists as unknown as PlaylistDefinition[] }
  }

  present(wanted: ReadonlyMap<number, unknown>): readonly number[] {
    return this.needSome(placesOfKeys(this.old.traces.keys, wanted))
  }
}
