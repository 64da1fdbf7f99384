// The process that the scale bench measures: scale-process SHOW RUNS. Loads a large show, starts runs that wait, tells.
import { readFileSync } from 'node:fs'
import { scratch } from '../support/scratch.ts'
import { SystemClock } from '../../main/clock.ts'
import { startDeviceProcess } from '../../main/devices/start-process.ts'
import { createEngine } from '../../main/engine.ts'
import { loadShow } from '../../main/load-show.ts'
import { OPERATOR } from '../support/clients.ts'

export interface Scaled {
  readonly parseMs: number
  readonly loadMs: number
  readonly openMs: number
  /** Start of the first run, nothing being warm, and the median of all. */
  readonly firstStartMs: number
  readonly startMs: number
  /** Bytes, after garbage was collected. */
  readonly before: NodeJS.MemoryUsage
  readonly open: NodeJS.MemoryUsage
  readonly running: NodeJS.MemoryUsage
}

const [file, runs] = process.argv.slice(2) as [string, string]
const clock = new SystemClock()

const turn = (): Promise<void> => new Promise((resume) => setImmediate(resume))

async function memory(): Promise<NodeJS.MemoryUsage> {
  // Until the threads have taken what was posted to them, and what they dropped is gone.
  await new Promise((resume) => setTimeout(resume, 500))
  globalThis.gc?.()
  return process.memoryUsage()
}

const before = await memory()
const parsingAt = clock.now()
JSON.parse(readFileSync(file, 'utf8'))
const loadingAt = clock.now()
const loaded = await loadShow(file)
const openingAt = clock.now()
if (!loaded.ok) throw new Error(loaded.error[0]?.what)
using data = scratch({})
const opened = await createEngine({
  disarmed: null,
  start: null,
  crashed: null,
  away: 0,
  endedAllAt: null,
  show: loaded.value,
  clock,
  oscHost: '127.0.0.1',
  oscPort: 0,
  profilesDir: 'assets/profiles',
  startDevices: startDeviceProcess,
  dataDir: data.path,
  version: 'bench',
  log: { warn() {}, info() {} },
})
if (!opened.ok) throw new Error(opened.error.what)
await using engine = opened.value
await engine.ready()
const openedAt = clock.now()
const open = await memory()

const starts: number[] = []
for (let run = 0; run < Number(runs); run += 1) {
  const startedAt = clock.now()
  const answer = engine.commands.execute('playlist.start', { id: 'large' }, { client: OPERATOR, cause: null })
  starts.push(clock.now() - startedAt)
  if ('ok' in answer && !answer.ok) throw new Error(answer.error.what)
  await turn()
}
const running = await memory()
const active = engine.playlists.runs().filter(({ ended }) => ended === null).length
if (active !== Number(runs)) throw new Error(`${active} of ${runs} runs are active`)

process.send?.({
  parseMs: loadingAt - parsingAt,
  loadMs: openingAt - loadingAt,
  openMs: openedAt - openingAt,
  firstStartMs: starts[0]!,
  startMs: starts.sort((a, b) => a - b)[starts.length >> 1]!,
  before,
  open,
  running,
} satisfies Scaled)
