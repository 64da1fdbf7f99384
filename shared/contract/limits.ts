// What clients of the contract may hold of the engine, each by itself and all of them together.

export const SERVER_LIMITS = {
  clients: 64,
  /** Of one address other than this machine's own. */
  clientsPerAddress: 24,
  /** Of the places, those that only pages and windows on this machine get. */
  reservedClients: 8,
  /** A client that has asked for nothing by then has no business here; the page subscribes at once. */
  firstFrameMs: 10_000,
  /** One that asked something within this keeps its place, whoever comes. */
  livelyMs: 15_000,
  /** Frames that make no sense before a client is cut off. */
  badFrames: 100,
  /** Nesting of one frame; deeper values could be stored but never written out again. */
  depth: 64,
  /** Of one frame: 64 kB of payload and what is around it. */
  frameBytes: 65 * 1024,
  /** Of one that edits the show, which brings some thousand steps at once. */
  editBytes: 1024 * 1024,
  commandsInFlight: 64,
  /** Timelines and definitions that one client looks into at a time. */
  openStreams: 32,
  /** Untaken bytes of a client at which stream values wait. The largest show must pass below `cutOffBytes` on top of it. */
  slowBytes: 1024 * 1024,
  /** Untaken bytes at which a client is cut off whatever the others hold. */
  cutOffBytes: 64 * 1024 * 1024,
  /**
   * Untaken bytes of all clients, what goes to several counted once and the show, which is kept anyway, not at all. Above
   * it, who has taken nothing the longest is cut off.
   */
  allUntakenBytes: 32 * 1024 * 1024,
  slowForMs: 30_000,
  slowCheckMs: 250,
} as const

export const FRAME_LIMITS = {
  /** Points a second of one client: a frame is one, its bytes and what it asks for are more. */
  perSecond: 2_500,
  burst: 2_500,
  /** Of all clients that are being held back, together. */
  allPerSecond: 10_000,
  bytesPerPoint: 512,
  /** A stream's value has to be made and written out. */
  subscribePoints: 25,
  /** It is answered, and everything after it is done in another name. */
  helloPoints: 25,
  /** Owed points at which commands are refused: a client cannot be held back at once. */
  owed: 2_500,
  /** What stops is let through all the same, so often a second. */
  stopsPerSecond: 10,
} as const

export const QUERY_LIMITS = {
  /** Of all clients, at once. */
  running: 4,
  /** From the beginning of one to the next, so that panic is heard between any two. */
  apartMs: 1,
  /** Of one client, beside the one that runs. */
  waiting: 16,
  /** The next question of a client runs when it has taken its answers down to this. */
  untakenBytes: 64 * 1024,
} as const
