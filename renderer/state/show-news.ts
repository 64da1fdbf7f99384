// Says on the screen that the show's file was read again. What went wrong with it stands at the top until it is settled.
import { fault } from '../../shared/base/result.ts'
import type { ActivityView } from '../../shared/contract/streams.ts'
import type { Notices } from './notices.svelte.ts'

const NEWS = 'show.build.statusChanged'

export class ShowNews {
  readonly #notices: Pick<Notices, 'say'>
  readonly #isOwn: (at: number) => boolean
  /** `seq` up to which all is old; null before the first look, at which everything is. */
  #seen: number | null = null

  /** `isOwn` tells whether what happened then was asked for here: who did it need not be told. */
  constructor(notices: Pick<Notices, 'say'>, isOwn: (at: number) => boolean) {
    this.#notices = notices
    this.#isOwn = isOwn
  }

  hear({ lines }: ActivityView): void {
    const seen = this.#seen
    // The lines of another engine begin anew.
    this.#seen = lines[0]?.seq ?? 0
    const news = lines.find(({ type }) => type === NEWS)
    if (seen === null || news === undefined || news.seq <= seen) return
    if (news.severity === 'warning' || this.#isOwn(news.at)) return
    const options = { warns: false, action: null }
    this.#notices.say(fault('show/file', 'show file', news.text, 'nothing has to be done'), options)
  }
}
