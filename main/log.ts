// The log of the engine: JSON lines in DATA_DIR/logs, never in the show's way.
import { join } from 'node:path'
import { pino } from 'pino'
import type { Logger } from 'pino'
import type { Clock } from '../shared/base/clock.ts'
import { fault, formatFault } from '../shared/base/result.ts'
import type { Fault } from '../shared/base/result.ts'
import type { LogHealth } from '../shared/model/health.ts'
import { LineFile } from './log-file.ts'

const FILE = 'cuewright.log'

export type Log = Logger

export interface LogFile extends AsyncDisposable {
  readonly log: Log
  health(): LogHealth
}

/**
 * Opens the log below `dataDir`. Where that cannot be written, `report` is told in one line, and lines wait, or are lost and
 * counted, until it can.
 */
export function openLog(dataDir: string, clock: Clock, report: (problem: string) => void): LogFile {
  const dir = join(dataDir, 'logs')
  let trouble: Fault | null = null
  let begunAnew = 0
  const file = new LineFile({
    clock,
    dir,
    name: FILE,
    troubled(problem) {
      trouble =
        problem === null ? null : fault('log/cannot-write', dir, problem, 'the show goes on without a log')
      if (trouble !== null) report(formatFault(trouble))
      else log.warn({ dir, lost: file.lost }, 'the log is being written again')
    },
    renewed() {
      begunAnew += 1
      log.warn({ dir }, 'the log was deleted or replaced; it was begun anew')
    },
    lostLine: (lost) =>
      `${JSON.stringify({ level: 40, time: clock.wall(), lost, msg: 'lines were lost' })}\n`,
  })
  const log = pino({ base: null }, file)
  return {
    log,
    health: () => ({ trouble, lost: file.lost, begunAnew }),
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  }
}
