// What is shown of the controls and messages of a parameter: while it moves less often than its value, which is what is read.
import type { MonotonicMs } from '../../shared/base/clock.ts'
import type { ParamControl, ParamSent } from '../../shared/model/param.ts'

/** Where the controls of one that moves stand, and what it has sent, is not read faster. */
const EVERY_MS = 250

export interface BoundShown {
  readonly at: MonotonicMs
  readonly controls: ParamControl[] | undefined
  readonly outputs: ParamSent[] | undefined
}

/** As shown before while it moves and nothing but counts and places is another; what comes to rest is shown as it is. */
export function boundShown(
  before: BoundShown | null,
  isMoving: boolean,
  { at, controls, outputs }: BoundNow,
): BoundShown {
  const isSoon = before !== null && isMoving && at - before.at < EVERY_MS
  if (isSoon && isAlike(before, controls, outputs)) return before
  return { at, controls: controls && [...controls], outputs: outputs && [...outputs] }
}

interface BoundNow {
  readonly at: MonotonicMs
  readonly controls: readonly ParamControl[] | undefined
  readonly outputs: readonly ParamSent[] | undefined
}

function isAlike(
  { controls: was = [], outputs: sent = [] }: BoundShown,
  controls: readonly ParamControl[] = [],
  outputs: readonly ParamSent[] = [],
): boolean {
  return (
    was.length === controls.length &&
    sent.length === outputs.length &&
    controls.every(({ input, by, holds }, place) => {
      const old = was[place]
      return old?.input === input && old.by === by && old.holds === holds
    }) &&
    outputs.every(({ waits }, place) => waits === sent[place]?.waits)
  )
}
