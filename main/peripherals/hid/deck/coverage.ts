// How much of each pixel lies within an outline, so that its edges are smooth.

export interface Place {
  readonly x: number
  readonly y: number
}

/** A closed line of straight pieces, in pixels, y downwards. */
export type Contour = readonly Place[]

/** A picture of one colour: 0 to 255 for each pixel. */
export interface Mask {
  /** Of its first pixel. */
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly cover: Uint8Array
}

/** Lines on which each row of pixels is looked at; along a line the coverage is exact. */
const LINES = 8

interface Crossing {
  readonly x: number
  /** 1 downwards, -1 upwards. */
  readonly turn: number
}

/** What lies within, however the contours overlap: where their turns do not add up to nothing. */
export function coverageOf(contours: readonly Contour[]): Mask {
  const all = contours.flat()
  const left = Math.floor(least(all.map(({ x }) => x)))
  const top = Math.floor(least(all.map(({ y }) => y)))
  const width = Math.max(0, Math.ceil(-least(all.map(({ x }) => -x))) - left)
  const height = Math.max(0, Math.ceil(-least(all.map(({ y }) => -y))) - top)
  const cover = new Uint8Array(width * height)
  const row = new Float64Array(width)
  for (let y = 0; y < height; y += 1) {
    row.fill(0)
    for (let line = 0; line < LINES; line += 1) {
      addLine(row, crossingsAt(contours, top + y + (line + 0.5) / LINES), left)
    }
    for (let x = 0; x < width; x += 1) {
      cover[y * width + x] = Math.round(Math.min(1, (row[x] as number) / LINES) * 255)
    }
  }
  return { left, top, width, height, cover }
}

const least = (numbers: readonly number[]): number => numbers.reduce((a, b) => Math.min(a, b), Infinity)

function crossingsAt(contours: readonly Contour[], y: number): Crossing[] {
  const crossings: Crossing[] = []
  for (const contour of contours) {
    let from = contour.at(-1)
    for (const to of contour) {
      if (from !== undefined && from.y <= y !== to.y <= y) {
        const x = from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x)
        crossings.push({ x, turn: from.y < to.y ? 1 : -1 })
      }
      from = to
    }
  }
  return crossings.sort((one, other) => one.x - other.x)
}

function addLine(row: Float64Array, crossings: readonly Crossing[], left: number): void {
  let turns = 0
  let from = 0
  for (const { x, turn } of crossings) {
    if (turns !== 0) addSpan(row, from - left, x - left)
    turns += turn
    from = x
  }
}

function addSpan(row: Float64Array, from: number, to: number): void {
  for (let x = Math.max(0, Math.floor(from)); x < Math.min(row.length, Math.ceil(to)); x += 1) {
    row[x] = (row[x] as number) + Math.min(to, x + 1) - Math.max(from, x)
  }
}
