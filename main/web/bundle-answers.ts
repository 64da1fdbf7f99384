// How the HTTP interface tells what a bundle holds.
import { z } from 'zod'
import { faultAnswer } from './answers.ts'

const count = z.number().int().nonnegative()
const standing = z
  .enum(['new', 'same', 'differs'])
  .meta({ description: 'What is here under its name: nothing, the same, or something else' })

const reach = z.strictObject({
  targets: z.array(z.strictObject({ name: z.string(), at: z.string(), transport: z.string() })),
  midiOutputs: z.array(z.strictObject({ name: z.string(), port: z.string() })),
  globalKeys: z.array(z.string()),
})
const digest = z.string().meta({ description: 'By which the list of targets, outputs and keys is known' })

const preview = z.strictObject({
  show: z.string(),
  version: z.string(),
  unsaved: z.boolean().meta({ description: 'Whether it holds edits that were in no show file' }),
  bytes: count,
  counts: z.strictObject({
    ...{ playlists: count, steps: count, schedulers: count, rules: count, gestures: count, params: count },
  }),
  profiles: z.array(z.strictObject({ file: z.string(), name: z.string(), standing })),
  recordings: z.array(
    z.strictObject({ name: z.string(), bytes: count, standing, becomes: z.string().nullable() }),
  ),
  ...{ reach, digest },
  inputs: z.array(z.string()),
  warnings: z.array(z.string()),
  moreWarnings: count,
  suggested: z.string(),
})

export const bundleAnswer = z
  .discriminatedUnion('state', [
    z.strictObject({ id: z.string(), state: z.literal('reading'), bytes: count, of: count.nullable() }),
    z.strictObject({
      id: z.string(),
      state: z.literal('ready'),
      expiresInMs: z.number(),
      preview,
      displaced: count.meta({ description: 'Imports that were let go of for this one' }),
    }),
    z.strictObject({ id: z.string(), state: z.literal('taking') }),
    z.strictObject({ id: z.string(), state: z.literal('refused'), refusal: faultAnswer }),
  ])
  .meta({ id: 'Bundle' })

export const approvalAnswer = z.strictObject({ waits: z.boolean(), reach, digest })
