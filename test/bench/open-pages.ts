// Edits of a show that fifty pages have open, on the real engine: how long until the editor is answered, and what the pages get.
import { setTimeout as pause } from 'node:timers/promises'
import { SystemClock } from '../../main/clock.ts'
import { WebSocketPipe } from '../../renderer/client/websocket-pipe.ts'
import { ContractClient } from '../../shared/contract/client.ts'
import { sourceEntry, startHeadless, startHelper } from './child.ts'
import type { Helper } from './child.ts'
import { atMost, median, percentile } from './measurement.ts'
import type { Bench } from './measurement.ts'
import type { PagesReport } from './open-pages.process.ts'

const PAGES = 50
const EDITS_PER_SECOND = 20
const EDITS = 100
const ROUNDS = 3
const EDITED = 'p500'

/** A thousand playlists of a hundred steps. */
function show(): object {
  const playlists = Array.from({ length: 1000 }, (_, place) => {
    const steps = Array.from({ length: 100 }, (__, step) => ({
      offset: step * 10,
      type: 'osc.send',
      payload: { target: 'desk', address: `/level/${step}`, args: [step] },
    }))
    return { id: `p${place}`, name: `Playlist ${place}`, steps }
  })
  return { version: 1, name: 'bench', osc: { targets: { desk: { host: '127.0.0.1', port: 9 } } }, playlists }
}

/** Milliseconds from each edit to its answer, at `EDITS_PER_SECOND`. */
async function edits(client: ContractClient, first: number): Promise<readonly number[]> {
  const figures: number[] = []
  let seen = first
  for (let count = 0; count < EDITS; count += 1) {
    const mutation = { edit: 'steps', playlist: EDITED, do: 'shift', keys: [[50, 50]], by: 0.5 } as const
    const before = performance.now()
    const answer = await client.command('show.edit', { mutation, seen })
    if (!answer.ok) throw new Error(answer.error.what)
    figures.push(performance.now() - before)
    seen = answer.value.generation
    await pause(Math.max(0, 1000 / EDITS_PER_SECOND - (performance.now() - before)))
  }
  return figures
}

/** Waits until all pages show what is there. */
async function settled(pages: Helper, generation: number): Promise<PagesReport> {
  const bytes = Array.from({ length: PAGES }, () => 0)
  for (;;) {
    const report = await pages.ask<PagesReport>({})
    for (const [page, more] of report.bytes.entries()) bytes[page] = (bytes[page] ?? 0) + more
    if (report.generations.every((each) => each >= generation)) return { ...report, bytes }
    await pause(50)
  }
}

export const openPages: Bench = async () => {
  await using engine = await startHeadless(sourceEntry, show())
  const url = `${engine.http.replace('http', 'ws')}/ws`
  const clock = new SystemClock()
  using pipe = new WebSocketPipe(() => new WebSocket(url), clock)
  const hello = { client: 'bench-editor', key: 'key-of-bench-editor-0123', station: 'bench' }
  using client = new ContractClient(pipe, clock, { hello: () => hello, welcomed: () => undefined })
  let generation = 0
  client.subscribe('edits', (view) => (generation = view.generation))
  while (generation === 0) await pause(20)
  const figures = { alone: [] as number[], open: [] as number[], bytes: [] as number[], lost: [] as number[] }
  await edits(client, generation)
  for (let round = 0; round < ROUNDS; round += 1) {
    figures.alone.push(percentile(await edits(client, generation), 0.99))
    await using pages = startHelper('open-pages.process.ts', [url, `${PAGES}`, EDITED])
    await settled(pages, generation)
    await pause(500)
    await pages.ask<PagesReport>({})
    figures.open.push(percentile(await edits(client, generation), 0.99))
    const { bytes, lost } = await settled(pages, generation)
    figures.bytes.push(median(bytes) / EDITS / 1000)
    figures.lost.push(lost)
  }
  const baseline = { name: 'with no page', figures: figures.alone }
  return [
    {
      ...{ what: `edit to answer with ${PAGES} pages, p99`, unit: 'ms', subject: figures.open, baseline },
      reach: atMost(20),
    },
    {
      ...{ what: 'pages cut off', unit: 'pages', subject: figures.lost, baseline: null },
      reach: atMost(0),
    },
    {
      ...{ what: 'to each page by an edit', unit: 'kB', subject: figures.bytes, baseline: null },
      reach: null,
    },
  ]
}
