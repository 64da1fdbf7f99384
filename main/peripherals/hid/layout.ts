// Where the controls of a device lie in its reports, whether its descriptor or a profile says so.
import type { PayloadOf } from '../../../shared/model/event.ts'

export type ControlKind = PayloadOf<'hid.received'>['kind']

interface Bits {
  readonly name: string
  /** Offset in the report, its id byte included, counted from the lowest bit of the first byte. */
  readonly bit: number
  /** 1 to 32. */
  readonly size: number
}

/** On while any of its bits is set. */
export interface ButtonField extends Bits {
  readonly kind: 'button'
}

export interface AxisField extends Bits {
  readonly kind: 'axis'
  readonly signed: boolean
  readonly min: number
  readonly max: number
  /** Reading at which it is at rest: between the ends for a stick (-1 to 1), at `min` for a trigger or fader (0 to 1). */
  readonly rest: number
  readonly inverted: boolean
  /** Share of the way from rest that counts as rest, 0 to below 1. */
  readonly deadZone: number
}

export interface HatField extends Bits {
  readonly kind: 'hat'
  /** Reading for up. */
  readonly min: number
  /** Positions clockwise from up: 4 or 8; every other reading is the middle. */
  readonly positions: 4 | 8
}

export interface EncoderField extends Bits {
  readonly kind: 'encoder'
  readonly signed: boolean
  /** `delta` tells the steps since the report before; `counter` counts up and down and wraps. */
  readonly reading: 'delta' | 'counter'
}

/** Elements that each hold the number of a button that is on. */
export interface SelectorField {
  readonly kind: 'selector'
  readonly bit: number
  readonly size: number
  readonly count: number
  readonly signed: boolean
  /** The button that a number stands for, or null where it means that none is on. Asked, since there may be 65,535. */
  readonly nameOf: (number: number) => string | null
}

export type ControlField = ButtonField | AxisField | HatField | EncoderField | SelectorField

/** CRC-32, lowest byte first, over `seed` and all bytes of the report before it. */
export interface ReportChecksum {
  /** Stands for the byte that goes before the report on the air. */
  readonly seed: number
  /** Byte at which it begins. */
  readonly byte: number
}

export interface ReportLayout {
  /** First byte of the report, or null where the device's reports carry no id. */
  readonly id: number | null
  /** Lengths in bytes that it may have; null for any that its fields fit in. */
  readonly lengths: readonly number[] | null
  /** Only reports in which these bits of a byte have this value. */
  readonly when: { readonly byte: number; readonly mask: number; readonly value: number } | null
  /** What its last bytes guard it with; null where the device sends nothing of the kind. */
  readonly checksum: ReportChecksum | null
  readonly fields: readonly ControlField[]
}

export interface DeviceLayout {
  readonly reports: readonly ReportLayout[]
  /** Ids of the reports that it may send; null where any may come, of which those without a layout say nothing. */
  readonly knownIds: ReadonlySet<number> | null
  /** Controls that the device describes beyond those that are read. */
  readonly leftOut: number
}

/** Bytes of the longest report that any system hands over; what is shorter may be longer than the device says of itself. */
export const LONGEST_REPORT = 16_384

/** Bytes that a report must have for all fields of a layout to lie in it. */
export function bytesNeeded({ id, fields, when }: ReportLayout): number {
  const ends = fields.map((field) => field.bit + field.size * (field.kind === 'selector' ? field.count : 1))
  return Math.max(id === null ? 0 : 1, (when?.byte ?? -1) + 1, ...ends.map((end) => Math.ceil(end / 8)))
}
