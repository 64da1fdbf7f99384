// Begins a start of the host by what earlier ones have left: how the last one ended, and whether the show may act.
import type { Clock } from '../shared/base/clock.ts'
import type { PayloadOf } from '../shared/model/event.ts'
import { SHOW_VERSION, showFile } from '../shared/model/show.ts'
import type { LoadedShow } from '../shared/model/show.ts'
import type { StartRecord } from '../shared/model/start-record.ts'
import type { HostSettings } from './arguments.ts'
import type { Disarming } from './arming.ts'
import { lainSince } from './coordinator/lain.ts'
import type { Moment } from './coordinator/lain.ts'
import { momentOf } from './state-keeping.ts'
import { howItEnded, judge } from './start-history.ts'
import type { Verdict } from './start-history.ts'
import { writeCrashReport } from './store/crash-report.ts'
import { fileSystem } from './store/file-system.ts'
import { Starts } from './store/starts.ts'

export interface BegunStart {
  readonly starts: Starts
  readonly verdict: Verdict
  readonly crashed: PayloadOf<'engine.crashed'> | null
  /** Milliseconds since the start before was known to run last; 0 where there was none, infinite where no clock can say so. */
  readonly away: number
}

/** Before anything that could crash, and before the log of the last start gets new lines. */
export async function beginStart(
  { dataDir, show }: Pick<HostSettings, 'dataDir' | 'show'>,
  version: string,
  clock: Clock,
  warn: (line: string) => void,
): Promise<BegunStart> {
  const moment = momentOf(clock)
  const starts = await Starts.begin({
    ...{ folder: dataDir, system: fileSystem, clock, version, show, moment },
    unreadable: (why) =>
      warn(
        `starts/unreadable: ${dataDir}: whether the show had been disarmed, and how the last start ended, is not known: ${why}; look whether it may act`,
      ),
    troubled: (why) => warn(`starts/not-kept: ${dataDir}: how this start ends is not kept: ${why}`),
  })
  const verdict = judge(starts.previous, show)
  const away = awaySince(starts.previous.at(-1) ?? null, moment())
  const { crashed: record } = verdict
  if (record === null) return { starts, verdict, away, crashed: null }
  const written = await writeCrashReport(dataDir, record, fileSystem)
  const report = written.ok ? written.value : null
  const { aliveAt: at, ranFor } = record
  return { starts, verdict, away, crashed: { at, ranFor, what: howItEnded(record), report } }
}

function awaySince(last: StartRecord | null, now: Moment): number {
  if (last === null) return 0
  const { age, isSure } = lainSince({ wall: last.aliveAt, up: last.aliveUp, boot: last.boot }, now)
  return isSure ? age : Infinity
}

export function disarmedAtStart({ disarmed }: Verdict, { disarmed: asked }: HostSettings): Disarming | null {
  return disarmed ?? (asked ? { why: 'asked', by: 'the command line', detail: null } : null)
}

/** In place of a show that not even loading was survived of, several times in a row. */
export function unloadable(path: string): LoadedShow {
  const name = `Not loaded: ${path}`.slice(0, 200)
  return { show: showFile.parse({ version: SHOW_VERSION, name }), path: null }
}
