// What a bench reports: figures of several rounds, beside a baseline taken in the same minutes on the same machine.

export interface Measurement {
  readonly what: string
  readonly unit: string
  /** One figure a round. */
  readonly subject: readonly number[]
  readonly baseline: Baseline | null
  readonly reach: Reach | null
}

interface Baseline {
  readonly name: string
  readonly figures: readonly number[]
}

/** What is aimed at: a bound of the median, or of its ratio to the baseline's. */
interface Reach {
  readonly of: 'figure' | 'ratio'
  readonly bound: 'at most' | 'at least'
  readonly value: number
}

/** Answers its measurements, or why it cannot be run here. */
export type Bench = () => Promise<readonly Measurement[] | string>

export const atMost = (value: number): Reach => ({ of: 'figure', bound: 'at most', value })
export const atLeast = (value: number): Reach => ({ of: 'figure', bound: 'at least', value })
export const atMostTimes = (value: number): Reach => ({ of: 'ratio', bound: 'at most', value })

/** The smallest of the values that at least the given share (0 to 1) does not exceed. */
export function percentile(values: Iterable<number>, share: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN
}

export const median = (values: Iterable<number>): number => percentile(values, 0.5)

/** Subject and baseline in turn, so that both see the same weather on a shared machine. */
export async function alternate<S, B>(
  rounds: number,
  subject: () => Promise<S>,
  baseline: () => Promise<B>,
): Promise<{ readonly subject: readonly S[]; readonly baseline: readonly B[] }> {
  const figures: { subject: S[]; baseline: B[] } = { subject: [], baseline: [] }
  for (let round = 0; round < rounds; round += 1) {
    figures.baseline.push(await baseline())
    figures.subject.push(await subject())
  }
  return figures
}

/**
 * Several sides in small slices by turns, so that whatever goes on beside them meets them all alike; answers what each gave,
 * one list a round.
 */
export async function inSlices<Side extends string>(
  rounds: number,
  slices: number,
  sides: Readonly<Record<Side, () => Promise<readonly number[]>>>,
): Promise<Readonly<Record<Side, readonly (readonly number[])[]>>> {
  const names = Object.keys(sides) as Side[]
  const figures = Object.fromEntries(names.map((name) => [name, [] as number[][]])) as Record<
    Side,
    number[][]
  >
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) figures[name].push([])
    for (let slice = 0; slice < slices; slice += 1) {
      for (const name of names) for (const figure of await sides[name]()) figures[name][round]?.push(figure)
    }
  }
  return figures
}

/** Null where there is nothing, or only zero, to compare with. */
function ratioOf({ subject, baseline }: Measurement): number | null {
  const compared = baseline === null ? 0 : median(baseline.figures)
  return compared === 0 ? null : median(subject) / compared
}

function isReached(measurement: Measurement): boolean | null {
  const { reach, subject } = measurement
  if (reach === null) return null
  const value = reach.of === 'figure' ? median(subject) : ratioOf(measurement)
  if (value === null) return null
  return reach.bound === 'at most' ? value <= reach.value : value >= reach.value
}

function numberText(value: number): string {
  if (Math.abs(value) >= 10_000) return Math.round(value).toLocaleString('en')
  return String(Number(value.toPrecision(3)))
}

/** `0.041 (0.038-0.05)`: the median and, where they differ, the extremes. */
function figuresText(figures: readonly number[]): string {
  const middle = numberText(median(figures))
  const [least, most] = [Math.min(...figures), Math.max(...figures)].map(numberText)
  return least === most ? middle : `${middle} (${least}-${most})`
}

function reachText({ of, bound, value }: Reach): string {
  return `${bound === 'at most' ? '≤' : '≥'} ${numberText(value)}${of === 'ratio' ? ' x' : ''}`
}

const HEADINGS = ['measured', 'unit', 'median (min-max)', 'baseline', 'ratio', 'reach', '']
const REACHED = new Map([
  [true, 'reached'],
  [false, 'SHORT'],
  [null, ''],
])

function cells(measurement: Measurement): string[] {
  const { what, unit, subject, baseline, reach } = measurement
  const ratio = ratioOf(measurement)
  return [
    what,
    unit,
    figuresText(subject),
    baseline === null ? '' : `${figuresText(baseline.figures)} ${baseline.name}`,
    ratio === null ? '' : `${numberText(ratio)} x`,
    reach === null ? '' : reachText(reach),
    REACHED.get(isReached(measurement)) ?? '',
  ]
}

/** A table as text, one line a measurement. */
export function table(measurements: readonly Measurement[]): string {
  const rows = [HEADINGS, ...measurements.map(cells)]
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
