// Looks at one file and listens to its folder: whichever sees first that it has stirred says so.
import { stat, unwatchFile, watch, watchFile as poll } from 'node:fs'
import type { BigIntStats, FSWatcher } from 'node:fs'
import { basename, dirname } from 'node:path'
import { disposable } from '../../shared/base/disposable.ts'
import { messageOf } from '../../shared/base/result.ts'

/** What tells one state of a file from another; of one that is not there all is 0. */
export type FileState = Pick<BigIntStats, 'dev' | 'ino' | 'size' | 'mtimeNs'>

/** How it was seen: the system sent news, or it was looked at. */
export type SeenBy = 'news' | 'look'

/** Calls `stirred` with each change of what the system says of a file, perhaps twice; `deaf` once where no news comes. */
export type Look = (
  path: string,
  stirred: (state: FileState, by: SeenBy) => void,
  deaf: (why: string) => void,
) => Disposable

/**
 * A share sends no news on any system, and who listens to a folder is deaf once another has been put in its place: so it is
 * looked at all the same.
 */
export const LOOK_EVERY_MS = 500

const NOT_THERE: FileState = { dev: 0n, ino: 0n, size: 0n, mtimeNs: 0n }

export const lookAtFile: Look = lookBy(
  (path, looked) => {
    poll(path, { interval: LOOK_EVERY_MS, bigint: true, persistent: false }, looked)
    return disposable('watched file', () => unwatchFile(path, looked))
  },
  (path, stirred) => new FolderNews(path, stirred),
)

/** News of a file from its folder. */
interface News extends Disposable {
  /** Counts what has come. */
  readonly heard: number
  /** Why nothing can come. */
  readonly trouble: string | null
  /** To the folder that is there now. */
  listen(): void
}

export function lookBy(
  pollFile: (path: string, looked: (state: FileState) => void) => Disposable,
  newsOf: (path: string, stirred: (state: FileState) => void) => News,
): Look {
  return (path, stirred, deaf) => {
    const news = newsOf(path, (state) => stirred(state, 'news'))
    /** News that had come when a look saw it last; null before the first. */
    let heardBefore: number | null = null
    let isSaid = false
    const looking = pollFile(path, (state) => {
      stirred(state, 'look')
      // Nothing was heard of the change before this one either, though the folder was listened to anew.
      if (!isSaid && heardBefore === news.heard) {
        isSaid = true
        deaf(news.trouble ?? 'the system sends no news of its folder')
      }
      heardBefore = news.heard
      news.listen()
    })
    return {
      [Symbol.dispose]() {
        looking[Symbol.dispose]()
        news[Symbol.dispose]()
      },
    }
  }
}

class FolderNews implements News {
  readonly #path: string
  readonly #stirred: (state: FileState) => void
  #watcher: FSWatcher | null = null
  /** A state is being asked for, and once more where news has come since. */
  #asking: 'no' | 'once' | 'again' = 'no'
  #live = true
  heard = 0
  trouble: string | null = null

  constructor(path: string, stirred: (state: FileState) => void) {
    this.#path = path
    this.#stirred = stirred
    this.listen()
  }

  listen(): void {
    this.#watcher?.close()
    this.#watcher = null
    this.trouble = null
    try {
      const watcher = watch(dirname(this.#path), { persistent: false }, (_, name) => {
        if (name === null || name === basename(this.#path)) this.#hear()
      })
      watcher.on('error', (error) => this.#lose(watcher, error))
      this.#watcher = watcher
    } catch (thrown) {
      this.trouble = messageOf(thrown)
    }
  }

  [Symbol.dispose](): void {
    this.#live = false
    this.#watcher?.close()
  }

  #lose(watcher: FSWatcher, error: unknown): void {
    watcher.close()
    if (this.#watcher !== watcher) return
    this.#watcher = null
    this.trouble = messageOf(error)
  }

  #hear(): void {
    this.heard += 1
    if (this.#asking === 'no') this.#ask()
    else this.#asking = 'again'
  }

  #ask(): void {
    this.#asking = 'once'
    stat(this.#path, { bigint: true }, (error, state) => {
      if (!this.#live) return
      const again = this.#asking === 'again'
      this.#asking = 'no'
      this.#stirred(error === null ? state : NOT_THERE)
      if (again) this.#ask()
    })
  }
}
