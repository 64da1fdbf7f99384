// How much memory a payload takes, roughly and never much too little: what budgets in bytes are reckoned by.

/** V8's own: a string's header, a list with its store, an object with the room it begins with, a slot for each member. */
const HEADER = 24
const LIST = 48
const OBJECT = 56
const SLOT = 8
/** An object with more members than this is kept as a table, which takes so much more for each. */
const FEW_MEMBERS = 24
const TABLE_ENTRY = 48
/** A number that does not fit in its slot. */
const NUMBER = 16
/** A text beyond Latin-1 takes two bytes a character; asking which would cost more than it is worth. */
const CHARACTER = 2

/** Bytes beyond which an event counts as large, which is more than any press, value or run publishes. */
export const SMALL_EVENT = 2048
/** Bytes beyond which a member of a payload is left out where the event is only remembered. */
const SMALL_MEMBER = 512

/** An event without its payload: the envelope, and its places in queue and history. */
const ENVELOPE = 256

/** Bytes of an event with this payload. */
export const eventBytes = (payload: unknown): number => ENVELOPE + sizeOf(payload)

/** Bytes of a JSON value or of one with blobs in it. `value` has passed a limit of depth. */
export function sizeOf(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return HEADER + value.length * CHARACTER
    case 'number':
    case 'bigint':
      return NUMBER
    case 'object':
      if (value === null) return 0
      if (Array.isArray(value)) return sizeOfList(value)
      return ArrayBuffer.isView(value) ? HEADER + value.byteLength : sizeOfObject(value)
    default:
      return 0
  }
}

function sizeOfList(list: readonly unknown[]): number {
  let bytes = LIST + list.length * SLOT
  for (const item of list) bytes += sizeOf(item)
  return bytes
}

function sizeOfObject(members: object): number {
  let bytes = OBJECT
  let count = 0
  // Names are mostly shared between objects; those of an object that is used as a table are not.
  for (const name in members) {
    bytes += SLOT + name.length + sizeOf((members as Record<string, unknown>)[name])
    count += 1
  }
  return count > FEW_MEMBERS ? bytes + count * TABLE_ENTRY : bytes
}

/**
 * The payload of an event of `bytes` as it may be remembered for a long time or repeated in what follows: as it is, or, of a
 * large event, without its large members, which are null then.
 */
export function lightPayload(payload: unknown, bytes: number): unknown {
  if (bytes <= SMALL_EVENT) return payload
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return null
  const light: Record<string, unknown> = {}
  let room = SMALL_EVENT - OBJECT
  for (const name of Object.keys(payload)) {
    const member = (payload as Record<string, unknown>)[name]
    room -= SLOT + TABLE_ENTRY + name.length + Math.min(sizeOf(member), SMALL_MEMBER)
    if (room < 0) break
    light[name] = sizeOf(member) <= SMALL_MEMBER ? member : null
  }
  return light
}
