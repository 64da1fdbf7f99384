// Who may do what, where that is not as it should be.
import type { Condition } from './condition.ts'

/** Samples without another wrong PIN: five minutes. */
const QUIET = 1200
/** Nobody mistypes that often between two samples of some minutes. */
const GUESSED = 5

/** Until the program is started again with a file that can be read, or until the disk takes it. */
export const accessTroubled: Condition = {
  raiseAfter: 1,
  clearAfter: 1,
  byHand: true,
  find: ({ now: { access } }) => {
    if (access.trouble === null) return []
    const { code, where, what, next } = access.trouble
    const kept = `who may do what is not kept on the disk, and a restart forgets what was changed: ${what}`
    return [{ id: 'access.trouble', code, what: code === 'access/not-kept' ? kept : what, where, next }]
  },
}

export const pinGuessed: Condition = {
  raiseAfter: 1,
  clearAfter: QUIET,
  find: ({ now: { access }, before }) =>
    access.wrongPins <= before.access.wrongPins || access.wrongPins < GUESSED
      ? []
      : [
          {
            id: 'access.wrong-pins',
            code: 'access/wrong-pins',
            what: `a wrong PIN was given ${access.wrongPins} times so far`,
            where: 'PIN',
            next: 'see the as-run log for who it was; each try more has to wait longer',
          },
        ],
}
