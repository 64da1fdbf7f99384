// A picture that is drawn upon: four bytes for each pixel, from the upper left.
import { coverageOf } from './coverage.ts'
import type { Contour, Mask } from './coverage.ts'
import type { Letters } from './letters.ts'

/** Red, green and blue, 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number]

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export class Canvas {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array<ArrayBuffer>

  constructor(width: number, height: number, ground: Colour) {
    this.width = width
    this.height = height
    this.pixels = new Uint8Array(width * height * 4)
    this.fill({ x: 0, y: 0, width, height }, ground)
  }

  fill(box: Box, colour: Colour): void {
    const right = Math.min(this.width, Math.round(box.x + box.width))
    const bottom = Math.min(this.height, Math.round(box.y + box.height))
    for (let y = Math.max(0, Math.round(box.y)); y < bottom; y += 1) {
      for (let x = Math.max(0, Math.round(box.x)); x < right; x += 1) this.#mix(x, y, colour, 255)
    }
  }

  frame({ x, y, width, height }: Box, thick: number, colour: Colour): void {
    this.fill({ x, y, width, height: thick }, colour)
    this.fill({ x, y: y + height - thick, width, height: thick }, colour)
    this.fill({ x, y, width: thick, height }, colour)
    this.fill({ x: x + width - thick, y, width: thick, height }, colour)
  }

  shape(contours: readonly Contour[], colour: Colour): void {
    this.#paint(coverageOf(contours), 0, 0, colour)
  }

  /** One line of text; `y` is its base line. */
  text(letters: Letters, text: string, size: number, x: number, y: number, colour: Colour): void {
    for (const { at, picture } of letters.pictures(text, size)) {
      this.#paint(picture, Math.round(x) + at, Math.round(y), colour)
    }
  }

  #paint({ left, top, width, height, cover }: Mask, x: number, y: number, colour: Colour): void {
    for (let row = 0; row < height; row += 1) {
      for (let column = 0; column < width; column += 1) {
        const amount = cover[row * width + column] as number
        if (amount > 0) this.#mix(x + left + column, y + top + row, colour, amount)
      }
    }
  }

  #mix(x: number, y: number, colour: Colour, amount: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return
    const at = (y * this.width + x) * 4
    for (const [channel, value] of colour.entries()) {
      const before = this.pixels[at + channel] as number
      this.pixels[at + channel] = Math.round(before + ((value - before) * amount) / 255)
    }
    this.pixels[at + 3] = 255
  }
}
