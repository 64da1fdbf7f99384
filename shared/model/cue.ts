// Cue lists as the show declares them: numbered cues in the order in which GO runs them, what each does, and how it goes on.
import { z } from 'zod'
import { duration } from './duration.ts'
import { fadeCurve, fadeOnStop, fadeOver } from './fade.ts'
import { interruptRequest } from './interrupt.ts'
import { json, jsonObject } from './json.ts'
import { eventMatch } from './match.ts'
import { recallOptions } from './scene-recall.ts'
import { eventSource, eventTypeName, identifier } from './names.ts'

export const CUE_LIMITS = {
  lists: 64,
  /** Of one list. */
  cues: 10_000,
  /** Of one cue. */
  actions: 64,
  number: 40,
  name: 200,
  note: 10_000,
  /** Groups within groups. */
  depth: 8,
  /** Controls that are bound to one button of the transport. */
  controls: 16,
  /** Controls that start a cue each. */
  cueControls: 512,
} as const

/** Text, because cues are put between others: `12`, `12.5`, `A3`. Without what means something in an OSC address. */
export const cueNumber = z
  .string()
  .max(CUE_LIMITS.number)
  .regex(
    /^[A-Za-z0-9][\w.-]*$/,
    'must be letters, digits, dots, dashes and underscores, such as 1.5, and start with a letter or digit',
  )

const colour = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, 'must be # and six hex digits, such as #ffb000')
  .optional()

const cueOfList = {
  list: identifier.optional().meta({ description: 'Id of its list; the list of this cue where absent' }),
  cue: identifier.meta({ description: 'Id of the cue' }),
}

export const cueAction = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('start_playlist'), id: identifier }),
  z.strictObject({ action: z.literal('stop_playlist'), id: identifier }),
  z.strictObject({ action: z.literal('pause_playlist'), id: identifier }),
  z.strictObject({ action: z.literal('resume_playlist'), id: identifier }),
  z.strictObject({
    action: z.literal('emit'),
    type: eventTypeName.meta({
      description: "One of the show's own events, or osc.send, midi.send or param.fade",
    }),
    payload: json.default({}),
  }),
  z.strictObject({ action: z.literal('set_param'), param: identifier, value: json }),
  z.strictObject({
    action: z.literal('recall_scene'),
    scene: identifier.meta({ description: 'Name of the scene; the cue lasts until its values are there' }),
    ...recallOptions,
  }),
  z.strictObject({
    action: z.literal('fade_param'),
    param: identifier,
    to: json.meta({ description: 'Where it goes by itself; the cue lasts until it is there' }),
    over: fadeOver,
    curve: fadeCurve,
    onStop: fadeOnStop,
  }),
  z.strictObject({
    action: z.literal('raise_interrupt'),
    interrupt: interruptRequest.meta({
      description: 'What is asked before the actions after it; no, or no answer, stops the cue',
    }),
  }),
  z.strictObject({
    action: z.literal('go_list'),
    list: identifier.meta({ description: 'Id of another list, which gets a GO' }),
  }),
  z.strictObject({ action: z.literal('stop_cue'), ...cueOfList }),
  z.strictObject({ action: z.literal('arm_cue'), ...cueOfList }),
  z.strictObject({ action: z.literal('disarm_cue'), ...cueOfList }),
])
export type CueAction = z.output<typeof cueAction>

export const CUE_CONTINUES = ['none', 'auto-continue', 'auto-follow'] as const
export type CueContinue = (typeof CUE_CONTINUES)[number]

/** What a GO on a group does: starts all of its cues at once, or steps into it, one GO for each of its cues. */
export const CUE_GROUPS = ['together', 'one-by-one'] as const
export type CueGroup = (typeof CUE_GROUPS)[number]

export const cueDefinition = z.strictObject({
  id: identifier.meta({ description: 'By which others in the show go by it; stays when its number changes' }),
  number: cueNumber.optional().meta({
    description: 'Text such as 1.5, once in its list; a cue without one is not called from outside',
  }),
  name: z.string().max(CUE_LIMITS.name).default(''),
  note: z.string().max(CUE_LIMITS.note).default('').meta({ description: 'What the operator is to read' }),
  colour,
  armed: z
    .boolean()
    .default(true)
    .meta({ description: 'Whether it acts; one that is not keeps its waits and goes on to the next' }),
  group: z.enum(CUE_GROUPS).optional().meta({
    description:
      'Makes it a group. together: GO starts all of its cues; one-by-one: GO starts the first, and the others stand by in turn',
  }),
  in: identifier.optional().meta({
    description: 'Id of the group that it is in; cues of a group stand right after it in the list',
  }),
  preWait: duration.default(0).meta({ description: 'Milliseconds from GO until it acts' }),
  actions: z.array(cueAction).max(CUE_LIMITS.actions).default([]),
  continue: z
    .enum(CUE_CONTINUES)
    .default('none')
    .meta({
      description:
        'auto-continue: the next cue starts after postWait; auto-follow: it starts when the playlists that this one started ' +
        'have ended',
    }),
  postWait: duration.default(0).meta({
    description: 'Milliseconds from when it acts until the next cue starts, where it continues by itself',
  }),
  metadata: jsonObject.default({}),
})
export type CueDefinition = z.output<typeof cueDefinition>

export const cueListDefinition = z.strictObject({
  id: identifier,
  number: cueNumber
    .optional()
    .meta({ description: 'By which MIDI Show Control names the list; its id where absent' }),
  name: z.string().min(1).max(CUE_LIMITS.name),
  colour,
  minimumGoTime: z.number().nonnegative('must be 0 or more').max(60_000).optional().meta({
    description:
      'Milliseconds after a GO in which another is refused, whoever sends it; 0 for sequencers; that of the show where absent',
  }),
  cues: z.array(cueDefinition).max(CUE_LIMITS.cues).default([]),
  metadata: jsonObject.default({}),
})
export type CueListDefinition = z.output<typeof cueListDefinition>

const controls = z.array(eventMatch).max(CUE_LIMITS.controls).default([])

/** Of the transport, as the show names them. */
export const TRANSPORT_BUTTONS = ['go', 'back', 'skip', 'stop', 'pause', 'resume', 'panic'] as const
export type TransportButton = (typeof TRANSPORT_BUTTONS)[number]

/** Controls of the transport, without a rule in between. */
export const transportControls = z.strictObject({
  go: controls.meta({ description: 'Events that are a GO of the first list' }),
  back: controls.meta({ description: 'Events by which the cue before stands by' }),
  skip: controls.meta({ description: 'Events by which the cue after stands by, without running this one' }),
  stop: controls.meta({ description: 'Events that stop all runs and cues' }),
  pause: controls.meta({ description: 'Events that pause all runs' }),
  resume: controls.meta({ description: 'Events that resume all runs' }),
  panic: controls.meta({ description: 'Events that are a panic' }),
  cue: z
    .array(
      z.strictObject({
        match: eventMatch,
        list: identifier.optional().meta({ description: 'Id of a list; the first where absent' }),
        number: cueNumber,
      }),
    )
    .max(CUE_LIMITS.cueControls)
    .default([])
    .meta({ description: 'Events that start a cue by its number' }),
  showControl: z
    .strictObject({
      device: z
        .number()
        .int()
        .min(0)
        .max(126)
        .optional()
        .meta({ description: 'Device number that is meant by us, besides all; any where absent' }),
      source: eventSource.optional().meta({ description: 'MIDI port, exactly; any where absent' }),
    })
    .optional()
    .meta({ description: 'Whether MIDI Show Control runs the cue lists; it does not where absent' }),
})
export type TransportControls = z.output<typeof transportControls>
