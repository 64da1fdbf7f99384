// Questions that a run or a rule asks the operator, and holds until it has an answer.
import { z } from 'zod'
import type { Result } from '../base/result.ts'
import { duration } from './duration.ts'
import { json } from './json.ts'

export const INTERRUPT_LIMITS = {
  /** Waiting for an answer at once, one for each run or rule. */
  pending: 256,
  choices: 20,
  /** Remembered after they were answered or cleared. */
  history: 200,
} as const

const answerText = z.string().max(1000)

/** A question as a playlist step or a rule asks it. */
export const interruptRequest = z
  .strictObject({
    kind: z.enum(['confirmation', 'clarification']),
    prompt: z.string().min(1).max(500),
    choices: z
      .array(z.string().min(1).max(100))
      .max(INTERRUPT_LIMITS.choices)
      .default([])
      .meta({ description: 'Answers to choose from; a clarification without them takes any text' }),
    timeout: duration
      .nullable()
      .default(null)
      .meta({ description: 'After which the default is taken; null waits for ever' }),
    default: z
      .union([z.boolean(), answerText])
      .nullable()
      .default(null)
      .meta({ description: 'Answer when nobody answers in time; null ends what asked' }),
    metadata: z.record(z.string(), json).default({}),
  })
  .check(({ value, issues }) => {
    const refuse = (field: string, message: string): void =>
      void issues.push({ code: 'custom', input: value, path: [field], message })
    const { kind, choices, default: answer } = value
    if (kind === 'confirmation' && choices.length > 0)
      refuse('choices', 'a confirmation is answered yes or no')
    if (answer === null) return
    if (kind === 'confirmation' && typeof answer !== 'boolean') refuse('default', 'must be true or false')
    if (kind === 'clarification' && typeof answer !== 'string') refuse('default', 'must be text')
    if (kind === 'clarification' && choices.length > 0 && !choices.includes(answer as string))
      refuse('default', 'must be one of choices')
  })
export type InterruptRequest = z.output<typeof interruptRequest>

/** What was answered: yes or no to a confirmation, text to a clarification. */
export const interruptAnswer = z.union([z.boolean(), answerText])
export type InterruptAnswer = z.infer<typeof interruptAnswer>

/** What puts questions to the operator, as runs and rules know it. */
export interface OperatorQuestions {
  /** `answered` is called later, once; null where nobody answered. */
  raise(
    owner: string,
    ownerName: string,
    request: InterruptRequest,
    cause: number | null,
    answered: (answer: InterruptAnswer | null, by: string, seq: number) => void,
  ): Result<{ readonly interruptId: string }>
  /** Takes an owner's question back. */
  clear(owner: string, by: string | null, reason: 'ownerEnded' | 'cleared', cause: number | null): boolean
  /** Owners go by other names from now on, all of them at once: what they ask stays theirs. */
  rename(owners: ReadonlyMap<string, { readonly owner: string; readonly ownerName: string }>): void
}
