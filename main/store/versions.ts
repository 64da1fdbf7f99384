// Keeps earlier versions of show files: each as the very bytes that a save has verified, and none goes before a newer one stands.
import { basename, dirname, join, resolve } from 'node:path'
import type { Clock } from '../../shared/base/clock.ts'
import { failed, fault, messageOf, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import { codeOf, makeFolder, syncFolder } from './file-system.ts'
import type { FileSystem } from './file-system.ts'
import { readFile } from './read-file.ts'
import type { FileContent } from './read-file.ts'
import { saveFile } from './save-file.ts'
import { overBound } from './version-bound.ts'
import { contentName, folderName, recordName } from './version-names.ts'
import type { VersionKind, VersionName } from './version-names.ts'
import { recordBytes } from './version-records.ts'
import type { KeptVersion, VersionNote } from './version-records.ts'
import { ROTATION_LIMITS, eraAfter, rotate } from './version-rotation.ts'
import type { RotationLimits } from './version-rotation.ts'
import { contentPath, noteOf, readShelves, shelfOf } from './version-shelf.ts'
import type { Shelf, ShelvedVersion } from './version-shelf.ts'

export interface VersionLimits extends RotationLimits {
  /** Of all versions of all shows. */
  readonly bytes: number
  /** That wait for the disk; more are not kept, and it is said. */
  readonly waiting: number
}

export const VERSION_LIMITS: VersionLimits = { ...ROTATION_LIMITS, bytes: 512 * 1024 * 1024, waiting: 2 }

/** Beside the journals. */
export function versionsFolder(dataDir: string): string {
  return join(dataDir, 'versions')
}

export interface VersionsOptions {
  readonly folder: string
  readonly system: FileSystem
  readonly clock: Pick<Clock, 'wall'>
  readonly limits?: VersionLimits
}

/** A file at `path` holds or held it. */
export interface NewVersion extends VersionNote {
  readonly path: string
  readonly bytes: Uint8Array
  readonly digest: string
  readonly kind: Exclude<VersionKind, 'unknown'>
}

/** How many versions had to go although no newer one takes their place, as all shows together took more than the bound. */
export interface LetGo {
  readonly count: number
  readonly bytes: number
}

const NOTHING: LetGo = { count: 0, bytes: 0 }

export class Versions {
  readonly #options: VersionsOptions
  readonly #limits: VersionLimits
  /** By folder; null before they were read, and after a failure, as nobody knows then what there is. */
  #shelves: Map<string, Shelf> | null = null
  #last = 0
  /** Folders that would survive a power cut. */
  readonly #made = new Set<string>()
  #waiting = 0
  /** One after the other. */
  #disk: Promise<unknown> = Promise.resolve()

  constructor(options: VersionsOptions) {
    this.#options = options
    this.#limits = options.limits ?? VERSION_LIMITS
  }

  /** Keeps one more, and lets go of those that are not to stay. Where that fails all before it are there. */
  async keep(version: NewVersion): Promise<Result<LetGo>> {
    const where = this.#options.folder
    if (this.#waiting >= this.#limits.waiting) return failed(hangs(where))
    this.#waiting += 1
    const kept = await this.#inTurn(() => this.#keep(version))
    this.#waiting -= 1
    return kept
  }

  /** The newest first. What cannot be read is not in it. */
  list(path: string): Promise<Result<readonly KeptVersion[]>> {
    return this.#inTurn(async () => {
      try {
        const shelf = await this.#shelf(path)
        const listed: KeptVersion[] = []
        for (const version of shelf.versions.toReversed())
          listed.push({ ...version, ...(await noteOf(shelf, version, this.#options.system)) })
        return ok(listed)
      } catch (thrown) {
        this.#shelves = null
        return failed(unreadable(this.#options.folder, messageOf(thrown)))
      }
    })
  }

  /** The bytes of a version, which are the very ones that were kept. */
  read(path: string, seq: number): Promise<Result<FileContent>> {
    return this.#inTurn(async () => {
      try {
        const shelf = await this.#shelf(path)
        const version = shelf.versions.find((each) => each.seq === seq)
        const content = version && shelf.contents.get(version.digest)
        if (content === undefined) return failed(unknown(path, seq))
        const read = await readFile(contentPath(shelf, content), this.#options.system)
        if (!read.ok) return failed(unreadable(contentPath(shelf, content), read.error.what))
        return read.value.digest === content.digest ? read : failed(damaged(contentPath(shelf, content)))
      } catch (thrown) {
        this.#shelves = null
        return failed(unreadable(this.#options.folder, messageOf(thrown)))
      }
    })
  }

  /** Once what is under way is done. */
  settled(): Promise<unknown> {
    return this.#disk
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#disk.then(act)
    this.#disk = done
    return done
  }

  async #keep(version: NewVersion): Promise<Result<LetGo>> {
    let isKept = false
    try {
      const shelf = await this.#shelf(version.path)
      const isWhole = await this.#isWhole(shelf, version)
      if (isWhole && isNeedless(shelf, version)) return ok(NOTHING)
      await this.#put(shelf, version, isWhole)
      isKept = true
      await this.#rotate(shelf)
      return ok(await this.#keepWithin(shelf))
    } catch (thrown) {
      this.#shelves = null
      this.#made.clear()
      const because = isKept ? notRemoved : notKept
      return failed(because(this.#options.folder, messageOf(thrown)))
    }
  }

  /** Whether its very bytes are there already. */
  async #isWhole(shelf: Shelf, { digest }: NewVersion): Promise<boolean> {
    const content = shelf.contents.get(digest)
    if (content === undefined) return false
    const read = await readFile(contentPath(shelf, content), this.#options.system)
    return read.ok && read.value.digest === digest
  }

  async #put(shelf: Shelf, version: NewVersion, isThere: boolean): Promise<void> {
    const { path, bytes, kind, generation, by, name: showName, version: format, digest } = version
    const { clock } = this.#options
    await this.#make(shelf.folder)
    this.#last += 1
    const at = Math.max(0, Math.round(clock.wall()))
    const era = eraAfter(shelf.versions.at(-1), at)
    const name: VersionName = { seq: this.#last, era, at, bytes: bytes.length, digest }
    const note: VersionNote = { generation, by, name: showName, version: format }
    if (!isThere) {
      await this.#save(join(shelf.folder, contentName(name)), bytes)
      const damaged = shelf.contents.get(digest)
      if (damaged !== undefined) shelf.needless.push(contentName(damaged))
      shelf.contents.set(digest, name)
    }
    const record = recordBytes({ ...name, ...note, kind }, path)
    await this.#save(join(shelf.folder, recordName(name, kind)), record)
    shelf.versions.push({ ...name, kind, note })
  }

  /** Each of them by itself: one that was made may not have been made for good. */
  async #make(folder: string): Promise<void> {
    for (const each of [this.#options.folder, folder]) {
      if (this.#made.has(each)) continue
      await makeFolder(each, this.#options.system)
      this.#made.add(each)
    }
  }

  async #save(path: string, bytes: Uint8Array): Promise<void> {
    const saved = await saveFile(path, bytes, this.#options.system)
    if (!saved.ok) throw new Error(reasonOf(saved.error))
  }

  async #rotate(shelf: Shelf): Promise<void> {
    const stays = rotate(shelf.versions, this.#limits)
    await this.#remove(
      shelf,
      shelf.versions.filter(({ seq }) => !stays.has(seq)),
    )
  }

  /** The records first: a content of which no record is left is a version all the same, where the power goes in between. */
  async #remove(shelf: Shelf, versions: readonly ShelvedVersion[]): Promise<void> {
    const { system } = this.#options
    const gone = new Set<VersionName>(versions)
    for (const version of versions) {
      if (version.kind === 'unknown') continue
      await this.#unlink(join(shelf.folder, recordName(version, version.kind)))
    }
    shelf.versions = shelf.versions.filter((version) => !gone.has(version))
    const needed = new Set(shelf.versions.map(({ digest }) => digest))
    for (const content of shelf.contents.values()) {
      if (needed.has(content.digest)) continue
      shelf.contents.delete(content.digest)
      shelf.needless.push(contentName(content))
    }
    if (versions.length + shelf.needless.length === 0) return
    await syncFolder(shelf.folder, system)
    for (const file of shelf.needless.splice(0)) await this.#unlink(join(shelf.folder, file))
    await syncFolder(shelf.folder, system)
  }

  async #unlink(path: string): Promise<void> {
    try {
      await this.#options.system.unlink(path)
    } catch (thrown) {
      if (codeOf(thrown) !== 'ENOENT') throw thrown
    }
  }

  async #keepWithin(own: Shelf): Promise<LetGo> {
    const shelves = await this.#all()
    const over = overBound(shelves.values(), own, this.#limits)
    let count = 0
    let freed = 0
    for (const [shelf, versions] of over) {
      const before = bytesOf(shelf)
      await this.#remove(shelf, versions)
      count += versions.length
      freed += before - bytesOf(shelf)
    }
    return { count, bytes: freed }
  }

  async #shelf(path: string): Promise<Shelf> {
    const name = folderName(await this.#realPath(path))
    const shelves = await this.#all()
    const shelf = shelves.get(name) ?? shelfOf(join(this.#options.folder, name), [])
    shelves.set(name, shelf)
    return shelf
  }

  async #all(): Promise<Map<string, Shelf>> {
    if (this.#shelves !== null) return this.#shelves
    const { folder, system } = this.#options
    const shelves = await readShelves(folder, system)
    for (const { versions, contents } of shelves.values())
      for (const { seq } of [...versions, ...contents.values()]) this.#last = Math.max(this.#last, seq)
    this.#shelves = shelves
    return shelves
  }

  /** That of a file that is gone too, where its folder is there. */
  async #realPath(path: string): Promise<string> {
    const { system } = this.#options
    const whole = resolve(path)
    try {
      return await system.realpath(whole)
    } catch {
      const folder = await system.realpath(dirname(whole)).catch(() => dirname(whole))
      return join(folder, basename(whole))
    }
  }
}

/** It would push out one that is another: saved once more as it is, or found again where it is kept. */
function isNeedless({ versions }: Shelf, { kind, digest }: NewVersion): boolean {
  const newest = versions.at(-1)
  return kind === 'found' || (newest?.digest === digest && newest.kind !== 'unknown')
}

function bytesOf({ contents }: Shelf): number {
  return [...contents.values()].reduce((sum, { bytes }) => sum + bytes, 0)
}

/** Without what it says of the file that was to be replaced. */
function reasonOf({ what }: Fault): string {
  return what.replace(/^it was not saved(?:: |, because )/, '').replace(/; the file is as it was$/, '')
}

function notKept(where: string, why: string): Fault {
  const what = `the show is saved, but no earlier version was kept of it: ${why}`
  return fault('version/not-kept', where, what, 'look after the data folder; the next save tries again')
}

function notRemoved(where: string, why: string): Fault {
  const what = `older versions of shows could not be let go of, and take more room than they should: ${why}`
  return fault('version/not-removed', where, what, 'look after the data folder; the next save tries again')
}

function hangs(where: string): Fault {
  return notKept(where, 'the disk of the data folder does not answer')
}

function unknown(path: string, seq: number): Fault {
  return fault(
    'version/unknown',
    path,
    `there is no version ${seq} of it any more`,
    'list its versions again',
  )
}

function unreadable(where: string, why: string): Fault {
  return fault('version/cannot-read', where, `earlier versions cannot be read: ${why}`, 'look after the disk')
}

function damaged(where: string): Fault {
  const what = 'this version is damaged: its content is another than what was kept'
  return fault('version/damaged', where, what, 'choose another version')
}
