// Whether what a notice says is still so: that the show is disarmed is no news once it is armed.
import type { Fault } from '../../shared/base/result.ts'

/** What is known of the matters that notices are about. */
export interface Known {
  readonly armed: boolean
  readonly locked: boolean
  readonly standby: boolean
  /** Whether the show and its file agree, and nothing about the file waits to be decided. */
  readonly fileIsWell: boolean
}

export function isStillTrue({ code }: Pick<Fault, 'code'>, known: Known): boolean {
  if (code === 'show/disarmed') return !known.armed
  if (code === 'access/locked') return known.locked
  if (code === 'standby/none') return !known.standby
  return !code.startsWith('save/') || !known.fileIsWell
}
