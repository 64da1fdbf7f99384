// What the activity list says of schedulers, thrown events and questions to the operator.
import type { PayloadOf } from '../../shared/model/event.ts'
import type { interruptPayloads } from '../../shared/model/payload/interrupt.ts'
import type { schedulerPayloads } from '../../shared/model/payload/scheduler.ts'
import { shortJson } from '../../shared/model/event-words.ts'
import { answerText, clip } from '../../shared/model/words.ts'
import { secondsText } from './words.ts'

type Sentences = {
  readonly [T in keyof typeof schedulerPayloads | keyof typeof interruptPayloads]:
    ((payload: PayloadOf<T>) => string | null) | null
}

export const SCHEDULER_SENTENCES: Sentences = {
  'rule.fired': ({ name, trigger }) =>
    `${name} fired${trigger === 'operator' ? ' by hand' : ` by ${trigger}`}`,
  // Only what went wrong; that it was carried out is seen by what it did.
  'rule.finished': ({ name, outcome, error }) => {
    if (outcome === 'failed') return `${name} failed: ${error ?? 'no reason given'}`
    if (outcome === 'late') return `${name} gave up: ${error ?? 'it was too late'}`
    return outcome === 'ended' ? `${name} ended before its last action` : null
  },
  'rule.switched': ({ name, enabled }) => `${name} switched ${enabled ? 'on' : 'off'}`,
  'rule.limited': ({ name, count, per }) =>
    `${name} fired ${count} times in ${secondsText(per)} and rests until that time is over`,
  'rule.failed': ({ name, error }) => `${name}: ${error}`,
  'rules.held': ({ by }) => `all rules held by ${by}`,
  'rules.released': ({ by, passedOver }) =>
    `rules released by ${by}${passedOver === 0 ? '' : `; meanwhile ${passedOver === 1 ? 'once' : `${passedOver} times`} something came that a rule waits for`}`,
  'scheduler.varChanged': ({ schedulerId, var: variable, value }) =>
    clip(`${schedulerId}: ${variable} is ${JSON.stringify(value)}`),
  'scheduler.logged': ({ schedulerId, message }) => clip(`${schedulerId}: ${message}`),
  'task.cancelled': ({ what }) => `cancelled: ${what}`,

  'thrown.created': ({ name, destinations, payload, by }) =>
    clip(`${name} thrown to ${destinationsText(destinations)} by ${by} ${shortJson(payload)}`.trimEnd()),
  'thrown.caught': ({ key, destId, ruleId }) => `${key} caught by ${destId}/${ruleId}`,
  'thrown.ended': ({ name, destId, outcome, caught }) =>
    // One that was caught has had its line.
    outcome === 'consumed' && caught > 0 ? null : `${name} for ${destId} ${OUTCOMES[outcome]}`,

  'thrown.missed': ({ events, first, lateBy }) =>
    `missed ${events === 1 ? first : `${events} thrown events, first ${first}`}: the engine could go on ${secondsText(lateBy)} after ${events === 1 ? 'it was' : 'they were'} due`,

  'interrupt.raise': null,
  'interrupt.raised': ({ ownerName, prompt, replaced }) =>
    clip(`${ownerName} asks: ${prompt}${replaced === null ? '' : `, instead of ${replaced}`}`),
  'interrupt.answered': ({ prompt, answer, by }) =>
    clip(answer === null ? `${prompt} nobody answered in time` : `${prompt} ${answerText(answer)}, by ${by}`),
  'interrupt.extended': ({ prompt }) =>
    clip(`${prompt} is asked for as long again: its time was over while the engine stood still`),
  'interrupt.cleared': ({ prompt, reason }) => clip(`${prompt} taken back: ${CLEARED[reason]}`),
}

const OUTCOMES: Readonly<Record<PayloadOf<'thrown.ended'>['outcome'], string>> = {
  consumed: 'caught by another',
  expired: 'expired',
  missed: 'missed',
  cleared: 'cleared',
  displaced: 'pushed out, because too many wait',
  removed: 'ended with its scheduler, which the show has no more',
  panicked: 'ended by panic',
}

const CLEARED: Readonly<Record<PayloadOf<'interrupt.cleared'>['reason'], string>> = {
  replaced: 'a newer question took its place',
  ownerEnded: 'what asked has ended',
  cleared: 'by hand',
  panicked: 'by panic, without its default',
}

function destinationsText(destinations: readonly string[]): string {
  return destinations.length > 3 ? `${destinations.length} schedulers` : destinations.join(', ')
}
