// What playing a hundred steps a second takes from the other programs of the computer.
import { readFileSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import type { Counted } from './counting.ts'
import { startHelper } from './child.ts'
import { alternate, median } from './measurement.ts'
import type { Measurement } from './measurement.ts'

const ROUNDS = 5
/** Within the time that the steps take. */
const COUNT_MS = 1800

/** Nanoseconds that this process's runner threads have had of a processor; null where the system does not tell. */
function runnersRan(): number | null {
  if (process.platform !== 'linux') return null
  const threads = readdirSync('/proc/self/task').map((thread) => `/proc/self/task/${thread}`)
  const runners = threads.filter((thread) => readFileSync(`${thread}/comm`, 'utf8').trim() === 'runner')
  return runners.reduce(
    (sum, thread) => sum + Number(readFileSync(`${thread}/schedstat`, 'utf8').split(' ')[0]),
    0,
  )
}

/** `play` plays 100 steps a second for two seconds. */
export async function takenFromOthers(play: () => Promise<unknown>): Promise<Measurement[]> {
  await using programs = new AsyncDisposableStack()
  const counting = Array.from({ length: availableParallelism() }, () =>
    programs.use(startHelper('counting.ts', [])),
  )
  const count = async (): Promise<number> => {
    const counted = await Promise.all(counting.map((helper) => helper.ask<Counted>({ ms: COUNT_MS })))
    return counted.reduce((sum, { counts }) => sum + counts, 0) / 1e6
  }
  const shares: number[] = []
  const beside = async (): Promise<number> => {
    const before = { ran: runnersRan(), at: performance.now() }
    const [counted] = await Promise.all([count(), play()])
    const ran = runnersRan()
    if (ran !== null && before.ran !== null)
      shares.push((ran - before.ran) / 1e4 / (performance.now() - before.at))
    return counted
  }
  await alternate(1, beside, count)
  shares.length = 0
  const counts = await alternate(ROUNDS, beside, count)
  const rows: Measurement[] = [
    {
      what: `work of ${counting.length} busy programs beside 100 steps/s`,
      unit: 'M loops',
      subject: counts.subject,
      baseline: { name: 'without a show', figures: counts.baseline },
      reach: { of: 'ratio', bound: 'at least', value: 0.95 },
    },
  ]
  if (median(shares) > 0)
    rows.push({
      what: 'runner thread at 100 steps/s',
      unit: '% of a core',
      subject: shares,
      baseline: null,
      reach: { of: 'figure', bound: 'at most', value: 5 },
    })
  return rows
}
