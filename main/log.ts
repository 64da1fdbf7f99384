// The log of the engine: JSON lines in DATA_DIR/logs, bounded on disk and in memory, and never in the show's way.
import { join } from 'node:path'
import { pino } from 'pino'
import type { Logger } from 'pino'
import { createStream } from 'rotating-file-stream'
import type { RotatingFileStream } from 'rotating-file-stream'
import { fault, formatFault } from '../shared/base/result.ts'
import { makeDir } from './make-dir.ts'

const FILE = 'cuewright.log'
const FILE_SIZE = '5M'
const OLD_FILES = 5
/** Characters that wait for a slow disk before lines are let go. */
const WAITING = 1024 * 1024

export type Log = Logger

export interface LogFile extends AsyncDisposable {
  readonly log: Log
}

/** Lines for a stream that may be slow or broken: what it cannot take is counted, and told once it can again. */
class BoundedLines {
  readonly #stream: RotatingFileStream
  #lost = 0
  #broken = false

  constructor(stream: RotatingFileStream, fail: (problem: string) => void) {
    this.#stream = stream
    stream.on('error', (error) => {
      if (!this.#broken) fail(error.message)
      this.#broken = true
    })
    // Old files that cannot be removed; the stream itself goes on.
    stream.on('warning', () => {})
  }

  write(line: string): void {
    if (this.#broken || this.#stream.writableLength > WAITING) {
      this.#lost += 1
      return
    }
    if (this.#lost > 0) {
      this.#stream.write(`${JSON.stringify({ level: 40, lost: this.#lost, msg: 'lines were lost' })}\n`)
      this.#lost = 0
    }
    this.#stream.write(line)
  }

  end(): Promise<void> {
    return this.#broken ? Promise.resolve() : new Promise((ended) => this.#stream.end(ended))
  }
}

/** Opens the log below `dataDir`. Where that cannot be written, `report` is told in one line and nothing is logged. */
export function openLog(dataDir: string, report: (problem: string) => void): LogFile {
  const dir = join(dataDir, 'logs')
  const fail = (problem: string): void => {
    report(formatFault(fault('log/cannot-write', dir, problem, 'the show goes on without a log')))
  }
  const made = makeDir(dir)
  if (!made.ok) {
    fail(made.error)
    return { log: pino({ enabled: false }), [Symbol.asyncDispose]: () => Promise.resolve() }
  }
  const stream = createStream(FILE, { path: dir, size: FILE_SIZE, maxFiles: OLD_FILES, mode: 0o600 })
  const lines = new BoundedLines(stream, fail)
  return { log: pino({ base: null }, lines), [Symbol.asyncDispose]: () => lines.end() }
}
