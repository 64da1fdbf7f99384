// What is worth an operator's attention: each condition reads two successive samples and says what is wrong, if anything.
import { timesText } from '../../shared/model/words.ts'
import type { QueueName } from '../../shared/model/policy.ts'
import type { RunnerHealth } from '../../shared/model/health.ts'
import { clockJumped } from './clock-conditions.ts'
import type { Condition, Sample } from './condition.ts'
import { deviceMissing, deviceRejected, profileRefused } from './device-conditions.ts'
import { ruleFailing, rulesHeld, thrownCrowded } from './rule-conditions.ts'
import { goingOn, missed } from './incidents.ts'
import {
  asRunDropping,
  asRunTroubled,
  dataBegunAnew,
  logTroubled,
  tasksNearlyFull,
} from './log-conditions.ts'
import { groupUnheard, packetsLost, repliesWithheld, senderAhead } from './osc-conditions.ts'
import { quotaUsedUp, startsRefused } from './quota-conditions.ts'
import { showFailing, showOffered, showUnsaved } from './show-conditions.ts'
import { midiOutputWarning, targetWarning } from './warning-ids.ts'
import { clientsTurnedAway } from './web-conditions.ts'

/** A quarter of a second is when a button feels broken. */
const OLD_EVENT_MS = 250
/** Later than this, two lights that should change together visibly do not. */
const LATE_STEP_MS = 20
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
        what: `${depth} events are waiting, the oldest for ${ms(oldestAge)}`,
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

const stepsLate: Condition = {
  raiseAfter: 2,
  clearAfter: NORMAL,
  find: ({ now }) => {
    const { p99 } = now.playlists.lateness
    if (p99 <= LATE_STEP_MS) return []
    return [
      {
        id: 'playlists.late',
        code: 'playlist/late',
        what: `one step in a hundred leaves ${ms(p99)} late`,
        where: 'playlists',
        next: 'close other programs on this computer and switch off its power saving',
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
        what: `inputs and screens are served up to ${ms(p99)} late; running playlists keep their time`,
        where: 'main thread',
        next: 'send less to Cuewright, close views that are not needed, or close other programs',
      },
    ]
  },
}

const runnerLost: Condition = {
  raiseAfter: 1,
  clearAfter: QUIET,
  find: ({ now, before }) =>
    runnersWhere(
      now,
      before,
      (runner, was) => runner.state === 'lost' || runner.replacements > was.replacements,
    ).map(({ runner, replacements }) => ({
      id: `runner.${runner}.lost`,
      code: 'runner/lost',
      what: `the thread that plays timelines stopped working; replaced ${timesText(replacements)} so far`,
      where: `runner ${runner}`,
      next: 'look at the running timelines: each has gone on or is marked as failed',
    })),
}

const reportsDropped: Condition = {
  raiseAfter: 1,
  clearAfter: QUIET,
  find: ({ now, before }) =>
    runnersWhere(now, before, (runner, was) => runner.droppedReports > was.droppedReports).map(
      ({ runner, droppedReports }) => ({
        id: `runner.${runner}.reportsDropped`,
        code: 'runner/reports-dropped',
        what: `steps were sent but not all could be reported; ${droppedReports} reports are missing so far`,
        where: `runner ${runner}`,
        next: 'the lights are right, the activity list is not complete; thin out the densest playlists',
      }),
    ),
}

const targetFailing: Condition = {
  raiseAfter: 2,
  clearAfter: NORMAL,
  find: ({ now }) =>
    now.osc.targets
      .filter(({ state }) => state === 'failing')
      .map(({ target, address, lastError }) => ({
        id: targetWarning(target, 'failing'),
        code: 'osc/target-failing',
        what: `messages cannot be delivered${lastError === null ? '' : `: ${lastError}`}`,
        where: `OSC target ${target} (${address})`,
        next: 'check that the device is on, listens at this address, and is on the same network',
      })),
}

const targetDropping: Condition = {
  raiseAfter: 1,
  clearAfter: QUIET,
  find: ({ now, before }) =>
    now.osc.targets
      .filter(({ target, dropped }) => {
        const was = before.osc.targets.find((other) => other.target === target)
        return dropped > (was?.dropped ?? 0)
      })
      .map(({ target, address, dropped, lastDrop }) => ({
        id: targetWarning(target, 'dropping'),
        code: 'osc/target-dropping',
        what: `${counted(dropped)} dropped so far${lastDrop === null ? '' : `, the last because ${lastDrop}`}`,
        where: `OSC target ${target} (${address})`,
        next: 'do by hand what was not done; check its connection, or send it less',
      })),
}

const midiOutputClosed: Condition = {
  raiseAfter: 4,
  clearAfter: 1,
  find: ({ now }) =>
    now.midi.outputs
      .filter(({ state }) => state !== 'open')
      .map(({ output, reason }) => ({
        id: midiOutputWarning(output, 'closed'),
        code: 'midi/output-closed',
        what: `messages cannot be sent${reason === null ? '' : `: ${reason}`}`,
        where: `MIDI output ${output}`,
        next: 'plug the device in and switch it on, or correct its port in the show file',
      })),
}

const midiOutputDropping: Condition = {
  raiseAfter: 1,
  clearAfter: QUIET,
  find: ({ now, before }) =>
    now.midi.outputs
      .filter(({ output, dropped, failed }) => {
        const was = before.midi.outputs.find((other) => other.output === output)
        return dropped + failed > (was === undefined ? 0 : was.dropped + was.failed)
      })
      .map(({ output, port, dropped, failed, lastError }) => ({
        id: midiOutputWarning(output, 'dropping'),
        code: 'midi/output-dropping',
        what: `not all that is sent gets out; ${dropped + failed} messages were dropped so far${lastError === null ? '' : `, lately: ${lastError}`}`,
        where: `MIDI output ${output} (${port})`,
        next: 'check that its device is there, or send it less',
      })),
}

const packetsRejected: Condition = {
  raiseAfter: 1,
  clearAfter: QUIET,
  find: ({ now, before }) => {
    const reasons = Object.entries(now.osc.input.rejected).filter(
      ([reason, count]) => count > (before.osc.input.rejected[reason] ?? 0),
    )
    if (reasons.length === 0) return []
    return [
      {
        id: 'osc.input.rejected',
        code: 'osc/rejected',
        what: `packets were refused: ${reasons.map(([reason, count]) => `${reason} (${count} so far)`).join(', ')}`,
        where: `OSC input ${now.osc.input.udp}`,
        next: reasons.every(([reason]) => reason === 'time-tag-too-far')
          ? 'set the clock of the sender, which stands under osc.rejected in the activity list, or let osc.peers ignore its time tags'
          : 'find the sender under osc.rejected in the activity list; it does not speak proper OSC',
      },
    ]
  },
}

const inputClosed: Condition = {
  raiseAfter: 1,
  clearAfter: 1,
  find: ({ now }) =>
    (['udp', 'tcp'] as const)
      .filter((transport) => !isAddress(now.osc.input[transport]))
      .map((transport) => ({
        id: `osc.input.${transport}.closed`,
        code: 'osc/input-closed',
        what: `nothing can be received: ${now.osc.input[transport]}`,
        where: `OSC input over ${transport.toUpperCase()}`,
        next: 'close the program that uses the port, or start Cuewright with another --osc-port',
      })),
}

export const CONDITIONS: readonly Condition[] = [
  queueDropping,
  queueOld,
  handlerFailing,
  stepsLate,
  loopBusy,
  runnerLost,
  reportsDropped,
  targetFailing,
  targetDropping,
  midiOutputClosed,
  midiOutputDropping,
  packetsRejected,
  inputClosed,
  groupUnheard,
  senderAhead,
  packetsLost,
  repliesWithheld,
  deviceMissing,
  deviceRejected,
  profileRefused,
  quotaUsedUp,
  startsRefused,
  asRunTroubled,
  asRunDropping,
  logTroubled,
  dataBegunAnew,
  tasksNearlyFull,
  ruleFailing,
  rulesHeld,
  clientsTurnedAway,
  thrownCrowded,
  clockJumped,
  showFailing,
  showOffered,
  showUnsaved,
  missed,
  goingOn,
]

function runnersWhere(
  now: Sample['now'],
  before: Sample['before'],
  holds: (runner: RunnerHealth, was: RunnerHealth) => boolean,
): RunnerHealth[] {
  return now.playlists.runners.filter((runner) => {
    const was = before.playlists.runners.find((other) => other.runner === runner.runner)
    return holds(runner, was ?? runner)
  })
}

function mostDropped(byType: Readonly<Record<string, number>>): string {
  const [most] = Object.entries(byType).sort(([, a], [, b]) => b - a)
  return most === undefined ? '' : `, most of them ${most[0]}`
}

/** `host:port`; a reason for being closed has spaces. */
function isAddress(text: string): boolean {
  return /^\S+:\d+$/.test(text)
}

function counted(messages: number): string {
  return messages === 1 ? '1 message was' : `${messages} messages were`
}

function ms(duration: number): string {
  return `${Math.round(duration)} ms`
}
