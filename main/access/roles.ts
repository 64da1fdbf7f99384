// What each way in may do: by settings where it comes from outside, and never more than the show needs where it is a part of it.
import { THIS_MACHINE, groupOf } from '../../shared/base/network-address.ts'
import type { Client, Role } from '../../shared/model/client.ts'
import { ROLES_BY_WORD } from './access-file.ts'
import type { DoorSettings } from './access-file.ts'

export interface Doors {
  /** Windows of the app, and pages and programs of this very computer. */
  readonly local: Role
  /** Pages and programs of other computers. */
  readonly http: Role
  readonly osc: Role
  /** Those that the show lists as peers. */
  readonly oscPeers: Role
}

/** What is given at the start goes before what is kept. */
export function doorsOf(kept: DoorSettings, given: DoorSettings): Doors {
  const { local = 'edit', http = 'edit', osc = 'edit', oscPeers = osc } = { ...kept, ...given }
  return {
    local: ROLES_BY_WORD[local],
    http: ROLES_BY_WORD[http],
    osc: ROLES_BY_WORD[osc],
    oscPeers: ROLES_BY_WORD[oscPeers],
  }
}

export const isLocal = (address: string | null): boolean =>
  address === null || groupOf(address) === THIS_MACHINE

/** That of the door by which somebody comes in. */
export function roleAtDoor(
  { way, address }: Pick<Client, 'way' | 'address'>,
  doors: Doors,
  isPeer: (host: string) => boolean,
): Role {
  switch (way) {
    case 'window':
    case 'web':
    case 'rest':
      return isLocal(address) ? doors.local : doors.http
    case 'osc':
      return address !== null && isPeer(address) ? doors.oscPeers : doors.osc
    case 'control':
    case 'rule':
    case 'cue':
    case 'playlist':
    case 'replay':
      return 'operator'
    case 'rehearsal':
      return 'editor'
  }
}
