// What the page costs the machine that shows it: at rest, beside a run, and with many events a second, view by view.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { VIEWS } from '../../renderer/lib/shortcuts.ts'
import { chromium } from '../support/chromium.ts'
import { builtEntry, startHeadless, startHelper } from './child.ts'
import type { Headless } from './child.ts'
import { atMost } from './measurement.ts'
import type { Measurement } from './measurement.ts'
import { costShow } from './page-cost-show.ts'
import { WatchedPage } from './page-processes.ts'
import type { PageCost } from './page-processes.ts'

const VIEWPORT = { width: 1440, height: 900 }
const WATCHED_MS = 4000
/** Until a view that was opened has come to rest. */
const SETTLED_MS = 1500
const ROUNDS = 3
/** Half of the events arrive, half are sent by a run. */
const ARRIVING_PER_SECOND = 100

const STATES = ['at rest', 'a run', '200 events/s'] as const
type State = (typeof STATES)[number]
const REACH: Readonly<Record<State, number>> = { 'at rest': 3, 'a run': 15, '200 events/s': 15 }

async function post(url: string): Promise<void> {
  const answer = await fetch(url, { method: 'POST' })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`)
}

/** Brings the engine into a state; what is answered lasts for as long as it is held. */
async function begin(state: State, { http, oscPort }: Headless): Promise<AsyncDisposable> {
  await using began = new AsyncDisposableStack()
  if (state === 'a run') await post(`${http}/api/playlists/calm/start`)
  if (state === '200 events/s') {
    await post(`${http}/api/playlists/busy/start`)
    began.use(startHelper('udp-flood.ts', [oscPort, ARRIVING_PER_SECOND, 3600].map(String)))
  }
  if (state !== 'at rest') began.defer(() => post(`${http}/api/stop`))
  return began.move()
}

type Costs = Map<string, PageCost[]>

async function round(watched: WatchedPage, headless: Headless, costs: Costs): Promise<void> {
  for (const state of STATES) {
    await using _ = await begin(state, headless)
    for (const { name, key } of VIEWS) {
      await watched.page.keyboard.press(key)
      await pause(SETTLED_MS)
      const list = costs.get(`${name}, ${state}`) ?? []
      list.push(await watched.cost(WATCHED_MS))
      costs.set(`${name}, ${state}`, list)
    }
  }
}

export async function pageCost(): Promise<readonly Measurement[] | string> {
  if (chromium === null) return 'no Chromium was found'
  if (!existsSync(join(import.meta.dirname, '../../dist/renderer/index.html'))) {
    return 'the page is not built (npm run build)'
  }
  await using headless = await startHeadless(builtEntry, costShow)
  await using empty = await WatchedPage.open(chromium, 'about:blank', VIEWPORT)
  await using watched = await WatchedPage.open(chromium, headless.http, VIEWPORT)
  const costs: Costs = new Map()
  const nothing: PageCost[] = []
  for (let count = 0; count < ROUNDS; count += 1) {
    nothing.push(await empty.cost(WATCHED_MS))
    await round(watched, headless, costs)
  }
  return [...costs].flatMap(([what, list]) => {
    const state = STATES.find((one) => what.endsWith(one)) as State
    const row = (
      part: string,
      figure: (cost: PageCost) => number,
      reach: Measurement['reach'],
    ): Measurement => ({
      what: `${what}: ${part}`,
      unit: '% of a core',
      subject: list.map(figure),
      baseline: { name: 'empty page', figures: nothing.map(figure) },
      reach,
    })
    return [
      row('page and GPU process', ({ page, gpu }) => page + gpu, atMost(REACH[state])),
      row('page process', ({ page }) => page, null),
      row('main thread', ({ mainThread }) => mainThread, null),
    ]
  })
}
