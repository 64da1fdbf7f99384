import {
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AS_RUN_BOUNDS } from '../../../../main/as-run/as-run.ts'
import { canMount, smallDisk } from '../../../support/small-disk.ts'
import { EVENING, Start, place, settle, touch } from './rig.ts'

let at: ReturnType<typeof place>
beforeEach(() => {
  at = place()
})
afterEach(() => at[Symbol.dispose]())

const DAY = 86_400_000

describe('what is kept', () => {
  test('an entry says what happened, when, about what, and how late', async () => {
    await using show = at.start()
    show.clock.advanceBy(1500)
    const cause = show.emit('playlist.created', { runId: 'intro#1', playlistId: 'intro' })
    const emitted = { runId: 'intro#1', playlistId: 'intro', step: 0, lateBy: 0.25, type: 'osc.send' }
    show.emit('playlist.emitted', emitted, { cause, source: 'playlist:intro' })
    expect((await show.entries())[0]).toEqual({
      session: 1,
      seq: 2,
      at: 1500,
      time: EVENING + 1500,
      type: 'playlist.emitted',
      source: 'playlist:intro',
      cause: 1,
      lateBy: 0.25,
      subject: 'intro',
      runId: 'intro#1',
      text: `playlist.emitted ${JSON.stringify(emitted)}`,
      payload: emitted,
    })
  })

  test('telemetry and touches that nothing came of are not', async () => {
    await using show = at.start()
    show.emit('osc.received', touch)
    show.emit('metrics.timing', { metric: 'x' })
    show.emit('lights.go')
    show.emit('snapshot.published', { stream: 'runs', bytes: 1 })
    expect(await show.types()).toEqual(['lights.go'])
  })

  test('a touch is kept once with all that led to it, when the first thing that it caused is', async () => {
    await using show = at.start()
    const key = show.emit('key.received', { code: 'KeyA', key: 'a', pressed: true })
    const message = show.emit('osc.received', touch, { cause: key })
    show.emit('lights.go', {}, { cause: message })
    show.emit('lights.off', {}, { cause: message })
    expect(await show.types()).toEqual(['lights.off', 'lights.go', 'osc.received', 'key.received'])
    expect(show.asRun.health().written).toBe(4)
  })

  test('a sentence that cannot be made costs the sentence alone', async () => {
    await using show = at.start()
    show.emit('quiet.one')
    show.emit('loud.one', { id: 'x' })
    expect((await show.entries()).map(({ text, subject }) => [text, subject])).toEqual([
      ['loud.one {"id":"x"}', null],
      ['', null],
    ])
  })

  test.each([
    ['rule.fired', { schedulerId: 'foyer', ruleId: 'greet' }, 'foyer/greet'],
    ['thrown.caught', { eventId: 'e1', key: 'door', destId: 'foyer', ruleId: 'greet' }, 'door'],
    ['device.lost', { device: 'hid:054c:09cc:1', name: 'Pad' }, 'hid:054c:09cc:1'],
    ['osc.send', { target: 'desk', address: '/go', args: [] }, 'desk'],
    ['show.panicked', {}, null],
  ])('of %s the subject is told', async (type, payload, subject) => {
    await using show = at.start()
    show.emit(type, payload)
    expect((await show.entries())[0]?.subject).toBe(subject)
  })
})

describe('why something happened', () => {
  test('the chain leads back to the touch, also after a restart', async () => {
    {
      await using show = at.start()
      const pressed = show.emit('osc.received', touch)
      const received = show.emit('command.received', { command: 'show.go' }, { cause: pressed })
      const created = show.emit('playlist.created', { runId: 'r', playlistId: 'p' }, { cause: received })
      show.emit('osc.send', { target: 'desk' }, { cause: created })
    }
    await using later = at.start(EVENING + DAY)
    later.emit('lights.go')
    const chain = ['1 osc.received', '2 command.received', '3 playlist.created', '4 osc.send']
    expect(await later.chain(1, 4)).toEqual(chain)
    expect(await later.chain(2, 1)).toEqual(['1 lights.go'])
    expect(await later.chain(null, 1)).toEqual(['1 lights.go'])
    const page = await later.asRun.query({ limit: 10 })
    expect(page).toMatchObject({
      ok: true,
      value: {
        sessions: [
          { id: 2, startedAt: EVENING + DAY, show: 'Demo', opened: [], version: '1.0.0' },
          { id: 1, startedAt: EVENING, show: 'Demo', opened: [], version: '1.0.0' },
        ],
        next: null,
      },
    })
  })

  test('and in which show: a session tells all that were opened in it', async () => {
    function loaded(name: string): object {
      return { name, path: null, playlists: 0, steps: 0 }
    }
    {
      await using show = at.start()
      show.emit('show.loaded', loaded('Matinee'))
      await show.pass(60_000)
      show.emit('show.loaded', loaded('Evening'))
    }
    await using later = at.start(EVENING + DAY)
    later.emit('show.loaded', loaded('Matinee'))
    const page = await later.asRun.query({ limit: 10 })
    expect(page.ok && page.value.sessions.map(({ opened }) => opened)).toEqual([
      [{ show: 'Matinee', time: EVENING + DAY }],
      [
        { show: 'Matinee', time: EVENING },
        { show: 'Evening', time: EVENING + 60_000 },
      ],
    ])
  })

  test('of an event that is not in the log it is told while the engine remembers it', async () => {
    await using show = at.start()
    const go = show.emit('lights.go')
    const metric = show.emit('metrics.timing', { metric: 'x' }, { cause: go })
    expect(await show.chain(null, metric)).toEqual(['1 lights.go', '2 metrics.timing'])
    show.forget()
    expect(await show.asRun.chain(null, metric)).toMatchObject({
      ok: false,
      error: { code: 'as-run/unknown-event', where: 'event 2' },
    })
    expect(await show.asRun.chain(99, go)).toMatchObject({
      ok: false,
      error: { where: 'event 1 of session 99' },
    })
  })

  test('it ends after a thousand, and where causes go round', async () => {
    await using show = at.start()
    let cause = show.emit('lights.go')
    for (let link = 0; link < 1200; link += 1) cause = show.emit('lights.go', {}, { cause })
    const chain = await show.chain(null, cause)
    expect([chain.length, chain[0], chain.at(-1)]).toEqual([1000, '202 lights.go', '1201 lights.go'])
    const next = cause + 1
    show.emit('ring.a', {}, { cause: next + 1 })
    show.emit('ring.b', {}, { cause: next })
    expect(await show.chain(null, next)).toEqual([`${next + 1} ring.b`, `${next} ring.a`])
  })

  test('without a disk the engine tells what it remembers', async () => {
    mkdirSync(at.file)
    await using show = at.start()
    const pressed = show.emit('osc.received', touch)
    const go = show.emit('lights.go', {}, { cause: pressed })
    await show.pass(100)
    expect(await show.chain(null, go)).toEqual(['1 osc.received', '2 lights.go'])
  })
})

describe('writing', () => {
  test('entries are written together, a tenth of a second after the first or 250 at once', async () => {
    await using show = at.start()
    await settle()
    show.emit('lights.go')
    await show.pass(50)
    show.emit('lights.go')
    await show.pass(49)
    expect(show.threads.batches).toEqual([])
    await show.pass(1)
    expect(show.threads.batches).toEqual([2])
    for (let index = 0; index < 625; index += 1) show.emit('lights.go')
    await show.pass(0)
    expect(show.threads.batches).toEqual([2, 250, 250])
    await show.pass(100)
    expect(show.threads.batches).toEqual([2, 250, 250, 125])
    expect(show.asRun.health()).toMatchObject({
      session: 1,
      written: 627,
      waiting: 0,
      dropped: 0,
      trouble: null,
    })
  })

  test('what waits at the end is written', async () => {
    {
      await using show = at.start()
      show.emit('lights.go')
    }
    await using later = at.start()
    expect(await later.types()).toEqual(['lights.go'])
    expect(readdirSync(at.dir).sort()).toEqual(['as-run.sqlite', 'as-run.sqlite-shm', 'as-run.sqlite-wal'])
  })

  test('beyond its bound entries are dropped and counted, and that is told once', async () => {
    const queue = { ...AS_RUN_BOUNDS.queue, batch: 10, entries: 50 }
    await using show = at.start(EVENING, { bounds: { queue } })
    await settle()
    show.threads.stuck = true
    const exhausted: unknown[] = []
    using _ = show.dispatcher.subscribe('resource.exhausted', ({ payload }) => void exhausted.push(payload), {
      priority: 0,
      name: 'test',
      acts: false,
    })
    for (let index = 0; index < 100; index += 1) show.emit('lights.go')
    // One batch is on its way besides.
    expect(show.asRun.health()).toMatchObject({ waiting: 60, dropped: 41 })
    expect(exhausted).toEqual([{ runId: null, resource: 'asRun.queue', usage: 50, quota: 50 }])
    show.clock.advanceBy(5000)
    expect(show.asRun.health().trouble).toMatchObject({ code: 'as-run/no-answer' })
    show.threads.stuck = false
    show.threads.loseWriter()
    await show.pass(250)
    await show.asRun.flush()
    expect(show.asRun.health()).toMatchObject({ written: 60, waiting: 0, dropped: 41, trouble: null })
  })

  test('a lost thread is replaced, later each time, and what it had is written once', async () => {
    await using show = at.start()
    await show.pass(0)
    for (const wait of [250, 500, 1000]) {
      const { starts } = show.threads
      show.threads.loseWriter()
      expect(show.asRun.health().trouble?.code).toBe('as-run/thread-lost')
      show.threads.stuck = wait < 1000
      await show.pass(wait - 1)
      expect(show.threads.starts).toBe(starts)
      await show.pass(1)
      expect(show.threads.starts).toBe(starts + 1)
    }
    show.emit('lights.go')
    await show.asRun.flush()
    expect(await show.types()).toEqual(['lights.go'])
    expect(show.asRun.health().session).toBe(1)
    expect(show.logged).toEqual([
      expect.stringMatching('warn as-run/thread-lost: .*: the thread that writes was lost: out of memory'),
      'info the as-run log is being written again',
    ])
  })

  test.each([
    [13, 'as-run/disk-full'],
    [5, 'as-run/locked'],
    [10, 'as-run/cannot-write'],
  ])('a disk that answers with error %i is trouble until it is over', async (code, told) => {
    await using show = at.start()
    await show.pass(0)
    show.emit('lights.go')
    show.threads.writerReplies.push({ kind: 'failed', code, message: 'disk I/O error' })
    await show.asRun.flush()
    expect(show.asRun.health()).toMatchObject({ waiting: 1, trouble: { code: told } })
    await show.pass(250)
    expect(show.asRun.health()).toMatchObject({ waiting: 0, written: 1, trouble: null })
  })

  test('a folder that cannot be written is told, and entries wait until it can', async () => {
    mkdirSync(at.file)
    await using show = at.start()
    show.emit('lights.go')
    await show.pass(100)
    expect(show.asRun.health()).toMatchObject({
      session: null,
      waiting: 1,
      trouble: { code: 'as-run/cannot-write', what: 'unable to open database file' },
    })
    expect(await show.asRun.query({ limit: 1 })).toMatchObject({
      ok: false,
      error: { code: 'as-run/cannot-read' },
    })
    rmdirSync(at.file)
    await show.pass(500)
    expect(await show.types()).toEqual(['lights.go'])
  })

  test('a file that another program holds is written once it lets go', async () => {
    await using show = at.start()
    await show.pass(0)
    using other = new DatabaseSync(at.file)
    other.exec('BEGIN IMMEDIATE')
    show.emit('lights.go')
    await show.asRun.flush()
    expect(show.asRun.health().trouble).toMatchObject({ code: 'as-run/locked' })
    other.exec('COMMIT')
    await show.pass(250)
    expect(await show.types()).toEqual(['lights.go'])
  })
})

describe('a file that is taken away', () => {
  const ways: [string, () => void][] = [
    ['the data folder is deleted', () => rmSync(at.dir, { recursive: true })],
    ['the file is deleted', () => rmSync(at.file)],
    ['the data folder is moved away', () => renameSync(at.dir, `${at.dir}-old`)],
    [
      'another takes its place',
      () => {
        renameSync(at.dir, `${at.dir}-old`)
        mkdirSync(at.dir)
        writeFileSync(at.file, '')
      },
    ],
  ]

  test.each(ways)('is begun anew, and said, where %s: by the next entry', async (_, takeAway) => {
    await using show = at.start()
    show.emit('lights.go')
    expect(await show.types()).toEqual(['lights.go'])
    takeAway()
    show.emit('lights.off')
    await show.asRun.flush()
    expect(await show.types()).toEqual(['lights.off'])
    expect(show.asRun.health()).toMatchObject({ trouble: null, begunAnew: 1, dropped: 0 })
    expect(show.logged).toEqual(['warn the as-run log was deleted or replaced; a new one was begun'])
    show.emit('lights.go')
    expect(await show.types()).toEqual(['lights.go', 'lights.off'])
  })

  test.each(ways)('is begun anew where %s: within two seconds when nothing happens', async (_, takeAway) => {
    await using show = at.start()
    show.emit('lights.go')
    await show.asRun.flush()
    takeAway()
    await show.pass(2000)
    expect(show.asRun.health().begunAnew).toBe(1)
    expect(await show.types()).toEqual([])
    expect(readdirSync(at.dir)).toContain('as-run.sqlite')
  })

  test('without what lies beside it, it keeps what was written', async () => {
    await using show = at.start()
    show.emit('lights.go')
    await show.asRun.flush()
    rmSync(`${at.file}-wal`)
    show.emit('lights.off')
    await show.asRun.flush()
    expect(await show.types()).toEqual(['lights.off', 'lights.go'])
    expect(show.asRun.health()).toMatchObject({ trouble: null, begunAnew: 0 })
  })

  test.skipIf(!canMount)('a disk that was full and has room again loses nothing of what waited', async () => {
    using disk = smallDisk(1024)
    const file = join(disk.path, 'as-run.sqlite')
    await using show = new Start(file, EVENING)
    show.emit('lights.go', 0)
    await show.asRun.flush()
    disk.fill()
    for (let index = 1; index < 200; index += 1) show.emit('lights.go', { index, padding: 'x'.repeat(500) })
    await show.asRun.flush()
    expect(show.asRun.health().trouble).not.toBeNull()
    disk.makeRoom()
    for (let second = 0; second < 12; second += 1) await show.pass(1000)
    expect(show.asRun.health()).toMatchObject({ trouble: null, dropped: 0, waiting: 0 })
    expect(await show.types()).toHaveLength(200)
  })
})

describe('a damaged file', () => {
  test('that is no database is set aside untouched, and a new one begun', async () => {
    const rubbish = 'no database '.repeat(1000)
    writeFileSync(at.file, rubbish)
    await using show = at.start()
    show.emit('lights.go')
    expect(await show.types()).toEqual(['lights.go'])
    expect(show.asRun.health()).toMatchObject({ session: 1, trouble: null })
    expect(readFileSync(`${at.file}.corrupt-20261121T200000Z`, 'utf8')).toBe(rubbish)
    expect(show.logged).toEqual(['warn the as-run log was damaged; it was set aside and a new one begun'])
  })

  test('that was cut short is set aside', async () => {
    {
      await using show = at.start()
      for (let index = 0; index < 500; index += 1) show.emit('lights.go', { index })
    }
    truncateSync(at.file, 20_000)
    await using later = at.start(EVENING + 1000)
    later.emit('lights.off')
    expect(await later.types()).toEqual(['lights.off'])
    expect(readdirSync(at.dir)).toContain('as-run.sqlite.corrupt-20261121T200001Z')
  })

  test('that is found so by a question is set aside as well, and writing goes on', async () => {
    await using show = at.start()
    for (let index = 0; index < 2000; index += 1) show.emit('lights.go', { index, padding: 'x'.repeat(500) })
    await show.asRun.flush()
    // All but the beginning, behind the back of both threads.
    using other = new DatabaseSync(at.file)
    other.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    const bytes = readFileSync(at.file)
    writeFileSync(at.file, bytes.fill(0xff, 100_000))
    expect(await show.asRun.query({ limit: 1000 })).toMatchObject({ ok: false })
    await show.pass(100)
    show.emit('lights.off')
    expect(await show.types()).toEqual(['lights.off'])
    expect(readdirSync(at.dir)).toContain('as-run.sqlite.corrupt-20261121T200000Z')
  })

  test('that somebody emptied is set aside as well, and health counts it among those begun anew', async () => {
    await using show = at.start()
    show.emit('lights.go')
    await show.asRun.flush()
    using other = new DatabaseSync(at.file)
    other.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    writeFileSync(at.file, '')
    expect(await show.asRun.query({ limit: 10 })).toMatchObject({ ok: false })
    await show.pass(100)
    show.emit('lights.off')
    expect(await show.types()).toEqual(['lights.off'])
    expect(show.asRun.health()).toMatchObject({ begunAnew: 1, trouble: null })
  })

  test('of another layout is set aside too', async () => {
    {
      using other = new DatabaseSync(at.file)
      other.exec('CREATE TABLE cues (id INTEGER)')
    }
    await using show = at.start()
    show.emit('lights.go')
    expect(await show.types()).toEqual(['lights.go'])
    expect(readdirSync(at.dir)).toContain('as-run.sqlite.corrupt-20261121T200000Z')
  })

  test('only the last three are kept', async () => {
    for (let day = 0; day < 5; day += 1) {
      writeFileSync(at.file, 'no database '.repeat(1000))
      await using show = at.start(EVENING + day * DAY)
      await show.pass(0)
    }
    expect(readdirSync(at.dir).filter((name) => name.includes('corrupt'))).toEqual([
      'as-run.sqlite.corrupt-20261123T200000Z',
      'as-run.sqlite.corrupt-20261124T200000Z',
      'as-run.sqlite.corrupt-20261125T200000Z',
    ])
  })
})

describe('bounds', () => {
  test('entries are removed when they are old', async () => {
    {
      await using show = at.start()
      for (let index = 0; index < 2500; index += 1) show.emit('old.one')
    }
    await using later = at.start(EVENING + 90 * DAY - 60_000)
    later.emit('new.one')
    await later.pass(60_000)
    expect(await later.types({ types: ['new.*'] })).toEqual(['new.one'])
    expect((await later.entries({ types: ['old.one'] })).length).toBe(1000)
    await later.pass(1)
    await later.pass(60_000)
    await later.pass(60_000)
    await later.pass(60_000)
    expect(await later.types()).toEqual(['new.one'])
  })

  test('the oldest are removed when the file is too large', async () => {
    const bounds = { maxBytes: 2_000_000 }
    await using show = at.start(EVENING, { bounds })
    for (let index = 0; index < 8000; index += 1) show.emit('lights.go', { index, padding: 'x'.repeat(400) })
    await show.asRun.flush()
    // Room was made while they were written: nothing waits for a quiet minute.
    expect(show.asRun.health().bytes).toBeLessThanOrEqual(bounds.maxBytes)
    expect(show.asRun.health()).toMatchObject({ removed: true, written: 8000 })
    for (let step = 0; step < 100; step += 1) await show.pass(20)
    const entries = await show.entries()
    expect(entries[0]?.seq).toBe(8000)
    show.emit('lights.go')
    await show.asRun.flush()
    using file = new DatabaseSync(at.file, { readOnly: true })
    const { used } = file
      .prepare(
        'SELECT (SELECT page_count FROM pragma_page_count) - freelist_count AS used FROM pragma_freelist_count',
      )
      .get() as { used: number }
    expect(used * 4096).toBeLessThan(bounds.maxBytes)
    expect(used * 4096).toBeGreaterThan(bounds.maxBytes / 2)
  })
})
