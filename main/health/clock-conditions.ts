// That the computer's clock was set, that it slept, or that the engine stood still.
import type { PayloadOf } from '../../shared/model/event.ts'
import { lengthText } from '../../shared/model/words.ts'
import { UNTIL_SEEN } from './condition.ts'
import type { Condition } from './condition.ts'

type Jump = PayloadOf<'clock.jumped'>

const WORDS: Readonly<
  Record<Jump['kind'], (by: number) => { readonly what: string; readonly next: string }>
> = {
  set: (by) => ({
    what: `the computer’s clock was set ${by < 0 ? 'back' : 'forward'} by ${lengthText(Math.abs(by))}`,
    next: 'rules by time of day go by the new time; check in the Rules view when they fire next, and the computer’s time server',
  }),
  slept: (by) => ({
    what: `the computer slept for ${lengthText(by)}`,
    next: 'look at the runs, some may ask whether to go on; switch off sleep on this computer',
  }),
  stoodStill: (by) => ({
    what: `the engine stood still for ${lengthText(by)}: it was stopped, or the computer was too busy`,
    next: 'look at what should have happened meanwhile; close other programs on this computer',
  }),
}

export const clockJumped: Condition = {
  raiseAfter: 1,
  clearAfter: UNTIL_SEEN,
  happened: true,
  find: ({ jumps }) =>
    jumps.map(({ kind, by }) => ({
      id: `clock.${kind}`,
      code: 'clock/jumped',
      where: 'this computer',
      ...WORDS[kind](by),
    })),
}
