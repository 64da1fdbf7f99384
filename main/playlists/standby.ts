// The standby pointer: which playlist the next GO starts.
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { Playlists } from './playlists.ts'

export class Standby {
  readonly #playlists: Playlists
  readonly #publish: Publish
  #current: string | null

  constructor(playlists: Playlists, publish: Publish) {
    this.#playlists = playlists
    this.#publish = publish
    this.#current = this.#order()[0] ?? null
  }

  get current(): string | null {
    return this.#current
  }

  set(playlistId: string | null, cause: number | null): Result<{ readonly playlistId: string | null }> {
    if (playlistId !== null && !this.#order().includes(playlistId)) {
      return failed(fault('playlist/unknown', playlistId, 'the show has no such playlist', 'check the id'))
    }
    this.#moveTo(playlistId, cause)
    return ok({ playlistId })
  }

  /** Starts the playlist on standby and moves to the one after it, or to none after the last. */
  go(cause: number | null): Result<{ readonly runId: string }> {
    const current = this.#current
    if (current === null) {
      return failed(fault('standby/none', 'GO', 'nothing is on standby', 'choose a playlist to stand by'))
    }
    const started = this.#playlists.start(current, { trigger: null, cause })
    if (!started.ok) return started
    const order = this.#order()
    this.#moveTo(order[order.indexOf(current) + 1] ?? null, cause)
    if (started.value.runId === null) {
      return failed(
        fault(
          'playlist/already-running',
          current,
          'it is running and ignores a second start',
          'press GO for the next one',
        ),
      )
    }
    return ok({ runId: started.value.runId })
  }

  /** Moves to the playlist before; from none to the last. Starts and stops nothing. */
  back(cause: number | null): { readonly playlistId: string | null } {
    const order = this.#order()
    const place = this.#current === null ? order.length : order.indexOf(this.#current)
    this.#moveTo(order[Math.max(0, place - 1)] ?? null, cause)
    return { playlistId: this.#current }
  }

  #order(): string[] {
    return this.#playlists.list().map(({ id }) => id)
  }

  #moveTo(playlistId: string | null, cause: number | null): void {
    if (playlistId === this.#current) return
    this.#current = playlistId
    this.#publish({ type: 'standby.changed', source: 'standby', cause, payload: { playlistId } })
  }
}
