// Reports into changes of controls: what is the same as before is not published again.
import { ChecksumCheck } from './checksum.ts'
import { LONGEST_REPORT, bytesNeeded } from './layout.ts'
import type {
  AxisField,
  ControlField,
  ControlKind,
  DeviceLayout,
  EncoderField,
  HatField,
  ReportLayout,
  SelectorField,
} from './layout.ts'

export type Changed = (control: string, kind: ControlKind, value: number) => void

/** Why a report was not taken. */
export type Refusal = 'truncated' | 'oversized' | 'unknown-report' | 'bad-checksum'

interface Control {
  readonly name: string
  readonly kind: ControlKind
  readonly rest: number
  value: number
}

type Read = (report: Uint8Array) => void

interface CompiledReport extends ReportLayout {
  readonly needs: number
  readonly guard: ChecksumCheck | null
  readonly reads: readonly Read[]
}

/** Steps of a published axis: finer ones are noise, and long fractions are hard to read. */
const AXIS_STEPS = 10_000

export class ReportDecoder {
  readonly #layout: DeviceLayout
  readonly #changed: Changed
  readonly #reports: readonly CompiledReport[]
  /** By name, because one control may lie in several reports. */
  readonly #controls = new Map<string, Control>()
  /** What lets go of the buttons that each selector names just now. */
  readonly #selections: (() => void)[] = []

  constructor(layout: DeviceLayout, changed: Changed) {
    this.#layout = layout
    this.#changed = changed
    this.#reports = layout.reports.map((report) => ({
      ...report,
      needs: bytesNeeded(report),
      guard: report.checksum === null ? null : new ChecksumCheck(report.checksum),
      reads: report.fields.map((field) => this.#compile(field)),
    }))
  }

  /**
   * Tells what has changed since the report before; answers why the report could not be taken, or null. What a report has
   * beyond the controls that are known is passed over: systems and devices pad theirs.
   */
  decode(report: Uint8Array): Refusal | null {
    if (report.length > LONGEST_REPORT) return 'oversized'
    if (report.length === 0) return 'truncated'
    let tooShort = false
    for (const layout of this.#reports) {
      if (layout.id !== null && layout.id !== report[0]) continue
      if (layout.lengths !== null && !layout.lengths.includes(report.length)) {
        tooShort ||= layout.lengths.some((length) => report.length < length)
        continue
      }
      if (report.length < layout.needs) {
        tooShort = true
        continue
      }
      const { when, guard } = layout
      if (guard?.passes(report) === false) return 'bad-checksum'
      if (when !== null && ((report[when.byte] as number) & when.mask) !== when.value) return null
      for (const read of layout.reads) read(report)
      return null
    }
    if (tooShort) return 'truncated'
    const { knownIds } = this.#layout
    return knownIds === null || knownIds.has(report[0] as number) ? null : 'unknown-report'
  }

  /** Lets go of every button and hat that is held; axes stay where they were, as a fader does. */
  release(): void {
    for (const control of this.#controls.values()) {
      if (control.kind === 'button' || control.kind === 'hat') this.#set(control, control.rest)
    }
    for (const letGo of this.#selections) letGo()
  }

  #compile(field: ControlField): Read {
    switch (field.kind) {
      case 'button': {
        const control = this.#control(field.name, 'button', 0)
        return (report) => this.#set(control, bitsOf(report, field.bit, field.size) === 0 ? 0 : 1)
      }
      case 'axis': {
        const control = this.#control(field.name, 'axis', 0)
        const scale = axisScale(field)
        return (report) => this.#set(control, scale(readingOf(report, field)))
      }
      case 'hat': {
        const control = this.#control(field.name, 'hat', -1)
        return (report) => this.#set(control, hatPosition(field, bitsOf(report, field.bit, field.size)))
      }
      case 'encoder':
        return this.#compileEncoder(field)
      case 'selector':
        return this.#compileSelector(field)
    }
  }

  #compileEncoder(field: EncoderField): Read {
    const turned = (steps: number): void => {
      if (steps !== 0) this.#changed(field.name, 'encoder', steps)
    }
    if (field.reading === 'delta') return (report) => turned(readingOf(report, field))
    const range = 2 ** field.size
    // Where the counter stood before the first report is not known, so that one tells no turn.
    let last: number | null = null
    return (report) => {
      const count = bitsOf(report, field.bit, field.size)
      const forward = (count - (last ?? count) + range) % range
      last = count
      turned(forward >= range / 2 ? forward - range : forward)
    }
  }

  #compileSelector({ bit, size, count, signed, nameOf }: SelectorField): Read {
    /** The number of each that is on, by name. */
    let held = new Map<string, number>()
    const turn = (on: ReadonlyMap<string, number>): void => {
      const before = held
      held = new Map(on)
      const concerned = [...new Map([...before, ...on])].sort(([, one], [, other]) => one - other)
      for (const [name] of concerned) {
        if (before.has(name) !== on.has(name)) this.#changed(name, 'button', on.has(name) ? 1 : 0)
      }
    }
    this.#selections.push(() => turn(new Map()))
    return (report) => {
      const on = new Map<string, number>()
      for (let index = 0; index < count; index += 1) {
        const number = readingOf(report, { bit: bit + index * size, size, signed })
        const name = nameOf(number)
        if (name !== null) on.set(name, number)
      }
      turn(on)
    }
  }

  #control(name: string, kind: ControlKind, rest: number): Control {
    const control = this.#controls.get(name) ?? { name, kind, rest, value: rest }
    this.#controls.set(name, control)
    return control
  }

  #set(control: Control, value: number): void {
    if (control.value === value) return
    control.value = value
    this.#changed(control.name, control.kind, value)
  }
}

/** Up to 32 bits, the lowest first, from anywhere in the report. */
function bitsOf(report: Uint8Array, bit: number, size: number): number {
  let value = 0
  let weight = 1
  let left = size
  let skip = bit & 7
  for (let at = bit >>> 3; left > 0; at += 1) {
    const taken = Math.min(8 - skip, left)
    value += (((report[at] as number) >>> skip) & ((1 << taken) - 1)) * weight
    weight *= 1 << taken
    left -= taken
    skip = 0
  }
  return value
}

function readingOf(
  report: Uint8Array,
  { bit, size, signed }: Pick<AxisField, 'bit' | 'size' | 'signed'>,
): number {
  const value = bitsOf(report, bit, size)
  return signed && value >= 2 ** (size - 1) ? value - 2 ** size : value
}

/** From a reading to -1 to 1, or 0 to 1 where it rests at its lowest; even just outside the dead zone it starts from 0. */
function axisScale({ min, max, rest, inverted, deadZone }: AxisField): (reading: number) => number {
  const direction = inverted ? -1 : 1
  return (reading) => {
    const clamped = Math.min(max, Math.max(min, reading))
    const reach = clamped < rest ? rest - min : max - rest
    const way = (clamped - rest) / reach
    const beyond = (Math.abs(way) - deadZone) / (1 - deadZone)
    const steps = Math.round(beyond * AXIS_STEPS)
    return steps > 0 ? (direction * Math.sign(way) * steps) / AXIS_STEPS : 0
  }
}

function hatPosition({ min, positions }: HatField, reading: number): number {
  const position = reading - min
  return position < 0 || position >= positions ? -1 : position * (8 / positions)
}
