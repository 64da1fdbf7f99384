// Parameters of a show: named values of a type and a range, which controllers, rules and other programs may set.
import { z } from 'zod'
import { failed, ok } from '../base/result.ts'
import type { Result } from '../base/result.ts'
import { BINDING_LIMITS, paramInput } from './binding.ts'
import { fadeView } from './fade.ts'
import { numberSent, withinReach } from './osc-number.ts'
import { paramOutput } from './param-output.ts'
import { LONGEST_PARAM_TEXT, MOST_PARAMS, paramValue } from './param-value.ts'

export const PARAM_LIMITS = {
  params: MOST_PARAMS,
  choices: 100,
  text: LONGEST_PARAM_TEXT,
} as const

const text = z.string().max(PARAM_LIMITS.text)

const bindings = {
  inputs: z
    .array(paramInput)
    .max(BINDING_LIMITS.each)
    .optional()
    .meta({ description: 'Controls that move it' }),
  outputs: z
    .array(paramOutput)
    .max(BINDING_LIMITS.each)
    .optional()
    .meta({ description: 'Messages that carry its value' }),
}

export const paramDefinition = z.discriminatedUnion('type', [
  z
    .strictObject({
      type: z.literal('number'),
      min: z.number().default(0),
      max: z.number().default(1),
      default: z.number().optional().meta({ description: 'Value when the show is opened; min where absent' }),
      unit: z.string().max(20).default(''),
      ...bindings,
    })
    .refine(({ min, max }) => min < max, { path: ['max'], message: 'must be above min' })
    .refine(({ min, max, default: value = min }) => value >= min && value <= max, {
      path: ['default'],
      message: 'must be between min and max',
    }),
  z.strictObject({ type: z.literal('boolean'), default: z.boolean().default(false), ...bindings }),
  z
    .strictObject({
      type: z.literal('text'),
      choices: z.array(text).min(1).max(PARAM_LIMITS.choices).optional(),
      default: text.optional().meta({ description: 'The first of choices, or empty, where absent' }),
      ...bindings,
    })
    .refine(({ choices, default: value }) => value === undefined || choices?.includes(value) !== false, {
      path: ['default'],
      message: 'must be one of choices',
    }),
])
export type ParamDefinition = z.output<typeof paramDefinition>

export type ParamValue = z.infer<typeof paramValue>

const at = z.number().meta({ description: "Milliseconds on the engine's clock" })
const by = z.string().meta({ description: 'A client, a rule as `rule:scheduler/rule`, or `show`' })

const paramRefusal = z.strictObject({
  value: z.string().meta({ description: 'What was sent, shortened' }),
  by,
  what: z.string().meta({ description: 'Why it was not taken' }),
  at,
})
export type ParamRefusal = Readonly<z.infer<typeof paramRefusal>>

const paramControl = z.strictObject({
  input: z.number().int().meta({ description: 'Which of its inputs' }),
  by: z.string().meta({ description: 'Device or sender' }),
  value: z.number().nullable().meta({ description: 'Where the control stands; null for what has no place' }),
  holds: z.boolean().meta({ description: 'False where it is to catch the value before it moves it' }),
})
export type ParamControl = Readonly<z.infer<typeof paramControl>>

const paramSent = z.strictObject({
  sent: z.number().int(),
  collapsed: z.number().int().meta({ description: 'Values of which only a later one was sent' }),
  waits: z.boolean().meta({ description: 'Whether the latest value has yet to be sent' }),
})
export type ParamSent = Readonly<z.infer<typeof paramSent>>

export const paramView = z.strictObject({
  name: z.string(),
  value: paramValue.meta({ description: 'Where it is' }),
  committed: paramValue.meta({ description: 'Where it came to rest last: another value while it is moved' }),
  moving: z.boolean().meta({ description: 'Whether it has yet to come to rest' }),
  by: by.nullable().meta({ description: 'Who changed it last; null where nobody has since the show opened' }),
  changedAt: at.nullable(),
  fade: fadeView.nullable().meta({ description: 'Where it is going by itself; null where it is not' }),
  refused: paramRefusal.nullable().meta({ description: 'The last value that was not taken' }),
  controls: z
    .array(paramControl)
    .optional()
    .meta({ description: 'Controls that were heard, where it is bound to some; the latest first' }),
  outputs: z.array(paramSent).optional().meta({ description: 'What it sends, in the order of its outputs' }),
})
export type ParamView = Readonly<z.infer<typeof paramView>>

export function initialValue(definition: ParamDefinition): ParamValue {
  switch (definition.type) {
    case 'number':
      return definition.default ?? definition.min
    case 'boolean':
      return definition.default
    case 'text':
      return definition.default ?? definition.choices?.[0] ?? ''
  }
}

/**
 * The value that a parameter takes of what it was sent, or why it takes none. A switch may be sent as 0 and 1, and numbers
 * and switches as text; a number that misses an end of the range by a step of a 32-bit float is that end.
 */
export function valueFor(definition: ParamDefinition, sent: unknown): Result<ParamValue, string> {
  switch (definition.type) {
    case 'number': {
      const { min, max, unit } = definition
      const number = numberSent(sent)
      const taken = number === null ? null : withinReach(number, min, max)
      if (taken !== null) return ok(taken)
      return failed(`must be a number from ${min} to ${max}${unit === '' ? '' : ` ${unit}`}`)
    }
    case 'boolean': {
      const number = numberSent(sent)
      return number === 0 || number === 1 ? ok(number === 1) : failed('must be true or false, or 1 or 0')
    }
    case 'text': {
      const { choices } = definition
      if (typeof sent !== 'string' || sent.length > PARAM_LIMITS.text) {
        return failed(`must be text of at most ${PARAM_LIMITS.text} characters`)
      }
      return choices === undefined || choices.includes(sent)
        ? ok(sent)
        : failed(`must be one of ${choices.join(', ')}`)
    }
  }
}
