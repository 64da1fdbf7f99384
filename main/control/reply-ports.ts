// Where replies to a sender go: some programs listen on another port than they send from.
import type { OscEndpoint } from '../../shared/model/payload/osc.ts'
import type { KnownPeers } from '../../shared/model/known-peers.ts'

export type ReplyTo = (sender: OscEndpoint) => OscEndpoint

interface Ports {
  /** That of all who are not listed with one of their own, as the show says now; undefined where it names none. */
  replyPort(): number | undefined
  readonly peers: KnownPeers
}

/** A sender is answered on the port of the peer of its address, else on that of all, else where its message came from. */
export function replyPorts({ replyPort, peers }: Ports): ReplyTo {
  return (sender) => {
    // Over TCP there is a connection, and a sender without a port wants no answer.
    if (sender.connection !== null || sender.port === 0) return sender
    const port = peers.of(sender.host)?.replyPort ?? replyPort()
    return port === undefined ? sender : { ...sender, port }
  }
}
