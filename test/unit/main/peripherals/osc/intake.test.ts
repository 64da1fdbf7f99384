import { describe, expect, onTestFinished, test } from 'vitest'
import { OscIntake } from '../../../../../main/peripherals/osc/intake.ts'
import { encodeBundle, encodePacket } from '../../../../../main/protocols/osc/encode.ts'
import type { OscBundle, OscPacket, TimeTag } from '../../../../../main/protocols/osc/packet.ts'
import { isBundle } from '../../../../../main/protocols/osc/packet.ts'
import { wallToTimeTag } from '../../../../../main/protocols/osc/timetag.ts'
import { SimulatedClock, wallMs } from '../../../../../shared/base/clock.ts'
import type { EventDraft, OscEndpoint } from '../../../../../shared/model/event.ts'

const WALL = Date.UTC(2026, 10, 21)
const from: OscEndpoint = { transport: 'udp', host: '10.0.0.9', port: 5000, connection: null }

function rig(latestOnly: readonly string[] = []) {
  const clock = new SimulatedClock(1000, WALL)
  const published: EventDraft[] = []
  const publish = (draft: EventDraft): number => published.push(draft)
  const intake = new OscIntake({ clock, publish, source: 'osc:main', latestOnly })
  onTestFinished(() => intake[Symbol.dispose]())

  const take = (packet: OscPacket): void => {
    const bytes = isBundle(packet) ? encodeBundle(packet) : encodePacket(packet)
    if (!bytes.ok) throw new Error(bytes.error.what)
    intake.take(bytes.value, from)
  }
  const payloads = <T extends 'osc.received' | 'osc.rejected'>(type: T): EventDraft<T>['payload'][] =>
    published.filter((draft): draft is EventDraft<T> => draft.type === type).map(({ payload }) => payload)
  const addresses = (): string[] => payloads('osc.received').map(({ address }) => address)
  return { clock, published, intake, take, payloads, addresses }
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

  test('for more than an hour ahead is refused, because a clock must be wrong', () => {
    const { take, payloads } = rig()
    take(bundle(3_700_000, to('/a')))
    expect(payloads('osc.rejected')).toMatchObject([
      { reason: 'time-tag-too-far', detail: 'a bundle for 3700 s from now' },
    ])
  })

  test('that still waits is forgotten with the intake', () => {
    const { clock, take, addresses, intake } = rig()
    take(bundle(100, to('/a')))
    intake[Symbol.dispose]()
    clock.advanceBy(1000)
    expect(addresses()).toEqual([])
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
    })
  })
})
