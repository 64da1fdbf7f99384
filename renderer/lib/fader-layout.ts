// Where the faders of a page stand: so many in a row, as rows of which only those in view are drawn.
import type { NamedParam } from '../../shared/contract/streams.ts'
import type { FaderSize } from '../../shared/model/fader-page.ts'

/** Pixels of a place; whatever is pressed in it is as large as a finger. */
export const PLACES: Readonly<Record<FaderSize, { readonly width: number; readonly height: number }>> = {
  small: { width: 64, height: 176 },
  medium: { width: 92, height: 252 },
  large: { width: 132, height: 360 },
}
export const PLACE_GAP = 6

/** A longer way is out of reach of a hand that rests. */
const MOST_HEIGHT = 590
/** Narrower than this they lie, each as wide as the page. */
export const LIES_UNDER = 480
/** Lower than this, as on a phone on its side, an upright one would be cut. */
export const LIES_BELOW = 260

/** Of each of so many rows: all that there is where they fit, else as its size says. */
export function placeHeight(size: FaderSize, rows: number, room: number): number {
  const each = Math.floor((room - PLACE_GAP) / Math.max(1, rows)) - PLACE_GAP
  return Math.min(Math.max(PLACES[size].height, each), MOST_HEIGHT)
}

/** Of the place of a parameter that is gone, its name alone. */
export type Placed = NamedParam | string

export const nameOf = (placed: Placed): string => (typeof placed === 'string' ? placed : placed.name)

/** Names of choices and texts need two places. */
export function spanOf(placed: Placed, columns: number): number {
  return columns > 1 && typeof placed !== 'string' && placed.type === 'text' ? 2 : 1
}

export interface FaderRow {
  /** Names of what is in it: as long as these are the same it is the same row. */
  readonly key: string
  readonly placed: readonly Placed[]
}

export function columnsIn(width: number, size: FaderSize): number {
  return Math.max(1, Math.floor((width + PLACE_GAP) / (PLACES[size].width + PLACE_GAP)))
}

export function rowsOf(all: readonly Placed[], columns: number): readonly FaderRow[] {
  const rows: Placed[][] = []
  let left = 0
  for (const placed of all) {
    const span = spanOf(placed, columns)
    if (span > left) {
      rows.push([])
      left = columns
    }
    rows.at(-1)?.push(placed)
    left -= span
  }
  return rows.map((row) => ({ key: row.map(nameOf).join(' '), placed: row }))
}
