import { describe, expect, onTestFinished, test } from 'vitest'
import { RemoteDesk } from '../../../../renderer/state/remote-desk.svelte.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { dispose } from '../../../../shared/base/disposable.ts'
import { fault } from '../../../../shared/base/result.ts'
import { ContractClient } from '../../../../shared/contract/client.ts'
import type { Role } from '../../../../shared/model/client.ts'
import { SOME_PAGE } from '../../../support/clients.ts'
import { OPEN_ACCESS } from '../../../support/open-access.ts'
import { ScriptedPipe } from '../../../support/scripted-pipe.ts'

/** What a tab keeps. */
class Kept {
  readonly items = new Map<string, string>()
  getItem(key: string): string | null {
    return this.items.get(key) ?? null
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value)
  }
  removeItem(key: string): void {
    this.items.delete(key)
  }
}

const TOKEN = 'cuewright.token'
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function setUp(session: Kept | null = new Kept()) {
  const clock = new SimulatedClock()
  const pipe = new ScriptedPipe()
  const client = new ContractClient(pipe, clock, SOME_PAGE)
  const desk = new RemoteDesk(client, clock, session)
  const talking = pipe.keepTalking(clock)
  onTestFinished(() => {
    dispose(talking)
    for (const { id } of pipe.sentOf('command')) pipe.receive({ kind: 'answer', id, value: {} })
    dispose(desk)
    dispose(client)
  })
  /** The newest of a name is answered. */
  const answer = async (command: string, value: object): Promise<void> => {
    const asked = pipe.sentOf('command').findLast((frame) => frame.command === command)
    pipe.receive({ kind: 'answer', id: asked?.id ?? -1, value })
    await settled()
  }
  const refuse = async (command: string, code: string): Promise<void> => {
    const asked = pipe.sentOf('command').findLast((frame) => frame.command === command)
    pipe.receive({ kind: 'refused', id: asked?.id ?? -1, fault: fault(code, command, 'refused', 'next') })
    await settled()
  }
  let revision = 0
  const mayBe = async (role: Role, hasPin = true): Promise<void> => {
    const view = { ...OPEN_ACCESS, hasPin, revision: (revision += 1) }
    pipe.receive({ kind: 'value', stream: 'access', version: revision, value: view })
    await settled()
    await answer('access.read', { ...view, role, unlockedRole: role })
  }
  const sent = (): readonly (readonly [string, unknown])[] =>
    pipe
      .sentOf('command')
      .filter(({ command }) => command !== 'access.read')
      .map(({ command, args }) => [command, args])
  return { clock, pipe, desk, session, answer, refuse, mayBe, sent }
}

describe('the role of a remote page', () => {
  test('is none until the engine has said one over this connection', async () => {
    const { pipe, desk, mayBe } = setUp()
    expect(desk.ready).toBe(false)
    pipe.greet()
    expect([desk.ready, desk.role.isKnown]).toEqual([false, false])
    await mayBe('viewer')
    expect([desk.ready, desk.role.isKnown]).toEqual([false, true])
    await mayBe('operator')
    expect(desk.ready).toBe(true)
    pipe.become('closed')
    pipe.greet()
    expect([desk.ready, desk.role.isKnown]).toEqual([false, false])
  })

  test('is taken by the PIN, which is kept nowhere, and taken again by the token after a lost connection', async () => {
    const { pipe, desk, session, answer, sent } = setUp()
    pipe.greet()
    const giving = desk.role.give('4711')
    expect(sent()).toEqual([['access.become', { role: 'operator', pin: '4711' }]])
    await answer('access.become', { role: 'operator', token: 't-1' })
    expect(await giving).toBe(true)
    expect([...(session?.items.values() ?? [])]).toEqual(['t-1'])
    pipe.become('closed')
    pipe.greet()
    expect(sent().at(-1)).toEqual(['access.become', { role: 'operator', token: 't-1' }])
    await answer('access.become', { role: 'operator' })
    expect(session?.getItem(TOKEN)).toBe('t-1')
  })

  test('of a token that the engine does not know is looked on with, and that token is let go of', async () => {
    const session = new Kept()
    session.setItem(TOKEN, 'of an engine that is gone')
    const { pipe, desk, refuse } = setUp(session)
    pipe.greet()
    await refuse('access.become', 'access/token-unknown')
    expect(session.getItem(TOKEN)).toBe(null)
    expect(desk.role.refusal?.code).toBe('access/token-unknown')
  })

  test('keeps its token where the connection broke before the engine could say anything of it', async () => {
    const session = new Kept()
    session.setItem(TOKEN, 't-1')
    const { pipe } = setUp(session)
    pipe.greet()
    pipe.become('closed')
    await settled()
    expect(session.getItem(TOKEN)).toBe('t-1')
  })

  test('is handed back for good', async () => {
    const { pipe, desk, session, answer, sent } = setUp()
    pipe.greet()
    void desk.role.give('4711')
    await answer('access.become', { role: 'operator', token: 't-1' })
    void desk.role.handBack()
    expect([session?.getItem(TOKEN), sent().at(-1)]).toEqual([null, ['access.become', { role: 'viewer' }]])
  })

  test('is taken where the browser keeps nothing, for as long as the page is there', async () => {
    const { pipe, desk, answer, sent } = setUp(null)
    pipe.greet()
    void desk.role.give('4711')
    await answer('access.become', { role: 'operator', token: 't-1' })
    pipe.become('closed')
    pipe.greet()
    expect(sent().at(-1)).toEqual(['access.become', { role: 'operator', token: 't-1' }])
  })
})

describe('GO of a remote page', () => {
  test('is sent once while it is on its way, and said to be', async () => {
    const { pipe, desk, mayBe, answer, sent, clock } = setUp()
    pipe.greet()
    await mayBe('operator')
    desk.go()
    clock.advanceBy(100)
    desk.go()
    expect(sent()).toEqual([['show.go', {}]])
    expect([desk.transport.isGoing, desk.transport.refusedGo?.what]).toEqual([
      true,
      'the GO before is still on its way',
    ])
    await answer('show.go', { playlistId: null, runId: null })
    desk.go()
    expect(sent()).toHaveLength(2)
  })

  test('may be given again once nobody knows what became of the one before', async () => {
    const { pipe, desk, mayBe, sent, clock } = setUp()
    pipe.greet()
    await mayBe('operator')
    desk.go()
    clock.advanceBy(5_000)
    await settled()
    expect(desk.notices.shown.at(-1)?.fault.what).toContain('it may or may not have acted')
    desk.go()
    expect(sent()).toHaveLength(2)
  })

  test('names the list where another than the first was chosen', async () => {
    const { pipe, desk, mayBe, sent, answer } = setUp()
    pipe.greet()
    await mayBe('operator')
    const list = (id: string) => ({ id, name: id, number: null, colour: null })
    const show = { cueLists: [list('main'), list('sound')], cues: [], playlists: [] }
    pipe.receive({ kind: 'value', stream: 'show', version: 1, value: show } as never)
    const standing = (id: string) => ({ id, standby: null, playhead: null, loaded: null })
    const cues = { lists: [standing('main'), standing('sound')], states: [], armed: [] }
    pipe.receive({ kind: 'value', stream: 'cues', version: 1, value: cues } as never)
    desk.go()
    await answer('show.go', { playlistId: null, runId: null })
    desk.choose('sound')
    desk.go()
    desk.back()
    expect(sent()).toEqual([
      ['show.go', {}],
      ['show.go', { list: 'sound' }],
      ['cueList.back', { list: 'sound' }],
    ])
  })
})

describe('a parameter under a finger', () => {
  test('has one value on its way at a time, then the newest, and is where the engine says after that', async () => {
    const { pipe, desk, mayBe, answer, sent } = setUp()
    pipe.greet()
    await mayBe('operator')
    for (const value of [1, 2, 3]) desk.moves.set('level', value)
    expect(sent()).toEqual([['param.set', { name: 'level', value: 1 }]])
    expect(desk.moves.held.get('level')).toBe(3)
    await answer('param.set', { value: 1 })
    expect(sent().at(-1)).toEqual(['param.set', { name: 'level', value: 3 }])
    await answer('param.set', { value: 3 })
    expect([sent().length, desk.moves.held.size]).toEqual([2, 0])
  })

  test('is let go of where it is refused, or the connection breaks, and nothing of it is sent later', async () => {
    const { pipe, desk, mayBe, refuse, sent } = setUp()
    pipe.greet()
    await mayBe('operator')
    desk.moves.set('level', 1)
    desk.moves.set('level', 2)
    await refuse('param.set', 'param/unknown')
    expect([desk.moves.held.size, desk.notices.shown.length]).toEqual([0, 1])
    desk.moves.set('level', 3)
    desk.moves.set('level', 4)
    pipe.become('closed')
    await settled()
    pipe.greet()
    expect(desk.moves.held.size).toBe(0)
    expect(sent().filter(([command]) => command === 'param.set')).toHaveLength(2)
  })
})
