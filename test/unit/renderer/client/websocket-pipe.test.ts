import { describe, expect, onTestFinished, test } from 'vitest'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { dispose } from '../../../../shared/base/disposable.ts'
import { WebSocketPipe } from '../../../../renderer/client/websocket-pipe.ts'
import type { Socket } from '../../../../renderer/client/websocket-pipe.ts'

class FakeSocket implements Socket {
  onopen: Socket['onopen'] = null
  onmessage: Socket['onmessage'] = null
  onclose: Socket['onclose'] = null
  readonly sent: string[] = []
  closed = false

  send(text: string): void {
    this.sent.push(text)
  }

  close(): void {
    this.closed = true
  }

  open(): void {
    this.onopen?.call(this as never, {} as Event)
  }

  say(frame: object): void {
    this.onmessage?.call(this as never, { data: JSON.stringify(frame) } as MessageEvent)
  }

  drop(): void {
    this.onclose?.call(this as never, {} as CloseEvent)
  }
}

function openPipe() {
  const clock = new SimulatedClock()
  const sockets: FakeSocket[] = []
  const pipe = new WebSocketPipe(() => {
    const socket = new FakeSocket()
    sockets.push(socket)
    return socket
  }, clock)
  onTestFinished(() => dispose(pipe))
  return { clock, sockets, pipe }
}

const pong = { kind: 'pong', id: 1, now: 2 }

describe('a pipe over a WebSocket', () => {
  test('frames cross as JSON text in both directions', () => {
    const { sockets, pipe } = openPipe()
    const received: unknown[] = []
    const listening = pipe.onFrame((frame) => received.push(frame))
    sockets[0]!.open()
    expect(pipe.send({ kind: 'ping', id: 7 })).toBe(true)
    sockets[0]!.say(pong)
    expect(sockets[0]!.sent).toEqual(['{"kind":"ping","id":7}'])
    expect(received).toEqual([pong])
    dispose(listening)
  })

  test('a frame sent while it is not open is refused, not kept', () => {
    const { sockets, pipe } = openPipe()
    expect(pipe.send({ kind: 'ping', id: 7 })).toBe(false)
    sockets[0]!.open()
    expect(sockets[0]!.sent).toEqual([])
  })

  test('a lost connection is tried again after pauses that double up to 5 s', () => {
    const { clock, sockets } = openPipe()
    const pauses: number[] = []
    for (let attempt = 0; attempt < 7; attempt += 1) {
      const lostAt = clock.now()
      sockets.at(-1)!.drop()
      clock.advanceTo(clock.nextDueAt()!)
      pauses.push(clock.now() - lostAt)
    }
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000])
    expect(sockets).toHaveLength(8)
  })

  test('one that is thought to be dead is given up at once for another, whose state alone counts', () => {
    const { clock, sockets, pipe } = openPipe()
    const seen: string[] = []
    const listening = pipe.onState((state) => seen.push(state))
    sockets[0]!.open()
    pipe.renew()
    expect([sockets[0]!.closed, sockets.length, seen]).toEqual([true, 2, ['open', 'closed', 'connecting']])
    expect(pipe.send({ kind: 'ping', id: 7 })).toBe(false)
    sockets[1]!.drop()
    expect(pipe.state).toBe('closed')
    pipe.renew()
    clock.advanceBy(10_000)
    expect(sockets).toHaveLength(3)
    dispose(listening)
  })

  test('an engine that speaks ends the growing pauses; one that only accepts does not', () => {
    const { clock, sockets } = openPipe()
    sockets[0]!.open()
    sockets[0]!.drop()
    clock.advanceBy(250)
    sockets[1]!.open()
    sockets[1]!.drop()
    clock.advanceBy(499)
    expect(sockets).toHaveLength(2)
    clock.advanceBy(1)
    sockets[2]!.open()
    sockets[2]!.say(pong)
    sockets[2]!.drop()
    clock.advanceBy(250)
    expect(sockets).toHaveLength(4)
  })

  test('an engine silent for 15 s is given up and looked for anew', () => {
    const { clock, sockets, pipe } = openPipe()
    sockets[0]!.open()
    clock.advanceBy(10_000)
    sockets[0]!.say(pong)
    clock.advanceBy(14_999)
    expect(pipe.state).toBe('open')
    clock.advanceBy(1)
    expect(pipe.state).toBe('closed')
    expect(sockets[0]!.closed).toBe(true)
  })

  test('each change of state is told', () => {
    const { clock, sockets, pipe } = openPipe()
    const seen: string[] = []
    const listening = pipe.onState((state) => seen.push(state))
    sockets[0]!.open()
    sockets[0]!.drop()
    clock.advanceBy(250)
    dispose(listening)
    expect(seen).toEqual(['open', 'closed', 'connecting'])
  })

  test('after disposing nothing is tried again', () => {
    const { clock, sockets, pipe } = openPipe()
    sockets[0]!.open()
    dispose(pipe)
    expect(sockets[0]!.closed).toBe(true)
    expect(clock.nextDueAt()).toBeNull()
  })
})
