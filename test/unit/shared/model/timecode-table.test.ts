import { describe, expect, test } from 'vitest'
import { monotonicMs, wallMs } from '../../../../shared/base/clock.ts'
import type { EventEnvelope } from '../../../../shared/model/event.ts'
import type { TimecodeRate } from '../../../../shared/model/midi.ts'
import { framesPerDay, timecodeOf } from '../../../../shared/model/timecode.ts'
import { TimecodeTable } from '../../../../shared/model/timecode-table.ts'
import type { JumpedOver } from '../../../../shared/model/timecode-table.ts'
import { timecodeTrigger } from '../../../../shared/model/timecode-trigger.ts'
import { Stage } from '../../../support/stage.ts'
import { inOrder } from '../../../../main/order.ts'

interface Options {
  readonly rate?: TimecodeRate
  readonly direction?: 'forward' | 'backward'
  readonly running?: boolean
  readonly ran?: number
  readonly source?: string
  /** Milliseconds since the last message. */
  readonly after?: number
}

/** Triggers by what they are called, and a tape to play to them. */
function setUp(triggers: Record<string, object>) {
  const stage = new Stage()
  const jumps: JumpedOver[] = []
  const table = new TimecodeTable(
    inOrder(stage.dispatcher.subscribe)('gestures'),
    (over) => void jumps.push(over),
  )
  const fired: string[] = []
  const added = new Map(
    Object.entries(triggers).map(([name, fields]) => [
      name,
      table.add(timecodeTrigger.parse(fields), name, () => void fired.push(name)),
    ]),
  )
  const tell = (text: string, options: Options = {}): void => {
    const {
      rate = 25,
      direction = 'forward',
      running = true,
      ran = 2,
      source = 'midi:Tape:1',
      after = 80,
    } = options
    const [hours, minutes, seconds, frames] = text.split(/[:;]/).map(Number) as [
      number,
      number,
      number,
      number,
    ]
    stage.clock.advanceBy(after)
    stage.dispatcher.publish({
      type: 'timecode.received',
      source,
      cause: null,
      payload: { port: 'Tape', hours, minutes, seconds, frames, rate, direction, running, ran },
    })
  }
  return {
    stage,
    jumps,
    added,
    tell,
    /** Names of what fired since the last time. */
    take(): string[] {
      stage.settle()
      return fired.splice(0)
    },
    /** What fires at each of these positions of a tape. */
    play(...positions: readonly (string | readonly [string, Options])[]): string[][] {
      return positions.map((position) => {
        if (typeof position === 'string') tell(position)
        else tell(...position)
        return this.take()
      })
    },
    [Symbol.dispose]() {
      for (const one of added.values()) one[Symbol.dispose]()
      stage[Symbol.dispose]()
    },
  }
}

const cue = { cue: { timecode: '01:00:10:12' } }
const back = { direction: 'backward' } as const

describe('a timecode trigger', () => {
  test('fires once as the tape passes it, whether it is told itself or not', () => {
    using even = setUp(cue)
    expect(even.play('01:00:10:08', '01:00:10:10', '01:00:10:12', '01:00:10:14', '01:00:10:16')).toEqual([
      [],
      [],
      ['cue'],
      [],
      [],
    ])
    using odd = setUp(cue)
    expect(odd.play('01:00:10:09', '01:00:10:11', '01:00:10:13', '01:00:10:15')).toEqual([
      [],
      [],
      ['cue'],
      [],
    ])
  })

  test('fires where frames were lost', () => {
    using tape = setUp(cue)
    expect(tape.play('01:00:10:06', ['01:00:10:22', { after: 640 }])).toEqual([[], ['cue']])
  })

  test('fires where the tape begins exactly at it, and not where it begins behind it', () => {
    using at = setUp(cue)
    // Quarter frames tell a tape that began at frame 12 first at frame 14.
    expect(at.play('01:00:10:14', '01:00:10:16')).toEqual([['cue'], []])
    using behind = setUp(cue)
    expect(behind.play('01:00:10:15', '01:00:10:17')).toEqual([[], []])
    using written = setUp(cue)
    expect(written.play(['01:00:10:12', { ran: 0 }])).toEqual([['cue']])
  })

  test('does not fire as the tape is rewound, and again when it is passed again', () => {
    using tape = setUp(cue)
    expect(tape.play('01:00:10:10', '01:00:10:14')).toEqual([[], ['cue']])
    expect(tape.play(['01:00:10:13', back], ['01:00:10:11', back], ['01:00:10:02', back])).toEqual([
      [],
      [],
      [],
    ])
    expect(tape.play('01:00:10:06', '01:00:10:11', '01:00:10:13')).toEqual([[], [], ['cue']])
    expect(
      tape.play(['01:00:00:02', { after: 5000 }], ['01:00:10:11', { after: 5000 }], '01:00:10:13'),
    ).toEqual([[], [], ['cue']])
  })

  test('does not fire again where the tape stops just behind it and goes on', () => {
    using tape = setUp(cue)
    const standing = { running: false, ran: 0 }
    expect(
      tape.play(
        '01:00:10:10',
        '01:00:10:12',
        '01:00:10:14',
        ['01:00:10:12', standing],
        ['01:00:10:14', { after: 60_000 }],
      ),
    ).toEqual([[], ['cue'], [], [], []])
  })

  test('hears the direction that it asks for', () => {
    using tape = setUp({
      backward: { timecode: '01:00:10:12', direction: 'backward' },
      both: { timecode: '01:00:10:12', direction: 'both' },
    })
    expect(tape.play('01:00:10:10', '01:00:10:14')).toEqual([[], ['both']])
    expect(tape.play(['01:00:10:13', back], ['01:00:10:11', back], ['01:00:10:09', back])).toEqual([
      [],
      ['backward', 'both'],
      [],
    ])
  })

  test('hears the port that it asks for, and each tape by itself', () => {
    using tape = setUp({ ...cue, other: { timecode: '01:00:10:12', source: 'midi:Other:1' } })
    const other = { source: 'midi:Other:1' }
    expect(
      tape.play(
        '01:00:10:10',
        ['20:00:00:00', other],
        '01:00:10:12',
        ['01:00:10:11', other],
        ['01:00:10:13', other],
      ),
    ).toEqual([[], [], ['cue'], [], ['cue', 'other']])
  })

  test('fires in the order of the tape', () => {
    const at = (frames: number) => ({ timecode: `01:00:10:${frames}`, direction: 'both' })
    using tape = setUp({ c: at(13), a: at(11), b: at(12) })
    expect(tape.play('01:00:10:09', '01:00:10:15')).toEqual([[], ['a', 'b', 'c']])
    expect(tape.play(['01:00:10:14', back], ['01:00:10:08', back])).toEqual([[], ['c', 'b', 'a']])
  })

  test('that was taken away fires no more, and one that is new fires at once', () => {
    using tape = setUp({ ...cue, gone: { timecode: '01:00:10:12' } })
    tape.play('01:00:10:10')
    tape.added.get('gone')?.[Symbol.dispose]()
    tape.added.delete('gone')
    expect(tape.play('01:00:10:12')).toEqual([['cue']])
  })
})

describe('a jump', () => {
  const both = { skips: { timecode: '01:00:10:12' }, fires: { timecode: '01:00:10:12', onJump: 'fire' } }

  test('over a trigger is skipped, or fires it where the trigger says so', () => {
    using tape = setUp(both)
    expect(tape.play('01:00:00:00', '01:00:20:02', '01:00:20:04')).toEqual([[], ['fires'], []])
  })

  test('is more than a second of tape, or any where the tape stood meanwhile', () => {
    using run = setUp(both)
    expect(run.play('01:00:10:00', ['01:00:11:02', { after: 1000 }])).toEqual([[], ['skips', 'fires']])
    using jumped = setUp(both)
    expect(jumped.play('01:00:10:00', ['01:00:11:03', { after: 1000 }])).toEqual([[], ['fires']])
    using put = setUp(both)
    expect(put.play('01:00:10:00', ['01:00:10:20', { after: 5000 }])).toEqual([[], ['fires']])
  })

  test('back over a trigger is one of a tape that runs backwards', () => {
    using tape = setUp({
      ...both,
      backward: { timecode: '01:00:10:12', onJump: 'fire', direction: 'backward' },
    })
    expect(tape.play('01:00:20:00', '01:00:00:02')).toEqual([[], ['backward']])
  })

  test('exactly to a trigger lets it be passed, and not one to just behind it', () => {
    using tape = setUp(cue)
    expect(tape.play('05:00:00:00', '01:00:10:14', '05:00:00:00', '01:00:10:15', '01:00:10:17')).toEqual([
      [],
      ['cue'],
      [],
      [],
      [],
    ])
  })

  test('to another rate is the beginning of another tape', () => {
    using tape = setUp(both)
    expect(tape.play('01:00:00:00', ['01:00:20:00', { rate: 30 }], ['01:00:20:02', { rate: 30 }])).toEqual([
      [],
      [],
      [],
    ])
  })
})

describe('full frames', () => {
  const put = { running: false, ran: 0 }

  test('put the tape somewhere and pass nothing; it passes what it then begins at', () => {
    using tape = setUp(cue)
    expect(
      tape.play(
        '01:00:00:00',
        ['01:00:10:20', put],
        ['01:00:10:12', { ...put, after: 3000 }],
        ['01:00:10:14', { after: 3000 }],
      ),
    ).toEqual([[], [], [], ['cue']])
  })

  test('of an hour’s places, one after the other by hand, pass nothing', () => {
    using tape = setUp(cue)
    const nudge = { ...put, after: 400 }
    expect(
      tape
        .play(
          ...['01:00:10:10', '01:00:10:11', '01:00:10:12', '01:00:10:13'].map((at) => [at, nudge] as const),
        )
        .flat(),
    ).toEqual([])
  })

  test('that keep the pace of a tape are a tape, as of devices that send nothing else', () => {
    using tape = setUp(cue)
    const paced = { ...put, after: 40 }
    const fired = ['10', '11', '12', '13', '14', '15']
      .map((frame) => tape.play([`01:00:10:${frame}`, paced]))
      .flat()
    expect(fired).toEqual([[], [], ['cue'], [], [], []])
    using begun = setUp(cue)
    expect(['12', '13', '14', '15'].flatMap((frame) => begun.play([`01:00:10:${frame}`, paced]))).toEqual([
      [],
      [],
      ['cue'],
      [],
    ])
  })
})

describe('places', () => {
  test('are passed over midnight', () => {
    using tape = setUp({
      before: { timecode: '23:59:59:24' },
      midnight: { timecode: '00:00:00:00' },
      after: { timecode: '00:00:00:01' },
    })
    expect(tape.play('23:59:59:22', '23:59:59:23', '00:00:00:02')).toEqual([
      [],
      [],
      ['before', 'midnight', 'after'],
    ])
    expect(tape.play('23:59:59:20')).toEqual([[]])
    expect(tape.play('23:59:59:22', '00:00:00:02')).toEqual([[], ['before', 'midnight', 'after']])
  })

  test('that drop frame or the rate leaves out are the next ones', () => {
    using tape = setUp({ dropped: { timecode: '01:01:00;00' }, beyond: { timecode: '01:00:59:28' } })
    const drop = { rate: 29.97 } as const
    expect(tape.play(['01:00:59:29', { ...drop, ran: 0 }], ['01:01:00:02', drop])).toEqual([[], ['dropped']])
    expect(tape.play(['01:00:59:24', { ran: 0 }], ['01:01:00:01', {}])).toEqual([[], ['dropped', 'beyond']])
  })

  test.each<TimecodeRate>([24, 25, 29.97, 30])(
    'all of a day at %d fire once each in one day, either way',
    (rate) => {
      const day = framesPerDay(rate)
      const places = Array.from({ length: 500 }, (_, index) => Math.floor((index * day) / 500) + (index % 3))
      const tape = new BareTape(places.map((frame) => ({ timecode: text(frame, rate), direction: 'both' })))
      const stepFrames = 20
      for (const step of [1, -1]) {
        // From noon to noon; the second time it is put there first.
        for (let run = 0; run <= day; run += stepFrames) {
          tape.tell(
            day / 2 + 11 + step * run,
            rate,
            step === 1 ? 'forward' : 'backward',
            run === 0 ? 60_000 : 800,
          )
        }
        expect(tape.take().sort((a, b) => a - b)).toEqual(places.map((_, index) => index))
      }
      tape[Symbol.dispose]()
    },
  )
})

function text(frame: number, rate: TimecodeRate): string {
  const { hours, minutes, seconds, frames } = timecodeOf(frame, rate)
  return [hours, minutes, seconds, frames].map((part) => String(part).padStart(2, '0')).join(':')
}

describe('what is jumped over', () => {
  const { cue, ...others } = {
    cue: { timecode: '01:00:10:12' },
    later: { timecode: '01:00:20:00' },
    fires: { timecode: '01:00:15:00', onJump: 'fire' },
    back: { timecode: '01:00:12:00', direction: 'backward' },
    elsewhere: { timecode: '01:00:13:00', source: 'midi:Other:1' },
  }

  test('is told with its names and places in the order of the tape, where it does nothing then', () => {
    using setup = setUp({ ...others, cue })
    expect(setup.play('01:00:05:00', '01:00:30:00')).toEqual([[], ['fires']])
    expect(setup.jumps).toEqual([
      {
        count: 2,
        cues: [
          { name: 'cue', timecode: '01:00:10:12' },
          { name: 'later', timecode: '01:00:20:00' },
        ],
      },
    ])
  })

  test('is what a tape that runs that way would have passed', () => {
    using setup = setUp({ ...others, cue })
    setup.play('01:00:30:00', '01:00:05:00')
    expect(setup.jumps).toEqual([{ count: 1, cues: [{ name: 'back', timecode: '01:00:12:00' }] }])
  })

  test('is nothing where the tape runs there, or jumps where nothing lies', () => {
    using setup = setUp({ cue })
    setup.play('01:00:10:10', '01:00:10:12', '01:00:20:00')
    expect(setup.jumps).toEqual([])
  })

  test('is named up to twenty', () => {
    const triggers = Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [
        `cue ${at}`,
        { timecode: `01:10:${String(at).padStart(2, '0')}:00` },
      ]),
    )
    using setup = setUp(triggers)
    setup.play('01:00:00:00', '01:20:00:00')
    expect(setup.jumps).toMatchObject([{ count: 60, cues: { length: 20 } }])
  })

  test('of a playlist and of a rule is an event with what they are called', () => {
    using stage = new Stage()
    stage.register({ id: 'intro', name: 'Intro', triggers: [{ timecode: '01:00:10:12' }] })
    const at = (minutes: number) => ({
      port: 'Tape',
      hours: 1,
      minutes,
      seconds: 0,
      frames: 0,
      rate: 25,
      direction: 'forward',
      running: true,
      ran: 2,
    })
    const seqs = [0, 5].map((minutes) => stage.emit('timecode.received', at(minutes)))
    expect(stage.of('timecode.jumpedOver')).toMatchObject([
      {
        source: 'playlists',
        cause: seqs[1],
        payload: { port: 'test', count: 1, cues: [{ name: 'Intro', timecode: '01:00:10:12' }] },
      },
    ])
    expect(stage.of('playlist.created')).toEqual([])
  })
})

type Hear = (event: EventEnvelope<'timecode.received'>) => void

/** A table that hears a tape without a dispatcher between, for as many messages as a day has. */
class BareTape implements Disposable {
  #fired: number[] = []
  #at = 0
  readonly #added: readonly Disposable[]
  #hear: Hear = () => {}

  constructor(triggers: readonly object[]) {
    const subscribe = (type: string, handler: unknown): Disposable => {
      if (type === 'timecode.received') this.#hear = handler as Hear
      return { [Symbol.dispose]() {} }
    }
    const table = new TimecodeTable(subscribe, () => {})
    this.#added = triggers.map((fields, index) =>
      table.add(timecodeTrigger.parse(fields), String(index), () => void this.#fired.push(index)),
    )
  }

  tell(frame: number, rate: TimecodeRate, direction: 'forward' | 'backward', after: number): void {
    this.#at += after
    this.#hear({
      seq: 1,
      type: 'timecode.received',
      source: 'midi:Tape:1',
      at: monotonicMs(this.#at),
      time: wallMs(0),
      cause: null,
      payload: { port: 'Tape', ...timecodeOf(frame, rate), direction, running: true, ran: 0 },
      bytes: 256,
    })
  }

  take(): number[] {
    return this.#fired.splice(0)
  }

  [Symbol.dispose](): void {
    for (const one of this.#added) one[Symbol.dispose]()
  }
}

test('a busy machine loses none: what waits is every position, not only the latest', () => {
  using tape = setUp({ ...cue, second: { timecode: '01:00:12:12' } })
  tape.tell('01:00:09:00')
  for (let frame = 2; frame < 100; frame += 2) {
    const { hours, minutes, seconds, frames } = timecodeOf(90_225 + frame, 25)
    tape.stage.dispatcher.publish({
      type: 'timecode.received',
      source: 'midi:Tape:1',
      cause: null,
      payload: {
        port: 'Tape',
        hours,
        minutes,
        seconds,
        frames,
        rate: 25,
        direction: 'forward',
        running: true,
        ran: 2,
      },
    })
  }
  expect(tape.take()).toEqual(['cue', 'second'])
})

test('what a tape had run through before panic fires nothing after it', () => {
  using tape = setUp(cue)
  tape.play('01:00:10:00')
  tape.stage.emit('show.panicked', {})
  expect(tape.play('01:00:10:16')).toEqual([[]])
  expect(tape.play(['01:00:10:02', { after: 5000 }], '01:00:10:12')).toEqual([[], ['cue']])
  tape.stage.emit('show.panicked', {})
  expect(tape.play('01:00:10:14', '01:00:10:24')).toEqual([[], []])
  tape.stage.emit('show.panicked', {})
  expect(tape.play(['01:00:10:14', { after: 5000 }])).toEqual([['cue']])
})

test('ten thousand triggers cost a lookup and no scan', () => {
  const timeOf = (triggers: number): number => {
    using tape = new BareTape(
      Array.from({ length: triggers }, (_, index) => ({ timecode: text(index * 200, 25) })),
    )
    // Beyond the last of them, sorted by the first message.
    tape.tell(2_025_000, 25, 'forward', 0)
    const started = performance.now()
    for (let frame = 2; frame < 40_000; frame += 2) tape.tell(2_025_000 + frame, 25, 'forward', 80)
    expect(tape.take()).toEqual([])
    return performance.now() - started
  }
  const shortest = (triggers: number): number => Math.min(...[1, 2, 3].map(() => timeOf(triggers)))
  shortest(10)
  // A scan would take a thousand times as long.
  expect(shortest(10_000)).toBeLessThan(20 * shortest(10))
})

test('triggers at one place fire in the order of what they belong to, which may change meanwhile', () => {
  using stage = new Stage()
  const table = new TimecodeTable(inOrder(stage.dispatcher.subscribe)('gestures'), () => {})
  using added = new DisposableStack()
  const called: string[] = []
  const [first, second] = [{ place: 0 }, { place: 1 }]
  const trigger = timecodeTrigger.parse({ timecode: '01:00:00:01' })
  added.use(table.add(trigger, 'second', () => void called.push('second'), second))
  added.use(table.add(trigger, 'first', () => void called.push('first'), first))
  const pass = (source: string): void => {
    for (const frames of [0, 2]) {
      stage.clock.advanceBy(80)
      stage.dispatcher.publish({
        ...{ type: 'timecode.received', source, cause: null },
        payload: {
          ...{ port: 'Tape', hours: 1, minutes: 0, seconds: 0, frames },
          ...{ rate: 25, direction: 'forward', running: true, ran: frames },
        },
      })
    }
    stage.settle()
  }
  pass('midi:Tape:1')
  first.place = 2
  pass('midi:Tape:2')
  expect(called).toEqual(['first', 'second', 'second', 'first'])
})
