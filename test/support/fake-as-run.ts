// A log of what was done, made up from its end backwards: touches that led to gestures, rules, playlists and messages.
import type { Clock } from '../../shared/base/clock.ts'
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import type { AsRunEntry, AsRunFolded, AsRunPage } from '../../shared/model/as-run.ts'
import type { Scenario } from './scenarios.ts'

const LONG =
  'Act two, scene four: the storm over the harbour with thunder far right and lightning on the cyclorama, '

type Sketch = Pick<AsRunEntry, 'type' | 'source' | 'text'> &
  Partial<AsRunEntry> & { readonly after: number; readonly times?: number }

/** What one press leads to; `after` is the time since the one before in ms. */
function chainOf(turn: number, long: boolean): Sketch[] {
  const name = long ? LONG.repeat(2) : 'Colour chase'
  const late = turn % 5 === 0 ? 8.4 : turn % 7 === 0 ? 31 : 0.06
  return [
    {
      type: 'hid.received',
      source: 'hid:054c:09cc:1',
      text: 'cross pressed',
      after: 4_000,
      payload: { device: 'hid:054c:09cc:1', control: 'cross', value: 1 },
    },
    { type: 'gesture.recognized', source: 'gesture:go', text: 'Double tap cross', after: 182, subject: 'go' },
    {
      type: 'rule.fired',
      source: 'rule:foyer/greet',
      text: 'Greet a visitor fired',
      after: 0.4,
      subject: 'foyer/greet',
    },
    {
      type: 'playlist.created',
      source: 'playlist:chase',
      text: `${name} started`,
      after: 1.2,
      subject: 'chase',
      runId: `chase-${turn}`,
    },
    {
      type: 'playlist.emitted',
      source: 'playlist:chase',
      text: `${name}: /rig/red/level 1 to desk`,
      after: 250,
      subject: 'chase',
      runId: `chase-${turn}`,
      lateBy: late,
      payload: { offset: 250, address: '/rig/red/level', args: [1], target: 'desk' },
    },
    ...(turn % 50 === 25 ? [strobe(turn)] : []),
    {
      type: 'osc.send',
      source: 'playlist:chase',
      text: '/rig/red/level 1 to desk',
      after: 0.1,
      subject: 'desk',
    },
  ]
}

/** A step of a loop, folded. */
function strobe(turn: number): Sketch {
  return {
    type: 'playlist.emitted',
    source: 'playlist:strobe',
    text: `Strobe step 1: /rig/strobe 1 → desk, on time`,
    after: 2,
    subject: 'strobe',
    runId: `strobe-${turn}`,
    lateBy: 0.04,
    payload: { step: 0, repeat: 0, address: '/rig/strobe', args: [1], target: 'desk' },
    times: 412,
  }
}

const SINGLES: readonly Sketch[] = [
  { type: 'command.accepted', source: 'operator', text: 'GO by FOH tablet', after: 300 },
  {
    type: 'thrown.created',
    source: 'rule:yard/dusk',
    text: 'Visitor at the door thrown to foyer',
    after: 100,
  },
  {
    type: 'interrupt.raised',
    source: 'interrupts',
    text: 'Doors open asks “Open the doors now?”',
    after: 700,
  },
  { type: 'device.lost', source: 'hid:054c:09cc:1', text: 'DualShock 4 was unplugged', after: 90 },
  {
    type: 'osc.sendFailed',
    source: 'osc:desk',
    text: 'desk: connect ECONNREFUSED 127.0.0.1:8000',
    after: 20,
  },
]

function covers(pattern: string, type: string): boolean {
  return pattern.endsWith('.*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type
}

interface Query {
  readonly from?: number
  readonly to?: number
  readonly types?: readonly string[]
  readonly text?: string
  readonly limit?: number
  readonly before?: string
}

/** So many at even distances. */
function foldedOf(seq: number, time: number, count: number): AsRunFolded {
  return {
    ...{ count, firstSeq: seq, lastSeq: seq, firstTime: time, lastTime: time + (count - 1) * 16 },
    values: [{ name: 'repeat', first: 0, last: count - 1, min: 0, max: count - 1 }],
    times: Array.from({ length: count }, (_, index) => time + index * 16),
  }
}

export class FakeAsRun {
  readonly #clock: Clock
  readonly #scenario: Scenario
  /** Oldest first. */
  #entries: AsRunEntry[] = []
  #seq = 0
  #turn = 0

  constructor(clock: Clock, scenario: Scenario) {
    this.#clock = clock
    this.#scenario = scenario
    const turns = { empty: 0, wide: 3_000, dense: 200, demo: 200, booth: 200, troubled: 200 }[scenario]
    const span = turns * 5_000
    let at = clock.now() - span
    while (this.#turn < turns) at = this.#happen(at)
    const last = this.#entries.at(-1)
    const shift = last === undefined ? 0 : clock.now() - last.at
    this.#entries = this.#entries.map((entry) => ({
      ...entry,
      at: entry.at + shift,
      time: entry.time + shift,
      ...(entry.folded === undefined
        ? {}
        : { folded: foldedOf(entry.seq, entry.time + shift, entry.folded.count) }),
    }))
  }

  /** One more press and what it led to. */
  press(): void {
    this.#happen(this.#clock.now() - 4_434)
  }

  act(command: string, args: Record<string, unknown>): object | Fault | null {
    if (command === 'asRun.query') return this.#query(args)
    return command === 'asRun.chain' ? this.#chain(Number(args['seq'])) : null
  }

  #query({ from, to, types, text = '', limit = 100, before }: Query): AsRunPage | Fault {
    if (this.#scenario === 'troubled' && text === 'broken') {
      return fault(
        'as-run/cannot-read',
        'as-run.sqlite',
        'the log cannot be read: disk I/O error',
        'check the disk',
      )
    }
    const end = before === undefined ? Infinity : Number(before.split('_')[1])
    const found = this.#entries.filter(
      (entry) =>
        entry.seq < end &&
        (from === undefined || entry.time >= from) &&
        (to === undefined || entry.time < to) &&
        (types === undefined || types.some((pattern) => covers(pattern, entry.type))) &&
        entry.text.toLowerCase().includes(text.toLowerCase()),
    )
    const entries = found.slice(-limit).reverse()
    const oldest = entries.at(-1)
    const next = oldest === undefined || found.length <= limit ? null : `${oldest.time}_${oldest.seq}`
    return { entries, sessions: [], next }
  }

  #chain(seq: number): object | Fault {
    const chain: AsRunEntry[] = []
    let next: number | null = seq
    while (next !== null) {
      const found: AsRunEntry | undefined = this.#entries.find((entry) => entry.seq === next)
      if (found === undefined) break
      chain.unshift(found)
      next = found.cause
    }
    return { chain }
  }

  #happen(from: number): number {
    const turn = this.#turn++
    let at = from
    let cause: number | null = null
    for (const sketch of chainOf(turn, this.#scenario === 'wide'))
      cause = this.#add(sketch, (at += sketch.after), cause)
    const single = SINGLES[turn % SINGLES.length]!
    this.#add(single, (at += single.after), null)
    return at
  }

  #add(sketch: Sketch, at: number, cause: number | null): number {
    this.#seq += 1
    const { type, source, text, lateBy = null, subject = null, runId = null } = sketch
    const time = this.#clock.wall() - (this.#clock.now() - at)
    const payload = sketch.payload ?? { ruleId: 'greet', schedulerId: 'foyer' }
    this.#entries.push({
      session: 3,
      seq: this.#seq,
      at,
      time,
      type,
      source,
      cause,
      lateBy,
      subject,
      runId,
      text,
      payload,
      ...(sketch.times === undefined ? {} : { folded: foldedOf(this.#seq, time, sketch.times) }),
    })
    return this.#seq
  }
}
