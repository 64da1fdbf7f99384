// Text in the largest size in which it fits a box, wrapped between words; what is too long even in the smallest ends with dots.
import { Letters } from './letters.ts'

export interface FitRoom {
  readonly width: number
  readonly height: number
  /** From the largest to the smallest that can still be read. */
  readonly sizes: readonly number[]
  readonly lines: number
}

export interface FittedText {
  readonly size: number
  readonly lines: readonly string[]
  /** All of the text, and not only its beginning. */
  readonly isWhole: boolean
}

/** From one base line to the next, and below the last one, as parts of the size. */
export const LEADING = 1.12
const BELOW = 0.2
const DOTS = '…'

export function fitText(letters: Letters, text: string, room: FitRoom): FittedText {
  // Accents that are characters of their own become part of their letters, and what is no text becomes a blank.
  const words = text
    .normalize('NFC')
    .replaceAll(/[\s\p{C}]+/gu, ' ')
    .trim()
  const parts = words === '' ? [] : words.split(/(?<=[-_/.])(?=\w{2})|(?= )/u)
  for (const size of room.sizes) {
    const lines = wrapped(letters, parts, size, room.width)
    if (lines !== null && lines.length <= linesWithin(room, size)) return { size, lines, isWhole: true }
  }
  const size = room.sizes.at(-1) ?? 0
  return { size, ...cut(letters, parts, size, room) }
}

/** Pixels from the upper edge of the first line's capitals to below the last line. */
export function heightOf({ size, lines }: Pick<FittedText, 'size' | 'lines'>): number {
  return size * (Letters.CAPITAL + Math.max(0, lines.length - 1) * LEADING + BELOW)
}

function linesWithin({ height, lines }: FitRoom, size: number): number {
  const one = size * (Letters.CAPITAL + BELOW)
  return Math.min(lines, Math.floor((height - one) / (size * LEADING) + 1))
}

/** Null where a word is wider than a line. */
function wrapped(letters: Letters, parts: readonly string[], size: number, width: number): string[] | null {
  const lines: string[] = []
  for (const part of parts) {
    const longer = (lines.at(-1) ?? '') + part
    if (lines.length > 0 && letters.widthOf(longer, size) <= width) {
      lines[lines.length - 1] = longer
      continue
    }
    const alone = part.trimStart()
    if (letters.widthOf(alone, size) > width) return null
    lines.push(alone)
  }
  return lines
}

/** Words are broken where they must be, and the last line tells that there is more. */
function cut(
  letters: Letters,
  parts: readonly string[],
  size: number,
  room: FitRoom,
): Pick<FittedText, 'lines' | 'isWhole'> {
  const most = Math.max(1, linesWithin(room, size))
  const lines = ['']
  const fits = (line: string): boolean => letters.widthOf(line, size) <= room.width
  for (const part of parts) {
    const line = lines.at(-1) as string
    if (fits(line + part)) {
      lines[lines.length - 1] = line + part
      continue
    }
    // A word that fits a line goes onto the next one, as long as there is one; others begin where there is room.
    const alone = part.trimStart()
    if (line !== '' && lines.length < most && fits(alone)) {
      lines.push(alone)
      continue
    }
    for (const letter of line === '' ? alone : part) {
      const longer = (lines.at(-1) as string) + letter
      if (fits(longer)) lines[lines.length - 1] = longer
      else lines.push(letter.trimStart())
    }
  }
  if (lines.length <= most) return { lines, isWhole: true }
  let last = lines[most - 1] as string
  while (last !== '' && !fits(last + DOTS)) last = [...last].slice(0, -1).join('')
  return { lines: [...lines.slice(0, most - 1), last.trimEnd() + DOTS], isWhole: false }
}
