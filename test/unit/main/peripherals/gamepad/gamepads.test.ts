import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { GamepadSnapshot } from '../../../../../shared/contract/inputs.ts'
import { ClientBench, DS4, inputClient, XBOX, pad } from '../client-bench.ts'
import { runs } from '../../../../support/property-runs.ts'

const REMOTE = '192.168.1.20 5000'
const PAD = 'gamepad:054c:09cc:1'
const SECOND = 'gamepad:054c:09cc:2'
const GONE = 'unplugged, or no window that sees it is in front'

describe('a pad in one window', () => {
  test('is a source from its first snapshot until it goes, with what it holds let go of first', () => {
    const bench = new ClientBench()
    bench.sees('window:1', 0, pad(DS4, 0))
    expect(bench.news()).toEqual([`${PAD} stateChanged open`, `${PAD} connected`, `${PAD} cross 1`])
    bench.sees('window:1', 0, null)
    expect(bench.news()).toEqual([
      `${PAD} cross 0`,
      `${PAD} lost ${GONE}`,
      `${PAD} stateChanged lost ${GONE}`,
    ])
    expect(bench.states()).toEqual([`${PAD} lost ${GONE}`])
  })

  test('is named as the same device in every event, with the moment that the window told', () => {
    const bench = new ClientBench()
    bench.inputs.receive(
      { family: 'gamepad', index: 0, pad: pad(DS4, 0) },
      940 as never,
      inputClient('window:1'),
    )
    expect(bench.events.at(-1)).toEqual({
      type: 'hid.received',
      source: PAD,
      cause: null,
      payload: { device: PAD, control: 'cross', kind: 'button', value: 1 },
      at: 940,
    })
  })

  test('keeps its number when it is plugged in again, and so does an equal one beside it', () => {
    const bench = new ClientBench()
    bench.sees('window:1', 0, pad(DS4))
    bench.sees('window:1', 1, pad(DS4))
    bench.sees('window:1', 0, null)
    bench.news()
    bench.sees('window:1', 1, pad(DS4, 0))
    bench.sees('window:1', 0, pad(DS4, 1))
    expect(bench.heard()).toEqual([`${SECOND} cross 1`, `${PAD} circle 1`])
  })

  test('is another one where the same place tells of another pad', () => {
    const bench = new ClientBench()
    bench.sees('window:1', 0, pad(DS4, 0))
    bench.sees('window:1', 0, pad(XBOX, 0))
    expect(bench.heard()).toEqual([`${PAD} cross 1`, `${PAD} cross 0`, 'gamepad:045e:02ea:1 a 1'])
  })

  test('that comes back with a button still down does not press it again', () => {
    const bench = new ClientBench()
    bench.sees('window:1', 0, pad(DS4, 0))
    bench.inputs.left({ id: 'window:1' })
    bench.news()
    bench.sees('window:1', 0, pad(DS4, 0, 3))
    expect(bench.heard()).toEqual([`${PAD} triangle 1`])
    bench.sees('window:1', 0, pad(DS4))
    bench.sees('window:1', 0, pad(DS4, 0))
    expect(bench.heard()).toEqual([`${PAD} triangle 0`, `${PAD} cross 1`])
  })

  test('that the window sees no longer and never told of is passed over', () => {
    const bench = new ClientBench()
    bench.sees('window:1', 3, null)
    bench.inputs.left({ id: 'window:2' })
    expect(bench.news()).toEqual([])
  })
})

describe('one pad in two windows', () => {
  function shared() {
    const bench = new ClientBench()
    bench.sees('window:1', 0, pad(DS4))
    bench.sees('127.0.0.1 5000', 0, pad(DS4))
    bench.news()
    return bench
  }

  test('is one source, and the first window is listened to', () => {
    const bench = shared()
    bench.sees('window:1', 0, pad(DS4, 0))
    bench.sees('127.0.0.1 5000', 0, pad(DS4, 0))
    bench.sees('127.0.0.1 5000', 0, pad(DS4))
    bench.sees('window:1', 0, pad(DS4))
    expect(bench.news()).toEqual([`${PAD} cross 1`, `${PAD} cross 0`])
  })

  test('stays held where the first window leaves and the other one sees it held', () => {
    const bench = shared()
    bench.sees('window:1', 0, pad(DS4, 0, 1))
    bench.sees('127.0.0.1 5000', 0, pad(DS4, 0))
    bench.news()
    bench.inputs.left({ id: 'window:1' })
    expect(bench.news()).toEqual([`${PAD} circle 0`])
    bench.sees('127.0.0.1 5000', 0, pad(DS4))
    expect(bench.news()).toEqual([`${PAD} cross 0`])
  })

  test('goes when neither sees it any more', () => {
    const bench = shared()
    bench.sees('window:1', 0, null)
    expect(bench.news()).toEqual([])
    bench.sees('127.0.0.1 5000', 0, null)
    expect(bench.news()).toEqual([`${PAD} lost ${GONE}`, `${PAD} stateChanged lost ${GONE}`])
  })

  test('is the same where browsers number it differently or name it in their own way', () => {
    const bench = new ClientBench()
    bench.sees('window:1', 0, pad(DS4))
    bench.sees('127.0.0.1 5000', 2, pad('54c-9cc-Wireless Controller', 0))
    expect(bench.states()).toEqual([`${PAD} open`])
    expect(bench.heard()).toEqual([])
  })

  test('is let go of under the names that it was pressed by, where the other browser does not know its layout', () => {
    const bench = shared()
    bench.sees('window:1', 0, pad(DS4, 0))
    bench.sees('127.0.0.1 5000', 0, { ...pad(DS4), standard: false })
    bench.news()
    bench.inputs.left({ id: 'window:1' })
    expect(bench.heard()).toEqual([`${PAD} cross 0`])
  })

  test('is two where there are two machines, or a window sees two', () => {
    const bench = new ClientBench()
    bench.sees('window:1', 0, pad(DS4))
    bench.sees(REMOTE, 0, pad(DS4))
    bench.sees('127.0.0.1 5000', 0, pad(DS4))
    bench.sees('127.0.0.1 5000', 1, pad(DS4))
    expect(bench.states()).toEqual([`${PAD} open`, `${SECOND} open`, 'gamepad:054c:09cc:3 open'])
  })
})

describe('a pad that is read as a HID device', () => {
  const READER = 'hid:054c:09cc:1'
  const DIRECT = `read directly as ${READER}`

  test('is listed as off, with the reason, and is silent', () => {
    const bench = new ClientBench()
    bench.reads(READER)
    bench.sees('window:1', 0, pad(DS4, 0))
    expect(bench.news()).toEqual([`${PAD} stateChanged off ${DIRECT}`])
    expect(bench.states()).toEqual([`${PAD} off ${DIRECT}`])
  })

  test('under a serial number is silent too', () => {
    const bench = new ClientBench()
    bench.reads('hid:054c:09cc:a1b2c3')
    bench.sees('window:1', 0, pad(DS4, 0))
    expect(bench.heard()).toEqual([])
  })

  test.each([
    ['on another machine', REMOTE, READER],
    ['of another product', 'window:1', 'hid:054c:0ce6:1'],
    ['of which the identity only begins alike', 'window:1', 'hid:054c:09ccd:1'],
  ])('%s is another pad', (_what, client, reader) => {
    const bench = new ClientBench()
    bench.reads(reader)
    bench.sees(client, 0, pad(DS4, 0))
    expect(bench.heard()).toEqual([`${PAD} cross 1`])
  })

  test('but cannot be opened there is heard', () => {
    const bench = new ClientBench()
    bench.hid = [{ device: READER, name: 'x', state: 'refused' }]
    bench.sees('window:1', 0, pad(DS4, 0))
    expect(bench.heard()).toEqual([`${PAD} cross 1`])
  })

  test('silences as many pads as HID devices are open', () => {
    const bench = new ClientBench()
    bench.reads(READER)
    bench.sees('window:1', 0, pad(DS4))
    bench.sees('window:1', 1, pad(DS4))
    expect(bench.states()).toEqual([`${PAD} off ${DIRECT}`, `${SECOND} open`])
    bench.reads('hid:054c:09cc:2', READER)
    bench.pass(250)
    expect(bench.states()).toEqual([`${PAD} off ${DIRECT}`, `${SECOND} off read directly as hid:054c:09cc:2`])
  })

  test('from now on lets go of what it holds', () => {
    const bench = new ClientBench()
    bench.sees('window:1', 0, pad(DS4, 0))
    bench.news()
    bench.reads(READER)
    bench.pass(250)
    expect(bench.news()).toEqual([
      `${PAD} cross 0`,
      `${PAD} lost ${DIRECT}`,
      `${PAD} stateChanged off ${DIRECT}`,
    ])
  })

  test('no longer is heard after a second, without pressing what is down already', () => {
    const bench = new ClientBench()
    bench.reads(READER)
    bench.sees('window:1', 0, pad(DS4, 0))
    bench.news()
    bench.reads()
    bench.pass(1_000)
    expect(bench.news()).toEqual([])
    bench.pass(250)
    expect(bench.news()).toEqual([`${PAD} stateChanged open`, `${PAD} connected`])
    bench.sees('window:1', 0, pad(DS4, 0, 1))
    expect(bench.news()).toEqual([`${PAD} circle 1`])
  })

  test('and is back within that second was never heard', () => {
    const bench = new ClientBench()
    bench.reads(READER)
    bench.sees('window:1', 0, pad(DS4))
    bench.news()
    bench.reads()
    bench.pass(750)
    bench.reads(READER)
    bench.pass(5_000)
    expect(bench.news()).toEqual([])
  })

  test('and goes is not missed as a gamepad', () => {
    const bench = new ClientBench()
    bench.reads(READER)
    bench.sees('window:1', 0, pad(DS4))
    bench.news()
    bench.sees('window:1', 0, null)
    expect(bench.news()).toEqual([`${PAD} stateChanged off ${GONE}`])
    expect(bench.states()).toEqual([])
  })
})

describe('too many', () => {
  test('pads are not heard, and that is told', () => {
    const bench = new ClientBench()
    for (let count = 0; count < 65; count += 1) {
      bench.sees(`ws:10.0.0.${Math.floor(count / 16)}:1`, count % 16, pad(DS4, 0))
    }
    expect(bench.inputs.health()).toHaveLength(64)
    expect(bench.events.at(-1)).toMatchObject({
      type: 'hid.rejected',
      payload: { device: 'gamepad', reason: 'too-many', total: 1 },
    })
  })

  test('pads that went are shown no longer', () => {
    const bench = new ClientBench()
    for (let index = 0; index < 40; index += 1) {
      bench.sees('window:1', 0, pad(`Pad ${index}`))
      bench.sees('window:1', 0, null)
    }
    expect(bench.states()).toHaveLength(32)
    expect(bench.states()[0]).toBe(`gamepad:pad-8:1 lost ${GONE}`)
  })

  test('clients are not taken', () => {
    const bench = new ClientBench()
    for (let client = 0; client < 65; client += 1) bench.key(`ws:${client}`, `Key${client}`, true)
    expect(bench.heard()).toHaveLength(64)
  })
})

test('no timer is left where no pad could be read as a HID device', () => {
  const bench = new ClientBench()
  bench.sees(REMOTE, 0, pad(DS4))
  expect(bench.clock.nextDueAt()).toBeNull()
  bench.sees('window:1', 0, pad(DS4))
  bench.sees('window:1', 0, null)
  bench.pass(250)
  expect(bench.clock.nextDueAt()).toBeNull()
})

const snapshot: fc.Arbitrary<GamepadSnapshot | null> = fc.option(
  fc.record({
    id: fc.constantFrom(DS4, XBOX, '054c-09cc-Pad', 'Odd one'),
    standard: fc.boolean(),
    buttons: fc.array(fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })), {
      maxLength: 20,
    }),
    axes: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { maxLength: 6 }),
  }),
  { freq: 5 },
)

const happening = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      what: fc.constant('sees' as const),
      client: fc.constantFrom('window:1', '127.0.0.1 7', '10.0.0.9 7'),
      index: fc.nat(2),
      snapshot,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('left' as const),
      client: fc.constantFrom('window:1', '127.0.0.1 7', '10.0.0.9 7'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('hid' as const),
      devices: fc.subarray(['hid:054c:09cc:1', 'hid:054c:09cc:2', 'hid:045e:02ea:1']),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('pass' as const), ms: fc.nat(2_000) }) },
)

test('whatever is seen, each button’s presses and releases alternate, and all is let go of at the end', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
      const bench = new ClientBench()
      for (const each of happenings) {
        if (each.what === 'sees') bench.sees(each.client, each.index, each.snapshot)
        else if (each.what === 'left') bench.inputs.left({ id: each.client })
        else if (each.what === 'hid') bench.reads(...each.devices)
        else bench.pass(each.ms)
      }
      for (const client of ['window:1', '127.0.0.1 7', '10.0.0.9 7']) bench.inputs.left({ id: client })
      const last = new Map<string, number>()
      const open = new Set<string>()
      for (const { type, source, payload } of bench.events) {
        if (type === 'device.connected') open.add(source)
        if (type === 'device.lost') open.delete(source)
        if (type !== 'hid.received') continue
        const { control, kind, value } = payload as { control: string; kind: string; value: number }
        expect(open).toContain(source)
        if (kind === 'axis') {
          expect(Math.abs(value)).toBeLessThanOrEqual(1)
          continue
        }
        const rest = kind === 'hat' ? -1 : 0
        const name = `${source} ${control} ${kind} ${rest}`
        expect(value).not.toBe(last.get(name) ?? rest)
        last.set(name, value)
      }
      expect(open.size).toBe(0)
      for (const [name, value] of last) expect(`${name} ended at ${value}`).toMatch(/ (-?\d) ended at \1$/)
    }),
    runs(1_000),
  )
})
