import { describe, expect, onTestFinished, test } from 'vitest'
import { OscIntake } from '../../../../../main/peripherals/osc/intake.ts'
import { encodeBundle, encodePacket } from '../../../../../main/protocols/osc/encode.ts'
import type { OscBundle, OscPacket, TimeTag } from '../../../../../main/protocols/osc/packet.ts'
import { isBundle } from '../../../../../main/protocols/osc/packet.ts'
import { wallToTimeTag } from '../../../../../main/protocols/osc/timetag.ts'
import { SimulatedClock, wallMs } from '../../../../../shared/base/clock.ts'
import type { EventDraft, SystemEventType } from '../../../../../shared/model/event.ts'
import type { OscEndpoint } from '../../../../../shared/model/payload/osc.ts'
import { KnownPeers } from '../../../../../shared/model/known-peers.ts'
import type { OscPeer } from '../../../../../shared/model/show.ts'
import { eventBytes } from '../../../../../shared/model/size.ts'

const WALL = Date.UTC(2026, 10, 21)
const from: OscEndpoint = { transport: 'udp', host: '10.0.0.9', port: 5000, connection: null }

function rig(latestOnly: readonly string[] = [], peers: readonly OscPeer[] = []) {
  const clock = new SimulatedClock(1000, WALL)
  const published: EventDraft[] = []
  const publish = (draft: EventDraft): number => published.push(draft)
  const known = new KnownPeers(peers)
  const intake = new OscIntake({
    ...{ clock, publish, source: 'osc:main', peers: known },
    arisenAt: () => clock.now(),
  })
  intake.setLatestOnly(latestOnly)
  onTestFinished(() => intake[Symbol.dispose]())

  const take = (packet: OscPacket, host = from.host): void => {
    const bytes = isBundle(packet) ? encodeBundle(packet) : encodePacket(packet)
    if (!bytes.ok) throw new Error(bytes.error.what)
    intake.take(bytes.value, { ...from, host })
  }
  const payloads = <T extends SystemEventType>(type: T): EventDraft<T>['payload'][] =>
    published.filter((draft): draft is EventDraft<T> => draft.type === type).map(({ payload }) => payload)
  const addresses = (): string[] => payloads('osc.received').map(({ address }) => address)
  return { clock, published, intake, take, payloads, addresses, known }
}

const to = (address: string): OscPacket => ({ address, args: [] })
/** A bundle for so many milliseconds from the start of the test. */
const bundle = (ms: number, ...packets: OscPacket[]): OscBundle => ({
  timeTag: wallToTimeTag(wallMs(WALL + ms)),
  packets,
})
const immediately: TimeTag = [0, 1]

describe('a message', () => {
  test('is published as it came, stamped with its arrival', () => {
    const { published, take } = rig()
    take({ address: '/cue/1/start', args: [1, 'now'] })
    expect(published).toEqual([
      {
        type: 'osc.received',
        source: 'osc:main',
        cause: null,
        at: 1000,
        bytes: expect.any(Number) as number,
        payload: {
          address: '/cue/1/start',
          types: 'is',
          args: [1, 'now'],
          from,
          lateBy: null,
          latestOnly: false,
        },
      },
    ])
  })

  test.each([
    ['of nothing but an address', { address: '/a', args: [] }],
    ['of many kinds', { address: '/a'.repeat(90), args: [1, 0.5, 'now'.repeat(100), [1, [true, null]]] }],
  ])('is reckoned as large as it is, and hardly larger: one %s', (_, message) => {
    const { published, take } = rig()
    take(message)
    const { bytes = 0, payload } = published[0] as EventDraft
    expect(bytes).toBeGreaterThanOrEqual(eventBytes(payload))
    expect(bytes).toBeLessThanOrEqual(eventBytes(payload) + 32)
  })

  test('on a route of which only the latest matters is marked', () => {
    const { intake, take, payloads } = rig(['/fader/*'])
    take(to('/fader/1'))
    take(to('/fader/1'))
    take(to('/go'))
    intake.setLatestOnly(['/go'])
    take(to('/fader/1'))
    take(to('/go'))
    expect(payloads('osc.received').map(({ latestOnly }) => latestOnly)).toEqual([
      true,
      true,
      false,
      false,
      true,
    ])
  })
})

describe('a bundle', () => {
  test('that is immediate runs at once, its messages in order, and is not late', () => {
    const { take, addresses, payloads, intake } = rig()
    take({ timeTag: immediately, packets: [to('/a'), to('/b'), to('/c')] })
    expect(addresses()).toEqual(['/a', '/b', '/c'])
    expect(payloads('osc.received').every(({ lateBy }) => lateBy === null)).toBe(true)
    expect(intake.counts().lateBundles).toBe(0)
  })

  test('in the past runs at once, says how late it is, and is counted', () => {
    const { take, payloads, intake } = rig()
    take(bundle(-250, to('/a')))
    expect(payloads('osc.received')[0]?.lateBy).toBeCloseTo(250, 3)
    expect(intake.counts().lateBundles).toBe(1)
  })

  test('in the future waits for its time tag', () => {
    const { clock, take, addresses, published, intake } = rig()
    take(bundle(500, to('/a'), to('/b')))
    clock.advanceTo(1499)
    expect(addresses()).toEqual([])
    expect(intake.counts()).toMatchObject({ waitingBundles: 1, received: 0 })
    clock.advanceTo(1501)
    expect(addresses()).toEqual(['/a', '/b'])
    expect(published[0]?.at).toBeCloseTo(1500, 3)
    expect(intake.counts()).toMatchObject({ waitingBundles: 0, received: 2, lateBundles: 0 })
  })

  test('waits no longer or shorter when the wall clock is set meanwhile', () => {
    const { clock, take, addresses } = rig()
    take(bundle(500, to('/a')))
    clock.jumpWall(3_600_000)
    clock.advanceTo(1499)
    expect(addresses()).toEqual([])
    clock.advanceTo(1501)
    expect(addresses()).toEqual(['/a'])
  })

  test('is followed by those due later, and by those equally due that came later', () => {
    const { clock, take, addresses } = rig()
    take(bundle(300, to('/third')))
    take(bundle(100, to('/first')))
    take(bundle(300, to('/fourth')))
    take(bundle(200, to('/second')))
    clock.advanceBy(1000)
    expect(addresses()).toEqual(['/first', '/second', '/third', '/fourth'])
  })

  test('inside another keeps its place where it is due no later, and waits where it is', () => {
    const { clock, take, addresses } = rig()
    take(
      bundle(
        100,
        to('/a'),
        bundle(50, to('/b')),
        bundle(300, to('/e')),
        { timeTag: immediately, packets: [to('/c')] },
        to('/d'),
      ),
    )
    clock.advanceBy(101)
    expect(addresses()).toEqual(['/a', '/b', '/c', '/d'])
    clock.advanceBy(200)
    expect(addresses()).toEqual(['/a', '/b', '/c', '/d', '/e'])
  })

  test('inside a late one waits for its own time', () => {
    const { clock, take, addresses } = rig()
    take(bundle(-10, to('/a'), bundle(100, to('/b'))))
    expect(addresses()).toEqual(['/a'])
    clock.advanceBy(101)
    expect(addresses()).toEqual(['/a', '/b'])
  })

  test('is refused and counted when ten thousand messages wait already', () => {
    const { clock, take, payloads, addresses, intake } = rig()
    const thousand = Array.from({ length: 1000 }, (_, index) => to(`/${index}`))
    for (let index = 0; index < 10; index += 1) take(bundle(100, ...thousand))
    take(bundle(50, to('/one-too-many')))
    expect(payloads('osc.rejected')).toEqual([
      {
        reason: 'bundle-queue-full',
        from: 'udp 10.0.0.9:5000',
        detail: '10000 messages of bundles wait already',
        total: 1,
      },
    ])
    clock.advanceBy(101)
    expect(addresses()).toHaveLength(10_000)
    take(bundle(200, to('/fits-again')))
    expect(intake.counts()).toMatchObject({ waitingBundles: 1, rejected: { 'bundle-queue-full': 1 } })
  })

  test('is refused when those that wait hold 16 MiB already', () => {
    const { clock, take, payloads, intake } = rig()
    const large = { address: '/data', args: ['x'.repeat(60_000)] }
    for (let index = 0; index < 300; index += 1) take(bundle(100, large))
    expect(intake.counts().waitingBundles).toBe(277)
    expect(payloads('osc.rejected')[0]).toMatchObject({
      reason: 'bundle-queue-full',
      detail: '277 messages of bundles wait already',
    })
    clock.advanceBy(101)
    take(bundle(200, large))
    expect(intake.counts().waitingBundles).toBe(1)
  })

  test('that still waits is forgotten with the intake', () => {
    const { clock, take, addresses, intake } = rig()
    take(bundle(100, to('/a')))
    intake[Symbol.dispose]()
    clock.advanceBy(1000)
    expect(addresses()).toEqual([])
  })
})

describe('a time tag', () => {
  const MINUTE = 60_000
  const HOUR = 60 * MINUTE

  test('up to a second ahead waits without a word', () => {
    const { clock, take, addresses, published, intake } = rig()
    take(bundle(999, to('/a')))
    expect(published).toEqual([])
    expect(intake.counts().clocksAhead).toEqual([])
    clock.advanceBy(1000)
    expect(addresses()).toEqual(['/a'])
  })

  test('from a second ahead on waits, and says whose clock is ahead, and how far', () => {
    const { clock, take, addresses, payloads, intake } = rig()
    take(bundle(1000, to('/a')))
    take(bundle(4 * MINUTE, to('/b')), '10.0.0.8')
    expect(payloads('osc.clockAhead').map(({ sender, aheadBy }) => [sender, Math.round(aheadBy)])).toEqual([
      ['10.0.0.9', 1000],
      ['10.0.0.8', 240_000],
    ])
    expect(intake.counts().clocksAhead.map(({ sender }) => sender)).toEqual(['10.0.0.9', '10.0.0.8'])
    clock.advanceBy(10_001)
    expect(addresses()).toEqual(['/a'])
    expect(intake.counts().clocksAhead.map(({ sender }) => sender)).toEqual(['10.0.0.8'])
    clock.advanceBy(4 * MINUTE)
    expect(addresses()).toEqual(['/a', '/b'])
    expect(intake.counts().clocksAhead).toEqual([])
  })

  test('of a stream that is ahead is said now and then, and at once when its clock jumps', () => {
    const { clock, take, payloads } = rig()
    for (let count = 0; count < 100; count += 1) {
      take(bundle(clock.now() - 1000 + 5000, to('/a')))
      clock.advanceBy(50)
    }
    expect(payloads('osc.clockAhead')).toHaveLength(1)
    take(bundle(clock.now() - 1000 + 7000, to('/a')))
    expect(payloads('osc.clockAhead')).toHaveLength(2)
  })

  test('ten minutes ahead waits, and further ahead is refused, up to a day', () => {
    const { take, payloads, intake } = rig()
    take(bundle(10 * MINUTE, to('/a')))
    take(bundle(10 * MINUTE + 1, to('/b')))
    take(bundle(24 * HOUR, to('/c')))
    expect(intake.counts()).toMatchObject({ waitingBundles: 1, received: 0, ignoredTimeTags: 0 })
    expect(payloads('osc.rejected').map(({ reason, detail }) => [reason, detail])).toEqual([
      ['time-tag-too-far', 'a bundle for 600 s from now: more than 10 minutes ahead'],
      ['time-tag-too-far', 'a bundle for 86400 s from now: more than 10 minutes ahead'],
    ])
  })

  test.each<[string, TimeTag]>([
    ['of a device that counts from when it was switched on', [120, 0]],
    ['of one that was switched on just now', [0, 5]],
    ['that counts from 1970', [Math.floor(WALL / 1000), 0]],
    ['of the end of 1999', wallToTimeTag(wallMs(Date.UTC(2000, 0, 1) - 1))],
    ['of more than a day ahead', wallToTimeTag(wallMs(WALL + 24 * HOUR + 1))],
    ['of nothing but ones', [0xffff_ffff, 0xffff_ffff]],
  ])('%s makes no sense, so its bundle runs at once', (_what, timeTag) => {
    const { take, addresses, payloads, intake } = rig()
    take({ timeTag, packets: [to('/a')] })
    take({ timeTag, packets: [to('/b')] })
    expect(addresses()).toEqual(['/a', '/b'])
    expect(payloads('osc.received').map(({ lateBy }) => lateBy)).toEqual([null, null])
    expect(payloads('osc.timeTagIgnored')).toEqual([{ sender: '10.0.0.9' }])
    expect(intake.counts()).toMatchObject({ ignoredTimeTags: 2, lateBundles: 0, rejected: {} })
  })

  test('of 2000 is late, and its bundle runs at once', () => {
    const { take, payloads, intake } = rig()
    take({ timeTag: wallToTimeTag(wallMs(Date.UTC(2000, 0, 1))), packets: [to('/a')] })
    expect(payloads('osc.received')).toHaveLength(1)
    expect(intake.counts()).toMatchObject({ ignoredTimeTags: 0, lateBundles: 1 })
  })

  test('of a sender whose time tags the show ignores means at once, whatever it is', () => {
    const peers: OscPeer[] = [{ name: 'desk', address: '10.0.0.9', timeTags: 'ignore' }]
    const { take, addresses, published, intake } = rig([], peers)
    take(bundle(4 * MINUTE, to('/a'), bundle(5 * MINUTE, to('/b'))))
    take(bundle(HOUR, to('/c')))
    take(bundle(-5000, to('/d')))
    take(bundle(500, to('/e')), '::ffff:10.0.0.9')
    expect(addresses()).toEqual(['/a', '/b', '/c', '/d', '/e'])
    expect(published).toHaveLength(5)
    expect(intake.counts()).toMatchObject({ waitingBundles: 0, lateBundles: 0, rejected: {} })
    take(bundle(500, to('/f')), '10.0.0.10')
    expect(intake.counts().waitingBundles).toBe(1)
  })

  test('of a sender that the show knows is told with its name', () => {
    const peers: OscPeer[] = [{ name: 'desk', address: '10.0.0.9', timeTags: 'honour' }]
    const { take, payloads } = rig([], peers)
    take(bundle(2000, to('/a')))
    expect(payloads('osc.clockAhead')[0]?.sender).toBe('desk (10.0.0.9)')
  })

  test('of a sender that the show comes to know, calls otherwise or forgets is told with the name of then', () => {
    const { take, known, intake } = rig()
    const desk: OscPeer = { name: 'desk', address: '10.0.0.9', timeTags: 'honour' }
    const named = (): string[] => {
      take(bundle(2000, to('/a')))
      return intake.counts().clocksAhead.map(({ sender }) => sender)
    }
    expect(named()).toEqual(['10.0.0.9'])
    known.take([desk])
    expect(named()).toEqual(['desk (10.0.0.9)'])
    known.take([{ ...desk, name: 'light desk' }])
    expect(named()).toEqual(['light desk (10.0.0.9)'])
    known.take([])
    expect(named()).toEqual(['10.0.0.9'])
  })

  test('of a sender that the show calls otherwise goes on, by its new name at once', () => {
    const desk: OscPeer = { name: 'desk', address: '10.0.0.9', timeTags: 'honour' }
    const { clock, take, known, intake, payloads, addresses } = rig([], [desk])
    take(bundle(2000, to('/a')))
    known.take([{ ...desk, name: 'light desk' }])
    expect(intake.counts().clocksAhead.map(({ sender }) => sender)).toEqual(['light desk (10.0.0.9)'])
    take(bundle(2000, to('/b')))
    // It was published a moment ago how far it is ahead.
    expect(payloads('osc.clockAhead')).toHaveLength(1)
    clock.advanceBy(2000)
    expect(addresses()).toEqual(['/a', '/b'])
  })

  test('says how long it was held when it is released', () => {
    const { clock, take, published } = rig()
    take(bundle(2000, to('/a')))
    clock.advanceBy(2000)
    expect(published.at(-1)).toMatchObject({ payload: { address: '/a', heldFor: 2000 } })
  })

  test('may come from any number of addresses, of which the first are told apart and the others are one', () => {
    const { clock, take, payloads, intake } = rig()
    for (let index = 0; index < 1000; index += 1)
      take(bundle(2000, to('/a')), `10.0.${index >> 8}.${index & 255}`)
    const ahead = intake.counts().clocksAhead.map(({ sender }) => sender)
    expect(ahead).toHaveLength(33)
    expect([ahead[0], ahead.at(-1)]).toEqual(['10.0.0.0', 'other senders'])
    expect(payloads('osc.clockAhead')).toHaveLength(33)
    clock.advanceBy(12_001)
    take(bundle(clock.now() - 1000 + 2000, to('/a')), '10.9.9.9')
    expect(intake.counts().clocksAhead.map(({ sender }) => sender)).toEqual(['10.9.9.9'])
  })

  test('of a sender that the show knows is told however many strangers there are', () => {
    const { take, payloads, intake } = rig([], [{ name: 'desk', address: '10.1.0.9', timeTags: 'honour' }])
    take(bundle(2000, to('/a')), '10.1.0.9')
    for (let index = 0; index < 1000; index += 1)
      take(bundle(2000, to('/a')), `10.0.${index >> 8}.${index & 255}`)
    take(bundle(2000, to('/a')), '10.1.0.9')
    expect(intake.counts().clocksAhead.map(({ sender }) => sender)).toContain('desk (10.1.0.9)')
    expect(payloads('osc.clockAhead').filter(({ sender }) => sender.startsWith('desk'))).toHaveLength(1)
  })
})

describe('bundles ahead of many senders', () => {
  const thousand = Array.from({ length: 1000 }, (_, index) => to(`/${index}`))

  test('leave room for those of a sender that the show lists', () => {
    const { take, intake } = rig([], [{ name: 'desk', address: '10.1.0.9', timeTags: 'honour' }])
    for (let index = 0; index < 100; index += 1) take(bundle(100, ...thousand), `10.0.0.${index}`)
    expect(intake.counts()).toMatchObject({ waitingBundles: 15, rejected: { 'bundle-queue-full': 85 } })
    take(bundle(100, ...thousand), '10.1.0.9')
    expect(intake.counts().waitingBundles).toBe(16)
  })

  test('of one sender are bounded, listed or not, and written in whichever way', () => {
    const { take, intake } = rig([], [{ name: 'desk', address: '10.1.0.9', timeTags: 'honour' }])
    for (let index = 0; index < 20; index += 1)
      take(bundle(100, ...thousand), index % 2 === 0 ? '10.1.0.9' : '::ffff:10.1.0.9')
    expect(intake.counts()).toMatchObject({ waitingBundles: 10, rejected: { 'bundle-queue-full': 10 } })
  })
})

describe('malformed packets', () => {
  test('are counted by reason and published with their sender', () => {
    const { intake, payloads } = rig()
    intake.take(Buffer.from('abc\0'), from)
    intake.take(Buffer.from('/a'), from)
    intake.take(Buffer.from('def\0'), from)
    expect(
      payloads('osc.rejected').map(({ reason, from: sender, total }) => [reason, sender, total]),
    ).toEqual([
      ['bad-address', 'udp 10.0.0.9:5000', 1],
      ['not-aligned', 'udp 10.0.0.9:5000', 1],
      ['bad-address', 'udp 10.0.0.9:5000', 2],
    ])
    expect(intake.counts()).toEqual({
      received: 0,
      bytes: 10,
      rejected: { 'bad-address': 2, 'not-aligned': 1 },
      lateBundles: 0,
      waitingBundles: 0,
      clocksAhead: [],
      ignoredTimeTags: 0,
    })
  })
})

describe('a flood', () => {
  /** Published events take their time, as on a busy machine. */
  const busy = () => {
    const { clock, ...rest } = rig()
    const { published } = rest
    published.push = (...drafts: EventDraft[]): number => {
      clock.advanceBy(1)
      return Array.prototype.push.apply(published, drafts)
    }
    return { clock, ...rest }
  }

  test('waits for other turns; a panic and a stop are read before it, and go before all that waits', () => {
    const { take, published, addresses, intake } = busy()
    for (let count = 0; count < 100; count += 1) take(to('/flood'))
    expect(addresses().length).toBeLessThan(5)
    expect(intake.behind).toBe(true)
    for (const address of ['/cuewright/panic', '/stop']) take(to(address))
    expect(addresses().slice(-2)).toEqual(['/cuewright/panic', '/stop'])
    expect(published.slice(-2).map(({ ahead }) => ahead)).toEqual(['panic', 'stop'])
  })

  test('takes a panic in a bundle of its own no less', () => {
    const { take, addresses } = busy()
    for (let count = 0; count < 100; count += 1) take(to('/flood'))
    take({ timeTag: immediately, packets: [to('/cuewright/panic')] })
    expect(addresses().at(-1)).toBe('/cuewright/panic')
  })

  test('beyond what may wait is refused, counted and told', () => {
    const { take, intake, payloads } = busy()
    for (let count = 0; count < 8300; count += 1) take(to('/flood'))
    expect(intake.counts().rejected['too-fast']).toBeGreaterThan(100)
    expect(payloads('osc.rejected')[0]).toMatchObject({ reason: 'too-fast', from: 'udp 10.0.0.9:5000' })
  })
})
