// How far an encoder says that it was turned.
import type { ParamInputOf } from './binding.ts'

/** No hand turns further at once; what tells more is no encoder of this kind. */
const MOST_STEPS = 64

/** Steps that a message tells; 0 where it tells none. */
export function stepsOf(encoding: ParamInputOf<'encoder'>['encoding'], value: number): number {
  if (!Number.isFinite(value)) return 0
  const bits = Math.trunc(value)
  switch (encoding) {
    case 'plain':
      return Math.min(Math.max(value, -MOST_STEPS), MOST_STEPS)
    case 'twos':
      return bits < 64 ? bits : bits - 128
    case 'offset':
      return bits - 64
    case 'sign':
      return bits < 64 ? bits : 64 - bits
  }
}
