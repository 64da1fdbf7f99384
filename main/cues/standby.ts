// What GO runs: without a list of cues, the playlists in the order of the show, and which of them stands by.
import { z } from 'zod'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { MonotonicMs } from '../../shared/base/clock.ts'
import type { Result } from '../../shared/base/result.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { StatePart } from '../../shared/model/kept-state.ts'
import { presentName } from '../../shared/model/mutations/renamed.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import { goTooSoon, timeBetween } from './too-soon.ts'

interface StandbyOptions {
  readonly publish: Publish
  /** Another stands by. */
  changed(): void
  /** `runId` is null where it runs already and ignores a second start. */
  start(playlistId: string, cause: number | null): Result<{ readonly runId: string | null }>
}

/** What of a show is the pointer's. */
interface StandbyDefinitions {
  readonly playlists: readonly { readonly id: string }[]
  /** Milliseconds after a GO in which another is refused. */
  readonly minimumGoTime: number
}

interface Went {
  readonly playlistId: string
  /** Null where the playlist runs and ignores a second start. */
  readonly runId: string | null
}

export class Standby {
  readonly #options: StandbyOptions
  #minimumGoTime = 0
  /** Ids of the playlists as they were taken last, in the order of the show. */
  #order: readonly string[] = []
  #current: string | null = null
  /** The last accepted GO. */
  #went: { readonly by: string; readonly at: MonotonicMs } | null = null

  constructor(options: StandbyOptions) {
    this.#options = options
  }

  /** Stands where it stood, or at the next in order where that playlist is gone; to be called once the playlists can be started. */
  take({ minimumGoTime, playlists }: StandbyDefinitions, { cause, kind, renamed }: ShowChange): void {
    const nameOf = presentName(renamed, 'playlist')
    const before = this.#order.map(nameOf)
    const current = this.#current === null ? null : nameOf(this.#current)
    this.#minimumGoTime = minimumGoTime
    this.#order = playlists.map(({ id }) => id)
    const [first = null] = this.#order
    // Where there was nothing that could stand by, the first does, as in a show that is opened.
    if (before.length > 0)
      this.#moveTo(this.#standsAt(current, before, kind === 'open' ? first : null), cause)
    else if (kind === 'open') this.#current = first
    else this.#moveTo(first, cause)
  }

  /** What outlives the program. */
  readonly kept: StatePart = {
    name: 'standby',
    acts: false,
    // Where it stands when a show opens, there is nothing to keep.
    hold: () => (this.#current === (this.#order[0] ?? null) ? undefined : { playlistId: this.#current }),
    takeBack: (value) => {
      const { playlistId } = keptStandby.parse(value)
      if (playlistId !== null && !this.#order.includes(playlistId))
        return { taken: 0, left: [{ what: playlistId, why: 'the show has no such playlist' }] }
      this.#current = playlistId
      return { taken: 1, left: [] }
    },
  }

  #standsAt(current: string | null, before: readonly string[], otherwise: string | null): string | null {
    if (current === null) return null
    const here = new Set(this.#order)
    const next = before.slice(before.indexOf(current)).find((id) => here.has(id))
    return next ?? otherwise
  }

  get current(): string | null {
    return this.#current
  }

  set(playlistId: string | null, cause: number | null): Result<{ readonly playlistId: string | null }> {
    if (playlistId !== null && !this.#order.includes(playlistId)) {
      return failed(fault('playlist/unknown', playlistId, 'the show has no such playlist', 'check the id'))
    }
    this.#moveTo(playlistId, cause)
    return ok({ playlistId })
  }

  /**
   * Starts the playlist on standby and moves to the one after it, or to none after the last. `at` is when it was pressed:
   * two presses close to each other are one hand, however much later the second is heard.
   */
  go(cause: number | null, at: MonotonicMs, by: string): Result<Went> {
    const went = this.#went
    const minimum = this.#minimumGoTime
    const since = went === null ? Infinity : timeBetween(went.at, at)
    if (went !== null && since < minimum) {
      return failed(goTooSoon({ by: went.by, since, minimum }, 'show'))
    }
    const current = this.#current
    if (current === null) {
      return failed(fault('standby/none', 'GO', 'nothing is on standby', 'choose a playlist to stand by'))
    }
    const started = this.#options.start(current, cause)
    if (!started.ok) return started
    if (went === null || at >= went.at) this.#went = { by, at }
    const order = this.#order
    this.#moveTo(order[order.indexOf(current) + 1] ?? null, cause)
    return ok({ playlistId: current, runId: started.value.runId })
  }

  /** Moves to the playlist before; from none to the last. Starts and stops nothing. */
  back(cause: number | null): { readonly playlistId: string | null } {
    const order = this.#order
    const place = this.#current === null ? order.length : order.indexOf(this.#current)
    this.#moveTo(order[Math.max(0, place - 1)] ?? null, cause)
    return { playlistId: this.#current }
  }

  /** Moves to the first, where it is when a show opens; answers which that is. */
  reset(cause: number): string | null {
    this.#moveTo(this.#order[0] ?? null, cause)
    return this.#current
  }

  #moveTo(playlistId: string | null, cause: number | null): void {
    if (playlistId === this.#current) return
    this.#current = playlistId
    this.#options.changed()
    this.#options.publish({ type: 'standby.changed', source: 'standby', cause, payload: { playlistId } })
  }
}

const keptStandby = z.object({ playlistId: z.string().nullable() })
