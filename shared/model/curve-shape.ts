// What curves come to: both from 0 to 1, rising, each with its inverse; loads no schema.

/** As a show writes it; a table goes from point to point. */
type Curve = 'linear' | 'logarithmic' | 'S' | readonly (readonly [number, number])[]

/** Between the lowest and the highest value of a logarithmic curve, where the values do not say: 60 dB. */
const USUAL_RATIO = 1000

/** Both never fall, and take what is beyond either end for that end. */
export interface Shape {
  at(travel: number): number
  /** The least travel that comes to `value`, or the nearest to it. */
  inverse(value: number): number
}

/** What is no number is 0. */
export const withinShare = (value: number): number => (value > 0 ? Math.min(value, 1) : 0)

const LINEAR: Shape = { at: withinShare, inverse: withinShare }

/** Slow at both ends: a third of the way is a quarter of the value. */
const S: Shape = {
  at(travel) {
    const x = withinShare(travel)
    return x * x * (3 - 2 * x)
  },
  inverse(value) {
    const y = withinShare(value)
    return withinShare(0.5 - Math.sin(Math.asin(1 - 2 * y) / 3))
  },
}

/** Equal ways are equal ratios, from `low` to `high` where both are above 0, else over 60 dB. */
function logarithmic(low: number, high: number): Shape {
  const ratio = low > 0 && high > 0 && low !== high ? high / low : USUAL_RATIO
  return {
    at: (travel) => withinShare((ratio ** withinShare(travel) - 1) / (ratio - 1)),
    inverse: (value) => withinShare(Math.log(1 + withinShare(value) * (ratio - 1)) / Math.log(ratio)),
  }
}

type Points = readonly (readonly [number, number])[]

/** Straight from point to point; `from` and `to` name the column that is known and the one that is asked for. */
function along(points: Points, known: number, from: 0 | 1, to: 0 | 1): number {
  for (let index = 1; index < points.length; index += 1) {
    const next = points[index] as Points[number]
    if (known > next[from]) continue
    const before = points[index - 1] as Points[number]
    const way = next[from] - before[from]
    const gone = way === 0 ? 0 : withinShare((known - before[from]) / way)
    return gone === 1 ? next[to] : before[to] + (next[to] - before[to]) * gone
  }
  return points.at(-1)?.[to] ?? 1
}

/** `low` and `high` are the values at the ends of the travel. */
export function shapeOf(wanted: Curve, low: number, high: number): Shape {
  if (wanted === 'linear') return LINEAR
  if (wanted === 'S') return S
  if (wanted === 'logarithmic') return logarithmic(low, high)
  return {
    at: (travel) => along(wanted, withinShare(travel), 0, 1),
    inverse: (value) => along(wanted, withinShare(value), 1, 0),
  }
}
