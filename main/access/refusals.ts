// Why somebody may not do what they ask for, what it needs, and how to come by that.
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import type { Lock } from '../../shared/contract/access-view.ts'
import { ROLE_WORDS } from '../../shared/model/client.ts'
import type { Client, Role } from '../../shared/model/client.ts'

/** What people call those who come by a way. */
const COMERS: Readonly<Record<Client['way'], string>> = {
  window: 'a window of this computer',
  web: 'this page',
  rest: 'a program at this address',
  osc: 'who sends OSC from this address',
  control: 'a control',
  rule: 'a rule',
  cue: 'a cue',
  playlist: 'a playlist',
  replay: 'a recording',
  rehearsal: 'a rehearsal',
}

export function roleRefused(what: string, needed: Role, had: Role, { way }: Pick<Client, 'way'>): Fault {
  const says = `it needs the role “${ROLE_WORDS[needed]}”, and ${COMERS[way]} has “${ROLE_WORDS[had]}”`
  const isPage = way === 'window' || way === 'web'
  const next = isPage
    ? 'take the role with the PIN, or ask who runs the engine'
    : 'ask who runs the engine to give this way in another role (see --help)'
  return fault('access/role', what, says, next)
}

export function lockedRefused(what: string, { by, at }: Lock): Fault {
  const says = `the show is locked, by ${by} since ${dateTime(new Date(at))}`
  return fault('access/locked', what, says, 'unlock it first: GO, stop, panic and faders work all the while')
}

export function waitFirst(ms: number): Fault {
  const what = 'too many wrong PINs'
  return fault('access/wait', 'PIN', what, `wait ${waitWords(ms)}, then try again`)
}

/** Never less than there is to wait. */
function waitWords(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  return seconds <= 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} minutes`
}

export const wrongPin = fault('access/wrong-pin', 'PIN', 'that is not the PIN', 'try again')
export const pinNeeded = fault('access/pin-needed', 'PIN', 'the PIN is needed for this', 'give it')
export const noPinSet = fault(
  'access/no-pin',
  'PIN',
  'no PIN is set, and without one nobody gets a role above that of the way they come in',
  'set a PIN first, or start the engine with another role for this way in',
)
export const busyChecking = fault(
  'access/busy',
  'PIN',
  'many PINs are being checked at this moment',
  'try again in a moment',
)
export const lockedAgain = fault(
  'access/locked-again',
  'show',
  'the show was locked again meanwhile',
  'unlock it again if that is still meant',
)
export const pinChanged = fault(
  'access/pin-changed',
  'PIN',
  'somebody else has changed the PIN meanwhile',
  'ask them for it, and try again',
)
export const lookingOnly = fault(
  'access/view-only',
  'role',
  'this page only looks on',
  'open the remote page, or the app',
)
export const tokenUnknown = fault(
  'access/token-unknown',
  'token',
  'the engine does not know any more that this page was given the PIN',
  'give it again',
)
export const notConnected = fault(
  'access/not-connected',
  'role',
  'only a page that stays connected can take another role',
  'start the engine with another role for this way in',
)

/** As clocks on the walls around the engine show it. */
function dateTime(when: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0')
  const day = `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}`
  return `${day} ${two(when.getHours())}:${two(when.getMinutes())}`
}
