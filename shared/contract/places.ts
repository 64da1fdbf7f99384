// Who gives way to a newcomer where the places are taken, so that strangers who only sit there keep nobody out.
import { THIS_MACHINE } from '../base/network-address.ts'
import type { AddressGroup } from '../base/network-address.ts'

export interface PlaceLimits {
  readonly total: number
  /** For those of one address that is not this machine's. */
  readonly perGroup: number
  /** Of the total, how many only this machine gets. */
  readonly reserved: number
}

export interface Place {
  readonly group: AddressGroup
  /** The lower, the sooner it gives way; null where it never does. */
  readonly worth: number | null
  /** When it last asked for something, or came. */
  readonly lastAsked: number
}

/**
 * Null where there is room; else who gives way, or `nobody`. Among those who may, the least worth goes first; of these
 * one whose address holds the most places, and of these who has been silent the longest.
 */
export function givesWay<P extends Place>(
  group: AddressGroup,
  taken: readonly P[],
  limits: PlaceLimits,
): P | 'nobody' | null {
  const holds = new Map<AddressGroup, number>()
  for (const place of taken) holds.set(place.group, (holds.get(place.group) ?? 0) + 1)
  const candidates = inTheWay(group, taken, limits, holds)
  if (candidates === null) return null
  let chosen: P | null = null
  for (const place of candidates) {
    if (place.worth === null) continue
    if (chosen === null || goesBefore(place, chosen, holds)) chosen = place
  }
  return chosen ?? 'nobody'
}

function inTheWay<P extends Place>(
  group: AddressGroup,
  taken: readonly P[],
  { total, perGroup, reserved }: PlaceLimits,
  holds: ReadonlyMap<AddressGroup, number>,
): readonly P[] | null {
  if (group !== THIS_MACHINE) {
    if ((holds.get(group) ?? 0) >= perGroup) return taken.filter((place) => place.group === group)
    const strangers = taken.filter((place) => place.group !== THIS_MACHINE)
    if (strangers.length >= total - reserved) return strangers
  }
  return taken.length >= total ? taken : null
}

function goesBefore(one: Place, other: Place, holds: ReadonlyMap<AddressGroup, number>): boolean {
  if (one.worth !== other.worth) return (one.worth ?? 0) < (other.worth ?? 0)
  const [held, heldByOther] = [holds.get(one.group) ?? 0, holds.get(other.group) ?? 0]
  return held === heldByOther ? one.lastAsked < other.lastAsked : held > heldByOther
}
