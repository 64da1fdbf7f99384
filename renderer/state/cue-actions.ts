// What keys do in the cue lists: each action once, with its words, its keys, and when it can be done.
import { action } from '../lib/actions.ts'
import type { Action } from '../lib/actions.ts'
import type { CueBoard } from './cue-board.svelte.ts'
import type { CueEditing } from './cue-editing.svelte.ts'

const OF_CUES = { group: 'cues', layer: 'view' } as const

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']
const PAGE = 15
const NONE_CHOSEN = 'no cue is chosen'

/** Of the list that has the keys. */
export function cueActions(board: CueBoard, editing: CueEditing): readonly Action[] {
  return [...walking(board), ...running(board), ...folding(board), ...changing(board, editing)]
}

function walking(board: CueBoard): readonly Action[] {
  const hasRows = (): boolean => (board.current?.rows.length ?? 0) > 0
  const walk = (id: string, words: string, key: string, way: number): Action =>
    action({
      ...OF_CUES,
      ...{ id: `cue.${id}`, words, keys: [key], heard: hasRows, keyOnly: true },
      run: () => board.current?.move(way, key.startsWith('Shift+')),
    })
  return [
    walk('down', 'Choose the next cue', 'ArrowDown', 1),
    walk('up', 'Choose the cue before', 'ArrowUp', -1),
    walk('pageDown', 'Choose a cue a page down', 'PageDown', PAGE),
    walk('pageUp', 'Choose a cue a page up', 'PageUp', -PAGE),
    walk('first', 'Choose the first cue', 'Home', -Infinity),
    walk('last', 'Choose the last cue', 'End', Infinity),
    walk('extendDown', 'Choose the next cue as well', 'Shift+ArrowDown', 1),
    walk('extendUp', 'Choose the cue before as well', 'Shift+ArrowUp', -1),
    action({
      ...OF_CUES,
      ...{ id: 'cue.find', words: 'Find a cue by number, name or note', keys: ['/'], heard: hasRows },
      run: () => board.current?.openFind(),
    }),
  ]
}

function running(board: CueBoard): readonly Action[] {
  const hasChosen = (): boolean => board.chosenCue !== null
  const unlessChosen = (): string | null => (hasChosen() ? null : NONE_CHOSEN)
  const isTyped = (): boolean => board.jump.typed !== ''
  return [
    action({
      ...OF_CUES,
      ...{ id: 'cue.standBy', keys: ['Enter'], heard: () => hasChosen() || isTyped(), role: 'operator' },
      words: 'The chosen cue, or the typed number, stands by',
      when: () => (isTyped() ? null : unlessChosen()),
      run: () => board.enter(),
    }),
    action({
      ...OF_CUES,
      ...{ id: 'cue.number', words: 'Type the number of a cue, then Enter', keyOnly: true, role: 'operator' },
      keys: DIGITS,
      heard: () => (board.current?.rows.length ?? 0) > 0,
      run: (digit) => board.jump.type(digit),
    }),
    action({
      ...OF_CUES,
      ...{ id: 'cue.numberDot', words: 'The dot of the number that is typed', keyOnly: true, keys: ['.'] },
      ...{ heard: isTyped, run: () => board.jump.type('.') },
    }),
    action({
      ...OF_CUES,
      ...{ id: 'cue.arm', words: 'Arm or disarm the chosen cues', keys: ['D'], heard: hasChosen },
      ...{ role: 'operator', when: unlessChosen },
      run: () => board.armChosen(),
    }),
    action({
      ...OF_CUES,
      ...{ id: 'cue.startNow', words: 'Start the chosen cue now; standby stays', keys: [], role: 'operator' },
      when: unlessChosen,
      run: () => board.withCurrent((cue) => board.start(cue)),
    }),
    action({
      ...OF_CUES,
      ...{ id: 'cue.goTo', words: 'GO to the chosen cue', keys: [], role: 'operator', when: unlessChosen },
      run: () => board.withCurrent((cue) => board.goTo(cue)),
    }),
    action({
      ...OF_CUES,
      ...{ id: 'cue.stop', words: 'Stop the chosen cue', keys: [], role: 'operator', when: unlessChosen },
      run: () => board.withCurrent((cue) => board.stop(cue)),
    }),
    action({
      ...OF_CUES,
      ...{ id: 'cue.showStandby', words: 'Show what stands by', keys: [] },
      when: () => (board.current === null ? 'the show has no cue list' : null),
      run: () => board.current?.showStandby(),
    }),
    action({
      ...OF_CUES,
      ...{ id: 'cue.editing', keys: ['E'], role: 'editor', ticked: () => board.editing },
      get words() {
        return board.editing ? 'Back to running the cues' : 'Edit cues'
      },
      run: board.switchEditing,
    }),
  ]
}

function folding(board: CueBoard): readonly Action[] {
  const heard = (): boolean => {
    const place = board.current?.current ?? null
    return place !== null && (place.cue.group !== null || place.parent >= 0)
  }
  return [
    action({
      ...OF_CUES,
      ...{ id: 'cue.fold', words: 'Fold the group, or choose the group around', keys: ['ArrowLeft'], heard },
      run: () => board.current?.foldCurrent(true),
    }),
    action({
      ...OF_CUES,
      ...{ id: 'cue.unfold', words: 'Open the group', keys: ['ArrowRight'], heard },
      run: () => board.current?.foldCurrent(false),
    }),
    action({
      ...OF_CUES,
      ...{ id: 'cue.foldAll', words: 'Fold all groups', keys: [], run: () => board.current?.foldAll(true) },
    }),
    action({
      ...OF_CUES,
      ...{ id: 'cue.unfoldAll', words: 'Open all groups', keys: [] },
      run: () => board.current?.foldAll(false),
    }),
  ]
}

const NOT_EDITING = 'cues are run and not edited; E changes that'

function changing(board: CueBoard, editing: CueEditing): readonly Action[] {
  const unlessEditing = (): string | null => (board.editing ? null : NOT_EDITING)
  const hasChosen = (): boolean => board.editing && board.chosenCue !== null
  const unlessChosen = (): string | null => unlessEditing() ?? (hasChosen() ? null : NONE_CHOSEN)
  const change = (id: string, words: string, keys: readonly string[], run: () => void): Action =>
    action({
      ...OF_CUES,
      ...{ id: `cue.${id}`, words, keys, role: 'editor', heard: hasChosen, when: unlessChosen, run },
    })
  const add = (id: string, words: string, kind: 'cue' | 'group'): Action =>
    action({
      ...OF_CUES,
      ...{ id: `cue.${id}`, words, role: 'editor', when: unlessEditing, run: () => editing.insert(kind) },
    })
  return [
    action({
      ...OF_CUES,
      ...{ id: 'cue.inspect', words: 'All of the chosen cue', keys: ['I'] },
      heard: () => board.chosenCue !== null,
      when: () => (board.chosenCue === null ? NONE_CHOSEN : null),
      run: () => board.withCurrent((cue) => editing.inspect(cue)),
    }),
    add('add', 'Add a cue after the chosen one', 'cue'),
    add('addGroup', 'Add a group; around the chosen cues where there are several', 'group'),
    change('editCell', 'Edit the name of the chosen cue', ['F2'], () =>
      board.withCurrent((cue) => editing.begin(cue, 'name')),
    ),
    change('remove', 'Remove the chosen cues', ['Delete', 'Ctrl+Backspace'], () => editing.remove()),
    change('moveUp', 'Move the chosen cues up', ['Alt+ArrowUp'], () => editing.moveBy(-1)),
    change('moveDown', 'Move the chosen cues down', ['Alt+ArrowDown'], () => editing.moveBy(1)),
    change('duplicate', 'Duplicate the chosen cues', ['Ctrl+D'], () => void editing.duplicate()),
  ]
}
