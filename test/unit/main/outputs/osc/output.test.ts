import { expect, onTestFinished, test } from 'vitest'
import { createOscOutput } from '../../../../../main/outputs/osc/output.ts'
import { SimulatedClock } from '../../../../../shared/base/clock.ts'
import { disposable } from '../../../../../shared/base/disposable.ts'
import type { EventDraft, EventEnvelope, EventHandler, Subscribe } from '../../../../../shared/model/event.ts'
import type { ShowChange } from '../../../../../shared/model/show-change.ts'
import { OPENING } from '../../../../../shared/model/show-change.ts'
import type { OscTarget } from '../../../../../shared/model/show.ts'
import { FakeNet } from './fake-net.ts'
import { NO_MUTES } from '../../../../support/no-mutes.ts'

const EDIT: ShowChange = { cause: 5, kind: 'edit' }
const tcp = (port = 8000): OscTarget => ({
  ...{ host: '10.0.0.5', port, transport: 'tcp', framing: 'slip', maxAge: 2000 },
})
/** By a name that is being looked up, so that no socket is opened. */
const named = (port = 9000): OscTarget => ({
  ...{ host: 'desk.local', port, transport: 'udp', framing: 'slip', maxAge: 2000 },
})

function rig() {
  const clock = new SimulatedClock()
  const net = new FakeNet(clock)
  const said: string[] = []
  let hear: EventHandler | null = null
  const subscribe: Subscribe = (_, handler) => {
    hear = handler as EventHandler
    return disposable('subscription', () => (hear = null))
  }
  const output = createOscOutput({
    ...{ clock, subscribe, net, mutes: NO_MUTES },
    publish(draft) {
      const { payload, cause } = draft as EventDraft<'osc.sendFailed'>
      return said.push(`${cause} ${payload.target} ${payload.code}`)
    },
  })
  const routes: string[] = []
  const following = output.onRoute(({ target, at }) => routes.push(`${target} ${at?.host ?? 'nowhere'}`))
  onTestFinished(async () => {
    following[Symbol.dispose]()
    for (const lookup of net.lookups) lookup.resolve([])
    await output[Symbol.asyncDispose]()
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
    clock.advanceBy(10_000)
  })
  let seq = 10
  return {
    ...{ clock, net, output, routes },
    said: () => said.splice(0),
    send(target: string, route?: string) {
      const payload = { target, address: '/go', args: [], ...(route !== undefined && { route }) }
      void hear?.({ seq: (seq += 1), type: 'osc.send', payload } as unknown as EventEnvelope)
    },
  }
}

test('an output sends to nobody before targets are taken', () => {
  const { output, send, said } = rig()
  send('desk')
  expect([output.targets(), output.health(), said()]).toEqual([{}, [], ['11 desk osc/unknown-target']])
})

test('of three targets the one that changed is closed, with what waited for it, and the others keep all that is theirs', () => {
  const { output, net, send, said, clock } = rig()
  net.receiver = 'silent'
  output.take({ a: tcp(1), b: tcp(2), c: tcp(3) }, OPENING)
  clock.advanceBy(0)
  for (const target of ['a', 'b', 'b', 'c']) send(target)
  const sockets = [...net.sockets]
  output.take({ c: tcp(3), a: tcp(1), b: tcp(4) }, EDIT)
  expect(said()).toEqual(['12 b osc/target-closed', '13 b osc/target-closed'])
  expect(sockets.map(({ destroyed }) => destroyed)).toEqual([false, true, false])
  expect(net.sockets).toHaveLength(4)
  expect(output.health().map(({ target, address, queued }) => [target, address, queued])).toEqual([
    ['c', '10.0.0.5:3', 1],
    ['a', '10.0.0.5:1', 1],
    ['b', '10.0.0.5:4', 0],
  ])
})

test('a target that is gone is closed, and what is sent there afterwards is refused', () => {
  const { output, net, send, said, clock } = rig()
  net.receiver = 'silent'
  output.take({ a: tcp(1), b: tcp(2) }, OPENING)
  clock.advanceBy(0)
  send('b')
  output.take({ a: tcp(1) }, EDIT)
  send('b')
  expect(said()).toEqual(['11 b osc/target-closed', '12 b osc/unknown-target'])
  expect(net.sockets.map(({ destroyed }) => destroyed)).toEqual([false, true])
})

test('a renamed target keeps its socket and what waits there, and is found by messages that bear its name of before', () => {
  const { output, net, send, said, clock, routes } = rig()
  net.receiver = 'silent'
  output.take({ a: tcp(1), b: tcp(2) }, OPENING)
  clock.advanceBy(0)
  send('b')
  output.take({ a: tcp(1), c: tcp(2) }, { ...EDIT, renamed: [{ kind: 'target', from: 'b', to: 'c' }] })
  send('b')
  send('c')
  expect(said()).toEqual([])
  expect(net.sockets.map(({ destroyed }) => destroyed)).toEqual([false, false])
  expect(output.health().map(({ target, queued }) => [target, queued])).toEqual([
    ['a', 0],
    ['c', 3],
  ])
  expect(routes.slice(-2)).toEqual(['b nowhere', 'c nowhere'])
  output.take({ a: tcp(1), d: tcp(2) }, { ...EDIT, renamed: [{ kind: 'target', from: 'c', to: 'd' }] })
  send('b')
  expect(output.health().at(-1)).toMatchObject({ target: 'd', queued: 4 })
  output.take({ a: tcp(1), d: tcp(2), b: tcp(3) }, EDIT)
  send('b')
  expect(output.health().map(({ queued }) => queued)).toEqual([0, 4, 1])
})

test('the same targets again are nothing, whatever objects they come in', () => {
  const { output, net, routes, said } = rig()
  output.take({ a: tcp(1), b: named() }, OPENING)
  const targets = output.targets()
  const [sockets, told] = [net.sockets.length, routes.length]
  output.take({ a: tcp(1), b: named() }, EDIT)
  output.take(targets, EDIT)
  expect(output.targets()).toBe(targets)
  expect([net.sockets.length, net.lookups.length, routes.length, said()]).toEqual([sockets, 1, told, []])
})

test('of 256 targets a change of one opens one', () => {
  const { output, net } = rig()
  const targets = Object.fromEntries(Array.from({ length: 256 }, (_, at) => [`t${at}`, tcp(at + 1)]))
  output.take(targets, OPENING)
  const before = output.targets()
  output.take({ ...structuredClone(targets), t100: tcp(9999) }, EDIT)
  const after = output.targets()
  expect(net.sockets).toHaveLength(257)
  expect(Object.keys(after).filter((name) => after[name] !== before[name])).toEqual(['t100'])
})

test('what waited for a target and is forgotten at a panic is said by its routes', () => {
  const { output, send } = rig()
  output.take({ a: tcp(1), b: tcp(2) }, OPENING)
  const forgotten: (readonly string[])[] = []
  using _ = output.onForgotten((routes) => forgotten.push(routes))
  send('a', 'param:x/0')
  send('a', 'param:x/0')
  send('b')
  output.panic(1, null)
  expect(forgotten).toEqual([['param:x/0']])
})

test('whoever sends packets by itself hears where targets are, and of each that moves', async () => {
  const { output, net, routes } = rig()
  const numbered: OscTarget = { ...named(), host: '127.0.0.1' }
  output.take({ by: named(), to: numbered, tcp: tcp(1) }, OPENING)
  expect(routes.splice(0)).toEqual(['by nowhere', 'to nowhere', 'tcp nowhere'])
  expect([output.send('by', Buffer.from('x'), 1), output.send('tcp', Buffer.from('x'), 1)]).toEqual([
    false,
    false,
  ])
  net.lookups[0]?.resolve([{ address: '127.0.0.7', family: 4 }])
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
  expect(routes.splice(0).toSorted()).toEqual(['by 127.0.0.7', 'to 127.0.0.1'])
  expect(output.send('by', Buffer.from('x'), 1)).toBe(true)
  output.take({ by: named(), to: { ...numbered, transport: 'tcp' } }, EDIT)
  expect(routes.splice(0)).toEqual(['to nowhere', 'tcp nowhere'])
  const late: string[] = []
  using _ = output.onRoute(({ target, at }) => late.push(`${target} ${at?.host ?? 'nowhere'}`))
  expect(late).toEqual(['by 127.0.0.7', 'to nowhere'])
})
