// What is known of each parameter of the show, and where each is, in the order of the show.
import { isDeepStrictEqual } from 'node:util'
import type { MonotonicMs } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import { formerName, presentName } from '../../shared/model/mutations/renamed.ts'
import { initialValue } from '../../shared/model/param.ts'
import type { ParamDefinition, ParamRefusal, ParamValue, ParamView } from '../../shared/model/param.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import type { BoundShown } from './bound-shown.ts'

/** A way from one committed value to the next. */
export interface Move {
  readonly since: MonotonicMs
  /** Values on the way. */
  count: number
  /** `seq` of the latest change. */
  cause: number | null
  timer: Disposable
}

export interface Param {
  definition: ParamDefinition
  /** Null while it rests. */
  move: Move | null
  /** Who changed it last, and when; null where nobody has. */
  by: string | null
  changedAt: MonotonicMs | null
  /** When what moved it last was asked for. */
  askedAt: MonotonicMs | null
  /** The scene that moved it last; null where somebody else has since. */
  scene: string | null
  /** The control that holds it; null where somebody else moved it last. */
  hand: object | null
  refused: ParamRefusal | null
  /** What it was published as, where a look at its fade has moved it since. */
  told: ParamValue | undefined
  /** As it was shown last; null where it is another since. */
  shown: ParamView | null
  /** Of that what is bound to it. */
  bound: BoundShown | null
}

/** What changed in the definitions. */
interface Redefined {
  /** Those that are new, or another now. */
  readonly changed: ReadonlyMap<string, Param>
  /** Where those were that were there, by the names of now. */
  readonly before: ReadonlyMap<string, ParamValue>
}

export class ParamTable {
  #params: ReadonlyMap<string, Param> = new Map()
  /** The same object for good: it is handed to all who read all values. */
  readonly values: Record<string, ParamValue> = {}

  get(name: string): Param | undefined {
    return this.#params.get(name)
  }

  [Symbol.iterator](): IterableIterator<readonly [name: string, param: Param]> {
    return this.#params.entries()
  }

  has(name: string): boolean {
    return this.#params.has(name)
  }

  /** Of one that is there. */
  valueOf(name: string): ParamValue {
    return this.values[name] as ParamValue
  }

  /** What is there already keeps its value, whether that still fits or not; the new are at their defaults. */
  define(definitions: Readonly<Record<string, ParamDefinition>>, change: ShowChange): Redefined {
    const nameOf = presentName(change.renamed, 'param')
    const before = new Map(Object.entries(this.values).map(([name, value]) => [nameOf(name), value]))
    const changed = this.#replace(definitions, change)
    for (const name of Object.keys(this.values)) Reflect.deleteProperty(this.values, name)
    for (const [name, { definition }] of this.#params) {
      this.values[name] = before.get(name) ?? initialValue(definition)
    }
    return { changed, before }
  }

  #replace(
    definitions: Readonly<Record<string, ParamDefinition>>,
    { kind, renamed }: ShowChange,
  ): ReadonlyMap<string, Param> {
    const nameOf = presentName(renamed, 'param')
    const formerOf = formerName(renamed, 'param')
    const before = new Map(Array.from(this.#params, ([name, param]) => [nameOf(name), param]))
    const params = new Map<string, Param>()
    const changed = new Map<string, Param>()
    for (const [name, definition] of Object.entries(definitions)) {
      const known = before.get(name)
      const param = known ?? newParam(definition)
      params.set(name, param)
      const isSame = param.definition === definition || isDeepStrictEqual(param.definition, definition)
      const isRenamed = formerOf(name) !== name
      if (kind === 'open' || known === undefined || isRenamed || !isSame) changed.set(name, param)
      param.definition = definition
    }
    for (const [name, { move }] of before) if (!params.has(name)) dispose(move?.timer)
    this.#params = params
    return changed
  }
}

function newParam(definition: ParamDefinition): Param {
  return {
    definition,
    ...{ move: null, by: null, changedAt: null, askedAt: null, scene: null, hand: null, refused: null },
    ...{ told: undefined, shown: null, bound: null },
  }
}

export function unknownParam(name: string): Fault {
  return fault('param/unknown', name, 'the show has no such parameter', 'declare it in params')
}
