// Two pages and a program edit the show that another plays: the host from its source, over its real interfaces.
import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test, vi } from 'vitest'
import { SystemClock } from '../../main/clock.ts'
import { WebSocketPipe } from '../../renderer/client/websocket-pipe.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { ContractClient } from '../../shared/contract/client.ts'
import type { CommandAnswer, CommandArgs, CommandName } from '../../shared/contract/commands.ts'
import type { EditsView } from '../../shared/contract/edits-view.ts'
import { isOpenable } from '../../shared/contract/streams.ts'
import { keysOf } from '../../shared/model/mutations/key-ranges.ts'
import type { OpenSteps, OpenThing } from '../../shared/model/mutations/followed.ts'
import type { Edit } from '../../shared/model/mutations/mutation.ts'
import { playlistDefinition } from '../../shared/model/playlist.ts'
import { startSourceHost } from '../support/source-host.ts'

const PATIENCE = { timeout: 20_000, interval: 50 }

const step = (offset: number, value: number) => ({ offset, type: 'lights.go', payload: { value } })
const playlist = (id: string, name: string) => ({
  ...{ id, name },
  steps: Array.from({ length: 50 }, (_, index) => step(1000 + index * 20, index)),
})
const SHOW = {
  ...{ version: 1, name: 'Two hands' },
  events: { 'lights.go': {} },
  playlists: [playlist('intro', 'Intro'), playlist('outro', 'Outro')],
}

async function start() {
  const other = JSON.stringify({ ...SHOW, name: 'Other' })
  const { file, url, http } = await startSourceHost(SHOW, { 'other.show.json': other })
  return { file, url, page: (station: string) => openPage(http, station) }
}

/** A page as the engine sees it. */
async function openPage(address: string, station: string) {
  const clock = new SystemClock()
  const pipe = new WebSocketPipe(() => new WebSocket(`ws://${address}/ws`), clock)
  const id = `page-${station.replaceAll(/\W/g, '-')}`
  const client = new ContractClient(pipe, clock, {
    hello: () => ({ client: id, key: `key-of-${id}-0123456789`, station }),
    welcomed: () => undefined,
  })
  let edits: EditsView | null = null
  client.subscribe('edits', (value) => (edits = value))
  const open: { steps: OpenSteps | null; definition: OpenThing | null } = { steps: null, definition: null }
  client.subscribe('timeline:intro', (value) => (open.steps = value))
  client.subscribe('definition:playlist:intro', (value) => (open.definition = value))
  /** Whole values that came of what is open, and edits by which it was carried on. */
  const came = { value: 0, edits: 0 }
  pipe.onFrame((frame) => {
    if ((frame.kind === 'value' || frame.kind === 'edits') && isOpenable(frame.stream)) came[frame.kind] += 1
  })
  onTestFinished(() => {
    dispose(client)
    dispose(pipe)
  })
  await vi.waitFor(() => expect(edits).not.toBeNull(), PATIENCE)
  const ask = async <N extends CommandName>(name: N, args: CommandArgs<N>): Promise<CommandAnswer<N>> => {
    const answer = await client.command(name, args)
    if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.what}`)
    return answer.value
  }
  return {
    ask,
    open,
    came,
    edits: () => edits as unknown as EditsView,
    edit: (mutation: Edit, seen = (edits as unknown as EditsView).generation) =>
      ask('show.edit', { mutation, seen }),
    read: (playlistId: string) => ask('show.read', { kind: 'playlist', id: playlistId }),
    /** Waits until the page shows the state of a generation. */
    sees: (generation: number) =>
      vi.waitFor(() => expect(edits?.generation).toBeGreaterThanOrEqual(generation), PATIENCE),
  }
}

test('two pages edit one show, each takes back its own, and one of them the other’s', async () => {
  const app = await start()
  const foh = await app.page('FOH tablet')
  const desk = await app.page('Stage desk')
  const named = await foh.edit({ edit: 'change', kind: 'playlist', id: 'intro', set: { name: 'Opening' } })
  expect(named).toEqual({ generation: 2, label: 'rename Intro to Opening' })
  // On what it has before the eyes, which is older by now: other steps of the same playlist.
  const moved = await desk.edit(
    { edit: 'steps', playlist: 'intro', do: 'shift', keys: [[1, 10]], by: 333.333 },
    1,
  )
  expect(moved.label).toBe('move 10 steps of Opening')
  await foh.edit({ edit: 'steps', playlist: 'intro', do: 'remove', keys: [[20, 29]] }, 2)
  await expect(
    desk.edit({ edit: 'steps', playlist: 'intro', do: 'shift', keys: [[25, 35]], by: 1 }, 1),
  ).resolves.toBeDefined()
  await expect(
    desk.edit({ edit: 'change', kind: 'playlist', id: 'intro', set: { name: 'Mine' } }, 1),
  ).rejects.toThrow('edit/stale: name of playlist intro was changed meanwhile by FOH tablet')
  await foh.sees(5)
  await desk.sees(5)
  expect(foh.edits().history.map(({ by, label }) => `${by.name}: ${label}`)).toEqual([
    'Stage desk: move 6 steps of Opening',
    'FOH tablet: remove 10 steps of Opening',
    'Stage desk: move 10 steps of Opening',
    'FOH tablet: rename Intro to Opening',
  ])
  // Each its own newest.
  expect((await desk.ask('show.undo', {})).label).toBe('move 6 steps of Opening')
  expect((await foh.ask('show.undo', {})).label).toBe('remove 10 steps of Opening')
  // And one of the other's, by the history.
  const entry = desk.edits().history.find(({ label }) => label === 'rename Intro to Opening')
  await desk.ask('show.turn', { entry: entry?.id ?? 0 })
  const [mine, yours] = [await foh.read('intro'), await desk.read('intro')]
  expect(mine).toEqual(yours)
  expect(mine.definition['name']).toBe('Intro')
  const steps = mine.definition['steps'] as readonly { offset: number }[]
  expect(steps).toHaveLength(50)
  expect(steps.slice(0, 12).map(({ offset }) => offset)).toEqual(
    Array.from({ length: 12 }, (_, index) => 1000 + index * 20 + (index < 10 ? 333.333 : 0)),
  )
  // What each has made of the edits is what one reads who comes now.
  const { steps: _, ...head } = mine.definition
  for (const { open, came } of [foh, desk]) {
    await vi.waitFor(() => {
      expect(open.definition?.definition).toEqual(head)
      expect(open.steps?.steps).toEqual(steps)
      expect([...open.steps!.keys]).toEqual([...keysOf(mine.keys!)])
    }, PATIENCE)
    expect(came.value).toBe(2)
    expect(came.edits).toBeGreaterThan(1)
  }
  await foh.sees(8)
  await desk.sees(8)
  expect(await foh.ask('show.kept', { generation: 8 })).toEqual({ generation: 8, kept: 8 })
  const kept = await fetch(`${app.url}/api/show/kept?generation=8`)
  expect(await kept.json()).toEqual({ generation: 8, kept: 8 })
  for (const page of [foh, desk]) await vi.waitFor(() => expect(page.edits().kept).toBe(8), PATIENCE)
  expect(foh.edits()).toEqual(desk.edits())
  expect(foh.edits()).toMatchObject({ isEdited: true, generation: 8, path: app.file })

  expect(await foh.ask('show.save', {})).toEqual({ path: app.file, generation: 8 })
  await vi.waitFor(() => expect(desk.edits().isEdited).toBe(false), PATIENCE)
  const saved = JSON.parse(readFileSync(app.file, 'utf8')) as { playlists: readonly unknown[] }
  // As its author wrote it, without what is so anyway.
  expect(saved.playlists[0]).toEqual({ id: 'intro', name: 'Intro', steps })
  expect(playlistDefinition.parse(saved.playlists[0])).toEqual(mine.definition)
}, 90_000)

test('a program edits with If-Match, and another show is opened while all stay connected', async () => {
  const app = await start()
  const foh = await app.page('FOH tablet')
  const shown = await fetch(`${app.url}/api/show`)
  const etag = shown.headers.get('etag') as string
  await shown.body?.cancel()
  const post = (mutation: Edit, ifMatch: string) =>
    fetch(`${app.url}/api/show/mutations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'if-match': ifMatch },
      body: JSON.stringify(mutation),
    })
  await foh.edit({ edit: 'change', kind: 'playlist', id: 'intro', set: { name: 'Opening' } })
  const other = await post(
    { edit: 'change', kind: 'playlist', id: 'outro', set: { colour: '#ff0000' } },
    etag,
  )
  expect([other.status, await other.json()]).toMatchObject([200, { generation: 3 }])
  const same = await post({ edit: 'change', kind: 'playlist', id: 'intro', set: { name: 'Mine' } }, etag)
  expect([same.status, await same.json()]).toMatchObject([409, { code: 'edit/stale' }])
  const history = (await (await fetch(`${app.url}/api/show/generations`)).json()) as EditsView
  expect(history.history.map(({ by, generation }) => [by.name, generation])).toEqual([
    ['HTTP 127.0.0.1', 3],
    ['FOH tablet', 2],
  ])
  await expect(foh.ask('show.open', { path: 'other.show.json' })).rejects.toThrow('show/unsaved')
  await foh.ask('show.open', { path: 'other.show.json', discard: true })
  await foh.sees(4)
  expect(foh.edits()).toMatchObject({ isEdited: false, history: [], generation: 4 })
  expect((await foh.read('intro')).definition['name']).toBe('Intro')
  const now = (await (await fetch(`${app.url}/api/show`)).json()) as { show: { name: string } }
  expect(now.show.name).toBe('Other')
}, 90_000)

test('a playlist that plays and one that stands by go on under other names, also when that is undone', async () => {
  const app = await start()
  const page = await app.page('FOH tablet')
  await page.ask('show.go', {})
  await page.edit({ edit: 'rename', kind: 'playlist', id: 'intro', to: 'opening' }, 1)
  await page.edit({ edit: 'rename', kind: 'playlist', id: 'outro', to: 'ending' }, 2)
  const { events: standing } = await page.ask('state.query', { type: 'standby.changed' })
  expect(standing[0]?.payload).toEqual({ playlistId: 'ending' })
  await page.ask('show.undo', {})
  expect((await page.ask('playlist.pause', { id: 'opening' })).runs).toBe(1)
  expect(page.edits().isEdited).toBe(true)
  await page.ask('show.undo', {})
  await page.sees(5)
  expect(page.edits().isEdited).toBe(false)
  expect((await page.ask('playlist.stop', { id: 'intro' })).runs).toBe(1)
  expect(await page.ask('show.back', {})).toEqual({ playlistId: 'intro' })
})
