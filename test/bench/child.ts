// Programs beside the bench: helpers in TypeScript that answer one message, and the real headless engine.
import { fork, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { scratch } from '../support/scratch.ts'

const root = join(import.meta.dirname, '../..')
const READY = /^cuewright ready http=127\.0\.0\.1:(\d+) osc=127\.0\.0\.1:(\d+)$/

export const sourceEntry = join(root, 'main/headless.ts')
export const builtEntry = join(root, 'dist/main/headless.js')

/** Ends a child and waits until it is gone. */
async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

/** A bench program in a process of its own, which says one thing and ends when it is no longer needed. */
export interface Helper<T> extends AsyncDisposable {
  /** The next thing it says. */
  next(): Promise<T>
  ask(): Promise<T>
}

export function startHelper<T>(
  file: string,
  args: readonly string[],
  execArgv: readonly string[] = [],
): Helper<T> {
  const child = fork(join(import.meta.dirname, file), args, { execArgv: [...execArgv] })
  const next = async (): Promise<T> => {
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`${file} ended with ${code}`)
    })
    ended.catch(() => {})
    const [said] = (await Promise.race([once(child, 'message'), ended])) as [T]
    return said
  }
  return {
    next,
    ask() {
      const answer = next()
      child.send('ask')
      return answer
    },
    [Symbol.asyncDispose]: () => end(child, 'SIGKILL'),
  }
}

export interface Headless extends AsyncDisposable {
  readonly pid: number
  readonly http: string
  readonly oscPort: number
}

/** Starts the engine as an operator would, on free ports; `show` is the content of a show file, or null for the demo. */
export async function startHeadless(entry: string, show: object | null): Promise<Headless> {
  await using opening = new AsyncDisposableStack()
  const folder = opening.use(scratch({ 'bench.show.json': JSON.stringify(show) }))
  const args = ['--port', '0', '--osc-port', '0', '--data-dir', folder.path]
  if (show !== null) args.push('--show', join(folder.path, 'bench.show.json'))
  const child = spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  opening.defer(() => end(child, 'SIGTERM'))
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(() => ['nothing']),
  ])) as [string]
  const [, httpPort, oscPort] = READY.exec(line) ?? []
  if (child.pid === undefined || oscPort === undefined) throw new Error(`headless said: ${line}`)
  const open = opening.move()
  return {
    pid: child.pid,
    http: `http://127.0.0.1:${httpPort}`,
    oscPort: Number(oscPort),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

export async function getJson<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T
}
