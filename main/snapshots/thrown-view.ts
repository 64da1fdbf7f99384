// Thrown events as a page is told of them: of large payloads the beginning, since the whole is sent with each change.
import { jsonBytes } from '../../shared/base/json-bytes.ts'
import type { ThrownEntry, ThrownView } from '../../shared/contract/scheduler-streams.ts'
import type { Json } from '../../shared/model/json.ts'

/** Of one payload, as JSON. */
const SHOWN_BYTES = 1024
/** Of all payloads of one value. */
const ALL_SHOWN_BYTES = 256 * 1024

/** What is shown of payloads that are too large, so that each is written out once. */
const beginnings = new WeakMap<object, string>()

function beginningOf(payload: string | object): string {
  if (typeof payload === 'string') return `${payload.slice(0, SHOWN_BYTES)}…`
  let beginning = beginnings.get(payload)
  if (beginning === undefined) {
    beginning = `${JSON.stringify(payload).slice(0, SHOWN_BYTES)}…`
    beginnings.set(payload, beginning)
  }
  return beginning
}

export function shownThrown({ queues, history }: ThrownView): ThrownView {
  let left = ALL_SHOWN_BYTES
  const shown = (payload: Json): Json => {
    const bytes = jsonBytes(payload, SHOWN_BYTES)
    left -= Math.min(bytes, SHOWN_BYTES)
    if (bytes <= SHOWN_BYTES && left >= 0) return payload
    if (left < 0 || typeof payload === 'number' || typeof payload === 'boolean' || payload === null)
      return '…'
    return beginningOf(payload)
  }
  const short = <E extends ThrownEntry>(entry: E): E => ({ ...entry, payload: shown(entry.payload) })
  return {
    queues: queues.map((queue) => ({ ...queue, entries: queue.entries.map(short) })),
    history: history.map(short),
  }
}
