// What a window tells the engine of its own inputs: its gamepads, its keys and its on-screen controller.
import { z } from 'zod'

/** More than any gamepad has. */
const BUTTONS = 64
const AXES = 32

/** Let go of because the window can no longer tell whether it is held. */
const madeUp = z.literal(true).optional()

/** A gamepad as the browser sees it at one moment. */
const gamepadSnapshot = z.strictObject({
  /** As the browser names it, vendor and product in it: `Xbox Wireless Controller (STANDARD GAMEPAD Vendor: 045e Product: 02ea)`. */
  id: z.string().max(500),
  /** True where the browser knows the pad's layout and gives its controls the standard places. */
  standard: z.boolean(),
  /** 0 to 1 each; buttons that are only on or off give 0 and 1. */
  buttons: z.array(z.number().min(0).max(1)).max(BUTTONS),
  /** Where the browser can make it rumble. */
  rumbles: z.literal(true).optional(),
  /** -1 to 1 each. */
  axes: z.array(z.number().min(-1).max(1)).max(AXES),
})
export type GamepadSnapshot = z.infer<typeof gamepadSnapshot>

export const clientInput = z.discriminatedUnion('family', [
  z.strictObject({
    family: z.literal('gamepad'),
    /** The browser's number of the pad. */
    index: z.number().int().min(0).max(15),
    /** Sent when anything of it has changed; null when it has gone or can no longer be read. */
    pad: gamepadSnapshot.nullable(),
  }),
  z.strictObject({
    family: z.literal('keyboard'),
    code: z.string().min(1).max(50),
    key: z.string().max(50),
    pressed: z.boolean(),
    madeUp,
  }),
  z.strictObject({
    family: z.literal('virtual'),
    control: z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/, 'must be letters and digits, such as pad1'),
    kind: z.enum(['button', 'axis']),
    /** 0 to 1. */
    value: z.number().min(0).max(1),
    madeUp,
  }),
])
export type ClientInput = z.infer<typeof clientInput>
