// The part of a timeline that is on screen: time to pixel and back, zooming, panning, ruler ticks.

export interface TimeScale {
  /** Time at the left edge, in ms. */
  readonly start: number
  /** Milliseconds from the left edge to the right. */
  readonly span: number
  /** Pixels. */
  readonly width: number
}

export interface Tick {
  readonly time: number
  /** Labelled ticks only; null for the small ones between. */
  readonly label: string | null
}

/** Room left and right of the timeline, so that marks at its ends are whole. */
const MARGIN_PX = 16
/** Closest zoom: the width of the screen in ms. */
const SHORTEST_SPAN = 20
/** What an empty or instantaneous timeline is shown as. */
const LEAST_LENGTH = 1000

export function xAt({ start, span, width }: TimeScale, time: number): number {
  return ((time - start) * width) / span
}

export function timeAt({ start, span, width }: TimeScale, x: number): number {
  return start + (x / width) * span
}

/** The whole timeline with a margin on both sides. */
export function fit(length: number, width: number): TimeScale {
  const inner = Math.max(1, width - 2 * MARGIN_PX)
  const perPixel = Math.max(length, LEAST_LENGTH) / inner
  return { start: -MARGIN_PX * perPixel, span: perPixel * Math.max(1, width), width: Math.max(1, width) }
}

function within(scale: TimeScale, length: number): TimeScale {
  const whole = fit(length, scale.width)
  const span = Math.min(Math.max(scale.span, SHORTEST_SPAN), whole.span)
  const margin = (MARGIN_PX / scale.width) * span
  const latest = Math.max(length, LEAST_LENGTH) + margin - span
  const start = Math.min(Math.max(scale.start, -margin), Math.max(-margin, latest))
  return { start, span, width: scale.width }
}

/** Shows `factor` times as much (below 1: closer), keeping the time under `x` where it is as far as the ends allow. */
export function zoomAt(scale: TimeScale, x: number, factor: number, length: number): TimeScale {
  const whole = fit(length, scale.width)
  const span = Math.min(Math.max(scale.span * factor, SHORTEST_SPAN), whole.span)
  const start = timeAt(scale, x) - (x / scale.width) * span
  return within({ start, span, width: scale.width }, length)
}

/** Moves the view by `dx` pixels towards later times. */
export function panBy(scale: TimeScale, dx: number, length: number): TimeScale {
  return within({ ...scale, start: scale.start + (dx / scale.width) * scale.span }, length)
}

/** The same stretch of time on a screen of another width. */
export function resize(scale: TimeScale, width: number, length: number): TimeScale {
  return within({ ...scale, width: Math.max(1, width) }, length)
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Distance between labels, and into how many parts small ticks divide it. */
const STEPS: readonly (readonly [number, number])[] = [
  ...[1, 10, 100].flatMap((ms) => [[ms, 5] as const, [2 * ms, 4] as const, [5 * ms, 5] as const]),
  ...[SECOND, MINUTE].flatMap((unit) => [
    [unit, 4] as const,
    [2 * unit, 4] as const,
    [5 * unit, 5] as const,
    [10 * unit, 5] as const,
    [15 * unit, 3] as const,
    [30 * unit, 3] as const,
  ]),
  [HOUR, 4],
  [2 * HOUR, 4],
  [6 * HOUR, 6],
  [12 * HOUR, 4],
  [DAY, 4],
  [2 * DAY, 2],
  [5 * DAY, 5],
  [10 * DAY, 5],
]

function tickLabel(time: number, step: number): string {
  const total = Math.round(time)
  const sign = total < 0 ? '-' : ''
  const ms = Math.abs(total)
  const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0')
  if (step >= DAY) return `${sign}${ms / DAY} d`
  const days = Math.floor(ms / DAY)
  const hours = Math.floor((ms % DAY) / HOUR)
  const minutes = Math.floor((ms % HOUR) / MINUTE)
  const seconds = Math.floor((ms % MINUTE) / SECOND)
  const clock = ms >= HOUR ? `${hours}:${pad(minutes)}:${pad(seconds)}` : `${minutes}:${pad(seconds)}`
  const fraction = step < SECOND ? `.${pad(ms % SECOND, 3)}` : ''
  return `${sign}${days > 0 ? `${days} d ` : ''}${clock}${fraction}`
}

/** Ticks from the left edge to the right, labels at least `spacing` pixels apart; none before 0. */
export function ticks(scale: TimeScale, spacing: number): Tick[] {
  const wanted = (spacing / scale.width) * scale.span
  const [step, parts] = STEPS.find(([distance]) => distance >= wanted) ?? [Math.ceil(wanted / DAY) * DAY, 2]
  const small = step / parts
  const made: Tick[] = []
  const last = Math.floor((scale.start + scale.span) / small)
  for (let index = Math.max(0, Math.ceil(scale.start / small)); index <= last; index += 1) {
    const time = index * small
    made.push({ time, label: index % parts === 0 ? tickLabel(time, step) : null })
  }
  return made
}
