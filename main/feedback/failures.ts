// Which playlists and cues failed when they were last played.
import type { FeedbackShows } from '../../shared/model/feedback.ts'
import type { Subscribe } from '../../shared/model/event.ts'

/** More than fail in any show; the longest known go first. */
const MOST = 1_000

export class Failures implements Disposable {
  readonly #failed = new Set<string>()
  readonly #wiring = new DisposableStack()

  constructor(subscribe: Subscribe) {
    const looking = { acts: false }
    const use = (subscription: Disposable): void => void this.#wiring.use(subscription)
    use(
      subscribe(
        'playlist.stopped',
        ({ payload: { playlistId, reason } }) => {
          if (reason === 'failed') this.#add(`playlist ${playlistId}`)
        },
        looking,
      ),
    )
    const begun = (key: string): void => void this.#failed.delete(key)
    use(subscribe('playlist.created', ({ payload }) => begun(`playlist ${payload.playlistId}`), looking))
    use(
      subscribe('cue.failed', ({ payload }) => this.#add(`cue ${payload.listId}/${payload.cueId}`), looking),
    )
    for (const type of ['cue.waiting', 'cue.started'] as const) {
      use(subscribe(type, ({ payload }) => begun(`cue ${payload.listId}/${payload.cueId}`), looking))
    }
    use(subscribe('show.loaded', () => this.#failed.clear(), looking))
  }

  has(shows: FeedbackShows): boolean {
    if ('playlist' in shows) return this.#failed.has(`playlist ${shows.playlist}`)
    return 'cue' in shows && this.#failed.has(`cue ${shows.cue.list}/${shows.cue.cue}`)
  }

  [Symbol.dispose](): void {
    this.#wiring.dispose()
  }

  #add(key: string): void {
    this.#failed.delete(key)
    this.#failed.add(key)
    for (const oldest of this.#failed) {
      if (this.#failed.size <= MOST) return
      this.#failed.delete(oldest)
    }
  }
}
