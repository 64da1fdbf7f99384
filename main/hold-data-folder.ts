// One engine to a data folder: two would write the same journals and the same log, each over what the other keeps.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { realpathSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { rm } from 'node:fs/promises'
import { failed, fault, ok } from '../shared/base/result.ts'
import type { Result } from '../shared/base/result.ts'

/**
 * Holds the folder until it is let go of or the process ends, however it ends: a name that the system gives to one process at
 * a time, so that nothing is left behind that a later start could stumble over.
 */
export async function holdDataFolder(dir: string): Promise<Result<Disposable>> {
  const name = nameOf(dir)
  const listened = (await listenAt(name)) ?? (await listenInPlaceOfDead(name))
  if (listened !== null) return ok(listened)
  const what = 'another Cuewright that runs on this computer keeps its data here'
  return failed(
    fault('data/in-use', dir, what, 'use that one, end it, or name another folder with --data-dir'),
  )
}

/** Null where another process has the name. */
async function listenAt(name: string): Promise<Disposable | null> {
  const server = createServer((other) => other.destroy())
  server.unref()
  // Whoever knocks and goes is nobody's trouble.
  server.on('error', () => undefined)
  try {
    server.listen(name)
    await once(server, 'listening')
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EADDRINUSE') return null
    // Where the system has no such names, nobody is kept from starting.
  }
  return { [Symbol.dispose]: () => void server.close() }
}

/** macOS alone keeps the name of a process that was killed, as a file to which nobody answers. */
async function listenInPlaceOfDead(name: string): Promise<Disposable | null> {
  if (process.platform !== 'darwin') return null
  const other = connect(name)
  try {
    await once(other, 'connect')
    return null
  } catch {
    await rm(name, { force: true })
    return await listenAt(name)
  } finally {
    other.destroy()
  }
}

function nameOf(dir: string): string {
  const name = `cuewright-${createHash('sha256').update(whole(dir)).digest('hex').slice(0, 24)}`
  if (process.platform === 'win32') return `\\\\?\\pipe\\${name}`
  // A name beginning with a zero is in no folder, on Linux.
  return process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`)
}

function whole(dir: string): string {
  try {
    return realpathSync(dir)
  } catch {
    return resolve(dir)
  }
}
