// Makes the packet of a step that sends OSC ahead of time, for whoever sends it when it is due.
import type { PayloadOf } from '../../../shared/model/event.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { OscValue } from '../../../shared/model/osc.ts'
import type { WrittenOscRamp } from '../../../shared/model/ramp-step.ts'
import { encodePacket } from '../../protocols/osc/encode.ts'
import { inferTypes } from '../../protocols/osc/wire-types.ts'

export interface DirectSend {
  readonly packet: Uint8Array
  /** By name. */
  readonly target: string
}

/** Null where it is none, or the message cannot be encoded: the dispatcher's way reports why. */
export function encodeDirect(type: string, payload: Json): DirectSend | null {
  if (type === 'osc.ramp') return encodeRamp(payload as unknown as WrittenOscRamp)
  if (type !== 'osc.send') return null
  const { target, ...message } = payload as PayloadOf<'osc.send'>
  const packet = encodePacket(message)
  return packet.ok ? { packet: packet.value, target } : null
}

/** With 0 in place of the value, which are its last bytes: whoever sends it puts the value there. */
function encodeRamp({ target, address, args, type = 'f' }: WrittenOscRamp): DirectSend | null {
  const named = (args ?? []) as readonly OscValue[]
  const packet = encodePacket({ address, types: `${inferTypes(named)}${type}`, args: [...named, 0] })
  return packet.ok ? { packet: packet.value, target } : null
}
