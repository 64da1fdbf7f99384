// What a client may ask of the owner of the show: edits, undo, its file, and what it holds.
import { z } from 'zod'
import { THING_KINDS } from '../model/mutations/mutation.ts'
import type { KeyRange, Mutation } from '../model/mutations/mutation.ts'
import { ask, edit, typed } from './command.ts'
import type { ShowVersion, VersionPreview } from '../model/show-version.ts'
import type { HistoryEntry } from './edits-view.ts'

const nothing = z.strictObject({})
const generation = z.number().int().min(1)

/** Absolute, or from the folder of the show that is open. */
const path = z
  .string()
  .min(1)
  .max(4096)
  .refine((text) => !text.includes('\0'), 'must not hold the character NUL')
/** Unsaved edits are lost only where this says so; without it such a command is refused with `show/unsaved`. */
const discard = z.boolean().default(false)

const READABLE = ['show', ...THING_KINDS] as const

/** Edits of somebody else may follow at any time: the generation is that of this one. */
const edited = z.strictObject({ generation, label: z.string() })
const saved = z.strictObject({ path: z.string(), generation })
const opened = z.strictObject({ generation, path: z.string().nullable() })
/** Id of an earlier version of the show's file. */
const version = z.number().int().positive()

interface Definition {
  readonly generation: number
  /** As the show file writes it, all defaults filled in. */
  readonly definition: Readonly<Record<string, unknown>>
  /** Of a playlist: keys of its steps in their order, by which edits of steps name them. */
  readonly keys?: readonly KeyRange[]
  /** A playlist too long for one answer comes without its steps. */
  readonly cut?: true
}

export const editCommands = {
  /** `seen` is the generation that its editor had before the eyes; edits of one `group` are taken back together. */
  'show.edit': edit(
    z.strictObject({
      // Its owner reads it, because what is wrong with it is said in the words of edits.
      mutation: z.custom<Mutation>((value) => value !== undefined, 'is missing'),
      seen: generation,
      group: z.string().min(1).max(100).optional(),
    }),
    edited,
  ),
  /** Takes back the newest of the caller's own that still stands. */
  'show.undo': edit(nothing, edited),
  'show.redo': edit(nothing, edited),
  /** Takes back an entry of the history, whoever's it is, or does it again. */
  'show.turn': edit(z.strictObject({ entry: z.number().int().positive() }), edited),
  /** Answered when that generation, and all before it, would survive a power cut; `kept` may be a later one. */
  'show.kept': ask(z.strictObject({ generation }), z.strictObject({ generation, kept: generation }), {
    waits: true,
  }),
  /** Changes nothing of the show, so what was edited before a lock may still be saved. */
  'show.save': edit(nothing, saved, { waits: true, role: 'operator' }),
  /** A show that is there already gives way only where `replace` says so. */
  'show.saveAs': edit(z.strictObject({ path, replace: z.boolean().default(false) }), saved, { waits: true }),
  /**
   * With `version` the show is that earlier version of the file, whose content stays as it is until it is saved; with `disarmed`
   * it does not act until somebody arms it.
   */
  'show.open': edit(
    z.strictObject({
      path,
      discard,
      version: version.optional(),
      disarmed: z.enum(['imported', 'asked']).optional(),
    }),
    opened,
    { waits: true },
  ),
  /** An empty show, which has no file yet. */
  'show.new': edit(z.strictObject({ discard }), opened, { waits: true }),
  'show.close': edit(z.strictObject({ discard }), opened, { waits: true }),
  /** The file was changed outside while edits were not saved: lets the file win. */
  'show.takeOffered': edit(nothing, opened, { waits: true }),
  /** Lets the edits win: the next save puts them into the file. */
  'show.keepMine': edit(nothing, opened),
  /** Whether shows are saved by themselves once nobody has edited them for a while; for this installation. */
  'show.autosave': edit(z.strictObject({ on: z.boolean() }), z.strictObject({ on: z.boolean() }), {
    waits: true,
  }),
  /** A save that failed is not tried again by itself. */
  'show.giveUpSave': edit(nothing, opened),
  /** What was kept of the show's file when it was saved, the newest first; nothing of a show without one. */
  'show.versions': ask(
    nothing,
    typed<{ readonly path: string | null; readonly versions: readonly ShowVersion[] }>(),
    { waits: true },
  ),
  /** What the show would be with it. */
  'show.previewVersion': ask(z.strictObject({ version }), typed<VersionPreview>(), { waits: true }),
  /** Makes the show what it was then, which is one entry of the history; its file stays as it is until it is saved. */
  'show.restoreVersion': edit(
    z.strictObject({ version }),
    z.strictObject({ generation, changed: z.boolean(), label: z.string() }),
    { waits: true },
  ),
  /** `id` is absent for `show`, of which the settings are answered by dotted path; `in` is the scheduler of a rule. */
  'show.read': ask(
    z.strictObject({
      kind: z.enum(READABLE),
      id: z.string().min(1).max(200).optional(),
      in: z.string().min(1).max(200).optional(),
    }),
    typed<Definition>(),
  ),
  'show.history': ask(
    nothing,
    typed<{ readonly generation: number; readonly history: readonly HistoryEntry[] }>(),
  ),
}

export type EditCommandName = keyof typeof editCommands
