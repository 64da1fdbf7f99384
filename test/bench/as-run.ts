// The as-run log: what it costs the main thread at 5,000 events a second, how fast it is written, and asked over a million entries.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { AS_RUN_DEFAULTS, createAsRun } from '../../main/as-run/as-run.ts'
import type { AsRun } from '../../main/as-run/as-run.ts'
import type { Cell } from '../../main/as-run/messages.ts'
import { fullBytes } from '../../main/as-run/room.ts'
import { Writer } from '../../main/as-run/writer.ts'
import { SystemClock } from '../../main/clock.ts'
import { DISPATCHER_DEFAULTS } from '../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../main/dispatcher/dispatcher.ts'
import { activityText } from '../../main/snapshots/activity-text.ts'
import { inOrder } from '../../main/order.ts'
import { asRunQuery } from '../../shared/model/as-run.ts'
import type { EventDraft, EventEnvelope } from '../../shared/model/event.ts'
import { scratch } from '../support/scratch.ts'
import { BusyShow } from './as-run-show.ts'
import { alternate, atLeast, atMost, percentile } from './measurement.ts'
import type { Measurement } from './measurement.ts'

const RATE = 5000
const SECONDS = 5
const ROUNDS = 3
const WARM_UP = 20_000
const ENTRIES = 1_000_000
const BATCH = 1000
const QUESTIONS = 50
const SPAN_MS = 30 * 86_400_000
const TYPES = 40
/** One entry in as many has it. */
const RARE = 100_000
const CHAIN = 20
const BUSY_SECONDS = 600

const turn = (): Promise<void> => new Promise((resume) => setImmediate(resume))

const emitted: EventDraft<'playlist.emitted'> = {
  type: 'playlist.emitted',
  source: 'playlist:intro',
  cause: null,
  payload: {
    ...{ runId: 'intro#7', playlistId: 'intro', step: 12, repeat: 0, offset: 1500.5 },
    ...{ dueAt: 81_500.25, sentAt: 81_500.5, lateBy: 0.25, type: 'osc.send', direct: true },
    payload: { target: 'desk', address: '/channel/12/level', args: [0.75] },
  },
}
const received: EventDraft<'osc.received'> = {
  type: 'osc.received',
  source: 'osc:main',
  cause: null,
  payload: {
    ...{ address: '/foyer/level', types: 'f', args: [0.5], lateBy: null, latestOnly: false },
    from: { transport: 'udp', host: '10.0.0.5', port: 9000, connection: null },
  },
}

function openLog(file: string, clock: SystemClock, { publish, subscribe, showAll }: Dispatcher): AsRun {
  const remembered: (EventEnvelope | undefined)[] = new Array<undefined>(16_384)
  subscribe('*', (event) => void (remembered[event.seq & 16_383] = event), {
    priority: 1,
    name: 'bench',
    acts: false,
  })
  return createAsRun({
    ...AS_RUN_DEFAULTS,
    ...{ clock, publish, subscribe: inOrder(subscribe)('as-run'), file, catchUp: showAll },
    session: { show: 'Bench', version: '1.0.0' },
    find(seq) {
      const event = remembered[seq & 16_383]
      return event?.seq === seq ? event : null
    },
    text: (event) =>
      activityText(
        event,
        (id) => id,
        () => null,
      ),
    log: { warn() {}, info() {} },
  })
}

interface Cost {
  /** Milliseconds of an event's handlers. */
  readonly p99: number
  /** Microseconds of this thread an event. */
  readonly cpu: number
}

/** A message and the step that it causes in turn, evenly over time. */
async function atRate(keep: boolean): Promise<Cost> {
  using folder = scratch({})
  const clock = new SystemClock()
  const dispatcher = new Dispatcher({ ...DISPATCHER_DEFAULTS, clock, defer: setImmediate })
  await using log = keep ? openLog(join(folder.path, 'as-run.sqlite'), clock, dispatcher) : null
  await log?.flush()
  // Compiled and settled first, as in a show that has run for a while.
  for (let warm = 0; warm < WARM_UP; warm += 2) {
    dispatcher.publish({ ...emitted, cause: dispatcher.publish(received) })
    if (warm % 1000 === 0) await turn()
  }
  while (dispatcher.pending > 0) await turn()
  await log?.flush()
  dispatcher.samplePeriod()
  const used = process.threadCpuUsage()
  const startedAt = clock.now()
  let published = 0
  while (published < RATE * SECONDS) {
    const due = Math.min(RATE * SECONDS, ((clock.now() - startedAt) / 1000) * RATE)
    for (; published < due; published += 2) {
      const cause = dispatcher.publish(received)
      dispatcher.publish({ ...emitted, cause })
    }
    await new Promise((resume) => clock.upkeep(clock.now(), () => resume(undefined)))
  }
  while (dispatcher.pending > 0) await turn()
  const { user, system } = process.threadCpuUsage(used)
  const { p99 } = dispatcher.samplePeriod().dispatch
  await log?.flush()
  const missed = log === null ? 0 : published + WARM_UP - log.health().written
  if (missed > 0) throw new Error(`${missed} entries were not written`)
  return { p99, cpu: (user + system) / published }
}

/** Entries of a month, as many of each type, every twentieth without a cause. */
function batchFrom(first: number, startAt: number): Cell[] {
  const cells: Cell[] = []
  for (let seq = first; seq < first + BATCH; seq += 1) {
    const time = startAt + Math.floor((seq / ENTRIES) * SPAN_MS)
    const text = `Intro step ${seq % 97}: /channel/${seq % 512}/level 0.75 → desk${seq % RARE === 0 ? ', rarely' : ''}`
    cells.push(seq, seq / 10, time, `cue${seq % 4}.type${seq % TYPES}`, `playlist:p${seq % 50}`)
    cells.push(
      seq % CHAIN === 0 ? null : seq - 1,
      0.25,
      `p${seq % 50}`,
      `p${seq % 50}#${Math.floor(seq / 500)}`,
      text,
    )
    cells.push(JSON.stringify(emitted.payload))
  }
  return cells
}

/** Fills a file; answers entries a second. */
function fill(file: string, now: number): number {
  const { maxAge, maxBytes } = AS_RUN_DEFAULTS.bounds
  const session = { startedAt: now - SPAN_MS, show: 'Bench', version: '1.0.0' }
  const writer = new Writer({ role: 'writer', file, session, maxAge, maxBytes }, () => {})
  let busy = 0
  for (let first = 1; first <= ENTRIES; first += BATCH) {
    const cells = batchFrom(first, now - SPAN_MS)
    const startedAt = performance.now()
    const reply = writer.handle({ kind: 'write', cells, batch: first, calm: false, now })
    busy += performance.now() - startedAt
    if (reply.kind !== 'done' || reply.written !== BATCH) throw new Error(JSON.stringify(reply))
  }
  writer.handle({ kind: 'close' })
  return ENTRIES / (busy / 1000)
}

/** Bytes of the file an event of a busy show, those of its sentences and payloads alone, and hours that the bound holds. */
function busyShow(): { readonly bytes: number; readonly plain: number; readonly hours: number } {
  using folder = scratch({})
  const file = join(folder.path, 'as-run.sqlite')
  const { maxAge, maxBytes } = AS_RUN_DEFAULTS.bounds
  const show = new BusyShow(Date.now())
  const session = { startedAt: show.now, show: 'Bench', version: '1.0.0' }
  const writer = new Writer({ role: 'writer', file, session, maxAge, maxBytes }, () => {})
  let plain = 0
  let written = 0
  for (let batch = 1; batch <= BUSY_SECONDS * 10; batch += 1) {
    const cells = show.next()
    plain += cells.reduce<number>((sum, cell) => sum + (typeof cell === 'string' ? cell.length : 0), 0)
    const reply = writer.handle({ kind: 'write', cells, batch, calm: false, now: show.now })
    if (reply.kind !== 'done') throw new Error(JSON.stringify(reply))
    written += reply.written
  }
  writer.handle({ kind: 'close' })
  const { size } = statSync(file)
  const hours = (fullBytes(maxBytes) / size) * (BUSY_SECONDS / 3600)
  return { bytes: size / written, plain: plain / written, hours }
}

async function timed(question: (index: number) => Promise<{ readonly ok: boolean }>): Promise<number[]> {
  const took: number[] = []
  for (let index = 0; index < QUESTIONS; index += 1) {
    const startedAt = performance.now()
    const answer = await question(index)
    took.push(performance.now() - startedAt)
    if (!answer.ok) throw new Error(JSON.stringify(answer))
  }
  return took
}

async function asked(file: string, now: number): Promise<readonly Measurement[]> {
  const clock = new SystemClock()
  const dispatcher = new Dispatcher({ ...DISPATCHER_DEFAULTS, clock, defer: setImmediate })
  await using log = openLog(file, clock, dispatcher)
  const ask = (query: object) => log.query(asRunQuery.parse(query))
  await ask({ limit: 1 })
  const from = (index: number): number => now - SPAN_MS + ((index * 7919) % 1000) * (SPAN_MS / 1100)
  const window = (index: number) => ({ from: from(index), to: from(index) + 86_400_000 })
  const of = (what: string, took: readonly number[], most: number): Measurement => ({
    ...{ what: `a million entries: ${what}, p95`, unit: 'ms', subject: [percentile(took, 0.95)] },
    ...{ baseline: null, reach: atMost(most) },
  })
  const seqs = (index: number): number => CHAIN * 1000 * (index + 1) - 1
  return [
    of(
      'a day of one type',
      await timed((index) => ask({ ...window(index), types: [`cue${index % 4}.type${index % 4}`] })),
      10,
    ),
    of('a day of a family', await timed((index) => ask({ ...window(index), types: ['cue1.*'] })), 10),
    of('the newest of everything', await timed(() => ask({})), 10),
    of('a run', await timed((index) => ask({ runId: `p1#${index * 30}` })), 10),
    of('a rare text, one page', await timed(() => ask({ text: 'RARELY' })), 1000),
    of('a text within a day', await timed((index) => ask({ ...window(index), text: 'nowhere' })), 50),
    of(`a chain of ${CHAIN}`, await timed((index) => log.chain(1, seqs(index))), 10),
  ]
}

export async function asRun(): Promise<readonly Measurement[]> {
  const { subject, baseline } = await alternate(
    ROUNDS,
    () => atRate(true),
    () => atRate(false),
  )
  const without = (figure: keyof Cost) => ({ name: 'without', figures: baseline.map((cost) => cost[figure]) })
  const added = subject.map(({ cpu }, round) => cpu - (baseline[round]?.cpu ?? 0))
  using folder = scratch({})
  const file = join(folder.path, 'as-run.sqlite')
  const now = Date.now()
  const written = fill(file, now)
  const busy = busyShow()
  return [
    {
      ...{ what: '5,000 events/s: dispatch of one, p99', unit: 'ms', subject: subject.map(({ p99 }) => p99) },
      ...{ baseline: without('p99'), reach: atMost(0.05) },
    },
    {
      ...{ what: '5,000 events/s: main thread an event', unit: 'µs', subject: subject.map(({ cpu }) => cpu) },
      ...{ baseline: without('cpu'), reach: null },
    },
    {
      ...{ what: '5,000 events/s: added by the log', unit: 'µs', subject: added },
      ...{ baseline: null, reach: atMost(10) },
    },
    {
      ...{ what: 'writing a million entries', unit: 'entries/s', subject: [written] },
      ...{ baseline: null, reach: atLeast(10_000) },
    },
    {
      ...{ what: 'a busy show, 1,060 events/s: the log, an event', unit: 'bytes', subject: [busy.bytes] },
      ...{ baseline: { name: 'its texts alone', figures: [busy.plain] }, reach: null },
    },
    {
      ...{ what: 'a busy show, 1,060 events/s: the log holds', unit: 'h', subject: [busy.hours] },
      ...{ baseline: null, reach: atLeast(24) },
    },
    ...(await asked(file, now)),
  ]
}
