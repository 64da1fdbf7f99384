// What is said of a show file that has more bytes than a show may have.
import { fault } from '../base/result.ts'
import type { Fault } from '../base/result.ts'

export function tooLarge(where: string, bytes: number, limit: number): Fault {
  const megabytes = (size: number): string => `${(size / 2 ** 20).toFixed(1)} MB`
  return fault(
    'show/too-large',
    where,
    `the file has ${megabytes(bytes)}, more than the ${megabytes(limit)} a show may have`,
    'split the show, or check that this is a show file',
  )
}
