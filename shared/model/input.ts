// What arrives from the operator's side: its families, and the one control that learning has caught.
import { z } from 'zod'
import { json } from './json.ts'

export const inputFamily = z.enum(['hid', 'gamepad', 'midi', 'osc', 'keyboard', 'virtual'])
export type InputFamily = z.infer<typeof inputFamily>

/** Event types that inputs publish, and only inputs. */
export const INPUT_TYPES = [
  'hid.received',
  'midi.received',
  'timecode.received',
  'key.received',
  'osc.received',
] as const
export type InputType = (typeof INPUT_TYPES)[number]

/** The family that an event came in by; null where it is no input. */
export function inputFamilyOf({
  type,
  source,
}: {
  readonly type: string
  readonly source: string
}): InputFamily | null {
  switch (type) {
    case 'hid.received':
      if (source.startsWith('gamepad:')) return 'gamepad'
      return source.startsWith('virtual:') ? 'virtual' : 'hid'
    case 'midi.received':
    case 'timecode.received':
      return 'midi'
    case 'key.received':
      return 'keyboard'
    case 'osc.received':
      return 'osc'
    default:
      return null
  }
}

export const LONGEST_TRAIL = 64

/** A control that was learned: exactly what was seen of it, and what a binding to it would match. */
export const capturedControl = z.object({
  family: inputFamily,
  /** Source of its events: what a match names in `source`. */
  device: z.string(),
  /** Name of the device as people know it; null where only its identity is known. */
  deviceName: z.string().nullable(),
  /** Its control in words: `cross`, `dpad up`, `note 36`, `controller 7`, `/fader/1`, `KeyA`. */
  control: z.string(),
  /** MIDI channel from 1; null elsewhere. */
  channel: z.number().int().nullable(),
  /** `button`, `axis`, `hat`, `encoder`, `note`, `controller`, `key`, `message`; otherwise the kind of MIDI message, such as `pitchBend`. */
  kind: z.string(),
  /** Lowest and highest value that a control of this kind can take; null where there is no such thing. */
  range: z.object({ min: z.number(), max: z.number() }).nullable(),
  /** Lowest and highest value it showed while learning listened; null where it showed none. */
  seen: z.object({ min: z.number(), max: z.number() }).nullable(),
  /** The numbers that it told while learning listened, the latest 64, the last one last. */
  trail: z.array(z.number()).max(LONGEST_TRAIL),
  /** The event that was caught. */
  event: z.object({
    seq: z.number().int(),
    type: z.string(),
    source: z.string(),
    at: z.number(),
    payload: json,
  }),
  /** A match as a show file writes it, for a trigger, an interrupt or a gesture. */
  match: z.record(z.string(), json),
})
export type CapturedControl = z.infer<typeof capturedControl>
