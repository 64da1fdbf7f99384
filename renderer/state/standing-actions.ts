// The actions that are in the table for as long as the page is: rooms that come and go add theirs.
import type { Action } from '../lib/actions.ts'
import { audienceActions } from './audience-actions.ts'
import { bindingActions } from './binding-actions.ts'
import type { Desk } from './desk.svelte.ts'
import { editActions, fileActions } from './file-actions.ts'
import { loadActions } from './load-actions.ts'
import { lockActions } from './lock-actions.ts'
import { pageActions } from './page-actions.ts'
import { playlistActions } from './new-playlist.ts'
import type { Page } from './page.svelte.ts'
import { questionActions, transportActions } from './transport-actions.ts'

export function standingActions(desk: Desk, page: Page): readonly Action[] {
  return [
    ...transportActions(desk),
    ...questionActions(desk),
    ...pageActions(page, desk.show),
    ...audienceActions(desk, page.openPage),
    ...editActions(desk),
    ...playlistActions(desk),
    ...bindingActions(desk),
    ...fileActions(desk),
    ...lockActions(desk.access, page),
    ...loadActions(desk.board, page),
  ]
}
