// A playlist as the show declares it: timed steps, what starts and interrupts it, and what it announces when complete.
import { z } from 'zod'
import { json, jsonObject } from './json.ts'
import { eventTypeName, identifier } from './names.ts'
import { trigger } from './trigger.ts'

export const PLAYLIST_LIMITS = {
  steps: 100_000,
  repeats: 100_000,
  /** Emissions of one run, repeats included: what a compiled timeline may hold. */
  emissions: 1_000_000,
  /** 30 days. */
  offset: 2_592_000_000,
  triggers: 64,
  /** Runs of one playlist that its quota may name. */
  activeRuns: 100_000,
  nameLength: 200,
  /** Tempo of a run relative to the written times. */
  slowest: 0.01,
  fastest: 100,
} as const

/** What a start does to the runs that are active; `toggle` is `restart` for whoever may not stop by starting. */
export const RETRIGGERS = ['restart', 'ignore', 'overlap', 'toggle'] as const
export type Retrigger = (typeof RETRIGGERS)[number]

/** What runs do that were playing when the computer fell asleep. */
export const AFTER_SLEEP = ['ask', 'pause', 'continue', 'stop'] as const
export type AfterSleep = (typeof AFTER_SLEEP)[number]

/** What a run does that is playing when the steps of its playlist change. */
export const ON_CHANGE = ['follow', 'finish', 'restart', 'stop'] as const
export type OnChange = (typeof ON_CHANGE)[number]

export const rate = z.number().min(PLAYLIST_LIMITS.slowest).max(PLAYLIST_LIMITS.fastest)

export const playlistStep = z.strictObject({
  offset: z
    .number()
    .nonnegative('must be 0 or more')
    .max(PLAYLIST_LIMITS.offset)
    .meta({ description: 'Milliseconds from the start of the playlist' }),
  type: eventTypeName.meta({
    description: 'Event type to emit; osc.send sends a message, param.fade fades a parameter',
  }),
  payload: json.default({}),
  producer: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'Source of the emitted event; the playlist where absent' }),
  repeat: z
    .strictObject({
      count: z.number().int().min(1).max(PLAYLIST_LIMITS.repeats).meta({ description: 'Emissions in all' }),
      interval: z
        .number()
        .positive('must be above 0')
        .max(PLAYLIST_LIMITS.offset)
        .meta({ description: 'Milliseconds between emissions' }),
    })
    .optional(),
})
export type PlaylistStep = z.infer<typeof playlistStep>

const runQuota = z.strictObject({
  runs: z
    .number()
    .int()
    .min(1)
    .max(PLAYLIST_LIMITS.activeRuns)
    .optional()
    .meta({ description: 'Runs of it that may be active at once; a start beyond that is refused' }),
  emissions: z.number().int().min(1).optional().meta({
    description: 'Emissions of one run, what it repeats after a seek included; beyond that it fails',
  }),
  seconds: z
    .number()
    .int()
    .min(1)
    .max(PLAYLIST_LIMITS.offset / 1000)
    .optional()
    .meta({
      description: 'How long a run may be active, pauses and questions included; beyond that it fails',
    }),
})

export const completionEvent = z.strictObject({ type: eventTypeName, payload: json.default({}) })

export const playlistDefinition = z.strictObject({
  id: identifier,
  name: z.string().min(1).max(PLAYLIST_LIMITS.nameLength),
  steps: z.array(playlistStep).max(PLAYLIST_LIMITS.steps),
  triggers: z
    .array(trigger)
    .max(PLAYLIST_LIMITS.triggers)
    .default([])
    .meta({ description: 'Events and timecode that start it' }),
  interrupts: z
    .array(trigger)
    .max(PLAYLIST_LIMITS.triggers)
    .default([])
    .meta({ description: 'Events and timecode that stop its runs' }),
  completion: completionEvent
    .nullable()
    .default(null)
    .meta({ description: 'Event published when a run has played to its end' }),
  retrigger: z.enum(RETRIGGERS).default('restart').meta({
    description:
      'What a start does while a run of it is active; toggle stops it where a trigger or playlist.start asks',
  }),
  chase: z.boolean().optional().meta({
    description:
      'Whether a seek sends what should hold there: the latest numeric values before it, and note-offs; true where absent',
  }),
  afterSleep: z.enum(AFTER_SLEEP).optional().meta({
    description:
      'What its runs do when the computer slept, or stood still, for more than a minute; ask where absent',
  }),
  onChange: z
    .enum(ON_CHANGE)
    .optional()
    .meta({
      description:
        'What its runs do when its steps change: go on with the new ones, finish with the old ones, restart or stop; where ' +
        'absent they follow an edit, and finish where the file was changed',
    }),
  quota: runQuota.optional().meta({ description: 'What its runs may use; without limits where absent' }),
  tempo: rate.default(1).meta({ description: 'Rate that runs start with; 2 plays twice as fast' }),
  colour: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'must be # and six hex digits, such as #ffb000')
    .optional(),
  metadata: jsonObject.default({}),
})
/** Frozen when registered. */
export type PlaylistDefinition = z.infer<typeof playlistDefinition>
