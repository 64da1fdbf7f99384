// How many edits are in no file: what was taken back again is none, and taking back what was saved is one.

/** More than anybody counts; beyond it the oldest are a mere number. */
const MOST = 10_000

interface Turn {
  readonly entry: number
  readonly generation: number
  readonly stands: boolean | 'turned'
}

export class UnsavedEdits {
  /** Edits of which only their number is known. */
  #others = 0
  #turns: Turn[] = []

  /** Of an earlier run. */
  begin(others: number, entries: readonly number[]): void {
    this.#others = others - entries.length
    this.#turns = entries.map((entry) => ({ entry, generation: 0, stands: true }))
  }

  /** An entry of the history was made or added to, or taken back or done again. */
  add(kind: 'edit' | 'turn', entry: number, generation: number): void {
    this.#turns.push({ entry, generation, stands: kind === 'edit' ? true : 'turned' })
    if (this.#turns.length <= MOST) return
    const entries = this.entries.length
    this.#turns = []
    this.#others += entries
  }

  /** A file holds all up to that generation. */
  saved(generation: number): void {
    this.#others = 0
    this.#turns = this.#turns.filter((turn) => turn.generation > generation)
  }

  clear(): void {
    this.#others = 0
    this.#turns = []
  }

  get count(): number {
    return Math.max(0, this.#others) + this.entries.length
  }

  get entries(): readonly number[] {
    const stand = new Map<number, boolean>()
    for (const { entry, stands } of this.#turns)
      stand.set(entry, stands === true || stand.get(entry) !== true)
    return [...stand].filter(([, stands]) => stands).map(([entry]) => entry)
  }
}
