// The stops that were carried out last: what was sent before one, and is heard after it, must not begin what it ended.
import type { EventEnvelope } from '../../shared/model/event.ts'
import type { OscRequest } from './osc-requests.ts'

type Sent = Pick<EventEnvelope, 'at' | 'seq'>

/** By when they arose: a stop is read before packets that came earlier, and has the lower number then. */
function isBefore(left: Sent, right: Sent): boolean {
  return left.at < right.at || (left.at === right.at && left.seq < right.seq)
}

export class NewestStops {
  readonly #standbyId: () => string | null
  #ofAll: Sent | null = null
  /** Of single playlists, which were there to be stopped, so that there are no more of them than the show has. */
  readonly #ofOne = new Map<string, Sent>()

  constructor(standbyId: () => string | null) {
    this.#standbyId = standbyId
  }

  carriedOut({ at, seq }: Sent, { command, args }: OscRequest): void {
    const stop = { at, seq }
    if (command === 'show.stop') {
      if (this.#ofAll === null || isBefore(this.#ofAll, stop)) this.#ofAll = stop
    } else if (command === 'playlist.stop' && typeof args['id'] === 'string') {
      const known = this.#ofOne.get(args['id'])
      if (known === undefined || isBefore(known, stop)) this.#ofOne.set(args['id'], stop)
    }
  }

  /** Whether a stop that was sent later has been carried out of what this would begin. */
  covers(sent: Sent, { command, args }: OscRequest): boolean {
    switch (command) {
      case 'show.resume':
      case 'cue.start':
      case 'cue.go':
      case 'cue.resume':
        return this.#covered(sent, null)
      case 'show.go':
        return this.#covered(sent, this.#standbyId())
      case 'playlist.start':
      case 'playlist.resume':
        return this.#covered(sent, typeof args['id'] === 'string' ? args['id'] : null)
      default:
        return false
    }
  }

  #covered(sent: Sent, playlistId: string | null): boolean {
    if (this.#ofAll !== null && isBefore(sent, this.#ofAll)) return true
    const stop = playlistId === null ? undefined : this.#ofOne.get(playlistId)
    return stop !== undefined && isBefore(sent, stop)
  }
}
