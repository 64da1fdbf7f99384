// Entries on their way to the writer, in batches as they are handed over; bounded, the newest finds no room.
import { ROW_WIDTH } from './messages.ts'
import type { Cell } from './messages.ts'

export const QUEUE_BOUNDS = {
  /** Entries of one batch, which is handed over, taken up and written in some tenths of a millisecond each. */
  batch: 250,
  /** Entries that may wait. */
  entries: 50_000,
  /** Characters of their texts and payloads, which are most of what they take: 64 MB at the worst. */
  characters: 32 * 1024 * 1024,
} as const

export type QueueBounds = { readonly [bound in keyof typeof QUEUE_BOUNDS]: number }

interface Batch {
  /** Has its full length from the start, because growing it costs more than filling it. */
  readonly cells: Cell[]
  entries: number
  characters: number
}

export class EntryQueue {
  readonly #bounds: QueueBounds
  readonly #batches: Batch[] = []
  #entries = 0
  #characters = 0

  constructor(bounds: QueueBounds) {
    this.#bounds = bounds
  }

  get size(): number {
    return this.#entries
  }

  /** Whether a whole batch waits. */
  get hasBatch(): boolean {
    return this.#entries >= this.#bounds.batch
  }

  get isHalfEmpty(): boolean {
    const { entries, characters } = this.#bounds
    return this.#entries * 2 <= entries && this.#characters * 2 <= characters
  }

  /** False where there is no room. */
  add(cells: readonly Cell[]): boolean {
    const characters = (cells[ROW_WIDTH - 1] as string).length + (cells[ROW_WIDTH - 2] as string).length
    const { batch, entries, characters: most } = this.#bounds
    if (this.#entries >= entries || this.#characters + characters > most) return false
    let last = this.#batches.at(-1)
    if (last === undefined || last.entries >= batch) {
      last = { cells: new Array<Cell>(batch * ROW_WIDTH), entries: 0, characters: 0 }
      this.#batches.push(last)
    }
    const start = last.entries * ROW_WIDTH
    for (let column = 0; column < ROW_WIDTH; column += 1) last.cells[start + column] = cells[column] as Cell
    last.entries += 1
    last.characters += characters
    this.#characters += characters
    this.#entries += 1
    return true
  }

  /** The oldest batch, full or not. */
  take(): Cell[] | undefined {
    const first = this.#batches.shift()
    if (first === undefined) return undefined
    this.#characters -= first.characters
    this.#entries -= first.entries
    first.cells.length = first.entries * ROW_WIDTH
    return first.cells
  }
}
