// Watches one file, however it is saved, and says once what has become of it when it holds still.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { LOOK_EVERY_MS, lookAtFile } from './look-at-file.ts'
import type { FileState, Look, SeenBy } from './look-at-file.ts'
import type { FileContent } from './read-file.ts'

/** Longer than between two looks, so that a file which is still being written is not taken for whole. */
const SETTLE_MS = LOOK_EVERY_MS + 100
/** The same where each piece that is written is news, and what is there could be all. */
const QUICK_MS = 150

/** The digest of its content, or why it cannot be read: it is gone, or no file any more. */
export type Seen = Result<string>

export interface WatchFileOptions {
  readonly path: string
  readonly clock: Clock
  /** Digest of the content that is known already; null where none is. */
  readonly known: string | null
  readonly read: (path: string) => Promise<Result<Pick<FileContent, 'bytes' | 'digest'>>>
  readonly look?: Look
  /** Called once where the system sends no news of the file, so that it is only looked at now and then. */
  readonly deaf?: (why: string) => void
  /** Once for each change that came to rest, and only where the content is another. */
  readonly changed: (seen: Seen) => void
}

export interface WatchedFile extends Disposable {
  /** What the file holds now is no news: it has just been saved, or read. */
  knows(digest: string): void
}

export function watchFile(options: WatchFileOptions): WatchedFile {
  const { path, clock, read, changed, look = lookAtFile, deaf = () => undefined } = options
  let announced = options.known
  /** As it was when it last stirred; an access alone is none. */
  let identity: string | null = null
  let settling: Disposable | null = null
  let reading = false
  let live = true

  /** Reports once it has held still for so long; `heldStill` is for how long it has been already. */
  const settle = (ms: number, heldStill = 0): void => {
    dispose(settling)
    settling = clock.upkeep(monotonicMs(clock.now() + ms - heldStill), () => {
      settling = null
      // What stirs while it is read is looked at again.
      if (reading) settle(ms)
      else void report(ms)
    })
  }

  async function report(heldStill: number): Promise<void> {
    reading = true
    const content = await read(path)
    reading = false
    // It has stirred meanwhile, so this may be half of two things.
    if (!live || settling !== null) return
    if (heldStill < SETTLE_MS && !(content.ok && couldBeAll(content.value.bytes))) {
      settle(SETTLE_MS, heldStill)
      return
    }
    const seen: Seen = content.ok ? ok(content.value.digest) : content
    const mark = seen.ok ? seen.value : `${seen.error.code} ${seen.error.what}`
    if (mark === announced) return
    announced = mark
    changed(seen)
  }

  const stirred = (state: FileState, by: SeenBy): void => {
    const next = identityOf(state)
    if (next === identity) return
    identity = next
    settle(by === 'news' ? QUICK_MS : SETTLE_MS)
  }
  const looking = look(path, stirred, deaf)
  // It may have changed since it was read.
  settle(SETTLE_MS)

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

function identityOf({ dev, ino, size, mtimeNs }: FileState): string {
  return `${dev} ${ino} ${size} ${mtimeNs}`
}

const SPACES: ReadonlySet<number | undefined> = new Set([0x20, 0x09, 0x0a, 0x0d])
const CLOSING_BRACE = 0x7d

/** A show that is not yet written to its end ends otherwise. */
function couldBeAll(bytes: Uint8Array): boolean {
  let last = bytes.length - 1
  while (SPACES.has(bytes[last])) last -= 1
  return bytes[last] === CLOSING_BRACE
}
