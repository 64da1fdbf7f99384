import { describe, expect, test } from 'vitest'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { failed, fault, ok } from '../../../../shared/base/result.ts'
import type { Result } from '../../../../shared/base/result.ts'
import type { ServerFrame } from '../../../../shared/contract/frames.ts'
import type { ServerPipe } from '../../../../shared/contract/pipe.ts'
import { ContractServer, SERVER_LIMITS } from '../../../../shared/contract/server.ts'
import type { RunsView, StreamName, StreamValues } from '../../../../shared/contract/streams.ts'

class TestPipe implements ServerPipe {
  readonly client: string
  readonly frames: ServerFrame[] = []
  buffered = 0
  closed = false
  broken = false
  #receive: (message: unknown) => void = () => {}
  #onClose: () => void = () => {}

  constructor(client = 'test:1') {
    this.client = client
  }

  send(frame: ServerFrame): void {
    if (this.broken) throw new Error('the line is dead')
    this.frames.push(frame)
  }

  onMessage(receive: (message: unknown) => void): void {
    this.#receive = receive
  }

  onClose(closed: () => void): void {
    this.#onClose = closed
  }

  close(): void {
    this.closed = true
    this.#onClose()
  }

  says(message: unknown): void {
    this.#receive(message)
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
}

function setUp(answer: (asked: Asked) => Promise<Result<unknown>> = () => Promise.resolve(ok('done'))) {
  const clock = new SimulatedClock(500)
  const asked: Asked[] = []
  const server = new ContractServer({
    clock,
    version: '1.2.3',
    execute(command, args, client) {
      asked.push({ command, args, client })
      return answer({ command, args, client })
    },
    value: <S extends StreamName>() => standby('now') as StreamValues[S],
  })
  const connect = (client?: string): TestPipe => {
    const pipe = new TestPipe(client)
    server.connect(pipe)
    return pipe
  }
  return { clock, asked, server, connect }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('a client of the contract server', () => {
  test('is greeted with protocol, version and the clock', () => {
    const { connect } = setUp()
    expect(connect().frames).toEqual([{ kind: 'hello', protocol: 1, version: '1.2.3', now: 500 }])
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

  test('is refused with one frame and closed where 64 are connected', () => {
    const { connect, server } = setUp()
    for (let count = 0; count < 64; count += 1) connect()
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
    expect(server.publish('runs', standby('a'))).toEqual({ clients: 0, failed: [] })
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
    expect(pipe.last).toEqual({ kind: 'value', stream: 'runs', value: standby('now') })
    expect(server.publish('runs', standby('later'))).toEqual({ clients: 1, failed: [] })
    expect(pipe.last).toEqual({ kind: 'value', stream: 'runs', value: standby('later') })
  })

  test('reaches only those who subscribed to it and have not left', () => {
    const { connect, server } = setUp()
    const [watching, gone, other] = [connect(), connect(), connect()]
    for (const pipe of [watching, gone]) pipe.says({ kind: 'subscribe', stream: 'runs' })
    other.says({ kind: 'subscribe', stream: 'health' })
    gone.says({ kind: 'unsubscribe', stream: 'runs' })
    expect(server.subscribers('runs')).toBe(1)
    expect(server.publish('runs', standby('a')).clients).toBe(1)
    expect(watching.last).toMatchObject({ value: standby('a') })
    expect(other.last).toMatchObject({ stream: 'health' })
  })

  test('names the client whose pipe failed and goes on with the others', () => {
    const { connect, server } = setUp()
    const [dead, alive] = [connect('ws:dead'), connect('ws:alive')]
    for (const pipe of [dead, alive]) pipe.says({ kind: 'subscribe', stream: 'runs' })
    dead.broken = true
    expect(server.publish('runs', standby('a'))).toEqual({
      clients: 1,
      failed: [{ client: 'ws:dead', message: 'the line is dead' }],
    })
    expect(alive.last).toMatchObject({ value: standby('a') })
    expect(server.clients).toBe(1)
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
    expect(server.publish('runs', standby('a'))).toEqual({ clients: 0, failed: [] })
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
