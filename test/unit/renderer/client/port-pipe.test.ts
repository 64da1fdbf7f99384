import { describe, expect, onTestFinished, test } from 'vitest'
import { dispose } from '../../../../shared/base/disposable.ts'
import type { ServerFrame } from '../../../../shared/contract/frames.ts'
import { PORT_MESSAGE, PORT_TAKEN } from '../../../../shared/contract/pipe.ts'
import { PortPipe } from '../../../../renderer/client/port-pipe.ts'

function openPipe() {
  const inbox = new EventTarget()
  const pipe = new PortPipe(inbox)
  const ours: MessagePort[] = []
  onTestFinished(() => {
    dispose(pipe)
    for (const port of ours) port.close()
  })
  /** Hands a port over as the preload does, and returns the engine's end. */
  const hand = (data: unknown = PORT_MESSAGE): MessagePort => {
    const { port1, port2 } = new MessageChannel()
    ours.push(port1, port2)
    inbox.dispatchEvent(Object.assign(new Event('message'), { data, ports: [port2] }))
    return port1
  }
  return { pipe, hand }
}

const nextFrom = (port: MessagePort): Promise<unknown> =>
  new Promise((received) => (port.onmessage = (event) => received(event.data)))

const nextFrame = (pipe: PortPipe): Promise<ServerFrame> =>
  new Promise((received) => {
    const listening = pipe.onFrame((frame) => {
      dispose(listening)
      received(frame)
    })
  })

describe('a pipe over a message port', () => {
  test('it is open once a port was handed in, and frames cross as they are', async () => {
    const { pipe, hand } = openPipe()
    expect(pipe.state).toBe('connecting')
    expect(pipe.send({ kind: 'ping', id: 1 })).toBe(false)
    const engine = hand()
    expect(pipe.state).toBe('open')
    const ping = nextFrom(engine)
    pipe.send({ kind: 'ping', id: 1 })
    expect(await ping).toEqual({ kind: 'ping', id: 1 })
    const pong = nextFrame(pipe)
    engine.postMessage({ kind: 'pong', id: 1, now: 5 })
    expect(await pong).toEqual({ kind: 'pong', id: 1, now: 5 })
  })

  test('each frame that has come is answered for, since a port does not tell', async () => {
    const { pipe, hand } = openPipe()
    const engine = hand()
    const taken = nextFrom(engine)
    const pong = nextFrame(pipe)
    engine.postMessage({ kind: 'pong', id: 1, now: 5 })
    await pong
    expect(await taken).toBe(PORT_TAKEN)
  })

  test('other messages of the window are passed over', () => {
    const { pipe, hand } = openPipe()
    hand('something else')
    expect(pipe.state).toBe('connecting')
  })

  test('a new port takes the place of the one before', async () => {
    const { pipe, hand } = openPipe()
    hand()
    const seen: string[] = []
    const listening = pipe.onState((state) => seen.push(state))
    const engine = hand()
    expect(seen).toEqual(['closed', 'open'])
    const ping = nextFrom(engine)
    pipe.send({ kind: 'ping', id: 2 })
    expect(await ping).toEqual({ kind: 'ping', id: 2 })
    dispose(listening)
  })
})
