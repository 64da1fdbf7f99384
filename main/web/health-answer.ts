// The shape of the health report, for the document of the HTTP interface.
import { z } from 'zod'
import type { DistributionSummary, DistributionTotals } from '../../shared/base/histogram.ts'
import type { AsRunHealth } from '../../shared/model/as-run.ts'
import type {
  AccessHealth,
  DeviceHealth,
  DispatcherHealth,
  FeedbackHealth,
  HealthReport,
  ShowHealth,
  MidiOutputHealth,
  OscInputHealth,
  OscTargetHealth,
  PlaylistsHealth,
  ProcessHealth,
  RulesHealth,
  StandingWarning,
  WebHealth,
} from '../../shared/model/health.ts'
import { LESSER_PAGES, ROLES } from '../../shared/model/client.ts'
import { OUTPUT_KINDS } from '../../shared/model/output.ts'
import type { MutedOutput } from '../../shared/model/output.ts'
import { QUEUES } from '../../shared/model/policy.ts'
import { faultAnswer } from './answers.ts'

const text = z.string()
const count = z.number().int().nonnegative()
const number = z.number()
const ms = z.number().meta({ description: 'Milliseconds' })
const engineTime = z.number().meta({ description: 'Milliseconds on the engine’s clock' })
const wallTime = z.number().meta({ description: 'Milliseconds since 1970' })

const timing = z.strictObject({ count, p50: ms, p95: ms, p99: ms, max: ms }).meta({
  id: 'Timing',
  description: 'Of the last quarter of a second',
}) satisfies z.ZodType<DistributionSummary>
const totals = z.strictObject({ count, sum: ms, upTo: z.array(count) }).meta({
  id: 'TimingTotals',
  description:
    'Since start; upTo counts what was no longer than 8, 32, 128, 512 µs, 2, 8, 33, 131, 524 ms, 2, 8 s',
}) satisfies z.ZodType<DistributionTotals>

const standingWarning = z
  .strictObject({
    id: text,
    code: text,
    what: text,
    where: text,
    next: text,
    about: z
      .strictObject({
        kind: z.enum(['device', 'target', 'midiOutput', 'rule', 'scheduler', 'playlist', 'cue', 'param']),
        id: text,
        in: text.optional().meta({ description: 'Scheduler of a rule, list of a cue' }),
      })
      .optional()
      .meta({ description: 'What of the show, or which controller or port, it is about' }),
    since: wallTime,
    times: count.meta({ description: 'How often it came, where it keeps coming and going' }),
    isNow: z.boolean().meta({ description: 'False where it was not so at the last look' }),
    happened: z
      .boolean()
      .meta({ description: 'It tells of what has happened, and stands until it is acknowledged' }),
  })
  .meta({ id: 'Warning' }) satisfies z.ZodType<StandingWarning>

const dispatcher = z.strictObject({
  queues: z.array(
    z.strictObject({
      lane: z.enum(QUEUES),
      depth: count,
      highWater: count,
      capacity: count,
      bytes: count,
      byteCapacity: count,
      oldestAge: ms,
      dropped: count,
      coalesced: count,
    }),
  ),
  published: count,
  dispatched: count,
  failures: count,
  withheld: count,
  droppedByType: z.record(text, count),
  historySize: count,
  dispatch: timing,
  dispatchTotals: totals,
}) satisfies z.ZodType<DispatcherHealth>

const playlists = z.strictObject({
  definitions: count,
  activeRuns: count,
  started: count,
  emitted: count,
  refused: z.array(
    z.strictObject({
      playlistId: text,
      refused: count,
      usage: count,
      quota: count,
      largest: z.strictObject({ playlistId: text, runs: count }),
    }),
  ),
  lateness: timing,
  latenessTotals: totals,
  runners: z.array(
    z.strictObject({
      runner: count,
      state: z.enum(['starting', 'ready', 'lost']),
      rank: z.enum(['high', 'normal']),
      runs: count,
      replacements: count,
      reportBytes: count,
      reportCapacity: count,
      droppedReports: count,
      ramps: count,
      rampsEvery: count,
      heartbeatAge: ms,
    }),
  ),
}) satisfies z.ZodType<PlaylistsHealth>

const oscInput = z.strictObject({
  udp: text.meta({ description: 'host:port, or why it is not open' }),
  tcp: text,
  received: count,
  bytes: count,
  rejected: z.record(text, count).meta({ description: 'By reason' }),
  lateBundles: count,
  waitingBundles: count,
  clocksAhead: z.array(z.strictObject({ sender: text, aheadBy: ms })),
  ignoredTimeTags: count,
  connections: count,
  lost: z
    .strictObject({
      packets: count,
      now: z.strictObject({ packets: count, since: wallTime }).nullable(),
    })
    .nullable()
    .meta({ description: 'What the system dropped; null where it does not tell' }),
  receiveBuffer: number.nullable(),
  groups: z.array(z.strictObject({ group: text, error: text.nullable() })),
}) satisfies z.ZodType<OscInputHealth>

const oscTarget = z.strictObject({
  target: text,
  address: text,
  transport: z.enum(['udp', 'tcp']),
  state: z.enum(['idle', 'open', 'failing']),
  sent: count,
  acknowledged: count.nullable(),
  unacknowledgedFor: ms,
  failed: count,
  queued: count,
  dropped: count,
  collapsed: count,
  lastDrop: text.nullable(),
  lastError: text.nullable(),
}) satisfies z.ZodType<OscTargetHealth>

const midiOutput = z.strictObject({
  output: text,
  port: text,
  state: z.enum(['off', 'missing', 'open']),
  reason: text.nullable(),
  sent: count,
  failed: count,
  queued: count,
  dropped: count,
  collapsed: count,
  lastError: text.nullable(),
}) satisfies z.ZodType<MidiOutputHealth>

const feedback = z.strictObject({
  kind: z.enum(['midiOutput', 'peer']),
  id: text,
  places: count,
  sent: count,
  collapsed: count,
  echoes: count,
  waits: count,
  rate: z.number(),
}) satisfies z.ZodType<FeedbackHealth>

const muted = z.strictObject({
  kind: z.enum(OUTPUT_KINDS),
  id: text,
  by: text,
  since: wallTime,
  withheld: count,
}) satisfies z.ZodType<MutedOutput>

const device = z.strictObject({
  device: text,
  name: text,
  family: z.enum(['hid', 'midi', 'gamepad', 'keyboard', 'virtual', 'replay']),
  state: z.enum(['searching', 'opening', 'open', 'lost', 'refused', 'off']),
  reason: text.nullable(),
  received: count,
  rejected: count,
  rumbles: z.literal(true).optional(),
  display: z.strictObject({ shown: count, failed: count, lastError: text.nullable() }).optional(),
}) satisfies z.ZodType<DeviceHealth>

const rules = z.strictObject({
  failing: z.array(
    z.strictObject({ schedulerId: text, ruleId: text, name: text, times: count, error: text }),
  ),
  failingCount: count,
  crowded: z.array(
    z.strictObject({
      destId: text.nullable(),
      waiting: count,
      bytes: count,
      pushedOut: count,
      catchable: count,
      lastKey: text,
    }),
  ),
}) satisfies z.ZodType<RulesHealth>

const asRun = z.strictObject({
  session: count.nullable(),
  written: count,
  dropped: count,
  waiting: count,
  bytes: count,
  trouble: faultAnswer.nullable(),
  begunAnew: count,
  completeSince: wallTime.nullable().meta({ description: 'Since when the log is complete' }),
  removed: z.boolean().meta({ description: 'Whether entries before that were removed to make room' }),
  earlier: count.meta({
    description: 'Entries that an earlier version has kept and that are still to be brought over, at most',
  }),
  holds: z.number().nullable().meta({
    description: 'Milliseconds that it would hold at the rate of the last minutes; null until known',
  }),
}) satisfies z.ZodType<AsRunHealth>

const web = z.strictObject({
  connections: count,
  untakenBytes: count,
  turnedAway: z.record(text, count),
  last: z.strictObject({ reason: text, who: text }).nullable(),
}) satisfies z.ZodType<Omit<WebHealth, 'last'>>

const process = z.strictObject({
  uptime: number.meta({ description: 'Seconds' }),
  rss: count,
  heapUsed: count,
  cpu: number.meta({ description: 'Share of one core' }),
  cpuSeconds: number,
  loopDelay: timing,
  loopDelayTotals: totals,
}) satisfies z.ZodType<ProcessHealth>

const access = z.strictObject({
  locked: z.strictObject({ by: text, at: wallTime }).nullable(),
  hasPin: z.boolean(),
  trouble: faultAnswer.nullable(),
  wrongPins: count.meta({ description: 'Since start' }),
  clients: z.array(
    z.strictObject({
      name: text,
      way: z.enum(['window', 'web', 'rest', 'osc', 'control', 'rule', 'replay', 'rehearsal']),
      address: text.nullable(),
      role: z.enum(ROLES),
      page: z
        .enum(LESSER_PAGES)
        .nullable()
        .meta({ description: 'What it shows, where that lets it do less' }),
      since: engineTime.meta({ description: 'When it connected, on the engine’s clock' }),
      asked: z
        .strictObject({ command: text, at: engineTime })
        .nullable()
        .meta({ description: 'What it asked to be done last' }),
    }),
  ),
}) satisfies z.ZodType<AccessHealth>

const report = {
  at: engineTime,
  time: wallTime,
  warnings: z.array(standingWarning).meta({ description: 'What stands, raised first in front' }),
  dispatcher,
  gestures: z.strictObject({ definitions: count, recognized: count, forgotten: count, pending: count }),
  playlists,
  osc: z.strictObject({
    input: oscInput,
    replies: z.strictObject({ withheld: count, withheldNews: count, lastWithheld: text.nullable() }),
    targets: z.array(oscTarget),
  }),
  midi: z.strictObject({ outputs: z.array(midiOutput) }),
  feedback: z.array(feedback),
  muted: z.array(muted).meta({ description: 'Outputs that somebody keeps silent' }),
  devices: z.array(device),
  tasks: z.strictObject({ count, capacity: count }),
  rules,
  asRun,
  profiles: z.array(faultAnswer).meta({ description: 'Why device profiles cannot be used' }),
  log: z.strictObject({ trouble: faultAnswer.nullable(), lost: count, begunAnew: count }),
  show: z.strictObject({
    generation: count,
    failing: z.strictObject({ path: text, first: faultAnswer, more: count, isKept: z.boolean() }).nullable(),
    saving: z.strictObject({ path: text, fault: faultAnswer }).nullable(),
    notKept: faultAnswer.nullable(),
    stateNotKept: faultAnswer.nullable(),
    versions: faultAnswer.nullable(),
    rescued: faultAnswer.nullable(),
    offered: z.strictObject({ path: text, text, whileLocked: z.literal(true).optional() }).nullable(),
  } satisfies { readonly [F in keyof ShowHealth]: z.ZodType }),
  clients: count,
  access,
  web,
  process,
} satisfies { readonly [F in keyof HealthReport]: z.ZodType }

export const healthAnswer = z
  .strictObject({ ...report, eventCounts: z.record(text, count) })
  .meta({ id: 'Health' })
