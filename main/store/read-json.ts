// Bytes of a JSON file to plain data, refusing what could exhaust the stack, hide in a prototype, or is not JSON at all.
import { failed, fault, messageOf, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import { FORBIDDEN_KEYS } from '../../shared/model/json.ts'
import { formatPath } from '../../shared/model/explain.ts'
import { syntaxProblem } from './json-syntax.ts'

export interface JsonFileLimits {
  readonly bytes: number
  readonly depth: number
}

export function tooLarge(where: string, bytes: number, limit: number): Fault {
  const megabytes = (size: number): string => `${(size / 2 ** 20).toFixed(1)} MB`
  return fault(
    'show/too-large',
    where,
    `the file has ${megabytes(bytes)}, more than the ${megabytes(limit)} a show may have`,
    'split the show, or check that this is a show file',
  )
}

/** Strict UTF-8, with or without a byte order mark. */
function decode(bytes: Uint8Array, where: string): Result<string> {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return failed(fault('show/not-text', where, 'the file is UTF-16 text', 'save it as UTF-8'))
  }
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return failed(
      fault(
        'show/not-text',
        where,
        'the file is not UTF-8 text',
        'check that this is a show file, saved as UTF-8',
      ),
    )
  }
}

/**
 * Where brackets first open deeper than `limit`, or -1. Looks at the text alone, because the parser takes seconds for
 * fifty megabytes of open brackets and what reads the result would overflow the stack.
 */
function tooDeepAt(text: string, limit: number): number {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x5b: // [
      case 0x7b: // {
        depth += 1
        if (depth > limit) return at
        break
      case 0x5d: // ]
      case 0x7d: // }
        depth -= 1
        break
      case 0x22: // "
        at = closingQuote(text, at)
        break
    }
  }
  return -1
}

function closingQuote(text: string, opening: number): number {
  for (let at = opening + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x22) return at
    if (code === 0x5c) at += 1
  }
  return text.length
}

/** The path of the first key that would reach a prototype, or null; `value` is not nested too deep to recurse into. */
function forbiddenKey(value: unknown): PropertyKey[] | null {
  if (typeof value !== 'object' || value === null) return null
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const found = forbiddenKey(value[index])
      if (found !== null) return [index, ...found]
    }
    return null
  }
  for (const key of Object.keys(value)) {
    if (FORBIDDEN_KEYS.has(key)) return [key]
    const found = forbiddenKey((value as Record<string, unknown>)[key])
    if (found !== null) return [key, ...found]
  }
  return null
}

function parse(text: string, where: string): Result<unknown> {
  try {
    return ok(JSON.parse(text))
  } catch (thrown) {
    const problem = syntaxProblem(text)
    const place = problem === null ? '' : `line ${problem.line}, column ${problem.column}: `
    return failed(
      fault(
        'show/not-json',
        where,
        `${place}${problem?.what ?? messageOf(thrown)}`,
        'correct the file in an editor that checks JSON',
      ),
    )
  }
}

/** Plain data of a JSON file, or the one fault that kept it from being read. `where` names the file. */
export function readJson(bytes: Uint8Array, where: string, limits: JsonFileLimits): Result<unknown> {
  if (bytes.length > limits.bytes) return failed(tooLarge(where, bytes.length, limits.bytes))
  const text = decode(bytes, where)
  if (!text.ok) return text
  if (text.value.trim() === '') {
    return failed(
      fault('show/empty', where, 'the file is empty', 'restore it from a copy, or name another file'),
    )
  }
  if (tooDeepAt(text.value, limits.depth) >= 0) {
    return failed(
      fault(
        'show/too-deep',
        where,
        `lists and objects are nested more than ${limits.depth} deep`,
        'check that this is a show file',
      ),
    )
  }
  const parsed = parse(text.value, where)
  if (!parsed.ok) return parsed
  const path = forbiddenKey(parsed.value)
  if (path === null) return parsed
  return failed(
    fault(
      'show/forbidden-key',
      `${where}: ${formatPath(path)}`,
      'this key is not allowed',
      'give the field another name',
    ),
  )
}
