// Triggers and actions in a few words, for people.
import type { EventMatch } from '../../shared/model/match.ts'
import type { Calendar, RuleAction, RuleTrigger } from '../../shared/model/scheduler.ts'

const LONGEST = 120

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const

/** `250 ms`, `1.5 s`, `5 min`, `90 min`. */
export function durationText(ms: number): string {
  for (const [unit, size] of UNITS) {
    if (ms >= size && Number.isInteger((ms / size) * 2)) return `${ms / size} ${unit}`
  }
  return ms >= 1000 ? `${Number((ms / 1000).toFixed(3))} s` : `${Number(ms.toFixed(3))} ms`
}

function clip(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`
}

function matchText({ event, source, address, on, where }: EventMatch): string {
  const fields = Object.entries(where).map(([path, value]) => `${path} ${JSON.stringify(value)}`)
  const parts = [event, address, ...fields, on === 'press' ? undefined : `on ${on}`]
  if (source !== undefined) parts.push(`from ${source}`)
  return clip(parts.filter((part) => part !== undefined).join(' '))
}

function sunText(sun: string, offset: number): string {
  if (offset === 0) return sun
  return `${durationText(Math.abs(offset))} ${offset < 0 ? 'before' : 'after'} ${sun}`
}

/** `18:30 on mon, tue`, `30 min before sunset from 2026-05-01`. */
export function calendarText({ time, sun, offset, weekdays, date, from, until }: Calendar): string {
  const parts = [time ?? sunText(sun ?? 'sunrise', offset)]
  if (weekdays !== undefined) parts.push(`on ${weekdays.join(', ')}`)
  if (date !== undefined) parts.push(`on ${date}`)
  if (from !== undefined) parts.push(`from ${from}`)
  if (until !== undefined) parts.push(`until ${until}`)
  return parts.join(' ')
}

/** `every 5 s`, `thrown user_login`, `osc.received /go`. */
export function triggerText(trigger: RuleTrigger): string {
  switch (trigger.kind) {
    case 'event':
      return matchText(trigger.match)
    case 'thrown':
      return `thrown ${trigger.key}`
    case 'at':
      return `once, ${durationText(trigger.after)} after the show was opened`
    case 'every': {
      const first = trigger.after === undefined ? '' : `, first after ${durationText(trigger.after)}`
      return `every ${durationText(trigger.every)}${first}`
    }
    case 'calendar':
      return calendarText(trigger.calendar)
  }
}

/** `set open to true`, `throw image_generated to foyer`, `wait 5 s`. */
export function actionText(action: RuleAction): string {
  switch (action.action) {
    case 'set_var':
      return clip(`set ${action.var} to ${JSON.stringify(action.value)}`)
    case 'set_param':
      return clip(`set parameter ${action.param} to ${JSON.stringify(action.value)}`)
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
    case 'raise_interrupt':
      return clip(`ask ${JSON.stringify(action.interrupt.prompt)}`)
    case 'wait':
      return `wait ${durationText(action.for)}`
  }
}
