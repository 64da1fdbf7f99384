// What one OSC packet holds.
import type { OscMessage, OscValue } from '../../../shared/model/osc.ts'

/** Seconds since 1900 and fractions of 2^-32 s, both unsigned 32-bit; `[0, 1]` means immediately. */
export type TimeTag = readonly [seconds: number, fraction: number]

export interface OscBundle {
  readonly timeTag: TimeTag
  readonly packets: readonly OscPacket[]
}

/** As it arrived: the type tags are always known. */
export interface DecodedMessage extends OscMessage {
  readonly types: string
  readonly args: OscValue[]
}

export interface DecodedBundle extends OscBundle {
  readonly packets: readonly DecodedPacket[]
}

export type OscPacket = OscMessage | OscBundle
export type DecodedPacket = DecodedMessage | DecodedBundle

export function isBundle<B extends OscBundle>(packet: B | OscMessage): packet is B {
  return 'packets' in packet
}
