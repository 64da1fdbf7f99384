// Reads an answer in whatever way a screen, a key or an OSC program writes it.
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { interruptAnswer } from '../../shared/model/interrupt.ts'
import type { InterruptAnswer, InterruptRequest } from '../../shared/model/interrupt.ts'

const YES: ReadonlySet<string> = new Set(['1', 'true', 'yes', 'y'])
const NO: ReadonlySet<string> = new Set(['0', 'false', 'no', 'n'])

/**
 * The answer that `raw` gives to a question of this kind. A choice may be named by its text, whatever the case, or by its
 * number from 1; where a text and a number fit different choices the text counts.
 */
export function parseAnswer(
  kind: InterruptRequest['kind'],
  choices: readonly string[],
  raw: unknown,
): Result<InterruptAnswer> {
  if (kind === 'confirmation') return confirmed(raw)
  const text = textOf(raw)
  if (choices.length > 0) return chosen(choices, text)
  if (text === null || text === '') return refused('it is answered with text', 'write an answer')
  const answer = interruptAnswer.safeParse(text)
  return answer.success ? ok(answer.data) : refused('the answer is too long', 'write up to 1000 characters')
}

function confirmed(raw: unknown): Result<InterruptAnswer> {
  const word = typeof raw === 'boolean' ? String(raw) : textOf(raw)?.toLowerCase()
  if (word !== undefined && YES.has(word)) return ok(true)
  if (word !== undefined && NO.has(word)) return ok(false)
  return refused('it is answered yes or no', 'answer yes, no, 1 or 0')
}

function chosen(choices: readonly string[], text: string | null): Result<InterruptAnswer> {
  const wanted = text?.toLowerCase()
  const found =
    choices.find((choice) => choice === text) ??
    choices.find((choice) => choice.trim().toLowerCase() === wanted) ??
    (text !== null && /^\d{1,3}$/.test(text) ? choices[Number(text) - 1] : undefined)
  if (found !== undefined) return ok(found)
  const numbered = choices.map((choice, index) => `${index + 1} ${choice}`).join(', ')
  return refused('that is none of its choices', `answer one of: ${numbered}`)
}

/** Text or a number as trimmed text; null where it is neither. */
function textOf(raw: unknown): string | null {
  if (typeof raw === 'string') return raw.trim()
  return typeof raw === 'number' && Number.isFinite(raw) ? String(raw) : null
}

function refused(what: string, next: string): Result<never> {
  return failed(fault('interrupt/invalid', 'answer', what, next))
}
