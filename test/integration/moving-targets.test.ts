// Runs on real threads whose targets have names, and move while they play.
import { afterEach, expect, test } from 'vitest'
import { createOscOutput } from '../../main/outputs/osc/output.ts'
import { Playlists } from '../../main/playlists/playlists.ts'
import { RunnerPool } from '../../main/playlists/runner-pool.ts'
import { disposable } from '../../shared/base/disposable.ts'
import type { EventDraft, EventEnvelope, EventHandler, Publish } from '../../shared/model/event.ts'
import { OPENING } from '../../shared/model/show-change.ts'
import type { OscTarget } from '../../shared/model/show.ts'
import { ActingSystemClock } from '../support/acting-clock.ts'
import { also, playlist } from '../support/stage.ts'
import { udpPeer } from './osc-rig.ts'
import { NO_MUTES } from '../support/no-mutes.ts'

let scope = new AsyncDisposableStack()
afterEach(async () => {
  await scope.disposeAsync()
  scope = new AsyncDisposableStack()
})

/** Playlists on a thread, joined to an output as in a show. */
function rig() {
  const clock = new ActingSystemClock()
  const events: EventDraft[] = []
  let hear: EventHandler | null = null
  const publish: Publish = (draft) => {
    const seq = events.push(draft)
    if (draft.type === 'osc.send') void hear?.({ ...draft, seq } as unknown as EventEnvelope)
    return seq
  }
  const output = scope.use(
    createOscOutput({
      ...{ clock, publish, mutes: NO_MUTES },
      subscribe(_, handler) {
        hear = handler as EventHandler
        return disposable('subscription', () => (hear = null))
      },
    }),
  )
  const playlists = scope.use(
    new Playlists({
      ...{ clock, publish, direct: output, interrupts: null },
      hearInterrupts: () => disposable('nothing', () => {}),
      hearTriggers: () => disposable('nothing', () => {}),
      createRunners: (listener) => new RunnerPool({ clock, clockOrigin: clock.origin, threads: 1 }, listener),
      causeOf: () => null,
      forgotten() {},
    }),
  )
  return { output, playlists, events }
}

const named = (port: number, transport: OscTarget['transport'] = 'udp'): Record<string, OscTarget> => ({
  desk: { host: 'localhost', port, transport, framing: 'slip', maxAge: 2000 },
})

/** How the steps left of which is known so far, in order. */
const ways = (events: readonly EventDraft[]): boolean[] =>
  events.flatMap(({ type, payload }) =>
    type === 'playlist.emitted' ? [(payload as { direct: boolean }).direct] : [],
  )

function chase(steps: number) {
  return playlist({
    id: 'chase',
    steps: Array.from({ length: steps }, (_, index) => ({
      offset: index * 2,
      type: 'osc.send',
      payload: { target: 'desk', address: `/${index}`, args: [] },
    })),
  })
}

test('steps to a host that has a name leave directly once it has been looked up, also of a run that plays already', async () => {
  const peer = await udpPeer()
  const { output, playlists, events } = rig()
  output.take(named(peer.port), OPENING)
  also(playlists, chase(500))
  await playlists.ready()
  playlists.start('chase', { trigger: null, cause: null, by: 'command' })
  await peer.arrived.count(500)
  await expect.poll(() => ways(events)).toHaveLength(500)
  expect(ways(events).slice(-100)).toEqual(Array(100).fill(true))
  expect(new Set(peer.arrived.all).size).toBe(500)
})

test('a run that plays follows its target to another port and then to another transport', async () => {
  const [first, second] = [await udpPeer(), await udpPeer()]
  const { output, playlists, events } = rig()
  output.take(named(first.port), OPENING)
  also(playlists, chase(600))
  await playlists.ready()
  playlists.start('chase', { trigger: null, cause: null, by: 'command' })
  await first.arrived.count(100)
  output.take(named(second.port), { cause: 5, kind: 'edit' })
  await second.arrived.count(100)
  const left = first.arrived.all.length
  await second.arrived.count(200)
  expect(first.arrived.all).toHaveLength(left)
  output.take(named(second.port, 'tcp'), { cause: 6, kind: 'edit' })
  const lastDirect = ways(events).lastIndexOf(true)
  await expect.poll(() => ways(events)).toHaveLength(600)
  expect(ways(events).slice(lastDirect + 50)).not.toContain(true)
  const asEvents = events.flatMap(({ type, payload }) =>
    type === 'osc.send' ? [(payload as { address: string }).address] : [],
  )
  expect(new Set([...first.arrived.all, ...second.arrived.all, ...asEvents]).size).toBe(600)
})
