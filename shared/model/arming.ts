// Whether the show may act: armed, or disarmed and why.
import { z } from 'zod'
import type { Fault } from '../base/result.ts'

/**
 * `operator`: somebody disarmed it; `imported`: it came from somewhere else and nobody has looked at it yet; `safe-mode`: the
 * engine crashed again and again; `asked`: whoever started the engine or opened the show wanted it so.
 */
export const disarmedWhy = z.enum(['operator', 'imported', 'safe-mode', 'asked'])
export type DisarmedWhy = z.infer<typeof disarmedWhy>

/** While it is disarmed the show is there, seen and edited, and inputs are heard, but nothing acts and nothing is sent. */
export type ArmingView =
  | { readonly armed: true }
  | {
      readonly armed: false
      readonly why: DisarmedWhy
      readonly by: string
      /** What else is to be known of it, in a sentence; null where there is nothing. */
      readonly detail: string | null
      /** On the engine's clock, and wall time. */
      readonly since: number
      readonly sinceTime: number
      /** How often something would have begun since then: starts, rules and questions. */
      readonly passedOver: number
      /** Messages that would have been sent since then. */
      readonly withheld: number
    }

/** Asked by whoever would begin something. */
export interface Permission {
  readonly isArmed: boolean
  /**
   * Why what is named may not begin, which is counted; null where it may. What a panic leaves the show with begins all the same,
   * unless nobody has looked yet at where it would send.
   */
  refusal(where: string, forPanic: boolean): Fault | null
}

export const ALWAYS_ARMED: Permission = { isArmed: true, refusal: () => null }

export const ARMED: ArmingView = { armed: true }

/** Why it is disarmed, as a sentence goes on after "disarmed". */
export const DISARMED_WORDS: Readonly<Record<DisarmedWhy, string>> = {
  operator: 'by hand',
  imported: 'because it was imported and has not been looked at',
  'safe-mode': 'because Cuewright crashed several times in a row',
  asked: 'because it was opened so',
}
