import { expect, test } from 'vitest'
import { KnownPeers } from '../../../../shared/model/known-peers.ts'

const desk = { name: 'desk', address: '10.0.0.9', timeTags: 'honour' } as const

test('a peer is known by its address, however that is written', () => {
  const peers = new KnownPeers([desk])
  expect(['10.0.0.9', '::ffff:10.0.0.9', '10.0.0.8'].map((host) => peers.of(host)?.name ?? null)).toEqual([
    'desk',
    'desk',
    null,
  ])
})

test('when another show is taken its peers are known, and those of before are strangers', () => {
  const peers = new KnownPeers([desk])
  expect(peers.of('10.0.0.9')).toBe(desk)
  peers.take([{ ...desk, address: '10.0.0.8' }])
  expect(peers.of('10.0.0.9')).toBe(null)
  expect(peers.of('10.0.0.8')?.name).toBe('desk')
})
