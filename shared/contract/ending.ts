// What ends something, and so goes ahead of what waits, at every door: no flood and no used-up limit may keep it out.
import type { Ahead } from '../model/ahead.ts'
import type { CommandName } from './commands.ts'

interface Ending {
  /** Which places of those kept free it may take. */
  readonly ahead: Ahead
  /** Why what waits must not come before it. */
  readonly why: string
  /** Its OSC addresses, without patterns, so that none is ever tried before it; null where it has none. */
  readonly osc: RegExp | null
}

/**
 * All of them end something for good. What only holds, such as a pause, is not among them: what lets it go again may wait
 * before it, and would then come after it.
 */
export const ENDING = {
  'show.panic': {
    ahead: 'panic',
    why: 'somebody may be in danger',
    osc: /^\/(?:cuewright\/)?panic$/,
  },
  'show.stop': {
    ahead: 'stop',
    why: 'what waits may be what it is to end',
    osc: /^\/(?:cuewright\/)?stop$/,
  },
  'playlist.stop': {
    ahead: 'stop',
    why: 'the playlist may be what floods',
    osc: /^\/cuewright\/playlist\/[^/*?[\]{}]+\/stop$|^\/cue\/[^/*?[\]{}]+\/stop$/,
  },
  'run.stop': { ahead: 'stop', why: 'the run may be what floods', osc: null },
  'replay.stop': { ahead: 'stop', why: 'the recording may be what floods', osc: null },
} as const satisfies Partial<Record<CommandName, Ending>>

export type EndingCommand = keyof typeof ENDING

const AHEAD_OF: ReadonlyMap<string, Ahead> = new Map(
  Object.entries(ENDING).map(([name, { ahead }]) => [name, ahead]),
)
const BY_ADDRESS = Object.values(ENDING).filter((ending) => ending.osc !== null)

/** As what a command goes ahead of what waits; undefined where it waits its turn. */
export function aheadOf(command: string): Ahead | undefined {
  return AHEAD_OF.get(command)
}

/** The same of a message, by its address alone. */
export function addressAhead(address: string): Ahead | undefined {
  // Most end in something else, and thousands come a second.
  if (!address.endsWith('/stop') && !address.endsWith('/panic')) return undefined
  return BY_ADDRESS.find(({ osc }) => osc.test(address))?.ahead
}

/** Texts of which a packet holds one that may bring such a message: found in its bytes, before it is read. */
export const ENDING_BYTES = ['/panic\0', '/stop\0'] as const
