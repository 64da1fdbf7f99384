// Draws what a key or a strip shows: pure, from a description to pixels, to be read in the dark from a metre away.
import type { DeckFace, DeckState, DeckSymbol } from '../../../../shared/model/deck-face.ts'
import { Canvas } from './canvas.ts'
import type { Box, Colour } from './canvas.ts'
import { LEADING, fitText, heightOf } from './fit-text.ts'
import type { FittedText } from './fit-text.ts'
import { Letters } from './letters.ts'
import { stateSign, transportSign } from './signs.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

interface Look {
  readonly ground: Colour
  readonly text: Colour
  readonly soft: Colour
  /** Of the sign, the bar and the frame. */
  readonly mark: Colour
}

/** Dark grounds: a key that is all light blinds who sits in the dark. */
export const LOOKS: Readonly<Record<DeckState, Look>> = {
  idle: { ground: [0, 0, 0], text: [214, 212, 208], soft: [196, 194, 190], mark: [157, 184, 198] },
  on: { ground: [18, 46, 62], text: [255, 255, 255], soft: [226, 240, 248], mark: [120, 200, 240] },
  standby: { ground: [0, 0, 0], text: [255, 255, 255], soft: [255, 255, 255], mark: [255, 255, 255] },
  running: { ground: [9, 52, 29], text: [255, 255, 255], soft: [226, 245, 234], mark: [87, 214, 138] },
  paused: { ground: [58, 42, 8], text: [255, 255, 255], soft: [250, 238, 214], mark: [255, 190, 70] },
  disarmed: { ground: [0, 0, 0], text: [138, 136, 132], soft: [138, 136, 132], mark: [138, 136, 132] },
  failed: { ground: [128, 20, 16], text: [255, 255, 255], soft: [255, 235, 232], mark: [255, 255, 255] },
}

/** Of the buttons of the transport while they can do something; dimmed where they are disarmed. */
export const TRANSPORT_LOOKS: Readonly<Record<DeckSymbol, Look>> = {
  go: { ground: [12, 92, 48], text: [255, 255, 255], soft: [255, 255, 255], mark: [130, 255, 180] },
  stop: { ground: [28, 28, 32], text: [255, 255, 255], soft: [220, 220, 220], mark: [255, 255, 255] },
  pause: { ground: [58, 42, 8], text: [255, 255, 255], soft: [250, 238, 214], mark: [255, 190, 70] },
  back: { ground: [28, 28, 32], text: [255, 255, 255], soft: [220, 220, 220], mark: [255, 255, 255] },
  panic: { ground: [147, 33, 29], text: [255, 255, 255], soft: [255, 235, 232], mark: [255, 255, 255] },
}

/** Parts of the height of a square key. */
const PART = { frame: 0.055, gap: 0.025, band: 0.085, bar: 0.1, sign: 0.21 } as const
/** Sizes of letters, as parts of the height of a key; smaller ones cannot be read from a metre away. */
const SIZES = {
  number: [0.44, 0.4, 0.36, 0.32, 0.28, 0.24, 0.2, 0.17],
  name: [0.34, 0.3, 0.26, 0.23, 0.2, 0.17],
  value: [0.42, 0.36, 0.3, 0.26, 0.22, 0.19, 0.17],
  title: [0.21, 0.19, 0.17],
} as const
/** In pixels, below which no letter is drawn however small the key is. */
export const SMALLEST_TEXT = 13
/** A number gives room to a name down to this part of the height. */
const SMALLEST_NUMBER = 0.28
/** A value is what is looked at: for a longer name it gives room down to this part. */
const SMALLEST_VALUE = 0.25

/** RGBA, from the upper left; null is dark. */
export function drawFace(letters: Letters, face: DeckFace | null, { width, height }: Size): Canvas {
  if (face === null) return new Canvas(width, height, [0, 0, 0])
  const isOff = face.state === 'disarmed'
  const look = face.symbol === null || isOff ? LOOKS[face.state] : TRANSPORT_LOOKS[face.symbol]
  const drawing = new Drawing(letters, new Canvas(width, height, look.ground), look)
  if (face.symbol !== null) drawing.transport(face.symbol, face.name)
  else if (face.value !== null) drawing.parameter(face, face.value)
  else drawing.cue(face)
  if (face.state === 'standby') drawing.frame()
  return drawing.canvas
}

class Drawing {
  readonly canvas: Canvas
  readonly #letters: Letters
  readonly #look: Look
  /** Of a square key; a strip is lower than it is wide. */
  readonly #unit: number

  constructor(letters: Letters, canvas: Canvas, look: Look) {
    this.#letters = letters
    this.canvas = canvas
    this.#look = look
    this.#unit = Math.min(canvas.width, canvas.height)
  }

  cue(face: DeckFace): void {
    const inner = this.#inner()
    const top = inner.y + (face.colour === null ? 0 : this.#band(face.colour))
    const bottom = face.level === null ? inner.y + inner.height : this.#bar(face.level)
    const room = { ...inner, y: top, height: bottom - top }
    if (face.number === null) this.#named(room, face)
    else this.#numbered(room, face, face.number)
  }

  parameter(face: DeckFace, value: string): void {
    const inner = this.#inner()
    let top = inner.y
    if (face.colour !== null) top += this.#band(face.colour)
    const bottom = face.level === null ? inner.y + inner.height : this.#bar(face.level)
    const room = { ...inner, y: top, height: bottom - top }
    const below = (title: FittedText): Box => {
      const used = Math.round(heightOf(title)) + this.#px(PART.gap)
      return { ...room, y: room.y + used, height: room.height - used }
    }
    const short = this.#fit(face.name, room, SIZES.title, 1)
    const long = this.#fit(face.name, room, SIZES.title, 2)
    const isRoomy = this.#fit(value, below(long), SIZES.value, 2).size >= this.#px(SMALLEST_VALUE)
    const title = !short.isWhole && isRoomy ? long : short
    this.#lines(title, room, room.y, this.#look.soft)
    this.#paragraph(below(title), value, SIZES.value, this.#look.text, 2)
  }

  transport(symbol: DeckSymbol, name: string): void {
    const inner = this.#inner()
    const height = name === '' ? inner.height : Math.round(inner.height * 0.58)
    this.canvas.shape(transportSign(symbol, { ...inner, height }), this.#look.mark)
    if (name === '') return
    const room = { ...inner, y: inner.y + height, height: inner.height - height }
    this.#paragraph(room, name, [0.3, ...SIZES.name], this.#look.text, 1)
  }

  frame(): void {
    const { width, height } = this.canvas
    this.canvas.frame({ x: 0, y: 0, width, height }, this.#px(PART.frame), this.#look.mark)
  }

  #px(part: number): number {
    return Math.round(this.#unit * part)
  }

  #sizes(parts: readonly number[]): readonly number[] {
    return [...new Set(parts.map((part) => Math.max(SMALLEST_TEXT, this.#px(part))))]
  }

  /** Within the frame, whether there is one or not, so that nothing moves when a cue comes to stand by. */
  #inner(): Box {
    const edge = this.#px(PART.frame) + Math.max(1, this.#px(0.016))
    return {
      x: edge,
      y: edge,
      width: this.canvas.width - 2 * edge,
      height: this.canvas.height - 2 * edge,
    }
  }

  /** Answers how much room it takes. */
  #band(colour: string): number {
    const inner = this.#inner()
    const height = this.#px(PART.band)
    this.canvas.fill({ ...inner, height }, colourOf(colour))
    return height + this.#px(1.5 * PART.gap)
  }

  /** Answers where it begins, with a gap above it. */
  #bar(level: number): number {
    const inner = this.#inner()
    const height = this.#px(PART.bar)
    const box = { ...inner, y: inner.y + inner.height - height, height }
    const [red, green, blue] = this.#look.mark
    this.canvas.fill(box, [red * 0.28, green * 0.28, blue * 0.28])
    this.canvas.fill({ ...box, width: inner.width * Math.min(1, Math.max(0, level)) }, this.#look.mark)
    return box.y - this.#px(PART.gap)
  }

  /** In the upper right corner; answers how wide what is beside it may be. */
  #sign(state: DeckState, { x, y, width }: Box): number {
    const size = this.#px(PART.sign)
    const sign = stateSign(state, { x: x + width - size, y, width: size, height: size })
    if (sign.length === 0) return width
    this.canvas.shape(sign, this.#look.mark)
    return width - size - this.#px(PART.gap)
  }

  /** The number above, in the largest size that leaves room for the whole name. */
  #numbered(room: Box, { state, name }: DeckFace, number: string): void {
    const hasSign = stateSign(state, room).length > 0
    const beside = { ...room, width: room.width - (hasSign ? this.#px(PART.sign + PART.gap) : 0) }
    const fits = this.#fit(number, beside, SIZES.number, 1).isWhole
    if (fits) this.#sign(state, room)
    const { fitted, used } = this.#number(fits ? beside : room, room, number, name)
    this.#lines(fitted, fits ? beside : room, room.y, this.#look.text)
    const below = { ...room, y: room.y + used, height: room.height - used }
    // A long number takes the whole width, and the sign stands below it.
    const width = fits ? room.width : this.#sign(state, below)
    this.#paragraph({ ...below, width }, name, SIZES.name, this.#look.soft, 3)
  }

  #number(own: Box, room: Box, number: string, name: string): { fitted: FittedText; used: number } {
    const least = this.#px(SMALLEST_NUMBER)
    for (const [index, size] of SIZES.number.entries()) {
      const fitted = this.#fit(number, own, SIZES.number.slice(index), 1)
      const used = Math.round(fitted.size * Letters.CAPITAL) + this.#px(2 * PART.gap)
      const isLeast = fitted.size <= least || this.#px(size) <= least
      const isRoomy = this.#fit(name, { ...room, height: room.height - used }, SIZES.name, 3).isWhole
      if (fitted.isWhole && (isLeast || isRoomy)) return { fitted, used }
    }
    // No number of a usual length comes here.
    const fitted = this.#fit(number, own, SIZES.number.slice(-1), 2)
    return { fitted, used: Math.round(heightOf(fitted)) }
  }

  /** A name alone, below the sign where there is one. */
  #named(room: Box, { state, name }: DeckFace): void {
    const used = this.#sign(state, room) < room.width ? this.#px(PART.sign) + 1 : 0
    const below = { ...room, y: room.y + used, height: room.height - used }
    this.#paragraph(below, name, SIZES.name, this.#look.soft, 3)
  }

  #fit(text: string, { width, height }: Box, sizes: readonly number[], lines: number): FittedText {
    return fitText(this.#letters, text, { width, height, sizes: this.#sizes(sizes), lines })
  }

  /** In the middle of its room. */
  #paragraph(room: Box, text: string, sizes: readonly number[], colour: Colour, lines: number): void {
    const fitted = this.#fit(text, room, sizes, lines)
    const capitals =
      heightOf(fitted) - heightOf({ size: fitted.size, lines: [] }) + fitted.size * Letters.CAPITAL
    const lowest = room.height - heightOf(fitted)
    const down = Math.max(0, Math.min((room.height - capitals) / 2, lowest))
    this.#lines(fitted, room, room.y + Math.round(down), colour)
  }

  /** `top` is where its capital letters begin. */
  #lines({ size, lines }: FittedText, room: Box, top: number, colour: Colour): void {
    for (const [index, line] of lines.entries()) {
      const base = top + Math.round(size * (Letters.CAPITAL + index * LEADING))
      const left = Math.max(0, room.width - this.#letters.widthOf(line, size)) / 2
      this.canvas.text(this.#letters, line, size, room.x + left, base, colour)
    }
  }
}

function colourOf(colour: string): Colour {
  const number = Number.parseInt(colour.slice(1), 16)
  return [number >> 16, (number >> 8) & 255, number & 255]
}
