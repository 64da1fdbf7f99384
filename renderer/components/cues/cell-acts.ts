// What a row needs to know of the cell in it that is typed in.
import type { Cell } from '../../lib/cue-cells.ts'

export interface TypedCell {
  readonly cell: Cell
  readonly text: string
  readonly refusal: string | null
  readonly came: string | null
}

export interface CellActs {
  write(text: string): void
  take(why: 'enter' | 'left'): void
  restore(): void
  tab(way: 1 | -1): void
}
