// The show's state, alone: what changes while it plays, is no part of its file, and has come to rest.
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { presentName } from '../../shared/model/mutations/renamed.ts'
import { valueFor } from '../../shared/model/param.ts'
import type { ParamValue } from '../../shared/model/param.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import type { ShowFile } from '../../shared/model/show.ts'

/** What it holds of each kind, by name. */
export interface StateValues {
  readonly param: ParamValue
}
type Kind = keyof StateValues
/** The part of a show that says what there may be of each kind. */
type Declared = Pick<ShowFile, 'params'>

export class ShowState {
  #declared: Declared = { params: {} }
  readonly #kept: { readonly [K in Kind]: Map<string, StateValues[K]> } = { param: new Map() }

  /** From now on this is the show. What it does not declare is forgotten, and everything where it is another show. */
  take(show: Declared, { kind, renamed }: ShowChange): void {
    this.#declared = show
    const nameOf = presentName(renamed, 'param')
    const values = [...this.#kept.param]
    this.#kept.param.clear()
    for (const [name, value] of values) this.#kept.param.set(nameOf(name), value)
    for (const name of this.#kept.param.keys()) {
      if (kind === 'open' || !Object.hasOwn(show.params, name)) this.#kept.param.delete(name)
    }
  }

  get<K extends Kind>(kind: K, name: string): StateValues[K] | undefined {
    return this.#kept[kind].get(name)
  }

  /** Keeps a value, or says why it is none of this show; `state/unknown` and `state/invalid`. */
  put<K extends Kind>(kind: K, name: string, value: StateValues[K]): Result<null> {
    const { params } = this.#declared
    const definition = Object.hasOwn(params, name) ? params[name] : undefined
    const where = `${kind} ${name}`
    if (definition === undefined)
      return failed(fault('state/unknown', where, 'the show has no such thing', 'look at what it declares'))
    const taken = valueFor(definition, value)
    if (!taken.ok || taken.value !== value) {
      const what = taken.ok ? `must be ${JSON.stringify(taken.value)}` : taken.error
      return failed(fault('state/invalid', where, what, 'send another value'))
    }
    this.#kept[kind].set(name, value)
    return ok(null)
  }
}
