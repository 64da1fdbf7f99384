// Which shows were imported and wait until somebody has looked at where they would send; kept on the disk, a file for each.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { messageOf } from '../../shared/base/result.ts'
import { READ_AT_ONCE, makeFolder, readAll, removeQuietly } from '../store/file-system.ts'
import type { FileSystem } from '../store/file-system.ts'
import { placeFile } from './place-file.ts'

/** `digest` of what it reached when it was imported, or was last approved. */
interface Mark {
  readonly path: string
  readonly digest: string
  readonly approved: boolean
}

const MARK_BYTES = 16 * 1024
/** Of shows that are approved the oldest are forgotten beyond that: another import of them is asked about again. */
const MOST = 1_000
const ENDING = '.json'

interface ApprovalsOptions {
  readonly folder: string
  readonly system: FileSystem
  /** By which a file is known whatever it is called; the path itself where there is none. */
  realPath(path: string): string
  readonly log: { warn(details: object, message: string): void }
}

export class Approvals {
  readonly #options: ApprovalsOptions
  /** By what a file of marks is called; null where that cannot be read. */
  readonly #marks = new Map<string, Mark | null>()

  constructor(options: ApprovalsOptions) {
    this.#options = options
  }

  /** Reads what earlier runs have kept. A mark that cannot be read is one of a show that waits. */
  async load(): Promise<void> {
    const { folder, system, log } = this.#options
    const names = await system.readdir(folder).catch(() => [])
    for (const name of names.filter((each) => each.endsWith(ENDING)).sort()) {
      try {
        this.#marks.set(name, await readMark(join(folder, name), system))
      } catch (thrown) {
        this.#marks.set(name, null)
        log.warn(
          { file: name, why: messageOf(thrown) },
          'the mark of an imported show cannot be read: it waits',
        )
      }
    }
  }

  /** Whether what is at `path` was imported and not approved. */
  waits(path: string | null): boolean {
    if (path === null) return false
    const mark = this.#marks.get(this.#nameOf(path))
    return mark === null || mark?.approved === false
  }

  /** A show that reaches `digest` is about to be at `path`. Takes that back where it does not come to be; throws the system's error. */
  async imported(path: string, digest: string): Promise<() => Promise<void>> {
    const name = this.#nameOf(path)
    const before = this.#marks.get(name)
    if (before?.approved === true && before.digest === digest) return () => Promise.resolve()
    await this.#keep(name, { path, digest, approved: false })
    return async () => {
      if (before !== undefined && before !== null) await this.#keep(name, before)
      else {
        this.#marks.delete(name)
        await removeQuietly(join(this.#options.folder, name), this.#options.system)
      }
    }
  }

  /** Throws the system's error; it then waits as before. */
  async approve(path: string, digest: string): Promise<void> {
    const name = this.#nameOf(path)
    const before = this.#marks.get(name)
    await this.#keep(name, { path, digest: before?.digest ?? digest, approved: true })
    await this.#forgetOldest()
  }

  #nameOf(path: string): string {
    return `${createHash('sha256').update(this.#options.realPath(path)).digest('hex').slice(0, 40)}${ENDING}`
  }

  async #keep(name: string, mark: Mark): Promise<void> {
    const { folder, system } = this.#options
    await makeFolder(folder, system)
    await placeFile(join(folder, name), once(Buffer.from(`${JSON.stringify(mark)}\n`)), system)
    this.#marks.delete(name)
    this.#marks.set(name, mark)
  }

  async #forgetOldest(): Promise<void> {
    for (const [name, mark] of this.#marks) {
      if (this.#marks.size <= MOST) return
      if (mark?.approved !== true) continue
      this.#marks.delete(name)
      await removeQuietly(join(this.#options.folder, name), this.#options.system)
    }
  }
}

async function readMark(path: string, system: FileSystem): Promise<Mark> {
  const file = await system.open(path, READ_AT_ONCE)
  try {
    const mark = JSON.parse(Buffer.from(await readAll(file, MARK_BYTES)).toString('utf8')) as Partial<Mark>
    const { path: of, digest, approved } = mark
    if (typeof of !== 'string' || typeof digest !== 'string' || typeof approved !== 'boolean') {
      throw new Error('it is not what was written')
    }
    return { path: of, digest, approved }
  } finally {
    await file.close()
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- as a stream of one piece
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
