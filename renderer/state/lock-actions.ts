// The lock of the show and its PIN, as they are found without the mouse.
import { action } from '../lib/actions.ts'
import type { Action } from '../lib/actions.ts'
import type { Access } from './access.svelte.ts'
import type { Page } from './page.svelte.ts'

export function lockActions(access: Access, page: Pick<Page, 'lockOpen'>): readonly Action[] {
  const open = (what: 'lock' | 'pin'): void => {
    access.forget()
    page.lockOpen = what
  }
  return [
    action({
      ...{ id: 'access.lock', group: 'access', role: 'operator', also: 'pin password key' },
      get words() {
        return access.view.locked === null ? 'Lock the show…' : 'Unlock the show…'
      },
      run: () => open('lock'),
    }),
    action({
      ...{ id: 'access.pin', group: 'access', role: 'editor', also: 'password code lock' },
      get words() {
        return access.view.hasPin ? 'Change the PIN…' : 'Set a PIN…'
      },
      run: () => open('pin'),
    }),
  ]
}
