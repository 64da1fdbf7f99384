import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Replay } from '../../../../../main/peripherals/replay/replay.ts'
import { SimulatedClock } from '../../../../../shared/base/clock.ts'
import type { EventDraft, PayloadOf } from '../../../../../shared/model/event.ts'
import { runs } from '../../../../support/property-runs.ts'

const PAD = 'hid:054c:09cc:1'
const STARTED = 41

interface Line {
  readonly at: number
  readonly type?: string
  readonly source?: string
  readonly payload?: object
  readonly command?: string
}

const hid = (at: number, control: string, value: number, kind = 'button'): Line => {
  return { at, type: 'hid.received', source: PAD, payload: { device: PAD, control, kind, value } }
}
const midi = (at: number, message: object): Line => {
  return { at, type: 'midi.received', source: 'midi:pads:1', payload: { port: 'pads', message } }
}
const cc = (at: number, controller: number, value: number): Line =>
  midi(at, { kind: 'control', channel: 1, controller, value })
const key = (at: number, code: string, pressed: boolean): Line => {
  return { at, type: 'key.received', source: 'keyboard:window', payload: { code, key: code, pressed } }
}

interface Told extends EventDraft {
  /** What the clock read when it was published. */
  readonly publishedAt: number
}

class Bench {
  readonly clock = new SimulatedClock(1_000)
  readonly told: Told[] = []
  readonly replay: Replay
  /** Times the file was opened. */
  opened = 0
  ended = 0
  /** True while the dispatcher has no room. */
  isFull = false

  constructor(lines: readonly Line[] | string, loop = false) {
    const text = typeof lines === 'string' ? lines : lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    const bytes = new TextEncoder().encode(text)
    const open = (): void => void (this.opened += 1)
    this.replay = new Replay({
      clock: this.clock,
      publish: (draft: EventDraft) => {
        if (this.isFull) return null
        return this.told.push({ ...draft, publishedAt: this.clock.now() })
      },
      name: 'take',
      loop,
      source: 'replay:take',
      started: STARTED,
      async *read() {
        open()
        for (let at = 0; at < bytes.length; at += 16_384) {
          yield await Promise.resolve(bytes.subarray(at, at + 16_384))
        }
      },
      ended: () => void (this.ended += 1),
    })
  }

  async pass(ms: number): Promise<void> {
    const until = this.clock.now() + ms
    await this.#settle()
    while (this.clock.runNext(until)) await this.#settle()
    this.clock.advanceTo(until)
  }

  /** `time what` of what was played since the last call. */
  played(): string[] {
    return this.told.splice(0).map(({ at, publishedAt, type, payload }) => {
      const { control, value, code, pressed, message, reason } = payload as Record<string, unknown>
      const what = [control, value, code, pressed, message, reason].filter((part) => part !== undefined)
      return `${at ?? publishedAt} ${type.split('.')[0]} ${what.map((part) => told(part)).join(' ')}`
    })
  }

  async #settle(): Promise<void> {
    await new Promise<void>((next) => setImmediate(next))
  }
}

function told(part: unknown): string {
  return typeof part === 'object' ? Object.values(part as object).join(',') : (part as string)
}

describe('a session is played', () => {
  test('at its times, from its sources, each input caused by the start of the replay', async () => {
    const bench = new Bench([
      hid(0, 'cross', 1),
      hid(40.5, 'cross', 0),
      key(100, 'KeyA', true),
      key(150, 'KeyA', false),
    ])
    await bench.pass(1000)
    expect(bench.told.map(({ cause }) => cause)).toEqual([41, 41, 41, 41, 41])
    expect(bench.told.map(({ source }) => source)).toEqual([
      ...[PAD, PAD, 'keyboard:window', 'keyboard:window', 'replay:take'],
    ])
    expect(bench.told.at(-1)?.payload).toEqual({ name: 'take', reason: 'completed', played: 4, error: null })
    expect(bench.played()).toEqual([
      ...['1000 hid cross 1', '1040.5 hid cross 0', '1100 key KeyA true', '1150 key KeyA false'],
      '1150 replay completed',
    ])
    expect(bench.ended).toBe(1)
  })

  test('without drift over an hour, read a little ahead', async () => {
    const lines = Array.from({ length: 36_001 }, (_, index) =>
      hid(index * 100 + 0.123, 'leftX', index % 2, 'axis'),
    )
    const bench = new Bench(lines)
    await bench.pass(3_600_001)
    const inputs = bench.told.filter(({ type }) => type === 'hid.received')
    expect(inputs).toHaveLength(36_001)
    const worst = inputs.map(({ at, publishedAt }, index) =>
      Math.max(
        Math.abs((at as number) - (1_000 + index * 100 + 0.123)),
        Math.abs(publishedAt - (at as number)),
      ),
    )
    expect(Math.max(...worst)).toBeLessThan(1e-6)
  })

  test('in the order of its times where lines were written in another', async () => {
    const bench = new Bench([
      hid(0, 'a', 1),
      hid(30, 'c', 1),
      hid(20, 'b', 1),
      hid(30, 'd', 1),
      hid(10, 'a', 0),
    ])
    await bench.pass(25)
    expect(bench.played()).toEqual(['1000 hid a 1', '1010 hid a 0', '1020 hid b 1'])
    await bench.pass(5)
    expect(bench.played().slice(0, 2)).toEqual(['1030 hid c 1', '1030 hid d 1'])
  })

  test('late inputs are told with the time they were due', async () => {
    const bench = new Bench([hid(0, 'a', 1), hid(10, 'a', 0)])
    bench.clock.advanceTo(1_000)
    await bench.pass(0)
    bench.clock.advanceTo(5_000)
    expect(bench.played()).toEqual(['1000 hid a 1', '1010 hid a 0', '1010 replay completed'])
  })

  test('a thousand at a time, so that they are handled in between', async () => {
    const bench = new Bench(Array.from({ length: 2_500 }, () => hid(5, 'a', 1)))
    await bench.pass(4)
    const turns: number[] = []
    while (bench.ended === 0 && bench.clock.runNext(1_005)) turns.push(bench.told.length)
    expect(turns).toEqual([1_000, 2_000, 2_502])
  })

  test('OSC comes from nobody, so that nobody is answered', async () => {
    const from = { transport: 'tcp', host: '10.0.0.9', port: 53_000, connection: 12 }
    const payload = {
      address: '/cuewright/subscribe',
      types: '',
      args: [],
      from,
      lateBy: null,
      latestOnly: false,
    }
    const bench = new Bench([{ at: 0, type: 'osc.received', source: 'osc:main', payload }])
    await bench.pass(0)
    expect((bench.told[0]?.payload as PayloadOf<'osc.received'>).from).toEqual({
      transport: 'tcp',
      host: '10.0.0.9',
      port: 0,
      connection: null,
    })
  })
})

describe('what is held is let go of', () => {
  const noteOn = { kind: 'noteOn', channel: 10, note: 36, velocity: 100 }
  test.each([
    ['a button', [hid(0, 'cross', 1)], ['hid cross 0']],
    ['a hat', [hid(0, 'dpad', 2, 'hat')], ['hid dpad -1']],
    ['a key', [key(0, 'KeyA', true)], ['key KeyA false']],
    ['a note', [midi(0, noteOn)], ['midi noteOff,10,36,0']],
    ['a controller that knows on and off', [cc(0, 64, 127)], ['midi control,1,64,0']],
    ['a controller that has a position', [cc(0, 7, 80), cc(1, 7, 127)], []],
    ['a stick', [hid(0, 'leftX', 0.5, 'axis')], []],
    ['a button that was let go of', [hid(0, 'cross', 1), hid(1, 'cross', 0)], []],
    [
      'notes that were all ended',
      [midi(0, noteOn), midi(1, { kind: 'control', channel: 10, controller: 123, value: 0 })],
      [],
    ],
  ])('%s, when the replay is stopped', async (_, lines, released) => {
    const bench = new Bench([...lines, hid(60_000, 'end', 0)])
    await bench.pass(500)
    bench.told.length = 0
    bench.replay.stop(99)
    expect(bench.told.map(({ cause }) => cause)).toEqual([...released.map(() => STARTED), 99])
    expect(bench.played()).toEqual([...released.map((what) => `1500 ${what}`), '1500 replay stopped'])
    await bench.replay.closed
  })

  test('at its end, after a mistake, and where the dispatcher had no room for the release', async () => {
    const ends = new Bench([hid(0, 'cross', 1)])
    const fails = new Bench(`${JSON.stringify(hid(0, 'cross', 1))}\n{"at":5}\n`)
    const full = new Bench([hid(0, 'cross', 1), hid(10, 'cross', 0), hid(20, 'end', 0)])
    await full.pass(5)
    full.isFull = true
    await full.pass(10)
    full.isFull = false
    for (const bench of [ends, fails, full]) {
      await bench.pass(100)
      expect(bench.told.map(({ payload }) => (payload as { value?: number }).value)).toContain(0)
      expect(bench.told.at(-1)?.type).toBe('replay.stopped')
    }
    expect(full.played().slice(0, 3)).toEqual(['1000 hid cross 1', '1020 hid end 0', '1020 hid cross 0'])
  })

  test('whatever a session presses, nothing is held when it is stopped at any time', async () => {
    const press = fc.record({
      at: fc.integer({ min: 0, max: 1000 }),
      control: fc.constantFrom('a', 'b', 'c'),
      value: fc.constantFrom(0, 1),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(press, { maxLength: 40 }),
        fc.nat(1_100),
        fc.boolean(),
        async (presses, at, loop) => {
          const bench = new Bench(
            presses.map((each) => hid(each.at, each.control, each.value)),
            loop,
          )
          await bench.pass(at)
          bench.replay.stop(null)
          const down = new Map(
            bench.told
              .filter(({ type }) => type === 'hid.received')
              .map(({ payload }) => payload as PayloadOf<'hid.received'>)
              .map(({ control, value }) => [control, value]),
          )
          expect([...down.values()].every((value) => value === 0)).toBe(true)
          expect(bench.ended).toBe(1)
          await bench.replay.closed
        },
      ),
      runs(30),
    )
  })
})

describe('a mistake', () => {
  test.each([
    ['{"at":5,"command":"show.go"}', 'take.jsonl:2: the command show.go is carried out in a rehearsal only'],
    ['{"at":5,"type":"lights.go"}', 'take.jsonl:2: the event lights.go is carried out in a rehearsal only'],
    ['{"at":5,"type":}', 'take.jsonl:2: the line is not JSON'],
  ])('ends it when its turn has come: %s', async (line, error) => {
    const bench = new Bench(`${JSON.stringify(hid(20, 'cross', 0))}\n${line}\n`)
    await bench.pass(19)
    expect(bench.told).toEqual([])
    await bench.pass(1)
    expect(bench.told.at(-1)?.payload).toEqual({ name: 'take', reason: 'failed', played: 1, error })
  })

  test('a file that cannot be read is told', async () => {
    const bench = new Bench([])
    const unreadable = new Replay({
      clock: bench.clock,
      publish: (draft: EventDraft) => bench.told.push({ ...draft, publishedAt: 0 }),
      name: 'gone',
      loop: true,
      source: 'replay:gone',
      started: STARTED,
      read: () => {
        throw new Error('ENOENT: no such file')
      },
      ended: () => undefined,
    })
    await bench.pass(10)
    expect(unreadable.played).toBe(0)
    expect(bench.told.find(({ source }) => source === 'replay:gone')?.payload).toMatchObject({
      reason: 'failed',
      error: 'gone.jsonl: ENOENT: no such file',
    })
  })
})

describe('in a loop', () => {
  test('it begins anew at its last input, with everything let go of first', async () => {
    const bench = new Bench([hid(10, 'cross', 1), hid(100, 'circle', 1)], true)
    await bench.pass(215)
    expect(bench.played()).toEqual([
      ...['1010 hid cross 1', '1100 hid circle 1', '1100 hid cross 0', '1100 hid circle 0'],
      ...[
        '1110 hid cross 1',
        '1200 hid circle 1',
        '1200 hid cross 0',
        '1200 hid circle 0',
        '1210 hid cross 1',
      ],
    ])
    bench.replay.stop(null)
    expect(bench.opened).toBe(1)
  })

  test('a session without time is played every 20 ms', async () => {
    const bench = new Bench([hid(0, 'cross', 0)], true)
    await bench.pass(100)
    expect(bench.played()).toEqual([1000, 1020, 1040, 1060, 1080, 1100].map((at) => `${at} hid cross 0`))
    bench.replay.stop(null)
    await bench.replay.closed
  })

  test('an empty one ends at once', async () => {
    const bench = new Bench('\n\n', true)
    await bench.pass(0)
    expect(bench.played()).toEqual(['1000 replay completed'])
  })

  test('a long one is read from the disk at each round, and is stopped in the middle', async () => {
    const bench = new Bench(
      Array.from({ length: 9_000 }, (_, index) => hid(index, 'leftX', 0, 'axis')),
      true,
    )
    await bench.pass(20_000)
    expect(bench.opened).toBeGreaterThanOrEqual(3)
    const times = bench.told.map(({ at }) => at as number)
    expect(times.slice(8_998, 9_002)).toEqual([9_998, 9_999, 9_999, 10_000])
    expect(bench.told.every(({ at, publishedAt }) => at === publishedAt)).toBe(true)
    bench.replay.stop(null)
    await bench.replay.closed
  })
})
