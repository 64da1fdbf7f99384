// What those who come over HTTP may hold of the engine, each by itself, each address, and all together.

export const HTTP_LIMITS = {
  /** Open connections, WebSockets among them. */
  connections: 256,
  /** Of one address other than this machine's own; of IPv6 each network counts as one. */
  connectionsPerAddress: 64,
  /** Of all, those that only programs on this machine get. */
  reservedConnections: 32,
  /**
   * That wait to be accepted: what the system allows at most. Of more it takes no notice, and who was not noticed comes again
   * after a second.
   */
  backlog: 4_096,
  /** Connections that one address may open in twice `newcomersMs` and be answered over. */
  newcomers: 128,
  newcomersMs: 100,
  /** From so many on, each connection is closed after its answer. */
  softConnections: 128,
  /** Until the head of a request has arrived, from when the connection was opened or the head begun. */
  headMs: 5_000,
  /** Until all of a request has arrived; of a file that is sent, until the next of it has. */
  requestMs: 10_000,
  /** Until all of a file has. */
  uploadMs: 15 * 60_000,
  /** How long a connection stays for another request. */
  keepAliveMs: 5_000,
  checkEveryMs: 1_000,
  headBytes: 16 * 1024,
  bodyBytes: 128 * 1024,
  /** Of an edit of the show: the largest, and what is around it. */
  editBytes: 8 * 1024 * 1024 + 1024,
  /** Of what ends something and is asked without a limit: an empty object, and blanks. */
  endingBodyBytes: 1024,
  /** Requests of one connection that may wait for their answers. */
  requestsAtOnce: 4,
  /** Bytes of answers that are not taken, over all; above it nothing is looked up. */
  untakenBytes: 32 * 1024 * 1024,
  /** Who takes less than `takenBytes` in so long, with more waiting, is cut off. */
  untakenMs: 15_000,
  takenBytes: 256 * 1024,
  downloads: 4,
  downloadsPerAddress: 2,
  /** Of the downloads, those that only this machine gets. */
  reservedDownloads: 1,
} as const

/** Points of one address: a request is one, what it brings and what it is answered are more. */
export const REQUEST_RATE = {
  perSecond: 2_500,
  burst: 5_000,
  bodyBytesPerPoint: 512,
  answerBytesPerPoint: 2_048,
  /** Addresses of which a balance is kept; more than could be below it at once. */
  addresses: 4_096,
} as const

export const SOCKET_LIMITS = {
  /** Larger than what is taken, so that a frame of up to this is refused in words and does not end the connection. */
  messageBytes: 1024 * 1024,
  /** No browser takes a message apart; each part costs more than its bytes. */
  fragments: 64,
  chunks: 4_096,
  closeMs: 1_000,
} as const
