// Counts what the tests of faults have been through, and prints it when a file of them is done.
import { hash } from 'node:crypto'
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

/** What a power cut could have left at any moment, each once, with what was promised by then. */
export class CrashBook<T> {
  readonly states: { readonly state: CrashState; readonly promised: T }[] = []
  readonly #seen = new Set<string>()
  readonly #disk: SimulatedDisk
  readonly #counts: Counts
  readonly #promised: () => T

  constructor(disk: SimulatedDisk, counts: Counts, promised: () => T) {
    this.#disk = disk
    this.#counts = counts
    this.#promised = promised
    disk.changed = () => this.look()
    this.look()
  }

  /** Called too when something else is promised. */
  look(): void {
    const promised = this.#promised()
    for (const state of this.#disk.crashStates()) {
      this.#counts.add('states that a power cut leaves')
      const files = [...state.files].map(([path, content]) => `${path} ${content.toString('latin1')}`)
      const key = hash('sha1', `${String(promised)}\n${files.join('\n')}`)
      if (this.#seen.has(key)) continue
      this.#seen.add(key)
      this.#counts.add('of them different')
      this.states.push({ state, promised })
    }
  }
}
