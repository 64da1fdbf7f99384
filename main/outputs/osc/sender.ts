// What sends to one target, by whichever transport.
import type { LookupAddress } from 'node:dns'
import type { Socket, TcpNetConnectOpts } from 'node:net'
import type { OscTarget } from '../../../shared/model/show.ts'
import type { Clock } from '../../../shared/base/clock.ts'
import type { Acknowledgements } from './acknowledgements.ts'
import type { SharedRoom } from './shared-room.ts'
import type { TargetRecord } from './target-record.ts'

/** What senders ask of the operating system. */
export interface Net {
  connect(options: TcpNetConnectOpts): Socket
  /** All addresses of a host name; may take for ever. */
  lookup(host: string): Promise<readonly LookupAddress[]>
}

export interface SenderOptions {
  readonly clock: Clock
  readonly target: OscTarget
  readonly record: TargetRecord
  readonly net: Net
  /** What `directTo` says has changed. */
  readonly moved: () => void
  /** That of all targets. */
  readonly room: SharedRoom
  /** Null where the system does not tell. */
  readonly acknowledgements: Acknowledgements | null
}

export interface Sender extends AsyncDisposable {
  /** `cause` is `seq` of the event that asked for it, where one did; of a `route` only the latest waits, and does not grow old. */
  send(packet: Uint8Array, cause: number | null, route?: string): void
  /** What somebody else has sent to `directTo` did not arrive. */
  directFailed(): void
  /** Forgets what waits, which nobody wants any more; answers how many packets. */
  panic(): number
  /** Packets that wait for the socket. */
  readonly queued: number
  /** Where others may send UDP packets for this target; null where they may not, or before it was opened. */
  readonly directTo: { readonly host: string; readonly port: number } | null
}
