// What is worth an operator's attention about what the OSC input was asked to hear, and about who sends to it.
import { lengthText } from '../../shared/model/words.ts'
import type { Condition } from './condition.ts'

/** Samples without another incident: ten seconds. */
const QUIET = 40

export const packetsRejected: Condition = {
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

export const inputClosed: Condition = {
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

export const groupUnheard: Condition = {
  raiseAfter: 1,
  clearAfter: 1,
  find: ({ now }) =>
    now.osc.input.groups
      .filter(({ error }) => error !== null)
      .map(({ group, error }) => ({
        id: `osc.input.group.${group}`,
        code: 'osc/group-unheard',
        what: `what is sent to the multicast group ${group} is not heard: ${error}`,
        where: `OSC input ${now.osc.input.udp}`,
        next: 'name the interface in osc.multicast, check --osc-host, and open the show again',
      })),
}

export const senderAhead: Condition = {
  raiseAfter: 1,
  clearAfter: 1,
  find: ({ now }) =>
    now.osc.input.clocksAhead.map(({ sender, aheadBy }) => ({
      id: `osc.sender.${sender}.ahead`,
      code: 'osc/clock-ahead',
      what: `its bundles wait: its clock is ${lengthText(aheadBy)} ahead of this computer’s`,
      where: `OSC sender ${sender}`,
      next: 'set both clocks by one time server, or give its address "timeTags": "ignore" under osc.peers in the show file',
    })),
}

/** Lost before the program could see them, so that nothing else tells of them. */
export const packetsLost: Condition = {
  raiseAfter: 1,
  clearAfter: 1,
  find: ({ now }) => {
    const { udp, lost, receiveBuffer } = now.osc.input
    if (lost === null || lost.now === null) return []
    const { packets, since } = lost.now
    const keeps = receiveBuffer === null ? '' : `, which keeps ${Math.round(receiveBuffer / 1024)} KiB for it`
    return [
      {
        id: 'osc.input.lost',
        code: 'osc/packets-lost',
        what: `${packets} packets were lost since ${clockText(since)}: they came faster than they could be read, and the system${keeps}, dropped them`,
        where: `OSC input ${udp}`,
        next: 'send less to Cuewright; let the system keep more (docs/osc.md, Packets lost); close other programs',
      },
    ]
  },
}

export const repliesWithheld: Condition = {
  raiseAfter: 1,
  clearAfter: QUIET,
  find: ({ now, before }) => {
    const { withheld, withheldNews, lastWithheld } = now.osc.replies
    const was = before.osc.replies
    if (withheld <= was.withheld && withheldNews <= was.withheldNews) return []
    return [
      {
        id: 'osc.replies.withheld',
        code: 'osc/replies-withheld',
        what: `not all that was asked over OSC was answered: ${withheld} replies and ${withheldNews} pieces of news were held back so far, the last for ${lastWithheld ?? 'somebody'}`,
        where: `OSC input ${now.osc.input.udp}`,
        next: 'what was asked was done all the same; if this sender belongs to the show, list its address under osc.peers',
      },
    ]
  },
}

/** Of the day, as the clock on the wall shows it. */
function clockText(time: number): string {
  return new Date(time).toTimeString().slice(0, 8)
}

/** `host:port`; a reason for being closed has spaces. */
function isAddress(text: string): boolean {
  return /^\S+:\d+$/.test(text)
}
