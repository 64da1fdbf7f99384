// Starts that were refused because too many runs play: told once for each episode of a playlist, and counted in it.
import type { Clock } from '../../shared/base/clock.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { RefusedStarts } from '../../shared/model/health.ts'
import type { RefusedStart } from './quotas.ts'

/** Milliseconds without another after which an episode is over. */
const QUIET_MS = 10_000
/** Playlists that are named. */
const NAMED = 10

interface Episode {
  lastAt: number
  refused: number
  usage: number
  quota: number
}

export class Refusals {
  readonly #clock: Clock
  readonly #publish: Publish
  /** By playlist, the one that began first in front. */
  readonly #episodes = new Map<string, Episode>()

  constructor(clock: Clock, publish: Publish) {
    this.#clock = clock
    this.#publish = publish
  }

  add(playlistId: string, { usage, quota }: RefusedStart, cause: number | null): void {
    const now = this.#clock.now()
    const episode = this.#episodes.get(playlistId)
    if (episode !== undefined && now - episode.lastAt < QUIET_MS) {
      Object.assign(episode, { lastAt: now, refused: episode.refused + 1, usage, quota })
      return
    }
    this.#episodes.delete(playlistId)
    this.#episodes.set(playlistId, { lastAt: now, refused: 1, usage, quota })
    this.#publish({
      type: 'resource.exhausted',
      source: `playlist:${playlistId}`,
      cause,
      payload: { runId: null, playlistId, resource: 'runs', usage, quota },
    })
  }

  /** Episodes that are not over; `largest` finds the playlist that has most runs. */
  health(largest: () => RefusedStarts['largest']): readonly RefusedStarts[] {
    const now = this.#clock.now()
    const refused: RefusedStarts[] = []
    for (const [playlistId, { lastAt, ...episode }] of this.#episodes) {
      if (now - lastAt >= QUIET_MS) this.#episodes.delete(playlistId)
      else if (refused.length < NAMED) refused.push({ playlistId, ...episode, largest: largest() })
    }
    return refused
  }
}
