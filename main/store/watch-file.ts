// Watches one file, however it is saved, and says once what has become of it when it holds still.
import { unwatchFile, watchFile as poll } from 'node:fs'
import type { BigIntStats } from 'node:fs'
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { disposable, dispose } from '../../shared/base/disposable.ts'
import { ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { FileContent } from './read-file.ts'

/**
 * The file is looked at rather than listened to: a share sends no news on any system, and who listens to a file or its folder
 * is deaf once another has been put in its place.
 */
const LOOK_EVERY_MS = 500
/** Longer than between two looks, so that a file which is still being written is not taken for whole. */
const SETTLE_MS = 600

/** The digest of its content, or why it cannot be read: it is gone, or no file any more. */
export type Seen = Result<string>

export interface WatchFileOptions {
  readonly path: string
  readonly clock: Clock
  /** Digest of the content that is known already; null where none is. */
  readonly known: string | null
  readonly read: (path: string) => Promise<Result<FileContent>>
  /** Calls `stirred` with each change of what the system says of the file. */
  readonly look?: (path: string, stirred: (stats: BigIntStats) => void) => Disposable
  /** Once for each change that came to rest, and only where the content is another. */
  readonly changed: (seen: Seen) => void
}

export interface WatchedFile extends Disposable {
  /** What the file holds now is no news: it has just been saved, or read. */
  knows(digest: string): void
}

export function watchFile(options: WatchFileOptions): WatchedFile {
  const { path, clock, read, changed, look = lookAtFile } = options
  let announced = options.known
  /** As it was when it last stirred; an access alone is none. */
  let identity: string | null = null
  let settling: Disposable | null = null
  let reading = false
  let live = true

  const settle = (): void => {
    dispose(settling)
    settling = clock.upkeep(monotonicMs(clock.now() + SETTLE_MS), () => {
      settling = null
      // What stirs while it is read is looked at again.
      if (reading) settle()
      else void report()
    })
  }

  async function report(): Promise<void> {
    reading = true
    const content = await read(path)
    reading = false
    // It has stirred meanwhile, so this may be half of two things.
    if (!live || settling !== null) return
    const seen: Seen = content.ok ? ok(content.value.digest) : content
    const mark = seen.ok ? seen.value : `${seen.error.code} ${seen.error.what}`
    if (mark === announced) return
    announced = mark
    changed(seen)
  }

  const looking = look(path, (stats) => {
    const next = identityOf(stats)
    if (next === identity) return
    identity = next
    settle()
  })
  // It may have changed since it was read.
  settle()

  return {
    knows(digest) {
      announced = digest
    },
    [Symbol.dispose]() {
      live = false
      dispose(settling)
      dispose(looking)
    },
  }
}

function identityOf({ dev, ino, size, mtimeNs }: BigIntStats): string {
  return `${dev} ${ino} ${size} ${mtimeNs}`
}

function lookAtFile(path: string, stirred: (stats: BigIntStats) => void): Disposable {
  poll(path, { interval: LOOK_EVERY_MS, bigint: true, persistent: false }, stirred)
  return disposable('watched file', () => unwatchFile(path, stirred))
}
