// What is asked of the system: room on the disks, and whether its clock follows others.
import { stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fault } from '../../shared/base/result.ts'
import type { Finding } from '../../shared/contract/check-view.ts'
import type { Probe } from './pre-show-check.ts'

const MB = 1024 * 1024
/** With less no show is saved for long; with little an evening of logs fills it. */
const NO_ROOM = 100 * MB
const LITTLE_ROOM = 1024 * MB

/** Where the system says that its clock was set by others, once it was. */
const TIMESYNC = '/run/systemd/timesync'

/** `path` is that of the show's file; null where it has none. */
export function systemProbes(dataDir: string, path: string | null): readonly Probe[] {
  const folders = new Set([dataDir, ...(path === null ? [] : [dirname(path)])])
  return [...[...folders].map(roomProbe), clockProbe(TIMESYNC)]
}

export function roomProbe(folder: string): Probe {
  return {
    where: folder,
    async look() {
      const { bavail, bsize } = await statfs(folder)
      return roomFindings(folder, bavail * bsize)
    },
  }
}

export function roomFindings(folder: string, free: number): readonly Finding[] {
  if (free >= LITTLE_ROOM) return []
  const what = `${Math.floor(free / MB)} MB are free on its disk`
  const said = fault('check/disk-low', folder, what, 'make room: shows, edits and logs are kept there')
  return [{ severity: free < NO_ROOM ? 'error' : 'warning', ...said }]
}

export function clockProbe(folder: string): Probe {
  return {
    where: 'clock of this computer',
    async look() {
      if (await isThere(`${folder}/synchronized`)) return []
      const isKnown = await isThere(folder)
      const what = isKnown
        ? 'the system has not set its clock by any other since it started'
        : 'the system does not say whether its clock is right'
      const next = 'compare it with another, if the show goes by the time of day'
      const said = fault('check/clock', 'clock of this computer', what, next)
      return [{ severity: isKnown ? 'warning' : 'unknown', ...said }]
    },
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch {
    return false
  }
}
