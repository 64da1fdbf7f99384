// Controllers and ports that are worth an operator's attention.
import type { DeviceHealth } from '../../shared/model/health.ts'
import type { Condition } from './condition.ts'

/** Samples: a second, in which a plug that was only knocked is back. */
const KNOCKED = 4
/** Samples without another incident: ten seconds. */
const QUIET = 40

const ADVICE: Readonly<Record<'lost' | 'refused', string>> = {
  lost: 'plug it in again: everything that it controls then works as before',
  refused: 'put the cause right: it is tried again by itself',
}

export const deviceMissing: Condition = {
  raiseAfter: KNOCKED,
  clearAfter: 1,
  find: ({ now }) =>
    now.devices.flatMap(({ device, name, state, reason }) =>
      state === 'lost' || state === 'refused'
        ? [
            {
              id: `device.${device}.missing`,
              code: `device/${state}`,
              what: `it cannot be heard: ${reason ?? state}`,
              where: `${name} (${device})`,
              next: ADVICE[state],
              about: { kind: 'device', id: device },
            },
          ]
        : [],
    ),
}

export const deviceRejected: Condition = {
  raiseAfter: 1,
  clearAfter: QUIET,
  find: ({ now, before }) =>
    now.devices
      .filter(({ device, rejected }) => rejected > rejectedOf(before.devices, device))
      .map(({ device, name, rejected }) => ({
        id: `device.${device}.rejected`,
        code: 'device/rejected',
        what: `some of what it sends makes no sense or comes too fast; ${rejected} times so far`,
        where: `${name} (${device})`,
        next: 'look in Inputs what it sends; try another cable or socket',
        about: { kind: 'device', id: device },
      })),
}

/** Its keys may show what no longer holds. */
export const deckNotShown: Condition = {
  raiseAfter: 1,
  clearAfter: QUIET,
  find: ({ now, before }) =>
    now.devices.flatMap(({ device, name, display }) => {
      const earlier = before.devices.find((one) => one.device === device)?.display?.failed ?? 0
      if (display === undefined || display.failed <= earlier) return []
      return [
        {
          id: `device.${device}.notShown`,
          code: 'device/not-shown',
          what: `its keys may show what no longer holds: ${display.lastError ?? 'a picture failed'}; ${display.failed} times so far`,
          where: `${name} (${device})`,
          next: 'unplug it and plug it in again; close other programs that write to it',
          about: { kind: 'device', id: device },
        },
      ]
    }),
}

/** Until it is mended or gone. */
export const profileRefused: Condition = {
  raiseAfter: 1,
  clearAfter: 1,
  byHand: true,
  find: ({ now }) =>
    now.profiles.map(({ code, where, what, next }) => ({
      id: `device.profile.${where}`,
      code,
      what: `it cannot be used: ${what}`,
      where: `device profile ${where}`,
      next,
    })),
}

function rejectedOf(devices: readonly DeviceHealth[], id: string): number {
  return devices.find(({ device }) => device === id)?.rejected ?? 0
}
