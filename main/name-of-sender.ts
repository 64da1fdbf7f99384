// What an input came from, as people know it.
import type { EventEnvelope } from '../shared/model/event.ts'
import type { KnownPeers } from '../shared/model/known-peers.ts'

interface Known {
  /** The name of a device by the source of its events, where one is known. */
  nameOf(device: string): string | null
  readonly peers: Pick<KnownPeers, 'nameOf'>
}

export function nameOfSender({ nameOf, peers }: Known, event: EventEnvelope): string {
  if (isOscReceived(event)) return peers.nameOf(event.payload.from.host)
  return nameOf(event.source) ?? event.source
}

function isOscReceived(event: EventEnvelope): event is EventEnvelope<'osc.received'> {
  return event.type === 'osc.received'
}
