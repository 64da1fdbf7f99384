// Where replies to a sender go: some programs listen on another port than they send from.
import { canonicalAddress } from '../../shared/base/ip-address.ts'
import type { OscEndpoint } from '../../shared/model/event.ts'
import type { OscPeer } from '../../shared/model/show.ts'

export type ReplyTo = (sender: OscEndpoint) => OscEndpoint

interface Ports {
  readonly replyPort?: number | undefined
  readonly peers: readonly Omit<OscPeer, 'timeTags'>[]
}

/** A sender is answered on the port of the peer of its address, else on that of all, else where its message came from. */
export function replyPorts({ replyPort, peers }: Ports): ReplyTo {
  const byAddress = new Map<string | null, number>()
  for (const peer of peers) {
    if (peer.replyPort !== undefined) byAddress.set(canonicalAddress(peer.address), peer.replyPort)
  }
  if (byAddress.size === 0 && replyPort === undefined) return (sender) => sender
  return (sender) => {
    // Over TCP there is a connection, and a sender without a port wants no answer.
    if (sender.connection !== null || sender.port === 0) return sender
    const own = byAddress.size === 0 ? undefined : byAddress.get(canonicalAddress(sender.host))
    return { ...sender, port: own ?? replyPort ?? sender.port }
  }
}
