// All that the store needs of a disk, so that a test can put one in its place that fails, or loses its power.
import { constants } from 'node:fs'
import * as files from 'node:fs/promises'
import { dirname } from 'node:path'

export interface FileStats {
  readonly mode: number
  readonly size: number
  /** When it was written last, in wall milliseconds. */
  readonly mtimeMs: number
  /** Together they tell one file from every other. */
  readonly dev: number
  readonly ino: number
  isFile(): boolean
}

/** An open file, or an open folder of which only `sync` is used. */
export interface OpenFile {
  /** How many of the bytes were taken, which may be fewer. */
  write(
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesWritten: number }>
  read(
    into: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>
  truncate(size: number): Promise<void>
  chmod(mode: number): Promise<void>
  stat(): Promise<FileStats>
  /** Returns when all that was written would survive a power cut. */
  sync(): Promise<void>
  /** As `sync`, but for what a reader does not need, such as when it was. */
  datasync(): Promise<void>
  close(): Promise<void>
}

export interface FileSystem {
  realpath(path: string): Promise<string>
  stat(path: string): Promise<FileStats>
  /** Throws where this user may not do that with it. */
  access(path: string, mode: number): Promise<void>
  open(path: string, flags: number, mode?: number): Promise<OpenFile>
  rename(from: string, to: string): Promise<void>
  unlink(path: string): Promise<void>
  mkdir(path: string, options: { readonly mode: number }): Promise<unknown>
  readdir(path: string): Promise<string[]>
}

export const fileSystem: FileSystem = files

/** Refused where there is one already, and may be read again. */
export const NEW_FILE = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL

/** A pipe without a writer would otherwise be waited for, for ever and deaf to signals. Undefined on Windows, where it adds nothing. */
export const READ_AT_ONCE = constants.O_RDONLY | constants.O_NONBLOCK

/** Read and written in pieces of this size, so that nothing else waits for a large file. */
export const PIECE_BYTES = 512 * 1024

export function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
}

/** Returns when every byte was taken; not yet when they would survive a power cut. */
export async function writeAll(file: OpenFile, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0
  while (written < bytes.length) {
    const length = Math.min(PIECE_BYTES, bytes.length - written)
    const { bytesWritten } = await file.write(bytes, written, length, position + written)
    if (bytesWritten === 0) throw new Error('the disk takes no more bytes')
    written += bytesWritten
  }
}

/** From the beginning, however much it is. `most` is where it counts as too large. */
export async function readAll(file: OpenFile, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const { size } = await file.stat()
  const bytes = new Uint8Array(Math.min(size, most))
  let length = 0
  while (length < bytes.length) {
    const { bytesRead } = await file.read(bytes, length, Math.min(PIECE_BYTES, bytes.length - length), length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return bytes.subarray(0, length)
}

/** Only then a new name survives a power cut, or the end of an old one. Windows opens no folder, and keeps names by itself. */
export async function syncFolder(path: string, system: FileSystem): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await system.open(path, constants.O_RDONLY)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Makes a folder, and what is missing above it, for this user alone, so that it survives a power cut. */
export async function makeFolder(path: string, system: FileSystem): Promise<void> {
  try {
    await system.mkdir(path, { mode: 0o700 })
  } catch (thrown) {
    // A file in its place is told by what is tried next. A folder may have been made, but not for good.
    if (codeOf(thrown) === 'ENOENT' && dirname(path) !== path) {
      await makeFolder(dirname(path), system)
      await system.mkdir(path, { mode: 0o700 })
    } else if (codeOf(thrown) !== 'EEXIST') throw thrown
  }
  await syncFolder(dirname(path), system)
}

/** It may not be there, or not be removable: why it was to go matters more. */
export async function removeQuietly(path: string, system: FileSystem): Promise<void> {
  await system.unlink(path).catch(() => undefined)
}
