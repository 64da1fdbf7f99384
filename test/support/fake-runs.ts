// Runs that follow commands as the engine's do, but only as anchors: nothing is played.
import type { Clock } from '../../shared/base/clock.ts'
import type { Anchor, StopReason } from '../../shared/model/payload/playlist.ts'
import { stepsOf } from './fake-show.ts'
import type { PlaylistView, RunView, RunsView } from '../../shared/contract/streams.ts'

const ENDED_KEPT = 20

function anchored(run: RunView, now: number, change: Partial<Anchor>): RunView {
  const { anchor } = run
  const moved = anchor.state === 'running' ? (now - anchor.at) * anchor.rate : 0
  return { ...run, anchor: { ...anchor, at: now, position: anchor.position + moved, ...change } }
}

function emittedBy(view: PlaylistView, position: number): number {
  return stepsOf(view).reduce((sum, { offset, repeat: { count, interval } = { count: 1, interval: 0 } }) => {
    if (position < offset) return sum
    return sum + (count === 1 ? 1 : Math.min(count, Math.floor((position - offset) / interval) + 1))
  }, 0)
}

export class FakeRuns {
  readonly #clock: Clock
  readonly #playlists: ReadonlyMap<string, PlaylistView>
  #active: RunView[] = []
  #ended: RunView[] = []
  #started = 0
  standby: string | null

  constructor(clock: Clock, playlists: readonly PlaylistView[]) {
    this.#clock = clock
    this.#playlists = new Map(playlists.map((playlist) => [playlist.id, playlist]))
    this.standby = playlists[0]?.id ?? null
  }

  get active(): readonly RunView[] {
    return this.#active
  }

  view(): RunsView {
    return { standby: this.standby, runs: [...this.#active, ...this.#ended] }
  }

  start(playlistId: string, position = 0): RunView | null {
    const playlist = this.#playlists.get(playlistId)
    if (playlist === undefined) return null
    const now = this.#clock.now()
    this.#started += 1
    const run: RunView = {
      runId: `${playlistId}-${this.#started}`,
      playlistId,
      name: playlist.name,
      anchor: { at: now, position, rate: playlist.tempo, state: 'running' },
      startedAt: now,
      emitted: 0,
      emissions: playlist.emissions,
      lastLateBy: 0.06,
      maxLateBy: 0.4,
      ended: null,
    }
    this.#active.push(run)
    return run
  }

  change(runId: string, change: Partial<Anchor> | Pick<RunView, 'lastLateBy' | 'maxLateBy'>): void {
    const now = this.#clock.now()
    this.#active = this.#active.map((run) => {
      if (run.runId !== runId) return run
      return 'lastLateBy' in change ? { ...run, ...change } : anchored(run, now, change)
    })
  }

  end(runId: string, reason: StopReason, detail: string | null = null): void {
    const run = this.#active.find((active) => active.runId === runId)
    if (run === undefined) return
    const at = this.#clock.now()
    this.#active = this.#active.filter((active) => active !== run)
    this.#ended = [
      { ...anchored(run, at, { state: 'stopped' }), ended: { at, reason, detail } },
      ...this.#ended,
    ]
    this.#ended = this.#ended.slice(0, ENDED_KEPT)
  }

  /** Brings counts up to date and ends what has played to its end. */
  settle(): void {
    const now = this.#clock.now()
    for (const run of [...this.#active]) {
      const playlist = this.#playlists.get(run.playlistId) as PlaylistView
      const position = anchored(run, now, {}).anchor.position
      const counted = { ...run, emitted: emittedBy(playlist, position) }
      this.#active = this.#active.map((active) => (active === run ? counted : active))
      if (position >= playlist.length) this.end(run.runId, 'completed')
    }
  }
}
