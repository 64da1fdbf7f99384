import { describe, expect, onTestFinished, test } from 'vitest'
import type { Edit } from '../../../../shared/model/mutations/mutation.ts'
import { monotonicMs, SimulatedClock } from '../../../../shared/base/clock.ts'
import type { Clock } from '../../../../shared/base/clock.ts'
import { dispose } from '../../../../shared/base/disposable.ts'
import { fault } from '../../../../shared/base/result.ts'
import type { Fault } from '../../../../shared/base/result.ts'
import { ContractClient } from '../../../../shared/contract/client.ts'
import type { PageIdentity } from '../../../../shared/contract/client.ts'
import type { ShowView } from '../../../../shared/contract/streams.ts'
import { ScriptedPipe } from '../../../support/scripted-pipe.ts'
import { SOME_PAGE } from '../../../support/clients.ts'

function openClient() {
  const clock = new SimulatedClock()
  const pipe = new ScriptedPipe()
  const client = new ContractClient(pipe, clock, SOME_PAGE)
  onTestFinished(() => dispose(client))
  return { clock, pipe, client }
}

const emptyShow: ShowView = {
  name: 'Empty',
  path: null,
  generation: 1,
  notes: '',
  playlists: [],
  cueLists: [],
  cues: [],
  targets: [],
  events: [],
  params: [],
  scenes: [],
  pages: [],
  layers: [],
  feedback: [],
  peers: [],
  midiOutputs: [],
  oscInput: null,
  keys: [],
}

describe('a page', () => {
  function openAs(identity: Partial<PageIdentity>) {
    const clock = new SimulatedClock()
    const pipe = new ScriptedPipe()
    const client = new ContractClient(pipe, clock, { ...SOME_PAGE, ...identity })
    onTestFinished(() => dispose(client))
    return { pipe, client }
  }

  test('says who it is before anything else, each time that it connects', () => {
    let station = 'FOH tablet'
    const { pipe, client } = openAs({ hello: () => ({ client: 'tab-one', key: 'k', station }) })
    const following = client.subscribe('show', () => undefined)
    pipe.greet()
    pipe.become('closed')
    station = 'Prompt desk'
    client.introduce()
    pipe.greet()
    const hello = (name: string) => ({ kind: 'hello', client: 'tab-one', key: 'k', station: name })
    const follow = { kind: 'subscribe', stream: 'show' }
    const sent = pipe.sent.filter(({ kind }) => kind !== 'ping')
    dispose(following)
    expect(sent).toEqual([hello('FOH tablet'), follow, hello('Prompt desk'), follow])
  })

  test('says it again where it is called otherwise, and hears as whom it is known', () => {
    const ids: string[] = []
    const { pipe, client } = openAs({ welcomed: (id) => ids.push(id) })
    const heard: string[] = []
    const listening = client.onSelf(({ id, name }) => heard.push(`${id} ${name}`))
    pipe.greet()
    expect(client.self).toBeNull()
    pipe.receive({ kind: 'welcome', client: { id: 'tab-two', name: 'FOH tablet' } })
    expect(client.self).toEqual({ id: 'tab-two', name: 'FOH tablet' })
    client.introduce()
    expect(pipe.sentOf('hello')).toHaveLength(2)
    dispose(listening)
    expect([ids, heard]).toEqual([['tab-two'], ['tab-two FOH tablet']])
  })
})

describe('connecting', () => {
  test('an open pipe is not a connection until the engine has greeted', () => {
    const { pipe, client } = openClient()
    pipe.become('open')
    expect(client.state).toBe('connecting')
    pipe.greet()
    expect(client.state).toBe('open')
    expect(client.version).toBe('1.2.3')
  })

  test('each change of state is told once', () => {
    const { pipe, client } = openClient()
    const seen: string[] = []
    const listening = client.onState((state) => seen.push(state))
    pipe.greet()
    pipe.become('closed')
    pipe.become('connecting')
    pipe.greet()
    dispose(listening)
    pipe.become('closed')
    expect(seen).toEqual(['open', 'closed', 'connecting', 'open'])
  })

  test('an engine of another protocol is reported and sent nothing', async () => {
    const { pipe, client } = openClient()
    const subscription = client.subscribe('show', () => undefined)
    pipe.become('open')
    pipe.receive({ kind: 'hello', protocol: 999, version: '9.0.0', now: 0 })
    expect(client.state).toBe('mismatch')
    const result = await client.command('show.go', {})
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'connection/protocol', next: 'reload the page' },
    })
    expect(pipe.sent).toEqual([])
    dispose(subscription)
  })

  test('the last contact is when anything last arrived', () => {
    const { clock, pipe, client } = openClient()
    expect(client.lastContact).toBeNull()
    clock.advanceTo(40)
    pipe.greet()
    clock.advanceTo(75)
    pipe.receive({ kind: 'value', version: 1, stream: 'show', value: emptyShow })
    expect(client.lastContact).toBe(75)
  })
})

describe('commands', () => {
  test('a command settles with the answer to its own id', async () => {
    const { pipe, client } = openClient()
    pipe.greet()
    const start = client.command('playlist.start', { id: 'intro' })
    const stop = client.command('show.stop', {})
    const [first, second] = pipe.sentOf('command')
    expect(first).toMatchObject({ command: 'playlist.start', args: { id: 'intro' } })
    pipe.receive({ kind: 'answer', id: second!.id, value: { runs: 2 } })
    pipe.receive({ kind: 'answer', id: first!.id, value: { runId: 'run-1' } })
    expect(await start).toEqual({ ok: true, value: { runId: 'run-1' } })
    expect(await stop).toEqual({ ok: true, value: { runs: 2 } })
  })

  test('a refusal settles the command with the engine’s fault', async () => {
    const { pipe, client } = openClient()
    pipe.greet()
    const going = client.command('show.go', {})
    const refusal = fault('show/no-standby', 'standby', 'nothing is in standby', 'choose a playlist')
    pipe.receive({ kind: 'refused', id: pipe.sentOf('command')[0]!.id, fault: refusal })
    expect(await going).toEqual({ ok: false, error: refusal })
  })

  test('a refusal of no particular command goes to the fault listeners', () => {
    const { pipe, client } = openClient()
    const faults: Fault[] = []
    const listening = client.onFault((received) => faults.push(received))
    pipe.greet()
    const refusal = fault('frame/unreadable', 'frame', 'not JSON', 'report it')
    pipe.receive({ kind: 'refused', id: null, fault: refusal })
    expect(faults).toEqual([refusal])
    dispose(listening)
  })

  test('a command without a connection fails at once and is not sent later', async () => {
    const { pipe, client } = openClient()
    const result = await client.command('show.panic', {})
    expect(result).toMatchObject({ ok: false, error: { code: 'connection/none', where: 'show.panic' } })
    pipe.greet()
    expect(pipe.sentOf('command')).toEqual([])
  })

  test('commands on their way fail when the connection is lost', async () => {
    const { pipe, client } = openClient()
    pipe.greet()
    const going = client.command('show.go', {})
    pipe.become('closed')
    expect(await going).toMatchObject({ ok: false, error: { code: 'connection/lost' } })
  })

  test('a command that is not answered within 5 s fails, and a late answer changes nothing', async () => {
    const { clock, pipe, client } = openClient()
    pipe.greet()
    const going = client.command('show.go', {})
    clock.advanceTo(5_000)
    expect(await going).toMatchObject({ ok: false, error: { code: 'connection/timeout' } })
    pipe.answer({ runId: 'run-1' })
    expect(await going).toMatchObject({ ok: false })
  })

  test('who wants to know hears the answer that comes after a command was given up', async () => {
    const { clock, pipe, client } = openClient()
    pipe.greet()
    const late: unknown[] = []
    const going = client.command('show.go', {}, (answer) => late.push(answer))
    clock.advanceTo(5_000)
    expect(await going).toMatchObject({ ok: false, error: { code: 'connection/timeout' } })
    expect(late).toEqual([])
    pipe.answer({ runId: 'run-1' })
    pipe.answer({ runId: 'run-1' })
    expect(late).toEqual([{ ok: true, value: { runId: 'run-1' } }])
  })

  test('disposing settles what is on its way', async () => {
    const { pipe, client } = openClient()
    pipe.greet()
    const going = client.command('show.go', {})
    dispose(client)
    expect(await going).toMatchObject({ ok: false, error: { code: 'connection/lost' } })
  })
})

describe('inputs', () => {
  const pad1 = { family: 'virtual', control: 'pad1', kind: 'button', value: 1 } as const

  test('an input is sent with the moment that it arose, on the engine’s clock', () => {
    const { clock, pipe, client } = openClient()
    pipe.greet(7_000)
    clock.advanceBy(25)
    client.input(pad1)
    expect(pipe.sentOf('input')).toEqual([{ kind: 'input', at: 7_025, input: pad1 }])
  })

  test('an input without a connection is dropped and is not sent later', () => {
    const { pipe, client } = openClient()
    client.input(pad1)
    pipe.become('open')
    client.input(pad1)
    pipe.receive({ kind: 'hello', protocol: 999, version: '9.0.0', now: 0 })
    client.input(pad1)
    pipe.greet()
    expect(pipe.sentOf('input')).toEqual([])
  })
})

describe('streams', () => {
  test('a patch makes the next value of the one before; one that goes from another value asks for all of it', () => {
    const { pipe, client } = openClient()
    const standbys: (string | null)[] = []
    const subscription = client.subscribe('runs', ({ standby }) => standbys.push(standby))
    pipe.greet()
    const patch = (from: number, version: number, standby: string) =>
      pipe.receive({
        kind: 'patch',
        stream: 'runs',
        from,
        version,
        patch: { fields: { standby }, lists: {} },
      })
    patch(0, 1, 'before anything was sent')
    pipe.receive({ kind: 'value', version: 4, stream: 'runs', value: { standby: 'a', runs: [] } })
    patch(4, 5, 'b')
    patch(5, 6, 'c')
    patch(5, 7, 'of another')
    expect(standbys).toEqual(['a', 'b', 'c'])
    expect(pipe.sentOf('subscribe')).toHaveLength(3)
    dispose(subscription)
  })

  test('a stream is subscribed to after the greeting and again after every reconnect', () => {
    const { pipe, client } = openClient()
    const names: string[] = []
    const subscription = client.subscribe('show', ({ name }) => names.push(name))
    expect(pipe.sent).toEqual([])
    pipe.greet()
    pipe.receive({ kind: 'value', version: 1, stream: 'show', value: emptyShow })
    pipe.become('closed')
    pipe.become('connecting')
    pipe.greet()
    pipe.receive({ kind: 'value', version: 1, stream: 'show', value: { ...emptyShow, name: 'Second' } })
    expect(pipe.sentOf('subscribe').map(({ stream }) => stream)).toEqual(['show', 'show'])
    expect(names).toEqual(['Empty', 'Second'])
    dispose(subscription)
  })

  test('a stream opened while connected is subscribed to at once, and let go when disposed', () => {
    const { pipe, client } = openClient()
    pipe.greet()
    let values = 0
    const subscription = client.subscribe('activity', () => (values += 1))
    dispose(subscription)
    pipe.receive({ kind: 'value', version: 1, stream: 'activity', value: { lines: [], omitted: 0 } })
    expect(pipe.sentOf('subscribe')).toEqual([{ kind: 'subscribe', stream: 'activity' }])
    expect(pipe.sentOf('unsubscribe')).toEqual([{ kind: 'unsubscribe', stream: 'activity' }])
    expect(values).toBe(0)
  })

  test('a second receiver of one stream is a mistake', () => {
    const { client } = openClient()
    const subscription = client.subscribe('show', () => undefined)
    expect(() => client.subscribe('show', () => undefined)).toThrow('stream show already has a receiver')
    dispose(subscription)
  })
})

describe('the engine’s clock', () => {
  /** Answers the newest ping after `there` ms out and `back` ms home; the engine is `ahead` ms ahead. */
  function pong(clock: SimulatedClock, pipe: ScriptedPipe, there: number, back: number, ahead: number): void {
    const { id } = pipe.sentOf('ping').at(-1)!
    clock.advanceBy(there)
    const now = clock.now() + ahead
    clock.advanceBy(back)
    pipe.receive({ kind: 'pong', id, now })
  }

  test('the greeting gives a first reading', () => {
    const { clock, pipe, client } = openClient()
    clock.advanceTo(100)
    pipe.greet(5_100)
    clock.advanceTo(130)
    expect(client.engineNow()).toBe(5_130)
    expect(client.roundTrip).toBeNull()
  })

  test('of five pings the one with the shortest round trip is believed', () => {
    const { clock, pipe, client } = openClient()
    pipe.greet(0)
    for (const [there, back] of [
      [40, 2],
      [3, 90],
      [1, 1],
      [10, 30],
      [20, 0],
    ] as const) {
      pong(clock, pipe, there, back, 7_000)
    }
    expect(client.roundTrip).toBe(2)
    expect(client.engineNow() - clock.now()).toBe(7_000)
    expect(pipe.sentOf('ping')).toHaveLength(5)
  })

  test('measuring is repeated twice after a second, then every 10 s', () => {
    const { clock, pipe } = openClient()
    pipe.greet(0)
    const talking = pipe.keepTalking(clock)
    onTestFinished(() => dispose(talking))
    const round = (): void => {
      for (let ping = 0; ping < 5; ping += 1) pong(clock, pipe, 0, 0, 0)
    }
    round()
    clock.advanceBy(999)
    expect(pipe.sentOf('ping')).toHaveLength(5)
    clock.advanceBy(1)
    expect(pipe.sentOf('ping')).toHaveLength(6)
    round()
    clock.advanceBy(1_000)
    round()
    expect(pipe.sentOf('ping')).toHaveLength(15)
    clock.advanceBy(9_999)
    expect(pipe.sentOf('ping')).toHaveLength(15)
    clock.advanceBy(1)
    expect(pipe.sentOf('ping')).toHaveLength(16)
  })

  test('a lost pong ends its round with what was measured', () => {
    const { clock, pipe, client } = openClient()
    pipe.greet(0)
    pong(clock, pipe, 2, 2, 300)
    clock.advanceBy(2_000)
    expect(client.roundTrip).toBe(4)
    expect(client.engineNow() - clock.now()).toBe(300)
  })

  test('a pong that answers no open ping is passed over', () => {
    const { pipe, client } = openClient()
    pipe.greet(0)
    pipe.receive({ kind: 'pong', id: 4711, now: 99_999 })
    expect(client.engineNow()).toBe(0)
  })

  test('nothing is measured while disconnected', () => {
    const { clock, pipe } = openClient()
    pipe.greet(0)
    pipe.become('closed')
    expect(clock.nextDueAt()).toBeNull()
  })
})

describe('an engine that says nothing', () => {
  test('is asked for a sign of life after half a second, and is silent after two', () => {
    const { clock, pipe, client } = openClient()
    const seen: string[] = []
    const listening = client.onState((state) => seen.push(state))
    onTestFinished(() => dispose(listening))
    pipe.greet()
    const asked = pipe.sentOf('ping').length
    clock.advanceTo(499)
    expect(pipe.sentOf('ping')).toHaveLength(asked)
    clock.advanceTo(500)
    expect(pipe.sentOf('ping')).toHaveLength(asked + 1)
    clock.advanceTo(1_999)
    expect(client.state).toBe('open')
    clock.advanceTo(2_000)
    expect(client.state).toBe('silent')
    pipe.receive({ kind: 'pong', id: pipe.sentOf('ping').at(-1)!.id, now: 2_010 })
    expect(seen).toEqual(['open', 'silent', 'open'])
  })

  test('is not asked while it speaks by itself', () => {
    const { clock, pipe } = openClient()
    pipe.greet()
    const talking = pipe.keepTalking(clock)
    onTestFinished(() => dispose(talking))
    clock.advanceTo(1_900)
    // The round that measures the clock ends by itself after two seconds.
    expect(pipe.sentOf('ping')).toHaveLength(1)
  })

  test('is silent to a page that was asleep until it answers what is asked now, whatever lay in the connection', () => {
    const { clock, pipe, client } = openClient()
    pipe.greet()
    const seen: string[] = []
    using listening = client.onState((state) => seen.push(state))
    clock.advanceBy(1_000)
    const before = pipe.sentOf('ping').at(-1)?.id ?? 0
    client.woke()
    expect(client.state).toBe('silent')
    pipe.receive({ kind: 'pong', id: before, now: 1_000 })
    pipe.receive({ kind: 'answer', id: 99, value: {} })
    expect([client.state, listening]).toEqual(['silent', expect.anything()])
    const proof = pipe.sentOf('ping').at(-1)?.id ?? 0
    pipe.receive({ kind: 'pong', id: proof, now: 3_601_000 })
    expect(seen).toEqual(['silent', 'open'])
    // Its own clock had stood still for the hour that it slept.
    expect(client.engineNow()).toBe(3_601_000)
    clock.advanceBy(100)
    pipe.become('closed')
    client.woke()
    expect(client.state).toBe('closed')
  })

  test('is not taken for silent where it was this page that stood still', () => {
    const awake = new SimulatedClock()
    let slept = 0
    const clock: Clock = {
      now: () => monotonicMs(awake.now() + slept),
      wall: () => awake.wall(),
      upkeep: (dueAt, run) => awake.upkeep(monotonicMs(dueAt - slept), run),
    }
    const pipe = new ScriptedPipe()
    const client = new ContractClient(pipe, clock, SOME_PAGE)
    onTestFinished(() => dispose(client))
    pipe.greet()
    slept = 60_000
    awake.advanceTo(2_499)
    expect(client.state).toBe('open')
    awake.advanceTo(2_500)
    expect(client.state).toBe('silent')
  })

  test('is sent panic and what lets go of something, and nothing else', async () => {
    const { clock, pipe, client } = openClient()
    pipe.greet()
    clock.advanceTo(3_000)
    expect(await client.command('show.go', {})).toMatchObject({
      ok: false,
      error: { code: 'connection/silent', what: 'it was not sent: the engine has been silent for 3 s' },
    })
    client.input({ family: 'virtual', control: 'pad1', kind: 'button', value: 1 })
    client.input({ family: 'virtual', control: 'fader1', kind: 'axis', value: 0 })
    client.input({ family: 'virtual', control: 'pad1', kind: 'button', value: 0 })
    client.input({ family: 'keyboard', code: 'KeyA', key: 'a', pressed: true })
    client.input({ family: 'keyboard', code: 'KeyA', key: 'a', pressed: false })
    expect(pipe.sentOf('input').map(({ input }) => input)).toEqual([
      { family: 'virtual', control: 'pad1', kind: 'button', value: 0 },
      { family: 'keyboard', code: 'KeyA', key: 'a', pressed: false },
    ])
    const panic = client.command('show.panic', {})
    pipe.answer({ runs: 1 })
    expect(await panic).toEqual({ ok: true, value: { runs: 1 } })
  })

  test('keeps the streams that are asked for meanwhile', () => {
    const { clock, pipe, client } = openClient()
    pipe.greet()
    clock.advanceTo(3_000)
    onTestFinished(() => dispose(subscription))
    const subscription = client.subscribe('show', () => undefined)
    expect(pipe.sentOf('subscribe')).toEqual([{ kind: 'subscribe', stream: 'show' }])
  })
})

describe('what is open of the show', () => {
  const emissions = [{ type: 'lights.go', payload: {} }]
  const columns = {
    keys: [[1, 2]] as const,
    offsets: [0, 10],
    emissions,
    emits: [0, 0],
    args: [],
    repeats: [],
  }
  const shift = { edit: 'steps', playlist: 'a', do: 'shift', keys: [[2, 2]], by: 5 } as const

  function followed() {
    const { pipe, client } = openClient()
    pipe.greet()
    const offsets: number[][] = []
    const watching = client.subscribe('timeline:a', ({ steps }) =>
      offsets.push(steps.map(({ offset }) => offset)),
    )
    onTestFinished(() => dispose(watching))
    pipe.receive({ kind: 'value', stream: 'timeline:a', version: 1, value: { generation: 4, columns } })
    const edit = (from: number, generation: number, edits: readonly Edit[]): void =>
      pipe.receive({
        ...{ kind: 'edits', stream: 'timeline:a', from, version: from + 1 },
        edits: [{ generation, edits }],
      })
    const asked = (): number => pipe.sentOf('subscribe').length
    return { offsets, edit, asked }
  }

  test('is carried on by the edits that come', () => {
    const { offsets, edit, asked } = followed()
    edit(1, 5, [shift])
    edit(2, 6, [shift])
    expect(offsets).toEqual([
      [0, 10],
      [0, 15],
      [0, 20],
    ])
    expect(asked()).toBe(1)
  })

  test.each<[string, number, number, readonly Edit[]]>([
    ['that are of another value', 7, 5, [shift]],
    ['that are of an older generation', 1, 4, [shift]],
    ['of steps that are not here', 1, 5, [{ ...shift, keys: [[9, 9]] }]],
  ])('is asked for whole where edits come %s', (_, from, generation, edits) => {
    const { offsets, edit, asked } = followed()
    edit(from, generation, edits)
    expect(offsets).toEqual([[0, 10]])
    expect(asked()).toBe(2)
  })
})
