// Feedback as the show declares it: what lights, motor faders and displays are to show, on which layers, and where they are.
import { z } from 'zod'
import { curve } from './curve.ts'
import { DECK_CONTROL, DECK_SYMBOLS, MOST_FACE_TEXT } from './deck-face.ts'
import { eventMatch, exactAddress } from './match.ts'
import { eventSource, fieldName, identifier } from './names.ts'
import { largestOf } from './param-output.ts'
import { paramValue } from './param-value.ts'
import { RUMBLE_LIMITS } from './rumble.ts'

export const FEEDBACK_LIMITS = {
  feedbacks: 2000,
  text: 200,
  /** Milliseconds between both values of one that blinks. */
  blink: { least: 100, most: 10_000, usual: 500 },
  /** Messages a second to one device. */
  rate: { most: 5000, usual: 500 },
} as const

/**
 * What each kind of subject may be, and by whose value it is shown where it has none of its own. Of several that hold at once the
 * later goes before the earlier.
 */
export const FEEDBACK_STATES = {
  param: { off: null, on: null },
  layer: { off: null, on: null },
  transport: { off: null, on: null },
  list: { off: null, on: null, standby: 'on', loaded: 'standby', disarmed: 'standby' },
  playlist: { off: null, on: null, standby: 'off', paused: 'on', running: 'on', holding: 'running' },
  cue: {
    ...{ off: null, on: null, armed: 'off', disarmed: 'off', standby: 'off', loaded: 'standby' },
    ...{ paused: 'on', waiting: 'running', running: 'on', holding: 'running' },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string | null>>>>

export type FeedbackSubject = keyof typeof FEEDBACK_STATES
/** The name of a state of any subject. */
export type FeedbackState =
  'off' | 'on' | 'standby' | 'loaded' | 'armed' | 'disarmed' | 'paused' | 'waiting' | 'running' | 'holding'

/** States that can be felt: those, and that it failed. */
const RUMBLE_STATES = [
  ...(['off', 'on', 'standby', 'loaded', 'armed', 'disarmed'] as const),
  ...(['paused', 'waiting', 'running', 'holding', 'failed'] as const),
]

export const TRANSPORT_LIGHTS = ['go', 'running', 'paused', 'disarmed', 'panic', 'question'] as const

const shows = z
  .union([
    z.strictObject({
      param: fieldName.meta({ description: 'A parameter: on unless it is at its lowest' }),
      is: paramValue.optional().meta({ description: 'On while it has this value; a number is rounded' }),
    }),
    z.strictObject({ playlist: identifier }),
    z.strictObject({ cue: z.strictObject({ list: identifier, cue: identifier }) }),
    z.strictObject({ list: identifier.meta({ description: 'The cue that stands by in this list' }) }),
    z.strictObject({ layer: fieldName }),
    z.strictObject({
      transport: z.enum(TRANSPORT_LIGHTS).meta({
        description:
          'go: a GO would begin something; running and paused: something is; disarmed; panic: a moment ago; question: one waits',
      }),
    }),
  ])
  .meta({ description: 'What is shown' })
export type FeedbackShows = z.output<typeof shows>

export function subjectOf(of: FeedbackShows): FeedbackSubject {
  return (Object.keys(FEEDBACK_STATES) as FeedbackSubject[]).find((kind) => kind in of) ?? 'param'
}

const range = z
  .tuple([z.number(), z.number()])
  .refine(([first, last]) => first !== last, 'must have two ends that differ')

const scaling = {
  from: range.optional().meta({
    description: "Part of the parameter's range that counts; where absent all of it",
  }),
  curve: curve.optional(),
  to: range.optional().meta({ description: 'What is sent at both ends' }),
}

const every = z
  .number()
  .int()
  .min(FEEDBACK_LIMITS.blink.least)
  .max(FEEDBACK_LIMITS.blink.most)
  .default(FEEDBACK_LIMITS.blink.usual)
  .meta({ description: 'Milliseconds from one value to the other' })

/** What is sent of a state: a value, or two that take turns. */
function stateValues<T extends z.ZodType, M extends Record<string, z.ZodType>>(value: T, more: M) {
  const blinking = z.strictObject({ value, blink: value.optional(), every, ...more })
  return z
    .record(z.string().max(20), z.union([value, blinking]))
    .optional()
    .meta({
      description:
        'What is sent of each state; without it a parameter is sent as its value, and of all else the largest number or 0',
    })
}

const channel = z.number().int().min(1).max(16)
const whole = z.number().int().min(0).max(16_383)

const midiFeedback = z
  .strictObject({
    kind: z.literal('midi'),
    output: identifier.meta({ description: 'Where to, among midi.outputs' }),
    message: z.enum(['note', 'control', 'control14', 'pitchBend']),
    channel: channel.default(1),
    number: z.number().int().min(0).max(127).optional().meta({ description: 'Note or controller' }),
    values: stateValues(whole, {
      channel: channel.optional().meta({ description: 'Another channel, on which some devices flash' }),
    }),
    ...scaling,
  })
  .check(({ value, issues }) => {
    const { message, number, values = {}, to } = value
    const add = (path: readonly string[], what: string): void =>
      void issues.push({ code: 'custom', input: value, path: [...path], message: what })
    if (message !== 'pitchBend' && number === undefined) add(['number'], `${message} needs it`)
    if (message === 'pitchBend' && number !== undefined) add(['number'], `${message} has none`)
    if (message === 'control14' && (number ?? 0) > 31)
      add(['number'], 'must be 31 or less, for its low byte is 32 higher')
    const most = largestOf(message)
    const isOut = (sent: number): boolean => sent < 0 || sent > most
    if (to?.some(isOut) === true) add(['to'], `must be from 0 to ${most}`)
    for (const [state, sent] of Object.entries(values)) {
      const both = typeof sent === 'number' ? [sent] : [sent.value, sent.blink ?? 0]
      if (both.some(isOut)) add(['values', state], `must be from 0 to ${most}`)
    }
  })

const oscValue = z.union([z.number(), z.boolean(), z.string().max(FEEDBACK_LIMITS.text)])

const oscFeedback = z.strictObject({
  kind: z.literal('osc'),
  peer: identifier.meta({ description: 'Who shows it, among osc.peers; it is sent to its replyPort' }),
  address: exactAddress.shape.exactly,
  type: z.enum(['f', 'd', 'i', 'T', 's']).default('f').meta({
    description:
      'Decimal of 32 or 64 bits, whole number, true or false, or text: of a cue its number and name',
  }),
  values: stateValues(oscValue, {}),
  ...scaling,
})

const deckFeedback = z.strictObject({
  kind: z.literal('deck'),
  device: eventSource.optional().meta({
    description:
      'A Stream Deck, as its inputs are called: hid:streamdeck-mini:A1; every deck that has such a control where absent',
  }),
  control: z.string().regex(DECK_CONTROL, 'must be key or dial and its number, or brightness').meta({
    description:
      'key3, as its inputs are called; dial1 for the part of the strip above it; brightness of the whole deck, from a parameter',
  }),
  name: z
    .string()
    .max(MOST_FACE_TEXT)
    .optional()
    .meta({ description: 'Instead of the name of what is shown' }),
  colour: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'must be # and six hex digits, such as #ffb000')
    .optional()
    .meta({ description: 'Of the band, instead of that of what is shown' }),
  symbol: z
    .enum(DECK_SYMBOLS)
    .optional()
    .meta({ description: 'A key of the transport: large, and dim where it would do nothing' }),
})

const part = z.number().min(0).max(1)

const rumbleFeedback = z.strictObject({
  kind: z.literal('rumble'),
  device: eventSource.optional().meta({
    description:
      'A gamepad, as its inputs are called: gamepad:045e:02ea:1; every one that can be felt where absent',
  }),
  on: z.array(z.enum(RUMBLE_STATES)).min(1).max(RUMBLE_STATES.length).optional().meta({
    description:
      'States that are felt when they begin; where absent on, of a list standby, of playlists and cues failed',
  }),
  strong: part.default(0.8).meta({ description: 'Of the heavy motor' }),
  weak: part.default(0.4).meta({ description: 'Of the light motor' }),
  lasts: z
    .number()
    .int()
    .min(RUMBLE_LIMITS.lasts.least)
    .max(RUMBLE_LIMITS.lasts.most)
    .default(150)
    .meta({ description: 'Milliseconds' }),
})

const feedbackTo = z.discriminatedUnion('kind', [midiFeedback, oscFeedback, deckFeedback, rumbleFeedback])
export type FeedbackTo = z.output<typeof feedbackTo>
export type DeckFeedback = z.output<typeof deckFeedback>
export type RumbleFeedback = z.output<typeof rumbleFeedback>
export type MidiFeedback = z.output<typeof midiFeedback>
export type OscFeedback = z.output<typeof oscFeedback>

export const feedbackDefinition = z
  .strictObject({
    id: identifier,
    shows,
    while: eventMatch.shape.while.meta({
      description:
        'Only while these layers are on, or off where ! stands before their name; of several at one place the first counts',
    }),
    to: feedbackTo,
  })
  .check(({ value, issues }) => {
    const subject = subjectOf(value.shows)
    const states = Object.keys(FEEDBACK_STATES[subject])
    const mayFail = subject === 'playlist' || subject === 'cue'
    const add = (path: readonly string[], message: string): void =>
      void issues.push({ code: 'custom', input: value, path: ['to', ...path], message })
    for (const state of 'values' in value.to ? Object.keys(value.to.values ?? {}) : []) {
      if (!states.includes(state)) add(['values', state], `must be one of ${states.join(', ')}`)
    }
    const felt = mayFail ? [...states, 'failed'] : states
    for (const state of value.to.kind === 'rumble' ? (value.to.on ?? []) : []) {
      if (!felt.includes(state)) add(['on'], `must be among ${felt.join(', ')}`)
    }
    if (value.to.kind === 'deck' && value.to.control === 'brightness' && subject !== 'param')
      add(['control'], 'how bright a deck is follows a parameter')
  })
export type FeedbackDefinition = z.output<typeof feedbackDefinition>
/** Of a device that is told by messages. */
export type MessageFeedback = FeedbackDefinition & { readonly to: MidiFeedback | OscFeedback }

export function isByMessage<F extends Pick<FeedbackDefinition, 'to'>>(
  definition: F,
): definition is F & Pick<MessageFeedback, 'to'> {
  return definition.to.kind === 'midi' || definition.to.kind === 'osc'
}

/** How one feedback of the show stands. */
export interface FeedbackView {
  readonly id: string
  readonly state: FeedbackState
  /** Whether its place shows it at this moment: its layers are on, and no other goes before it. */
  readonly isShown: boolean
  /** Messages to its place. */
  readonly sent: number
  /** Changes of which only a later one was sent. */
  readonly collapsed: number
  /** Whether it should show something that it has not been sent. */
  readonly waits: boolean
}
