// A host as a show names one.
import { z } from 'zod'
import { LONGEST_NAME, hostFault } from '../base/host.ts'
import type { HostFault } from '../base/host.ts'
import { parseAddress } from '../base/ip-address.ts'

/** With the dot of a name in full. */
const LONGEST = LONGEST_NAME + 1

/** Text that `faultOf` finds nothing wrong with. */
function checked(faultOf: (text: string) => HostFault | null) {
  return z
    .string()
    .min(1)
    .max(LONGEST)
    .check(({ value, issues }) => {
      const found = value === '' || value.length > LONGEST ? null : faultOf(value)
      if (found === null) return
      const { what, next } = found
      issues.push({ code: 'custom', input: value, message: what, params: { next } })
    })
}

/** Wherever a show names a host. */
export const hostText = checked((text) => hostFault(text))

/** Wherever it names one by its IP address alone. */
export const addressText = checked((text) => {
  if (parseAddress(text) !== null) return null
  return hostFault(text) ?? { what: 'is a name', next: 'write the IP address that the name stands for' }
})
