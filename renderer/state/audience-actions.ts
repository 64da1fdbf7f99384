// What is done for those who watch or carry a tablet: the message to them, and their pages.
import { action } from '../lib/actions.ts'
import type { Action } from '../lib/actions.ts'
import type { Desk } from './desk.svelte.ts'

/** `openPage` is null where no other page can be opened from this one. */
export function audienceActions(
  { message, messageForm }: Pick<Desk, 'message' | 'messageForm'>,
  openPage: ((hash: string) => void) | null,
): readonly Action[] {
  const none = (): string | null => (message.view.message === null ? 'There is no message' : null)
  const pages = [
    { hash: '#remote', words: 'Open the remote page', also: 'tablet phone hand' },
    {
      hash: '#countdown',
      words: 'Open the countdown for who watches',
      also: 'stage manager clock second screen',
    },
  ]
  return [
    action({
      ...{ id: 'message.write', words: 'Message to who watches…', group: 'transport', role: 'operator' },
      ...{ also: 'countdown text tell performers', run: messageForm.open },
    }),
    action({
      ...{ id: 'message.clear', words: 'Take the message away', group: 'transport', role: 'operator' },
      ...{ when: none, run: messageForm.clear },
    }),
    ...(openPage === null
      ? []
      : pages.map(({ hash, words, also }) =>
          action({
            ...{ id: `page.${hash.slice(1)}`, words, also },
            group: 'views',
            run: () => openPage(hash),
          }),
        )),
  ]
}
