// A payload as JSON of bounded length, at a cost that is bounded too, whatever its size.
import { AS_RUN_LIMITS } from '../../shared/model/as-run.ts'

const LIMIT = AS_RUN_LIMITS.payload
const MARK = '…'
/** Room below which a part is not worth telling of. */
const LEAST = 16

/** What is left of `room` characters after `value` is written as JSON, roughly; negative where it is too long. */
function roomAfter(value: unknown, room: number): number {
  switch (typeof value) {
    case 'string':
      return room - value.length - 3
    case 'object':
      if (value === null) return room - 5
      return Array.isArray(value) ? afterList(value, room) : afterObject(value, room)
    case 'bigint':
      // Not JSON; written by the slow way.
      return -1
    default:
      return room - 6
  }
}

function afterList(list: readonly unknown[], room: number): number {
  let left = room - 3
  for (let index = 0; index < list.length && left >= 0; index += 1) left = roomAfter(list[index], left)
  return left
}

function afterObject(members: object, room: number): number {
  let left = room - 3
  for (const key in members) {
    if (left < 0) return left
    left = roomAfter((members as Record<string, unknown>)[key], left - key.length - 3)
  }
  return left
}

function shorten(value: unknown, room: number): unknown {
  if (typeof value === 'bigint') return value.toString().slice(0, room)
  if (typeof value === 'string') return shortenText(value, room)
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value) ? shortenList(value, room) : shortenObject(value, room)
}

function shortenText(text: string, room: number): string {
  return text.length + 3 <= room ? text : `${text.slice(0, Math.max(0, room - 4)).toWellFormed()}${MARK}`
}

function shortenList(list: readonly unknown[], room: number): unknown[] {
  const kept: unknown[] = []
  let left = room - LEAST
  for (const item of list) {
    if (left < LEAST) break
    const short = shorten(item, left)
    kept.push(short)
    left = roomAfter(short, left)
  }
  if (kept.length < list.length) kept.push(`${MARK} ${list.length - kept.length} more`)
  return kept
}

/** Each member may take its share of what is left, so that a long one does not hide those after it. */
function shortenObject(members: object, room: number): Record<string, unknown> {
  const kept: [string, unknown][] = []
  const keys = Object.keys(members)
  let left = room - LEAST
  for (const key of keys) {
    const share = Math.floor(left / (keys.length - kept.length)) - key.length - 4
    const most = Math.max(share, LEAST)
    if (left < most + key.length) break
    const short = shorten((members as Record<string, unknown>)[key], most)
    kept.push([key, short])
    left = roomAfter(short, left - key.length - 4)
  }
  if (kept.length < keys.length) kept.push([MARK, `${keys.length - kept.length} more`])
  return Object.fromEntries(kept)
}

function jsonOf(value: unknown): string | null {
  // Undefined for what JSON does not know, whatever the compiler says.
  const text = JSON.stringify(value) as string | undefined
  return text !== undefined && text.length <= LIMIT ? text : null
}

/** `payload` as JSON; beyond 2 KB texts, lists and objects in it are cut short and end in `…`. */
export function payloadText(payload: unknown): string {
  if (roomAfter(payload, LIMIT) >= 0) {
    const text = jsonOf(payload)
    if (text !== null) return text
  }
  // Escapes may make it longer than was reckoned, so it is tried with less.
  for (let room: number = LIMIT; room > LEAST; room /= 2) {
    const text = jsonOf(shorten(payload, room))
    if (text !== null) return text
  }
  return JSON.stringify(MARK)
}
