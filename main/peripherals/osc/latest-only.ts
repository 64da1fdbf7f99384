// Which addresses carry streams of values of which only the latest matters.
import { addressTest } from '../../../shared/model/osc-pattern.ts'
import type { OscAddress } from '../../../shared/model/osc-pattern.ts'

/** Senders choose addresses, so what is remembered of them has an end, in number and in characters. */
const REMEMBERED = { addresses: 10_000, characters: 1024 * 1024 } as const

/** Makes the test of an address; what was once found is remembered, because the same addresses come thousands of times. */
export function latestOnlyTest(addresses: readonly OscAddress[]): (address: string) => boolean {
  const routes = addresses.map(addressTest)
  if (routes.length === 0) return () => false
  const found = new Map<string, boolean>()
  let characters = 0
  return (address) => {
    const known = found.get(address)
    if (known !== undefined) return known
    if (found.size === REMEMBERED.addresses || characters + address.length > REMEMBERED.characters) {
      found.clear()
      characters = 0
    }
    const covered = routes.some((covers) => covers(address))
    found.set(address, covered)
    characters += address.length
    return covered
  }
}
