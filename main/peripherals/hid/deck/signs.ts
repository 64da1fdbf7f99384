// Signs that say by their shape what a key's colour says too, so that nobody needs to tell green from red.
import type { DeckState, DeckSymbol } from '../../../../shared/model/deck-face.ts'
import type { Box } from './canvas.ts'
import type { Contour, Place } from './coverage.ts'

/** Nothing for a cue at rest, and for one that stands by, which has a frame. */
export function stateSign(state: DeckState, box: Box): readonly Contour[] {
  switch (state) {
    case 'running':
      return [triangle(box)]
    case 'paused':
      return bars(box)
    case 'disarmed':
      return ring(box)
    case 'failed':
      return exclamation(box)
    default:
      return []
  }
}

export function transportSign(symbol: DeckSymbol, box: Box): readonly Contour[] {
  const side = Math.round(Math.min(box.width, box.height) * 0.84)
  const square: Box = {
    x: box.x + Math.round((box.width - side) / 2),
    y: box.y + Math.round((box.height - side) / 2),
    width: side,
    height: side,
  }
  switch (symbol) {
    case 'go':
      return [triangle(square)]
    case 'stop':
      return [rectangle(square, 0.08, 0.08, 0.84, 0.84)]
    case 'pause':
      return bars(square)
    case 'back':
      return [rectangle(square, 0, 0.05, 0.16, 0.9), backwards(square)]
    case 'panic':
      return exclamation(square)
  }
}

const at = ({ x, y, width, height }: Box, right: number, down: number): Place => ({
  x: x + right * width,
  y: y + down * height,
})

function triangle(box: Box): Contour {
  return [at(box, 0.12, 0.02), at(box, 1, 0.5), at(box, 0.12, 0.98)]
}

function backwards(box: Box): Contour {
  return [at(box, 0.2, 0.5), at(box, 1, 0.02), at(box, 1, 0.98)]
}

function rectangle(box: Box, x: number, y: number, width: number, height: number): Contour {
  return [at(box, x, y), at(box, x + width, y), at(box, x + width, y + height), at(box, x, y + height)]
}

function bars(box: Box): readonly Contour[] {
  return [rectangle(box, 0.12, 0.05, 0.28, 0.9), rectangle(box, 0.6, 0.05, 0.28, 0.9)]
}

function exclamation(box: Box): readonly Contour[] {
  return [
    [at(box, 0.34, 0), at(box, 0.66, 0), at(box, 0.6, 0.66), at(box, 0.4, 0.66)],
    circle(box, { x: 0.5, y: 0.86 }, 0.15, 1),
  ]
}

/** Crossed out. */
function ring(box: Box): readonly Contour[] {
  const middle = { x: 0.5, y: 0.5 }
  const stroke = [at(box, 0.14, 0.26), at(box, 0.26, 0.14), at(box, 0.86, 0.74), at(box, 0.74, 0.86)]
  return [circle(box, middle, 0.48, 1), circle(box, middle, 0.32, -1), stroke.toReversed()]
}

const CORNERS = 32

/** The other way round it is a hole in what lies around it. */
function circle(box: Box, middle: Place, radius: number, way: 1 | -1): Contour {
  return Array.from({ length: CORNERS }, (_, index) => {
    const turn = ((way * index) / CORNERS) * 2 * Math.PI
    return at(box, middle.x + Math.cos(turn) * radius, middle.y + Math.sin(turn) * radius)
  })
}
