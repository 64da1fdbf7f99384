// How the engine was: ten minutes second by second and six hours in steps of ten seconds, in 110 kB that are there from the start.
import { HISTORY_READINGS } from '../../shared/model/health-history.ts'
import type { HealthHistory, HistoryReading, HistorySpan } from '../../shared/model/health-history.ts'
import type { HealthReport } from '../../shared/model/health.ts'
import { sampleOf } from '../../shared/model/health-rates.ts'
import type { HealthSample } from '../../shared/model/health-rates.ts'

/** Reports come four times a second; a point stands for a second of them, give or take a late timer. */
const POINT_MS = 900
const POINTS: Readonly<Record<HistorySpan, number>> = { minutes: 600, hours: 2160 }
/** Points of the one that make one of the other. */
const TOGETHER = 10
const DIGITS = 4

/** Of several the mean; of other readings the worst, and of memory the latest. */
const MEAN: ReadonlySet<HistoryReading> = new Set([
  'eventsPerSecond',
  'emittedPerSecond',
  'oscPerSecond',
  'oscBytesPerSecond',
])

type Point = Readonly<Record<HistoryReading, number | null>>

export class HealthHistories {
  readonly #minutes = new Columns(POINTS.minutes)
  readonly #hours = new Columns(POINTS.hours)
  #pointed: HealthReport | null = null
  #since: HealthReport[] = []
  #together: HealthSample[] = []

  add(report: HealthReport): void {
    if (this.#pointed !== null && report.at - this.#pointed.at < POINT_MS) {
      this.#since.push(report)
      return
    }
    const point = sampleOf(this.#pointed, this.#since, report)
    this.#pointed = report
    this.#since = []
    this.#minutes.push(report.time, point)
    this.#together.push(point)
    if (this.#together.length < TOGETHER) return
    this.#hours.push(report.time, together(this.#together))
    this.#together = []
  }

  read(span: HistorySpan): HealthHistory {
    return (span === 'minutes' ? this.#minutes : this.#hours).read()
  }
}

/** A ring of points, each reading in an array of its own. */
class Columns {
  readonly #times: Float64Array
  readonly #readings: Readonly<Record<HistoryReading, Float32Array>>
  #next = 0
  #count = 0

  constructor(points: number) {
    this.#times = new Float64Array(points)
    this.#readings = byReading(() => new Float32Array(points))
  }

  push(time: number, point: Point): void {
    this.#times[this.#next] = time
    for (const reading of HISTORY_READINGS) this.#readings[reading][this.#next] = point[reading] ?? Number.NaN
    this.#next = (this.#next + 1) % this.#times.length
    this.#count = Math.min(this.#count + 1, this.#times.length)
  }

  read(): HealthHistory {
    const places = Array.from(
      { length: this.#count },
      (_, index) => (this.#next - this.#count + index + this.#times.length) % this.#times.length,
    )
    const at = places.map((place) => Math.round(this.#times[place] as number))
    return {
      times: at.map((time, index) => time - (at[index - 1] ?? 0)),
      readings: byReading((reading) =>
        places.map((place) => shown(this.#readings[reading][place] as number)),
      ),
    }
  }
}

function byReading<T>(of: (reading: HistoryReading) => T): Record<HistoryReading, T> {
  return Object.fromEntries(HISTORY_READINGS.map((reading) => [reading, of(reading)])) as Record<
    HistoryReading,
    T
  >
}

function shown(value: number): number | null {
  return Number.isNaN(value) ? null : Number(value.toPrecision(DIGITS))
}

function together(points: readonly HealthSample[]): Point {
  return byReading((reading) => {
    const known = points.map((point) => point[reading]).filter((value) => value !== null)
    if (known.length === 0) return null
    if (reading === 'rss') return known.at(-1) ?? null
    return MEAN.has(reading)
      ? known.reduce((sum, value) => sum + value, 0) / known.length
      : Math.max(...known)
  })
}
