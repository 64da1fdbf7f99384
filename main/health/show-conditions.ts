// The show where it may not act, and its file where it no longer gives the show that runs.
import { DISARMED_WORDS } from '../../shared/model/arming.ts'
import type { Condition } from './condition.ts'

/** Whoever forgot it would press GO in vain. */
export const showDisarmed: Condition = {
  raiseAfter: 1,
  clearAfter: 1,
  byHand: true,
  find: ({ disarmed }) => {
    if (disarmed === null) return []
    const { why, by, detail } = disarmed
    const what = `nothing acts and nothing is sent: the show is disarmed ${DISARMED_WORDS[why]}, by ${by}`
    return [
      {
        id: 'show.disarmed',
        code: 'show/disarmed',
        what: detail === null ? what : `${what}. ${detail}`,
        where: 'show',
        next: 'look at the show, and arm it when it may act',
      },
    ]
  },
}

/** Long enough to be read by whoever comes by on the next day. */
const CRASH_SHOWN_MS = 24 * 3_600_000

export const engineCrashed: Condition = {
  raiseAfter: 1,
  clearAfter: 1,
  happened: true,
  find: ({ crashed, now: { time } }) => {
    if (crashed === null || time - crashed.at > CRASH_SHOWN_MS) return []
    const { what, report } = crashed
    const next = report === null ? 'see the log file' : `see ${report}`
    return [
      {
        id: 'engine.crashed',
        code: 'engine/crashed',
        what: `Cuewright crashed before this start: it ended ${what}`,
        where: 'engine',
        next: `${next}; please report it`,
      },
    ]
  },
}

/** Until a build succeeds, or the file holds again what runs. */
export const showFailing: Condition = {
  raiseAfter: 1,
  clearAfter: 1,
  byHand: true,
  find: ({ now: { show } }) => {
    if (show.failing === null) return []
    const { first, more } = show.failing
    const others = more === 0 ? '' : ` (and ${more} more, which check-show lists)`
    return [
      {
        id: 'show.build.failing',
        code: first.code,
        what: `the show goes on as it was, because its file cannot be used: ${first.what}${others}`,
        where: first.where,
        next: `${first.next}; the warning goes when the file can be used again`,
      },
    ]
  },
}

/** Until it is saved. */
export const showUnsaved: Condition = {
  raiseAfter: 1,
  clearAfter: 1,
  find: ({ now: { show } }) => {
    if (show.saving === null) return []
    const { path, fault } = show.saving
    const { code, what, next } = fault
    const goesOn = 'it is tried again by itself, and the show in memory goes on'
    return [{ id: 'show.save.failing', code, what, where: path, next: `${next}; ${goesOn}` }]
  },
}

/** Until they are kept after all. */
export const showNotKept: Condition = {
  raiseAfter: 1,
  clearAfter: 1,
  find: ({ now: { show } }) => {
    if (show.notKept === null) return []
    const { code, where, what, next } = show.notKept
    const lost = `edits are not kept on the disk, and a crash would lose them: ${what}`
    return [{ id: 'show.notKept', code, what: lost, where, next }]
  },
}

/** Until it is kept after all. */
export const showStateNotKept: Condition = {
  raiseAfter: 1,
  clearAfter: 1,
  find: ({ now: { show } }) => {
    if (show.stateNotKept === null) return []
    const { code, where, what, next } = show.stateNotKept
    const lost = `how the show stands is not kept on the disk, and would not be back after a crash: ${what}`
    return [{ id: 'show.state.notKept', code, what: lost, where, next }]
  },
}

/** Until somebody decides. */
export const showOffered: Condition = {
  raiseAfter: 1,
  clearAfter: 1,
  find: ({ now: { show } }) =>
    show.offered === null
      ? []
      : [
          {
            id: 'show.offered',
            code: 'show/offered',
            what: `the show file was changed outside while ${show.offered.whileLocked === true ? 'the show was locked' : 'edits are not saved'}: ${show.offered.text}`,
            where: show.offered.path,
            next: 'take over what the file holds, or keep the edits and save them',
          },
        ],
}

/** Until a save is kept as a version again. */
export const showVersionsFailing: Condition = {
  raiseAfter: 1,
  clearAfter: 1,
  find: ({ now: { show } }) => {
    if (show.versions === null) return []
    const { code, what, where, next } = show.versions
    return [{ id: 'show.versions.failing', code, what, where, next }]
  },
}

/** Until its file holds the show again. */
export const showRescued: Condition = {
  raiseAfter: 1,
  clearAfter: 1,
  find: ({ now: { show } }) => {
    if (show.rescued === null) return []
    const { code, what, where } = show.rescued
    const next = 'look at the show; saving it puts what is in the file aside, and replaces it'
    const instead = `an earlier version of the show runs, because its file could not be used: ${what}`
    return [{ id: 'show.rescued', code, what: instead, where, next }]
  },
}
