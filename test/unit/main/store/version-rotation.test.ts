import { describe, expect, test } from 'vitest'
import { eraAfter, rotate } from '../../../../main/store/version-rotation.ts'
import type { RotationLimits } from '../../../../main/store/version-rotation.ts'
import type { VersionKind } from '../../../../main/store/version-names.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const MONDAY = Date.UTC(2026, 10, 23)

interface Version {
  readonly seq: number
  readonly era: number
  readonly at: number
  readonly kind: VersionKind
}

/** Saves one by one as the store does: after each, what is not to stay is gone for good. */
class Saves {
  versions: Version[] = []
  #seq = 0
  readonly #limits: RotationLimits | undefined

  constructor(limits?: RotationLimits) {
    this.#limits = limits
  }

  save(at: number, kind: VersionKind = 'save'): void {
    this.#seq += 1
    const era = eraAfter(this.versions.at(-1), at)
    const all = [...this.versions, { seq: this.#seq, era, at, kind }]
    const stays = rotate(all, this.#limits)
    this.versions = all.filter(({ seq }) => stays.has(seq))
  }

  /** As day of the week and time, in UTC. */
  get times(): readonly string[] {
    return this.versions.map(({ at }) =>
      new Date(at).toUTCString().replace(/^(\w+), (\d+) .* (\d+:\d+):.*$/, '$1 $2 $3'),
    )
  }
}

const SMALL: RotationLimits = { recent: 3, hours: 4, days: 3 }

describe('rotation', () => {
  test('keeps the last saves, the last of each hour, and the last of each day', () => {
    const saves = new Saves(SMALL)
    for (let day = 0; day < 5; day += 1)
      for (const hour of [9, 10, 14])
        for (const minute of [5, 20, 50]) saves.save(MONDAY + day * DAY + hour * HOUR + minute * MINUTE)
    expect(saves.times).toEqual([
      'Wed 25 14:50',
      'Thu 26 14:50',
      'Fri 27 09:50',
      'Fri 27 10:50',
      'Fri 27 14:05',
      'Fri 27 14:20',
      'Fri 27 14:50',
    ])
  })

  test('over two months of saves every quarter of an hour: the last 20, 48 hours and 30 days', () => {
    const saves = new Saves()
    for (let quarter = 0; quarter < 60 * 96; quarter += 1) saves.save(MONDAY + quarter * 15 * MINUTE)
    const { versions } = saves
    const end = MONDAY + 60 * DAY
    const ages = versions.map(({ at }) => (end - at) / MINUTE)
    const recent = Array.from({ length: 20 }, (_, index) => 15 * (index + 1))
    const hours = Array.from({ length: 48 }, (_, index) => 15 + 60 * index)
    const days = Array.from({ length: 30 }, (_, index) => 15 + 1440 * index)
    expect(ages.toReversed()).toEqual(
      [...new Set([...recent, ...hours, ...days])].sort((left, right) => left - right),
    )
    expect(versions).toHaveLength(91)
  })

  test('never counts by what the clock says now: a year without a save takes nothing away', () => {
    const saves = new Saves(SMALL)
    for (const hour of [9, 10, 11, 12, 13]) saves.save(MONDAY + hour * HOUR)
    saves.save(MONDAY + 365 * DAY)
    expect(saves.times).toEqual(['Mon 23 11:00', 'Mon 23 12:00', 'Mon 23 13:00', 'Tue 23 00:00'])
  })

  test('keeps what stood in the file before the first save, however often it is saved', () => {
    const saves = new Saves(SMALL)
    saves.save(MONDAY, 'found')
    for (let save = 1; save <= 200; save += 1) saves.save(MONDAY + save * 1000)
    expect(saves.versions.map(({ seq }) => seq)).toEqual([1, 199, 200, 201])
    // What somebody else put there later is a version like others.
    saves.save(MONDAY + 201_000, 'found')
    for (let save = 202; save <= 210; save += 1) saves.save(MONDAY + save * 1000)
    expect(saves.versions.map(({ seq }) => seq)).toEqual([1, 209, 210, 211])
  })
})

describe('a clock that is wrong', () => {
  const workday = (saves: Saves, day: number): void => {
    for (const hour of [9, 10, 11]) saves.save(MONDAY + day * DAY + hour * HOUR)
  }

  test('far ahead for a while costs no version but the oldest hour and the oldest day', () => {
    const right = new Saves()
    const ahead = new Saves()
    for (let day = 0; day < 20; day += 1) {
      workday(right, day)
      workday(ahead, day)
    }
    for (let save = 0; save < 5; save += 1) {
      ahead.save(MONDAY + 5000 * DAY + save * MINUTE)
      right.save(MONDAY + 19 * DAY + 11 * HOUR + (save + 1) * MINUTE)
    }
    workday(right, 20)
    workday(ahead, 20)
    const known = new Set(ahead.versions.map(({ seq }) => seq))
    expect(right.versions.filter(({ seq }) => !known.has(seq)).length).toBeLessThanOrEqual(1)
  })

  test('put back by years keeps the newest as the newest, and what was good before', () => {
    const saves = new Saves(SMALL)
    for (const hour of [9, 10, 11]) saves.save(MONDAY + hour * HOUR)
    for (const minute of [1, 2, 3, 4]) saves.save(minute * MINUTE)
    expect(saves.times).toEqual([
      'Mon 23 09:00',
      'Mon 23 10:00',
      'Mon 23 11:00',
      'Thu 01 00:02',
      'Thu 01 00:03',
      'Thu 01 00:04',
    ])
  })

  test('that begins at 1970 with each start keeps the last save of each of them as a day', () => {
    const saves = new Saves(SMALL)
    for (let start = 0; start < 6; start += 1)
      for (let save = 10; save > 0; save -= 2) saves.save((20 - save) * MINUTE)
    // One of each of the last hours, which are as many starts, and the last three saves.
    expect(saves.versions.map(({ seq }) => seq)).toEqual([15, 20, 25, 28, 29, 30])
  })

  test('that is set right by seconds begins no other hour', () => {
    const saves = new Saves(SMALL)
    for (let save = 0; save < 40; save += 1)
      saves.save(MONDAY + 30 * MINUTE + save * 1000 - (save % 2) * 5000)
    expect(saves.versions.map(({ seq }) => seq)).toEqual([38, 39, 40])
  })

  test('that jumps to and fro with every save keeps at least as many of the last as there are hours', () => {
    const saves = new Saves()
    for (let save = 0; save < 400; save += 1) saves.save(MONDAY + save * 1000 + (save % 2) * 40 * DAY)
    const seqs = saves.versions.map(({ seq }) => seq)
    expect(seqs).toEqual(Array.from({ length: 48 }, (_, index) => 353 + index))
  })
})
