// The host as it is started from its source, in a process of its own, with a show in a folder of its own.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { scratch } from './scratch.ts'

export interface SourceHost {
  readonly child: ChildProcess
  /** Of the show. */
  readonly file: string
  readonly dataDir: string
  readonly http: string
  readonly url: string
  readonly oscPort: number
}

const entry = join(import.meta.dirname, '../../main/headless.ts')

/** Answers once it is ready; it is ended, and its folder removed, with the test. `beside` are other files of the folder. */
export async function startSourceHost(
  show: object,
  beside: Readonly<Record<string, string>> = {},
  more: readonly string[] = [],
): Promise<SourceHost> {
  const folder = scratch({ 'test.show.json': JSON.stringify(show), ...beside })
  const file = join(folder.path, 'test.show.json')
  const dataDir = join(folder.path, 'data')
  const child = spawnHost(file, dataDir, more)
  onTestFinished(async () => {
    // One that a test has stopped hears of its end only when it goes on.
    child.kill('SIGCONT')
    child.kill('SIGTERM')
    await once(child, 'exit')
    folder[Symbol.dispose]()
  })
  return ready(child, file, dataDir)
}

/** Of a show that is there; whoever starts it ends it. */
export function launchHost(file: string, dataDir: string, more: readonly string[] = []): Promise<SourceHost> {
  return ready(spawnHost(file, dataDir, more), file, dataDir)
}

/** `more` are options of the command line. */
function spawnHost(file: string, dataDir: string, more: readonly string[]) {
  const options = ['--show', file, '--data-dir', dataDir, '--port', '0', '--osc-port', '0', ...more]
  return spawn(process.execPath, [entry, ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function ready(
  child: ReturnType<typeof spawnHost>,
  file: string,
  dataDir: string,
): Promise<SourceHost> {
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const [, http = '', osc] = /http=(\S+) osc=127\.0\.0\.1:(\d+)/.exec(line) ?? []
  return { child, file, dataDir, http, url: `http://${http}`, oscPort: Number(osc) }
}
