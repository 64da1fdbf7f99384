// Draws the two layers of a timeline: what stands still (ruler, rows, marks) and what moves over it (playheads).
import { columnsFor, fillColumns } from '../../lib/timeline-marks.ts'
import type { Columns } from '../../lib/timeline-marks.ts'
import type { TimelineRow } from '../../lib/timeline-rows.ts'
import { ticks, xAt } from '../../lib/time-scale.ts'
import type { TimeScale } from '../../lib/time-scale.ts'

export interface TimelineLane {
  readonly row: TimelineRow
  /** Null for no colour of its own. */
  readonly colour: string | null
}

/** CSS pixels. The plot is right of `gutter` and below `RULER_HEIGHT`; `scale.width` is its width. */
export interface TimelineGeometry {
  readonly width: number
  readonly height: number
  readonly gutter: number
  readonly rowHeight: number
  /** How far the rows are scrolled up. */
  readonly scrolled: number
  readonly scale: TimeScale
}

/** A playhead as drawn: where it stands, in ms of the timeline. */
export interface DrawnHead {
  readonly position: number
  readonly running: boolean
  /** The run that a click on the ruler moves. */
  readonly steered: boolean
  /** The lane it belongs to, or null for all. */
  readonly lane: number | null
  readonly text: string
}

export interface TimelineTheme {
  readonly panel: string
  readonly raised: string
  readonly line: string
  readonly lineStrong: string
  readonly text: string
  readonly textSoft: string
  readonly textFaint: string
  readonly go: string
  readonly warn: string
  readonly font: string
  /** A colour of a show as it is drawn in this theme. */
  shown(colour: string): string
}

export const RULER_HEIGHT = 28
const LABEL_SPACING = 84
const MARK_WIDTH = 2

export function readTheme(element: HTMLElement): TimelineTheme {
  const style = getComputedStyle(element)
  const shown = new Map<string, string>()
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  return {
    panel: token('panel'),
    raised: token('raised'),
    line: token('line'),
    lineStrong: token('line-strong'),
    text: token('text'),
    textSoft: token('text-soft'),
    textFaint: token('text-faint'),
    go: token('go'),
    warn: token('warn'),
    font: style.fontFamily,
    shown(colour) {
      const known = shown.get(colour)
      if (known !== undefined) return known
      // A canvas knows no tokens, so an element is asked.
      element.style.color = colour
      const value = getComputedStyle(element).color
      element.style.color = ''
      shown.set(colour, value)
      return value
    },
  }
}

/** Sizes a canvas for the screen's pixels and returns its context, in CSS pixels. */
export function prepare(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const context = canvas.getContext('2d') as CanvasRenderingContext2D
  const ratio = devicePixelRatio
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across
    canvas.height = down
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  return context
}

function rowTop({ rowHeight, scrolled }: TimelineGeometry, lane: number): number {
  return RULER_HEIGHT + lane * rowHeight - scrolled
}

/** Indices `[from, to)` of the lanes on screen. */
function lanesOnScreen({ height, rowHeight, scrolled }: TimelineGeometry, count: number): [number, number] {
  const from = Math.max(0, Math.floor(scrolled / rowHeight))
  return [from, Math.min(count, Math.ceil((scrolled + height - RULER_HEIGHT) / rowHeight))]
}

/** Those that can be seen, or move all rows. */
export function headsOnScreen<Head extends Pick<DrawnHead, 'lane'>>(
  geometry: TimelineGeometry,
  heads: readonly Head[],
): readonly Head[] {
  const [from, to] = lanesOnScreen(geometry, Infinity)
  return heads.filter(({ lane }) => lane === null || (lane >= from && lane < to))
}

export function paintStill(
  context: CanvasRenderingContext2D,
  geometry: TimelineGeometry,
  lanes: readonly TimelineLane[],
  theme: TimelineTheme,
): void {
  const { width, height, gutter, rowHeight, scale } = geometry
  const [from, to] = lanesOnScreen(geometry, lanes.length)
  context.font = `12px ${theme.font}`
  context.textBaseline = 'middle'
  clipped(context, 0, RULER_HEIGHT, width, height - RULER_HEIGHT, () => {
    for (let lane = from; lane < to; lane += 1) {
      context.fillStyle = lane % 2 === 0 ? theme.panel : theme.raised
      context.fillRect(0, rowTop(geometry, lane), width, rowHeight)
    }
  })
  paintRuler(context, geometry, theme)
  const columns = columnsFor(scale.width)
  for (let index = from; index < to; index += 1) {
    const lane = lanes[index] as TimelineLane
    const top = rowTop(geometry, index)
    clipped(context, 0, RULER_HEIGHT, gutter - 8, height, () => {
      context.fillStyle = theme.textSoft
      context.fillText(shortened(context, lane.row.label, gutter - 20), 10, top + rowHeight / 2)
    })
    clipped(context, gutter, RULER_HEIGHT, scale.width, height, () => {
      fillColumns(columns, lane.row, scale)
      context.fillStyle = lane.colour === null ? theme.textSoft : theme.shown(lane.colour)
      paintMarks(context, columns, gutter, top, rowHeight)
    })
  }
  context.fillStyle = theme.line
  context.fillRect(gutter - 1, 0, 1, height)
}

function paintRuler(
  context: CanvasRenderingContext2D,
  geometry: TimelineGeometry,
  theme: TimelineTheme,
): void {
  const { width, height, gutter, scale } = geometry
  context.fillStyle = theme.raised
  context.fillRect(0, 0, width, RULER_HEIGHT)
  clipped(context, gutter, 0, scale.width, height, () => {
    for (const { time, label } of ticks(scale, LABEL_SPACING)) {
      const x = Math.round(gutter + xAt(scale, time))
      context.fillStyle = theme.lineStrong
      context.fillRect(x, RULER_HEIGHT - (label === null ? 4 : 9), 1, label === null ? 4 : 9)
      if (label === null) continue
      context.fillStyle = theme.line
      context.fillRect(x, RULER_HEIGHT, 1, height - RULER_HEIGHT)
      if (x + 4 + context.measureText(label).width > width) continue
      context.fillStyle = theme.textSoft
      context.fillText(label, x + 4, RULER_HEIGHT / 2 - 3)
    }
  })
  context.fillStyle = theme.line
  context.fillRect(0, RULER_HEIGHT - 1, width, 1)
}

/** Taller where more emissions share a column: a seventh power of two is as tall as the row. */
function markShare(emissions: number): number {
  return Math.min(1, 0.58 + 0.42 * (Math.log2(emissions) / 7))
}

function paintMarks(
  context: CanvasRenderingContext2D,
  { marks, spans }: Columns,
  left: number,
  top: number,
  rowHeight: number,
): void {
  const middle = top + rowHeight / 2
  const tallest = rowHeight - 6
  context.globalAlpha = 0.4
  for (let x = 0; x < marks.length; x += 1) {
    if (spans[x] === 0) continue
    const from = x
    while (x + 1 < marks.length && spans[x + 1] !== 0) x += 1
    context.fillRect(left + from, middle - 1.5, x - from + 1, 3)
  }
  context.globalAlpha = 1
  const heightAt = (x: number): number => {
    const emissions = marks[x] ?? 0
    return emissions === 0 ? 0 : Math.round(tallest * markShare(emissions))
  }
  let x = 0
  while (x < marks.length) {
    const height = heightAt(x)
    // Columns of equal height are one rectangle: a dense row costs a few of them, not one a pixel.
    let end = x + 1
    while (end < marks.length && heightAt(end) === height) end += 1
    if (height > 0) {
      const width = heightAt(end) === 0 ? Math.max(MARK_WIDTH, end - x) : end - x
      context.fillRect(left + x, Math.round(middle - height / 2), width, height)
    }
    x = end
  }
}

export function paintHeads(
  context: CanvasRenderingContext2D,
  geometry: TimelineGeometry,
  heads: readonly DrawnHead[],
  theme: TimelineTheme,
): void {
  const { gutter, scale, height, rowHeight } = geometry
  for (const head of heads) {
    const top = head.lane === null ? RULER_HEIGHT : Math.max(RULER_HEIGHT, rowTop(geometry, head.lane))
    const bottom = head.lane === null ? height : rowTop(geometry, head.lane) + rowHeight
    if (bottom <= RULER_HEIGHT || top >= height) continue
    const x = xAt(scale, head.position)
    if (head.steered || head.lane !== null) {
      context.globalAlpha = 0.62
      context.fillStyle = theme.panel
      context.fillRect(gutter, top, Math.min(Math.max(0, x), scale.width), bottom - top)
      context.globalAlpha = 1
    }
    if (x < -1 || x > scale.width + 1) continue
    paintHead(context, head, gutter + x, top, bottom, theme)
  }
}

function paintHead(
  context: CanvasRenderingContext2D,
  { running, steered, lane, text }: DrawnHead,
  x: number,
  top: number,
  bottom: number,
  theme: TimelineTheme,
): void {
  context.fillStyle = running ? theme.go : theme.warn
  context.fillRect(x - 1, top, 2, bottom - top)
  if (lane !== null && !steered) return
  context.beginPath()
  context.moveTo(x - 6, RULER_HEIGHT - 8)
  context.lineTo(x + 6, RULER_HEIGHT - 8)
  context.lineTo(x, RULER_HEIGHT + 1)
  context.fill()
  if (!steered) return
  context.font = `600 12px ${theme.font}`
  context.textBaseline = 'middle'
  context.textAlign = 'center'
  const half = context.measureText(text).width / 2 + 5
  context.fillRect(x - half, 1, 2 * half, 18)
  context.fillStyle = theme.panel
  context.fillText(text, x, 10.5)
  context.textAlign = 'start'
}

/** Draws only inside a rectangle. */
function clipped(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  draw: () => void,
): void {
  context.save()
  context.beginPath()
  context.rect(x, y, width, height)
  context.clip()
  draw()
  context.restore()
}

function shortened(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text
  let [low, high] = [0, text.length]
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (context.measureText(`${text.slice(0, middle)}…`).width <= width) low = middle
    else high = middle - 1
  }
  return `${text.slice(0, low)}…`
}
