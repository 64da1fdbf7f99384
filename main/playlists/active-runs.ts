// The runs that play now, found by number, by id and by playlist.
import { presentPlaylist } from '../../shared/model/mutations/present-names.ts'
import { presentName } from '../../shared/model/mutations/renamed.ts'
import type { Renamed } from '../../shared/model/mutations/renamed.ts'
import type { PlaylistDefinition } from '../../shared/model/playlist.ts'
import { rename } from './run.ts'
import type { Run } from './run.ts'
import type { RunNumber } from './runner-protocol.ts'

export class ActiveRuns {
  readonly #byNumber = new Map<RunNumber, Run>()
  readonly #byId = new Map<string, Run>()
  #byPlaylist = new Map<string, Set<Run>>()

  get size(): number {
    return this.#byNumber.size
  }

  /** Runs of a playlist, with those that are about to stop. */
  countOf(playlistId: string): number {
    return this.#byPlaylist.get(playlistId)?.size ?? 0
  }

  /** The playlist that has most. */
  largest(): { readonly playlistId: string; readonly runs: number } {
    let largest = { playlistId: '', runs: 0 }
    for (const [playlistId, { size: runs }] of this.#byPlaylist) {
      if (runs > largest.runs) largest = { playlistId, runs }
    }
    return largest
  }

  /** Oldest first. */
  all(): readonly Run[] {
    return [...this.#byNumber.values()]
  }

  playlistIds(): readonly string[] {
    return [...this.#byPlaylist.keys()]
  }

  byNumber(number: RunNumber): Run | undefined {
    return this.#byNumber.get(number)
  }

  byId(runId: string): Run | undefined {
    return this.#byId.get(runId)
  }

  /** Runs of a playlist that nobody has asked to stop. */
  of(playlistId: string): readonly Run[] {
    return [...(this.#byPlaylist.get(playlistId) ?? [])].filter((run) => run.stopRequest === null)
  }

  /** Playlists and what these name go by other names: runs are told by these at once, whatever they were started or go on with. */
  rename(renamed: readonly Renamed[]): void {
    const nameOf = presentName(renamed, 'playlist')
    const present = new Map<PlaylistDefinition, PlaylistDefinition>()
    this.#byPlaylist = new Map(Array.from(this.#byPlaylist, ([name, runs]) => [nameOf(name), runs]))
    for (const run of this.#byNumber.values())
      rename(run, (before) => {
        const known = present.get(before) ?? Object.freeze(presentPlaylist(before, renamed))
        present.set(before, known)
        return known
      })
  }

  add(run: Run): void {
    this.#byNumber.set(run.number, run)
    this.#byId.set(run.id, run)
    const siblings = this.#byPlaylist.get(run.definition.id)
    if (siblings === undefined) this.#byPlaylist.set(run.definition.id, new Set([run]))
    else siblings.add(run)
  }

  remove(run: Run): void {
    this.#byNumber.delete(run.number)
    this.#byId.delete(run.id)
    const siblings = this.#byPlaylist.get(run.definition.id)
    siblings?.delete(run)
    if (siblings?.size === 0) this.#byPlaylist.delete(run.definition.id)
  }
}
