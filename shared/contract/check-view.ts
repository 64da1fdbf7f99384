// What a look before the show has found, and what to do about each.
import type { Fault } from '../base/result.ts'

/** `unknown` is what nobody can tell from here, and so has to be tried. */
export const CHECK_SEVERITIES = ['error', 'warning', 'unknown'] as const
export type CheckSeverity = (typeof CHECK_SEVERITIES)[number]

export interface Finding extends Fault {
  readonly severity: CheckSeverity
}

export interface CheckReport {
  /** Wall milliseconds. */
  readonly at: number
  readonly counts: Readonly<Record<CheckSeverity, number>>
  /** The worst first; `cut` of them were too many to be sent. */
  readonly findings: readonly Finding[]
  readonly cut: number
}
