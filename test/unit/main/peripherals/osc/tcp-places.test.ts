import { describe, expect, test } from 'vitest'
import { placeFor } from '../../../../../main/peripherals/osc/tcp-places.ts'
import { KnownPeers } from '../../../../../shared/model/known-peers.ts'

interface Someone {
  readonly id: number
  readonly address: string
  readonly hasSpoken: boolean
  readonly heardAt: number
}

const NOW = 1_000_000
const peers = new KnownPeers([{ name: 'desk', address: '10.9.9.9', timeTags: 'honour' }])
const some = (count: number, address: (index: number) => string, change: Partial<Someone> = {}): Someone[] =>
  Array.from({ length: count }, (_, id) => ({
    ...{ id, address: address(id), hasSpoken: true, heardAt: NOW - 1000 + id },
    ...change,
  }))
const place = (address: string, clients: readonly Someone[]): number | null | 'full' => {
  const found = placeFor(address, clients, peers, NOW)
  return found === null || found === 'full' ? found : found.id
}
const one = (): string => '10.0.0.1'
const each = (index: number): string => `10.0.1.${index}`
const local = (): string => '127.0.0.1'

describe('a place for a client over TCP', () => {
  test('is there for sixteen of one address', () => {
    expect(place('10.0.0.1', some(15, one))).toBe(null)
    expect(place('10.0.0.1', some(16, one))).toBe('full')
    expect(place('10.0.0.2', some(16, one))).toBe(null)
  })

  test('is there for forty-eight strangers, and then still for this computer and for who is listed', () => {
    const strangers = some(48, each)
    expect(place('10.0.0.1', strangers)).toBe('full')
    for (const address of ['127.0.0.1', '127.9.9.9', '::1', '10.9.9.9'])
      expect(place(address, strangers)).toBe(null)
  })

  test('is made by the one that is there for longest and never sent anything', () => {
    const silent = { hasSpoken: false }
    expect(place('10.0.0.1', [...some(10, one), ...some(6, one, silent)])).toBe(0)
    const mixed = some(16, one).map((client) => ({
      ...client,
      hasSpoken: client.id !== 7 && client.id !== 9,
    }))
    expect(place('10.0.0.1', mixed)).toBe(7)
    expect(place('127.0.0.1', some(64, local, silent))).toBe(0)
  })

  test('is made for who is listed by a stranger before anybody else', () => {
    const clients = [...some(16, local, { hasSpoken: false }), ...some(48, each, { heardAt: NOW - 60_000 })]
    expect(clients[16]).toBe(clients.find(({ address }) => address === '10.0.1.0'))
    expect(placeFor('10.9.9.9', clients, peers, NOW)).toBe(clients[16])
  })

  test('is not made by who has sent something within a minute', () => {
    expect(place('10.0.0.1', some(16, one, { heardAt: NOW - 59_999 }))).toBe('full')
    expect(place('10.0.0.1', some(16, one, { heardAt: NOW - 60_000 }))).toBe(0)
  })
})
