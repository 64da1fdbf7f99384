// Keeps of each start of the engine how far it came and how it ended, so that the next one knows.
import { constants } from 'node:fs'
import { join } from 'node:path'
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { messageOf } from '../../shared/base/result.ts'
import { startRecord } from '../../shared/model/start-record.ts'
import type { StartRecord } from '../../shared/model/start-record.ts'
import { READ_AT_ONCE, codeOf, makeFolder, readAll, writeAll } from './file-system.ts'
import type { FileSystem, OpenFile } from './file-system.ts'
import { saveFile } from './save-file.ts'

interface StartsOptions {
  readonly folder: string
  readonly system: FileSystem
  readonly clock: Clock
  readonly version: string
  /** The file of the show that is to be opened. */
  readonly show: string
  /** What the computer counts since its own start, and which start that is. */
  readonly moment: () => { readonly up: number | null; readonly boot: string | null }
  /** Records cannot be kept: said, and no reason not to start. */
  readonly troubled: (why: string) => void
  /** What earlier starts have left is there and says nothing. */
  readonly unreadable: (why: string) => void
}

/** Starts that are remembered. */
const MOST = 20
const MOST_BYTES = 1024 * 1024
const ALIVE_EVERY_MS = 5_000
const ALIVE_AT_MOST_EVERY_MS = 250
/** What changes often is written over in place, always as many bytes, so that it needs no room on a full disk. */
const ALIVE_BYTES = 64 * 1024
const BLANK = 0x20

export class Starts implements AsyncDisposable {
  readonly #options: StartsOptions
  readonly #begunAt: number
  /** Before this one, the oldest first. */
  readonly previous: readonly StartRecord[]
  #current: StartRecord
  #alive: OpenFile | null = null
  #timer: Disposable | null = null
  /** What is done to the disk, one after the other; never rejects. */
  #disk: Promise<void> = Promise.resolve()
  /** When what changed may be written next: what goes on without end costs the disk no more than this. */
  #aliveFrom = -Infinity
  #aliveSoon: Disposable | null = null

  private constructor(options: StartsOptions, previous: readonly StartRecord[]) {
    this.#options = options
    this.#begunAt = options.clock.now()
    this.previous = previous
    const { clock, version, show } = options
    const begunAt = clock.wall()
    this.#current = {
      ...{ number: (previous.at(-1)?.number ?? 0) + 1, version, show, begunAt },
      ...{ ranFor: 0, aliveAt: begunAt, aliveUp: null, boot: null, ready: false },
      ...{ began: [], endedAllAt: null, disarmed: null, end: null },
    }
  }

  /** Answers when this start is on the disk, so that whatever comes of it is known to the next. */
  static async begin(options: StartsOptions): Promise<Starts> {
    const { folder, system } = options
    const records = await readRecords(join(folder, 'starts.json'), system, options.unreadable)
    // Written without waiting for the disk, so that half of it is no news.
    const [alive] = await readRecords(join(folder, 'alive.json'), system, () => undefined)
    const last = records.at(-1)
    // Of the same start it is the newer.
    const isNewer = alive !== undefined && alive.number === last?.number && alive.ranFor > last.ranFor
    const starts = new Starts(options, isNewer ? [...records.slice(0, -1), withEnd(alive, last)] : records)
    await makeFolder(folder, system).catch(() => undefined)
    await starts.#saveAll()
    starts.#beatLater()
    return starts
  }

  get current(): StartRecord {
    return this.#current
  }

  /** Something of this start is news; it is on the disk soon, though not through a power cut. */
  note(change: Partial<StartRecord>): void {
    this.#current = { ...this.#current, ...change }
    if (this.#aliveSoon !== null) return
    const { clock } = this.#options
    if (clock.now() >= this.#aliveFrom) this.#writeAlive()
    else this.#aliveSoon = clock.upkeep(monotonicMs(this.#aliveFrom), () => this.#writeAlive())
  }

  /** The same, answered when it would survive a power cut. */
  keep(change: Partial<StartRecord>): Promise<void> {
    this.#current = { ...this.#current, ...change }
    return this.#saveAll()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    dispose(this.#timer)
    dispose(this.#aliveSoon)
    await this.#disk
    await this.#alive?.close().catch(() => undefined)
  }

  #asOfNow(): StartRecord {
    const { clock, moment } = this.#options
    const { up: aliveUp, boot } = moment()
    const ranFor = clock.now() - this.#begunAt
    return { ...this.#current, ranFor, aliveAt: clock.wall(), aliveUp, boot }
  }

  #beatLater(): void {
    const { clock } = this.#options
    this.#timer = clock.upkeep(monotonicMs(clock.now() + ALIVE_EVERY_MS), () => {
      this.#writeAlive()
      this.#beatLater()
    })
  }

  #saveAll(): Promise<void> {
    const { folder, system, troubled } = this.#options
    return this.#queue(async () => {
      const records = [...this.previous, this.#asOfNow()].slice(-MOST)
      const saved = await saveFile(join(folder, 'starts.json'), bytesOf(records), system)
      if (!saved.ok) troubled(saved.error.what)
    })
  }

  #writeAlive(): void {
    dispose(this.#aliveSoon)
    this.#aliveSoon = null
    this.#aliveFrom = this.#options.clock.now() + ALIVE_AT_MOST_EVERY_MS
    void this.#queue(async () => {
      const { folder, system } = this.#options
      const bytes = bytesOf([this.#asOfNow()])
      if (bytes.length > ALIVE_BYTES) return
      const whole = new Uint8Array(Math.ceil(bytes.length / 4096) * 4096).fill(BLANK)
      whole.set(bytes)
      this.#alive ??= await system.open(
        join(folder, 'alive.json'),
        constants.O_RDWR | constants.O_CREAT,
        0o600,
      )
      await writeAll(this.#alive, whole, 0)
      await this.#alive.truncate(whole.length)
    })
  }

  #queue(act: () => Promise<void>): Promise<void> {
    this.#disk = this.#disk.then(act).catch((thrown: unknown) => this.#options.troubled(messageOf(thrown)))
    return this.#disk
  }
}

/** How it ended, and whether it could act, stand in the file that is written with care. */
function withEnd(alive: StartRecord, { end, disarmed }: StartRecord): StartRecord {
  return { ...alive, end, disarmed }
}

function bytesOf(records: readonly StartRecord[]): Uint8Array {
  return Buffer.from(`${JSON.stringify(records, null, 1)}\n`)
}

/** What cannot be read is no record, and said. */
async function readRecords(
  path: string,
  system: FileSystem,
  unreadable: (why: string) => void,
): Promise<StartRecord[]> {
  try {
    const file = await system.open(path, READ_AT_ONCE)
    try {
      const read: unknown = JSON.parse(Buffer.from(await readAll(file, MOST_BYTES)).toString('utf8'))
      const records = Array.isArray(read)
        ? read.flatMap((each) => startRecord.safeParse(each).data ?? [])
        : null
      if (records === null || records.length < (read as unknown[]).length)
        unreadable('it holds no records of starts')
      return records ?? []
    } finally {
      await file.close()
    }
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT') unreadable(messageOf(thrown))
    return []
  }
}
