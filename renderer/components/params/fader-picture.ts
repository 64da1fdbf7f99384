// Draws what moves of one fader into the picture of its row: its bar, its cap and what is marked along it, and apart from these its digits.
import { isSign } from '../../lib/param-words.ts'
import type { Box, RowGeometry } from './row-geometry.ts'

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

export interface FaderState {
  readonly share: number
  /** Where the bar begins. */
  readonly zero: number
  readonly opening: number
  /** Where it fades to; null where it does not. */
  readonly end: number | null
  /** Where controls stand that have yet to catch it. */
  readonly ghosts: readonly number[]
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

export function drawTrack(
  context: CanvasRenderingContext2D,
  theme: FaderTheme,
  { x, y, width, height }: Box,
  { share, zero, opening, end, ghosts, isStuck }: FaderState,
): void {
  const middle = Math.round(x + width / 2)
  const travel = height - CAP
  const at = (of: number): number => y + CAP / 2 + (1 - of) * travel
  const groove = middle - GROOVE / 2
  context.clearRect(x, y, width, height)
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

export interface Digits {
  readonly digits: string
  readonly unit: string
  readonly isStuck: boolean
}

export function drawDigits(
  context: CanvasRenderingContext2D,
  theme: FaderTheme,
  { x, y, width: wide, height }: Box,
  { digitsSize, unitSize }: Pick<RowGeometry, 'digitsSize' | 'unitSize'>,
  { digits, unit, isStuck }: Digits,
): void {
  context.clearRect(x, y, wide, height)
  if (wide === 0) return
  const large = `600 ${digitsSize}px ${theme.font}`
  const small = `${isSign(unit) ? digitsSize : unitSize}px ${theme.font}`
  const unitWidth = unit === '' ? 0 : widthOf(context, small, unit) + 2
  const room = wide - 4 - unitWidth
  const width = Math.min(widthOf(context, large, digits), room)
  const left = x + (wide - width - unitWidth) / 2
  const base = y + height / 2 + digitsSize * 0.36
  context.font = large
  context.fillStyle = isStuck ? theme.soft : theme.text
  context.fillText(digits, left, base, room)
  if (unit === '') return
  context.font = small
  context.fillStyle = theme.soft
  context.fillText(unit, left + width + 2, base)
}

/** By font, then by character: five hundred texts that change ten times a second are not measured each time. */
const widths = new Map<string, Map<string, number>>()

function widthOf(context: CanvasRenderingContext2D, font: string, text: string): number {
  const known = widths.get(font) ?? new Map<string, number>()
  widths.set(font, known)
  let sum = 0
  for (const character of text) {
    let width = known.get(character)
    if (width === undefined) {
      context.font = font
      width = context.measureText(character).width
      known.set(character, width)
    }
    sum += width
  }
  return sum
}
