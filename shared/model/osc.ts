// OSC messages as the show and its events speak of them: plain JSON values with their type tags beside them.
import { z } from 'zod'
import { numberSent } from './osc-number.ts'

export const OSC_LIMITS = {
  /** Bytes of one packet, bundles included. */
  packet: 65_536,
  addressLength: 1024,
  stringLength: 65_536,
  /** Of arrays in arrays and of bundles in bundles. */
  nesting: 8,
  /** In one packet: each takes thirty times the two bytes that it comes in. */
  arrays: 1024,
} as const

/** Binary data as base64, because events must survive JSON. */
const blob = z.strictObject({ blob: z.base64().max(90_000) })

export type OscValue = number | string | boolean | null | { blob: string } | readonly OscValue[]

/**
 * One argument. Numbers, strings, booleans and null speak for themselves; a blob is `{"blob": base64}`. 64-bit integers
 * are numbers while exact and decimal strings beyond; a 32-bit float is its shortest decimal; time tags are `[seconds, fraction]`; colours and MIDI are `[a, b, c, d]`;
 * an impulse is 1. There is no infinity and no NaN.
 */
export const oscValue: z.ZodType<OscValue> = z.lazy(() =>
  z.union([
    z.number(),
    z.string().max(OSC_LIMITS.stringLength),
    z.boolean(),
    z.null(),
    blob,
    z.array(oscValue).max(OSC_LIMITS.packet),
  ]),
)

/** As many as a packet has room for; each takes a byte at the least. */
export const oscArgs = z.array(oscValue).max(OSC_LIMITS.packet)

/** Type tags without the comma; `[` and `]` enclose arrays. */
export const oscTypes = z
  .string()
  .max(OSC_LIMITS.packet)
  .regex(/^[ifsbhtdScrmTFNI[\]]*$/, 'type tags are letters of ifsbhtdScrmTFNI, and [ ] around arrays')

export interface OscMessage {
  readonly address: string
  /**
   * One tag for each argument; where absent, tags follow from the values: whole numbers `i`, `h` or `d`, whichever holds them,
   * decimals `f`, and `s`, `T`, `F`, `N`, `b`.
   */
  readonly types?: string | undefined
  readonly args: readonly OscValue[]
}

/**
 * Whether a control message asks to act: no argument or a first one that is not zero; a button's release sends 0, false or
 * null, or 0 or false as text.
 */
export function isPress(args: readonly OscValue[]): boolean {
  const [first] = args
  return first !== null && numberSent(first) !== 0
}
