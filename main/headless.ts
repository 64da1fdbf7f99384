// The headless host: the engine under plain Node, its page and interfaces served over HTTP.
import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { hostPort } from '../shared/base/host-port.ts'
import { formatFault, messageOf } from '../shared/base/result.ts'
import type { Result } from '../shared/base/result.ts'
import type { StartEnd } from '../shared/model/start-record.ts'
import { USAGE, parseArguments, platformDataDir } from './arguments.ts'
import type { HostSettings } from './arguments.ts'
import type { Host } from './host.ts'
import { makeDir } from './make-dir.ts'
import { findPackageRoot } from './package-root.ts'
import { startFailure } from './start-failure.ts'
import { holdYoungHeap, letYoungHeapGrow } from './young-heap.ts'

const BAD_START = 2
/** Ending is promised within two seconds; what has not closed by now is left to the operating system. */
const END_WITHIN_MS = 1500

const root = findPackageRoot(import.meta.dirname)
let starting: Promise<Result<Host>> | null = null
let ending = false

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

async function run(settings: HostSettings): Promise<void> {
  holdYoungHeap()
  // Compiled code is kept between starts: it halves the time until the host is ready.
  const compiled = join(settings.dataDir, 'compiled')
  if (makeDir(compiled).ok) enableCompileCache(compiled)
  const { startHost } = await import('./host.ts')
  const { startDeviceProcess } = await import('./devices/start-process.ts')
  const { withoutGlobalKeys } = await import('./peripherals/client-inputs.ts')
  starting = startHost(settings, root, startDeviceProcess, say)
  const started = await starting
  if (ending) return
  if (!started.ok) {
    // Nothing is open any more, so the process ends by itself, and the line is written out wherever it goes.
    say(formatFault(started.error))
    process.exitCode = BAD_START
    return
  }
  letYoungHeapGrow()
  const { http, osc, engine } = started.value
  withoutGlobalKeys(engine.globalKeys)
  const listening = `http=${hostPort(http.host, http.port)} osc=${hostPort(osc.host, osc.port)}`
  process.stdout.write(`cuewright ready ${listening}\n`)
}

/** Closes what is open, or is just being opened, and leaves. `failure` is written to the log first. */
async function end(exitCode: number, how: StartEnd, failure: Error | null): Promise<void> {
  if (ending) return
  ending = true
  let engine: Host['engine'] | null = null
  const leave = (): never => {
    // The system would wait for a disk that does not answer. All that is to be kept is kept by now, or cannot be.
    if (engine?.hangs() === true) process.kill(process.pid, 'SIGKILL')
    process.exit(exitCode)
  }
  setTimeout(() => {
    say('cuewright: not everything closed in time')
    leave()
  }, END_WITHIN_MS)
  try {
    // Where the start itself failed, that is what has been told already.
    const started = await starting?.catch(() => null)
    if (started?.ok === true) {
      engine = started.value.engine
      if (failure !== null) started.value.log.fatal({ err: failure }, 'the engine failed')
      // Ctrl+C is a hand; all else may be the system, which starts it again.
      started.value.ends(how, how.kind === 'clean' && how.how === 'SIGINT')
      await started.value[Symbol.asyncDispose]()
    }
  } catch (thrown) {
    say(`cuewright: while closing: ${messageOf(thrown)}`)
  }
  leave()
}

function crash(thrown: unknown): void {
  say(`cuewright: ${messageOf(thrown)}`)
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  void end(1, startFailure(error), error)
}

process.on('uncaughtException', crash)
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
  process.on(signal, () => void end(0, { kind: 'clean', how: signal }, null))
// Who started us may have stopped reading; that is no reason to end a show.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

const parsed = parseArguments(process.argv.slice(2), {
  show: join(root.dir, 'assets', 'demo.show.json'),
  dataDir: platformDataDir(process.platform, process.env, homedir()),
})
if (!parsed.ok) {
  say(formatFault(parsed.error))
  process.exitCode = BAD_START
} else if (parsed.value.kind === 'help') {
  process.stdout.write(USAGE)
} else if (parsed.value.kind === 'version') {
  process.stdout.write(`${root.version}\n`)
} else {
  run(parsed.value.settings).catch(crash)
}
