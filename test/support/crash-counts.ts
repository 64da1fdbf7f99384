// Counts what the tests of faults have been through, and prints it when a file of them is done.
import { afterAll } from 'vitest'
import type { CrashState, SimulatedDisk } from './simulated-disk.ts'

export class Counts {
  readonly #counts = new Map<string, number>()

  constructor(title: string) {
    afterAll(() => {
      const said = [...this.#counts].map(([what, count]) => `${count.toLocaleString('en')} ${what}`)
      process.stdout.write(`${title}: ${said.join(', ')}\n`)
    })
  }

  add(what: string, count = 1): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + count)
  }

  of(what: string): number {
    return this.#counts.get(what) ?? 0
  }
}

/** What a power cut could have left at any moment, each once, with what had been promised at the first of those moments. */
export class CrashBook<T> {
  readonly states: { readonly state: CrashState; readonly promised: T }[] = []
  readonly #seen = new Set<string>()
  readonly #counts: Counts
  #promise: T

  constructor(disk: SimulatedDisk, counts: Counts, promise: T) {
    this.#counts = counts
    this.#promise = promise
    disk.changed = () => this.#look(disk)
    this.#look(disk)
  }

  /** From now on this is promised. */
  promise(disk: SimulatedDisk, promise: T): void {
    this.#promise = promise
    this.#seen.clear()
    this.#look(disk)
  }

  #look(disk: SimulatedDisk): void {
    for (const state of disk.crashStates()) {
      this.#counts.add('states that a power cut leaves')
      const key = [...state.files]
        .map(([path, content]) => `${path} ${content.toString('latin1')}`)
        .join('\n')
      if (this.#seen.has(key)) continue
      this.#seen.add(key)
      this.#counts.add('of them different')
      this.states.push({ state, promised: this.#promise })
    }
  }
}
