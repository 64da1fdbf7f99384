// The letters of a key: how wide they are, and their pictures in any size, from outlines that come with the program.
import { coverageOf } from './coverage.ts'
import type { Contour, Mask, Place } from './coverage.ts'

interface Letter {
  /** In units of an em. */
  readonly advance: number
  readonly path: string
}

/** Pieces of a line that stand for one curve; letters are at most some 60 pixels high. */
const PIECES = 6
/** Pictures kept; all letters of a show in the few sizes that there are. */
const MOST_PICTURES = 4_000
/** Stands for what there is no letter of. */
const BOX: Letter = {
  advance: 1229,
  path: 'M123 0L123 1493L1106 1493L1106 0L123 0M287 164L942 164L942 1329L287 1329L287 164',
}

export class Letters {
  readonly #letters = new Map<string, Letter>()
  readonly #pictures = new Map<string, Mask>()
  readonly #unitsPerEm: number
  /** Of capital letters, as a part of their size. */
  static readonly CAPITAL = 0.729

  /** `outlines` as `assets/key-letters/README.md` tells of them. */
  constructor(outlines: string) {
    const [head = '', ...lines] = outlines.trimEnd().split('\n')
    this.#unitsPerEm = Number(head.split(' ')[0])
    for (const line of lines) {
      const [code = '', advance = '', ...path] = line.split(' ')
      const letter = { advance: Number(advance), path: path.join(' ') }
      this.#letters.set(String.fromCodePoint(Number.parseInt(code, 16)), letter)
    }
  }

  /** Pixels from the beginning of a text to where the next would begin. */
  widthOf(text: string, size: number): number {
    let units = 0
    for (const letter of text) units += this.#letterOf(letter).advance
    return (units * size) / this.#unitsPerEm
  }

  /** The letters of a text with where each begins; their pictures lie about the base line. */
  *pictures(text: string, size: number): Iterable<{ readonly at: number; readonly picture: Mask }> {
    let at = 0
    for (const letter of text) {
      yield { at: Math.round(at), picture: this.#pictureOf(letter, size) }
      at += this.widthOf(letter, size)
    }
  }

  #letterOf(letter: string): Letter {
    return this.#letters.get(letter) ?? BOX
  }

  #pictureOf(letter: string, size: number): Mask {
    const key = `${size} ${letter}`
    const known = this.#pictures.get(key)
    if (known !== undefined) return known
    const picture = coverageOf(contoursOf(this.#letterOf(letter).path, size / this.#unitsPerEm))
    if (this.#pictures.size >= MOST_PICTURES) this.#pictures.clear()
    this.#pictures.set(key, picture)
    return picture
  }
}

/** The pieces of a path, larger by `scale` and with y downwards. */
function contoursOf(path: string, scale: number): Contour[] {
  const contours: Place[][] = []
  for (const [, command, numbers = ''] of path.matchAll(/([MLQ])([^MLQ]*)/g)) {
    const [x = 0, y = 0, endX = 0, endY = 0] = numbers.split(' ').map((number) => Number(number) * scale)
    if (command === 'M') contours.push([{ x, y: -y }])
    const contour = contours.at(-1) ?? []
    if (command === 'L') contour.push({ x, y: -y })
    if (command === 'Q') addCurve(contour, { x, y: -y }, { x: endX, y: -endY })
  }
  return contours
}

function addCurve(contour: Place[], control: Place, end: Place): void {
  const start = contour.at(-1) ?? end
  for (let piece = 1; piece <= PIECES; piece += 1) {
    const t = piece / PIECES
    const [a, b, c] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t]
    contour.push({
      x: a * start.x + b * control.x + c * end.x,
      y: a * start.y + b * control.y + c * end.y,
    })
  }
}
