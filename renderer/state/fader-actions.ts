// What keys do on the faders: each action once, with its words, its keys, and when it can be done.
import { action } from '../lib/actions.ts'
import type { Action } from '../lib/actions.ts'
import type { Faders } from './faders.svelte.ts'
import type { Scenes } from './scenes.svelte.ts'

const OF_FADERS = { group: 'faders', layer: 'view' } as const
const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0']
const NONE_CHOSEN = 'no fader has the keys'

export function faderActions(faders: Faders, scenes: Scenes): readonly Action[] {
  return [...looking(faders, scenes), ...moving(faders), ...playing(faders, scenes), ...arranging(faders)]
}

function looking(faders: Faders, scenes: Scenes): readonly Action[] {
  return [
    action({
      ...{ ...OF_FADERS, id: 'faders.page', words: 'Open a page by its number; 0 is all', keys: DIGITS },
      ...{
        keyOnly: true,
        run: (digit) =>
          scenes.awaitsDigit ? scenes.recallNumber(Number(digit)) : faders.openNumber(Number(digit)),
      },
    }),
    action({
      ...{ ...OF_FADERS, id: 'faders.find', words: 'Find a parameter', keys: ['/'], run: faders.find },
    }),
    action({
      ...{ ...OF_FADERS, id: 'faders.list', words: 'Faders as a list', keys: ['V'] },
      ...{ ticked: () => faders.asList, run: () => (faders.asList = !faders.asList) },
    }),
  ]
}

function moving(faders: Faders): readonly Action[] {
  const ofCurrent = { role: 'operator', when: () => (faders.current === null ? NONE_CHOSEN : null) } as const
  return [
    action({
      ...{ ...OF_FADERS, ...ofCurrent, id: 'faders.default', keys: ['D'] },
      words: 'The fader that has the keys to its default',
      run: () => {
        if (faders.current !== null) faders.reset(faders.current)
      },
    }),
    action({
      ...{ ...OF_FADERS, ...ofCurrent, id: 'faders.type', keys: ['Enter'] },
      words: 'Type a value for the fader that has the keys',
      heard: () => faders.current !== null && !faders.arranging,
      run: () => faders.type(faders.focused),
    }),
    action({
      ...{
        ...OF_FADERS,
        id: 'faders.choose',
        words: 'Choose the fader that has the keys, or not',
        keys: ['X'],
      },
      ...{ when: ofCurrent.when, run: () => faders.choose(faders.focused ?? '') },
    }),
    action({
      ...{ ...OF_FADERS, id: 'faders.chooseNone', words: 'Choose no faders' },
      ...{ when: () => (faders.chosen.size === 0 ? 'none is chosen' : null), run: faders.chooseNone },
    }),
  ]
}

function playing(faders: Faders, scenes: Scenes): readonly Action[] {
  const none = (): string | null => (scenes.all.length === 0 ? 'the show has no scenes' : null)
  return [
    action({
      ...{ ...OF_FADERS, id: 'faders.recall', words: 'Recall a scene: then its digit', keys: ['R'] },
      ...{ role: 'operator', when: none, run: scenes.awaitDigit },
    }),
    action({
      ...{ ...OF_FADERS, id: 'faders.time', words: 'Scenes over the next of the times', keys: ['T'] },
      run: scenes.nextTime,
    }),
    action({
      ...{ ...OF_FADERS, id: 'faders.store', words: 'Store a scene', keys: ['W'], role: 'editor' },
      when: () => (faders.params.all.length === 0 ? 'the show has no parameters' : scenes.whyNotStore),
      run: () => (scenes.storing = true),
    }),
  ]
}

function arranging(faders: Faders): readonly Action[] {
  const onPage = (): string | null => (faders.tab.page === null ? 'no page is open' : null)
  return [
    action({
      ...{ ...OF_FADERS, id: 'faders.arrange', keys: ['E'], role: 'editor', ticked: () => faders.arranging },
      get words() {
        return faders.arranging ? 'Back to moving the faders' : 'Arrange pages of faders'
      },
      run: faders.arrange,
    }),
    action({
      ...{ ...OF_FADERS, id: 'faders.addPage', words: 'Add a page of faders, with those that are chosen' },
      ...{ role: 'editor', run: () => faders.addPage('New page') },
    }),
    action({
      ...{ ...OF_FADERS, id: 'faders.renamePage', words: 'Rename the page of faders', role: 'editor' },
      ...{ keys: ['F2'], heard: () => faders.arranging && faders.tab.page !== null, when: onPage },
      run: () => {
        if (!faders.arranging) faders.arrange()
        faders.naming = true
      },
    }),
  ]
}
