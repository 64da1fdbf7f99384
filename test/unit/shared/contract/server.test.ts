import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { jsonBytes } from '../../../../shared/base/json-bytes.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { failed, fault, ok } from '../../../../shared/base/result.ts'
import type { Result } from '../../../../shared/base/result.ts'
import { commands as table } from '../../../../shared/contract/commands.ts'
import { aheadOf } from '../../../../shared/contract/ending.ts'
import { PROTOCOL } from '../../../../shared/contract/streams.ts'
import type { ClientFrame, Hello, ServerFrame } from '../../../../shared/contract/frames.ts'
import type { ClientInput } from '../../../../shared/contract/inputs.ts'
import type { Client } from '../../../../shared/model/client.ts'
import type { ServerPipe } from '../../../../shared/contract/pipe.ts'
import { SERVER_LIMITS } from '../../../../shared/contract/limits.ts'
import { ContractServer } from '../../../../shared/contract/server.ts'
import { WebMeter } from '../../../../shared/contract/web-meter.ts'
import { isOpenable } from '../../../../shared/contract/streams.ts'
import type { RunView, RunsView, StreamName, StreamValues } from '../../../../shared/contract/streams.ts'
import { runs } from '../../../support/property-runs.ts'

const NOTHING_OPEN = { generation: 1, steps: [], keys: new Uint32Array(), definition: null }
type ValueFrame = ServerFrame & { kind: 'value' }
type PatchFrame = ServerFrame & { kind: 'patch' }

const ENDING = Object.keys(table).filter((name) => aheadOf(name) !== undefined)

class TestPipe implements ServerPipe {
  readonly way: ServerPipe['way']
  readonly window: number | null
  readonly address: string | null
  readonly frames: ServerFrame[] = []
  /** Whether the other side takes what it is sent. */
  reads = true
  buffered = 0
  closed = false
  wasCut = false
  paused = false
  broken = false
  #receive: (message: unknown, bytes: number) => void = () => {}
  #onClose: () => void = () => {}
  readonly #untaken: (() => void)[] = []

  constructor(client: string, address: string | null) {
    const [, window] = /^window:(\d+)$/.exec(client) ?? []
    this.window = window === undefined ? null : Number(window)
    this.way = this.window === null ? 'web' : 'window'
    this.address = address
  }

  send(frame: ServerFrame, taken: () => void): number {
    if (this.broken) throw new Error('the line is dead')
    this.frames.push(frame)
    const bytes = jsonBytes(frame)
    if (this.reads) taken()
    else {
      this.buffered += bytes
      this.#untaken.push(() => {
        this.buffered -= bytes
        taken()
      })
    }
    return bytes
  }

  takesOne(): void {
    this.#untaken.shift()?.()
  }

  onMessage(receive: (message: unknown, bytes: number) => void): void {
    this.#receive = receive
  }

  pause(): void {
    this.paused = true
  }

  resume(): void {
    this.paused = false
  }

  cut(): void {
    this.wasCut = true
    this.close()
  }

  onClose(closed: () => void): void {
    this.#onClose = closed
  }

  close(): void {
    this.closed = true
    this.#onClose()
  }

  says(message: unknown): void {
    this.#receive(message, jsonBytes(message))
  }

  get last(): ServerFrame | undefined {
    return this.frames.at(-1)
  }
}

const standby = (playlistId: string): RunsView => ({ standby: playlistId, runs: [] })

interface Asked {
  readonly command: string
  readonly args: unknown
  readonly client: string
  /** Only where it is said. */
  readonly at?: number
}

interface Told {
  readonly input: ClientInput
  readonly at: number
  readonly client: string
}

function setUp(answer: (asked: Asked) => Promise<Result<unknown>> = () => Promise.resolve(ok('done'))) {
  const clock = new SimulatedClock(500)
  const asked: Asked[] = []
  const inputs: Told[] = []
  const left: string[] = []
  const clients: Client[] = []
  const meter = new WebMeter()
  let connected = 0
  /** Of the client that connects next. */
  let label = ''
  const server = new ContractServer({
    clock,
    version: '1.2.3',
    meter,
    newId: () => label,
    execute(command, args, client, at) {
      clients.push(client)
      const by = { command, args, client: client.id, ...(at !== undefined && { at }) }
      asked.push(by)
      return answer(by)
    },
    value: <S extends StreamName>(stream: S) =>
      (isOpenable(stream) ? NOTHING_OPEN : standby('now')) as StreamValues[S],
    input(input, at, client) {
      inputs.push({ input, at, client: client.id })
      return null
    },
    left: (client) => left.push(client.id),
  })
  onTestFinished(() => server[Symbol.dispose]())
  const connect = (client = `test:${(connected += 1)}`, address: string | null = '127.0.0.1'): TestPipe => {
    label = client
    const pipe = new TestPipe(client, address)
    server.connect(pipe)
    return pipe
  }
  return { clock, asked, clients, inputs, left, server, connect, meter }
}

const hello = (of: Partial<Hello>): ClientFrame => ({
  kind: 'hello',
  client: '',
  key: '',
  station: '',
  ...of,
})

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('a client of the contract server', () => {
  test('is greeted with protocol, version and the clock', () => {
    const { connect } = setUp()
    expect(connect().frames).toEqual([{ kind: 'hello', protocol: PROTOCOL, version: '1.2.3', now: 500 }])
  })

  test('gets the answer to a command under the id of its request', async () => {
    const { connect, asked } = setUp()
    const pipe = connect('ws:127.0.0.1:5000')
    pipe.says({ kind: 'command', id: 7, command: 'playlist.start', args: { id: 'intro' } })
    await settled()
    expect(asked).toEqual([{ command: 'playlist.start', args: { id: 'intro' }, client: 'ws:127.0.0.1:5000' }])
    expect(pipe.last).toEqual({ kind: 'answer', id: 7, value: 'done' })
  })

  test('gets the fault of a refused command under the id of its request', async () => {
    const refusal = fault('playlist/unknown', 'intro', 'there is no such playlist', 'choose another')
    const { connect } = setUp(() => Promise.resolve(failed(refusal)))
    const pipe = connect()
    pipe.says({ kind: 'command', id: 8, command: 'playlist.start', args: {} })
    await settled()
    expect(pipe.last).toEqual({ kind: 'refused', id: 8, fault: refusal })
  })

  test('is told of a command that broke down instead of waiting for ever', async () => {
    const { connect } = setUp(() => Promise.reject(new Error('out of order')))
    const pipe = connect()
    pipe.says({ kind: 'command', id: 9, command: 'show.go', args: {} })
    await settled()
    expect(pipe.last).toMatchObject({
      kind: 'refused',
      id: 9,
      fault: { code: 'contract/internal', where: 'show.go', what: 'out of order' },
    })
  })

  test('may wait for 64 answers at a time and is refused the next', async () => {
    const { connect, asked } = setUp(() => new Promise(() => {}))
    const pipe = connect()
    for (let id = 0; id <= 64; id += 1) pipe.says({ kind: 'command', id, command: 'show.go', args: {} })
    await settled()
    expect(asked).toHaveLength(64)
    expect(pipe.last).toMatchObject({ kind: 'refused', id: 64, fault: { code: 'contract/busy' } })
  })

  test('reads the clock of the engine by a ping', () => {
    const { connect, clock } = setUp()
    const pipe = connect()
    clock.advanceBy(250)
    pipe.says({ kind: 'ping', id: 3 })
    expect(pipe.last).toEqual({ kind: 'pong', id: 3, now: 750 })
  })

  test('is refused with one frame and closed where 64 are connected and at work', () => {
    const { connect, server } = setUp()
    for (let count = 0; count < 64; count += 1) connect().says({ kind: 'subscribe', stream: 'runs' })
    const late = connect()
    expect(late.frames).toMatchObject([{ kind: 'refused', id: null, fault: { code: 'contract/full' } }])
    expect(late.closed).toBe(true)
    expect(server.clients).toBe(64)
  })

  test('is forgotten once its pipe has closed', () => {
    const { connect, server } = setUp()
    const pipe = connect()
    pipe.says({ kind: 'subscribe', stream: 'runs' })
    pipe.close()
    expect(server.clients).toBe(0)
    expect(server.publish('runs', standby('a'))).toEqual({ clients: 0, bytes: 0, failed: [] })
  })
})

describe('a frame that makes no sense', () => {
  test.each([
    ['text', 'hello', 'frame', null],
    ['nothing', undefined, 'frame', null],
    ['a kind that does not exist', { kind: 'shout', id: 4 }, 'frame.kind', 4],
    ['a stream that does not exist', { kind: 'subscribe', stream: 'news' }, 'frame.stream', null],
    ['an id that is no number', { kind: 'ping', id: 'x' }, 'frame.id', null],
    ['a field too many', { kind: 'ping', id: 1, loud: true }, 'frame.loud', 1],
  ])('%s is refused and its field named', (_what, message, where, id) => {
    const { connect } = setUp()
    const pipe = connect()
    pipe.says(message)
    expect(pipe.last).toMatchObject({ kind: 'refused', id, fault: { code: 'contract/bad-frame', where } })
  })

  test('is refused where it nests deeper than 64 levels, however deep', () => {
    const { connect, asked } = setUp()
    const pipe = connect()
    const args: unknown = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000))
    pipe.says({ kind: 'command', id: 1, command: 'event.publish', args })
    expect(asked).toEqual([])
    expect(pipe.last).toMatchObject({ kind: 'refused', fault: { code: 'contract/too-deep' } })
  })

  test('ends the connection when it is the hundredth', () => {
    const { connect, server } = setUp()
    const pipe = connect()
    for (let count = 0; count < 99; count += 1) pipe.says('?')
    expect(pipe.closed).toBe(false)
    pipe.says('?')
    expect(pipe.closed).toBe(true)
    expect(server.clients).toBe(0)
  })
})

describe('a stream', () => {
  test('tells a new subscriber its value at once and every later one', () => {
    const { connect, server } = setUp()
    const pipe = connect()
    pipe.says({ kind: 'subscribe', stream: 'runs' })
    expect(pipe.last).toMatchObject({ kind: 'value', stream: 'runs', value: standby('now') })
    expect(server.publish('runs', standby('later'))).toMatchObject({ clients: 1, failed: [] })
    expect(pipe.last).toMatchObject({
      kind: 'patch',
      stream: 'runs',
      patch: { fields: { standby: 'later' }, lists: {} },
    })
  })

  test('reaches only those who subscribed to it and have not left', () => {
    const { connect, server } = setUp()
    const [watching, gone, other] = [connect(), connect(), connect()]
    for (const pipe of [watching, gone]) pipe.says({ kind: 'subscribe', stream: 'runs' })
    other.says({ kind: 'subscribe', stream: 'health' })
    gone.says({ kind: 'unsubscribe', stream: 'runs' })
    expect(server.subscribers('runs')).toBe(1)
    expect(server.publish('runs', standby('a')).clients).toBe(1)
    expect(watching.last).toMatchObject({ stream: 'runs', value: standby('a') })
    expect(other.last).toMatchObject({ stream: 'health' })
  })

  test('names the client whose pipe failed and goes on with the others', () => {
    const { connect, server } = setUp()
    const [dead, alive] = [connect('ws:dead'), connect('ws:alive')]
    for (const pipe of [dead, alive]) pipe.says({ kind: 'subscribe', stream: 'runs' })
    dead.broken = true
    expect(server.publish('runs', standby('a'))).toMatchObject({
      clients: 1,
      failed: [{ client: 'Page on this computer', message: 'the line is dead' }],
    })
    expect(alive.last).toMatchObject({ stream: 'runs' })
    expect(server.clients).toBe(1)
  })
})

describe('a value that follows another', () => {
  const withRuns = (standby: string | null, ...runIds: readonly string[]): RunsView => ({
    standby,
    runs: runIds.map((runId) => ({ runId }) as RunView),
  })

  test('is sent as what differs, from the version that the client has to the next', () => {
    const { connect, server } = setUp()
    const pipe = connect()
    pipe.says({ kind: 'subscribe', stream: 'runs' })
    server.publish('runs', withRuns('now', 'a', 'b'))
    server.publish('runs', withRuns('now', 'b'))
    const [whole, first, second] = pipe.frames.slice(-3) as [ValueFrame, PatchFrame, PatchFrame]
    expect(first).toMatchObject({ kind: 'patch', from: whole.version })
    expect(second).toMatchObject({
      from: first.version,
      patch: { lists: { runs: { order: { head: 0, tail: 1, keys: [] }, put: [] } } },
    })
  })

  test('is one frame for all clients that have the same, and whole for who has just come or asks anew', () => {
    const { connect, server } = setUp()
    const [early, late] = [connect('ws:early'), connect('ws:late')]
    early.says({ kind: 'subscribe', stream: 'runs' })
    server.publish('runs', withRuns('a'))
    late.says({ kind: 'subscribe', stream: 'runs' })
    expect(late.last).toMatchObject({ kind: 'value' })
    const next = withRuns('b')
    server.publish('runs', next)
    expect(early.last).toMatchObject({ kind: 'patch' })
    server.publish('runs', withRuns('c'))
    expect(early.last).toBe(late.last)
    late.says({ kind: 'subscribe', stream: 'runs' })
    expect(late.last).toMatchObject({ kind: 'value', value: standby('now') })
  })
})

describe('a timeline or a definition', () => {
  test('is a stream of its own for each playlist, of which a client may open 32 at a time', () => {
    const { connect, server } = setUp()
    const pipe = connect()
    for (let count = 0; count < 33; count += 1) pipe.says({ kind: 'subscribe', stream: `timeline:${count}` })
    expect(pipe.last).toMatchObject({
      kind: 'refused',
      fault: { code: 'contract/busy', where: 'timelines and forms' },
    })
    expect(server.subscribers('timeline:31')).toBe(1)
    expect(server.subscribers('timeline:32')).toBe(0)
    pipe.says({ kind: 'subscribe', stream: 'timeline:31' })
    expect(pipe.last).toMatchObject({ kind: 'value', stream: 'timeline:31' })
    pipe.says({ kind: 'unsubscribe', stream: 'timeline:0' })
    pipe.says({ kind: 'subscribe', stream: 'timeline:32' })
    expect(server.subscribers('timeline:32')).toBe(1)
  })

  test.each([
    ...['timeline:', `timeline:${'x'.repeat(201)}`, 'timelines:a'],
    ...['definition:playlist', 'definition:playlist:', 'definition:thing:a'],
  ])('has a name, which “%s” is not', (stream) => {
    const { connect } = setUp()
    const pipe = connect()
    pipe.says({ kind: 'subscribe', stream })
    expect(pipe.last).toMatchObject({ kind: 'refused', fault: { code: 'contract/bad-frame' } })
  })
})

describe('a slow client', () => {
  function slow() {
    const setting = setUp()
    const pipe = setting.connect('ws:slow')
    pipe.says({ kind: 'subscribe', stream: 'runs' })
    pipe.buffered = SERVER_LIMITS.slowBytes + 1
    return { ...setting, pipe }
  }

  test('is spared older values and gets the latest once it has caught up', () => {
    const { pipe, server, clock } = slow()
    expect(server.publish('runs', standby('a'))).toEqual({ clients: 0, bytes: 0, failed: [] })
    server.publish('runs', standby('b'))
    clock.advanceBy(1000)
    expect(pipe.last).toMatchObject({ value: standby('now') })
    pipe.buffered = 0
    clock.advanceBy(250)
    expect(pipe.last).toMatchObject({ value: standby('b') })
    expect(pipe.frames.filter(({ kind }) => kind === 'value')).toHaveLength(2)
  })

  test('is not sent an older value after a newer one', () => {
    const { pipe, server, clock } = slow()
    server.publish('runs', standby('old'))
    pipe.buffered = 0
    server.publish('runs', standby('new'))
    clock.advanceBy(1000)
    expect(pipe.last).toMatchObject({ value: standby('new') })
  })

  test('still gets its commands answered', async () => {
    const { pipe } = slow()
    pipe.says({ kind: 'command', id: 1, command: 'show.go', args: {} })
    await settled()
    expect(pipe.last).toEqual({ kind: 'answer', id: 1, value: 'done' })
  })

  test('is closed when it has taken nothing for 30 seconds', () => {
    const { pipe, server, clock } = slow()
    server.publish('runs', standby('a'))
    clock.advanceBy(29_000)
    expect(pipe.closed).toBe(false)
    clock.advanceBy(1_250)
    expect(pipe.closed).toBe(true)
    expect(server.clients).toBe(0)
  })

  test('that asks and asks without reading is cut off', () => {
    const { pipe } = slow()
    pipe.buffered = SERVER_LIMITS.cutOffBytes + 1
    pipe.says({ kind: 'ping', id: 1 })
    expect(pipe.closed).toBe(true)
  })
})

test('the end of the server closes every pipe and leaves no timer behind', () => {
  const { connect, server, clock } = setUp()
  const pipe = connect()
  pipe.says({ kind: 'subscribe', stream: 'runs' })
  pipe.buffered = SERVER_LIMITS.slowBytes + 1
  server.publish('runs', standby('a'))
  server[Symbol.dispose]()
  expect(pipe.closed).toBe(true)
  expect(clock.nextDueAt()).toBeNull()
})

const key = (code: string, pressed = true): ClientInput => ({ family: 'keyboard', code, key: code, pressed })

describe('an input of a client', () => {
  test('is handed on with the client’s name and is not answered', () => {
    const { connect, inputs } = setUp()
    const pipe = connect('window:1')
    const greeted = pipe.frames.length
    pipe.says({ kind: 'input', at: 490, input: key('KeyA') })
    expect(inputs).toEqual([{ input: key('KeyA'), at: 490, client: 'window:1' }])
    expect(pipe.frames).toHaveLength(greeted)
  })

  test.each([
    ['as it says within the last second', 4_500, 4_500],
    ['a second ago where its clock is far behind', -1e9, 4_000],
    ['now where its clock is ahead', 1e12, 5_000],
  ])('arose %s', (_what, said, taken) => {
    const { connect, inputs, clock } = setUp()
    clock.advanceTo(5_000)
    connect().says({ kind: 'input', at: said, input: key('KeyA') })
    expect(inputs[0]?.at).toBe(taken)
  })

  test('never arose before the one that came before it', () => {
    const { connect, inputs } = setUp()
    const pipe = connect()
    for (const at of [480, 470, 490]) pipe.says({ kind: 'input', at, input: key(`at ${at}`) })
    expect(inputs.map(({ at }) => at)).toEqual([480, 480, 490])
  })

  test.each([
    ['a family that does not exist', { family: 'foot', code: 'x' }],
    [
      'a button pressed twice as far as it goes',
      { family: 'virtual', control: 'pad1', kind: 'button', value: 2 },
    ],
    ['a control that is no name', { family: 'virtual', control: '../x', kind: 'button', value: 1 }],
    ['a pad number beyond any browser’s', { family: 'gamepad', index: 16, pad: null }],
    ['nothing', null],
  ])('that is %s is refused', (_what, input) => {
    const { connect, inputs } = setUp()
    const pipe = connect()
    pipe.says({ kind: 'input', at: 500, input })
    expect(inputs).toEqual([])
    expect(pipe.last).toMatchObject({ kind: 'refused', fault: { code: 'contract/bad-frame' } })
  })

  test('whatever it holds, it is taken or refused and never throws', () => {
    const piece = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.record(
        {
          family: fc.constantFrom('gamepad', 'keyboard', 'virtual', 'other'),
          index: fc.oneof(fc.integer({ min: -1, max: 20 }), fc.double()),
          pad: fc.oneof(
            fc.constant(null),
            fc.record({
              id: fc.string(),
              standard: fc.boolean(),
              buttons: fc.array(fc.double({ min: -0.1, max: 1.1 }), { maxLength: 70 }),
              axes: fc.array(fc.double({ min: -1.1, max: 1.1 }), { maxLength: 40 }),
            }),
          ),
          code: fc.string(),
          key: fc.string(),
          pressed: fc.boolean(),
          control: fc.string(),
          kind: fc.string(),
          value: fc.double(),
        },
        { requiredKeys: ['family'] },
      ),
    )
    fc.assert(
      fc.property(piece, fc.oneof(fc.double(), fc.jsonValue({ maxDepth: 1 })), (input, at) => {
        const { connect, inputs } = setUp()
        const pipe = connect()
        pipe.says({ kind: 'input', at, input })
        expect(inputs.length + pipe.frames.filter(({ kind }) => kind === 'refused').length).toBe(1)
      }),
      runs(500),
    )
  })
})

describe('a client that sends more inputs than it may', () => {
  /** A pipe whose client has spent all it may send at once. */
  function spent() {
    const setting = setUp()
    const pipe = setting.connect('window:1')
    for (let count = 0; count < 1_000; count += 1)
      pipe.says({ kind: 'input', at: 500, input: key(`K${count}`) })
    expect(setting.inputs).toHaveLength(1_000)
    setting.inputs.length = 0
    return { ...setting, pipe, refusals: () => pipe.frames.filter(({ kind }) => kind === 'refused') }
  }

  test('has its next ones handed on a moment later and in order, and is told nothing', () => {
    const { pipe, inputs, clock, refusals } = spent()
    pipe.says({ kind: 'input', at: 500, input: key('KeyA') })
    pipe.says({ kind: 'input', at: 500, input: key('KeyB') })
    expect(inputs).toEqual([])
    clock.advanceBy(10)
    expect(inputs.map(({ input, at }) => [input, at])).toEqual([
      [key('KeyA'), 500],
      [key('KeyB'), 500],
    ])
    expect(refusals()).toEqual([])
  })

  test('has none overtake those that wait, though it may send again', () => {
    const { pipe, inputs, clock } = spent()
    pipe.says({ kind: 'input', at: 500, input: key('KeyA') })
    clock.advanceBy(5)
    pipe.says({ kind: 'input', at: 505, input: key('KeyB') })
    expect(inputs).toEqual([])
    clock.advanceBy(5)
    expect(inputs.map(({ input }) => input)).toEqual([key('KeyA'), key('KeyB')])
  })

  test('loses what a later input of the same control makes old, and never the last of it', () => {
    const { pipe, inputs, clock } = spent()
    for (const pressed of [true, false, true, false]) {
      pipe.says({ kind: 'input', at: 500, input: key('KeyA', pressed) })
    }
    pipe.says({ kind: 'input', at: 500, input: key('K7', false) })
    clock.advanceBy(1_000)
    expect(inputs.map(({ input }) => input)).toEqual([key('KeyA', false), key('K7', false)])
  })

  test('is told so once a second', () => {
    const { pipe, clock, refusals } = spent()
    const flood = (): void => {
      for (let count = 0; count < 5_000; count += 1) {
        pipe.says({ kind: 'input', at: clock.now(), input: key('KeyA', count % 2 === 0) })
      }
    }
    flood()
    expect(refusals()).toMatchObject([{ id: null, fault: { code: 'contract/busy', where: 'inputs' } }])
    clock.advanceBy(999)
    flood()
    expect(refusals()).toHaveLength(1)
    clock.advanceBy(1)
    flood()
    expect(refusals()).toHaveLength(2)
    expect(pipe.closed).toBe(false)
    pipe.close()
  })

  test('is held to 2,000 a second, and to 512 controls that wait', () => {
    const { pipe, inputs, clock } = spent()
    for (let ms = 0; ms < 1_000; ms += 1) {
      for (let count = 0; count < 10; count += 1) {
        pipe.says({ kind: 'input', at: clock.now(), input: key(`${ms} ${count}`) })
      }
      clock.advanceBy(1)
    }
    expect(inputs.length).toBeGreaterThan(1_950)
    expect(inputs.length).toBeLessThanOrEqual(2_000)
    inputs.length = 0
    clock.advanceBy(10_000)
    expect(inputs.length).toBeGreaterThan(490)
    expect(inputs.length).toBeLessThanOrEqual(512 + 20)
  })

  test('is handed on nothing more of once it has gone', () => {
    const { pipe, inputs, clock } = spent()
    pipe.says({ kind: 'input', at: 500, input: key('KeyA') })
    pipe.close()
    clock.advanceBy(1_000)
    expect(inputs).toEqual([])
    expect(clock.nextDueAt()).toBeNull()
  })

  test('whose pipe breaks while it is told leaves nothing behind', () => {
    const { pipe, clock, left } = spent()
    pipe.broken = true
    for (const pressed of [true, false]) pipe.says({ kind: 'input', at: 500, input: key('KeyA', pressed) })
    expect(left).toEqual(['window:1'])
    expect(clock.nextDueAt()).toBeNull()
  })
})

test('a command that is answered with a file is refused to a page, which could not be sent it', async () => {
  const { connect, asked } = setUp()
  const pipe = connect()
  pipe.says({ kind: 'command', id: 1, command: 'asRun.export', args: {} })
  await settled()
  expect(pipe.last).toMatchObject({ kind: 'refused', id: 1, fault: { code: 'contract/only-as-file' } })
  expect(asked).toEqual([])
})

describe('who a page is', () => {
  const TAB = { client: 'tab-one-of-foh', key: 'only-this-page-knows', station: 'FOH tablet' }
  const welcome = (id: string, name: string): ServerFrame => ({ kind: 'welcome', client: { id, name } })
  const go = { kind: 'command', id: 1, command: 'show.go', args: {} }

  test('is what it says of itself, before anything is done in its name', async () => {
    const { connect, clients } = setUp()
    const pipe = connect('test:1', '192.168.1.20')
    pipe.says(hello(TAB))
    expect(pipe.last).toEqual(welcome('tab-one-of-foh', 'FOH tablet'))
    pipe.says(go)
    await settled()
    expect(clients).toEqual([
      {
        id: 'tab-one-of-foh',
        name: 'FOH tablet',
        way: 'web',
        source: 'web:FOH tablet',
        address: '192.168.1.20',
      },
    ])
  })

  test.each([
    ['127.0.0.1', 'Page on this computer'],
    ['::ffff:192.168.1.20', 'Page on 192.168.1.20'],
  ])('without a hello is where it is: %s', async (address, name) => {
    const { connect, clients } = setUp()
    connect('test:1', address).says(go)
    await settled()
    expect(clients).toMatchObject([{ id: 'test:1', name }])
  })

  test.each([
    ['another tab’s, and it does not know the key', { key: 'made-up-by-a-copy-of-it' }, 'test:2'],
    ['another tab’s, and it has no key', { key: '' }, 'test:2'],
    ['that of a key, or of a program', { client: 'osc:192.168.1.20' }, 'test:2'],
    ['far too long', { client: 'x'.repeat(200) }, 'test:2'],
    ['its own', { client: 'tab-two-of-foh' }, 'tab-two-of-foh'],
  ])('is told from all others where the id is %s', (_, of, id) => {
    const { connect } = setUp()
    const first = connect('test:1')
    first.says(hello(TAB))
    const second = connect('test:2')
    second.says(hello({ ...TAB, ...of }))
    expect(second.last).toEqual(welcome(id, 'FOH tablet'))
    expect(first.closed).toBe(false)
  })

  test('is the one before where that has not been noticed to be gone, and takes its place', () => {
    const { connect, left, server } = setUp()
    const dead = connect('test:1')
    dead.says(hello(TAB))
    const back = connect('test:2')
    back.says(hello(TAB))
    expect(back.last).toEqual(welcome('tab-one-of-foh', 'FOH tablet'))
    expect([dead.closed, left, server.clients]).toEqual([true, ['tab-one-of-foh'], 1])
    back.close()
    expect(left).toEqual(['tab-one-of-foh', 'tab-one-of-foh'])
  })

  test('is the one before once that has left, whatever it knows of it', () => {
    const { connect } = setUp()
    const first = connect('test:1')
    first.says(hello(TAB))
    first.close()
    const crashed = connect('test:2')
    crashed.says(hello({ ...TAB, key: 'a-new-one-after-the-crash' }))
    expect(crashed.last).toEqual(welcome('tab-one-of-foh', 'FOH tablet'))
  })

  test('with a key that proves nothing is told so, once', () => {
    const { connect } = setUp()
    const pipe = connect()
    pipe.says(hello({ ...TAB, key: 'k1' }))
    pipe.says(hello({ ...TAB, key: 'k1' }))
    const refused = pipe.frames.filter(({ kind }) => kind === 'refused')
    expect(refused).toMatchObject([{ id: null, fault: { code: 'contract/weak-key', where: 'hello.key' } }])
    expect(pipe.frames.filter(({ kind }) => kind === 'welcome')).toHaveLength(2)
    const silent = connect()
    silent.says(hello({ ...TAB, key: '' }))
    expect(silent.frames.filter(({ kind }) => kind === 'refused')).toEqual([])
  })

  test('may be called otherwise later, and stays who it is', async () => {
    const { connect, clients } = setUp()
    const pipe = connect()
    pipe.says(hello(TAB))
    pipe.says(hello({ client: 'somebody-else', key: 'somebody-elses-key', station: 'Prompt desk' }))
    expect(pipe.last).toEqual(welcome('tab-one-of-foh', 'Prompt desk'))
    pipe.says(go)
    await settled()
    expect(clients).toMatchObject([{ id: 'tab-one-of-foh', name: 'Prompt desk' }])
  })

  test('that says once that it is a page which may do less stays one, whatever it says later', async () => {
    const { connect, clients } = setUp()
    const pipe = connect()
    pipe.says(hello({ ...TAB, page: 'remote' }))
    pipe.says(hello(TAB))
    pipe.says(hello({ ...TAB, page: 'countdown' }))
    pipe.says(go)
    await settled()
    expect(clients).toMatchObject([{ id: 'tab-one-of-foh', page: 'remote' }])
  })

  test('is listed with when it came and what it asked to be done last, and not with what it asked about', async () => {
    const { connect, clock, server } = setUp()
    const pipe = connect('test:1')
    clock.advanceBy(100)
    pipe.says(hello(TAB))
    expect(server.people()).toMatchObject([{ name: 'FOH tablet', since: 500, asked: null }])
    pipe.says(go)
    clock.advanceBy(100)
    pipe.says({ kind: 'command', id: 2, command: 'runs.list', args: {} })
    await settled()
    expect(server.people()).toMatchObject([{ asked: { command: 'show.go', at: 600 } }])
  })

  test('does not change with a hello that comes after it has acted', () => {
    const { connect } = setUp()
    const pipe = connect('test:1')
    pipe.says(go)
    pipe.says(hello(TAB))
    expect(pipe.last).toEqual(welcome('test:1', 'FOH tablet'))
  })

  test('is its number for a window of the program, whatever it says', () => {
    const { connect } = setUp()
    const pipe = connect('window:3', null)
    pipe.says(hello(TAB))
    expect(pipe.last).toEqual(welcome('window:3', 'FOH tablet'))
  })

  test.each([
    ['\u202egnp.exe\u0000\n', 'gnp.exe'],
    ['  FOH   tablet ', 'FOH tablet'],
    ['\u200b\u2060', 'Page on this computer'],
    ['x'.repeat(100), 'x'.repeat(40)],
    ['👩‍🎤'.repeat(40), '👩 🎤'.repeat(13) + '👩'],
  ])('is shown by a name of one short line: %j', (station, name) => {
    const { connect } = setUp()
    const pipe = connect()
    pipe.says(hello({ station }))
    expect(pipe.last).toEqual(welcome('test:1', name))
  })

  test('costs a page that says it again and again its share, and does not keep its place', () => {
    const { connect, meter } = setUp()
    const pipe = connect()
    for (let count = 0; count < 300; count += 1) pipe.says(hello(TAB))
    expect(pipe.last).toMatchObject({ kind: 'refused', fault: { code: 'contract/too-fast', where: 'hello' } })
    expect(meter.reading().turnedAway['client.tooFast']).toBeGreaterThan(0)
  })
})

describe('the end of a client is told once', () => {
  test('where its pipe closes', () => {
    const { connect, left } = setUp()
    const pipe = connect('ws:a')
    expect(left).toEqual([])
    pipe.close()
    pipe.close()
    expect(left).toEqual(['ws:a'])
  })

  test('where it is cut off', () => {
    const { connect, left } = setUp()
    const pipe = connect('ws:a')
    for (let count = 0; count < 100; count += 1) pipe.says('?')
    expect(left).toEqual(['ws:a'])
  })

  test('where the server ends', () => {
    const { connect, left, server } = setUp()
    connect('ws:a')
    connect('ws:b').close()
    server[Symbol.dispose]()
    expect(left).toEqual(['ws:b', 'ws:a'])
  })

  test('and never where it was not taken on', () => {
    const { connect, left } = setUp()
    for (let count = 0; count < 64; count += 1) connect().says({ kind: 'subscribe', stream: 'runs' })
    connect('ws:late')
    expect(left).toEqual([])
  })

  test('before a page that was loaded anew is greeted under the same name', () => {
    const { connect, left, inputs, server } = setUp()
    const before = connect('window:1')
    const after = connect('window:1')
    expect(left).toEqual(['window:1'])
    expect(before.closed).toBe(true)
    before.says({ kind: 'input', at: 500, input: key('old') })
    after.says({ kind: 'input', at: 500, input: key('new') })
    before.close()
    expect(inputs.map(({ input }) => input)).toEqual([key('new')])
    expect(left).toEqual(['window:1'])
    expect(server.clients).toBe(1)
  })
})

describe('a client that asks without reading', () => {
  const question = (id: number) => ({ kind: 'command', id, command: 'events.query', args: {} })

  test('has one answer made, and the next once it has taken that', async () => {
    const { connect, asked, clock } = setUp(() => Promise.resolve(ok('x'.repeat(100_000))))
    const pipe = connect()
    pipe.reads = false
    for (let id = 0; id < 12; id += 1) pipe.says(question(id))
    await settled()
    clock.advanceBy(5_000)
    await settled()
    expect(asked).toHaveLength(1)
    // The greeting, and the answer.
    pipe.takesOne()
    pipe.takesOne()
    clock.advanceBy(1)
    await settled()
    expect(asked).toHaveLength(2)
  })

  test('is refused the eighteenth question, and still has a command carried out', () => {
    const { connect, asked, meter } = setUp(() => new Promise(() => {}))
    const pipe = connect()
    for (let id = 0; id < 18; id += 1) pipe.says(question(id))
    expect(pipe.last).toMatchObject({ kind: 'refused', id: 17, fault: { code: 'contract/busy' } })
    expect(meter.reading().turnedAway).toEqual({ 'client.tooManyQuestions': 1 })
    pipe.says({ kind: 'command', id: 99, command: 'show.panic', args: {} })
    expect(asked.map(({ command }) => command)).toEqual(['events.query', 'show.panic'])
  })

  test('leaves the places for questions to others, of all of whom four are looked into at once', () => {
    const { connect, asked, clock } = setUp(() => new Promise(() => {}))
    const pipes = [1, 2, 3, 4, 5, 6].map(() => connect())
    for (const pipe of pipes) for (const id of [1, 2]) pipe.says(question(id))
    clock.advanceBy(100)
    expect(asked.map(({ client }) => client)).toEqual(['test:1', 'test:2', 'test:3', 'test:4'])
  })
})

test('what begins something is asked with when it was, never later than now, and what ends something without', async () => {
  const { connect, asked } = setUp()
  const pipe = connect('test:1')
  const says = (id: number, command: string, at: number): void =>
    pipe.says({ kind: 'command', id, command, args: {}, at })
  says(1, 'show.go', 300)
  says(2, 'show.go', 900)
  says(3, 'show.panic', 300)
  says(4, 'show.stop', 300)
  await settled()
  expect(asked.map(({ command, at }) => [command, at])).toEqual([
    ['show.go', 300],
    ['show.go', 500],
    ['show.panic', undefined],
    ['show.stop', undefined],
  ])
})

describe('what all clients have not taken', () => {
  const large = (standbyId: string): RunsView => ({ standby: standbyId.padEnd(900_000), runs: [] })

  test('is counted once where it is the same', () => {
    const { connect, server } = setUp()
    const pipes = [connect(), connect(), connect()]
    for (const pipe of pipes) pipe.says({ kind: 'subscribe', stream: 'runs' })
    server.publish('runs', standby('a'))
    for (const pipe of pipes) pipe.reads = false
    server.publish('runs', large('a'))
    expect(server.untakenBytes).toBeGreaterThan(900_000)
    expect(server.untakenBytes).toBeLessThan(1_000_000)
    for (const pipe of pipes) pipe.takesOne()
    expect(server.untakenBytes).toBe(0)
  })

  test('is held to 32 MB: who has taken nothing the longest is cut off, and counted', async () => {
    const { connect, server, clock, meter } = setUp(() => Promise.resolve(ok('x'.repeat(1_000_000))))
    const pipes = []
    for (let count = 0; count < 40; count += 1) {
      const pipe = connect()
      pipe.says(hello({ station: `tablet ${count}` }))
      pipe.says({ kind: 'subscribe', stream: 'runs' })
      pipe.reads = false
      pipe.says({ kind: 'command', id: 1, command: 'events.query', args: {} })
      clock.advanceBy(10)
      await settled()
      pipes.push(pipe)
      expect(server.untakenBytes).toBeLessThanOrEqual(32 * 1024 * 1024)
    }
    const cut = pipes.filter(({ wasCut }) => wasCut)
    expect(cut).toEqual(pipes.slice(0, cut.length))
    expect(cut.length).toBeGreaterThan(5)
    expect(meter.reading()).toMatchObject({
      turnedAway: { 'client.untaken': cut.length },
      last: { reason: 'client.untaken', who: `tablet ${cut.length - 1}` },
    })
  })

  test('spares a window of the program, which could not come back', () => {
    const { connect, server, clock } = setUp()
    const frozen = connect('window:1', null)
    frozen.says({ kind: 'subscribe', stream: 'runs' })
    frozen.reads = false
    for (let second = 0; second < 120; second += 1) {
      server.publish('runs', large(`at ${second}`))
      clock.advanceBy(1_000)
    }
    expect([frozen.closed, server.clients]).toEqual([false, 1])
    expect(frozen.buffered).toBeLessThan(2_000_000)
  })
})

describe('places', () => {
  test('of 64 silent strangers go to who comes, those that never asked and came first first', () => {
    const { connect, server, left, meter } = setUp()
    for (let count = 0; count < 64; count += 1) connect()
    const late = connect('ws:late')
    expect(late.frames).toMatchObject([{ kind: 'hello' }])
    expect([server.clients, left]).toEqual([64, ['test:1']])
    expect(meter.reading().turnedAway).toEqual({ 'client.displaced': 1 })
  })

  test('of who asked once and is silent since go to a newcomer, those of a page at work do not', () => {
    const { connect, left, clock } = setUp()
    const pipes = Array.from({ length: 64 }, () => connect())
    for (const pipe of pipes) pipe.says({ kind: 'subscribe', stream: 'runs' })
    clock.advanceBy(14_000)
    for (const pipe of pipes.slice(0, 10)) pipe.says({ kind: 'ping', id: 1 })
    clock.advanceBy(2_000)
    expect(connect('ws:late').frames).toMatchObject([{ kind: 'hello' }])
    expect(left).toEqual(['test:11'])
  })

  test('of one address elsewhere are 24, and eight are kept for this machine', () => {
    const { connect, server } = setUp()
    const busy = (address: string): boolean => {
      const pipe = connect(undefined, address)
      pipe.says({ kind: 'subscribe', stream: 'runs' })
      return !pipe.closed
    }
    const taken = (address: string, times: number): number =>
      Array.from({ length: times }, () => busy(address)).filter(Boolean).length
    expect(taken('10.0.0.1', 64)).toBe(24)
    expect(taken('::ffff:10.0.0.1', 1)).toBe(0)
    expect(taken('fd00:1:2:3::1', 12)).toBe(12)
    expect(taken('fd00:1:2:3:9::2', 13)).toBe(12)
    expect(taken('10.0.0.2', 64)).toBe(8)
    expect(taken('10.0.0.3', 1)).toBe(0)
    expect(taken('127.0.0.1', 4) + taken('::1', 4)).toBe(8)
    expect(server.clients).toBe(64)
  })

  test('are lost after 10 s by who says nothing at all, but for a window', () => {
    const { connect, server, clock } = setUp()
    const [silent, asking, window] = [connect(), connect(), connect('window:1', null)]
    asking.says({ kind: 'ping', id: 1 })
    clock.advanceBy(9_999)
    expect(server.clients).toBe(3)
    clock.advanceBy(1)
    expect([silent.wasCut, asking.closed, window.closed]).toEqual([true, false, false])
  })
})

describe('a client that sends too fast', () => {
  const publish = (id: number, text = '') => ({
    kind: 'command',
    id,
    command: 'event.publish',
    args: { type: 'big.one', payload: text },
  })

  test('is held back, and heard again when it has waited for what it sent', () => {
    const { connect, clock } = setUp()
    const pipe = connect()
    for (let id = 0; id < 50; id += 1) pipe.says(publish(id, 'x'.repeat(60_000)))
    expect(pipe.paused).toBe(true)
    clock.advanceBy(2_000)
    expect(pipe.paused).toBe(false)
  })

  test('has refused, in words, what comes all the same, but for a stop now and then', async () => {
    const { connect, asked, meter, clock } = setUp()
    const pipe = connect()
    // What a path that cannot hold back lets through.
    for (let id = 0; id < 400; id += 1) pipe.says(publish(id, 'x'.repeat(60_000)))
    expect(asked.length).toBeLessThan(100)
    expect(pipe.last).toMatchObject({ kind: 'refused', id: 399, fault: { code: 'contract/too-fast' } })
    const refused = pipe.frames.filter(
      (frame) => frame.kind === 'refused' && frame.fault.code === 'contract/too-fast',
    )
    expect(refused.length).toBeGreaterThan(300)
    expect(meter.reading().turnedAway).toEqual({ 'client.tooFast': refused.length })
    for (let id = 0; id < 20; id += 1) pipe.says({ kind: 'command', id, command: 'show.panic', args: {} })
    expect(asked.filter(({ command }) => command === 'show.panic')).toHaveLength(10)
    await settled()
    clock.advanceBy(10_000)
    pipe.says(publish(500))
    expect(asked.at(-1)).toMatchObject({ command: 'event.publish' })
  })

  test.each(ENDING)('has let through what ends something: %s', (command) => {
    const { connect, asked } = setUp()
    const pipe = connect()
    for (let id = 0; id < 400; id += 1) pipe.says(publish(id, 'x'.repeat(60_000)))
    for (let id = 0; id < 20; id += 1) pipe.says({ kind: 'command', id, command, args: {} })
    const own = asked.filter((one) => one.command === command).length
    // Whatever stops were asked for, a panic finds room.
    expect(own).toBe(command === 'show.panic' ? 10 : 5)
    pipe.says({ kind: 'command', id: 99, command: 'show.panic', args: {} })
    expect(asked.at(-1)?.command).toBe(command === 'show.panic' ? command : 'show.panic')
  })

  test('takes nothing from another', () => {
    const { connect, asked } = setUp()
    const [fast, other] = [connect(), connect('ws:other')]
    for (let id = 0; id < 400; id += 1) fast.says(publish(id, 'x'.repeat(60_000)))
    other.says({ kind: 'command', id: 1, command: 'show.go', args: {} })
    expect(asked.at(-1)).toMatchObject({ command: 'show.go', client: 'ws:other' })
  })

  test('is refused a frame above 65 kB under its id, and counted', () => {
    const { connect, asked, meter } = setUp()
    const pipe = connect()
    pipe.says(publish(3, 'x'.repeat(66_560)))
    expect(pipe.last).toMatchObject({
      kind: 'refused',
      id: 3,
      fault: { code: 'contract/payload-too-large' },
    })
    pipe.says(publish(4, 'x'.repeat(65_536)))
    expect(asked).toHaveLength(1)
    expect(meter.reading().turnedAway).toEqual({ 'client.tooLarge': 1 })
  })
})
