// How the dispatcher may treat events of a type under load: which lane they wait in, and which may replace each other.
import type { z } from 'zod'

/** `control` is served first and never shed; `observation` is served last and shed first. */
export type Lane = 'control' | 'show' | 'observation'
export const LANES: readonly Lane[] = ['control', 'show', 'observation']

export interface Policy<P> {
  readonly kind: 'fifo' | 'coalesce' | 'observation'
  lane(payload: P): Lane
  /** Events of equal key and type replace each other while queued; null keeps this occurrence. */
  key(payload: P, source: string): string | null
}

export interface EventDefinition<S extends z.ZodType> {
  readonly payload: S
  readonly policy: Policy<z.output<S>>
}

export const noKey = (): null => null

/** Every occurrence matters. */
export function fifo<S extends z.ZodType>(payload: S, lane: Lane = 'show'): EventDefinition<S> {
  return { payload, policy: { kind: 'fifo', lane: () => lane, key: noKey } }
}

/** Of events with equal keys only the latest matters. */
export function coalesced<S extends z.ZodType>(
  payload: S,
  lane: Lane,
  key: (payload: z.output<S>, source: string) => string | null,
): EventDefinition<S> {
  return { payload, policy: { kind: 'coalesce', lane: () => lane, key } }
}

/** Telemetry: never drives behaviour. */
export function observation<S extends z.ZodType>(payload: S): EventDefinition<S> {
  return { payload, policy: { kind: 'observation', lane: () => 'observation', key: noKey } }
}
