// A host of which all that it keeps is on a real disk that is full: the show goes on, and all is kept when there is room again.
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { HealthReport } from '../../shared/model/health.ts'
import { Counts } from '../support/crash-counts.ts'
import { hostClient } from '../support/host-client.ts'
import { playlistData, showData } from '../support/show-bytes.ts'
import { canMount, smallDisk } from '../support/small-disk.ts'
import { launchHost } from '../support/source-host.ts'
import type { SourceHost } from '../support/source-host.ts'

const SHOW = showData({
  playlists: [playlistData('a'), playlistData('b')],
  params: { level: { type: 'number', min: 0, max: 1, default: 0 } },
})
const counts = new Counts('full disk')
const EDITS = 200
const PATIENCE = { timeout: 60_000, interval: 200 }

async function renames(client: ContractClient, from: number): Promise<number> {
  const read = await client.command('show.read', { kind: 'playlist', id: 'a' })
  if (!read.ok) throw new Error(read.error.what)
  let seen = read.value.generation
  for (let edit = from; edit < from + EDITS; edit += 1) {
    const mutation = {
      edit: 'change' as const,
      kind: 'playlist' as const,
      id: 'a',
      set: { name: `Name ${edit}` },
    }
    const edited = await client.command('show.edit', { mutation, seen })
    if (!edited.ok) throw new Error(edited.error.what)
    seen = edited.value.generation
  }
  return seen
}

async function healthOf({ url }: SourceHost): Promise<HealthReport> {
  const answer = await fetch(`${url}/api/health`)
  return (await answer.json()) as HealthReport
}

test.skipIf(!canMount)(
  'on a full disk the show goes on, what is not kept is said, and all of it is kept when there is room',
  async () => {
    using disk = smallDisk(6 * 1024)
    const [show, dataDir] = [join(disk.path, 'my.show.json'), join(disk.path, 'data')]
    mkdirSync(dataDir)
    writeFileSync(show, JSON.stringify(SHOW))
    const host = await launchHost(show, dataDir)
    try {
      using connected = await hostClient(host)
      const { client } = connected
      await renames(client, 0)
      disk.fill()
      const generation = await renames(client, EDITS)
      expect(await client.command('param.set', { name: 'level', value: 0.5 })).toMatchObject({ ok: true })
      expect(await client.command('playlist.start', { id: 'b' })).toMatchObject({ ok: true })
      expect(await client.command('show.kept', { generation })).toMatchObject({ ok: false })
      expect(await client.command('show.save', {})).toMatchObject({ error: { code: 'save/disk-full' } })
      await expect
        .poll(() => connected.edits(), PATIENCE)
        .toMatchObject({
          ...{ isEdited: true, notKept: { what: 'the disk is full' }, saving: { code: 'save/disk-full' } },
        })
      await expect
        .poll(async () => (await healthOf(host)).show.stateNotKept, PATIENCE)
        .toMatchObject({ code: 'state/disk-full' })
      // The as-run log is on it too: each start has something to be logged.
      await expect
        .poll(async () => {
          await client.command('playlist.start', { id: 'b' })
          return (await healthOf(host)).asRun.trouble
        }, PATIENCE)
        .not.toBe(null)
      counts.add('edits while it was full', EDITS)
      disk.makeRoom()
      await expect
        .poll(() => connected.edits(), PATIENCE)
        .toMatchObject({ isEdited: false, notKept: null, saving: null, kept: generation })
      await expect
        .poll(async () => {
          const { show: kept, asRun } = await healthOf(host)
          return [kept.stateNotKept, kept.versions, asRun.trouble]
        }, PATIENCE)
        .toEqual([null, null, null])
      const last = await renames(client, 2 * EDITS)
      expect(await client.command('show.kept', { generation: last })).toMatchObject({ ok: true })
    } finally {
      host.child.kill('SIGKILL')
      await once(host.child, 'exit')
    }
    const again = await launchHost(show, dataDir)
    try {
      using connected = await hostClient(again)
      const read = await connected.client.command('show.read', { kind: 'playlist', id: 'a' })
      expect(read).toMatchObject({ value: { definition: { name: `Name ${3 * EDITS - 1}` } } })
      const state = await connected.client.command('show.state', {})
      expect(state).toMatchObject({ value: { params: [{ value: 0.5 }] } })
      counts.add('edits that are back after the end', 3 * EDITS)
    } finally {
      again.child.kill('SIGKILL')
      await once(again.child, 'exit')
    }
  },
)
