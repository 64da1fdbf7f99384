// The catalogue's part of schedulers, thrown events and interrupts.
import { z } from 'zod'
import { interruptAnswer, interruptRequest } from './interrupt.ts'
import { json, jsonObject } from './json.ts'
import { coalesced, fifo } from './policy.ts'
import { thrownOutcome, thrownScope } from './thrown-event.ts'

const id = z.string().max(300)
const milliseconds = z.number()
const count = z.number().int().nonnegative()

const ofRule = { schedulerId: id, ruleId: id }

export const schedulerEvents = {
  'rule.fired': fifo(
    z.object({
      ...ofRule,
      name: z.string(),
      /** Numbers the firings of all rules. */
      execution: count,
      /** What made it fire: `event`, `thrown`, `at`, `every`, `calendar`, `cron` or `operator`. */
      trigger: z.string(),
      /** When it was meant to, on the engine's clock; null where an event made it fire. */
      dueAt: milliseconds.nullable(),
    }),
  ),
  'rule.finished': fifo(
    z.object({
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
  ),
  /** It fired too often and rests until `until`; told once each time. */
  'rule.limited': fifo(
    z.object({ ...ofRule, name: z.string(), count, per: milliseconds, until: milliseconds }),
    'control',
  ),
  /** Its condition or a template could not be worked out. */
  'rule.failed': fifo(z.object({ ...ofRule, name: z.string(), error: z.string() })),
  /** Somebody has switched it on or off. */
  'rule.switched': fifo(z.object({ ...ofRule, name: z.string(), enabled: z.boolean() })),
  /** No rule fires from now on, whatever comes, until they are released. */
  'rules.held': fifo(z.object({ by: z.string() }), 'control'),
  'rules.released': fifo(
    z.object({
      by: z.string(),
      heldFor: milliseconds,
      /** How often something came that a rule waits for, and it did not fire. */
      passedOver: count,
    }),
    'control',
  ),
  'scheduler.varChanged': coalesced(
    z.object({ schedulerId: id, var: z.string(), value: json }),
    'show',
    (payload) => `${payload.schedulerId} ${payload.var}`,
  ),
  'scheduler.logged': fifo(
    z.object({ ...ofRule, level: z.enum(['info', 'warn']), message: z.string().max(2000) }),
  ),
  'task.cancelled': fifo(z.object({ taskId: count, what: z.string() })),

  'thrown.created': fifo(
    z.object({
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
  ),
  /** A rule of a destination has caught it; where it is not for a single consumer it goes on waiting for others. */
  'thrown.caught': fifo(z.object({ eventId: id, key: z.string(), destId: id, ruleId: id, payload: json })),
  'thrown.ended': fifo(
    z.object({
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
  ),

  /** Asks for an interrupt; a run that emits it holds until it is answered. */
  'interrupt.raise': fifo(interruptRequest),
  'interrupt.raised': fifo(
    z.object({
      interruptId: id,
      owner: id,
      /** Playlist or rule that asks, in the operator's words. */
      ownerName: z.string(),
      kind: z.enum(['confirmation', 'clarification']),
      prompt: z.string(),
      choices: z.array(z.string()).readonly(),
      default: interruptAnswer.nullable(),
      /** On the engine's clock; null where it waits for ever. */
      timeoutAt: milliseconds.nullable(),
      /** An older one of the same owner that it took the place of. */
      replaced: id.nullable(),
      metadata: jsonObject,
    }),
    'control',
  ),
  'interrupt.answered': fifo(
    z.object({
      interruptId: id,
      owner: id,
      prompt: z.string(),
      /** Null where time ran out and there was no default. */
      answer: interruptAnswer.nullable(),
      /** Client, controller or program that answered; `timeout` where nobody did. */
      by: z.string(),
    }),
    'control',
  ),
  /** Its time was over while the engine stood still and nobody could answer: it is asked for as long again. */
  'interrupt.extended': fifo(
    z.object({ interruptId: id, owner: id, prompt: z.string(), timeoutAt: milliseconds }),
    'control',
  ),
  'interrupt.cleared': fifo(
    z.object({
      interruptId: id,
      owner: id,
      prompt: z.string(),
      reason: z.enum(['replaced', 'ownerEnded', 'cleared', 'panicked']),
      by: z.string().nullable(),
    }),
    'control',
  ),
} as const
