// Which addresses carry streams of values of which only the latest matters.
import { addressTest } from '../../../shared/model/osc-pattern.ts'
import type { OscAddress } from '../../../shared/model/osc-pattern.ts'

/** Senders choose addresses, so what is remembered of them has an end. */
const REMEMBERED_ADDRESSES = 10_000

/** Makes the test of an address; what was once found is remembered, because the same addresses come thousands of times. */
export function latestOnlyTest(addresses: readonly OscAddress[]): (address: string) => boolean {
  const routes = addresses.map(addressTest)
  if (routes.length === 0) return () => false
  const found = new Map<string, boolean>()
  return (address) => {
    const known = found.get(address)
    if (known !== undefined) return known
    if (found.size === REMEMBERED_ADDRESSES) found.clear()
    const covered = routes.some((covers) => covers(address))
    found.set(address, covered)
    return covered
  }
}
