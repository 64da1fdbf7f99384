// The as-run log on its real threads, fed by a real dispatcher.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, test } from 'vitest'
import { AS_RUN_DEFAULTS, createAsRun } from '../../main/as-run/as-run.ts'
import type { AsRun } from '../../main/as-run/as-run.ts'
import { ENTRIES } from '../../main/as-run/database.ts'
import { firedSince } from '../../main/as-run/fired-since.ts'
import { startThread } from '../../main/as-run/thread.ts'
import type { StartThread } from '../../main/as-run/thread.ts'
import { SystemClock } from '../../main/clock.ts'
import { DISPATCHER_DEFAULTS } from '../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../main/dispatcher/dispatcher.ts'
import { inOrder } from '../../main/order.ts'
import { asRunQuery } from '../../shared/model/as-run.ts'
import type { AsRunEntry } from '../../shared/model/as-run.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import type { Json } from '../../shared/model/json.ts'
import { scratch } from '../support/scratch.ts'

let scope = new AsyncDisposableStack()
afterEach(async () => {
  await scope.disposeAsync()
  scope = new AsyncDisposableStack()
})

interface Start extends AsyncDisposable {
  readonly asRun: AsRun
  emit(type: string, payload?: unknown, cause?: number | null, source?: string): number
  dispatched(): Promise<void>
  entries(query?: Record<string, unknown>): Promise<readonly AsRunEntry[]>
}

function folder(): string {
  const dir = join(scope.use(scratch({})).path, 'data')
  mkdirSync(dir)
  return dir
}

/** One start of an engine that has nothing but a dispatcher and the log. */
function start(dir: string, threads: StartThread = startThread): Start {
  const clock = new SystemClock()
  const dispatcher = new Dispatcher({ ...DISPATCHER_DEFAULTS, clock, defer: setImmediate })
  const { publish, subscribe } = dispatcher
  const remembered = new Map<number, EventEnvelope>()
  subscribe('*', (event) => void remembered.set(event.seq, event), {
    priority: 1000,
    name: 'test',
    acts: false,
  })
  const asRun = createAsRun({
    ...AS_RUN_DEFAULTS,
    startThread: threads,
    clock,
    publish,
    ...{ subscribe: inOrder(subscribe)('as-run'), catchUp: dispatcher.showAll },
    file: join(dir, 'as-run.sqlite'),
    session: { show: 'Demo', version: '1.0.0' },
    find: (seq) => remembered.get(seq) ?? null,
    text: ({ type }) => `${type} happened`,
    log: { warn() {}, info() {} },
  })
  const dispatched = async (): Promise<void> => {
    while (dispatcher.pending > 0) await new Promise(setImmediate)
  }
  return {
    asRun,
    dispatched,
    emit: (type, payload = {}, cause = null, source = 'test') =>
      publish({ type, source, cause, payload: payload as Json }) as number,
    async entries(query = {}) {
      await dispatched()
      const page = await asRun.query(asRunQuery.parse({ limit: 1000, ...query }))
      if (!page.ok) throw new Error(page.error.what)
      return page.value.entries
    },
    [Symbol.asyncDispose]: () => asRun[Symbol.asyncDispose](),
  }
}

describe('the as-run log', () => {
  test('keeps entries and chains over a restart', async () => {
    const dir = folder()
    {
      await using show = start(dir)
      const key = show.emit('key.received', { code: 'KeyA', key: 'a', pressed: true })
      await show.dispatched()
      const go = show.emit('lights.go', {}, key)
      show.emit('osc.send', { target: 'desk', address: '/go', args: [] }, go)
      await show.dispatched()
    }
    expect(readdirSync(dir)).toEqual(['as-run.sqlite'])
    await using later = start(dir)
    const chain = await later.asRun.chain(1, 3)
    if (!chain.ok) throw new Error(chain.error.what)
    expect(chain.value.map(({ session, seq, type, text }) => [session, seq, type, text])).toEqual([
      [1, 1, 'key.received', 'key.received happened'],
      [1, 2, 'lights.go', 'lights.go happened'],
      [1, 3, 'osc.send', 'osc.send happened'],
    ])
    expect(later.asRun.health().session).toBe(2)
  })

  test('knows over a restart which rules have had their time', async () => {
    const dir = folder()
    const since = Date.now()
    const fired = (show: Start, ruleId: string, trigger: string): number =>
      show.emit(
        'rule.fired',
        { schedulerId: 'foyer', ruleId, name: ruleId, execution: 1, trigger, dueAt: 0 },
        null,
        'scheduler:foyer',
      )
    {
      await using show = start(dir)
      for (let count = 0; count < 1500; count += 1) fired(show, 'hear', 'event')
      fired(show, 'open', 'calendar')
      fired(show, 'tick', 'cron')
      fired(show, 'hand', 'operator')
      for (let count = 0; count < 1500; count += 1) fired(show, 'hear', 'event')
      await show.dispatched()
    }
    await using later = start(dir)
    const asked = async (ruleId: string, from: number, schedulerId = 'foyer'): Promise<boolean> =>
      firedSince(later.asRun.query, { schedulerId, ruleId, since: from })
    expect(
      await Promise.all(['open', 'tick', 'hand', 'hear', 'other'].map((id) => asked(id, since))),
    ).toEqual([true, true, true, false, false])
    expect(await asked('open', Date.now() + 1000)).toBe(false)
    expect(await asked('open', since, 'yard')).toBe(false)
  })

  test('takes ten thousand events in one burst without losing one', async () => {
    await using show = start(folder())
    for (let index = 0; index < 10_000; index += 1) show.emit('lights.go', { index })
    await show.dispatched()
    await show.asRun.flush()
    expect(show.asRun.health()).toMatchObject({ written: 10_000, dropped: 0, waiting: 0, trouble: null })
    let lines = 0
    for await (const piece of show.asRun.exportTo('jsonl', {})) lines += piece.split('\n').length - 1
    expect(lines).toBe(10_000)
  })

  test('answers many questions while it writes', async () => {
    await using show = start(folder())
    for (let index = 0; index < 1000; index += 1) show.emit('lights.go', { index })
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        for (let more = 0; more < 100; more += 1) show.emit('sound.go', { index, more })
        return show.entries({ types: ['lights.*'] })
      }),
    )
    expect(answers.map(({ length }) => length)).toEqual(Array.from({ length: 20 }, () => 1000))
  })

  test('goes on after its threads were lost, and writes what they had once', async () => {
    const threads: { post(request: unknown): void }[] = []
    const breakable: StartThread = (data, listener) => {
      const thread = startThread(data, listener)
      threads.push(thread)
      return thread
    }
    await using show = start(folder(), breakable)
    show.emit('lights.go')
    expect(await show.entries()).toHaveLength(1)
    // No request at all: both threads end of it.
    for (const thread of threads) thread.post(null)
    await expect.poll(() => show.asRun.health().trouble?.code).toBe('as-run/thread-lost')
    show.emit('lights.off')
    await expect.poll(() => show.asRun.health()).toMatchObject({ written: 2, trouble: null, session: 1 })
    expect((await show.entries()).map(({ type }) => type)).toEqual(['lights.off', 'lights.go'])
  })

  test('sets a damaged file aside and begins a new one', async () => {
    const dir = folder()
    writeFileSync(join(dir, 'as-run.sqlite'), 'no database '.repeat(1000))
    await using show = start(dir)
    show.emit('lights.go')
    expect(await show.entries()).toHaveLength(1)
    const aside = readdirSync(dir).find((name) => name.startsWith('as-run.sqlite.corrupt-'))
    expect(readFileSync(join(dir, aside as string), 'utf8')).toMatch(/^no database /)
  })

  test('reports a file that cannot be opened while the show goes on, and ends in time', async () => {
    const dir = folder()
    mkdirSync(join(dir, 'as-run.sqlite'))
    const show = start(dir)
    show.emit('lights.go')
    await expect.poll(() => show.asRun.health().trouble?.code).toBe('as-run/cannot-write')
    await show[Symbol.asyncDispose]()
    expect(show.asRun.health()).toMatchObject({ dropped: 1, waiting: 0 })
  })

  test('two engines may keep their log in one file', async () => {
    const dir = folder()
    await using one = start(dir)
    await using two = start(dir)
    for (let index = 0; index < 3000; index += 1) {
      one.emit('one.said', { index })
      two.emit('two.said', { index })
    }
    await Promise.all([one.dispatched(), two.dispatched()])
    await Promise.all([one.asRun.flush(), two.asRun.flush()])
    await expect.poll(() => one.asRun.health().written + two.asRun.health().written).toBe(6000)
    using file = new DatabaseSync(join(dir, 'as-run.sqlite'), { readOnly: true })
    expect(
      file
        .prepare(`SELECT id / ${ENTRIES} AS session, count(*) AS entries FROM entries GROUP BY session`)
        .all(),
    ).toEqual([
      { session: 1, entries: 3000 },
      { session: 2, entries: 3000 },
    ])
  })
})
