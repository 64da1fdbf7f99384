// Names of the controls that a device describes: one for each, the same at every start, told apart where usages repeat.
import type { UsageRange } from './descriptor.ts'

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

export const isHat = (usage: number): boolean => usage === HAT

export function axisName(usage: number): string | null {
  return AXES.get(usage) ?? null
}

export function switchName(usage: number): string | null {
  const page = Math.floor(usage / 0x10000)
  const id = usage % 0x10000
  if (id === 0) return null
  if (page === BUTTON_PAGE) return `button${id}`
  if (page === CONSUMER_PAGE) return `consumer${id.toString(16)}`
  return SWITCHES.get(usage) ?? null
}

/** What a usage is called where nothing else has its name; null where it is no control. */
function plainName(usage: number): string | null {
  return switchName(usage) ?? axisName(usage) ?? (isHat(usage) ? 'hat' : null)
}

/** The switches among a range of usages; others have no place in a selector. */
export function namesSwitches({ first, last }: UsageRange): boolean {
  const holdsPage = (page: number): boolean => first <= page * 0x10000 + 0xffff && last > page * 0x10000
  return (
    holdsPage(BUTTON_PAGE) ||
    holdsPage(CONSUMER_PAGE) ||
    [...SWITCHES.keys()].some((usage) => usage >= first && usage <= last)
  )
}

/** What one top-level collection of the device describes. */
export interface Described {
  /** Usages of its single controls, by the order in which they are named. */
  readonly usages: ReadonlySet<number>
  /** Usages of which its selectors tell those that are on. */
  readonly ranges: readonly UsageRange[]
}

function overlaps(usages: ReadonlySet<number>, ranges: readonly UsageRange[]): boolean {
  const listed = [...usages]
  return ranges.some(({ first, last }) => listed.some((usage) => usage >= first && usage <= last))
}

function shares(one: Described, other: Described): boolean {
  return (
    [...one.usages].some((usage) => other.usages.has(usage)) ||
    overlaps(one.usages, other.ranges) ||
    overlaps(other.usages, one.ranges) ||
    one.ranges.some((range) =>
      other.ranges.some(({ first, last }) => range.first <= last && first <= range.last),
    )
  )
}

/**
 * Names for the collections of one device, one after the other. A collection that has a control which an earlier one has too is
 * another pad in the same box: all its names begin with `pad2.`, the next one's with `pad3.`.
 */
export class DeviceNames {
  readonly #given: Readonly<Record<string, string>>
  readonly #used = new Set<string>()
  readonly #earlier: Described[] = []
  #pads = 1

  /** `given` are a profile's names, by what the controls are called without it. */
  constructor(given: Readonly<Record<string, string>>) {
    this.#given = given
  }

  collection(described: Described): CollectionNames {
    const again = this.#earlier.some((earlier) => shares(earlier, described))
    this.#earlier.push(described)
    if (again) this.#pads += 1
    return new CollectionNames(again ? `pad${this.#pads}.` : '', described, this.#given, this.#used)
  }
}

/** Names within one collection, told apart by numbers: a second `slider` is `slider2`, a second `button1` of twelve `button1_2`. */
export class CollectionNames {
  readonly #prefix: string
  readonly #described: Described
  readonly #plain: ReadonlySet<string>
  readonly #given: Readonly<Record<string, string>>
  /** Names of the whole device. */
  readonly #used: Set<string>
  readonly #uses = new Map<string, number>()
  readonly #selectors: { readonly range: UsageRange; readonly list: number }[] = []

  constructor(
    prefix: string,
    described: Described,
    given: Readonly<Record<string, string>>,
    used: Set<string>,
  ) {
    this.#prefix = prefix
    this.#described = described
    this.#plain = new Set([...described.usages].map(plainName).filter((name) => name !== null))
    this.#given = given
    this.#used = used
  }

  /** The name of the next control of this plain name, with that which it would have in a pad of its own. */
  next(plain: string): { readonly name: string; readonly own: string } {
    const uses = (this.#uses.get(plain) ?? 0) + 1
    this.#uses.set(plain, uses)
    const numbered = `${plain}${uses}`
    const local = uses === 1 ? plain : this.#isFree(numbered) ? numbered : `${plain}_${uses}`
    const own = this.#nameFor(local)
    // A profile may give a name that another control has by itself.
    const name = this.#used.has(this.#prefix + own) ? this.#unlike(local) : this.#prefix + own
    this.#used.add(name)
    return { name, own }
  }

  /** What a selector calls the controls it tells of; where others tell of them too, it is a list of its own. */
  selector(ranges: readonly UsageRange[]): (usage: number) => string | null {
    const clashes = this.#selectors
      .filter(({ range }) => ranges.some(({ first, last }) => first <= range.last && range.first <= last))
      .map(({ list }) => list)
    const single = overlaps(this.#described.usages, ranges) ? 1 : 0
    const list = Math.max(single, ...clashes) + 1
    for (const range of ranges) this.#selectors.push({ range, list })
    return (usage) => {
      const plain = switchName(usage)
      if (plain === null) return null
      return this.#prefix + (list === 1 ? this.#nameFor(plain) : `list${list}.${plain}`)
    }
  }

  #isFree(numbered: string): boolean {
    const maySelect = this.#described.ranges.length > 0 && /^(?:button|consumer)/.test(numbered)
    return !maySelect && !this.#plain.has(numbered) && !this.#used.has(this.#prefix + numbered)
  }

  #nameFor(local: string): string {
    return Object.hasOwn(this.#given, local) ? (this.#given[local] as string) : local
  }

  #unlike(local: string): string {
    let name = this.#prefix + local
    for (let number = 2; this.#used.has(name); number += 1) name = `${this.#prefix}${local}_${number}`
    return name
  }
}
