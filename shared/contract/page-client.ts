// Who a page is: by the window that it fills, by what it says of itself, or by its address alone.
import { THIS_MACHINE, groupOf, plainAddress } from '../base/network-address.ts'
import { cleanName } from '../model/client.ts'
import type { Client, LesserPage } from '../model/client.ts'
import type { Hello } from './frames.ts'
import type { ServerPipe } from './pipe.ts'

type Door = Pick<ServerPipe, 'way' | 'window' | 'address'>

/** What pages make up for themselves; ids of other ways in have a colon. */
const PAGE_ID = /^[\w-]{8,64}$/
const PAGE_KEY = /^[\w-]{16,64}$/

/** The id that a page asks to be known by; null where it asks for none that could be its own. */
export function claimedId({ window }: Door, { client }: Hello): string | null {
  return window === null && PAGE_ID.test(client) ? client : null
}

/** Null where it proves nothing. */
export function keyOf({ key }: Hello): string | null {
  return PAGE_KEY.test(key) ? key : null
}

/** `station` as the page gives it; null before it has given one. */
export function pageClient(
  { way, window, address }: Door,
  id: string,
  station: string | null,
  page?: LesserPage,
): Client {
  const name = (station === null ? null : cleanName(station)) ?? nameByAddress(address)
  return {
    id: window === null ? id : `window:${window}`,
    name,
    way,
    source: `${way}:${name}`,
    address,
    ...(page !== undefined && { page }),
  }
}

/** `FOH tablet at 192.168.1.20`: a name says little about who has to be found. */
export function whereabouts({ name, address }: Pick<Client, 'name' | 'address'>): string {
  if (address === null || groupOf(address) === THIS_MACHINE) return name
  const plain = plainAddress(address)
  return name.endsWith(plain) ? name : `${name} at ${plain}`
}

function nameByAddress(address: string | null): string {
  const isHere = address === null || groupOf(address) === THIS_MACHINE
  return isHere ? 'Page on this computer' : `Page on ${plainAddress(address)}`
}
