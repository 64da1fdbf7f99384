// Why an expression cannot be read or worked out, with the place in it, on its way out to a fault.
import { nearestName } from '../../shared/base/nearest.ts'

type Words = string | (() => string)

export class Refusal extends Error {
  override readonly name = 'Refusal'
  /** Characters before the place it concerns. */
  readonly at: number
  /** Whether no other operand can make up for it, as one that is true does for an operand of || that fails. */
  readonly final: boolean
  readonly #what: Words
  readonly #next: Words

  /** Words that cost time to find are only asked for where the refusal is told. */
  constructor(at: number, what: Words, next: Words, final = false) {
    super()
    this.at = at
    this.final = final
    this.#what = what
    this.#next = next
  }

  get what(): string {
    return typeof this.#what === 'string' ? this.#what : this.#what()
  }

  /** What to do about it. */
  get next(): string {
    return typeof this.#next === 'string' ? this.#next : this.#next()
  }
}

/** Which of `names` was probably meant, else `otherwise`. Any letter is one slip of the hand from any other. */
export function meant(name: string, names: Iterable<string>, otherwise: string): string {
  const nearest = name.length < 2 ? null : nearestName(name, names)
  return nearest === null ? otherwise : `write ${nearest} if that was meant`
}
