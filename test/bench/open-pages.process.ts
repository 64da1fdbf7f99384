// Pages that have a playlist open, many in one process; asked, it says what has come to them and how often they were cut off.
import { SystemClock } from '../../main/clock.ts'
import { WebSocketPipe } from '../../renderer/client/websocket-pipe.ts'
import { ContractClient } from '../../shared/contract/client.ts'

export interface PagesReport {
  /** Bytes that each has received since the last report. */
  readonly bytes: readonly number[]
  /** Connections that were lost, of all of them. */
  readonly lost: number
  /** The generation that each has before it. */
  readonly generations: readonly number[]
}

const [url = '', count = '1', playlist = ''] = process.argv.slice(2)
const clock = new SystemClock()
let lost = 0

/** One more page; answers what it has received, and its generation. */
function openPage(index: number): { bytes: number; generation: number } {
  const page = { bytes: 0, generation: 0 }
  const open = (): WebSocket => {
    const socket = new WebSocket(url)
    socket.addEventListener('message', ({ data }) => (page.bytes += Buffer.byteLength(data as string)))
    socket.addEventListener('close', () => (lost += 1))
    return socket
  }
  const hello = { client: `page-${index}`, key: `key-of-page-${index}-0123456789`, station: `page ${index}` }
  const client = new ContractClient(new WebSocketPipe(open, clock), clock, {
    hello: () => hello,
    welcomed: () => undefined,
  })
  client.subscribe('show', () => undefined)
  client.subscribe('edits', ({ generation }) => (page.generation = generation))
  client.subscribe(`timeline:${playlist}`, () => undefined)
  return page
}

const pages = Array.from({ length: Number(count) }, (_, index) => openPage(index))

process.on('message', () => {
  const report: PagesReport = {
    bytes: pages.map(({ bytes }) => bytes),
    lost,
    generations: pages.map(({ generation }) => generation),
  }
  for (const page of pages) page.bytes = 0
  process.send?.(report)
})
