// Which device is which: the same identity for the same device, in whatever port and after every start.
import type { DeviceInfo } from './peripheral.ts'

interface Numbered {
  /** Null while no device has this number. */
  path: string | null
  /** Where the latest device of this number was plugged in. */
  port: string
}

/** Every number given so far, by kind: what another process needs to know the same devices by the same names. */
export type GivenNumbers = readonly (readonly [kind: string, numbers: readonly Readonly<Numbered>[]])[]

/** Made when two devices are first compared, which most machines never need. */
let collator: Intl.Collator | null = null

/** Puts `port2` before `port10`. */
function byPort(a: string, b: string): number {
  collator ??= new Intl.Collator('en', { numeric: true })
  return collator.compare(a, b)
}

/** Kinds of which no device is present are forgotten beyond this many, the longest known first. */
const REMEMBERED_KINDS = 1_024

export class Identities {
  /** By model and serial: the numbers given so far, the first at index 0. */
  readonly #given: Map<string, Numbered[]>

  constructor(given: GivenNumbers = []) {
    this.#given = new Map(given.map(([kind, numbers]) => [kind, numbers.map((number) => ({ ...number }))]))
  }

  given(): GivenNumbers {
    return [...this.#given]
  }

  /**
   * Identities of the devices that are present, by path. Equal devices are numbered in the order of their ports; one that
   * stays keeps its number, and one that comes takes the number its port had, else the lowest that is free.
   */
  assign(present: readonly DeviceInfo[]): ReadonlyMap<string, string> {
    const paths = new Set(present.map(({ path }) => path))
    for (const number of [...this.#given.values()].flat()) {
      if (number.path !== null && !paths.has(number.path)) number.path = null
    }
    const ordered = present.toSorted(
      (left, right) => byPort(left.port, right.port) || byPort(left.path, right.path),
    )
    const strangers = ordered.filter((info) => !this.#recognize(info))
    for (const info of strangers) this.#number(info)
    this.#forgetOldest()
    return new Map(ordered.map((info) => [info.path, this.#identityOf(info)]))
  }

  /** Whether it is still there, or has come back to where it was. */
  #recognize({ path, port, ...info }: DeviceInfo): boolean {
    const numbers = this.#given.get(kindOf(info)) ?? []
    if (numbers.some((number) => number.path === path)) return true
    const former = numbers.find((number) => number.path === null && number.port === port)
    if (former !== undefined) former.path = path
    return former !== undefined
  }

  #number({ path, port, ...info }: DeviceInfo): void {
    const kind = kindOf(info)
    const numbers = this.#given.get(kind) ?? []
    this.#given.set(kind, numbers)
    const free = numbers.find((number) => number.path === null)
    if (free === undefined) numbers.push({ path, port })
    else Object.assign(free, { path, port })
  }

  #identityOf({ path, serial, ...info }: DeviceInfo): string {
    const kind = kindOf({ serial, ...info })
    const index = this.#given.get(kind)?.findIndex((number) => number.path === path) ?? 0
    // Counted even with a serial, because cheap devices may all carry the same one.
    return serial !== null && index === 0 ? kind : `${kind}:${index + 1}`
  }

  #forgetOldest(): void {
    for (const [kind, numbers] of this.#given) {
      if (this.#given.size <= REMEMBERED_KINDS) return
      if (numbers.every(({ path }) => path === null)) this.#given.delete(kind)
    }
  }
}

function kindOf({ model, serial }: Pick<DeviceInfo, 'model' | 'serial'>): string {
  return serial === null ? model : `${model}:${serial}`
}
