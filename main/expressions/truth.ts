// Parts of an expression at work, and those of them that must come to true or false.
import type { ASTNode } from '@marcbachmann/cel-js'
import type { Meter } from './meter.ts'
import { Refusal } from './refusal.ts'
import type { Scope } from './scope.ts'
import { kindOf } from './values.ts'

export interface Frame {
  readonly scope: Scope
  readonly meter: Meter
  /** Entries that the loops around are at, the outermost first. */
  readonly entries: unknown[]
}

/** Works out one part. */
export type Evaluate = (frame: Frame) => unknown

/** Characters of an expression that a message repeats. */
const REPEATED = 60

/** A part as it is written, cut where it is long. */
export function textOf({ input, start, end }: ASTNode): string {
  return end - start > REPEATED ? `${input.slice(start, start + REPEATED)}…` : input.slice(start, end)
}

export function truth(value: unknown, node: ASTNode): boolean {
  if (typeof value === 'boolean') return value
  const what = () => `${textOf(node)} is ${kindOf(value)} where true or false is needed`
  throw new Refusal(node.start, what, 'compare it with something')
}

/** A truth, or why there is none where another part may still decide. */
export function attempt(work: Evaluate, frame: Frame, node: ASTNode): boolean | Refusal {
  try {
    return truth(work(frame), node)
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || thrown.final) throw thrown
    frame.meter.spendFailure()
    return thrown
  }
}
