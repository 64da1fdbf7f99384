// Report descriptors: what a HID device says of the reports it sends, read into the input fields they hold.
import { failed, fault, ok } from '../../../shared/base/result.ts'
import type { Fault, Result } from '../../../shared/base/result.ts'

export const DESCRIPTOR_LIMITS = {
  /** Bytes of a descriptor and of one report: what the Linux kernel and USB allow. */
  bytes: 4096,
  reportBytes: 4096,
  /** Bits of one element; wider ones exist only in feature reports of vendors. */
  elementBits: 256,
  /** Input fields, and ranges of usages of one of them. */
  fields: 1024,
  usageRanges: 1024,
  collections: 64,
  pushes: 16,
} as const

/** Inclusive; a usage is its page in the upper and its number in the lower 16 bits. */
export interface UsageRange {
  readonly first: number
  readonly last: number
}

export interface InputField {
  /** Which of the device's top-level collections it lies in, counted from 1; 0 for what lies in none. */
  readonly collection: number
  /** 0 where the device's reports carry no id. */
  readonly reportId: number
  /** Offset of the first element in the report, its id byte included. */
  readonly bit: number
  /** Bits of one element. */
  readonly size: number
  readonly count: number
  /** Each element is one control; otherwise each holds the number of a control that is on. */
  readonly variable: boolean
  readonly relative: boolean
  readonly min: number
  readonly max: number
  readonly usages: readonly UsageRange[]
}

export interface Descriptor {
  /** What the device is, such as 0x10005 for a gamepad: the usage of its first application collection, or 0. */
  readonly application: number
  readonly fields: readonly InputField[]
  /** Bytes of each input report, id byte included, by id. */
  readonly reportBytes: ReadonlyMap<number, number>
}

interface Globals {
  page: number
  min: number
  /** As the item holds it, signed and unsigned: which of them counts depends on the minimum, whichever comes first. */
  signedMax: number
  unsignedMax: number
  size: number
  count: number
  reportId: number
}

const NO_GLOBALS: Globals = {
  page: 0,
  min: 0,
  signedMax: 0,
  unsignedMax: 0,
  size: 0,
  count: 0,
  reportId: 0,
}

const LONG_ITEM = 0xfe
const MAIN = 0
const GLOBAL = 1
const LOCAL = 2

const INPUT = 8
const COLLECTION = 10
const END_COLLECTION = 12
const APPLICATION = 1

const CONSTANT_BIT = 1
const VARIABLE_BIT = 2
const RELATIVE_BIT = 4

/** The usage of the element at `index`; the last one stands for all that follow. Null where the field has none. */
export function usageAt(usages: readonly UsageRange[], index: number): number | null {
  let left = index
  for (const { first, last } of usages) {
    if (left <= last - first) return first + left
    left -= last - first + 1
  }
  return usages.at(-1)?.last ?? null
}

/** Fault `hid/bad-descriptor` tells what is wrong with it and at which byte. Work is bounded by its length. */
export function parseDescriptor(bytes: Uint8Array): Result<Descriptor> {
  if (bytes.length === 0 || bytes.length > DESCRIPTOR_LIMITS.bytes) {
    return failed(refusal(0, `it has ${bytes.length} bytes, not 1 to ${DESCRIPTOR_LIMITS.bytes}`))
  }
  const parser = new DescriptorParser()
  let at = 0
  while (at < bytes.length) {
    const prefix = bytes[at] as number
    const isLong = prefix === LONG_ITEM
    const header = isLong ? 3 : 1
    const length = isLong ? (bytes[at + 1] ?? 0) : shortLength(prefix)
    if (at + header + length > bytes.length) return failed(refusal(at, 'it ends in the middle of an item'))
    // Long items are reserved; none has ever been defined.
    if (!isLong) {
      const problem = parser.item((prefix >> 2) & 3, prefix >> 4, bytes.subarray(at + 1, at + 1 + length))
      if (problem !== null) return failed(refusal(at, problem))
    }
    at += header + length
  }
  const problem = parser.unfinished()
  return problem === null ? ok(parser.descriptor()) : failed(refusal(at, problem))
}

/** Bytes of data after the prefix of a short item: 0, 1, 2 or 4. */
function shortLength(prefix: number): number {
  const code = prefix & 3
  return code === 3 ? 4 : code
}

function refusal(at: number, what: string): Fault {
  return fault('hid/bad-descriptor', `report descriptor, byte ${at}`, what, 'the device needs a profile')
}

class DescriptorParser {
  readonly #fields: InputField[] = []
  /** Bits used so far of each input report, by id. */
  readonly #bits = new Map<number, number>()
  readonly #pushed: Globals[] = []
  #globals: Globals = { ...NO_GLOBALS }
  #application = 0
  #collection = 0
  #depth = 0

  // Local items count until the next main item.
  #usages: { first: number; last: number; short: boolean }[] = []
  #usageMin: { usage: number; short: boolean } | null = null
  /** Usages inside a delimited set are alternatives, of which the first is the preferred one. */
  #alternatives: number | null = null

  /** What is wrong with the item, or null. */
  item(type: number, tag: number, data: Uint8Array): string | null {
    if (type === MAIN) return this.#main(tag, unsigned(data))
    if (type === GLOBAL) return this.#global(tag, data)
    return type === LOCAL ? this.#local(tag, data) : null
  }

  unfinished(): string | null {
    return this.#depth === 0 ? null : 'a collection is never closed'
  }

  descriptor(): Descriptor {
    const reportBytes = new Map([...this.#bits].map(([id, bits]) => [id, Math.ceil(bits / 8)]))
    return { application: this.#application, fields: this.#fields, reportBytes }
  }

  #main(tag: number, flags: number): string | null {
    let problem: string | null = null
    if (tag === INPUT) problem = this.#input(flags)
    else if (tag === COLLECTION) problem = this.#open(flags)
    else if (tag === END_COLLECTION) problem = --this.#depth < 0 ? 'a collection ends that never began' : null
    this.#usages = []
    this.#usageMin = null
    this.#alternatives = null
    return problem
  }

  #open(kind: number): string | null {
    if (this.#application === 0 && kind === APPLICATION) {
      this.#application = usageAt(this.#completeUsages(), 0) ?? 0
    }
    if (this.#depth === 0) this.#collection += 1
    this.#depth += 1
    return this.#depth > DESCRIPTOR_LIMITS.collections ? 'collections are nested too deep' : null
  }

  #input(flags: number): string | null {
    const { reportId, size, count } = this.#globals
    if (size > DESCRIPTOR_LIMITS.elementBits) return `an element has ${size} bits`
    const bit = this.#bits.get(reportId) ?? (reportId === 0 ? 0 : 8)
    const end = bit + size * count
    if (end > 8 * DESCRIPTOR_LIMITS.reportBytes) return `report ${reportId} has more than 4096 bytes`
    if (this.#bits.has(0) && reportId !== 0) return 'some reports have an id and others have none'
    this.#bits.set(reportId, end)
    if (size * count === 0 || (flags & CONSTANT_BIT) !== 0) return null
    if (this.#fields.length === DESCRIPTOR_LIMITS.fields) return 'it has too many fields'
    this.#fields.push(this.#field(flags, bit))
    return null
  }

  #field(flags: number, bit: number): InputField {
    const { reportId, size, count, min, signedMax, unsignedMax } = this.#globals
    return {
      collection: this.#depth === 0 ? 0 : this.#collection,
      reportId,
      bit,
      size,
      count,
      variable: (flags & VARIABLE_BIT) !== 0,
      relative: (flags & RELATIVE_BIT) !== 0,
      min,
      max: min < 0 ? signedMax : unsignedMax,
      usages: this.#completeUsages(),
    }
  }

  /** Usages of one or two bytes belong to the page that is current at the main item. */
  #completeUsages(): UsageRange[] {
    const page = this.#globals.page * 0x10000
    return this.#usages.map(({ first, last, short }) =>
      short ? { first: page + first, last: page + last } : { first, last },
    )
  }

  #global(tag: number, data: Uint8Array): string | null {
    const globals = this.#globals
    const value = unsigned(data)
    switch (tag) {
      case 0:
        globals.page = value & 0xffff
        return null
      case 1:
        globals.min = signed(data)
        return null
      case 2:
        globals.signedMax = signed(data)
        globals.unsignedMax = value
        return null
      case 7:
        globals.size = value
        return null
      case 8:
        globals.reportId = value
        return value < 1 || value > 255 ? `the report id ${value} is not 1 to 255` : null
      case 9:
        globals.count = value
        return null
      case 10:
        this.#pushed.push({ ...globals })
        return this.#pushed.length > DESCRIPTOR_LIMITS.pushes ? 'too much is pushed' : null
      case 11: {
        const popped = this.#pushed.pop()
        if (popped === undefined) return 'nothing is left to pop'
        this.#globals = popped
        return null
      }
      default:
        // Physical ranges, units and exponents say nothing that a control needs.
        return null
    }
  }

  #local(tag: number, data: Uint8Array): string | null {
    const value = unsigned(data)
    const short = data.length < 4
    if (tag === 10) this.#alternatives = value === 1 ? 0 : null
    else if (tag === 0) return this.#addUsages(value, value, short)
    else if (tag === 1) this.#usageMin = { usage: value, short }
    else if (tag === 2 && this.#usageMin !== null) {
      const { usage, short: shortMin } = this.#usageMin
      this.#usageMin = null
      return this.#addUsages(usage, value, short && shortMin)
    }
    return null
  }

  #addUsages(first: number, last: number, short: boolean): string | null {
    if (last < first) return `a range of usages runs from ${first} back to ${last}`
    if (this.#alternatives !== null && this.#alternatives++ > 0) return null
    this.#usages.push({ first, last, short })
    return this.#usages.length > DESCRIPTOR_LIMITS.usageRanges ? 'a field has too many usages' : null
  }
}

/** Little endian, of no to four bytes. */
function unsigned(data: Uint8Array): number {
  return data.reduceRight((value, byte) => value * 256 + byte, 0)
}

function signed(data: Uint8Array): number {
  const value = unsigned(data)
  const range = 2 ** (8 * data.length)
  return value >= range / 2 && data.length > 0 ? value - range : value
}
