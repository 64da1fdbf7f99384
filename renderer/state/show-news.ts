// Says on the screen what became of the show's file when it was read again.
import { fault } from '../../shared/base/result.ts'
import type { ActivityView } from '../../shared/contract/streams.ts'
import type { Notices } from './notices.svelte.ts'

const NEWS = 'show.build.statusChanged'

export class ShowNews {
  readonly #notices: Pick<Notices, 'say'>
  /** `seq` up to which all is old; null before the first look, at which everything is. */
  #seen: number | null = null

  constructor(notices: Pick<Notices, 'say'>) {
    this.#notices = notices
  }

  hear({ lines }: ActivityView): void {
    const seen = this.#seen
    // The lines of another engine begin anew.
    this.#seen = lines[0]?.seq ?? 0
    const news = lines.find(({ type }) => type === NEWS)
    if (seen === null || news === undefined || news.seq <= seen) return
    const warns = news.severity === 'warning'
    const next = warns ? 'correct the file and save it; Health shows it until then' : 'look at what changed'
    this.#notices.say(fault('show/file', 'show file', news.text, next), { warns, action: null })
  }
}
