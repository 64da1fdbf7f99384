// The sheets of parameters, and a parameter made of a control, as actions.
import { action } from '../lib/actions.ts'
import type { Action } from '../lib/actions.ts'
import type { Desk } from './desk.svelte.ts'

type Parts = Pick<Desk, 'bindings' | 'show'>

const OTHER_WORDS = 'parameter fader control binding midi osc learn map'

export function bindingActions({ bindings, show }: Parts): readonly Action[] {
  return [
    action({
      ...{
        id: 'param.new',
        words: 'New parameter, from a control or by its name…',
        group: 'editing',
        role: 'editor',
      },
      ...{ also: OTHER_WORDS, when: () => (show.view === null ? 'No show is open' : null) },
      run: bindings.openNew,
    }),
  ]
}

/** One of each parameter of the show. */
export function namedBindingActions({ bindings, show }: Parts): readonly Action[] {
  return (show.view?.params ?? []).map(({ name }) =>
    action({
      ...{ id: `param.sheet ${name}`, words: `Controls and messages of ${name}`, group: 'editing' },
      ...{ also: OTHER_WORDS, run: () => bindings.open(name) },
    }),
  )
}
