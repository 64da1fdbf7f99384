// Gestures as the show declares them: what to watch, within which times, and what to announce.
import { z } from 'zod'
import { jsonObject } from './json.ts'
import { eventMatch, releaseOf } from './match.ts'
import type { EventMatch } from './match.ts'
import { eventTypeName, identifier } from './names.ts'

const matches = z.array(eventMatch).min(1).max(64)
const time = z.number().positive('must be above 0').max(60_000)

const id = identifier
const name = z.string().min(1).max(200)
const metadata = jsonObject.default({})
const output = eventTypeName
  .nullable()
  .default(null)
  .meta({ description: "The show's own event to publish besides gesture.recognized" })
const sources = matches.meta({ description: 'Events that count as a press' })
const releases = matches
  .optional()
  .meta({ description: 'Events that count as letting go; where absent, the sources being let go' })
const tapWindow = time
  .default(300)
  .meta({ description: 'Milliseconds from one press of a control to its next, inclusive' })
const holdTime = time.default(500).meta({ description: 'Milliseconds until a press is a hold' })
const outcome = eventTypeName.nullable().default(null)

export const gestureDefinition = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('doubleTap'), id, name, sources, window: tapWindow, output, metadata }),
  z.strictObject({
    kind: z.literal('multiTap'),
    id,
    name,
    sources,
    taps: z.number().int().min(2).max(10),
    window: tapWindow,
    output,
    metadata,
  }),
  z.strictObject({
    kind: z.literal('simultaneous'),
    id,
    name,
    sources: sources.meta({
      description:
        'Events that count as a press. With one entry, sources are counted; with several, entries, each of which needs a ' +
        'press of its own',
    }),
    producers: z
      .number()
      .int()
      .min(2)
      .max(32)
      .default(2)
      .meta({ description: 'Distinct sources, or entries, that must take part' }),
    window: time
      .default(50)
      .meta({ description: 'Milliseconds from the first press to the last, inclusive' }),
    output,
    metadata,
  }),
  z.strictObject({
    kind: z.literal('sequence'),
    id,
    name,
    steps: z.array(eventMatch).min(2).max(64).meta({ description: 'Presses in order' }),
    sources: matches.optional().meta({
      description:
        'Further presses that break the sequence; where absent, every button, key and note of the kinds that the steps name',
    }),
    timeout: time
      .nullable()
      .default(1500)
      .meta({ description: 'Longest pause in ms between two steps, inclusive; null waits for ever' }),
    together: z.boolean().default(false).meta({
      description: 'Whether steps may come from different sources; otherwise each has its own progress',
    }),
    output,
    metadata,
  }),
  z.strictObject({
    kind: z.literal('hold'),
    id,
    name,
    sources,
    releases,
    after: holdTime,
    output,
    metadata,
  }),
  z.strictObject({
    kind: z.literal('release'),
    id,
    name,
    sources,
    releases,
    after: z
      .number()
      .nonnegative('must be 0 or more')
      .max(60_000)
      .default(0)
      .meta({ description: 'Only when held for at least this many milliseconds' }),
    output,
    metadata,
  }),
  z
    .strictObject({
      kind: z.literal('exclusive'),
      id,
      name,
      sources,
      releases,
      tap: outcome.meta({ description: 'Event to publish for one short press; null announces none' }),
      doubleTap: outcome.meta({ description: 'Event to publish for two presses; null waits for none' }),
      hold: outcome.meta({ description: 'Event to publish for a long press; null waits for none' }),
      window: tapWindow,
      after: holdTime,
      metadata,
    })
    .refine(({ tap, doubleTap, hold }) => tap !== null || doubleTap !== null || hold !== null, {
      message: 'must name an event for tap, doubleTap or hold',
    }),
])
/** Frozen when registered. */
export type GestureDefinition = z.infer<typeof gestureDefinition>
/** As a show file may write it: defaults may be left out. */
export type GivenGesture = z.input<typeof gestureDefinition>
export type GestureOf<K extends GestureDefinition['kind']> = Extract<GestureDefinition, { readonly kind: K }>

/** What ends a press of `sources`: `releases` where given, otherwise the same controls being let go. */
export function releasesOf({
  sources,
  releases,
}: Pick<GestureOf<'hold'>, 'sources' | 'releases'>): readonly EventMatch[] {
  return releases ?? sources.map(releaseOf).filter((match) => match !== null)
}
