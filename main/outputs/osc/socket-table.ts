// What Linux tells of TCP connections in /proc/net/tcp and tcp6: how much each has sent that nobody has acknowledged.
import { tableAddress } from '../../protocols/proc-net/address.ts'
import type { ByteOrder } from '../../protocols/proc-net/address.ts'

export interface Endpoints {
  readonly localAddress: string
  readonly localPort: number
  readonly remoteAddress: string
  readonly remotePort: number
}

/** Where a connection stands in the table, and under which key; null where the addresses are none. */
export interface TablePlace {
  readonly table: '/proc/net/tcp' | '/proc/net/tcp6'
  readonly key: string
}

export function placeInTable(at: Endpoints, order: ByteOrder): TablePlace | null {
  const local = tableAddress(at.localAddress, at.localPort, order)
  const remote = tableAddress(at.remoteAddress, at.remotePort, order)
  if (local === null || remote === null || local.family !== remote.family) return null
  return {
    table: local.family === 4 ? '/proc/net/tcp' : '/proc/net/tcp6',
    key: `${local.text} ${remote.text}`,
  }
}

/** Reads the text of a table in whatever pieces it comes; lines that are not understood are passed over. */
export class TableScan {
  readonly #wanted: ReadonlySet<string>
  /** By key, how many bytes were handed over and not acknowledged. */
  readonly found = new Map<string, number>()
  #rest = ''

  /** `wanted` are keys of places. */
  constructor(wanted: ReadonlySet<string>) {
    this.#wanted = wanted
  }

  /** Whether there is nothing more to look for. */
  get done(): boolean {
    return this.found.size === this.#wanted.size
  }

  push(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() as string
    for (const line of lines) this.#take(line)
  }

  #take(line: string): void {
    // Thousands of other connections are told apart from ours without taking their lines to pieces.
    const start = line.indexOf(': ') + 2
    const end = line.indexOf(' ', line.indexOf(' ', start) + 1)
    const key = line.slice(start, end)
    if (!this.#wanted.has(key)) return
    const numbers = NUMBERS.exec(line.slice(end))
    if (numbers === null) return
    this.found.set(key, parseInt(numbers[1] as string, 16))
  }
}

/** Of an established connection (01) or one that the other side has closed (08): `st tx_queue:rx_queue`. */
const NUMBERS = /^ +0[18] +([\dA-F]{8}):[\dA-F]{8}(?: |$)/
