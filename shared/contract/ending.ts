// What ends something, and so goes ahead of what waits, at every door: no flood and no used-up limit may keep it out.
import type { Ahead } from '../model/ahead.ts'
import { commandOf, commands } from './commands.ts'
import type { CommandsWith } from './commands.ts'
import type { Command, Ending } from './command.ts'

/**
 * All of them end something for good. What only holds, such as a pause, is not among them: what lets it go again may wait
 * before it, and would then come after it.
 */
export type EndingCommand = CommandsWith<{ readonly ends: Ending }>

const OSC_ENDINGS = Object.values<Command>(commands).flatMap(({ ends }) =>
  ends === undefined || ends.osc === null ? [] : [{ address: ends.osc, ahead: ends.ahead }],
)

/** As what a command goes ahead of what waits; undefined where it waits its turn. */
export function aheadOf(command: string): Ahead | undefined {
  return commandOf(command)?.ends?.ahead
}

/** The same of a message, by its address alone. */
export function addressAhead(address: string): Ahead | undefined {
  // Most end in something else, and thousands come a second.
  if (!address.endsWith('/stop') && !address.endsWith('/panic')) return undefined
  return OSC_ENDINGS.find((ending) => ending.address.test(address))?.ahead
}

/** Texts of which a packet holds one that may bring such a message: found in its bytes, before it is read. */
export const ENDING_BYTES = ['/panic\0', '/stop\0'] as const
