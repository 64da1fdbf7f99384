// Payloads of what is plugged in: controllers and MIDI ports, and what is sent to the latter.
import { z } from 'zod'
import { midiMessage, timecodeRate } from '../midi.ts'
import { count, id, madeUp, sendRoute } from './common.ts'

/** One control of a controller has changed, whatever way the controller is connected. */
const hidReceived = z.object({
  /** Stable identity of the device: `hid:054c:09cc:1`, `gamepad:045e:02ea:1`, `virtual:desk`. */
  device: z.string(),
  /** Name of the control in its profile: `cross`, `leftX`, `key3`. */
  control: z.string(),
  kind: z.enum(['button', 'axis', 'hat', 'encoder']),
  /** Buttons 0 or 1; axes -1 to 1 or 0 to 1; hats 0 (up) to 7 clockwise and -1 in the middle; encoders steps turned. */
  value: z.number(),
  madeUp,
})

const midiReceived = z.object({ port: z.string(), message: midiMessage, madeUp })

export const devicePayloads = {
  'hid.received': hidReceived,
  'midi.received': midiReceived,
  'midi.send': z.object({
    /** Name of an output that the show declares. */
    output: id,
    message: midiMessage,
    route: sendRoute,
    /** Of a light: what puts it out, which is sent by itself when this output ends. */
    dark: midiMessage.optional(),
  }),
  /** An output is kept silent, or is not any more; `withheld` messages were not sent meanwhile. */
  'midi.muteChanged': z.object({ output: id, muted: z.boolean(), by: z.string(), withheld: count }),
  'midi.sendFailed': z.object({ output: id, code: z.string(), message: z.string(), total: count }),
  'midi.rejected': z.object({ port: z.string(), reason: z.string(), total: count }),
  'hid.rejected': z.object({ device: z.string(), reason: z.string(), total: count }),
  'timecode.received': z.object({
    port: z.string(),
    hours: count,
    minutes: count,
    seconds: count,
    frames: count,
    rate: timecodeRate,
    /** Backwards while a tape is rewound. */
    direction: z.enum(['forward', 'backward']),
    /** False where it only tells where a tape is put, as by one full frame, and not that it runs. */
    running: z.boolean().default(true),
    /** Frames that it ran up to here, since the last that was told or since it began to run. */
    ran: count.default(0),
  }),
  /** A tape went past places without playing them, and what waits for these does nothing then. */
  'timecode.jumpedOver': z.object({
    port: z.string(),
    count,
    /** The first of them, in the order of the tape. */
    cues: z.array(z.object({ name: z.string(), timecode: z.string() })).readonly(),
  }),
  'device.stateChanged': z.object({
    device: z.string(),
    name: z.string(),
    family: z.enum(['hid', 'midi', 'gamepad', 'keyboard', 'virtual', 'replay']),
    state: z.enum(['searching', 'opening', 'open', 'lost', 'refused', 'off']),
    /** Why, in the operator's words; null where all is well. */
    reason: z.string().nullable(),
  }),
  'device.connected': z.object({ device: z.string(), name: z.string() }),
  'device.lost': z.object({ device: z.string(), name: z.string(), reason: z.string() }),
} as const
