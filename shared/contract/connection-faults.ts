// What a page is answered about a command where the connection to the engine is what stands in its way.
import { fault } from '../base/result.ts'
import type { Fault } from '../base/result.ts'

export function notConnected(command: string): Fault {
  return fault(
    'connection/none',
    command,
    'it was not sent: there is no connection to the engine',
    'wait for the connection to come back, then try again',
  )
}

export function notSentInSilence(command: string, silentFor: number): Fault {
  return fault(
    'connection/silent',
    command,
    `it was not sent: the engine has been silent for ${Math.floor(silentFor / 1000)} s`,
    'wait until the engine answers again, then look at what runs before trying again',
  )
}

export function lostOnTheWay(command: string): Fault {
  return fault(
    'connection/lost',
    command,
    'the connection broke before the engine answered, so it may or may not have acted',
    'look at the running playlists before trying again',
  )
}

/** `ms` after it was sent. */
export function unanswered(command: string, ms: number): Fault {
  return fault(
    'connection/timeout',
    command,
    `the engine has not answered for ${ms / 1000} s, so it may or may not have acted`,
    'look at the running playlists before trying again',
  )
}

export function otherProtocol(command: string): Fault {
  return fault(
    'connection/protocol',
    command,
    'this page and the engine are of different versions',
    'reload the page',
  )
}
