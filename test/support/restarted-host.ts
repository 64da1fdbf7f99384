// A host that is ended in one way or another, and started again on the same data.
import { once } from 'node:events'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { scratch } from './scratch.ts'
import { launchHost } from './source-host.ts'
import type { SourceHost } from './source-host.ts'

/** A show in a folder of its own, and what starts a host of it; the last is ended with the test. */
export function booth(show: object) {
  const folder = scratch({ 'test.show.json': JSON.stringify(show) })
  let running: SourceHost | null = null
  onTestFinished(async () => {
    if (running !== null) await ended(running, 'SIGKILL')
    folder[Symbol.dispose]()
  })
  const dataDir = join(folder.path, 'data')
  return {
    dataDir,
    async start(): Promise<SourceHost> {
      running = await launchHost(join(folder.path, 'test.show.json'), dataDir)
      return running
    },
    async end(signal: NodeJS.Signals): Promise<void> {
      if (running !== null) await ended(running, signal)
      running = null
    },
  }
}

async function ended({ child }: SourceHost, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal)
  await once(child, 'exit')
}

export async function asked(host: SourceHost, method: 'GET' | 'POST', path: string): Promise<unknown> {
  const answer = await fetch(`${host.url}${path}`, { method })
  return await answer.json()
}
