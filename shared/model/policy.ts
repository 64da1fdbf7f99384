// How the dispatcher may treat events of a type under load: which lane they wait in, and which may replace each other.

/** `control` is served first and never shed; `observation` is served last and shed first. */
export type Lane = 'control' | 'show' | 'observation'
export const LANES: readonly Lane[] = ['control', 'show', 'observation']
/** Where events wait: in their lanes, or ahead of all of them what ends something. */
export const QUEUES = [...LANES, 'ahead'] as const
export type QueueName = (typeof QUEUES)[number]

/**
 * What an event is to those who hear it. `fact`: each one matters, in order. `latest`: the newest of each key does. `outcome`: its
 * owner has decided and answered whoever asked, and tells everybody else. `observation`: nothing depends on it.
 */
export const BRIDGES = ['fact', 'latest', 'outcome', 'observation'] as const
export type Bridge = (typeof BRIDGES)[number]

export interface Policy<P> {
  readonly kind: 'fifo' | 'coalesce' | 'observation'
  readonly bridge: Bridge
  lane(payload: P): Lane
  /** Events of equal key and type replace each other while queued; null keeps this occurrence. */
  key(payload: P, source: string): string | null
  /**
   * Of what asks for something else of what values are about: the key of those, which are not merged across it, as controls are
   * not that may be bound to anything; true where it is of all of them.
   */
  parts?(payload: P): string | true | null
  /** Of values that such events keep apart: whether a key is one that they name. */
  readonly isParted?: (key: string) => boolean
}

export const noKey = (): null => null

/** Every occurrence matters. */
export function fifo(lane: Lane = 'show'): Policy<unknown> {
  return { kind: 'fifo', bridge: 'fact', lane: () => lane, key: noKey }
}

/** What an owner has decided, which whoever asked has been answered. */
export function outcome(lane: Lane = 'show'): Policy<unknown> {
  return { kind: 'fifo', bridge: 'outcome', lane: () => lane, key: noKey }
}

/** Of events with equal keys only the latest matters. */
export function coalesced<P>(lane: Lane, key: (payload: P, source: string) => string | null): Policy<P> {
  return { kind: 'coalesce', bridge: 'latest', lane: () => lane, key }
}

/** Telemetry of which the latest of each key will do. */
export function measured<P>(key: (payload: P) => string): Policy<P> {
  return { kind: 'coalesce', bridge: 'observation', lane: () => 'observation', key }
}

/** Telemetry: never drives behaviour. */
export function observation(): Policy<unknown> {
  return { kind: 'observation', bridge: 'observation', lane: () => 'observation', key: noKey }
}
