// The runs that play now, found by number, by id and by playlist.
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

  /** Playlists go by other names: their runs are told by these at once, whatever they were started or go on with. */
  rename(nameOf: (playlistId: string) => string): void {
    const names = [...this.#byPlaylist.keys()]
    if (names.every((name) => nameOf(name) === name)) return
    this.#byPlaylist = new Map(Array.from(this.#byPlaylist, ([name, runs]) => [nameOf(name), runs]))
    for (const run of this.#byNumber.values()) rename(run, nameOf)
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
