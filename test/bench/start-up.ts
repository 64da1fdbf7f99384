// How long the headless engine takes to be ready, and what it costs while nothing happens.
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { scratch } from '../support/scratch.ts'
import { builtEntry, sourceEntry, startHeadless, startNode } from './child.ts'
import { alternate, atMost, atMostTimes } from './measurement.ts'
import type { Measurement } from './measurement.ts'
import { processorSeconds, proportionalMegabytes } from './process-tree.ts'

const ROUNDS = 5
const MEMORY_ROUNDS = 3
const IDLE_MS = 10_000
/** After the start, until what it deferred is done. */
const CALM_MS = 3000
/** The least that can be ready: a Node that listens. */
const LISTENER = `require('node:http').createServer().listen(0, '127.0.0.1', () => console.log('ready'))`

async function nodeListens(): Promise<number> {
  const startedAt = performance.now()
  await using _ = await startNode(LISTENER)
  return performance.now() - startedAt
}

async function untilReady(entry: string, dataDir: string | null): Promise<number> {
  const startedAt = performance.now()
  await using _ = await startHeadless(entry, null, dataDir)
  return performance.now() - startedAt
}

/** Per cent of one core, its device process counted. */
async function idleShare(pid: number): Promise<number> {
  await sleep(CALM_MS)
  const before = { at: performance.now(), used: processorSeconds(pid) }
  await sleep(IDLE_MS)
  const seconds = (performance.now() - before.at) / 1000
  return (100 * (processorSeconds(pid) - before.used)) / seconds
}

async function engineMemory(entry: string, dataDir: string): Promise<number> {
  await using headless = await startHeadless(entry, null, dataDir)
  await sleep(CALM_MS)
  return proportionalMegabytes(headless.pid)
}

/** Two, as the engine is two processes that share what Node itself takes. */
async function memoryOfTwoNodes(): Promise<number> {
  await using one = await startNode(LISTENER)
  await using other = await startNode(LISTENER)
  await sleep(CALM_MS)
  return proportionalMegabytes(one.pid) + proportionalMegabytes(other.pid)
}

async function atRest(entry: string): Promise<readonly Measurement[]> {
  using folder = scratch({})
  await untilReady(entry, folder.path)
  const memory = await alternate(MEMORY_ROUNDS, () => engineMemory(entry, folder.path), memoryOfTwoNodes)
  await using headless = await startHeadless(entry, null)
  await using node = await startNode(LISTENER)
  const [idle, bare] = await Promise.all([idleShare(headless.pid), idleShare(node.pid)])
  return [
    {
      what: 'memory at rest with the demo show, all processes',
      unit: 'MB (PSS)',
      subject: memory.subject,
      baseline: { name: 'two bare Nodes', figures: memory.baseline },
      reach: atMostTimes(2),
    },
    {
      what: 'idle with the demo show, all processes',
      unit: '% of a core',
      subject: [idle],
      baseline: { name: 'a bare Node', figures: [bare] },
      reach: atMost(1.5),
    },
  ]
}

export async function startUp(): Promise<readonly Measurement[]> {
  const source = { name: 'from source', entry: sourceEntry, reach: atMost(1000) }
  const built = { name: 'built', entry: builtEntry, reach: atMost(600) }
  const isBuilt = existsSync(builtEntry)
  const measurements: Measurement[] = []
  for (const { name, entry, reach } of isBuilt ? [built, source] : [source]) {
    using folder = scratch({})
    // The first start in a data folder leaves compiled code there for the others.
    await untilReady(entry, folder.path)
    for (const [which, dataDir] of [
      ['', folder.path],
      [', the first time', null],
    ] as const) {
      const { subject, baseline } = await alternate(ROUNDS, () => untilReady(entry, dataDir), nodeListens)
      measurements.push({
        what: `ready, ${name}${which}`,
        unit: 'ms',
        subject,
        baseline: { name: 'a bare Node that listens', figures: baseline },
        reach,
      })
    }
  }
  if (existsSync('/proc/self/smaps_rollup')) {
    measurements.push(...(await atRest(isBuilt ? builtEntry : sourceEntry)))
  }
  return measurements
}
