// Runs as they are now, with all that did not change the very same, so that what is drawn from it stays as it is.
import type { RunView } from '../../shared/contract/streams.ts'
import type { Anchor } from '../../shared/model/payload/playlist.ts'

const isSame = (one: Anchor, other: Anchor): boolean =>
  one.at === other.at &&
  one.position === other.position &&
  one.rate === other.rate &&
  one.state === other.state

/** A run comes whole whenever it has sent something; where it stands is worked out from an anchor that seldom changes. */
export function steadyRuns(before: readonly RunView[], after: readonly RunView[]): readonly RunView[] {
  const known = new Map(before.map((run) => [run.runId, run]))
  return after.map((run) => {
    const old = known.get(run.runId)
    if (old === undefined || old === run || !isSame(old.anchor, run.anchor)) return run
    return { ...run, anchor: old.anchor }
  })
}
