// Makes the packet of an `osc.send` step ahead of time, for a runner's thread to send.
import type { PayloadOf } from '../../../shared/model/event.ts'
import type { Json } from '../../../shared/model/json.ts'
import { encodePacket } from '../../protocols/osc/encode.ts'

export interface DirectSend {
  readonly packet: Uint8Array
  readonly host: string
  readonly port: number
  /** Name of the target, for reports. */
  readonly target: string
}

type Destination = { readonly host: string; readonly port: number }

/** Null where the target is not one to send to directly, or the message cannot be encoded: the dispatcher's way reports why. */
export function encodeDirect(
  payload: Json,
  reachedAt: (target: string) => Destination | null,
): DirectSend | null {
  const { target, ...message } = payload as PayloadOf<'osc.send'>
  const destination = reachedAt(target)
  if (destination === null) return null
  const packet = encodePacket(message)
  return packet.ok ? { packet: packet.value, ...destination, target } : null
}
