import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { migrate } from '../../../../main/build/migrations/migrate.ts'
import { parseShow } from '../../../../main/build/parse-show.ts'
import { buildShow } from '../../../../main/build/thread-build.ts'
import { bytesOf, playlistData, showData } from '../../../support/show-bytes.ts'
import { SimulatedShow } from '../../../support/simulated-show.ts'

function fixture(name: string): Buffer {
  return readFileSync(new URL(`../../../fixtures/shows/${name}.show.json`, import.meta.url))
}

function read(bytes: Uint8Array) {
  const parsed = parseShow(bytes, 'old.show.json')
  if (!parsed.ok) throw new Error(parsed.error.map(({ where, what }) => `${where}: ${what}`).join('\n'))
  return parsed
}

/** `time type` of all that happens where the first playlist is started. */
async function eventsOf(bytes: Uint8Array): Promise<string[]> {
  await using played = new SimulatedShow({ show: read(bytes).value, path: null })
  played.run('playlist.start', { id: 'first' })
  await played.passTo(1000)
  return played.events.map(({ type, at }) => `${at} ${type}`)
}

const TAKEN = fixture('taken-words')

describe('own events under words that the engine has taken since', () => {
  test('are renamed wherever the show names them, and nothing else is', () => {
    const { value: show, migrated } = read(TAKEN)
    // Own events that begin with own are there already.
    expect(Object.keys(show.events)).toEqual([
      ...['own2.cue.fire', 'own2.cue.stop', 'lights.on', 'own.thing', 'own2.key.wrapped'],
    ])
    const [twice, one] = show.gestures
    expect(twice).toMatchObject({ sources: [{ event: 'own2.cue.fire' }], output: 'own2.cue.stop' })
    expect(one).toMatchObject({
      ...{ tap: 'own2.cue.fire', doubleTap: 'own2.cue.stop', hold: 'own2.key.wrapped' },
      releases: [{ event: 'own2.cue.stop' }],
    })
    expect(show.questions.yes).toMatchObject([{ event: 'own2.cue.fire' }])
    expect(show.transport).toMatchObject({
      go: [{ event: 'own2.key.wrapped' }],
      cue: [{ match: { event: 'own2.cue.fire' } }],
    })
    const [first, second] = show.playlists
    expect(first?.steps).toMatchObject([
      { type: 'lights.on' },
      { type: 'own2.cue.fire', payload: { look: 'cue.fire' } },
      { payload: { target: 'here', address: '/cuewright/event/own2.cue.stop' } },
      { payload: { target: 'desk', address: '/cuewright/event/cue.stop' } },
    ])
    expect(first?.completion).toMatchObject({ type: 'own2.cue.stop' })
    expect(second).toMatchObject({
      triggers: [{ event: 'own2.cue.fire' }],
      interrupts: [{ event: 'own2.cue.stop' }],
    })
    expect(show.cueLists[0]?.cues[0]?.actions).toMatchObject([{ type: 'own2.key.wrapped' }])
    const [count, sent] = show.schedulers[0]?.rules ?? []
    expect(count).toMatchObject({
      when: [{ match: { event: 'own2.cue.*' } }],
      condition: 'event.type == "own2.cue.fire" && vars.seen < 9',
      actions: [{}, { type: 'own2.key.wrapped', payload: { of: 'cue.fire' } }],
    })
    expect(sent).toMatchObject({
      when: [{ match: { event: 'playlist.emitted', where: { type: 'own2.cue.fire' } } }],
      actions: [{ message: 'cue.fire went out' }],
    })
    expect(migrated).toEqual([expect.stringContaining('cue.fire is own2.cue.fire now')])
  })

  test('play as they did', async () => {
    const neutral = TAKEN.toString()
      .replace(/\bcue\.(fire|stop|\*)/g, 'look.$1')
      .replaceAll('key.wrapped', 'knob.wrapped')
    const before = (await eventsOf(Buffer.from(neutral))).map((line) =>
      line.replace('look.', 'cue.').replace('knob.', 'key.'),
    )
    const now = (await eventsOf(TAKEN)).map((line) => line.replace('own2.', ''))
    expect(now).toEqual(before)
    expect(now).toEqual(expect.arrayContaining(['100 cue.fire', '100 key.wrapped', '150 cue.stop']))
    expect(now.filter((line) => line.endsWith('playlist.stopped'))).not.toEqual([])
  })

  test('are the same each time, also on the thread that builds large shows', async () => {
    const large = Buffer.from(TAKEN.toString().padEnd(300 * 1024))
    const there = await buildShow(new Uint8Array(large), 'old.show.json', new AbortController().signal)
    expect(there).toEqual(read(large))
    expect(there).toEqual(read(TAKEN))
  })

  test('are named up to a number', () => {
    const events = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`cue.c${index}`, {}]))
    const { value, migrated } = read(bytesOf(showData({ events })))
    expect(Object.keys(value.events)).toHaveLength(3000)
    expect(migrated?.join(' ').length).toBeLessThan(1000)
    expect(migrated?.join(' ')).toContain('and 2995 more')
  })

  test('that would be too long are refused by their own names', () => {
    const type = `cue.${'x'.repeat(115)}`
    const parsed = parseShow(bytesOf(showData({ events: { [type]: {} } })), 'old')
    expect(parsed).toMatchObject({
      error: [{ code: 'show/reserved-event', where: expect.stringContaining('events["cue.xxx') as unknown }],
    })
  })
})

test.each(['osc.mine', 'playlist.mine', 'system.mine'])(
  'no show could have %s before either: it is refused',
  (type) => {
    const parsed = parseShow(bytesOf(showData({ events: { [type]: {} } })), 'new')
    expect(parsed).toMatchObject({ error: [{ code: 'show/reserved-event' }] })
  },
)

test('the demo show of the first version has the form of today, and plays', async () => {
  const { value: show, migrated } = read(fixture('first-demo'))
  expect(migrated).toBeUndefined()
  await using played = new SimulatedShow({ show, path: null })
  played.run('playlist.start', { id: 'warm-up' })
  await played.passTo(1000)
  expect(played.of('osc.send').length).toBeGreaterThan(3)
})

test('a newer version is refused, whatever is in it', () => {
  const newer = { ...(JSON.parse(TAKEN.toString()) as object), version: 2 }
  expect(parseShow(bytesOf(newer), 'new')).toMatchObject({ error: [{ code: 'show/newer-version' }] })
})

test('what has the form of today is handed on as it is, step by step', () => {
  const json = showData({ playlists: [playlistData('a')] })
  const migrated = migrate(json)
  expect(migrated.json).toBe(json)
  expect(migrated.said).toEqual([])
})

test('what is given is not changed, and what is no show does not matter', () => {
  const given: unknown = JSON.parse(TAKEN.toString())
  migrate(given)
  expect(given).toEqual(JSON.parse(TAKEN.toString()))
  const events = { 'cue.fire': null }
  for (const other of [null, 7, 'cue.fire', [], { events: [] }, { events: null }]) {
    expect(migrate(other)).toEqual({ json: other, said: [] })
  }
  for (const part of [null, 7, [null, 7, []], { a: null }]) {
    const parts = ['gestures', 'questions', 'transport', 'playlists', 'cueLists', 'schedulers', 'osc']
    for (const name of parts) {
      const { json } = migrate({ events, [name]: part })
      expect(json).toEqual({ events: { 'own.cue.fire': null }, [name]: part })
    }
  }
})
