// Programs beside the bench: helpers in TypeScript that answer one message, and the real headless engine.
import { fork, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
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

/** A bench program in a process of its own, which is ended when it is no longer needed. */
export interface Helper extends AsyncDisposable {
  /** The next thing it says; an error where it ends instead. */
  next<T>(): Promise<T>
  /** Says something to it, and answers what it says next. */
  ask<T>(question: object): Promise<T>
}

export function startHelper(
  file: string,
  args: readonly string[],
  nodeOptions: readonly string[] = [],
): Helper {
  const child = fork(join(import.meta.dirname, file), args, { execArgv: [...nodeOptions] })

  function next<T>(): Promise<T> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`${file} ended with ${code}`))
      child.once('exit', ended)
      child.once('message', (said) => {
        child.off('exit', ended)
        resolve(said as T)
      })
    })
  }

  return {
    next,
    ask<T>(question: object) {
      const answer = next<T>()
      child.send(question)
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

interface Started extends AsyncDisposable {
  readonly pid: number
  /** The first that it said. */
  readonly line: string
}

/** A Node, once it has said its first line. */
async function startUntilLine(args: readonly string[]): Promise<Started> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  await using opening = new AsyncDisposableStack()
  opening.defer(() => end(child, 'SIGTERM'))
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(() => ['nothing']),
  ])) as [string]
  if (child.pid === undefined) throw new Error('it could not be started')
  const open = opening.move()
  return { pid: child.pid, line, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

/** A Node that runs `script`, once it has printed something. */
export const startNode = (script: string): Promise<Started> => startUntilLine(['-e', script])

/**
 * Starts the engine as an operator would, on free ports; `show` is the content of a show file, or null for the demo. It is the
 * first start in its data folder, unless one is given.
 */
export async function startHeadless(
  entry: string,
  show: object | null,
  dataDir: string | null = null,
): Promise<Headless> {
  await using opening = new AsyncDisposableStack()
  const folder = opening.use(scratch({ 'bench.show.json': JSON.stringify(show) }))
  const args = ['--port', '0', '--osc-port', '0', '--data-dir', dataDir ?? folder.path]
  if (show !== null) args.push('--show', join(folder.path, 'bench.show.json'))
  const { pid, line } = opening.use(await startUntilLine([entry, ...args]))
  const [, httpPort, oscPort] = READY.exec(line) ?? []
  if (oscPort === undefined) throw new Error(`headless said: ${line}`)
  const open = opening.move()
  return {
    pid,
    http: `http://127.0.0.1:${httpPort}`,
    oscPort: Number(oscPort),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

/** What is answered there; asked for again for as long as this address has used up what it may ask for. */
export async function getJson<T>(url: string): Promise<T> {
  for (;;) {
    const answer = await fetch(url)
    if (answer.status === 200) return (await answer.json()) as T
    const refusal = await answer.text()
    if (answer.status !== 429) throw new Error(`${url} answered ${answer.status}: ${refusal}`)
    await pause(100)
  }
}
