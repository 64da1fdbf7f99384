// What is worth an operator's attention: each condition reads two successive samples and says what is wrong, if anything.
import { roundedMs } from '../../shared/model/words.ts'
import type { QueueName } from '../../shared/model/policy.ts'
import { accessTroubled, pinGuessed } from './access-conditions.ts'
import { clockJumped } from './clock-conditions.ts'
import type { Condition } from './condition.ts'
import { deckNotShown, deviceMissing, deviceRejected, profileRefused } from './device-conditions.ts'
import { ruleFailing, rulesHeld, thrownCrowded } from './rule-conditions.ts'
import { goingOn, missed } from './incidents.ts'
import {
  asRunDropping,
  asRunShort,
  asRunTroubled,
  dataBegunAnew,
  logTroubled,
  tasksNearlyFull,
} from './log-conditions.ts'
import {
  groupUnheard,
  inputClosed,
  packetsLost,
  packetsRejected,
  repliesWithheld,
  senderAhead,
} from './osc-conditions.ts'
import {
  midiOutputClosed,
  midiOutputDropping,
  outputMuted,
  targetDropping,
  targetFailing,
} from './output-conditions.ts'
import { quotaUsedUp, runQuotaUsedUp, startsRefused } from './quota-conditions.ts'
import { rampsLowered, reportsDropped, runnerLost, stepsLate } from './runner-conditions.ts'
import {
  engineCrashed,
  showDisarmed,
  showFailing,
  showNotKept,
  showOffered,
  showRescued,
  showStateNotKept,
  showUnsaved,
  showVersionsFailing,
} from './show-conditions.ts'
import { clientsTurnedAway } from './web-conditions.ts'

/** A quarter of a second is when a button feels broken. */
const OLD_EVENT_MS = 250
const BUSY_LOOP_MS = 50

/** Samples without a new incident after which something that happens at instants counts as over: ten seconds. */
const QUIET = 40
/** Samples below the limit after which a level counts as normal again: three seconds. */
const NORMAL = 12

const DROPPING_ADVICE: Readonly<Record<QueueName, string>> = {
  ahead: 'find what stops or panics without end and stop it',
  control: 'find what sends commands without end and stop it',
  show: 'make the sender send less or smaller messages, or list its addresses under osc.latestOnly in the show file',
  observation: 'the show goes on unharmed; only measurements are missing',
}

const queueDropping: Condition = {
  raiseAfter: 1,
  clearAfter: QUIET,
  find: ({ now, before }) =>
    now.dispatcher.queues
      .filter(({ dropped }, index) => dropped > (before.dispatcher.queues[index]?.dropped ?? 0))
      .map(({ lane, dropped }) => ({
        id: `queue.${lane}.dropping`,
        code: 'queue/dropping',
        what: `more events came than could be handled, and ${dropped} were dropped so far${mostDropped(now.dispatcher.droppedByType)}`,
        where: `${lane} queue`,
        next: DROPPING_ADVICE[lane],
      })),
}

const queueOld: Condition = {
  raiseAfter: 2,
  clearAfter: NORMAL,
  find: ({ now }) =>
    now.dispatcher.queues
      .filter(({ oldestAge }) => oldestAge > OLD_EVENT_MS)
      .map(({ lane, depth, oldestAge }) => ({
        id: `queue.${lane}.old`,
        code: 'queue/old',
        what: `${depth} events are waiting, the oldest for ${roundedMs(oldestAge)}`,
        where: `${lane} queue`,
        next: 'send less to Cuewright, and close other programs on this computer',
      })),
}

const handlerFailing: Condition = {
  raiseAfter: 1,
  clearAfter: QUIET,
  find: ({ now, before, handlerFailure, failuresHeard }) => {
    if (now.dispatcher.failures <= before.dispatcher.failures && failuresHeard === 0) return []
    const where = handlerFailure?.handler ?? 'event handling'
    const example =
      handlerFailure === null ? '' : `, lately at ${handlerFailure.type}: ${handlerFailure.message}`
    return [
      {
        id: 'handler.failing',
        code: 'handler/failing',
        what: `a part of Cuewright failed to react to an event${example}`,
        where,
        next: 'check that what should have happened did; please report this with the log file',
      },
    ]
  },
}

const loopBusy: Condition = {
  raiseAfter: 4,
  clearAfter: NORMAL,
  find: ({ now }) => {
    const { p99 } = now.process.loopDelay
    if (p99 <= BUSY_LOOP_MS) return []
    return [
      {
        id: 'engine.busy',
        code: 'engine/busy',
        what: `inputs and screens are served up to ${roundedMs(p99)} late; running playlists keep their time`,
        where: 'main thread',
        next: 'send less to Cuewright, close views that are not needed, or close other programs',
      },
    ]
  },
}

export const CONDITIONS: readonly Condition[] = [
  queueDropping,
  queueOld,
  handlerFailing,
  stepsLate,
  loopBusy,
  runnerLost,
  reportsDropped,
  rampsLowered,
  targetFailing,
  targetDropping,
  midiOutputClosed,
  midiOutputDropping,
  outputMuted,
  packetsRejected,
  inputClosed,
  groupUnheard,
  senderAhead,
  packetsLost,
  repliesWithheld,
  deviceMissing,
  deviceRejected,
  deckNotShown,
  profileRefused,
  quotaUsedUp,
  runQuotaUsedUp,
  startsRefused,
  asRunTroubled,
  asRunDropping,
  asRunShort,
  logTroubled,
  dataBegunAnew,
  tasksNearlyFull,
  ruleFailing,
  rulesHeld,
  clientsTurnedAway,
  thrownCrowded,
  clockJumped,
  showDisarmed,
  engineCrashed,
  showFailing,
  showOffered,
  showUnsaved,
  showNotKept,
  showStateNotKept,
  accessTroubled,
  pinGuessed,
  showVersionsFailing,
  showRescued,
  missed,
  goingOn,
]

function mostDropped(byType: Readonly<Record<string, number>>): string {
  const [most] = Object.entries(byType).sort(([, a], [, b]) => b - a)
  return most === undefined ? '' : `, most of them ${most[0]}`
}
