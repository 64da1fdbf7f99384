// For tests of something else: nothing is kept of how the show stands, and nothing was.
import type { CoordinatorOptions } from '../../main/coordinator/coordinator.ts'
import { StateParts } from '../../main/coordinator/state-parts.ts'

type States = Pick<CoordinatorOptions, 'states' | 'stateParts' | 'moment' | 'acting'>

export function noStates(): States {
  const moment = () => ({ wall: 0, boot: null, up: null })
  return {
    states: {
      find: () => Promise.resolve({ text: null, trouble: null }),
      setAside: () => Promise.resolve(''),
      open: () => ({ trouble: null, news() {}, [Symbol.asyncDispose]: () => Promise.resolve() }),
    },
    stateParts: new StateParts(moment),
    moment,
    acting: () => 'now',
  }
}
