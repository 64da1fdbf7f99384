// One sentence an event for the as-run log, which also keeps what the activity list leaves to other lines.
import type { EventEnvelope, PayloadOf } from '../../shared/model/event.ts'
import { eventText } from '../../shared/model/event-words.ts'
import { partsText } from '../../shared/model/parts-text.ts'
import { activityText, commandText } from './activity-text.ts'
import type { NameOf, SenderOf } from './activity-text.ts'
import { latenessText } from './words.ts'

export function logText(event: EventEnvelope, nameOf: NameOf, senderOf: SenderOf): string | null {
  const text = activityText(event, nameOf, senderOf)
  if (text !== null && text !== '') return text
  switch (event.type) {
    case 'command.received': {
      const { command, args, by } = event.payload as PayloadOf<'command.received'>
      return `${commandText(command, args)} asked for by ${by}`
    }
    case 'run.stateChanged': {
      const { playlistId, from, to } = event.payload as PayloadOf<'run.stateChanged'>
      return `${nameOf(playlistId)} from ${from} to ${to}`
    }
    case 'playlist.emitted': {
      const { playlistId, step, type, payload, lateBy } = event.payload as PayloadOf<'playlist.emitted'>
      return `${nameOf(playlistId)} step ${step + 1}: ${eventText(type, payload)}, ${latenessText(lateBy)}`
    }
    case 'show.changed': {
      const { name, kind, parts } = event.payload as PayloadOf<'show.changed'>
      if (kind === 'open') return `${name} opened`
      return `${name} changed by ${kind === 'edit' ? 'an edit' : 'its file'}: ${partsText(parts)}`
    }
    case 'rule.finished':
      return `${(event.payload as PayloadOf<'rule.finished'>).name} completed`
    default:
      return text
  }
}
