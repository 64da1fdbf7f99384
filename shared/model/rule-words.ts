// What rules wait for, will do, do and have missed, in a few words, for people.
import { MADE_UP_FOR_MS } from './scheduler.ts'
import type { Calendar, CatchUp, RuleAction, RuleTrigger, TimeKind, TimeTrigger } from './scheduler.ts'
import { recallText } from './scene-words.ts'
import { clip, durationText, matchText, timecodeTriggerText } from './words.ts'

/** Times that were passed by are counted up to so many. */
export const COUNTED = 20

function sunText(sun: string, offset: number): string {
  if (offset === 0) return sun
  return `${durationText(Math.abs(offset))} ${offset < 0 ? 'before' : 'after'} ${sun}`
}

/** `18:30 on mon, tue`, `30 min before sunset from 2026-05-01`. */
function calendarText({ time, sun, offset, weekdays, date, from, until, except }: Calendar): string {
  const parts = [time ?? sunText(sun ?? 'sunrise', offset)]
  if (weekdays !== undefined) parts.push(`on ${weekdays.join(', ')}`)
  if (date !== undefined) parts.push(`on ${date}`)
  if (from !== undefined) parts.push(`from ${from}`)
  if (until !== undefined) parts.push(`until ${until}`)
  if (except !== undefined) parts.push(exceptText(except))
  return parts.join(' ')
}

/** `but not on 2026-12-25 and 3 other days`. */
function exceptText([first, ...others]: readonly string[]): string {
  const more =
    others.length === 0 ? '' : ` and ${others.length} other ${others.length === 1 ? 'day' : 'days'}`
  return first === undefined ? '' : `but not on ${first}${more}`
}

/** `cron 30 18 * * fri but not on 2026-12-25`. */
function cronText({ cron, except = [] }: { cron: string; except?: readonly string[] | undefined }): string {
  return [`cron ${cron}`, exceptText(except)].filter((part) => part !== '').join(' ')
}

/** What a rule is about to do at a time that is known. */
export type Pending = TimeTrigger | { readonly kind: 'wait'; readonly for: number }

/** In words, with what cancelling it means. */
export function pendingText(pending: Pending): string {
  switch (pending.kind) {
    case 'at':
      return `fires once, ${timeText(pending)}; cancelled, it never does`
    case 'every':
      return `fires ${timeText(pending)}; cancelled, it skips this time`
    case 'calendar':
      return `fires at ${timeText(pending)}; cancelled, it skips this time`
    case 'cron':
      return `fires by ${timeText(pending)}; cancelled, it skips this time`
    case 'wait':
      return `goes on after waiting ${durationText(pending.for)}; cancelled, this execution ends`
  }
}

function timeText(trigger: TimeTrigger): string {
  switch (trigger.kind) {
    case 'at':
      return `${durationText(trigger.after)} after the show was opened`
    case 'every':
      return `every ${durationText(trigger.every)}`
    case 'calendar':
      return calendarText(trigger.calendar)
    case 'cron':
      return cronText(trigger)
  }
}

/** Times of a rule that came and did not make it fire. */
export interface PassedOver {
  /** The trigger that named them; only its kind where no more is known. */
  readonly of: TimeTrigger | TimeKind
  /** Counted up to 20. */
  readonly count: number
  /** `late`: wall time had passed them by; `held`: rules were held; `panic`: they came before a panic. */
  readonly why: 'late' | 'held' | 'panic'
  /** How long ago the first of them was. */
  readonly lateBy: number
}

/** What an operator is told of times that were passed by. */
export function skipText({ of, count, why, lateBy }: PassedOver): string {
  const what = typeof of === 'string' ? `a time (${of})` : timeText(of)
  const times = count === 1 ? what : `${what} ${count} times${count < COUNTED ? '' : ' or more'}`
  if (why === 'panic') return `passed over ${times}: it came before the panic`
  if (why === 'held') return `passed over ${times}: rules were held`
  const late = durationText(Math.round(lateBy / 1000) * 1000)
  const which = count === 1 ? 'it' : 'the first'
  return `missed ${times}: the clock was ${late} past ${which} when the engine looked again`
}

/** Empty where nothing is said of it. */
function catchUpText({ catchUp, within }: CatchUp): string {
  if (catchUp === 'skip') return ', never late'
  if (catchUp === undefined && within === undefined) return ''
  return `, up to ${durationText(within ?? MADE_UP_FOR_MS)} late, also at opening`
}

/** `every 5 s`, `thrown user_login`, `osc.received /go`. */
export function ruleTriggerText(trigger: RuleTrigger): string {
  switch (trigger.kind) {
    case 'event':
      return matchText(trigger.match)
    case 'timecode':
      return timecodeTriggerText(trigger)
    case 'thrown':
      return `thrown ${trigger.key}`
    case 'at':
      return `once, ${durationText(trigger.after)} after the show was opened`
    case 'every': {
      const first = trigger.after === undefined ? '' : `, first after ${durationText(trigger.after)}`
      return `every ${durationText(trigger.every)}${first}`
    }
    case 'calendar':
      return calendarText(trigger.calendar) + catchUpText(trigger)
    case 'cron':
      return cronText(trigger) + catchUpText(trigger)
  }
}

/** `set open to true`, `throw image_generated to foyer`, `wait 5 s`. */
export function actionText(action: RuleAction): string {
  switch (action.action) {
    case 'set_var':
      return clip(`set ${action.var} to ${JSON.stringify(action.value)}`)
    case 'set_param':
      return clip(`set parameter ${action.param} to ${JSON.stringify(action.value)}`)
    case 'recall_scene':
      return `recall ${recallText(action)}`
    case 'fade_param': {
      const over = typeof action.over === 'number' ? durationText(action.over) : JSON.stringify(action.over)
      return clip(`fade parameter ${action.param} to ${JSON.stringify(action.to)} in ${over}`)
    }
    case 'log':
      return clip(`log ${JSON.stringify(action.message)}`)
    case 'emit': {
      const payload = JSON.stringify(action.payload)
      return clip(payload === '{}' ? `emit ${action.type}` : `emit ${action.type} ${payload}`)
    }
    case 'throw_event': {
      const { key, scope, dest_id, group_id } = action
      const to = scope === 'global' ? 'all schedulers' : scope === 'group' ? `group ${group_id}` : dest_id
      return `throw ${key} to ${to ?? 'nobody'}`
    }
    case 'start_playlist':
      return `start ${action.id}`
    case 'stop_playlist':
      return `stop ${action.id}`
    case 'go_list':
      return `GO of ${action.list}`
    case 'start_cue':
    case 'stop_cue':
    case 'arm_cue':
    case 'disarm_cue':
      return `${action.action.replace('_', ' ')} ${action.cue} of ${action.list}`
    case 'raise_interrupt':
      return clip(`ask ${JSON.stringify(action.interrupt.prompt)}`)
    case 'wait':
      return `wait ${durationText(action.for)}`
  }
}
