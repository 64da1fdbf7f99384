// What earlier starts of the engine say: how the last one ended, and whether this one should rather not act by itself.
import type { StartRecord } from '../shared/model/start-record.ts'
import { lengthText } from '../shared/model/words.ts'
import type { Disarming } from './arming.ts'

/** Shorter than this, a run that crashed may crash again at once. */
const SHORT_MS = 60_000
const IN_A_ROW = 3

export interface Verdict {
  /** The start before, where it ended in a crash. */
  readonly crashed: StartRecord | null
  /** Why the show should not act until somebody arms it; null where it may. */
  readonly disarmed: Disarming | null
  /** Whether not even loading the show was survived, so that another has to be opened instead. */
  readonly cannotLoad: boolean
}

/** `previous` are the starts before this one, the oldest first. */
export function judge(previous: readonly StartRecord[], show: string): Verdict {
  const last = previous.at(-1) ?? null
  const crashed = last !== null && hasCrashed(last) ? last : null
  const row = crashesInARow(previous)
  if (row.length < IN_A_ROW) return { crashed, disarmed: stillDisarmed(last, show), cannotLoad: false }
  const cannotLoad = row.every((each) => !each.ready && each.show === show)
  return {
    crashed,
    disarmed: { why: 'safe-mode', by: 'Cuewright', detail: likelyCause(row) },
    cannotLoad,
  }
}

function hasCrashed({ end }: StartRecord): boolean {
  return end === null || end.kind === 'failed'
}

/** The newest crashes that came soon after their starts; a run of a minute ends the row, a short one that was ended by hand does not. */
function crashesInARow(previous: readonly StartRecord[]): readonly StartRecord[] {
  const row: StartRecord[] = []
  for (const record of previous.toReversed()) {
    if (record.ranFor >= SHORT_MS) break
    if (hasCrashed(record)) row.unshift(record)
    if (row.length === IN_A_ROW) break
  }
  return row
}

/** What somebody disarmed stays so until somebody arms it, however often the engine is started meanwhile. */
function stillDisarmed(last: StartRecord | null, show: string): Disarming | null {
  const disarmed = last?.disarmed ?? null
  if (disarmed === null || disarmed.why === 'asked') return null
  return disarmed.why === 'safe-mode' || last?.show === show ? disarmed : null
}

/** How a start that crashed ended, as far as anything is known, in a sentence without its end. */
export function howItEnded({ end, ranFor, ready }: StartRecord): string {
  const after = ready ? `after ${lengthText(ranFor)}` : 'before it was ready'
  if (end?.kind === 'failed') return `${after}: ${end.message}`
  return `${after}, and could not say why: it was killed, or ran out of memory or power`
}

/** What all that crashed in a row have in common. */
function likelyCause(row: readonly StartRecord[]): string {
  const newest = row.at(-1) as StartRecord
  const last = newest.began.at(-1)
  const isShared = last !== undefined && row.every(({ began }) => began.at(-1) === last)
  const began =
    last === undefined
      ? ''
      : `; ${isShared ? `each time the last that began was ${last}` : `the last that began was ${last}`}`
  return `The last of ${row.length} crashes came ${howItEnded(newest)}${began}; the show was ${newest.show ?? 'none'}`
}
