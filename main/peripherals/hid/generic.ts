// The layout of a device without a profile, as its report descriptor tells it.
import { DeviceNames, axisName, isHat, namesSwitches, switchName } from './control-names.ts'
import type { CollectionNames } from './control-names.ts'
import { usageAt } from './descriptor.ts'
import type { Descriptor, InputField, UsageRange } from './descriptor.ts'
import type { ControlField, DeviceLayout, ReportLayout } from './layout.ts'

/** Readings wider than this are serial numbers and clocks, not controls. */
const WIDEST_CONTROL = 32
/** Buttons that one selector may tell of at once. */
const MOST_ELEMENTS = 256
/** Controls of one device; a selector is one, however many buttons it may name. */
const MOST_CONTROLS = 512

/** These rest at one end, the others in the middle. */
const ONE_SIDED = new Set(['slider', 'dial', 'throttle', 'accelerator', 'brake', 'clutch'])

/** What a profile adds to the descriptor: better names, and which axes rest at one end. */
export interface Naming {
  readonly names: Readonly<Record<string, string>>
  readonly triggers: readonly string[]
  readonly deadZone: number
}

export const PLAIN_NAMING: Naming = { names: {}, triggers: [], deadZone: 0.05 }

/** One control as the descriptor has it, before it is named: an element of a field, or a selector as a whole. */
type Found =
  | { readonly kind: 'element'; readonly field: InputField; readonly index: number; readonly usage: number }
  | { readonly kind: 'selector'; readonly field: InputField }

/** Fields of vendors, motion sensors and the like are left out. */
export function genericLayout(descriptor: Descriptor, naming: Naming): DeviceLayout {
  const { found, leftOut } = controlsIn(descriptor)
  const names = new DeviceNames(naming.names)
  const fields = new Map<number, ControlField[]>()
  for (const controls of Map.groupBy(found, ({ field }) => field.collection).values()) {
    const inCollection = names.collection(describedBy(controls))
    for (const control of controls) {
      const { reportId } = control.field
      const layout = fields.get(reportId) ?? []
      fields.set(reportId, layout)
      layout.push(
        control.kind === 'selector'
          ? selector(control.field, inCollection)
          : element(control, inCollection, naming),
      )
    }
  }
  const reports = [...fields].map(([id, controls]): ReportLayout => ({
    id: id === 0 ? null : id,
    lengths: null,
    when: null,
    checksum: null,
    fields: controls,
  }))
  const ids = [...descriptor.reportBytes.keys()]
  return { reports, knownIds: ids.includes(0) ? null : new Set(ids), leftOut }
}

function controlsIn({ fields }: Descriptor): { found: Found[]; leftOut: number } {
  const found: Found[] = []
  let leftOut = 0
  for (const field of fields) {
    if (field.size > WIDEST_CONTROL) continue
    const room = MOST_CONTROLS - found.length
    if (!field.variable) {
      if (!isSelector(field)) continue
      if (room > 0) found.push({ kind: 'selector', field })
      else leftOut += 1
      continue
    }
    let taken = 0
    for (let index = 0; index < field.count; index += 1) {
      const usage = usageAt(field.usages, index)
      if (usage === null || !isControl(usage, field)) continue
      if (taken === room) {
        leftOut += field.count - index
        break
      }
      taken += 1
      found.push({ kind: 'element', field, index, usage })
    }
  }
  return { found, leftOut }
}

/** Of keys that hold a place among a keyboard's the system takes care. */
function isSelector({ usages, min, max }: InputField): boolean {
  return max >= min && usages.some(namesSwitches)
}

/** Hats of other than 4 or 8 positions are turned into nothing rather than into wrong directions. */
function isControl(usage: number, { min, max, relative }: InputField): boolean {
  if (isHat(usage)) return positionsOf(min, max) !== null
  return switchName(usage) === null ? axisName(usage) !== null && min < max : !relative
}

function positionsOf(min: number, max: number): 4 | 8 | null {
  const positions = max - min + 1
  return positions === 4 || positions === 8 ? positions : null
}

function describedBy(controls: readonly Found[]): { usages: ReadonlySet<number>; ranges: UsageRange[] } {
  const usages = controls.flatMap((control) => (control.kind === 'element' ? [control.usage] : []))
  const ranges = controls.flatMap((control) =>
    control.kind === 'selector' ? control.field.usages.filter(namesSwitches) : [],
  )
  return { usages: new Set(usages), ranges }
}

function element(
  { field, index, usage }: Extract<Found, { kind: 'element' }>,
  names: CollectionNames,
  { triggers, deadZone }: Naming,
): ControlField {
  const { size, min, max, relative } = field
  const bit = field.bit + index * size
  const plain = switchName(usage)
  if (plain !== null) return { kind: 'button', name: names.next(plain).name, bit, size }
  if (isHat(usage)) {
    return {
      kind: 'hat',
      name: names.next('hat').name,
      bit,
      size,
      min,
      positions: positionsOf(min, max) as 4 | 8,
    }
  }
  const axis = axisName(usage) as string
  const { name, own } = names.next(axis)
  const signed = min < 0
  if (relative) return { kind: 'encoder', name, bit, size, signed, reading: 'delta' }
  const oneSided = ONE_SIDED.has(axis) || triggers.includes(own)
  const rest = oneSided ? min : Math.ceil((min + max) / 2)
  return { kind: 'axis', name, bit, size, signed, min, max, rest, inverted: false, deadZone }
}

/** Numbers beyond the usages that the device lists stand for nothing. */
function selector(field: InputField, names: CollectionNames): ControlField {
  const { bit, size, min, max, usages } = field
  const count = Math.min(field.count, MOST_ELEMENTS)
  const nameOfUsage = names.selector(usages.filter(namesSwitches))
  const usageOf = usageLookup(usages)
  const nameOf = (number: number): string | null => {
    const usage = number < min || number > max ? null : usageOf(number - min)
    return usage === null ? null : nameOfUsage(usage)
  }
  return { kind: 'selector', bit, size, count, signed: min < 0, nameOf }
}

/** Finds the usage of a number among many ranges, which a report may ask for hundreds of times. */
function usageLookup(usages: readonly UsageRange[]): (index: number) => number | null {
  const starts: number[] = []
  let total = 0
  for (const { first, last } of usages) {
    starts.push(total)
    total += last - first + 1
  }
  return (index) => {
    if (index >= total) return null
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((starts[middle] as number) <= index) low = middle
      else high = middle - 1
    }
    return (usages[low] as UsageRange).first + index - (starts[low] as number)
  }
}
