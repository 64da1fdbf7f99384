import { expect, onTestFinished, test } from 'vitest'
import { SharedRoom } from '../../../../../main/outputs/osc/shared-room.ts'
import { TargetRecord } from '../../../../../main/outputs/osc/target-record.ts'
import { UdpSender } from '../../../../../main/outputs/osc/udp-sender.ts'
import { SimulatedClock } from '../../../../../shared/base/clock.ts'
import type { EventDraft } from '../../../../../shared/model/event.ts'
import { FakeNet } from './fake-net.ts'

function rig() {
  const clock = new SimulatedClock()
  const published: EventDraft<'osc.sendFailed'>[] = []
  const record = new TargetRecord('desk', clock, (draft) =>
    published.push(draft as unknown as EventDraft<'osc.sendFailed'>),
  )
  const net = new FakeNet(clock)
  const moves: (string | null)[] = []
  const sender = new UdpSender({
    room: new SharedRoom(),
    clock,
    record,
    net,
    acknowledgements: null,
    moved: () => void moves.push(sender.directTo?.host ?? null),
    target: { host: 'desk.local', port: 8000, transport: 'udp', framing: 'slip', maxAge: 2000 },
  })
  onTestFinished(async () => {
    net.lookups[0]?.resolve([])
    await sender[Symbol.asyncDispose]()
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  })
  return {
    ...{ clock, net, sender, record, moves },
    said: () => published.splice(0).map(({ cause, payload: { code, total } }) => `${cause} ${code} ${total}`),
  }
}

test('a name that nobody answers keeps messages for two seconds, and is said to be unknown after five', () => {
  const { clock, net, sender, record, said } = rig()
  sender.send(Buffer.from('/cue/1'), 11)
  clock.advanceBy(1000)
  sender.send(Buffer.from('/cue/2'), 12)
  clock.advanceBy(1000)
  expect([sender.queued, said()]).toEqual([2, []])
  clock.advanceBy(1)
  expect([sender.queued, said()]).toEqual([1, ['11 osc/too-old 1']])
  clock.advanceBy(3000)
  expect([sender.queued, said()]).toEqual([0, ['12 osc/too-old 2', 'null ETIMEDOUT 1']])
  expect(net.lookups).toHaveLength(1)
  expect(record.health()).toMatchObject({
    state: 'failing',
    sent: 0,
    dropped: 2,
    lastError: 'nobody knows the address of desk.local',
  })
})

test('a name can be sent to directly once its address is known, and is looked up anew where that fails', async () => {
  const { clock, net, sender, moves } = rig()
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
  }
  expect(sender.directTo).toBeNull()
  net.lookups[0]?.resolve([{ address: '127.0.0.1', family: 4 }])
  await turns()
  expect([moves, sender.directTo]).toEqual([['127.0.0.1'], { host: '127.0.0.1', port: 8000 }])
  sender.directFailed()
  clock.advanceBy(250)
  expect(net.lookups).toHaveLength(2)
  net.lookups[1]?.resolve([{ address: '127.0.0.2', family: 4 }])
  await turns()
  expect(moves).toEqual(['127.0.0.1', '127.0.0.2'])
})

test('what waits for the address of a name ends with a panic', () => {
  const { clock, sender, record } = rig()
  sender.send(Buffer.from('/cue/1'), 11)
  expect(sender.panic()).toBe(1)
  clock.advanceBy(3000)
  expect([sender.queued, record.health().dropped]).toEqual([0, 0])
})
