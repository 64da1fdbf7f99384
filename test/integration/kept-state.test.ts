// A show on a real host that is killed, and ended, and started again: it stands as it stood.
import { once } from 'node:events'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { SystemClock } from '../../main/clock.ts'
import { WebSocketPipe } from '../../renderer/client/websocket-pipe.ts'
import { ContractClient } from '../../shared/contract/client.ts'
import type { StreamName, StreamValues } from '../../shared/contract/streams.ts'
import { scratch } from '../support/scratch.ts'
import { playlistData, showData } from '../support/show-bytes.ts'
import { launchHost } from '../support/source-host.ts'
import type { SourceHost } from '../support/source-host.ts'

const SHOW = showData({
  params: { level: { type: 'number', max: 100 }, mood: { type: 'text' } },
  playlists: [playlistData('a'), playlistData('b'), playlistData('c')],
  schedulers: [
    {
      ...{ id: 'hall', name: 'Hall', vars: { guests: 0 } },
      rules: [
        {
          id: 'arrive',
          when: [{ kind: 'event', match: { event: 'lights.go' } }],
          actions: [{ action: 'set_var', var: 'guests', value: '{{ vars.guests + 5 }}' }],
        },
      ],
    },
  ],
})

function booth() {
  const folder = scratch({ 'test.show.json': JSON.stringify(SHOW) })
  const dataDir = join(folder.path, 'data')
  let running: SourceHost | null = null
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    running?.child.kill(signal)
    if (running !== null) await once(running.child, 'exit')
    running = null
  }
  onTestFinished(async () => {
    await end('SIGKILL')
    folder[Symbol.dispose]()
  })
  return {
    end,
    start: async () => (running = await launchHost(join(folder.path, 'test.show.json'), dataDir)),
    /** What is on the disk of how the show stands, both files. */
    kept: (): string => {
      const state = join(dataDir, 'state')
      const names = readdirSync(dataDir).includes('state') ? readdirSync(state) : []
      return names.map((name) => readFileSync(join(state, name), 'utf8')).join('\n')
    },
  }
}

class Page implements AsyncDisposable {
  readonly client: ContractClient
  readonly #pipe: WebSocketPipe

  constructor({ http }: SourceHost) {
    const clock = new SystemClock()
    this.#pipe = new WebSocketPipe(() => new WebSocket(`ws://${http}/ws`), clock)
    this.client = new ContractClient(this.#pipe, clock, {
      hello: () => ({ client: 'page-of-state', key: 'key-of-state-0123456789', station: 'state' }),
      welcomed: () => undefined,
    })
  }

  async first<S extends StreamName>(stream: S): Promise<StreamValues[S]> {
    const { promise, resolve } = Promise.withResolvers<StreamValues[S]>()
    using _ = this.client.subscribe(stream, resolve)
    return await promise
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client[Symbol.dispose]()
    this.#pipe[Symbol.dispose]()
    await pause(0)
  }
}

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await pause(50)
}

/** How it stands, as pages see it. */
async function stands(page: Page) {
  await page.first('edits')
  const params = await page.first('params')
  const { schedulers } = await page.first('schedulers')
  const { standby } = await page.first('runs')
  const queue = await page.client.command('thrown.queue', { destId: 'hall' })
  return {
    params: params.params.map(({ name, value, committed }) => [name, value, committed]),
    vars: schedulers.map(({ vars }) => vars),
    standby,
    thrown: queue.ok ? queue.value.events.map(({ eventId, key }) => `${eventId} ${key}`) : [],
  }
}

const MOVED = {
  params: [
    ['level', 70, 70],
    ['mood', 'calm', 'calm'],
  ],
  vars: [{ guests: 5 }],
  standby: 'c',
  thrown: ['t1 doors', 't2 later'],
}

async function move(page: Page): Promise<void> {
  // Nothing is sent before a page is connected.
  await page.first('edits')
  const { client } = page
  await client.command('param.set', { name: 'level', value: 70 })
  await client.command('param.set', { name: 'mood', value: 'calm' })
  await client.command('event.publish', { type: 'lights.go', payload: {} })
  await client.command('standby.set', { playlistId: 'c' })
  await client.command('thrown.throw', { key: 'doors', scope: 'global', payload: { to: 'hall' } })
  await client.command('thrown.throw', { key: 'later', scope: 'global', payload: null, delay: 3_600_000 })
}

const sentences = async (page: Page): Promise<string[]> =>
  (await page.first('activity')).lines.map(({ text }) => text)

test.each(['SIGKILL', 'SIGTERM'] as const)('after %s it stands as it stood, and says so', async (signal) => {
  const { start, end, kept } = booth()
  {
    await using page = new Page(await start())
    await move(page)
    // The end of the program waits for the disk; a kill does not.
    if (signal === 'SIGKILL') await until(() => /"guests":5/.test(kept()) && /"later"/.test(kept()))
  }
  await end(signal)
  await using page = new Page(await start())
  expect(await stands(page)).toEqual(MOVED)
  const said = (await sentences(page)).filter((text) => text.startsWith('Back'))
  const back =
    /^Back as it was [\d.]+ s ago: 2 parameters, 1 variable of the rules, standby and 2 thrown events$/
  expect(said).toEqual([expect.stringMatching(back)])
})

test('a reset is kept as well', async () => {
  const { start, end, kept } = booth()
  {
    await using page = new Page(await start())
    await move(page)
    await until(() => /"guests":5/.test(kept()))
    await page.client.command('show.reset', {})
    await page.client.command('thrown.clear', { key: 'doors' })
  }
  await end('SIGTERM')
  await using page = new Page(await start())
  expect(await stands(page)).toMatchObject({
    params: [
      ['level', 0, 0],
      ['mood', '', ''],
    ],
    vars: [{ guests: 0 }],
    standby: 'a',
  })
})
