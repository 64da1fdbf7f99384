// Payloads of schedulers, their rules and thrown events.
import { z } from 'zod'
import { json } from '../json.ts'
import { thrownOutcome, thrownScope } from '../thrown-event.ts'
import { count, milliseconds } from './common.ts'

const id = z.string().max(300)

const ofRule = { schedulerId: id, ruleId: id }

export const schedulerPayloads = {
  'rule.fired': z.object({
    ...ofRule,
    name: z.string(),
    /** Numbers the firings of all rules. */
    execution: count,
    /** What made it fire: `event`, `thrown`, `at`, `every`, `calendar`, `cron` or `operator`. */
    trigger: z.string(),
    /** When it was meant to, on the engine's clock; null where an event made it fire. */
    dueAt: milliseconds.nullable(),
  }),
  'rule.finished': z.object({
    ...ofRule,
    name: z.string(),
    execution: count,
    /**
     * `ended`: an answer of no, no answer in time, or somebody cancelled it while it waited; `late`: its wait was over long
     * before anything could be done, so what is left was not done.
     */
    outcome: z.enum(['completed', 'failed', 'ended', 'late']),
    /** Which action failed or was late, and why; null otherwise. */
    error: z.string().nullable(),
  }),
  /** It fired too often and rests until `until`; told once each time. */
  'rule.limited': z.object({ ...ofRule, name: z.string(), count, per: milliseconds, until: milliseconds }),
  /** Its condition or a template could not be worked out. */
  'rule.failed': z.object({ ...ofRule, name: z.string(), error: z.string() }),
  /** Somebody has switched it on or off. */
  'rule.switched': z.object({ ...ofRule, name: z.string(), enabled: z.boolean() }),
  /** No rule fires from now on, whatever comes, until they are released. */
  'rules.held': z.object({ by: z.string() }),
  'rules.released': z.object({
    by: z.string(),
    heldFor: milliseconds,
    /** How often something came that a rule waits for, and it did not fire. */
    passedOver: count,
  }),
  'scheduler.varChanged': z.object({ schedulerId: id, var: z.string(), value: json }),
  'scheduler.logged': z.object({ ...ofRule, level: z.enum(['info', 'warn']), message: z.string().max(2000) }),
  'task.cancelled': z.object({ taskId: count, what: z.string() }),
  'thrown.created': z.object({
    eventId: id,
    key: z.string(),
    name: z.string(),
    scope: thrownScope,
    /** Schedulers in whose queues it waits. */
    destinations: z.array(id).readonly(),
    /** On the engine's clock. */
    activeAt: milliseconds,
    expiresAt: milliseconds.nullable(),
    singleConsumer: z.boolean(),
    payload: json,
    by: z.string(),
  }),
  /** A rule of a destination has caught it; where it is not for a single consumer it goes on waiting for others. */
  'thrown.caught': z.object({ eventId: id, key: z.string(), destId: id, ruleId: id, payload: json }),
  'thrown.ended': z.object({
    eventId: id,
    key: z.string(),
    name: z.string(),
    /** Queue that it left. */
    destId: id,
    outcome: thrownOutcome,
    /** Rules of this destination that had caught it. */
    caught: count,
    by: z.string().nullable(),
  }),
  /** When they were due the engine stood still; told once for all that were missed together. */
  'thrown.missed': z.object({
    events: count,
    /** Name of the first. */
    first: z.string(),
    /** Milliseconds that the latest of them was late. */
    lateBy: milliseconds,
  }),
} as const
