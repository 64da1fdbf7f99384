// Payloads of health, measurements and what screens are fed with.
import { z } from 'zod'
import { QUEUES } from '../policy.ts'
import { count, id, milliseconds } from './common.ts'

const queueMetrics = z.object({
  lane: z.enum(QUEUES),
  depth: count,
  highWater: count,
  capacity: count,
  bytes: count,
  byteCapacity: count,
  /** Milliseconds the oldest queued event has waited. */
  oldestAge: milliseconds,
  dropped: count,
  coalesced: count,
})

const distribution = z.object({
  count,
  p50: milliseconds,
  p95: milliseconds,
  p99: milliseconds,
  max: milliseconds,
})

/** What of the show, or of what is plugged in, it is about: where it can be mended. */
const about = z.object({
  kind: z.enum(['device', 'target', 'midiOutput', 'rule', 'scheduler', 'playlist', 'cue', 'param']),
  id: z.string(),
  /** Scheduler of a rule, list of a cue. */
  in: z.string().optional(),
})
export type WarningAbout = z.infer<typeof about>

const warning = z.object({
  /** Stable identity of the condition: raised once, cleared once. */
  id,
  code: z.string(),
  what: z.string(),
  where: z.string(),
  next: z.string(),
  about: about.optional(),
})
/** Something that is wrong, as what looks for it says it. */
export type HealthWarning = z.infer<typeof warning>

/** How long it has been so, and how often it came and went: a cable that is loose is one trouble and not fifty. */
const standing = {
  /** Wall milliseconds at which it was raised. */
  since: milliseconds,
  /** How often it has come, with the times that it was cleared less than a minute before. */
  times: count.positive(),
}

export const healthPayloads = {
  'resource.exhausted': z.object({
    runId: id.nullable(),
    /** Given where it is a limit that a playlist sets its own runs. */
    playlistId: id.optional(),
    resource: z.string(),
    usage: count,
    quota: count,
  }),
  'snapshot.publish.requested': z.object({ stream: z.string() }),
  'snapshot.published': z.object({ stream: z.string() }),
  'broadcast.requested': z.object({ stream: z.string() }),
  /** `bytes` is the most that one of the clients was sent. */
  'broadcast.completed': z.object({ stream: z.string(), clients: count, bytes: count }),
  'broadcast.failed': z.object({ stream: z.string(), client: z.string(), message: z.string() }),
  /** The two clocks do not go on as they did: somebody or a time server set the computer's, or nothing ran for a time. */
  'clock.jumped': z.object({
    kind: z.enum(['set', 'slept', 'stoodStill']),
    /** Milliseconds: how far it was set, below 0 back; or how long nothing ran. */
    by: milliseconds,
  }),
  'health.warning.raised': warning.extend(standing),
  'health.warning.cleared': warning.pick({ id: true, code: true, where: true }).extend(standing),
  /** Somebody has seen what is over by now; that it is cleared follows. */
  'health.warning.acknowledged': warning
    .pick({ id: true, code: true, where: true, what: true })
    .extend({ ...standing, by: z.string() }),
  /** `after` is how long it stood. */
  'health.recovered': z.object({ id, what: z.string(), after: milliseconds, ...standing }),
  'health.handlerFailed': z.object({
    handler: z.string(),
    type: z.string(),
    seq: count,
    message: z.string(),
    total: count,
  }),
  'metrics.queue': queueMetrics,
  'metrics.timing': z.object({ metric: z.string(), distribution }),
} as const
