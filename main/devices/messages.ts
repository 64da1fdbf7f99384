// What the engine and the process of the device libraries say to each other: one line of JSON each.
import { z } from 'zod'
import type { MonotonicMs } from '../../shared/base/clock.ts'
import { failed, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { catalogue } from '../../shared/model/event.ts'
import type { EventDraft, PayloadOf, SystemEventType } from '../../shared/model/event.ts'
import type { DeviceHealth, MidiOutputHealth } from '../../shared/model/health.ts'
import type { MidiOutputPort } from '../../shared/model/show.ts'
import type { Sounding } from '../protocols/midi/held-notes.ts'

/** Characters of the longest line: a batch of events, or the health of some thousand devices. */
export const LONGEST_LINE = 4 * 1024 * 1024

const count = z.number().int().nonnegative()
const reason = z.string().nullable()

const deviceHealth = catalogue['device.stateChanged'].payload.extend({ received: count, rejected: count })
const outputHealth = z.object({
  output: z.string(),
  port: z.string(),
  state: z.enum(['off', 'missing', 'open']),
  reason,
  sent: count,
  failed: count,
  queued: count,
  dropped: count,
  lastError: reason,
})
const identities = z.record(
  z.string(),
  z.array(z.tuple([z.string(), z.array(z.object({ path: z.string().nullable(), port: z.string() }))])),
)
const faultLine = z.object({ code: z.string(), what: z.string(), where: z.string(), next: z.string() })

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
  z.object({ kind: z.literal('profileRefused'), fault: faultLine }),
  /** Its last words. */
  z.object({ kind: z.literal('failed'), message: z.string() }),
])
type Report = z.infer<typeof report>
type OtherReport = Exclude<Report, { kind: 'health' }>

export interface HealthReport {
  readonly kind: 'health'
  readonly devices: readonly DeviceHealth[]
  readonly midiOutputs: readonly MidiOutputHealth[]
  readonly identities: Identities
  readonly dropped: number
}
/** By the title of each family and by kind: where each numbered device was last. */
export type Identities = Readonly<
  Record<
    string,
    readonly (readonly [
      kind: string,
      numbers: readonly { readonly path: string | null; readonly port: string }[],
    ])[]
  >
>

/** An event that arose in the process, in the order of `EventDraft`'s fields as they are sent. */
export type SentEvent = readonly [
  at: number,
  type: string,
  source: string,
  cause: number | null,
  payload: unknown,
]

/** What the process says. */
export type Said =
  OtherReport | HealthReport | { readonly kind: 'events'; readonly drafts: readonly DeviceDraft[] }

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

/** What the process is asked to do for the show: to send, or to fall silent at once. */
export type AskedEvent =
  | {
      readonly type: 'midi.send'
      readonly seq: number
      /** When it was asked for. */
      readonly at: MonotonicMs
      readonly payload: PayloadOf<'midi.send'>
    }
  | { readonly type: 'panic'; readonly seq: number }

/** What the process is told. */
export type Told =
  | {
      /** The first, once. */
      readonly kind: 'open'
      /** Origin of monotonic time, as digits. */
      readonly clockOrigin: string
      readonly profilesDir: string
      readonly outputs: Readonly<Record<string, MidiOutputPort>>
      readonly identities: Identities
      readonly sounding: Readonly<Record<string, Sounding>>
    }
  | { readonly kind: 'asked'; readonly events: readonly AskedEvent[] }
  /** This many of its events have been taken. */
  | { readonly kind: 'taken'; readonly events: number }
  | { readonly kind: 'close' }

/** As a line. */
export const CLOSE = JSON.stringify({ kind: 'close' } satisfies Told)

export type OpenRequest = Extract<Told, { kind: 'open' }>

/** Reads a line of a process that may have lost its mind. */
export function parseSaid(line: string): Result<Said, string> {
  let said: unknown
  try {
    said = JSON.parse(line)
  } catch {
    return failed('a line that is not JSON')
  }
  // Almost all that is said are events, so these are not given to the schema.
  if (Array.isArray(said)) return parseEvents(said)
  const parsed = report.safeParse(said)
  return parsed.success ? ok(parsed.data) : failed('a message of unknown shape')
}

function parseEvents(sent: readonly unknown[]): Result<Said, string> {
  const drafts: DeviceDraft[] = []
  for (const event of sent) {
    const draft = draftOf(event)
    if (draft === null) return failed('an event of unknown shape')
    drafts.push(draft)
  }
  return ok({ kind: 'events', drafts })
}

function draftOf(event: unknown): DeviceDraft | null {
  if (!Array.isArray(event)) return null
  const [at, type, source, cause, payload] = event as unknown[]
  const isSound =
    typeof at === 'number' &&
    typeof type === 'string' &&
    published.has(type) &&
    typeof source === 'string' &&
    (cause === null || typeof cause === 'number')
  if (!isSound || !isPayload(type as Published, payload)) return null
  if (type === 'hid.received') shareNames(payload as Names)
  return { at, type: known(type), source: known(source), cause, payload } as DeviceDraft
}

const KINDS: ReadonlySet<unknown> = new Set(['button', 'axis', 'hat', 'encoder'])

/** Names that come with every event are kept once: they live as long as history, and what lives long is dear to collect. */
const names = new Map<string, string>()
const REMEMBERED_NAMES = 4_096

function known(name: string): string {
  const same = names.get(name)
  if (same !== undefined) return same
  if (names.size === REMEMBERED_NAMES) names.clear()
  names.set(name, name)
  return name
}

interface Names {
  device: string
  control: string
  kind: string
}

function shareNames(payload: Names): void {
  payload.device = known(payload.device)
  payload.control = known(payload.control)
  payload.kind = known(payload.kind)
}

/** By hand for controllers, which send tens of thousands a second. */
function isPayload(type: Published, payload: unknown): boolean {
  if (type !== 'hid.received') return catalogue[type].payload.safeParse(payload).success
  if (typeof payload !== 'object' || payload === null) return false
  const { device, control, kind, value } = payload as Partial<PayloadOf<'hid.received'>>
  return (
    typeof device === 'string' && typeof control === 'string' && KINDS.has(kind) && typeof value === 'number'
  )
}
