// Bounds the work that evaluating an expression or a template may cause, whatever it was made to ask for.
import { Refusal } from './refusal.ts'

/** Of one evaluation: some 100 ns each at worst. An expression as people write them takes about ten. */
const WORK = 30_000

export const VALUE_LIMITS = {
  /** Characters of a text. */
  text: 1_000_000,
  /** Members of a list or object. */
  members: 10_000,
  /** Of a result. */
  depth: 64,
  /** Characters of a whole result as JSON. */
  size: 1_000_000,
} as const

/** Making an error costs as much as some 100 steps. */
const FAILURE = 100

export class Meter {
  #left = WORK
  #room = VALUE_LIMITS.size

  /** Refuses once the work is used up. */
  spend(steps: number): void {
    this.#left -= steps
    if (this.#left >= 0) return
    throw new Refusal(0, 'it takes too much work', 'go through shorter lists and texts', true)
  }

  /** For a failure that was caught because another operand may decide. */
  spendFailure(): void {
    this.spend(FAILURE)
  }

  /** For going once through the characters of a text. */
  scan(text: string): void {
    this.spend(1 + (text.length >> 6))
  }

  /** For making a text of so many characters. */
  write(at: number, characters: number): void {
    if (characters > VALUE_LIMITS.text) {
      throw new Refusal(at, `it makes a text of over ${VALUE_LIMITS.text} characters`, 'join less')
    }
    this.spend(1 + (characters >> 6))
  }

  /** For making a list of so many entries. */
  list(at: number, entries: number): void {
    if (entries > VALUE_LIMITS.members) {
      throw new Refusal(at, `it makes a list of over ${VALUE_LIMITS.members} entries`, 'join less')
    }
    this.spend(1 + (entries >> 2))
  }

  /** For so many characters of what comes out in the end. */
  keep(characters: number): void {
    this.#room -= characters
    if (this.#room >= 0) return
    throw new Refusal(0, `what comes out has over ${VALUE_LIMITS.size} characters`, 'use a part of it', true)
  }
}
