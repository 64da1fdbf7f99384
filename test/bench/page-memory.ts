// Whether the page stays as small as it is through a busy evening: 200,000 events and 500 runs, of which it sees every feed.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '../support/chromium.ts'
import { builtEntry, startHeadless, startHelper } from './child.ts'
import type { Headless } from './child.ts'
import { atMostTimes } from './measurement.ts'
import type { Measurement } from './measurement.ts'
import { costShow } from './page-cost-show.ts'
import { WatchedPage } from './page-processes.ts'
import type { Flooded } from './udp-flood.ts'

const PER_SECOND = 4000
const EVENTS = 200_000
/** Until lists that are bounded are full. */
const FILLING = 20_000
const RUNS = 500

async function runs({ http }: Headless, count: number): Promise<void> {
  for (let run = 0; run < count; run += 1) {
    await fetch(`${http}/api/playlists/look-${run % 40}/start`, { method: 'POST' })
    if (run % 10 === 9) await fetch(`${http}/api/stop`, { method: 'POST' })
  }
}

async function evening(headless: Headless, events: number, started: number): Promise<void> {
  await using sender = startHelper(
    'udp-flood.ts',
    [headless.oscPort, PER_SECOND, events / PER_SECOND].map(String),
  )
  await Promise.all([sender.next<Flooded>(), runs(headless, started)])
}

export async function pageMemory(): Promise<readonly Measurement[] | string> {
  if (chromium === null) return 'no Chromium was found'
  if (!existsSync(join(import.meta.dirname, '../../dist/renderer/index.html'))) {
    return 'the page is not built (npm run build)'
  }
  await using headless = await startHeadless(builtEntry, costShow)
  await using watched = await WatchedPage.open(chromium, headless.http, { width: 1440, height: 900 })
  const measured = async () => ({ heap: await watched.heap(), nodes: await watched.nodes() })
  await watched.page.getByRole('tab', { name: 'Activity' }).click()
  await evening(headless, FILLING, RUNS / 10)
  const before = await measured()
  await evening(headless, EVENTS, RUNS)
  const after = await measured()
  const row = (what: string, unit: string, of: 'heap' | 'nodes', most: number): Measurement => ({
    ...{ what, unit, subject: [after[of]], reach: atMostTimes(most) },
    baseline: { name: `after ${FILLING} events`, figures: [before[of]] },
  })
  return [
    row(`heap after ${EVENTS} events`, 'MB', 'heap', 1.1),
    row(`nodes after ${EVENTS} events`, 'nodes', 'nodes', 1.1),
  ]
}
