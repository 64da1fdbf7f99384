// One OSC client over TCP: what it has begun to send, and what it has not read of what was sent to it.
import type { Socket } from 'node:net'
import type { Clock } from '../../../shared/base/clock.ts'
import type { OscEndpoint } from '../../../shared/model/payload/osc.ts'
import { OSC_LIMITS } from '../../../shared/model/osc.ts'
import { addressKey } from '../../../shared/model/known-peers.ts'
import type { FrameDecoder, FrameDropReason, FrameSink } from '../../protocols/osc/framing.ts'
import { LengthPrefixDecoder, lengthPrefixEncode } from '../../protocols/osc/length-prefix.ts'
import { SlipDecoder, slipEncode } from '../../protocols/osc/slip.ts'

/** Replies that it has not read, each with what keeping it takes; what is more is dropped, as long as it may still read. */
const UNREAD_BYTES = 1024 * 1024
const UNREAD_OVERHEAD = 64
/** A reply that waits for so long comes too late to be of use. */
const UNREAD_MS = 2000
/** On no network of a show does one packet take so long. */
const FRAME_MS = 10_000

interface TcpClientOptions {
  readonly clock: Clock
  readonly socket: Socket
  readonly from: OscEndpoint & { readonly connection: number }
  packet(bytes: Uint8Array): void
  dropped(reason: FrameDropReason): void
}

export class TcpClient {
  readonly socket: Socket
  readonly from: TcpClientOptions['from']
  readonly address: string
  /** Whether it was published that it is there. */
  announced = false
  /** Why it is gone, once it is. */
  reason = 'the client closed the connection'
  /** When it connected, or when its latest packet was complete. */
  heardAt: number
  hasSpoken = false
  readonly #clock: Clock
  readonly #sink: FrameSink
  #frames: FrameDecoder | null = null
  #encode: (packet: Uint8Array) => Uint8Array = slipEncode
  #frameSince: number | null = null
  /** When each reply was written that the system has not taken yet, oldest first. */
  #unread: number[] = []

  constructor({ clock, socket, from, packet, dropped }: TcpClientOptions) {
    this.#clock = clock
    this.socket = socket
    this.from = from
    this.address = addressKey(from.host)
    this.heardAt = clock.now()
    this.#sink = {
      packet: (bytes) => {
        this.hasSpoken = true
        this.heardAt = clock.now()
        this.#frameSince = null
        packet(bytes)
      },
      dropped,
    }
  }

  /** Bytes of memory for what it has begun to send. */
  get held(): number {
    return this.#frames?.held ?? 0
  }

  get unreadBytes(): number {
    return this.socket.writableLength + this.#unread.length * UNREAD_OVERHEAD
  }

  get unreadMessages(): number {
    return this.#unread.length
  }

  /** Whether it lets somebody wait for the rest of a packet, or does not take a reply. */
  get owes(): boolean {
    return this.#frameSince !== null || this.#unread.length > 0
  }

  push(chunk: Uint8Array): void {
    this.#frames ??= this.#decoderFor(chunk)
    this.#frames.push(chunk)
    if (!this.#frames.isWithin) this.#frameSince = null
    else this.#frameSince ??= this.#clock.now()
  }

  /** False where there is no room beside what it has not read yet. */
  write(packet: Uint8Array): boolean {
    const frame = this.#encode(packet)
    if (this.unreadBytes + frame.length > UNREAD_BYTES) return false
    this.#unread.push(this.#clock.now())
    this.socket.write(frame, () => void this.#unread.shift())
    return true
  }

  isFrameLate(now: number): boolean {
    return this.#frameSince !== null && now - this.#frameSince > FRAME_MS
  }

  isUnreadLate(now: number): boolean {
    return this.unreadFor(now) > UNREAD_MS
  }

  /** Milliseconds that the oldest reply waits; 0 where none does. */
  unreadFor(now: number): number {
    const [oldest] = this.#unread
    return oldest === undefined ? 0 : now - oldest
  }

  #decoderFor(firstChunk: Uint8Array): FrameDecoder {
    if (!startsWithLength(firstChunk)) return new SlipDecoder(OSC_LIMITS.packet, this.#sink)
    this.#encode = lengthPrefixEncode
    return new LengthPrefixDecoder(OSC_LIMITS.packet, this.#sink)
  }
}

/** A length below 16 MiB begins with a zero byte; a packet in SLIP begins with END, `/` or `#`. */
function startsWithLength(firstChunk: Uint8Array): boolean {
  return firstChunk[0] === 0
}
