// Kills the host while somebody edits and saves, starts it again, and looks for every edit that it had said to be kept.
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { WebSocketPipe } from '../../renderer/client/websocket-pipe.ts'
import { SystemClock } from '../../main/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { ContractClient } from '../../shared/contract/client.ts'
import { Counts } from '../support/crash-counts.ts'
import { scratch } from '../support/scratch.ts'
import { playlistData, showData } from '../support/show-bytes.ts'
import { launchHost } from '../support/source-host.ts'

/** `KILLS=100 npm run test:faults` for as many. */
const KILLS = Number(process.env['KILLS'] ?? 6)
const counts = new Counts('kills')

test('killed while it edits and saves, the host comes back with every edit that it said to be kept', async () => {
  using folder = scratch({})
  const show = join(folder.path, 'my.show.json')
  writeFileSync(show, JSON.stringify(showData({ playlists: [playlistData('a', { name: '0' })] })))
  let last = 0
  let kept = 0
  for (let kill = 0; kill <= KILLS; kill += 1) {
    const host = await launchHost(show, join(folder.path, 'data'))
    const clock = new SystemClock()
    const pipe = new WebSocketPipe(() => new WebSocket(`ws://${host.http}/ws`), clock)
    const client = new ContractClient(pipe, clock, {
      hello: () => ({ client: 'page-of-kills', key: 'key-of-kills-0123456789', station: 'kills' }),
      welcomed: () => undefined,
    })
    try {
      const connected = Promise.withResolvers<null>()
      client.subscribe('edits', () => connected.resolve(null))
      await connected.promise
      const answer = await client.command('show.read', { kind: 'playlist', id: 'a' })
      if (!answer.ok) throw new Error(answer.error.what)
      const found = Number(answer.value.definition['name'])
      expect(found).toBeGreaterThanOrEqual(kept)
      expect(found).toBeLessThanOrEqual(last)
      counts.add('edits that were made', last - kept)
      last = found
      kept = found
      let seen = answer.value.generation
      const edits = (async () => {
        for (;;) {
          const name = String(last + 1)
          const mutation = { edit: 'change' as const, kind: 'playlist' as const, id: 'a', set: { name } }
          last += 1
          const edited = await client.command('show.edit', { mutation, seen })
          if (!edited.ok) return
          seen = edited.value.generation
          const number = last
          if (number % 3 === 0)
            void client.command('show.kept', { generation: seen }).then((answered) => {
              if (!answered.ok) return
              counts.add('edits waited for until they were kept')
              kept = Math.max(kept, number)
            })
          if (number % 40 === 0)
            void client.command('show.save', {}).then(({ ok }) => counts.add('saves', ok ? 1 : 0))
          if (number % 7 === 0) await pause(5)
        }
      })()
      // At another moment each time, and within each third of a second.
      await pause(100 + ((kill * 137) % 400))
      host.child.kill('SIGKILL')
      await once(host.child, 'exit')
      counts.add('kills')
      dispose(client)
      await edits
    } finally {
      dispose(client)
      dispose(pipe)
      host.child.kill('SIGKILL')
    }
  }
  expect(kept).toBeGreaterThan(0)
})
