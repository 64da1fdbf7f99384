import { readdirSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EVENING, place } from './rig.ts'

let at: ReturnType<typeof place>
beforeEach(() => {
  at = place()
})
afterEach(() => at[Symbol.dispose]())

const DAY = 86_400_000
/** As the versions before wrote it. */
const TABLES = `
  PRAGMA auto_vacuum = INCREMENTAL;
  PRAGMA journal_mode = WAL;
  CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, startedAt REAL NOT NULL, show TEXT NOT NULL, version TEXT NOT NULL
  ) STRICT;
  CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE entries (
    id INTEGER PRIMARY KEY, session INTEGER NOT NULL, seq INTEGER NOT NULL, at REAL NOT NULL, time REAL NOT NULL,
    type INTEGER NOT NULL, source INTEGER NOT NULL, cause INTEGER, lateBy REAL, subject TEXT, runId TEXT,
    text TEXT NOT NULL, payload TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX entriesBySeq ON entries (session, seq);
  PRAGMA application_id = 0x43756531;
  PRAGMA user_version = 1;
`

/** Two starts with so many entries each, a minute apart. */
function earlier(count: number, time = EVENING - DAY, file = at.file): void {
  using database = new DatabaseSync(file)
  database.exec(TABLES)
  database.exec(`INSERT INTO names (name) VALUES ('lights.go'), ('test'), ('rule.fired')`)
  const session = database.prepare('INSERT INTO sessions (startedAt, show, version) VALUES (?, ?, ?)')
  const entry = database.prepare(
    `INSERT INTO entries (session, seq, at, time, type, source, cause, lateBy, subject, runId, text, payload)
      VALUES (?, ?, ?, ?, ?, 2, ?, NULL, NULL, NULL, ?, '{}')`,
  )
  database.exec('BEGIN')
  for (const number of [1, 2]) {
    session.run(time + number * 60_000, 'Old', '0.9.0')
    for (let seq = 1; seq <= count; seq += 1) {
      const cause = seq % 2 === 0 ? seq - 1 : null
      entry.run(number, seq, seq, time + number * 60_000 + seq, seq % 2 === 0 ? 3 : 1, cause, `old ${seq}`)
    }
  }
  database.exec('COMMIT')
}

test('what an earlier version has kept is brought over, and asked for like the rest', async () => {
  earlier(700)
  await using show = at.start()
  show.emit('lights.go')
  await show.asRun.flush()
  // Nothing waits for it.
  expect(await show.types()).toEqual(['lights.go'])
  expect(show.asRun.health()).toMatchObject({ session: 3, earlier: 1400, begunAnew: 0 })
  expect(readdirSync(at.dir)).toContain('as-run.sqlite.earlier')
  await show.pass(20)
  expect(show.asRun.health().earlier).toBe(900)
  for (let step = 0; step < 5; step += 1) await show.pass(20)
  expect(show.asRun.health()).toMatchObject({ earlier: 0, completeSince: EVENING - DAY + 60_001 })
  expect(readdirSync(at.dir).filter((name) => name.includes('earlier'))).toEqual([])
  const first = await show.entries({ to: EVENING - DAY + 120_000 })
  expect(first).toHaveLength(700)
  expect(first[0]).toMatchObject({
    session: 1,
    seq: 700,
    at: 700,
    cause: 699,
    type: 'rule.fired',
    text: 'old 700',
  })
  expect(await show.entries({ from: EVENING - DAY + 120_000, to: EVENING })).toHaveLength(700)
  expect(await show.chain(2, 8)).toEqual(['7 lights.go', '8 rule.fired'])
  expect(show.logged).toEqual([])
})

test('it goes on where it was when the engine ended', async () => {
  earlier(700)
  {
    await using show = at.start()
    await show.pass(0)
    await show.pass(20)
    expect(show.asRun.health().earlier).toBe(900)
  }
  await using later = at.start()
  for (let step = 0; step < 6; step += 1) await later.pass(20)
  expect(later.asRun.health()).toMatchObject({ session: 4, earlier: 0 })
  expect(new Set((await later.entries({ to: EVENING - DAY + 120_000 })).map(({ seq }) => seq)).size).toBe(700)
})

test('one that waits beside a log of its own is brought over too, and its starts have numbers of their own', async () => {
  {
    await using show = at.start(EVENING - 2 * DAY)
    show.emit('lights.go')
  }
  earlier(10, EVENING - DAY, `${at.file}.earlier`)
  await using later = at.start()
  for (let step = 0; step < 3; step += 1) await later.pass(20)
  const entries = await later.entries()
  expect(entries.map(({ session }) => session)).toEqual([
    ...Array<number>(10).fill(3),
    ...Array<number>(10).fill(2),
    1,
  ])
})

test('what is older than entries are kept stays behind', async () => {
  earlier(10, EVENING - 90 * DAY - 60_005)
  await using show = at.start()
  for (let step = 0; step < 3; step += 1) await show.pass(20)
  expect((await show.entries()).length).toBeLessThan(20)
  expect(show.asRun.health().earlier).toBe(0)
})

test('one that is damaged is set aside, and the log goes on', async () => {
  writeFileSync(`${at.file}.earlier`, 'no database '.repeat(1000))
  await using show = at.start()
  show.emit('lights.go')
  await show.asRun.flush()
  expect(await show.types()).toEqual(['lights.go'])
  expect(readdirSync(at.dir).filter((name) => name.includes('corrupt'))).toHaveLength(1)
  expect(show.logged).toHaveLength(1)
})
