// Watches, for all connections together, whether what was handed over is acknowledged; looks only while something is open.
import { endianness } from 'node:os'
import { monotonicMs } from '../../../shared/base/clock.ts'
import type { Clock } from '../../../shared/base/clock.ts'
import { disposable, dispose } from '../../../shared/base/disposable.ts'
import { placeInTable } from './socket-table.ts'
import type { Endpoints, TablePlace } from './socket-table.ts'

/** A look costs the kernel a walk through all its connections. */
const LOOK_MS = 1000

/** The bytes that are unacknowledged, by the keys of connections; those that are not in the table are missing in the answer. */
export type ReadTable = (
  table: TablePlace['table'],
  wanted: ReadonlySet<string>,
) => Promise<ReadonlyMap<string, number>>

export interface WatchedConnection {
  readonly endpoints: Endpoints
  /** Bytes handed over and not known to be acknowledged. */
  readonly open: number
  /** Bytes handed over since the connection was made. */
  readonly handedOver: number
  /** Of all those at least so many have been acknowledged; null where nobody can tell. */
  heard(acknowledged: number | null): void
}

interface Asked {
  readonly connection: WatchedConnection
  readonly key: string
  /** When the look began: what was handed over meanwhile says nothing about what came before it. */
  readonly handedOver: number
}

export class Acknowledgements implements Disposable {
  readonly #clock: Clock
  readonly #read: ReadTable
  readonly #connections = new Set<WatchedConnection>()
  #nextLook: Disposable | null = null
  #looking = false
  #ended = false

  constructor(clock: Clock, read: ReadTable) {
    this.#clock = clock
    this.#read = read
  }

  watch(connection: WatchedConnection): Disposable {
    this.#connections.add(connection)
    return disposable('watch of acknowledgements', () => this.#connections.delete(connection))
  }

  /** Something was handed over. */
  expect(): void {
    if (this.#nextLook !== null || this.#looking || this.#ended) return
    this.#nextLook = this.#clock.upkeep(monotonicMs(this.#clock.now() + LOOK_MS), () => {
      this.#nextLook = null
      void this.#look()
    })
  }

  [Symbol.dispose](): void {
    this.#ended = true
    dispose(this.#nextLook)
    this.#nextLook = null
  }

  /** Never rejects. */
  async #look(): Promise<void> {
    this.#looking = true
    for (const [table, asked] of this.#questions()) await this.#ask(table, asked)
    this.#looking = false
    if ([...this.#connections].some(({ open }) => open > 0)) this.expect()
  }

  #questions(): Map<TablePlace['table'], Asked[]> {
    const questions = new Map<TablePlace['table'], Asked[]>()
    for (const connection of this.#connections) {
      if (connection.open === 0) continue
      const place = placeInTable(connection.endpoints, endianness())
      if (place === null) {
        connection.heard(null)
        continue
      }
      const asked = { connection, key: place.key, handedOver: connection.handedOver }
      questions.set(place.table, [...(questions.get(place.table) ?? []), asked])
    }
    return questions
  }

  async #ask(table: TablePlace['table'], asked: readonly Asked[]): Promise<void> {
    let found: ReadonlyMap<string, number> = new Map()
    try {
      found = await this.#read(table, new Set(asked.map(({ key }) => key)))
    } catch {
      // Without the table nobody can tell, which is what its absence says.
    }
    for (const { connection, key, handedOver } of asked) {
      if (!this.#connections.has(connection)) continue
      const open = found.get(key)
      connection.heard(open === undefined ? null : Math.max(0, handedOver - open))
    }
  }
}
