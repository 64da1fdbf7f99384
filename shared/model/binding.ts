// Bindings of a parameter as the show declares them: the controls that move it, and how.
import { z } from 'zod'
import { curve } from './curve.ts'
import { eventMatch } from './match.ts'
import { paramValue } from './param-value.ts'

export const BINDING_LIMITS = {
  /** Of one parameter, either way. */
  each: 16,
  /** Of all parameters together, either way. */
  together: 4000,
} as const

const TAKEOVERS = ['jump', 'pickup', 'scale'] as const
const ENCODINGS = ['plain', 'twos', 'offset', 'sign'] as const
const BUTTON_ACTS = ['set', 'toggle', 'up', 'down', 'hold'] as const

const finite = z.number()
/** Either way round; a range without width has no places. */
const range = z.tuple([finite, finite]).refine(([from, to]) => from !== to, 'must have two ends that differ')
const share = z.number().min(0).max(0.9)
const above0 = z.number().positive('must be above 0')

const match = eventMatch.meta({ description: 'The control, by what it sends' })
const field = z
  .string()
  .max(200)
  .regex(/^\w+(?:\.\w+)*$/, 'must be a path of field names, such as args.1')
  .optional()
  .meta({
    description:
      'Payload field in which the number stands, such as args.1; where absent, where such a control has it',
  })
const from = range.optional().meta({
  description:
    'Part of what the control sends that counts; where absent all of it: 0 to 127 of MIDI, 0 to 16383 of 14 bits, else 0 to 1',
})
const to = range.optional().meta({
  description: "Part of the parameter's range that it moves; where absent all of it",
})
const deadZone = share.default(0).meta({
  description: 'Share of the travel around where it rests that counts as rest',
})
const rest = finite.optional().meta({
  description: 'What it sends where it rests; where absent 0, or the lower end of a range without 0',
})
const wraps = z.boolean().default(false).meta({ description: 'Goes on at the other end' })

const valueInput = z.strictObject({
  kind: z.literal('value'),
  match,
  field,
  from,
  to,
  curve: curve.default('linear'),
  invert: z.boolean().default(false),
  deadZone,
  rest,
  hysteresis: share.default(0).meta({
    description: 'Share of the travel that it must move by to count; its ends always do',
  }),
  smoothing: z.number().min(0).max(60_000).default(0).meta({
    description: 'Time constant in milliseconds with which the parameter follows',
  }),
  steps: z.number().int().min(2).max(1000).optional().meta({ description: 'Places that it moves between' }),
  takeover: z
    .enum(TAKEOVERS)
    .default('jump')
    .meta({
      description:
        'When the value is elsewhere than the control: jump to it, wait until the control passes the value (pickup), or ' +
        'move towards each other (scale)',
    }),
})

const encoderInput = z.strictObject({
  kind: z.literal('encoder'),
  match,
  field,
  encoding: z
    .enum(ENCODINGS)
    .default('plain')
    .meta({
      description:
        'How it tells steps: plain numbers, or 7 bits as two’s complement (1 and 127), with 64 as 0 (65 and 63), or with a ' +
        'sign bit (1 and 65)',
    }),
  step: above0.optional().meta({
    description: 'What a step moves it by; where absent a hundredth of the range, or one choice',
  }),
  acceleration: z.number().min(1).max(100).default(1).meta({
    description: 'How many times further a step moves it that comes at once after the last',
  }),
  invert: z.boolean().default(false),
  to,
  wraps,
})

const rateInput = z.strictObject({
  kind: z.literal('rate'),
  match,
  field,
  from: range
    .optional()
    .meta({ description: 'From one end of the stick to the other; -1 to 1 where absent' }),
  rest,
  deadZone: share
    .default(0.1)
    .meta({ description: 'Share of the way from rest to the end that counts as rest' }),
  curve: curve.default('linear'),
  invert: z.boolean().default(false),
  speed: above0.optional().meta({
    description: 'What it moves by in a second at the end of the stick; where absent the whole range',
  }),
  to,
})

const buttonInput = z.strictObject({
  kind: z.literal('button'),
  match,
  does: z.enum(BUTTON_ACTS),
  value: paramValue.optional().meta({
    description: 'set, toggle and hold: the value while it is on; where absent true, or the end of the range',
  }),
  release: paramValue.optional().meta({
    description:
      'toggle and hold: the value while it is off; where absent false, or the beginning of the range',
  }),
  step: above0.optional().meta({
    description: 'up and down: what it moves by; where absent a tenth of the range, or one choice',
  }),
  wraps,
})

/** What a number does not fit, in words; null where all is well. */
function restFault({ from, rest, deadZone }: z.output<typeof valueInput>): string | null {
  const [first, last] = from ?? [0, 1]
  const at = rest === undefined ? null : (rest - first) / (last - first)
  if (at === null || from === undefined) return null
  if (at < 0 || at > 1) return 'must lie in from'
  const isEnd = at === 0 || at === 1
  return isEnd || deadZone < Math.min(at, 1 - at) ? null : 'leaves no travel besides deadZone'
}

export const paramInput = z
  .discriminatedUnion('kind', [valueInput, encoderInput, rateInput, buttonInput])
  .check(({ value, issues }) => {
    const message = value.kind === 'value' ? restFault(value) : null
    if (message !== null) issues.push({ code: 'custom', input: value, path: ['rest'], message })
  })
export type ParamInput = z.output<typeof paramInput>
export type ParamInputOf<K extends ParamInput['kind']> = Extract<ParamInput, { readonly kind: K }>

/** The part of its parameter that a binding moves, as numbers: switches are 0 and 1, choices count from 0. */
export interface Span {
  /** Of the parameter. */
  readonly min: number
  readonly max: number
  /** Places there are; null where any number is one. */
  readonly places: number | null
}
