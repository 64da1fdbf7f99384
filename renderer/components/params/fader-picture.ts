// Draws one fader of a page: its bar, its cap, what is marked along it, and its digits. Nothing is laid out when it moves.
import { isSign } from '../../lib/param-words.ts'

export interface FaderTheme {
  readonly groove: string
  readonly bar: string
  readonly still: string
  readonly cap: string
  readonly edge: string
  readonly text: string
  readonly soft: string
  readonly faint: string
  readonly warn: string
  readonly font: string
}

/** CSS pixels within the place. */
interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface FaderGeometry {
  readonly width: number
  readonly height: number
  readonly ratio: number
  readonly track: Box
  readonly digits: Box
  readonly digitsSize: number
  readonly unitSize: number
}

export interface FaderState {
  readonly share: number
  /** Where the bar begins. */
  readonly zero: number
  readonly opening: number
  /** Where it fades to; null where it does not. */
  readonly end: number | null
  /** Where controls stand that have yet to catch it. */
  readonly ghosts: readonly number[]
  readonly digits: string
  readonly unit: string
  readonly isStuck: boolean
}

/** Height of the cap, which the hand counts with. */
export const CAP = 22
const GROOVE = 6

export function readTheme(element: HTMLElement): FaderTheme {
  const style = getComputedStyle(element)
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  return {
    ...{ groove: token('control-hover'), bar: token('accent'), still: token('line-strong') },
    ...{ cap: token('control'), edge: token('line-strong'), text: token('text') },
    ...{ soft: token('text-soft'), faint: token('text-faint'), warn: token('warn') },
    font: style.fontFamily,
  }
}

/** Where its parts are in a place; null while it has no room. */
export function measure(place: HTMLElement): FaderGeometry | null {
  const slider = place.querySelector<HTMLElement>('[role="slider"]')
  const digits = place.querySelector<HTMLElement>('[data-digits]')
  const { left, top } = place.getBoundingClientRect()
  // The picture lies within the border.
  const { clientLeft, clientTop, clientWidth: width, clientHeight: height } = place
  if (slider === null || width === 0 || height === 0) return null
  const boxOf = (node: HTMLElement): Box => {
    const box = node.getBoundingClientRect()
    return {
      x: box.left - left - clientLeft,
      y: box.top - top - clientTop,
      width: box.width,
      height: box.height,
    }
  }
  const sizeOf = (name: string): number => parseFloat(getComputedStyle(place).getPropertyValue(`--${name}`))
  return {
    ...{ width, height, ratio: window.devicePixelRatio, track: boxOf(slider) },
    digits: digits === null ? { x: 0, y: 0, width: 0, height: 0 } : boxOf(digits),
    ...{ digitsSize: sizeOf('size-large'), unitSize: sizeOf('size-tiny') },
  }
}

export function drawFader(
  canvas: HTMLCanvasElement,
  theme: FaderTheme,
  geometry: FaderGeometry,
  state: FaderState,
): void {
  const context = canvas.getContext('2d')
  if (context === null) return
  const { width, height, ratio } = geometry
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide
    canvas.height = high
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  drawTrack(context, theme, geometry.track, state)
  drawDigits(context, theme, geometry, state)
}

function drawTrack(
  context: CanvasRenderingContext2D,
  theme: FaderTheme,
  { x, y, width, height }: Box,
  { share, zero, opening, end, ghosts, isStuck }: FaderState,
): void {
  const middle = Math.round(x + width / 2)
  const travel = height - CAP
  const at = (of: number): number => y + CAP / 2 + (1 - of) * travel
  const groove = middle - GROOVE / 2
  context.fillStyle = theme.groove
  context.fillRect(groove, y + CAP / 2, GROOVE, travel)
  context.fillStyle = isStuck ? theme.still : theme.bar
  context.fillRect(groove, at(Math.max(share, zero)), GROOVE, Math.abs(share - zero) * travel)
  context.fillStyle = theme.faint
  context.fillRect(x + width - 6, Math.round(at(opening)) - 1, 5, 2)
  if (end !== null) {
    context.fillStyle = theme.bar
    for (let from = x + 2; from < x + width - 8; from += 8)
      context.fillRect(from, Math.round(at(end)) - 1, 5, 2)
  }
  context.fillStyle = theme.warn
  for (const ghost of ghosts) {
    const level = at(ghost)
    context.beginPath()
    context.moveTo(x + 1, level - 5)
    context.lineTo(x + 9, level)
    context.lineTo(x + 1, level + 5)
    context.fill()
  }
  drawCap(context, theme, middle, at(share), Math.min(44, width - 6), isStuck)
}

function drawCap(
  context: CanvasRenderingContext2D,
  theme: FaderTheme,
  middle: number,
  level: number,
  width: number,
  isStuck: boolean,
): void {
  const [left, top] = [middle - width / 2, level - CAP / 2]
  context.beginPath()
  context.roundRect(left + 0.5, top + 0.5, width - 1, CAP - 1, 4)
  context.fillStyle = theme.cap
  context.fill()
  context.strokeStyle = theme.edge
  context.lineWidth = 1
  context.setLineDash(isStuck ? [3, 3] : [])
  context.stroke()
  context.fillStyle = isStuck ? theme.faint : theme.text
  context.fillRect(left + 1, level - 1.5, width - 2, 3)
}

function drawDigits(
  context: CanvasRenderingContext2D,
  theme: FaderTheme,
  { digits: box, digitsSize, unitSize }: FaderGeometry,
  { digits, unit, isStuck }: FaderState,
): void {
  if (box.width === 0) return
  const large = `600 ${digitsSize}px ${theme.font}`
  const small = `${isSign(unit) ? digitsSize : unitSize}px ${theme.font}`
  context.font = small
  const unitWidth = unit === '' ? 0 : context.measureText(unit).width + 2
  context.font = large
  const room = box.width - 4 - unitWidth
  const width = Math.min(context.measureText(digits).width, room)
  const left = box.x + (box.width - width - unitWidth) / 2
  const base = box.y + box.height / 2 + digitsSize * 0.36
  context.fillStyle = isStuck ? theme.soft : theme.text
  context.fillText(digits, left, base, room)
  if (unit === '') return
  context.font = small
  context.fillStyle = theme.soft
  context.fillText(unit, left + width + 2, base)
}
