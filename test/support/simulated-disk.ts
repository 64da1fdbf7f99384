// A disk in memory that fails where a test says, and that can be asked what a power cut would have left of it.
import { constants } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { FileStats, FileSystem, OpenFile } from '../../main/store/file-system.ts'

export const ERRORS = ['ENOSPC', 'EIO', 'EROFS', 'EACCES', 'EMFILE', 'EDQUOT'] as const
/** What a network share says that is gone. */
export const GONE = ['ESTALE', 'ENOTCONN', 'EHOSTDOWN', 'ENOENT'] as const
export type DiskError = (typeof ERRORS | typeof GONE)[number]

/** What happens at a call: an error, fewer bytes than were given, or no answer until `goOn`; null where nothing does. */
export type Mishap = DiskError | 'short' | 'hangs' | null
export type MishapAt = (call: { readonly number: number; readonly name: string }) => Mishap

type Change = { readonly at: number; readonly bytes: Uint8Array } | { readonly size: number }

/** A file, whatever it is called. */
interface Inode {
  readonly id: number
  /** As the program sees it. */
  content: Buffer
  /** As a power cut leaves it at least. */
  durable: Buffer
  /** Between the two, in order. */
  pending: Change[]
  /** Of a sync that failed: gone for good, or not. A later sync that succeeds says nothing of them. */
  lost: Change[]
  mode: number
}

const FOLDER = 'folder'
type Entry = Inode | typeof FOLDER

/** What one call does to the names of a folder. */
interface NameChange {
  readonly folder: string
  readonly names: readonly (readonly [name: string, entry: Entry | null])[]
}

type Names = Map<string, Map<string, Entry>>

/** What a power cut may leave. */
export interface CrashState {
  /** Content by path. */
  readonly files: ReadonlyMap<string, Buffer>
  readonly folders: readonly string[]
}

export class SimulatedDisk implements FileSystem {
  calls = 0
  readonly called: string[] = []
  /** Called before each call is carried out. */
  calling: (number: number, name: string) => void = () => undefined
  /** Called at each change of what a power cut could leave. */
  changed: () => void = () => undefined
  /** What is written is counted as taken, and is nowhere. */
  keepsNothing = false
  readonly #mishap: MishapAt
  readonly #now: Names = new Map()
  readonly #durable: Names = new Map()
  #pending: NameChange[] = []
  #ids = 0
  #hanging: (() => void)[] = []

  constructor(state: CrashState = { files: new Map(), folders: ['/'] }, mishap: MishapAt = () => null) {
    this.#mishap = mishap
    for (const folder of state.folders) {
      for (const names of [this.#now, this.#durable]) {
        names.set(folder, new Map())
        if (folder !== '/') names.get(dirname(folder))?.set(basename(folder), FOLDER)
      }
    }
    for (const [path, content] of state.files) {
      const inode = this.#inode(content)
      for (const names of [this.#now, this.#durable]) names.get(dirname(path))?.set(basename(path), inode)
    }
  }

  /** What hangs is carried out after all. */
  goOn(): void {
    for (const goOn of this.#hanging.splice(0)) goOn()
  }

  get hanging(): number {
    return this.#hanging.length
  }

  /** As somebody else does, at once and for good. */
  replace(path: string, content: Buffer | null): void {
    const inode = content === null ? null : this.#inode(content)
    for (const names of [this.#now, this.#durable]) {
      const within = names.get(dirname(path))
      if (inode === null) within?.delete(basename(path))
      else within?.set(basename(path), inode)
    }
  }

  /** As the program sees it. */
  get files(): ReadonlyMap<string, Buffer> {
    return this.#stateOf(this.#now, ({ content }) => content).files
  }

  async realpath(path: string): Promise<string> {
    await this.#call('realpath')
    this.#need(path)
    return path
  }

  async stat(path: string): Promise<FileStats> {
    await this.#call('stat')
    return statsOf(this.#need(path))
  }

  async access(path: string): Promise<void> {
    await this.#call('access')
    this.#need(path)
  }

  async open(path: string, flags: number): Promise<OpenFile> {
    await this.#call('open')
    const found = this.#find(path)
    if (found === undefined) {
      if ((flags & constants.O_CREAT) === 0) throw error('ENOENT')
      const inode = this.#inode(Buffer.alloc(0))
      this.#rename({ folder: dirname(path), names: [[basename(path), inode]] })
      return this.#handle(inode)
    }
    if ((flags & constants.O_EXCL) !== 0) throw error('EEXIST')
    return this.#handle(found === FOLDER ? path : found)
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#call('rename')
    const entry = this.#need(from)
    if (dirname(from) !== dirname(to)) throw error('EXDEV')
    this.#rename({
      folder: dirname(to),
      names: [
        [basename(from), null],
        [basename(to), entry],
      ],
    })
  }

  async unlink(path: string): Promise<void> {
    await this.#call('unlink')
    this.#need(path)
    this.#rename({ folder: dirname(path), names: [[basename(path), null]] })
  }

  async rmdir(path: string): Promise<void> {
    await this.#call('rmdir')
    const names = this.#now.get(path)
    if (names === undefined) throw error('ENOENT')
    if (names.size > 0) throw error('ENOTEMPTY')
    this.#now.delete(path)
    this.#rename({ folder: dirname(path), names: [[basename(path), null]] })
  }

  async mkdir(path: string): Promise<void> {
    await this.#call('mkdir')
    if (this.#find(path) !== undefined) throw error('EEXIST')
    if (!this.#now.has(dirname(path))) throw error('ENOENT')
    this.#now.set(path, new Map())
    this.#rename({ folder: dirname(path), names: [[basename(path), FOLDER]] })
  }

  async readdir(path: string): Promise<string[]> {
    await this.#call('readdir')
    const names = this.#now.get(path)
    if (names === undefined) throw error('ENOENT')
    return [...names.keys()].sort()
  }

  /** All that a power cut may leave at this moment; of what the disk was not asked to hold, none, half, zeros or all. */
  *crashStates(): Generator<CrashState> {
    for (const applied of subsets(this.#pending)) {
      const names: Names = new Map([...this.#durable].map(([folder, each]) => [folder, new Map(each)]))
      for (const { folder, names: changes } of applied) {
        const within = names.get(folder)
        if (within === undefined) continue
        for (const [name, entry] of changes) {
          if (entry === null) within.delete(name)
          else within.set(name, entry)
          const path = folder === '/' ? `/${name}` : `${folder}/${name}`
          if (entry === FOLDER && !names.has(path)) names.set(path, new Map())
        }
      }
      yield* this.#contents(names)
    }
  }

  *#contents(names: Names): Generator<CrashState> {
    const unsynced: Inode[] = []
    for (const within of names.values())
      for (const entry of within.values())
        if (entry !== FOLDER && entry.pending.length + entry.lost.length > 0) unsynced.push(entry)
    const left = unsynced.map(leftovers)
    const choices = left.reduce((count, each) => count * each.length, 1)
    for (let choice = 0; choice < choices; choice += 1) {
      let rest = choice
      const contents = new Map<Inode, Buffer>()
      for (const [index, inode] of unsynced.entries()) {
        const variants = left[index] as readonly Buffer[]
        contents.set(inode, variants[rest % variants.length] as Buffer)
        rest = Math.floor(rest / variants.length)
      }
      yield this.#stateOf(names, (inode) => contents.get(inode) ?? inode.durable)
    }
  }

  #stateOf(names: Names, contentOf: (inode: Inode) => Buffer): CrashState {
    const files = new Map<string, Buffer>()
    for (const [folder, within] of names)
      for (const [name, entry] of within)
        if (entry !== FOLDER) files.set(folder === '/' ? `/${name}` : `${folder}/${name}`, contentOf(entry))
    return { files, folders: [...names.keys()].sort() }
  }

  #handle(opened: Inode | string): OpenFile {
    const file = (): Inode => {
      if (typeof opened === 'string') throw error('EISDIR')
      return opened
    }
    return {
      write: async (bytes, offset, length, position) => {
        const mishap = await this.#call('write', true)
        const taken = mishap === null ? length : Math.floor(length / 2)
        if (!this.keepsNothing)
          this.#write(file(), { at: position, bytes: bytes.slice(offset, offset + taken) })
        if (mishap !== null && mishap !== 'short') throw error(mishap)
        return { bytesWritten: taken }
      },
      read: async (into, offset, length, position) => {
        await this.#call('read')
        const bytesRead = file().content.copy(into, offset, position, position + length)
        return { bytesRead }
      },
      truncate: async (size) => {
        await this.#call('truncate')
        this.#write(file(), { size })
      },
      chmod: async (mode) => {
        await this.#call('chmod')
        file().mode = mode
      },
      stat: async () => {
        await this.#call('fstat')
        return statsOf(opened === '' || typeof opened === 'string' ? FOLDER : opened)
      },
      sync: () => this.#sync(opened),
      datasync: () => this.#sync(opened),
      close: async () => {
        await this.#call('close')
      },
    }
  }

  async #sync(opened: Inode | string): Promise<void> {
    try {
      await this.#call('sync')
    } catch (thrown) {
      if (typeof opened !== 'string') {
        opened.lost.push(...opened.pending)
        opened.pending = []
      }
      throw thrown
    }
    if (typeof opened === 'string') {
      for (const { folder, names } of this.#pending) {
        if (folder !== opened) continue
        for (const [name, entry] of names) {
          const within = this.#durable.get(folder)
          if (entry === null) within?.delete(name)
          else within?.set(name, entry)
          const path = folder === '/' ? `/${name}` : `${folder}/${name}`
          if (entry === FOLDER && !this.#durable.has(path)) this.#durable.set(path, new Map())
        }
      }
      this.#pending = this.#pending.filter(({ folder }) => folder !== opened)
    } else {
      opened.durable = opened.pending.reduce(applied, opened.durable)
      opened.pending = []
    }
    this.changed()
  }

  #write(inode: Inode, change: Change): void {
    inode.content = applied(inode.content, change)
    inode.pending.push(change)
    this.changed()
  }

  #rename(change: NameChange): void {
    const within = this.#now.get(change.folder)
    if (within === undefined) throw error('ENOENT')
    for (const [name, entry] of change.names) {
      if (entry === null) within.delete(name)
      else within.set(name, entry)
    }
    this.#pending.push(change)
    this.changed()
  }

  async #call(name: string, mayBeShort = false): Promise<Mishap> {
    this.calls += 1
    this.called.push(name)
    this.calling(this.calls, name)
    const mishap = this.#mishap({ number: this.calls, name })
    await Promise.resolve()
    if (mishap === 'hangs') {
      await new Promise<void>((goOn) => this.#hanging.push(goOn))
      return null
    }
    if (mayBeShort) return mishap
    if (mishap !== null && mishap !== 'short') throw error(mishap)
    return null
  }

  #inode(content: Buffer): Inode {
    const mode = constants.S_IFREG | 0o600
    return { id: (this.#ids += 1), content, durable: content, pending: [], lost: [], mode }
  }

  #find(path: string): Entry | undefined {
    return path === '/' ? FOLDER : this.#now.get(dirname(path))?.get(basename(path))
  }

  #need(path: string): Entry {
    const found = this.#find(path)
    if (found === undefined) throw error('ENOENT')
    return found
  }
}

function statsOf(entry: Entry): FileStats {
  const isFile = entry !== FOLDER
  return {
    mode: isFile ? entry.mode | constants.S_IFREG : constants.S_IFDIR | 0o700,
    size: isFile ? entry.content.length : 0,
    mtimeMs: 0,
    dev: 1,
    ino: isFile ? entry.id : 0,
    isFile: () => isFile,
  }
}

function applied(content: Buffer, change: Change): Buffer {
  if ('size' in change) {
    const next = Buffer.alloc(change.size)
    content.copy(next)
    return next
  }
  const { at, bytes } = change
  const next = Buffer.alloc(Math.max(content.length, at + bytes.length))
  content.copy(next)
  next.set(bytes, at)
  return next
}

function leftovers({ content, durable, pending, lost }: Inode): readonly Buffer[] {
  const changes = [...lost, ...pending]
  const bytes = changes.reduce((sum, change) => sum + ('size' in change ? 0 : change.bytes.length), 0)
  let rest = Math.floor(bytes / 2)
  let half = durable
  for (const change of changes) {
    if ('size' in change) half = applied(half, change)
    else if (rest > 0) {
      half = applied(half, { at: change.at, bytes: change.bytes.subarray(0, rest) })
      rest -= change.bytes.length
    }
  }
  const zeros = Buffer.alloc(content.length)
  durable.copy(zeros)
  const found = [durable, half, zeros, content]
  return found.filter((each, index) => found.findIndex((other) => other.equals(each)) === index)
}

const MOST_PENDING = 8

/** In their order; of very many only the newest may be missing, since older ones have been there for long. */
function* subsets<T>(all: readonly T[]): Generator<readonly T[]> {
  const sure = all.slice(0, -MOST_PENDING)
  const open = all.slice(-MOST_PENDING)
  for (let chosen = 0; chosen < 2 ** open.length; chosen += 1)
    yield [...sure, ...open.filter((_, index) => (chosen & (1 << index)) !== 0)]
}

function error(code: string): Error {
  return Object.assign(new Error(`${code}: simulated`), { code })
}
