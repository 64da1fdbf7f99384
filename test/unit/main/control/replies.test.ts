import { describe, expect, test } from 'vitest'
import { LISTED_BYTES, Replies, shortened } from '../../../../main/control/replies.ts'
import { replyPorts } from '../../../../main/control/reply-ports.ts'
import { encodePacket } from '../../../../main/protocols/osc/encode.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import type { OscEndpoint } from '../../../../shared/model/payload/osc.ts'
import { KnownPeers } from '../../../../shared/model/known-peers.ts'
import type { OscMessage } from '../../../../shared/model/osc.ts'

const message: OscMessage = { address: '/cuewright/reply/cuewright/ping', args: ['ok', '1.2.3'] }
const from = (host: string, port = 5000): OscEndpoint => ({ transport: 'udp', host, port, connection: null })

function sizeOf(sent: OscMessage): number {
  const packet = encodePacket(sent)
  return packet.ok ? packet.value.length : Infinity
}

function rig() {
  const clock = new SimulatedClock()
  const peers = new KnownPeers([{ name: 'desk', address: '10.0.0.9', timeTags: 'honour' }])
  const sent: { readonly to: OscEndpoint; readonly message: OscMessage }[] = []
  const replies = new Replies({
    clock,
    peers,
    replyTo: replyPorts({ replyPort: () => undefined, peers }),
    send: (to, message) => sent.push({ to, message }) > 0,
  })
  return { clock, replies, sent, peers }
}

describe('a stranger', () => {
  test('gets one reply for all requests of a packet', () => {
    const { replies, sent } = rig()
    const packet = from('10.0.0.1')
    for (let request = 0; request < 2000; request += 1) replies.answer(packet, message, false)
    expect(sent).toHaveLength(1)
    expect(replies.health()).toEqual({ withheld: 1999, withheldNews: 0, lastWithheld: '10.0.0.1' })
  })

  test('gets twenty a second at its address, from whichever port it asks', () => {
    const { clock, replies, sent } = rig()
    for (let port = 1000; port < 3000; port += 1) {
      replies.answer(from('10.0.0.1', port), message, false)
      replies.answer(from('::ffff:10.0.0.1', port), message, false)
    }
    expect(sent).toHaveLength(20)
    clock.advanceBy(999)
    replies.answer(from('10.0.0.1'), message, false)
    expect(sent).toHaveLength(20)
    clock.advanceBy(1)
    replies.answer(from('10.0.0.1'), message, false)
    expect(sent).toHaveLength(21)
  })

  test('is one of a million, which together get four hundred a second, and the show’s own get theirs', () => {
    const { replies, sent } = rig()
    for (let index = 0; index < 1_000_000; index += 1) {
      replies.answer(from(`10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`), message, false)
    }
    expect(sent.filter(({ to }) => to.host !== '10.0.0.9')).toHaveLength(400)
    for (let index = 0; index < 100; index += 1) replies.answer(from('10.0.0.9'), message, false)
    expect(sent.filter(({ to }) => to.host === '10.0.0.9').length).toBeGreaterThanOrEqual(100)
  })

  test('misses no answer to a value of a stream', () => {
    const { replies, sent } = rig()
    for (let index = 0; index < 60; index += 1) replies.answer(from('10.0.0.1'), message, true)
    expect(sent).toHaveLength(20)
    expect(replies.health().withheld).toBe(0)
  })

  test('gets fifty pieces of news a second, each of at most 256 bytes', () => {
    const { replies, sent } = rig()
    const news = { address: '/cuewright/out/warning', args: ['some.id', 'é'.repeat(5000)] }
    for (let index = 0; index < 100; index += 1) replies.sendNews(from('10.0.0.1'), news)
    expect(sent).toHaveLength(50)
    expect(Math.max(...sent.map(({ message: one }) => sizeOf(one)))).toBeLessThanOrEqual(256)
    expect(replies.health().withheldNews).toBe(50)
  })

  test('on a connection is where it says, and gets all', () => {
    const { replies, sent } = rig()
    const packet: OscEndpoint = { transport: 'tcp', host: '10.0.0.1', port: 5000, connection: 1 }
    for (let request = 0; request < 100; request += 1) replies.answer(packet, message, false)
    expect(sent).toHaveLength(100)
  })
})

describe('a peer that the show lists', () => {
  test('gets a reply for each request, up to a megabyte a second', () => {
    const { clock, replies, sent } = rig()
    const packet = from('10.0.0.9')
    for (let request = 0; request < 2000; request += 1) replies.answer(packet, message, false)
    expect(sent).toHaveLength(2000)
    clock.advanceBy(1000)
    sent.length = 0
    const large = { address: '/a', args: ['ok', 'x'.repeat(10_000)] }
    for (let request = 0; request < 2000; request += 1) replies.answer(packet, large, false)
    const bytes = sent.reduce((sum, { message: one }) => sum + sizeOf(one), 0)
    expect(bytes).toBeGreaterThan(LISTED_BYTES / 4)
    expect(bytes).toBeLessThanOrEqual(LISTED_BYTES)
    expect(replies.health().withheld).toBe(2000 - sent.length)
  })

  test('is a stranger when the show that is opened does not list it', () => {
    const { replies, sent, peers } = rig()
    peers.take([])
    const packet = from('10.0.0.9')
    for (let request = 0; request < 10; request += 1) replies.answer(packet, message, false)
    expect(sent).toHaveLength(1)
  })
})

describe('a message in at most 256 bytes', () => {
  test('is left as it is where it fits', () => {
    expect(shortened(message, 256)).toEqual(message)
  })

  test.each([...Array.from({ length: 12 }, (_, index) => 180 + index), 5000])(
    'has its last text cut where that has %d characters, at none in two',
    (length) => {
      const short = shortened(
        { address: '/cuewright/reply/x', args: ['error', 'a' + 'é😀'.repeat(length)] },
        256,
      )
      const text = short?.args[1] as string
      expect(text).toMatch(/^a(é😀)+é?…$/u)
      expect(sizeOf(short as OscMessage)).toBeLessThanOrEqual(256)
      expect(sizeOf(short as OscMessage)).toBeGreaterThan(240)
    },
  )

  test('has its JSON left out, which is of no use in part', () => {
    const long = { address: '/cuewright/reply/x', args: ['ok', `{"a":"${'x'.repeat(500)}"}`] }
    expect(shortened(long, 256)).toEqual({ address: '/cuewright/reply/x', args: ['ok'] })
  })

  test.each<OscMessage>([
    { address: `/${'a'.repeat(300)}`, args: ['ok'] },
    { address: `/${'a'.repeat(250)}`, args: ['error', 'no'] },
    { address: '/a', args: ['x'.repeat(300), 'y'.repeat(300)] },
    { address: '/a', args: ['x'.repeat(300), 1] },
  ])('is nothing where cutting does not do', (long) => {
    expect(shortened(long, 256)).toBe(null)
  })
})
