// The line of a cue's menu that asks for more than a press: the time at which the chosen cue begins.
import { action } from '../lib/actions.ts'
import type { Action } from '../lib/actions.ts'
import type { CueBoard } from './cue-board.svelte.ts'
import type { Page } from './page.svelte.ts'

export function loadActions(board: CueBoard, page: Pick<Page, 'view' | 'loading'>): readonly Action[] {
  return [
    action({
      ...{ id: 'cue.load', words: 'Load the chosen cue to a time…', group: 'cues', role: 'operator' },
      also: 'begin at position seek',
      // It is chosen in the list, and seen there.
      when: () => (page.view === 'show' && board.chosenCue !== null ? null : 'no cue is chosen'),
      run: () => (page.loading = board.chosenCue),
    }),
  ]
}
