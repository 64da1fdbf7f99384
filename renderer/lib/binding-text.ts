// What a range, a curve, a share, a list of layers and a value of a parameter are as text of a field, and what such text means.
import { LIGHT } from './light-text.ts'
import { failed, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'

/** Kinds of fields that only bindings have. */
export type BindingField = 'range' | 'curve' | 'percent' | 'layers' | 'value' | 'light'

const BINDING_FIELDS: ReadonlySet<string> = new Set<BindingField>([
  ...(['range', 'curve', 'percent', 'layers', 'value', 'light'] as const),
])
export function isBindingField(as: string): as is BindingField {
  return BINDING_FIELDS.has(as)
}

export const SHAPES = ['linear', 'S', 'logarithmic'] as const
const TO = ' to '

/** Both ends of a range as they are typed; what is not written is empty. Blanks at its ends may be gone. */
export function endsOf(text: string): readonly [string, string] {
  const [, first = text, last = ''] = /^(.*?)(?:^|\s)to(?:\s(.*)|$)/.exec(text) ?? []
  return [first, last]
}

/** Empty where neither end is written. */
export function rangeOfEnds(first: string, last: string): string {
  return first.trim() === '' && last.trim() === '' ? '' : `${first}${TO}${last}`
}

export function bindingText(as: BindingField, value: unknown): string {
  switch (as) {
    case 'range': {
      const [first, last] = value as readonly [number, number]
      return rangeOfEnds(String(first), String(last))
    }
    case 'curve':
      return typeof value === 'string'
        ? value
        : (value as readonly (readonly [number, number])[]).map(([x, y]) => `${x} ${y}`).join(', ')
    case 'percent':
      return String(Number(((value as number) * 100).toPrecision(12)))
    case 'layers':
      return Array.isArray(value) ? value.join(', ') : String(value)
    case 'value':
      return JSON.stringify(value)
    case 'light':
      return lightText(value)
  }
}

export function bindingValue(as: BindingField, text: string): Result<unknown, string> {
  switch (as) {
    case 'range':
      return rangeValue(text)
    case 'curve':
      return (SHAPES as readonly string[]).includes(text) ? ok(text) : tableValue(text)
    case 'percent': {
      const share = numberOf(text.replace(/\s*%$/, ''))
      return share === null
        ? failed('must be a number of percent')
        : ok(Number((share / 100).toPrecision(12)))
    }
    case 'layers': {
      const names = text.split(',').map((name) => name.trim())
      return ok(names.length === 1 ? names[0] : names)
    }
    case 'value':
      return scalarValue(text)
    case 'light':
      return lightValue(text)
  }
}

/** Null for what is no finite number. */
function numberOf(text: string): number | null {
  const bare = text.trim().replace(',', '.')
  const value = Number(bare)
  return bare !== '' && Number.isFinite(value) ? value : null
}

function rangeValue(text: string): Result<unknown, string> {
  const [first, last] = endsOf(text).map((end) => numberOf(end)) as [number | null, number | null]
  if (first === null && last === null) return failed('must be two numbers')
  if (first === null) return failed('needs a number at its beginning')
  if (last === null) return failed('needs a number at its end')
  return first === last ? failed('has no width: its ends must differ') : ok([first, last])
}

function tableValue(text: string): Result<unknown, string> {
  const points = text.split(',').map((point) =>
    point
      .trim()
      .split(/\s+/)
      .map((each) => numberOf(each)),
  )
  const isWell = points.every((point) => point.length === 2 && !point.includes(null))
  return isWell ? ok(points) : failed('must be points of two numbers from 0 to 1, such as 0 0, 0.75 0.9, 1 1')
}

function scalarValue(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text) as unknown)
  } catch {
    return failed('must be a number, or chosen')
  }
}

/** What a light is sent of one state: `127`, or `127 blink 0 every 500`. */
function lightText(value: unknown): string {
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? value : JSON.stringify(value)
  const { value: sent, blink, every, channel } = value as Readonly<Record<string, unknown>>
  const words = [lightText(sent)]
  if (blink !== undefined) words.push(`blink ${lightText(blink)} every ${every as number}`)
  if (typeof channel === 'number') words.push(`channel ${channel}`)
  return words.join(' ')
}

function lightValue(text: string): Result<unknown, string> {
  const [, sent, blink, every, channel] = LIGHT.exec(text) ?? []
  if (sent === undefined || (blink === undefined && every !== undefined)) {
    return failed('must be a value, or such as 127 blink 0 every 500')
  }
  if (blink === undefined && channel === undefined) return ok(lightScalar(sent))
  return ok({
    value: lightScalar(sent),
    ...(blink !== undefined && { blink: lightScalar(blink) }),
    ...(every !== undefined && { every: Number(every) }),
    ...(channel !== undefined && { channel: Number(channel) }),
  })
}

function lightScalar(text: string): number | boolean | string {
  if (text === 'true' || text === 'false') return text === 'true'
  return numberOf(text) ?? text
}
