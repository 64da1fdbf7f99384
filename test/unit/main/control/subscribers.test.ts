import { describe, expect, test } from 'vitest'
import { Subscribers } from '../../../../main/control/subscribers.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import type { OscEndpoint } from '../../../../shared/model/payload/osc.ts'
import { KnownPeers } from '../../../../shared/model/known-peers.ts'

const udp = (host: string, port = 5000): OscEndpoint => ({ transport: 'udp', host, port, connection: null })

function rig() {
  const clock = new SimulatedClock()
  const peers = new KnownPeers([{ name: 'desk', address: '10.0.0.9', timeTags: 'honour' }])
  const subscriptions = new Subscribers(clock, peers, (sender) => sender)
  const hosts = (): string[] =>
    subscriptions.current().map(({ endpoint }) => `${endpoint.host}:${endpoint.port}`)
  return { clock, peers, subscriptions, hosts }
}

describe('the subscription of a stranger', () => {
  test('lasts sixty seconds, whatever it asked for', () => {
    const { clock, subscriptions, hosts } = rig()
    subscriptions.add(udp('10.0.0.1'), 3600)
    subscriptions.add(udp('10.0.0.9'), 3600)
    clock.advanceTo(60_000)
    expect(hosts()).toEqual(['10.0.0.1:5000', '10.0.0.9:5000'])
    clock.advanceTo(60_001)
    expect(hosts()).toEqual(['10.0.0.9:5000'])
  })

  test('is renewed by any of its messages, and by nobody else’s', () => {
    const { clock, subscriptions, hosts } = rig()
    subscriptions.add(udp('10.0.0.1'), 60)
    subscriptions.add(udp('10.0.0.2'), 60)
    for (let at = 30_000; at <= 300_000; at += 30_000) {
      clock.advanceTo(at)
      subscriptions.heard(udp('10.0.0.1'))
      subscriptions.heard(udp('10.0.0.2', 5001))
    }
    expect(hosts()).toEqual(['10.0.0.1:5000'])
  })

  test('is not brought back by a message after it ended', () => {
    const { clock, subscriptions, hosts } = rig()
    subscriptions.add(udp('10.0.0.1'), 10)
    clock.advanceTo(10_001)
    subscriptions.heard(udp('10.0.0.1'))
    expect(hosts()).toEqual([])
  })

  test('never takes the place of one that the show lists, nor of one that was just heard', () => {
    const { subscriptions, hosts } = rig()
    subscriptions.add(udp('10.0.0.9'), 3600)
    subscriptions.add(udp('10.1.0.1'), 60)
    let added = 0
    for (let index = 0; index < 100_000; index += 1) {
      if (subscriptions.add(udp(`10.${2 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`), 60))
        added += 1
    }
    expect(added).toBe(31)
    expect(hosts()).toHaveLength(33)
    expect(hosts().slice(0, 2)).toEqual(['10.0.0.9:5000', '10.1.0.1:5000'])
  })

  test('takes the place of the stranger that has been silent for longest, from half a minute on', () => {
    const { clock, subscriptions, hosts } = rig()
    for (let index = 0; index < 32; index += 1) subscriptions.add(udp(`10.1.0.${index}`), 60)
    clock.advanceTo(29_999)
    subscriptions.heard(udp('10.1.0.0'))
    expect(subscriptions.add(udp('10.2.0.1'), 60)).toBe(false)
    clock.advanceTo(30_000)
    expect(subscriptions.add(udp('10.2.0.1'), 60)).toBe(true)
    expect(hosts()).toHaveLength(32)
    expect(hosts()).toContain('10.1.0.0:5000')
    expect(hosts()).not.toContain('10.1.0.1:5000')
  })
})

describe('subscriptions of one address', () => {
  test('are bounded whatever the port, forged ones of a peer too', () => {
    const { clock, subscriptions, hosts } = rig()
    subscriptions.add(udp('10.0.0.9'), 3600)
    clock.advanceTo(1000)
    for (let port = 10_000; port < 60_000; port += 1) subscriptions.add(udp('10.0.0.9', port), 3600)
    expect(hosts()).toHaveLength(8)
    expect(hosts()[0]).toBe('10.0.0.9:5000')
  })

  test('of an app that is started again and again make room one by one', () => {
    const { clock, subscriptions, hosts } = rig()
    for (let port = 5000; port < 5020; port += 1) {
      expect(subscriptions.add(udp('10.0.0.9', port), 3600)).toBe(true)
      clock.advanceBy(10_000)
    }
    expect(hosts()).toHaveLength(8)
  })
})

test('who is not listed any more when another show is opened is a stranger', () => {
  const { clock, peers, subscriptions, hosts } = rig()
  subscriptions.add(udp('10.0.0.9'), 3600)
  peers.take([])
  clock.advanceTo(60_001)
  expect(hosts()).toEqual([])
})
