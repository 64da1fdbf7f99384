// What a client may ask about bundles: writing the show as one, looking into one, taking it, and letting an imported show act.
import { z } from 'zod'
import { ask, edit, typed } from './command.ts'
import type { ApprovalView, BundleView } from './bundle-view.ts'

const nothing = z.strictObject({})
const generation = z.number().int().min(1)
const recordingName = z.string().min(1).max(80)

/** Absolute, or from the folder of the show that is open. */
const path = z
  .string()
  .min(1)
  .max(4096)
  .refine((text) => !text.includes('\0'), 'must not hold the character NUL')

/** Of the data folder; those that are named. */
const bundledRecordings = z
  .union([z.enum(['all', 'none']), z.array(recordingName).min(1).max(1000)])
  .default('none')

export type RecordingChoice = z.output<typeof bundledRecordings>

/** Chosen by who imports, so that it can be asked about while it is still read. */
export const importId = z.string().regex(/^[A-Za-z0-9-]{8,64}$/, 'must be 8 to 64 letters, digits and dashes')

/** A bundle as bytes that are made while they are sent. */
export interface BundleFile {
  readonly fileName: string
  readonly pieces: AsyncIterable<Uint8Array>
}

/** Bytes that come while they are taken. */
export interface Upload {
  readonly content: AsyncIterable<Uint8Array>
}

const exported = z.strictObject({
  path: z.string(),
  bytes: z.number().int().min(0),
  files: z.number().int().min(0),
  /** Whether it holds edits that are in no show file. */
  unsaved: z.boolean(),
})

const taken = z.strictObject({
  path: z.string(),
  generation,
  /** Names under which recordings were put into the data folder. */
  recordings: z.array(z.string()).readonly(),
  /** Profiles that are new or other than before; devices are read by them when Cuewright is started again. */
  profiles: z.array(z.string()).readonly(),
  /** Whether nothing acts until where it sends to has been approved. */
  waits: z.boolean(),
})

export const bundleCommands = {
  /** The show as it is now, edits that are not saved with it. */
  'bundle.export': edit(
    z.strictObject({ path, replace: z.boolean().default(false), recordings: bundledRecordings }),
    exported,
    { waits: true },
  ),
  'bundle.file': ask(z.strictObject({ recordings: bundledRecordings }), typed<BundleFile>(), {
    asFile: true,
    waits: true,
  }),
  /** Reads a bundle on the engine's machine, and takes nothing of it: answered with what it holds. */
  'bundle.open': edit(z.strictObject({ path, id: importId.optional() }), typed<BundleView>(), {
    waits: true,
  }),
  /** The same of one that is sent. */
  'bundle.receive': edit(
    z.strictObject({ upload: z.custom<Upload>((value) => value !== undefined), id: importId.optional() }),
    typed<BundleView>(),
    { waits: true, asFile: true },
  ),
  /** How far it has been read, what it holds, or why it is not there. */
  'bundle.read': ask(z.strictObject({ id: importId }), typed<BundleView>()),
  /** Nothing of it is taken. */
  'bundle.drop': edit(z.strictObject({ id: importId }), z.strictObject({ dropped: z.boolean() })),
  /**
   * Puts the show of a bundle at `path` and opens it. What is there already gives way only to `replace`, unsaved edits only to
   * `discard`, and a profile that differs only where it is said to.
   */
  'bundle.take': edit(
    z.strictObject({
      ...{ id: importId, path },
      replace: z.boolean().default(false),
      discard: z.boolean().default(false),
      profiles: z.enum(['mine', 'theirs']).default('mine'),
    }),
    taken,
    { waits: true },
  ),
  /** Whether the show that is open waits to be approved, and what it would reach. */
  'bundle.approval': ask(nothing, typed<ApprovalView>()),
  /** Lets an imported show act; `digest` says of which list of targets and keys. */
  'bundle.approve': edit(
    z.strictObject({ digest: z.string().length(64) }),
    z.strictObject({ approved: z.boolean() }),
    { waits: true },
  ),
}

export type BundleCommandName = keyof typeof bundleCommands
