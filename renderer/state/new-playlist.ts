// A new playlist: an edit of the show, and its form with the name to be typed over once it is there.
import { action } from '../lib/actions.ts'
import type { Action } from '../lib/actions.ts'
import { freshId } from '../lib/fresh-id.ts'
import type { Desk } from './desk.svelte.ts'

type Parts = Pick<Desk, 'comingField' | 'edits' | 'form' | 'notices' | 'show'>

const NAME = 'New playlist'

/** At the end of the list; the form stands at `anchor`. */
export async function addPlaylist(parts: Parts, anchor: HTMLElement | null): Promise<void> {
  const { comingField, edits, form, notices, show } = parts
  const id = freshId(new Set(show.byId.keys()), NAME, 'playlist')
  const value = { id, name: NAME, steps: [] }
  comingField.expect()
  const mutation = { edit: 'put', kind: 'playlist', id, value } as const
  const made = await edits.send('show.edit', { mutation, seen: edits.view?.generation ?? 1 })
  if (made.ok) form.open({ kind: 'playlist', id }, anchor, { isNew: true })
  else {
    comingField.end()
    notices.add(made.error, NAME)
  }
}

export function playlistActions(desk: Parts): readonly Action[] {
  return [
    action({
      ...{ id: 'playlist.add', words: 'Add a playlist', also: 'new', group: 'editing', role: 'editor' },
      when: () => (desk.show.view === null ? 'No show is open' : null),
      run: () => void addPlaylist(desk, null),
    }),
  ]
}
