// Bytes of a JSON file to plain data, refusing what could exhaust the stack, hide in a prototype, or is not JSON at all.
import { jsonOutline } from '../../shared/base/json-outline.ts'
import { repeatedKeys, syntaxProblem } from '../../shared/base/json-syntax.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import { FORBIDDEN_KEYS } from '../../shared/model/json.ts'
import { formatPath } from '../../shared/model/explain.ts'
import { tooLarge } from '../../shared/model/too-large.ts'
import { Problems } from './problems.ts'

export interface JsonFileLimits {
  readonly bytes: number
  readonly depth: number
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

/** Counts the fields of all objects in `value`, which is not nested too deep to recurse into. */
class FieldCount {
  total = 0

  /** The path of the first key that would reach a prototype, or null. */
  forbiddenKey(value: unknown): PropertyKey[] | null {
    if (typeof value !== 'object' || value === null) return null
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index += 1) {
        const found = this.forbiddenKey(value[index])
        if (found !== null) return [index, ...found]
      }
      return null
    }
    const keys = Object.keys(value)
    this.total += keys.length
    for (const key of keys) {
      if (FORBIDDEN_KEYS.has(key)) return [key]
      const found = this.forbiddenKey((value as Record<string, unknown>)[key])
      if (found !== null) return [key, ...found]
    }
    return null
  }
}

function parse(text: string, where: string): Result<unknown> {
  try {
    return ok(JSON.parse(text))
  } catch {
    const problem = syntaxProblem(text)
    const place = problem === null ? '' : `line ${problem.line}, column ${problem.column}: `
    const what = `${place}${problem?.what ?? 'it is not JSON'}`
    const next = 'correct the file in an editor that checks JSON'
    return failed(isCutOff(text) ? cutOff(where, what) : fault('show/not-json', where, what, next))
  }
}

/** As where a disk was full, or the power went, while it was copied. */
function isCutOff(text: string): boolean {
  return text.trimStart().startsWith('{') && !text.trimEnd().endsWith('}')
}

function cutOff(where: string, why: string): Fault {
  const what = `the file ends in the middle: it was cut off, or not written whole (${why})`
  return fault('show/not-json', where, what, 'restore it from a copy, or name another file')
}

/** Plain data of a JSON file, or what kept it from being read. `where` names the file. */
export function readJson(
  bytes: Uint8Array,
  where: string,
  limits: JsonFileLimits,
): Result<unknown, readonly Fault[]> {
  if (bytes.length > limits.bytes) return failed([tooLarge(where, bytes.length, limits.bytes)])
  if (bytes.length > 0 && bytes.every((byte) => byte === 0)) {
    const what = 'the file holds nothing but zeros, as after a power cut'
    return failed([fault('show/empty', where, what, 'restore it from a copy, or name another file')])
  }
  const text = decode(bytes, where)
  if (!text.ok) return failed([text.error])
  if (text.value.trim() === '') {
    return failed([
      fault('show/empty', where, 'the file is empty', 'restore it from a copy, or name another file'),
    ])
  }
  const { tooDeep, fields } = jsonOutline(text.value, limits.depth)
  if (tooDeep) {
    const what = `lists and objects are nested more than ${limits.depth} deep`
    return failed([fault('show/too-deep', where, what, 'check that this is a show file')])
  }
  const parsed = parse(text.value, where)
  if (!parsed.ok) return failed([parsed.error])
  const count = new FieldCount()
  const path = count.forbiddenKey(parsed.value)
  if (path !== null) {
    const place = `${where}: ${formatPath(path)}`
    return failed([
      fault('show/forbidden-key', place, 'this key is not allowed', 'give the field another name'),
    ])
  }
  // Only where fields are missing is the text read once more, to find where they stand.
  return count.total === fields ? ok(parsed.value) : failed(repetitions(text.value, where))
}

function repetitions(text: string, where: string): readonly Fault[] {
  const problems = new Problems(where)
  for (const { path, first, again } of repeatedKeys(text)) {
    const what = `it stands twice: at line ${first.line}, column ${first.column}, and at line ${again.line}, column ${again.column}`
    problems.add('show/duplicate-key', path, what, () => 'remove one of the two, or give it another name')
  }
  return problems.faults()
}
