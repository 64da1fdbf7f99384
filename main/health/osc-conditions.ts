// What is worth an operator's attention about what the OSC input was asked to hear.
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
