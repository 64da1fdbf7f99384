// What a panic ends, as it is published and shown.
import { z } from 'zod'

const count = z.number().int().nonnegative()

/** Presses within this many milliseconds of a panic are the same panic. */
export const ONE_PANIC_MS = 400
/** A later press within this many milliseconds stops panic's own playlist too. */
export const PANIC_AGAIN_MS = 2000
/** Rules that are due within this many milliseconds are named with the panic, for they go on. */
export const PANIC_OUTLOOK_MS = 60_000

/** How much of each kind would still have acted. */
export const panicEnded = z.object({
  runs: count,
  questions: count,
  /** Firings of rules that waited or held. */
  rules: count,
  /** Cues that waited, asked, or had started what still ran. */
  cues: count,
  /** Thrown events that waited, or were to come. */
  thrown: count,
  /** Half-made gestures. */
  gestures: count,
  /** OSC bundles whose time tag lay ahead. */
  bundles: count,
  /** Messages that waited for a target or a port. */
  messages: count,
  replays: count,
  /** Fades of parameters. */
  fades: count,
})
export type PanicEnded = z.infer<typeof panicEnded>

/** A rule that goes on by time, and will act soon. */
export const dueRule = z.object({
  schedulerId: z.string(),
  ruleId: z.string(),
  name: z.string(),
  /** On the engine's clock, and wall milliseconds of the very same moment. */
  dueAt: z.number(),
  dueTime: z.number(),
})
export type DueRule = z.infer<typeof dueRule>
