// Reads what the process of the device libraries says in JSON: all but the changes of controls.
import { z } from 'zod'
import type { MonotonicMs } from '../../shared/base/clock.ts'
import { failed, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { EventDraft, SystemEventType } from '../../shared/model/event.ts'
import { devicePayloads } from '../../shared/model/payload/device.ts'
import type { DevicesReport } from './messages.ts'

const count = z.number().int().nonnegative()
const reason = z.string().nullable()

const deviceHealth = devicePayloads['device.stateChanged'].extend({
  ...{ received: count, rejected: count },
  display: z.object({ shown: count, failed: count, lastError: reason }).optional(),
})
const outputHealth = z.object({
  output: z.string(),
  port: z.string(),
  state: z.enum(['off', 'missing', 'open']),
  reason,
  sent: count,
  failed: count,
  queued: count,
  dropped: count,
  collapsed: count,
  lastError: reason,
})
const identities = z.record(
  z.string(),
  z.array(z.tuple([z.string(), z.array(z.object({ path: z.string().nullable(), port: z.string() }))])),
)

/** What everything but events looks like that comes from the process. */
const report = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('health'),
    devices: z.array(deviceHealth),
    midiOutputs: z.array(outputHealth),
    /** What its devices are called, so that a successor calls them the same. */
    identities,
    /** Events that found no room since it was started. */
    dropped: count,
  }),
  /** It lives. */
  z.object({ kind: z.literal('alive') }),
  /** It has taken this many events of what it was asked. */
  z.object({ kind: z.literal('heard'), events: count }),
  /** It has taken the last faces of Stream Decks. */
  z.object({ kind: z.literal('facesHeard') }),
  /** Its last words. */
  z.object({ kind: z.literal('failed'), message: z.string() }),
])
type Report = z.infer<typeof report>
type OtherReport = Exclude<Report, { kind: 'health' }>

/** What the process says. */
export type Said =
  OtherReport | DevicesReport | { readonly kind: 'events'; readonly drafts: readonly DeviceDraft[] }

/** Types that the process may publish. */
const PUBLISHED = [
  'hid.received',
  'hid.rejected',
  'midi.received',
  'midi.rejected',
  'midi.sendFailed',
  'timecode.received',
  'device.stateChanged',
  'device.connected',
  'device.lost',
] as const satisfies readonly SystemEventType[]
type Published = (typeof PUBLISHED)[number]
const published: ReadonlySet<string> = new Set(PUBLISHED)

export type DeviceDraft = EventDraft<Published> & { readonly at: MonotonicMs }

/** Reads a text of a process that may have lost its mind. */
export function parseReport(text: string): Result<Said, string> {
  let said: unknown
  try {
    said = JSON.parse(text)
  } catch {
    return failed('a text that is not JSON')
  }
  const parsed = report.safeParse(said)
  return parsed.success ? ok(parsed.data) : failed('a message of unknown shape')
}

/** An event that crossed as JSON; null where it is none that the process may publish. */
export function draftOf(event: unknown): DeviceDraft | null {
  if (!Array.isArray(event)) return null
  const [at, type, source, cause, payload] = event as unknown[]
  const isSound =
    typeof at === 'number' &&
    typeof type === 'string' &&
    published.has(type) &&
    typeof source === 'string' &&
    (cause === null || typeof cause === 'number')
  if (!isSound || !devicePayloads[type as Published].safeParse(payload).success) return null
  return { at, type, source, cause, payload } as DeviceDraft
}
