// Why a changed file is not taken, in words.
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'

export function closed(): Fault {
  return fault('show/closed', 'show', 'the show is being closed', 'open it again')
}

export function another(): Fault {
  return fault('show/another', 'show', 'another show was opened meanwhile', 'ask again if it is still meant')
}

export function withoutFile(): Fault {
  return fault('show/no-file', 'show', 'this show came from no file', 'save it to a file first')
}

export function notOffered(): Fault {
  const next = 'look at the show as it is now'
  return fault('show/not-offered', 'show', 'no changed file waits to be taken or left', next)
}

export function unsaved(where: string): Fault {
  const next = 'save first, or let them go'
  return fault('show/unsaved', where, 'there are edits that are not saved', next)
}
