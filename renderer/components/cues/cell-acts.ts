// What a row needs to know of the cell in it that is typed in, and what becomes of what is typed.
import { tick } from 'svelte'
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

/** The cell that is typed in, wherever it is. */
interface Typing {
  readonly cell: {
    write(text: string): void
    /** Whether it is over. */
    take(): boolean
    restore(): void
  }
  tab(way: 1 | -1): void
}

/** After Enter and Escape the keys are those of the rows again. */
export function cellActs(typing: Typing, backToRows: () => void): CellActs {
  const { cell } = typing
  return {
    write: (text) => cell.write(text),
    take(why) {
      if (cell.take() && why === 'enter') backToRows()
    },
    restore() {
      cell.restore()
      void tick().then(backToRows)
    },
    tab: (way) => typing.tab(way),
  }
}
