// The shapes of what the HTTP interface answers, for its document; each is held to the type that the engine answers with.
import { z } from 'zod'
import { THING_KINDS } from '../../shared/model/mutations/mutation.ts'
import type { ShowVersion } from '../../shared/model/show-version.ts'
import type { Fault } from '../../shared/base/result.ts'
import type {
  EndedThrown,
  InterruptsView,
  PendingInterrupt,
  SchedulersView,
  ThrownEntry,
} from '../../shared/contract/scheduler-streams.ts'
import type { RunView } from '../../shared/contract/streams.ts'
import { disarmedWhy } from '../../shared/model/arming.ts'
import type { ScenesView } from '../../shared/contract/scene-view.ts'
import type { ArmingView } from '../../shared/model/arming.ts'
import type { AsRunEntry, AsRunPage } from '../../shared/model/as-run.ts'
import type { Outcome } from '../../shared/model/outcome.ts'
import { anchor, stopReason } from '../../shared/model/payload/playlist.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { interruptAnswer } from '../../shared/model/interrupt.ts'
import { json } from '../../shared/model/json.ts'
import { paramView } from '../../shared/model/param.ts'
import { thrownOutcome, thrownScope } from '../../shared/model/thrown-event.ts'

const text = z.string()
const count = z.number().int().nonnegative()
const number = z.number()
const engineTime = z.number().meta({ description: 'Milliseconds on the engine’s clock' })
const wallTime = z.number().meta({ description: 'Milliseconds since 1970' })

export const faultAnswer = z
  .strictObject({
    code: text.meta({ description: 'Stable: area/reason' }),
    what: text.meta({ description: 'What is wrong' }),
    where: text.meta({ description: 'Field, address or thing that it concerns' }),
    next: text.meta({ description: 'What to do about it' }),
    instead: z
      .strictObject({
        version: count.meta({ description: 'By which it is asked for' }),
        at: wallTime,
        by: text.nullable(),
        passedOver: count.meta({ description: 'Newer ones that cannot be used either' }),
      })
      .optional()
      .meta({ description: 'Of a show file that cannot be used: the newest earlier version that can' }),
  })
  .meta({ id: 'Fault', description: 'Why it was refused' }) satisfies z.ZodType<Fault>

const outcome = z.enum(['press', 'release', 'touch', 'none', 'ignored']) satisfies z.ZodType<Outcome>
const eventAnswer = z
  .strictObject({
    seq: count,
    type: text,
    source: text,
    at: engineTime,
    time: wallTime,
    cause: count.nullable().meta({ description: 'seq of the event that led to it' }),
    payload: json,
    bytes: count.meta({ description: 'What it takes in memory, roughly' }),
    collapsed: count.optional().meta({
      description: 'How many earlier values of the same key it replaced while it waited',
    }),
    ahead: z.literal('panic').optional().meta({
      description: 'Of a panic, and of what it leaves behind',
    }),
    edge: outcome.optional().meta({ description: 'Of an input: what it did to its control' }),
    edges: z.record(text, outcome).optional().meta({
      description: 'The same by each other threshold and bounce time that the show asks for',
    }),
  })
  .meta({ id: 'Event' }) satisfies z.ZodType<Readonly<Partial<Record<keyof EventEnvelope, unknown>>>>
const cut = z
  .literal(true)
  .optional()
  .meta({ description: 'Where there were more, which would have made the answer too large: ask for less' })
export const eventsAnswer = z.strictObject({ events: z.array(eventAnswer), cut })
export const armingAnswer = z.discriminatedUnion('armed', [
  z.strictObject({ armed: z.literal(true) }),
  z.strictObject({
    armed: z.literal(false),
    why: disarmedWhy,
    by: text,
    detail: text.nullable().meta({ description: 'What else is to be known of it, in a sentence' }),
    since: engineTime,
    sinceTime: wallTime,
    passedOver: count.meta({ description: 'How often something would have begun since then' }),
    withheld: count.meta({ description: 'Messages that would have been sent since then' }),
  }),
]) satisfies z.ZodType<ArmingView>
const recalledAnswer = z.strictObject({
  at: engineTime,
  endsAt: engineTime,
  by: text,
  params: count.meta({ description: 'Parameters that it moved' }),
  holds: count.meta({ description: 'How many of them still stand, or are on their way, where it put them' }),
})
export const scenesAnswer = z.strictObject({
  scenes: z.array(
    z.strictObject({
      name: text,
      label: text.meta({ description: 'What it is called on the screen' }),
      colour: text.nullable(),
      note: text,
      params: count,
      over: number,
      controls: count,
      recalled: recalledAnswer.nullable(),
    }),
  ),
  last: text.nullable().meta({ description: 'The one that was recalled last' }),
}) satisfies z.ZodType<ScenesView>
export const stateAnswer = z.strictObject({ params: z.array(paramView), cut })

const runAnswer = z
  .strictObject({
    runId: text,
    playlistId: text,
    name: text,
    anchor,
    startedAt: engineTime,
    emitted: count,
    emissions: count,
    lastLateBy: number,
    maxLateBy: number,
    earlier: z
      .literal(true)
      .optional()
      .meta({ description: 'It plays the steps that its playlist had when it began, and no longer has' }),
    passedOver: count
      .optional()
      .meta({ description: 'Emissions that were due while nothing played, and did not leave' }),
    notSent: count.optional().meta({ description: 'Messages that an output gave up' }),
    ended: z.strictObject({ at: engineTime, reason: stopReason, detail: text.nullable() }).nullable(),
  })
  .meta({ id: 'Run' }) satisfies z.ZodType<RunView>
export const runsAnswer = z.strictObject({ standby: text.nullable(), runs: z.array(runAnswer) })

export const playlistsAnswer = z.strictObject({
  standby: text.nullable(),
  playlists: z.array(
    z
      .looseObject({
        id: text,
        name: text,
        length: number.meta({ description: 'Milliseconds at rate 1' }),
        stepCount: count,
        emissions: count,
        activeRuns: z.array(text),
      })
      .meta({ id: 'Playlist', description: 'As the show declares it, with its steps counted' }),
  ),
})

const rule = z
  .strictObject({
    id: text,
    name: text,
    enabled: z.boolean(),
    when: z.array(text),
    condition: text.nullable(),
    actions: z.array(text),
    fired: count,
    lastAt: engineTime.nullable(),
    nextAt: engineTime.nullable(),
    nextTime: wallTime.nullable(),
    skipped: count,
    lastSkip: z.strictObject({ dueTime: wallTime, count, why: z.enum(['late', 'held', 'panic']) }).nullable(),
    restsUntil: engineTime.nullable(),
    waiting: count,
    error: text.nullable(),
  })
  .meta({ id: 'Rule' })
const task = z
  .strictObject({
    taskId: count,
    schedulerId: text,
    ruleId: text,
    what: text,
    dueAt: engineTime,
    dueTime: wallTime,
    every: number.nullable(),
  })
  .meta({ id: 'Task' })
export const schedulersAnswer = z.strictObject({
  held: z
    .strictObject({ by: text, since: engineTime, sinceTime: wallTime, passedOver: count })
    .nullable()
    .meta({ description: 'Null while rules fire' }),
  schedulers: z.array(
    z
      .strictObject({
        id: text,
        name: text,
        groups: z.array(text),
        timeZone: text,
        vars: z.record(text, json),
        rules: z.array(rule),
      })
      .meta({ id: 'Scheduler' }),
  ),
  tasks: z.array(task),
  taskCount: count,
}) satisfies z.ZodType<SchedulersView>

const thrownEntry = z
  .strictObject({
    eventId: text,
    key: text,
    name: text,
    scope: thrownScope,
    destId: text,
    payload: json,
    singleConsumer: z.boolean(),
    thrownAt: engineTime,
    activeAt: engineTime,
    expiresAt: engineTime.nullable(),
    caught: z.array(text).meta({ description: 'Rules of this destination that have caught it' }),
    by: text,
  })
  .meta({ id: 'ThrownEvent' }) satisfies z.ZodType<ThrownEntry>
const endedThrown = thrownEntry
  .extend({ endedAt: engineTime, outcome: thrownOutcome })
  .meta({ id: 'EndedThrownEvent' }) satisfies z.ZodType<EndedThrown>
export const queueAnswer = z.strictObject({ events: z.array(thrownEntry), cut })
export const thrownHistoryAnswer = z.strictObject({ events: z.array(endedThrown), cut })

const question = z
  .strictObject({
    interruptId: text,
    owner: text,
    ownerName: text,
    kind: z.enum(['confirmation', 'clarification']),
    prompt: text,
    choices: z.array(text),
    default: interruptAnswer.nullable(),
    raisedAt: engineTime,
    timeoutAt: engineTime.nullable(),
  })
  .meta({ id: 'Interrupt' }) satisfies z.ZodType<PendingInterrupt>
const pastQuestion = question
  .extend({ endedAt: engineTime, answer: interruptAnswer.nullable(), by: text })
  .meta({ id: 'PastInterrupt' })
export const interruptsAnswer = z.strictObject({
  pending: z.array(question),
  past: z.array(pastQuestion),
}) satisfies z.ZodType<InterruptsView>

const asRunFolded = z
  .strictObject({
    count,
    firstSeq: count,
    lastSeq: count,
    firstTime: wallTime,
    lastTime: wallTime,
    values: z.array(
      z.strictObject({
        name: text,
        first: z.number(),
        last: z.number(),
        min: z.number(),
        max: z.number(),
      }),
    ),
    times: z.array(wallTime).optional().meta({ description: 'Of each, in a chain of causes' }),
  })
  .meta({ description: 'Only where the entry stands for several like ones of a short time' })
const asRunEntry = z
  .strictObject({
    session: count,
    seq: count,
    at: engineTime,
    time: wallTime,
    type: text,
    source: text,
    cause: count.nullable(),
    lateBy: number.nullable(),
    subject: text.nullable(),
    runId: text.nullable(),
    text,
    payload: json,
    folded: asRunFolded.optional(),
  })
  .meta({ id: 'AsRunEntry' }) satisfies z.ZodType<AsRunEntry>
export const asRunAnswer = z.strictObject({
  entries: z.array(asRunEntry),
  sessions: z.array(
    z.strictObject({
      id: count,
      startedAt: wallTime,
      show: text.meta({ description: 'That it began with' }),
      opened: z
        .array(z.strictObject({ show: text, time: wallTime }))
        .meta({ description: 'Shows that were opened in it, oldest first' }),
      version: text,
    }),
  ),
  next: text
    .nullable()
    .meta({ description: 'Given as before, the question goes on from here; null at the end' }),
}) satisfies z.ZodType<AsRunPage>
export const chainAnswer = z.strictObject({ chain: z.array(asRunEntry), cut })

const generation = z.number().int().positive()

export const historyAnswer = z.strictObject({
  generation,
  history: z.array(
    z.strictObject({
      id: z.number().int().positive(),
      label: z.string(),
      by: z.strictObject({ id: z.string(), name: z.string() }),
      generation,
      isUndone: z.boolean(),
      time: wallTime,
    }),
  ),
})

const showVersion = z
  .strictObject({
    id: z.number().int().positive().meta({ description: 'By which it is asked for; the higher the newer' }),
    at: wallTime,
    kind: z.enum(['save', 'found', 'unknown']).meta({
      description: 'found stood in the file before a save replaced it; of an unknown one its record is lost',
    }),
    bytes: count,
    digest: text.meta({ description: 'SHA-256 of its content' }),
    by: text.nullable().meta({ description: 'Who saved it; null where nobody knows, as of the next three' }),
    generation: generation.nullable(),
    name: text.nullable(),
    format: count.nullable().meta({ description: 'Version of the format of show files' }),
  })
  .meta({ id: 'ShowVersion' }) satisfies z.ZodType<ShowVersion>
export const versionsAnswer = z.strictObject({
  path: text.nullable().meta({ description: 'The file of the show; null where it has none' }),
  versions: z.array(showVersion),
})
export const versionPreviewAnswer = z.strictObject({
  version: showVersion,
  generation: generation.meta({ description: 'Of the show that it was compared with' }),
  differences: z.array(
    z.strictObject({
      kind: z.enum([...THING_KINDS, 'step', 'setting']),
      how: z.enum(['added', 'changed', 'moved', 'removed']),
      count,
      in: text.optional().meta({ description: 'The playlist of steps, or the scheduler of rules' }),
      names: z.array(text).meta({ description: 'Of the first of them' }),
    }),
  ),
  more: count.meta({ description: 'Differences that are not listed' }),
})
