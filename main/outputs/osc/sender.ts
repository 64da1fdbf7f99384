// What sends to one target, by whichever transport.
import type { OscTarget } from '../../../shared/model/show.ts'
import type { Clock } from '../../../shared/base/clock.ts'
import type { TargetRecord } from './target-record.ts'

/** Packets kept for a target whose socket is not open yet; the oldest make room and are counted. */
export const QUEUED_PACKETS = 1000

export interface SenderOptions {
  readonly clock: Clock
  readonly target: OscTarget
  readonly record: TargetRecord
}

export interface Sender extends AsyncDisposable {
  send(packet: Uint8Array): void
  /** Forgets what waits; answers how many packets. */
  panic(): number
  /** Packets that wait for the socket. */
  readonly queued: number
  /** Where others may send UDP packets for this target; null where they may not, or while its host is being looked up. */
  readonly directTo: { readonly host: string; readonly port: number } | null
}
