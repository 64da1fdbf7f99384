// Cuts a large value into pieces that cross from thread to thread one by one, so that putting it together never takes long at once.

/** What is put into the list or object that lies at `path`, behind what is there. */
export interface Slice {
  readonly path: readonly PropertyKey[]
  /** Keys and values, in order; a list's keys are left out. */
  readonly keys: readonly string[] | null
  readonly values: readonly unknown[]
}

/** Numbers, texts, lists and objects in one piece: about a millisecond to take over. */
const PIECE_WEIGHT = 8000
/** Characters that weigh as much as one value. */
const CHARACTERS = 64

type Container = readonly unknown[] | Readonly<Record<string, unknown>>

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null
}

/** Weighs every list and object; `value` is plain data that is not nested too deep to recurse into. */
function weigh(value: unknown, weights: Map<Container, number>): number {
  if (typeof value === 'string') return 1 + value.length / CHARACTERS
  if (!isContainer(value)) return 1
  let weight = 1
  for (const [key, child] of Object.entries(value)) {
    weight += weigh(child, weights) + (Array.isArray(value) ? 0 : key.length / CHARACTERS)
  }
  weights.set(value, weight)
  return weight
}

/** The pieces of plain data, each of no more than about `most` values; an `Assembly` puts them together. */
export function* slicesOf(value: Readonly<Record<string, unknown>>, most = PIECE_WEIGHT): Generator<Slice> {
  const weights = new Map<Container, number>()
  weigh(value, weights)
  yield* fill([], value, { weights, most })
}

interface Cut {
  readonly weights: ReadonlyMap<Container, number>
  readonly most: number
}

function* fill(path: readonly PropertyKey[], container: Container, cut: Cut): Generator<Slice> {
  const list = Array.isArray(container)
  const large: PropertyKey[] = []
  let keys: string[] = []
  let values: unknown[] = []
  let weight = 0
  for (const [key, child] of Object.entries(container)) {
    const own = isContainer(child) ? (cut.weights.get(child) ?? 1) : weigh(child, new Map())
    // It keeps its place here, and is filled afterwards.
    const apart = isContainer(child) && own > cut.most
    if (apart) large.push(list ? Number(key) : key)
    keys.push(key)
    values.push(apart ? (Array.isArray(child) ? [] : {}) : child)
    weight += apart ? 1 : own
    if (weight < cut.most) continue
    yield { path, keys: list ? null : keys, values }
    keys = []
    values = []
    weight = 0
  }
  if (values.length > 0) yield { path, keys: list ? null : keys, values }
  for (const key of large) {
    yield* fill([...path, key], (container as Record<PropertyKey, Container>)[key] as Container, cut)
  }
}

/** Puts slices together again, one at a time, in the order in which they were cut. */
export class Assembly {
  readonly #whole: Record<PropertyKey, unknown> = {}

  add({ path, keys, values }: Slice): void {
    let place: unknown = this.#whole
    for (const key of path) place = (place as Record<PropertyKey, unknown>)[key]
    if (keys === null) {
      for (const value of values) (place as unknown[]).push(value)
    } else {
      for (const [index, key] of keys.entries()) (place as Record<string, unknown>)[key] = values[index]
    }
  }

  get whole(): unknown {
    return this.#whole
  }
}
