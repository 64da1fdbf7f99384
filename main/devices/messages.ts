// What the engine and the process of the device libraries say to each other in JSON: all but the changes of controls.
import { z } from 'zod'
import type { MonotonicMs } from '../../shared/base/clock.ts'
import { failed, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { catalogue } from '../../shared/model/event.ts'
import type { EventDraft, PayloadOf, SystemEventType } from '../../shared/model/event.ts'
import type { DeviceHealth, MidiOutputHealth } from '../../shared/model/health.ts'
import type { MidiOutputPort } from '../../shared/model/show.ts'
import type { Sounding } from '../protocols/midi/held-notes.ts'

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
  /** This many bytes of what it said have been taken. */
  | { readonly kind: 'taken'; readonly bytes: number }
  | { readonly kind: 'close' }

/** As text. */
export const CLOSE = JSON.stringify({ kind: 'close' } satisfies Told)

export type OpenRequest = Extract<Told, { kind: 'open' }>

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
  if (!isSound || !catalogue[type as Published].payload.safeParse(payload).success) return null
  return { at, type, source, cause, payload } as DeviceDraft
}
