// Kills the host while somebody edits, saves and moves a fader, starts it again, and looks for all that it had said to be kept.
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import { Counts } from '../support/crash-counts.ts'
import { hostClient } from '../support/host-client.ts'
import { scratch } from '../support/scratch.ts'
import { playlistData, showData } from '../support/show-bytes.ts'
import { launchHost } from '../support/source-host.ts'

/** `KILLS=100 npm run test:faults` for exactly as many; without, as many as fit. */
const ASKED = process.env['KILLS']
const [LEAST, MOST] = ASKED === undefined ? [6, 100] : [Number(ASKED), Number(ASKED)]
const LASTS_MS = 60_000
const STARTS_WITHIN_MS = 30_000

const counts = new Counts('kills')
const SHOW = showData({
  playlists: [playlistData('a', { name: '0' })],
  params: { level: { type: 'number', min: 0, max: 1_000_000, default: 0 } },
})

/** Who works at the host through all of its lives: the names that a playlist was given are numbers, and so is where the fader is. */
class Worker {
  /** The newest name that was asked for, and the newest that was said to be kept. */
  last = 0
  kept = 0
  level = 0
  saves = 0
  #waits: { readonly until: number; readonly over: () => void } | null = null

  /** Answers when so many more edits were asked for. */
  makes(edits: number): Promise<void> {
    return new Promise((over) => (this.#waits = { until: this.last + edits, over }))
  }

  /** What a host has after its start. */
  async looks(client: ContractClient): Promise<number> {
    const answer = await client.command('show.read', { kind: 'playlist', id: 'a' })
    if (!answer.ok) throw new Error(answer.error.what)
    const found = Number(answer.value.definition['name'])
    expect(found).toBeGreaterThanOrEqual(this.kept)
    expect(found).toBeLessThanOrEqual(this.last)
    const state = await client.command('show.state', {})
    if (!state.ok) throw new Error(state.error.what)
    const level = Number(state.value.params[0]?.value)
    // How it stands is written at a pace: what is back is old at most, and never older than what was back before.
    expect(level).toBeGreaterThanOrEqual(this.level)
    expect(level).toBeLessThanOrEqual(this.last)
    if (level > this.level) counts.add('states that came back newer')
    this.level = level
    this.last = found
    this.kept = found
    await this.#looksAtVersions(client)
    return answer.value.generation
  }

  /** Until it is answered no more. */
  async works(client: ContractClient, generation: number): Promise<void> {
    let seen = generation
    for (;;) {
      this.last += 1
      const number = this.last
      if (number >= (this.#waits?.until ?? Infinity)) this.#waits?.over()
      const mutation = {
        ...{ edit: 'change' as const, kind: 'playlist' as const, id: 'a' },
        set: { name: String(number) },
      }
      const edited = await client.command('show.edit', { mutation, seen })
      if (!edited.ok) return
      seen = edited.value.generation
      counts.add('edits')
      void client.command('param.set', { name: 'level', value: number })
      if (number % 3 === 0) void this.#waitsForKept(client, seen, number)
      if (number % 10 === 0) void client.command('show.save', {}).then(({ ok }) => (this.saves += ok ? 1 : 0))
      if (number % 7 === 0) await pause(5)
    }
  }

  async #waitsForKept(client: ContractClient, generation: number, number: number): Promise<void> {
    const answered = await client.command('show.kept', { generation })
    if (!answered.ok) return
    counts.add('edits waited for until they were kept')
    this.kept = Math.max(this.kept, number)
  }

  /** Every save that is listed can be read; a rotation may have been cut in its middle. */
  async #looksAtVersions(client: ContractClient): Promise<void> {
    const listed = await client.command('show.versions', {})
    if (!listed.ok) throw new Error(listed.error.what)
    const { versions } = listed.value
    for (const { id } of [...versions.slice(0, 2), ...versions.slice(-2)]) {
      const preview = await client.command('show.previewVersion', { version: id })
      expect(preview, `version ${id}`).toMatchObject({ ok: true })
      counts.add('earlier versions that were read')
    }
  }
}

async function live(show: string, dataDir: string, worker: Worker, kill: number): Promise<void> {
  const host = await launchHost(show, dataDir)
  const connected = await hostClient(host)
  const { client } = connected
  try {
    const works = worker.works(client, await worker.looks(client))
    // At another moment each time, of what it does and of its pauses.
    await worker.makes(5 + ((kill * 13) % 40))
    await pause((kill * 137) % 250)
    host.child.kill('SIGKILL')
    await once(host.child, 'exit')
    counts.add('kills')
    dispose(connected)
    await works
  } finally {
    dispose(connected)
    host.child.kill('SIGKILL')
  }
}

test(
  'killed while it works, the host comes back with every edit that it said to be kept, and with every version',
  async () => {
    using folder = scratch({})
    const show = join(folder.path, 'my.show.json')
    writeFileSync(show, JSON.stringify(SHOW))
    const worker = new Worker()
    const begun = performance.now()
    for (let kill = 0; kill < MOST; kill += 1) {
      if (kill >= LEAST && performance.now() - begun > LASTS_MS) break
      await live(show, join(folder.path, 'data'), worker, kill)
    }
    counts.add('saves', worker.saves)
    expect(worker.kept).toBeGreaterThan(0)
  },
  Math.max(300_000, MOST * STARTS_WITHIN_MS),
)
