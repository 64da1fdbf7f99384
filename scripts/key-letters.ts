// Takes the outlines of the letters that keys of a Stream Deck show out of a TrueType font: `node scripts/key-letters.ts FONT.ttf`.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Latin, Greek and Cyrillic as they are written in Europe, and what stands between words. */
const RANGES: readonly (readonly [first: number, last: number])[] = [
  [0x20, 0x7e],
  [0xa0, 0x17f],
  [0x218, 0x21b],
  [0x384, 0x3ce],
  [0x400, 0x45f],
  [0x490, 0x491],
  [0x1e9e, 0x1e9e],
  [0x2010, 0x2026],
  [0x2030, 0x203a],
  [0x20ac, 0x20ac],
  [0x2116, 0x2122],
  [0x2190, 0x2195],
  [0x2212, 0x221e],
  [0x2248, 0x2265],
  [0x25a0, 0x25cf],
  [0x2605, 0x2606],
  [0x2660, 0x266f],
  [0x2713, 0x2718],
]

interface Point {
  readonly x: number
  readonly y: number
  readonly on: boolean
}

class Font {
  readonly #view: DataView
  readonly #tables = new Map<string, number>()
  readonly #longOffsets: boolean
  readonly #advances: number
  readonly unitsPerEm: number
  readonly ascent: number
  readonly descent: number

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (let index = 0; index < this.#view.getUint16(4); index += 1) {
      const at = 12 + index * 16
      const tag = String.fromCharCode(...bytes.subarray(at, at + 4))
      this.#tables.set(tag, this.#view.getUint32(at + 8))
    }
    this.unitsPerEm = this.#view.getUint16(this.#table('head') + 18)
    this.#longOffsets = this.#view.getInt16(this.#table('head') + 50) === 1
    this.ascent = this.#view.getInt16(this.#table('hhea') + 4)
    this.descent = this.#view.getInt16(this.#table('hhea') + 6)
    this.#advances = this.#view.getUint16(this.#table('hhea') + 34)
  }

  /** Number of the glyph that shows a character; 0 where there is none. */
  glyphOf(code: number): number {
    const cmap = this.#table('cmap')
    for (let index = 0; index < this.#view.getUint16(cmap + 2); index += 1) {
      const at = cmap + this.#view.getUint32(cmap + 4 + index * 8 + 4)
      if (this.#view.getUint16(at) === 4) return this.#inSegments(at, code)
    }
    throw new Error('the font has no table of characters that this reads')
  }

  advance(glyph: number): number {
    return this.#view.getUint16(this.#table('hmtx') + Math.min(glyph, this.#advances - 1) * 4)
  }

  contours(glyph: number): Point[][] {
    const [from, to] = [this.#offset(glyph), this.#offset(glyph + 1)]
    if (from === to) return []
    const at = this.#table('glyf') + from
    const count = this.#view.getInt16(at)
    return count < 0 ? this.#composed(at + 10) : this.#simple(at + 10, count)
  }

  #table(tag: string): number {
    const at = this.#tables.get(tag)
    if (at === undefined) throw new Error(`the font has no table ${tag}`)
    return at
  }

  #offset(glyph: number): number {
    const loca = this.#table('loca')
    return this.#longOffsets
      ? this.#view.getUint32(loca + glyph * 4)
      : this.#view.getUint16(loca + glyph * 2) * 2
  }

  #inSegments(at: number, code: number): number {
    const doubled = this.#view.getUint16(at + 6)
    const ends = at + 14
    const starts = ends + doubled + 2
    for (let index = 0; index < doubled; index += 2) {
      if (this.#view.getUint16(ends + index) < code) continue
      const first = this.#view.getUint16(starts + index)
      if (first > code) return 0
      const delta = this.#view.getUint16(starts + doubled + index)
      const range = starts + 2 * doubled + index
      const offset = this.#view.getUint16(range)
      if (offset === 0) return (code + delta) & 0xffff
      const glyph = this.#view.getUint16(range + offset + (code - first) * 2)
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff
    }
    return 0
  }

  #simple(start: number, count: number): Point[][] {
    const ends = Array.from({ length: count }, (_, index) => this.#view.getUint16(start + index * 2))
    const points = (ends.at(-1) ?? -1) + 1
    let at = start + count * 2
    at += 2 + this.#view.getUint16(at)
    const flags: number[] = []
    while (flags.length < points) {
      const flag = this.#view.getUint8(at++)
      const times = (flag & 8) === 0 ? 1 : 1 + this.#view.getUint8(at++)
      for (let time = 0; time < times; time += 1) flags.push(flag)
    }
    const along = (short: number, same: number): number[] => {
      let place = 0
      return flags.map((flag) => {
        if ((flag & short) !== 0) place += this.#view.getUint8(at++) * ((flag & same) === 0 ? -1 : 1)
        else if ((flag & same) === 0) {
          place += this.#view.getInt16(at)
          at += 2
        }
        return place
      })
    }
    const xs = along(2, 16)
    const ys = along(4, 32)
    const all = flags.map((flag, index) => ({
      x: xs[index] as number,
      y: ys[index] as number,
      on: (flag & 1) === 1,
    }))
    return ends.map((end, index) => all.slice(index === 0 ? 0 : (ends[index - 1] as number) + 1, end + 1))
  }

  #composed(start: number): Point[][] {
    const contours: Point[][] = []
    let at = start
    let flags: number
    do {
      flags = this.#view.getUint16(at)
      const part = this.contours(this.#view.getUint16(at + 2))
      const words = (flags & 1) === 1
      const dx = words ? this.#view.getInt16(at + 4) : this.#view.getInt8(at + 4)
      const dy = words ? this.#view.getInt16(at + 6) : this.#view.getInt8(at + 5)
      at += words ? 8 : 6
      const number = (): number => {
        at += 2
        return this.#view.getInt16(at - 2) / 0x4000
      }
      let [a, b, c, d] = [1, 0, 0, 1]
      if ((flags & 0x08) !== 0) a = d = number()
      else if ((flags & 0x40) !== 0) [a, d] = [number(), number()]
      else if ((flags & 0x80) !== 0) [a, b, c, d] = [number(), number(), number(), number()]
      contours.push(
        ...part.map((contour) =>
          contour.map(({ x, y, on }) => ({
            x: Math.round(a * x + c * y + dx),
            y: Math.round(b * x + d * y + dy),
            on,
          })),
        ),
      )
    } while ((flags & 0x20) !== 0)
    return contours
  }
}

const between = (one: Point, other: Point): Point => ({
  x: Math.round((one.x + other.x) / 2),
  y: Math.round((one.y + other.y) / 2),
  on: true,
})

/** `M x y`, then `L x y` and `Q x y x y`, as in SVG, with y upwards. */
function pathOf(contour: readonly Point[]): string {
  const first = contour.findIndex(({ on }) => on)
  const start =
    first === -1 ? between(contour.at(-1) as Point, contour[0] as Point) : (contour[first] as Point)
  const rest = [...contour.slice(first + 1), ...contour.slice(0, Math.max(0, first)), start]
  let path = `M${start.x} ${start.y}`
  let control: Point | null = null
  for (const point of rest) {
    if (control === null) {
      if (point.on) path += `L${point.x} ${point.y}`
      else control = point
      continue
    }
    const end = point.on ? point : between(control, point)
    path += `Q${control.x} ${control.y} ${end.x} ${end.y}`
    control = point.on ? null : point
  }
  if (control !== null) path += `Q${control.x} ${control.y} ${start.x} ${start.y}`
  return path
}

const font = new Font(new Uint8Array(readFileSync(process.argv[2] ?? '')))
const lines = [`${font.unitsPerEm} ${font.ascent} ${font.descent}`]
for (const [first, last] of RANGES) {
  for (let code = first; code <= last; code += 1) {
    const glyph = font.glyphOf(code)
    if (glyph === 0) continue
    lines.push(
      `${code.toString(16)} ${font.advance(glyph)} ${font.contours(glyph).map(pathOf).join('')}`.trim(),
    )
  }
}
writeFileSync(join(import.meta.dirname, '../assets/key-letters/letters.txt'), `${lines.join('\n')}\n`)
