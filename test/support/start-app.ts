// The headless app as it is built, as a process of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { scratch } from './scratch.ts'

const root = join(import.meta.dirname, '../..')
const READY = /^cuewright ready http=(\S+) osc=127\.0\.0\.1:(\d+)$/

export interface App extends AsyncDisposable {
  readonly url: string
  readonly oscPort: number
  readonly pid: number
}

export async function startApp(...args: readonly string[]): Promise<App> {
  const data = scratch({})
  const host = join(root, 'dist/main/headless.js')
  const ports = ['--port', '0', '--osc-port', '0', '--data-dir', data.path]
  const child = spawn(process.execPath, [host, ...ports, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const [, http, oscPort] = READY.exec(line) ?? []
  return {
    url: `http://${http}`,
    oscPort: Number(oscPort),
    pid: child.pid as number,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await once(child, 'exit')
      data[Symbol.dispose]()
    },
  }
}
