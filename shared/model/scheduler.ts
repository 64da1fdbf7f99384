// Named schedulers of a show: rules that act at a time, every so often, by the calendar, or because something happened.
import { z } from 'zod'
import { duration } from './duration.ts'
import { fadeCurve } from './fade.ts'
import { interruptRequest } from './interrupt.ts'
import { FORBIDDEN_KEYS, json } from './json.ts'
import { eventMatch } from './match.ts'
import { eventTypeName, identifier } from './names.ts'
import { recallOptions } from './scene-recall.ts'
import { thrownEventFields, thrownKey, thrownScope } from './thrown-event.ts'
import { timecodeTriggerFields } from './timecode-trigger.ts'

export const SCHEDULER_LIMITS = {
  schedulers: 200,
  groups: 32,
  vars: 500,
  rules: 500,
  /** Of one rule. */
  triggers: 16,
  actions: 100,
  /** Characters of an expression or template. */
  expression: 2000,
  /** Executions of one rule that wait or hold at once; more are refused and counted. */
  executions: 64,
  /** Days that a calendar leaves out. */
  except: 400,
  /** Characters of a cron pattern. */
  cron: 256,
} as const

const variableName = z
  .string()
  .max(60)
  .regex(/^[A-Za-z_]\w*$/, 'must be letters, digits and underscores')

/** Of a variable that the show file lists by its name: as a field of an object. */
export const declaredVariable = variableName.refine(
  (name) => !FORBIDDEN_KEYS.has(name),
  'this name is not allowed',
)

const expression = z.string().min(1).max(SCHEDULER_LIMITS.expression)
/** JSON in which texts may hold `{{ expressions }}`; a text that is one expression keeps the type of its value. */
const template = json
const textTemplate = z.string().max(SCHEDULER_LIMITS.expression)

const positive = duration.refine((ms) => ms > 0, 'must be above 0')

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date such as 2026-03-29')
const timeOfDay = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/, 'must be a time such as 18:30 or 18:30:00')

const except = z
  .array(date)
  .max(SCHEDULER_LIMITS.except)
  .optional()
  .meta({ description: "Days on which it does not fire, such as holidays, in the scheduler's time zone" })

/** When in the calendar; a day passes where every given condition holds. */
export const calendar = z
  .strictObject({
    time: timeOfDay.optional().meta({ description: "Local time in the scheduler's time zone" }),
    sun: z.enum(['dawn', 'sunrise', 'sunset', 'dusk']).optional().meta({
      description:
        "By the sun at the scheduler's place, instead of time; dawn and dusk are those of civil twilight",
    }),
    offset: z
      .union([duration, z.number().min(-86_400_000).max(86_400_000)])
      .default(0)
      .meta({ description: 'Added to the time of the sun; negative milliseconds are before it' }),
    weekdays: z.array(z.enum(WEEKDAYS)).min(1).max(7).optional(),
    date: date.optional().meta({ description: 'Only on this day' }),
    from: date.optional().meta({ description: 'First day' }),
    until: date.optional().meta({ description: 'Last day' }),
    except,
  })
  .refine(({ time, sun }) => (time === undefined) !== (sun === undefined), 'needs either time or sun')
export type Calendar = z.output<typeof calendar>

/** What becomes of times that wall time has passed by, because the computer slept or its clock was set. */
const catchUpFields = {
  catchUp: z
    .enum(['last', 'skip'])
    .optional()
    .meta({
      description:
        'last: the latest time that was passed by is made up for, within 5 minutes; written out, also when the show is ' +
        'opened and when rules are released. skip: it never is. Where absent, last, but neither at opening nor at release',
    }),
  within: positive.optional().meta({
    description: 'How long after its time it is still made up for, inclusive; 5 minutes where absent',
  }),
}
/** How a trigger says it. */
export interface CatchUp {
  readonly catchUp?: 'last' | 'skip' | undefined
  readonly within?: number | undefined
}

export const ruleTrigger = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('event'), match: eventMatch }),
  z.strictObject({ kind: z.literal('timecode'), ...timecodeTriggerFields }),
  z.strictObject({ kind: z.literal('thrown'), key: thrownKey }),
  z.strictObject({
    kind: z.literal('at'),
    after: duration.meta({ description: 'Once, so long after the show was opened' }),
  }),
  z.strictObject({
    kind: z.literal('every'),
    every: positive.refine((ms) => ms >= 10, 'must be at least 10 ms'),
    after: duration.optional().meta({ description: 'Time to the first; the interval where absent' }),
  }),
  z.strictObject({ kind: z.literal('calendar'), calendar, ...catchUpFields }),
  z.strictObject({
    kind: z.literal('cron'),
    cron: z
      .string()
      .min(1)
      .max(SCHEDULER_LIMITS.cron)
      .meta({
        description:
          "Minute, hour, day of the month, month, weekday in the scheduler's time zone, such as 30 18 * * fri; " +
          'with a sixth field in front seconds, with a seventh at the end years',
      }),
    except,
    ...catchUpFields,
  }),
])
export type RuleTrigger = z.output<typeof ruleTrigger>

export type TimeKind = 'at' | 'every' | 'calendar' | 'cron'
/** Made by time and by nothing that happens. */
export type TimeTrigger = Extract<RuleTrigger, { readonly kind: TimeKind }>

/** How long after its time what wall time has passed by is still made up for, where a trigger does not say. */
export const MADE_UP_FOR_MS = 300_000

const {
  payload: _payload,
  dest_id: _dest,
  group_id: _group,
  scope: _scope,
  ...thrownPlain
} = thrownEventFields

const listId = identifier.meta({ description: 'Id of a cue list' })
const cueOfList = { list: listId, cue: identifier.meta({ description: 'Id of the cue' }) }

export const ruleAction = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('set_var'), var: variableName, value: template }),
  z.strictObject({
    action: z.literal('log'),
    message: textTemplate,
    level: z.enum(['info', 'warn']).default('info'),
  }),
  z.strictObject({
    action: z.literal('emit'),
    type: eventTypeName.meta({
      description: "One of the show's own events, or osc.send, midi.send or param.fade",
    }),
    payload: template.default({}),
  }),
  z.strictObject({
    action: z.literal('throw_event'),
    ...thrownPlain,
    scope: thrownScope.default('global'),
    dest_id: identifier.optional(),
    group_id: identifier.optional(),
    payload: template.default(null),
  }),
  z.strictObject({ action: z.literal('start_playlist'), id: identifier }),
  z.strictObject({ action: z.literal('stop_playlist'), id: identifier }),
  z.strictObject({
    action: z.literal('raise_interrupt'),
    interrupt: interruptRequest.meta({ description: 'What is asked; its prompt may hold templates' }),
    var: variableName.optional().meta({ description: 'Variable that takes the answer' }),
  }),
  z.strictObject({ action: z.literal('set_param'), param: identifier, value: template }),
  z.strictObject({ action: z.literal('recall_scene'), scene: identifier, ...recallOptions }),
  z.strictObject({
    action: z.literal('fade_param'),
    param: identifier,
    to: template.meta({ description: 'Where it goes by itself' }),
    over: template.meta({ description: 'Milliseconds, or text such as 500ms, 60s, 5m; or an expression' }),
    curve: fadeCurve,
  }),
  z.strictObject({ action: z.literal('go_list'), list: listId }),
  z.strictObject({ action: z.literal('start_cue'), ...cueOfList }),
  z.strictObject({ action: z.literal('stop_cue'), ...cueOfList }),
  z.strictObject({ action: z.literal('arm_cue'), ...cueOfList }),
  z.strictObject({ action: z.literal('disarm_cue'), ...cueOfList }),
  z.strictObject({ action: z.literal('wait'), for: duration }),
])
export type RuleAction = z.output<typeof ruleAction>
/** What is done to cue lists. */
export type RuleCueAction = Extract<RuleAction, { readonly action: 'go_list' | `${string}_cue` }>
export type ActionOf<A extends RuleAction['action']> = Extract<RuleAction, { readonly action: A }>

export const rule = z.strictObject({
  id: identifier,
  name: z.string().min(1).max(200).optional(),
  enabled: z.boolean().default(true),
  when: z
    .array(ruleTrigger)
    .min(1)
    .max(SCHEDULER_LIMITS.triggers)
    .meta({ description: 'Any of these makes it fire' }),
  condition: expression.optional().meta({
    description:
      'Expression over event and vars that must be true, such as vars.open && event.payload.level > 3',
  }),
  actions: z.array(ruleAction).min(1).max(SCHEDULER_LIMITS.actions),
  limit: z
    .strictObject({ count: z.number().int().min(1).max(10_000), per: positive })
    .default({ count: 50, per: 1000 })
    .meta({
      description: 'Most firings in a time; beyond it the rule rests until the time is over, and says so',
    }),
})
export type Rule = z.output<typeof rule>

export const schedulerDefinition = z.strictObject({
  id: identifier,
  name: z.string().min(1).max(200),
  groups: z.array(identifier).max(SCHEDULER_LIMITS.groups).default([]),
  timeZone: z
    .string()
    .max(60)
    .optional()
    .meta({ description: 'Such as Europe/Berlin; that of the computer where absent' }),
  location: z
    .strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
    .optional()
    .meta({ description: 'Where the sun rises and sets' }),
  vars: z
    .record(declaredVariable, json)
    .refine(
      (vars) => Object.keys(vars).length <= SCHEDULER_LIMITS.vars,
      `must have at most ${SCHEDULER_LIMITS.vars} entries`,
    )
    .default({})
    .meta({ description: 'Variables and the values they begin with' }),
  rules: z.array(rule).max(SCHEDULER_LIMITS.rules).default([]),
})
export type SchedulerDefinition = z.output<typeof schedulerDefinition>
