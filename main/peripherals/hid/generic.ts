// The layout of a device without a profile, as its report descriptor tells it.
import { usageAt } from './descriptor.ts'
import type { Descriptor, InputField } from './descriptor.ts'
import type { ControlField, DeviceLayout, ReportLayout } from './layout.ts'

/** Readings wider than this are serial numbers and clocks, not controls. */
const WIDEST_CONTROL = 32
/** Buttons that one selector may name. */
const MOST_NAMES = 256
/** Controls of one device. */
const MOST_CONTROLS = 512

const HAT = 0x10039

const AXES: ReadonlyMap<number, string> = new Map([
  [0x10030, 'x'],
  [0x10031, 'y'],
  [0x10032, 'z'],
  [0x10033, 'rx'],
  [0x10034, 'ry'],
  [0x10035, 'rz'],
  [0x10036, 'slider'],
  [0x10037, 'dial'],
  [0x10038, 'wheel'],
  [0x200b0, 'aileron'],
  [0x200b8, 'elevator'],
  [0x200ba, 'rudder'],
  [0x200bb, 'throttle'],
  [0x200c4, 'accelerator'],
  [0x200c5, 'brake'],
  [0x200c6, 'clutch'],
  [0x200c8, 'steering'],
])

/** These rest at one end, the others in the middle. */
const ONE_SIDED = new Set(['slider', 'dial', 'throttle', 'accelerator', 'brake', 'clutch'])

const SWITCHES: ReadonlyMap<number, string> = new Map([
  [0x1003d, 'start'],
  [0x1003e, 'select'],
  [0x10085, 'home'],
  [0x10090, 'up'],
  [0x10091, 'down'],
  [0x10092, 'right'],
  [0x10093, 'left'],
])

const BUTTON_PAGE = 0x9
const CONSUMER_PAGE = 0xc

/** What a profile adds to the descriptor: better names, and which axes rest at one end. */
export interface Naming {
  readonly names: Readonly<Record<string, string>>
  readonly triggers: readonly string[]
  readonly deadZone: number
}

export const PLAIN_NAMING: Naming = { names: {}, triggers: [], deadZone: 0.05 }

/** Fields of vendors, motion sensors and the like are left out. */
export function genericLayout(descriptor: Descriptor, naming: Naming): DeviceLayout {
  const names = new Names(naming.names)
  const fields = new Map<number, ControlField[]>()
  for (const field of descriptor.fields) {
    const controls = controlsOf(field, names, naming)
    if (names.count > MOST_CONTROLS) break
    fields.set(field.reportId, [...(fields.get(field.reportId) ?? []), ...controls])
  }
  const reports = [...fields].map(([id, controls]): ReportLayout => ({
    id: id === 0 ? null : id,
    lengths: null,
    when: null,
    fields: controls,
  }))
  const ids = [...descriptor.reportBytes.keys()]
  return {
    reports,
    knownIds: ids.includes(0) ? null : new Set(ids),
    longest: Math.max(1, ...descriptor.reportBytes.values()),
  }
}

/** Gives each control a name of its own: a second `slider` becomes `slider2`. */
class Names {
  readonly #given: Readonly<Record<string, string>>
  readonly #used = new Map<string, number>()
  count = 0

  constructor(given: Readonly<Record<string, string>>) {
    this.#given = given
  }

  next(plain: string): string {
    this.count += 1
    const uses = (this.#used.get(plain) ?? 0) + 1
    this.#used.set(plain, uses)
    const name = uses === 1 ? plain : `${plain}${uses}`
    return Object.hasOwn(this.#given, name) ? (this.#given[name] as string) : name
  }
}

function controlsOf(field: InputField, names: Names, naming: Naming): ControlField[] {
  if (field.size > WIDEST_CONTROL) return []
  return field.variable ? variables(field, names, naming) : selector(field, names)
}

function variables(field: InputField, names: Names, naming: Naming): ControlField[] {
  const controls: ControlField[] = []
  for (let index = 0; index < Math.min(field.count, MOST_CONTROLS); index += 1) {
    const usage = usageAt(field.usages, index)
    const control = usage === null ? null : controlOf(usage, field, index, names, naming)
    if (control !== null) controls.push(control)
  }
  return controls
}

function controlOf(
  usage: number,
  { bit: start, size, min, max, relative }: InputField,
  index: number,
  names: Names,
  { triggers, deadZone }: Naming,
): ControlField | null {
  const bit = start + index * size
  const plain = switchName(usage)
  if (plain !== null && !relative) return { kind: 'button', name: names.next(plain), bit, size }
  if (usage === HAT) return hat(names.next('hat'), bit, size, min, max)
  const axis = AXES.get(usage)
  if (axis === undefined || min >= max) return null
  const name = names.next(axis)
  const signed = min < 0
  if (relative) return { kind: 'encoder', name, bit, size, signed, reading: 'delta' }
  const oneSided = ONE_SIDED.has(axis) || triggers.includes(name)
  const rest = oneSided ? min : Math.ceil((min + max) / 2)
  return { kind: 'axis', name, bit, size, signed, min, max, rest, inverted: false, deadZone }
}

/** Hats of other than 4 or 8 positions are turned into nothing rather than into wrong directions. */
function hat(name: string, bit: number, size: number, min: number, max: number): ControlField | null {
  const positions = max - min + 1
  return positions === 4 || positions === 8 ? { kind: 'hat', name, bit, size, min, positions } : null
}

function selector({ bit, size, count, min, max, usages }: InputField, names: Names): ControlField[] {
  const numbers = Math.min(max - min + 1, MOST_NAMES)
  const plain = Array.from({ length: Math.max(0, numbers) }, (_, index) => {
    const usage = usageAt(usages, index)
    return usage === null ? null : switchName(usage)
  })
  // The first usages often stand for nothing being on.
  const first = plain.findIndex((name) => name !== null)
  const named = plain.slice(first).flatMap((name) => (name === null ? [] : [names.next(name)]))
  if (first < 0 || named.length !== plain.length - first) return []
  return [{ kind: 'selector', bit, size, count: Math.min(count, MOST_NAMES), min: min + first, names: named }]
}

function switchName(usage: number): string | null {
  const page = Math.floor(usage / 0x10000)
  const id = usage % 0x10000
  if (id === 0) return null
  if (page === BUTTON_PAGE) return `button${id}`
  if (page === CONSUMER_PAGE) return `consumer${id.toString(16)}`
  return SWITCHES.get(usage) ?? null
}
