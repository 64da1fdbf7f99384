// What one edit came to.
import type { Edit } from './mutation.ts'

export interface Made {
  /** The edit as it was done, with nothing left to defaults: whoever follows does exactly the same. */
  readonly accepted: Edit
  /** Empty where the edit changed nothing. */
  readonly inverse: readonly Edit[]
}

/** Whether two values are written the same in a file: there the order of fields counts too. */
export function isSameInFile(left: unknown, right: unknown): boolean {
  return left === right || (typeof left === 'object' && JSON.stringify(left) === JSON.stringify(right))
}
