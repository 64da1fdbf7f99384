// Which targets have steps on their way through the main thread: what follows goes the same way, or it would overtake them.
import { CONTROL } from './thread-memory.ts'

/** The thread's side: the main thread says in `CONTROL.dealtWith` how many of its reports have gone all their way. */
export class HandedOn {
  readonly #control: Int32Array
  /** Reports so far; as a word of memory, which starts again when it is full. */
  #reports = 0
  /** By target, which report handed its last step on. */
  readonly #last = new Map<string, number>()

  constructor(control: Int32Array) {
    this.#control = control
  }

  /** A report was written, which hands a step for `target` on where one is named. */
  reported(target: string | null): void {
    this.#reports = (this.#reports + 1) | 0
    if (target !== null) this.#last.set(target, this.#reports)
  }

  /** Whether a step for the target may not have left yet. */
  waits(target: string): boolean {
    const last = this.#last.get(target)
    if (last === undefined) return false
    const ahead = (last - Atomics.load(this.#control, CONTROL.dealtWith)) | 0
    if (ahead <= 0) this.#last.delete(target)
    return ahead > 0
  }
}
