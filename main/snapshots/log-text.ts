// One sentence an event for the as-run log, which also keeps what the activity list leaves to other lines.
import type { EventEnvelope, PayloadOf } from '../../shared/model/event.ts'
import { eventText } from '../../shared/model/event-words.ts'
import { activityText, commandText } from './activity-text.ts'
import type { NameOf } from './activity-text.ts'
import { latenessText } from './words.ts'

export function logText(event: EventEnvelope, nameOf: NameOf): string | null {
  const text = activityText(event, nameOf)
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
      return `${name} changed by ${kind === 'edit' ? 'an edit' : 'its file'}: ${partsInShort(parts)}`
    }
    case 'rule.finished':
      return `${(event.payload as PayloadOf<'rule.finished'>).name} completed`
    default:
      return text
  }
}

/** `playlists 2 changed, gestures 1 added`. */
function partsInShort(parts: PayloadOf<'show.changed'>['parts']): string {
  const said = parts.map(({ kind, ...counts }) => {
    const ways = (['changed', 'added', 'removed'] as const).filter((way) => counts[way] > 0)
    return `${kind} ${ways.map((way) => `${counts[way]} ${way}`).join(' and ')}`
  })
  return said.length === 0 ? 'nothing in it is different' : said.join(', ')
}
