// How a show stands, kept on the disk of this computer: where, and by which instants its age is known again.
import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../shared/base/clock.ts'
import type { CoordinatorOptions } from './coordinator/coordinator.ts'
import type { Moment } from './coordinator/lain.ts'
import { StateParts } from './coordinator/state-parts.ts'
import { fileSystem } from './store/file-system.ts'
import { statesIn } from './store/states.ts'

type Keeping = Pick<CoordinatorOptions, 'states' | 'stateParts' | 'moment'>

export function keepStates(dataDir: string, clock: Clock): Keeping {
  const moment = momentOf(clock)
  const states = statesIn({ folder: join(dataDir, 'state'), system: fileSystem, clock })
  return { states, stateParts: new StateParts(moment), moment }
}

/** Linux says which start of the computer this is, and counts time since then that nobody sets; other systems only wall time. */
export function momentOf(clock: Pick<Clock, 'wall'>): () => Moment {
  const boot = bootId()
  return () => ({ wall: clock.wall(), boot, up: boot === null ? null : uptime() * 1000 })
}

function bootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().slice(0, 100)
  } catch {
    return null
  }
}
