// The OSC addresses of which only the latest value matters: those that the show lists, and those that only move a parameter.
import type { ParamInput } from '../../shared/model/binding.ts'
import { edgeWanted } from '../../shared/model/match.ts'
import type { EventMatch } from '../../shared/model/match.ts'
import { addressTest, literalAddress } from '../../shared/model/osc-pattern.ts'
import type { OscAddress } from '../../shared/model/osc-pattern.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { matchesOf } from './event-uses.ts'

export function latestOnlyAddresses(show: ShowFile): readonly OscAddress[] {
  const inputs = Object.values(show.params).flatMap(({ inputs: each = [] }) => each)
  const places = inputs.filter(isPlace).map(({ match }) => match)
  if (places.length === 0) return show.osc.latestOnly
  // Whoever asks for the value itself, or counts messages, is to hear each of them; presses are kept apart anyway.
  const ofPlaces = new Set(places)
  const counting = [...matchesOf(show)].flatMap(({ match }) =>
    match.event === 'osc.received' &&
    !ofPlaces.has(match) &&
    (isOfEncoder(inputs, match) || edgeWanted(match) === null)
      ? [match]
      : [],
  )
  const literal = new Set(counting.flatMap(({ address }) => literalOf(address) ?? []))
  const others = counting.filter(({ address }) => literalOf(address) === null)
  const isFree = (address: OscAddress): boolean => {
    const plain = literalAddress(address)
    if (plain === null) return counting.length === 0
    return (
      !literal.has(plain) &&
      !others.some(({ address: other }) => other === undefined || addressTest(other)(plain))
    )
  }
  const bound = places.flatMap(({ address }) => (address !== undefined && isFree(address) ? [address] : []))
  return [...show.osc.latestOnly, ...bound]
}

function isPlace({ kind, match }: ParamInput): boolean {
  return (kind === 'value' || kind === 'rate') && match.event === 'osc.received'
}

function isOfEncoder(inputs: readonly ParamInput[], match: EventMatch): boolean {
  return inputs.some((input) => input.kind === 'encoder' && input.match === match)
}

function literalOf(address: EventMatch['address']): string | null {
  return address === undefined ? null : literalAddress(address)
}
