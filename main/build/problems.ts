// Gathers what is wrong with a show: the first few in full, the rest as a number.
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import { formatPath } from '../../shared/model/explain.ts'

/** Faults told in full: as many as a person mends before looking again. */
const LISTED = 20

export class Problems {
  readonly #where: string
  readonly #listed: Fault[] = []
  #unlisted = 0

  /** `where` names the file, before the field's path. */
  constructor(where: string) {
    this.#where = where
  }

  get none(): boolean {
    return this.#listed.length === 0
  }

  /** `next` is only asked for where the problem is told: finding a name that was meant costs time. */
  add(code: string, path: readonly PropertyKey[], what: string, next: () => string): void {
    if (this.#listed.length === LISTED) {
      this.#unlisted += 1
      return
    }
    const where = path.length === 0 ? this.#where : `${this.#where}: ${formatPath(path)}`
    this.#listed.push(fault(code, where, what, next()))
  }

  faults(): readonly Fault[] {
    if (this.#unlisted === 0) return this.#listed
    const more = `${this.#unlisted} more ${this.#unlisted === 1 ? 'problem' : 'problems'}`
    return [...this.#listed, fault('show/more', this.#where, more, 'correct these first, then check again')]
  }
}
