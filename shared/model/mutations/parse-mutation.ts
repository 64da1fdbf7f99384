// Mutations as clients send them: nothing is taken that is not of the vocabulary, and nothing that is too large to look at.
import { z } from 'zod'
import { jsonBytes } from '../../base/json-bytes.ts'
import { failed, fault, ok } from '../../base/result.ts'
import type { Result } from '../../base/result.ts'
import { explainIssue, fieldProblems, formatPath } from '../explain.ts'
import { withCleanWords } from './clean-words.ts'
import { NAMED_PARTS, THING_KINDS, holderOf } from './mutation.ts'
import type { Mutation } from './mutation.ts'
import { KIND_WORDS } from './things.ts'

export const MUTATION_LIMITS = {
  /** As JSON: a playlist of some 80,000 steps. */
  bytes: 8 * 1024 * 1024,
  /** Edits of one mutation, and things that are put elsewhere together. */
  edits: 10_000,
  /** Steps, and ranges of them, of one edit. */
  steps: 100_000,
} as const

const name = z.string().min(1).max(200)
const kind = z.enum(THING_KINDS)
const field = z.string().min(1).max(200)
const before = name.nullable()
const ref = { kind, id: name, in: name.optional() }

const key = z.number().int().min(1).max(0xffff_fffe)
const range = z
  .tuple([key, key])
  .refine(([first, last]) => first <= last, 'must be from the first key to the last')
  .readonly()
const ranges = z.array(range).min(1, 'must name at least one step').max(MUTATION_LIMITS.steps)
/** Of a playlist, which may have no steps. */
const allKeys = z.array(range).max(MUTATION_LIMITS.steps)
const list = <S extends z.ZodType>(of: S): z.ZodArray<S> => z.array(of).max(MUTATION_LIMITS.steps)
/** Entries that begin with a key, each of which may stand there once. */
function byKey<S extends z.ZodType>(of: S) {
  return list(z.tuple([key, of]).readonly()).superRefine((entries, context) => {
    const known = new Set<number>()
    for (const [index, [each]] of (entries as readonly (readonly [number, unknown])[]).entries()) {
      const message = `names step ${each} a second time`
      if (known.has(each)) context.addIssue({ code: 'custom', path: [index, 0], message })
      known.add(each)
    }
  })
}
const ofSteps = { edit: z.literal('steps'), playlist: name }
/** What is in it is looked at where it is put in its place, by the schema of what it is. */
const value = z.unknown()
const fields = z.record(field, value)

const steps = z.discriminatedUnion('do', [
  z.strictObject({ ...ofSteps, do: z.literal('shift'), keys: ranges, by: z.number() }),
  z.strictObject({
    ...ofSteps,
    do: z.literal('offsets'),
    offsets: byKey(z.number()),
  }),
  z.strictObject({
    ...ofSteps,
    do: z.literal('set'),
    keys: ranges,
    set: fields.optional(),
    unset: z.array(field).max(100).optional(),
  }),
  z.strictObject({ ...ofSteps, do: z.literal('replace'), steps: byKey(value) }),
  z.strictObject({ ...ofSteps, do: z.literal('remove'), keys: ranges }),
  z.strictObject({
    ...ofSteps,
    do: z.literal('put'),
    runs: list(z.strictObject({ before: key.nullable(), steps: list(value), keys: list(key).optional() })),
  }),
  z.strictObject({
    ...ofSteps,
    do: z.literal('move'),
    runs: list(z.strictObject({ before: key.nullable(), keys: ranges })),
  }),
])

const single = [
  z.strictObject({
    edit: z.literal('put'),
    ...ref,
    value,
    before: before.optional(),
    keys: allKeys.optional(),
    next: key.optional(),
  }),
  z.strictObject({ edit: z.literal('remove'), ...ref }),
  z.strictObject({
    edit: z.literal('move'),
    kind,
    in: ref.in,
    ids: z.array(name).min(1).max(MUTATION_LIMITS.edits),
    before,
  }),
  z.strictObject({
    edit: z.literal('rename'),
    kind: z.enum([...kind.options, ...NAMED_PARTS]),
    in: ref.in,
    id: name,
    to: name,
  }),
  z.strictObject({
    edit: z.literal('change'),
    kind: z.enum([...kind.options, 'show']),
    in: ref.in,
    id: name.optional(),
    set: fields.optional(),
    unset: z.array(field).max(1000).optional(),
  }),
  steps,
] as const

const edit = z.discriminatedUnion('edit', single)
const mutation = z.discriminatedUnion('edit', [
  ...single,
  z.strictObject({
    edit: z.literal('all'),
    edits: z.array(edit).min(1).max(MUTATION_LIMITS.edits),
    label: z.string().min(1).max(200).optional(),
  }),
])

/** What lies in a scheduler or a list says in which, and nothing else does; all but the show has a name. */
const placed = mutation.superRefine((given, context) => {
  const edits = given.edit === 'all' ? given.edits : [given]
  for (const [index, each] of edits.entries()) {
    if (!('kind' in each)) continue
    const path = given.edit === 'all' ? ['edits', index] : []
    const refuse = (name: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [...path, name], message })
    const holder = holderOf(each.kind)
    if (holder !== null && each.in === undefined) {
      refuse('in', `a ${each.kind} needs the id of its ${KIND_WORDS[holder]}`)
    }
    if (holder === null && each.in !== undefined) refuse('in', `a ${each.kind} is in nothing`)
    if (each.edit !== 'change') continue
    if (each.kind === 'show' && each.id !== undefined) refuse('id', 'the show itself has none here')
    if (each.kind !== 'show' && each.id === undefined) refuse('id', 'is missing')
  }
})

/** What wire data asks for. Definitions in it are read when it is applied. */
export function parseMutation(data: unknown): Result<Mutation> {
  if (jsonBytes(data, MUTATION_LIMITS.bytes) > MUTATION_LIMITS.bytes) {
    const what = `it has more than ${MUTATION_LIMITS.bytes / 1024 / 1024} MB`
    return failed(fault('edit/too-large', 'mutation', what, 'send it in parts, or put it into the show file'))
  }
  const parsed = placed.safeParse(data, { error: explainIssue })
  if (parsed.success) return ok(withCleanWords(parsed.data as Mutation))
  for (const { path, what, next } of fieldProblems(placed, parsed.error)) {
    return failed(fault('edit/invalid', path.length === 0 ? 'mutation' : formatPath(path), what, next))
  }
  return failed(fault('edit/invalid', 'mutation', 'it is not of the vocabulary', 'correct it'))
}
