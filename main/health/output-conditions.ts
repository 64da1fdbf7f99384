// OSC targets and MIDI outputs that are worth an operator's attention.
import type { Condition } from './condition.ts'
import { OUTPUT_WORDS } from '../../shared/model/output.ts'
import { midiOutputWarning, targetWarning } from './warning-ids.ts'

/** Samples without a new incident after which something that happens at instants counts as over: ten seconds. */
const QUIET = 40
/** Samples below the limit after which a level counts as normal again: three seconds. */
const NORMAL = 12

export const targetFailing: Condition = {
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
        about: { kind: 'target', id: target },
      })),
}

export const targetDropping: Condition = {
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
        about: { kind: 'target', id: target },
      })),
}

export const midiOutputClosed: Condition = {
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
        next: 'plug the device in and switch it on, or correct its port',
        about: { kind: 'midiOutput', id: output },
      })),
}

export const midiOutputDropping: Condition = {
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
        about: { kind: 'midiOutput', id: output },
      })),
}

/** Whoever forgot it would wait for lights in vain. */
export const outputMuted: Condition = {
  raiseAfter: 1,
  clearAfter: 1,
  byHand: true,
  find: ({ now }) =>
    now.muted.map(({ kind, id, by, withheld }) => ({
      id: kind === 'target' ? targetWarning(id, 'muted') : midiOutputWarning(id, 'muted'),
      code: 'output/muted',
      what: `nothing is sent there: it is muted by ${by}${withheld === 0 ? '' : `, and ${counted(withheld)} not sent`}`,
      where: `${OUTPUT_WORDS[kind]} ${id}`,
      next: 'unmute it in Health when it is wanted again',
      about: { kind, id },
    })),
}

function counted(messages: number): string {
  return messages === 1 ? '1 message was' : `${messages} messages were`
}
