// How many packets arrived at this computer and were dropped by the system before they could be read.
import { monotonicMs } from '../../../shared/base/clock.ts'
import type { Clock } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'
import type { LostPackets as Lost } from '../../../shared/model/health.ts'
import { tableAddress } from '../../protocols/proc-net/address.ts'
import type { UdpTable } from './udp-table.ts'

const LOOK_MS = 1000
/** After so long without another the loss is over. */
const QUIET_MS = 10_000

interface UdpAddress {
  readonly address: string
  readonly port: number
}

/** Drops since a socket was opened, by its key in the table. */
export type ReadDrops = (table: UdpTable, wanted: ReadonlySet<string>) => Promise<ReadonlyMap<string, number>>

interface LostPacketsOptions {
  readonly clock: Clock
  readonly read: ReadDrops
  /** Those that are open now. */
  sockets(): readonly UdpAddress[]
  /** Bytes received so far: where nothing arrives, nothing is lost. */
  received(): number
}

export class LostPackets implements Disposable {
  readonly #options: LostPacketsOptions
  readonly #drops = new Map<string, number>()
  #packets = 0
  #episode: { packets: number; readonly since: number; latestAt: number } | null = null
  /** False once the system was asked and did not tell. */
  #isKnown = true
  #receivedBefore: number | null = null
  #timer: Disposable | null
  #ended = false

  constructor(options: LostPacketsOptions) {
    this.#options = options
    this.#timer = this.#later()
  }

  /** Null where nobody can tell. */
  health(): Lost | null {
    if (!this.#isKnown) return null
    const { clock } = this.#options
    if (this.#episode !== null && clock.now() - this.#episode.latestAt > QUIET_MS) this.#episode = null
    const now = this.#episode === null ? null : { packets: this.#episode.packets, since: this.#episode.since }
    return { packets: this.#packets, now }
  }

  [Symbol.dispose](): void {
    this.#ended = true
    dispose(this.#timer)
    this.#timer = null
  }

  #later(): Disposable {
    const { clock } = this.#options
    return clock.upkeep(monotonicMs(clock.now() + LOOK_MS), () => {
      this.#timer = null
      void this.#look().finally(() => {
        if (!this.#ended) this.#timer = this.#later()
      })
    })
  }

  /** Never rejects. */
  async #look(): Promise<void> {
    const received = this.#options.received()
    if (received === this.#receivedBefore) return
    this.#receivedBefore = received
    const wanted = keysOf(this.#options.sockets())
    this.#forgetAllBut(wanted)
    try {
      let known = 0
      for (const [table, keys] of wanted) {
        const drops = await this.#options.read(table, keys)
        for (const [key, count] of drops) this.#note(key, count)
        known += drops.size
      }
      this.#isKnown = known > 0
    } catch {
      this.#isKnown = false
    }
  }

  /** One that is opened again at the same place counts from the beginning. */
  #forgetAllBut(wanted: ReadonlyMap<UdpTable, ReadonlySet<string>>): void {
    const open = new Set([...wanted.values()].flatMap((keys) => [...keys]))
    for (const key of this.#drops.keys()) if (!open.has(key)) this.#drops.delete(key)
  }

  #note(key: string, count: number): void {
    const more = count - (this.#drops.get(key) ?? 0)
    this.#drops.set(key, count)
    if (more <= 0) return
    const { clock } = this.#options
    this.health()
    this.#packets += more
    this.#episode ??= { packets: 0, since: clock.wall(), latestAt: 0 }
    this.#episode.packets += more
    this.#episode.latestAt = clock.now()
  }
}

function keysOf(sockets: readonly UdpAddress[]): Map<UdpTable, Set<string>> {
  const wanted = new Map<UdpTable, Set<string>>()
  for (const { address, port } of sockets) {
    const at = tableAddress(address, port)
    if (at === null) continue
    const table = at.family === 4 ? '/proc/net/udp' : '/proc/net/udp6'
    wanted.set(table, (wanted.get(table) ?? new Set()).add(at.text))
  }
  return wanted
}
