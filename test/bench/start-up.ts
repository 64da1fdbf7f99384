// How long the headless engine takes to be ready, and what it costs while nothing happens.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { builtEntry, sourceEntry, startHeadless } from './child.ts'
import { alternate, atMost } from './measurement.ts'
import type { Measurement } from './measurement.ts'

const ROUNDS = 5
const IDLE_MS = 10_000
/** After the start, until what it deferred is done. */
const CALM_MS = 2000
/** Of the times in /proc, on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100

async function nodeAlone(): Promise<number> {
  const startedAt = performance.now()
  await once(spawn(process.execPath, ['-e', '0']), 'exit')
  return performance.now() - startedAt
}

async function untilReady(entry: string): Promise<number> {
  const startedAt = performance.now()
  await using _ = await startHeadless(entry, null)
  return performance.now() - startedAt
}

/** Processor time of a process so far, all its threads together, in seconds. */
function processorSeconds(pid: number): number {
  // The second field, the name, may hold spaces; it ends at the last parenthesis.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

/** Per cent of one core. */
async function idleShare(entry: string): Promise<number> {
  await using headless = await startHeadless(entry, null)
  await sleep(CALM_MS)
  const before = { at: performance.now(), used: processorSeconds(headless.pid) }
  await sleep(IDLE_MS)
  const seconds = (performance.now() - before.at) / 1000
  return (100 * (processorSeconds(headless.pid) - before.used)) / seconds
}

export async function startUp(): Promise<readonly Measurement[]> {
  const built = existsSync(builtEntry)
  const entries = built ? { built: builtEntry, 'from source': sourceEntry } : { 'from source': sourceEntry }
  const measurements: Measurement[] = []
  for (const [name, entry] of Object.entries(entries)) {
    const { subject, baseline } = await alternate(ROUNDS, () => untilReady(entry), nodeAlone)
    measurements.push({
      what: `ready, ${name}`,
      unit: 'ms',
      subject,
      baseline: { name: 'node -e 0', figures: baseline },
      reach: atMost(1000),
    })
  }
  if (existsSync('/proc/self/stat')) {
    measurements.push({
      what: 'idle with the demo show',
      unit: '% of a core',
      subject: [await idleShare(built ? builtEntry : sourceEntry)],
      baseline: null,
      reach: atMost(2),
    })
  }
  return measurements
}
