// From the bytes of a session file to its lines.
import { failed, fault } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { parseSessionLine } from './line.ts'
import type { SessionLine } from './line.ts'

/** Bytes: several times the longest message that an input takes. */
const LONGEST_LINE = 4 * 1024 * 1024
const LINE_FEED = 0x0a

export interface PlacedLine {
  /** `file:line`, for a refusal. */
  readonly where: string
  readonly line: Result<SessionLine>
}

/**
 * Reads the lines as they come; `file` names the session. A last line that was cut off, as a crash or a full disk leaves it,
 * is passed over.
 */
export async function* readSession(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
): AsyncGenerator<PlacedLine, void> {
  let number = 1
  let begun: Uint8Array = new Uint8Array()
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      const line = readLine(joined(begun, chunk.subarray(start, end)), `${file}:${number}`)
      if (line !== null) yield line
      begun = new Uint8Array()
      start = end + 1
      number += 1
    }
    begun = joined(begun, chunk.subarray(start))
    if (begun.length > LONGEST_LINE) {
      yield tooLong(`${file}:${number}`)
      return
    }
  }
  if (isCutOff(new TextDecoder().decode(begun))) return
  const last = readLine(begun, `${file}:${number}`)
  if (last !== null) yield last
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length === 0) return right
  const both = new Uint8Array(left.length + right.length)
  both.set(left)
  both.set(right, left.length)
  return both
}

const NEXT = 'check that this is a session file'
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Null for an empty line. */
function readLine(bytes: Uint8Array, where: string): PlacedLine | null {
  if (bytes.length > LONGEST_LINE) return tooLong(where)
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    const problem = fault('session/not-text', where, 'the line is not UTF-8 text', NEXT)
    return { where, line: failed(problem) }
  }
  return text.trim() === '' ? null : { where, line: parseSessionLine(text, where) }
}

function tooLong(where: string): PlacedLine {
  const problem = fault('session/line-too-long', where, 'the line is longer than any input can be', NEXT)
  return { where, line: failed(problem) }
}

/** Whether text is the beginning of a JSON object whose end is missing; a mistake within it is none. */
function isCutOff(text: string): boolean {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (quoted && character === '\\') at += 1
    else if (character === '"') quoted = !quoted
    else if (!quoted && (character === '{' || character === '[')) depth += 1
    else if (!quoted && (character === '}' || character === ']')) depth -= 1
  }
  return text.trimStart().startsWith('{') && (quoted || depth > 0)
}
