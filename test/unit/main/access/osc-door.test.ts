import { expect, test } from 'vitest'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { OscDoor } from '../../../../main/access/osc-door.ts'
import { openAccess } from '../../../support/open-access.ts'

const from = (host: string) => ({ transport: 'udp', host, port: 9000, connection: null }) as const
const STRANGER = from('10.0.0.7')
const PEER = from('10.0.0.5')

test('who may only look is let in where it reads or panics, and is told why it is not elsewhere', async () => {
  const isPeer = (host: string): boolean => host === PEER.host
  const doors = { osc: 'view', oscPeers: 'operate' } as const
  const door = new OscDoor(await openAccess(new SimulatedClock(), { doors, isPeer }))
  const told: string[] = []
  door.refusesBy(({ host }, address, { code }) => told.push(`${host} ${address} ${code}`))
  const heard = (address: string, isAsking = true): boolean =>
    door.barred(STRANGER, address, isAsking) === null
  expect(
    ['ping', 'subscribe', 'check', 'panic', 'param/level'].filter((word) => heard(`/cuewright/${word}`)),
  ).toHaveLength(5)
  expect([heard('/cuewright/param/level', false), heard('/cuewright/go'), heard('/look/3')]).toEqual([
    false,
    false,
    false,
  ])
  expect(heard('/cuewright/pan*')).toBe(false)
  expect(told).toEqual(
    ['/cuewright/param/level', '/cuewright/go', '/look/3', '/cuewright/pan*'].map(
      (address) => `10.0.0.7 ${address} access/role`,
    ),
  )
  expect(door.barred(PEER, '/look/3', false)).toBe(null)
  expect(door.barred(STRANGER, '/cuewright/scene/blue/store', true)).toContain('“edit”')
})

test('where everybody may play nobody is looked at', async () => {
  const door = new OscDoor(await openAccess(new SimulatedClock(), { doors: { osc: 'operate' } }))
  expect(door.barred(STRANGER, '/look/3', false)).toBe(null)
})
