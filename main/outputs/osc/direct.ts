// Makes the packet of an `osc.send` step ahead of time, for whoever sends it when it is due.
import type { PayloadOf } from '../../../shared/model/event.ts'
import type { Json } from '../../../shared/model/json.ts'
import { encodePacket } from '../../protocols/osc/encode.ts'

export interface DirectSend {
  readonly packet: Uint8Array
  /** By name. */
  readonly target: string
}

/** Null where it is none, or the message cannot be encoded: the dispatcher's way reports why. */
export function encodeDirect(type: string, payload: Json): DirectSend | null {
  if (type !== 'osc.send') return null
  const { target, ...message } = payload as PayloadOf<'osc.send'>
  const packet = encodePacket(message)
  return packet.ok ? { packet: packet.value, target } : null
}
