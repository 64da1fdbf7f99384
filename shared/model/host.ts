// A host as a show names one.
import { z } from 'zod'
import { LONGEST_NAME, hostFault } from '../base/host.ts'

/** With the dot of a name in full. */
const LONGEST = LONGEST_NAME + 1

/** Wherever a show names a host. */
export const hostText = z
  .string()
  .min(1)
  .max(LONGEST)
  .check(({ value, issues }) => {
    const found = value === '' || value.length > LONGEST ? null : hostFault(value)
    if (found === null) return
    const { what, next } = found
    issues.push({ code: 'custom', input: value, message: what, params: { next } })
  })
