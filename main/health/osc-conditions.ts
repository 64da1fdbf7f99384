// What is worth an operator's attention about what the OSC input was asked to hear, and about who sends to it.
import type { Condition } from './condition.ts'

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
      what: `its bundles wait: its clock is ${timeText(aheadBy)} ahead of this computer’s`,
      where: `OSC sender ${sender}`,
      next: 'set both clocks by one time server, or give its address "timeTags": "ignore" under osc.peers in the show file',
    })),
}

function timeText(ms: number): string {
  const seconds = Math.round(ms / 100) / 10
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}
