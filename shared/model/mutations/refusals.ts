// Why an edit is refused, in words and with the edit that stands in its way.
import { FaultError, fault } from '../../base/result.ts'
import type { Fault } from '../../base/result.ts'
import type { Generation, ThingRef } from './mutation.ts'
import { KIND_WORDS } from './things.ts'

/** `since` is the newest edit that it would have overwritten or missed, for whoever knows whose that was. */
export interface EditFault extends Fault {
  readonly since: Generation | null
}

/** Thrown within one application, so that nothing half done is ever handed on. */
export class EditRefused extends FaultError {
  readonly since: Generation | null

  constructor(refused: Fault, since: Generation | null = null) {
    super(refused)
    this.since = since
  }
}

export function refuse(code: string, where: string, what: string, next: string): never {
  throw new EditRefused(fault(code, where, what, next))
}

export function refuseStale(where: string, what: string, since: Generation): never {
  const next = 'look at what it is now, and do it again if it is still meant'
  throw new EditRefused(fault('edit/stale', where, what, next), since)
}

/** What an edit is about. */
export type Owner = ThingRef | 'show'

/** `rule greet of foyer`. */
export function wordsOf(owner: Owner): string {
  if (owner === 'show') return 'the settings'
  const { kind, id, in: inside } = owner
  return inside === undefined ? `${KIND_WORDS[kind]} ${id}` : `${KIND_WORDS[kind]} ${id} of ${inside}`
}
