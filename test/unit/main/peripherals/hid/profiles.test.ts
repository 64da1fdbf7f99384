import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ReportDecoder } from '../../../../../main/peripherals/hid/decode.ts'
import { ProfileFolder } from '../../../../../main/peripherals/hid/profile-folder.ts'
import { SimulatedClock } from '../../../../../shared/base/clock.ts'
import { fault } from '../../../../../shared/base/result.ts'
import type { Fault } from '../../../../../shared/base/result.ts'
import { scratch } from '../../../../support/scratch.ts'
import { parseProfile, readProfiles } from '../../../../../main/peripherals/hid/profiles.ts'
import type { Profile } from '../../../../../main/peripherals/hid/profiles.ts'

const { profiles, faults } = await readProfiles(join(import.meta.dirname, '../../../../../assets/profiles'))

function profile(vendor: number, product: number): Profile {
  const found = profiles.find(({ devices }) =>
    devices.some((device) => device.vendor === vendor && device.product === product),
  )
  if (found === undefined) throw new Error('no such profile')
  return found
}

/** What a product tells at each report, given as bytes by offset in an otherwise empty one. */
function tells(
  vendor: number,
  product: number,
  length: number,
  ...reports: readonly Readonly<Record<number, number>>[]
): string[] {
  const { layout } = profile(vendor, product)
  const told: string[] = []
  const decoder = new ReportDecoder(layout!, (control, _kind, value) => told.push(`${control} ${value}`))
  for (const set of reports) {
    const report = new Uint8Array(length)
    for (const [offset, value] of Object.entries(set)) report[Number(offset)] = value
    expect(decoder.decode(report)).toBeNull()
  }
  return told
}

test('every profile that comes with the app is sound, and none claims what another has', () => {
  expect(faults).toEqual([])
  const claimed = profiles.flatMap(({ devices }) =>
    devices.map(({ vendor, product }) => `${vendor}:${product}`),
  )
  expect(new Set(claimed).size).toBe(claimed.length)
})

describe('products', () => {
  const sticks = { 1: 128, 2: 128, 3: 128, 4: 128 }

  test('DualShock 4 by cable', () => {
    const rest = { 0: 1, ...sticks, 5: 8 }
    expect(tells(0x54c, 0x9cc, 64, rest, { ...rest, 5: 0x20, 6: 1, 7: 2, 8: 255 })).toEqual([
      ...['dpad 0', 'cross 1', 'l1 1', 'touchpad 1', 'l2 1'],
    ])
  })

  test('DualShock 4 by Bluetooth, in its short and its long report', () => {
    const short = { 0: 1, ...sticks, 5: 8 }
    const long = { 0: 17, 1: 0xc0, 3: 128, 4: 128, 5: 128, 6: 128, 7: 8 }
    expect(tells(0x54c, 0x5c4, 10, { ...short, 5: 0x48 }, short)).toEqual(['circle 1', 'circle 0'])
    expect(tells(0x54c, 0x5c4, 78, { ...long, 7: 0x48 }, { ...long, 1: 0x40, 7: 8 }, long)).toEqual([
      ...['circle 1', 'circle 0'],
    ])
  })

  test.each([
    // Over a1 and the 74 bytes before it, as the pads send it.
    [
      'DualShock 4',
      0x9cc,
      { 0: 17, 1: 0xc0, 3: 128, 4: 128, 5: 128, 6: 128, 7: 0x48 },
      [0x24, 0xe4, 0x06, 0x02],
      'circle 1',
    ],
    [
      'DualSense',
      0xce6,
      { 0: 49, 2: 128, 3: 128, 4: 128, 5: 128, 9: 0x18 },
      [0x48, 0xd2, 0x7b, 0x57],
      'square 1',
    ],
  ])('the checksum of a %s by Bluetooth', (_what, product, set, checksum, pressed) => {
    const told: string[] = []
    const { layout } = profile(0x54c, product)
    const decoder = new ReportDecoder(layout!, (control, _kind, value) => told.push(`${control} ${value}`))
    const report = new Uint8Array(78)
    for (const [offset, value] of Object.entries(set)) report[Number(offset)] = value
    report.set(checksum, 74)
    // Windows hands over every report as long as the longest.
    const padded = new Uint8Array(547)
    padded.set(report)
    expect([decoder.decode(report), decoder.decode(padded)]).toEqual([null, null])
    expect(told).toEqual([pressed])
    report[20] = 1
    expect(decoder.decode(report)).toBe('bad-checksum')
    expect(told).toEqual([pressed])
  })

  test('8BitDo and Nintendo pads are named by what is printed on their buttons', () => {
    // The first of an 8BitDo's buttons is the right one of its four, which has an A on it, the second the lower one, B.
    expect(profile(0x2dc8, 0x6001).naming.names).toMatchObject({
      button1: 'a',
      button2: 'b',
      button4: 'x',
      button5: 'y',
    })
    expect(
      tells(0x57e, 0x2009, 49, { 0: 0x30, 3: 0x08, 6: 0xd0, 7: 0x07, 8: 0x7d, 9: 0xd0, 10: 0x07, 11: 0x7d }),
    ).toEqual(['a 1'])
  })

  test('DualSense by cable and by Bluetooth', () => {
    expect(tells(0x54c, 0xce6, 64, { 0: 1, ...sticks, 5: 255, 8: 0x88, 10: 4 })).toEqual([
      ...['l2 1', 'triangle 1', 'mute 1'],
    ])
    expect(tells(0x54c, 0xce6, 78, { 0: 49, 2: 128, 3: 128, 4: 128, 5: 128, 9: 0x18 })).toEqual(['square 1'])
    expect(tells(0x54c, 0xce6, 10, { 0: 1, ...sticks, 5: 0x28, 9: 255 })).toEqual(['cross 1', 'r2 1'])
  })

  test('Switch Pro Controller in its full and its simple report', () => {
    const rest = { 0: 0x30, 6: 0xd0, 7: 0x07, 8: 0x7d, 9: 0xd0, 10: 0x07, 11: 0x7d }
    const up = { ...rest, 7: 0xc7, 8: 0xda }
    expect(tells(0x57e, 0x2009, 49, rest, { ...rest, 3: 8, 5: 2 }, up)).toEqual([
      ...['a 1', 'up 1', 'a 0', 'up 0', 'leftY -1'],
    ])
    const simple = { 0: 0x3f, 3: 8, 5: 128, 7: 128, 9: 128, 11: 128 }
    expect(tells(0x57e, 0x2009, 12, { ...simple, 1: 2, 2: 2, 3: 4 })).toEqual(['a 1', 'plus 1', 'dpad 4'])
  })

  test('ShuttleXpress and ShuttlePRO', () => {
    expect(tells(0xb33, 0x20, 5, { 0: 7, 3: 0x10 }, { 0: 0xf9, 1: 1, 4: 1 })).toEqual([
      ...['shuttle 1', 'key1 1', 'shuttle -1', 'jog 1', 'key1 0', 'key5 1'],
    ])
    expect(tells(0xb33, 0x30, 5, { 3: 1, 4: 0x40 })).toEqual(['key1 1', 'key15 1'])
  })

  test('X-keys tell keys only in key reports', () => {
    expect(tells(0x5f3, 1029, 36, { 1: 1, 2: 1, 5: 0x20 }, { 1: 214 }, {})).toEqual([
      ...['program 1', 'key1 1', 'key24 1', 'program 0', 'key1 0', 'key24 0'],
    ])
  })

  test('foot pedals', () => {
    expect(tells(0x5f3, 0xff, 2, { 0: 5 })).toEqual(['left 1', 'right 1'])
    expect(tells(0x5f3, 1080, 36, { 2: 4 })).toEqual(['middle 1'])
  })
})

const whole = {
  name: 'Box',
  devices: [{ vendor: '1209', product: '0002' }],
  layouts: [{ reports: [{ id: null }], controls: [{ name: 'go', kind: 'button', byte: 0 }] }],
}

describe('a profile that is wrong is refused with the place', () => {
  const axis = { name: 'x', kind: 'axis', byte: 0 }

  test.each<[string, object, string]>([
    ['no devices', { devices: [] }, 'devices'],
    ['an id with letters beyond f', { devices: [{ vendor: 'zzzz', product: '0002' }] }, 'devices[0].vendor'],
    ['neither layouts nor names', { layouts: undefined }, 'layouts or names'],
    ['a field nobody knows', { colour: 'red' }, 'colour'],
    [
      'an axis whose ends are the wrong way round',
      { layouts: [{ reports: [{ id: 1 }], controls: [{ ...axis, min: 5, max: 1 }] }] },
      'do not ascend',
    ],
    [
      'a report id of 0',
      { layouts: [{ reports: [{ id: 0 }], controls: [axis] }] },
      'layouts[0].reports[0].id',
    ],
  ])('%s', (_what, change, place) => {
    const parsed = parseProfile(JSON.stringify({ ...whole, ...change }), 'box.json')
    expect(parsed.ok ? 'accepted' : parsed.error.what).toContain(place)
    expect(parsed.ok ? '' : parsed.error.where).toBe('box.json')
  })

  test('a file that is no JSON', () => {
    expect(parseProfile('{', 'box.json').ok).toBe(false)
  })

  test('the whole one is accepted', () => {
    expect(parseProfile(JSON.stringify(whole), 'box.json').ok).toBe(true)
  })

  test('a missing folder is a fault and no profiles', async () => {
    const read = await readProfiles('/nowhere')
    expect(read.profiles).toEqual([])
    expect(read.faults).toMatchObject([{ code: 'hid/bad-profile', where: '/nowhere' }])
  })
})

test('of a folder in which one cannot be read the others are there all the same', async () => {
  using folder = scratch({ 'box.json': JSON.stringify(whole), 'a.json/inner.txt': '', 'b.json': '{}' })
  const read = await readProfiles(folder.path)
  expect(read.profiles.map(({ name }) => name)).toEqual(['Box'])
  expect(read.faults).toMatchObject([
    { code: 'hid/bad-profile', where: 'a.json' },
    { code: 'hid/bad-profile', where: 'b.json', what: 'name is missing (and 1 more)' },
  ])
})

test('those that are refused are looked at again until each is mended or gone, and logged once', async () => {
  const bad = (where: string) => fault('hid/bad-profile', where, 'name is missing', 'correct it')
  const clock = new SimulatedClock()
  const logged: string[] = []
  let faults: readonly Fault[] = [bad('a.json'), bad('b.json')]
  let reads = 0
  const folder = new ProfileFolder({
    ...{ clock, own: '/nowhere', dir: '/profiles' },
    log: { warn: (_, message) => void logged.push(message) },
    read: () => {
      reads += 1
      return Promise.resolve({ profiles: [], faults })
    },
  })
  const look = async (): Promise<readonly string[]> => {
    clock.advanceBy(2000)
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
    return folder.refused.map(({ where }) => where)
  }
  await folder.read()
  expect(await look()).toEqual(['a.json', 'b.json'])
  expect(logged).toHaveLength(2)
  faults = [bad('b.json')]
  expect(await look()).toEqual(['b.json'])
  faults = []
  expect(await look()).toEqual([])
  const before = reads
  await look()
  // Nothing is wrong any more, so nobody looks.
  expect([reads, logged.length]).toEqual([before, 2])
  folder[Symbol.dispose]()
  expect(clock.nextDueAt()).toBeNull()
})
