import { describe, expect, test } from 'vitest'
import { replyPorts } from '../../../../main/control/reply-ports.ts'
import { KnownPeers } from '../../../../shared/model/known-peers.ts'
import type { OscEndpoint } from '../../../../shared/model/payload/osc.ts'

const udp = (host: string, port: number): OscEndpoint => ({ transport: 'udp', host, port, connection: null })

describe('where replies go', () => {
  const tablet = { name: 'tablet', address: '10.0.0.9', replyPort: 9000, timeTags: 'honour' } as const
  const desk = { name: 'desk', address: 'fe80::1', timeTags: 'honour' } as const

  test('is where a message came from', () => {
    const replyTo = replyPorts({ replyPort: () => undefined, peers: new KnownPeers([]) })
    expect(replyTo(udp('10.0.0.9', 51_234))).toEqual(udp('10.0.0.9', 51_234))
  })

  test.each([
    ['10.0.0.9', 9000],
    ['::ffff:10.0.0.9', 9000],
    ['10.0.0.10', 8001],
    ['fe80::1%eth0', 8001],
  ])('%s is answered on port %d: its own, or that of all', (host, port) => {
    const replyTo = replyPorts({ replyPort: () => 8001, peers: new KnownPeers([tablet, desk]) })
    expect(replyTo(udp(host, 51_234))).toEqual(udp(host, port))
  })

  test('is the port of a peer, and of nobody else', () => {
    const replyTo = replyPorts({ replyPort: () => undefined, peers: new KnownPeers([tablet, desk]) })
    expect(replyTo(udp('10.0.0.9', 51_234)).port).toBe(9000)
    expect(replyTo(udp('10.0.0.8', 51_234)).port).toBe(51_234)
  })

  test('over TCP is the connection, and nowhere for who has none', () => {
    const replyTo = replyPorts({ replyPort: () => 8001, peers: new KnownPeers([tablet]) })
    const tcp = { transport: 'tcp', host: '10.0.0.9', port: 51_234, connection: 3 } as const
    expect(replyTo(tcp)).toBe(tcp)
    expect(replyTo(udp('10.0.0.9', 0)).port).toBe(0)
  })
})
