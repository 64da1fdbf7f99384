import { expect, test } from 'vitest'
import { PacketQueue } from '../../../../../main/outputs/osc/packet-queue.ts'
import { SharedRoom } from '../../../../../main/outputs/osc/shared-room.ts'
import { TargetRecord } from '../../../../../main/outputs/osc/target-record.ts'
import { SimulatedClock } from '../../../../../shared/base/clock.ts'
import { oscTarget } from '../../../../../shared/model/show.ts'

const KIB = 1024

function rig(targets: number) {
  const clock = new SimulatedClock()
  const room = new SharedRoom(32 * 1024 * KIB)
  const said: string[] = []
  const queues = Array.from({ length: targets }, (_, index) => {
    const record = new TargetRecord(`t${index}`, clock, (draft) =>
      said.push((draft.payload as { message: string }).message),
    )
    const target = oscTarget.parse({ host: '10.0.0.5', port: 9000 })
    return { record, queue: new PacketQueue({ clock, record, target, room }) }
  })
  return { clock, room, queues, said }
}

test('256 targets that are away keep 32 MiB together, and each packet that had no room is counted', () => {
  const { room, queues, said } = rig(256)
  for (let packet = 0; packet < 60; packet += 1) {
    for (const { queue } of queues) queue.push(new Uint8Array(60 * KIB), null)
  }
  expect(room.bytes).toBeLessThanOrEqual(32 * 1024 * KIB)
  const waiting = queues.reduce((sum, { queue }) => sum + queue.length, 0)
  const dropped = queues.reduce((sum, { record }) => sum + record.health().dropped, 0)
  expect(waiting + dropped).toBe(256 * 60)
  expect(waiting).toBe(Math.floor((32 * 1024 * KIB) / (60 * KIB + 128)))
  expect(said.at(-1)).toBe('more waits for all targets than there is room for')
})

test('whoever has most waiting makes room for one that has little', () => {
  const { queues } = rig(20)
  for (const { queue } of queues.slice(1)) {
    for (let packet = 0; packet < 60; packet += 1) queue.push(new Uint8Array(60 * KIB), null)
  }
  const [little] = queues
  little?.queue.push(new Uint8Array(20), null)
  expect(little?.queue.length).toBe(1)
  expect(little?.record.health().dropped).toBe(0)
})

test('room comes back with what is sent, grows too old or is forgotten', () => {
  const { clock, room, queues } = rig(3)
  for (const { queue } of queues) queue.push(new Uint8Array(KIB), null)
  expect(room.bytes).toBe(3 * (KIB + 128))
  queues[0]?.queue.shift()
  queues[1]?.queue.clear()
  queues[2]?.queue.expire()
  clock.advanceBy(2001)
  expect(room.bytes).toBe(0)
})
