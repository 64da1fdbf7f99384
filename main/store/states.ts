// The state files of one data folder, one for each show, by the path of its file.
import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { Clock } from '../../shared/base/clock.ts'
import { messageOf } from '../../shared/base/result.ts'
import { READ_AT_ONCE, removeQuietly } from './file-system.ts'
import type { FileSystem } from './file-system.ts'
import { StateFile } from './state-file.ts'
import { StateWriter } from './state-writer.ts'
import type { StateWriterOptions } from './state-writer.ts'

/** Of so many shows it is known how they stand; beyond that of those that ran last. */
const MOST_SHOWS = 100
const NAME = /^([0-9a-f]{32})\.[01]\.state$/
const WALL = /"wall":(\d{1,16})/
const HEAD_BYTES = 1024

/** What is known of how a show stood. */
export interface FoundText {
  /** Null where there is nothing. */
  readonly text: string | null
  /** Why what there is cannot be used, and where it is now; null where it can. */
  readonly trouble: string | null
}

export interface StatesOptions {
  readonly folder: string
  readonly system: FileSystem
  readonly clock: Clock
}

export interface States {
  find(path: string): Promise<FoundText>
  /** What is there cannot be used: it is kept under another name. Answers where, or that it was not possible. */
  setAside(path: string): Promise<string>
  open(path: string, options: Pick<StateWriterOptions, 'content' | 'changed'>): StateWriter
  remove(path: string): Promise<void>
}

export function statesIn({ folder, system, clock }: StatesOptions): States {
  /** Of shows that gave way to others, and may be opened again before all is on the disk. */
  const closing = new Set<Promise<unknown>>()
  const fileOf = async (path: string): Promise<StateFile> => {
    // The same show through a link is the same show.
    const real = await system.realpath(path).catch(() => resolve(path))
    return new StateFile(join(folder, nameOf(real)), system)
  }
  return {
    async find(path) {
      await Promise.all(closing)
      try {
        const { body, isDamaged } = await (await fileOf(path)).read()
        if (!isDamaged) return { text: body?.toString() ?? null, trouble: null }
        return { text: null, trouble: 'it is damaged' }
      } catch (thrown) {
        return { text: null, trouble: messageOf(thrown) }
      }
    },
    async setAside(path) {
      try {
        return (await (await fileOf(path)).setAside()).join(', ')
      } catch (thrown) {
        return messageOf(thrown)
      }
    },
    async remove(path) {
      await Promise.all(closing)
      await (await fileOf(path)).remove()
    },
    open(path, options) {
      let file: Promise<StateFile> | null = null
      const writing = {
        async write(body: Uint8Array): Promise<void> {
          const isFirst = file === null
          file ??= fileOf(path)
          await (await file).write(body)
          if (isFirst) await forgetOldest(folder, system)
        },
      }
      const writer = new StateWriter({ ...options, clock, where: folder, file: writing })
      return disposedOf(writer, closing)
    },
  }
}

/** Whoever looks for it meanwhile waits until its end is on the disk. */
function disposedOf(writer: StateWriter, closing: Set<Promise<unknown>>): StateWriter {
  const dispose = writer[Symbol.asyncDispose].bind(writer)
  writer[Symbol.asyncDispose] = () => {
    const closed = dispose().finally(() => closing.delete(closed))
    closing.add(closed)
    return closed
  }
  return writer
}

function nameOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 32)
}

/** Those that were written longest ago. Nothing is worse where it does not succeed. */
async function forgetOldest(folder: string, system: FileSystem): Promise<void> {
  const names = await system.readdir(folder).catch(() => [])
  const shows = Map.groupBy(
    names.filter((name) => NAME.test(name)),
    (name) => NAME.exec(name)?.[1],
  )
  if (shows.size <= MOST_SHOWS) return
  const aged = await Promise.all(
    Array.from(shows.values(), async (files) => ({
      files,
      wall: Math.max(...(await Promise.all(files.map((name) => wallOf(join(folder, name), system))))),
    })),
  )
  for (const { files } of aged.sort((a, b) => b.wall - a.wall).slice(MOST_SHOWS))
    for (const name of files) await removeQuietly(join(folder, name), system)
}

/** When it was written, as it says; 0 where it says nothing. */
async function wallOf(path: string, system: FileSystem): Promise<number> {
  try {
    const file = await system.open(path, READ_AT_ONCE)
    try {
      const head = new Uint8Array(HEAD_BYTES)
      const { bytesRead } = await file.read(head, 0, head.length, 0)
      return Number(WALL.exec(Buffer.from(head.buffer, 0, bytesRead).toString('latin1'))?.[1] ?? 0)
    } finally {
      await file.close()
    }
  } catch {
    return 0
  }
}
