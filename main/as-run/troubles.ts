// What can be wrong with the log, in the words of the person in the booth.
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import { SQLITE } from './result-codes.ts'

const WAITS = 'the show goes on; entries wait and are written as soon as it is possible'

export function writeFault(file: string, code: number, message: string): Fault {
  switch (code) {
    case SQLITE.FULL:
      return fault('as-run/disk-full', file, 'the disk is full', `make room on it; ${WAITS}`)
    case SQLITE.BUSY:
    case SQLITE.LOCKED:
      return fault(
        'as-run/locked',
        file,
        'another program is writing to the file',
        `close what has it open; ${WAITS}`,
      )
    default:
      return fault('as-run/cannot-write', file, message, `check the folder and its rights; ${WAITS}`)
  }
}

export function threadFault(file: string, message: string): Fault {
  return fault('as-run/thread-lost', file, `the thread that writes was lost: ${message}`, WAITS)
}

export function silenceFault(file: string, seconds: number): Fault {
  const what = `the disk has not answered for ${seconds} s`
  return fault('as-run/no-answer', file, what, `check the disk or network drive; ${WAITS}`)
}

export function readFault(file: string, message: string): Fault {
  return fault('as-run/cannot-read', file, message, 'try again; the log itself is not affected')
}

export function busyFault(file: string): Fault {
  return fault('as-run/busy', file, 'too many questions wait for an answer', 'try again in a moment')
}

export function closedFault(file: string): Fault {
  return fault('as-run/closed', file, 'the log has been closed', 'start the engine again')
}

export function unknownEvent(session: number | null, seq: number): Fault {
  const where = `event ${seq}${session === null ? '' : ` of session ${session}`}`
  return fault('as-run/unknown-event', where, 'the log does not have it', 'ask for one that the log shows')
}
