import { describe, expect, test } from 'vitest'
import type { Moment } from '../../../../main/coordinator/lain.ts'
import { StateParts } from '../../../../main/coordinator/state-parts.ts'
import { MOST_PART_BYTES } from '../../../../shared/model/kept-state.ts'
import type { Lain, StatePart } from '../../../../shared/model/kept-state.ts'

class Part implements StatePart {
  readonly name: string
  readonly acts: boolean
  value: unknown
  asked = 0
  readonly back: { value: unknown; lain: Lain }[] = []

  constructor(name: string, value?: unknown, acts = false) {
    this.name = name
    this.value = value
    this.acts = acts
  }

  hold(): unknown {
    this.asked += 1
    if (this.value instanceof Error) throw this.value
    return this.value
  }

  takeBack(value: unknown, lain: Lain) {
    if (value === 'poison') throw new Error('this is no value')
    this.back.push({ value, lain })
    return { taken: 1, left: [] }
  }
}

function rig(...offered: readonly Part[]) {
  const now = { wall: 1000, boot: 'monday', up: 1000 as number | null }
  const parts = new StateParts((): Moment => ({ ...now }))
  for (const part of offered) parts.offer(part)
  let news = 0
  parts.begin([], 'now')
  parts.listen(() => {
    news += 1
  })
  return { now, parts, news: () => news }
}

const found = (name: string, value: unknown, wall = 400) => ({
  name,
  at: { wall, boot: null, up: null },
  value,
})
const contentOf = (parts: StateParts): { name: string; value: unknown }[] =>
  (JSON.parse(parts.content()) as { name: string; value: unknown }[]).map(({ name, value }) => ({
    name,
    value,
  }))

describe('what is held', () => {
  test('is of every part that has something, in their order', () => {
    const { parts } = rig(new Part('a', 1), new Part('b'), new Part('c', { d: 2 }))
    expect(contentOf(parts)).toEqual([
      { name: 'a', value: 1 },
      { name: 'c', value: { d: 2 } },
    ])
  })

  test('is asked for only where it has changed, and news only once until then', () => {
    const [a, b] = [new Part('a', 1), new Part('b', 1)]
    const { parts, news } = rig(a, b)
    parts.content()
    for (let change = 0; change < 3; change += 1) parts.changed('a')
    a.value = 2
    expect(news()).toBe(1)
    expect(contentOf(parts)[0]).toEqual({ name: 'a', value: 2 })
    expect([a.asked, b.asked]).toEqual([2, 1])
    parts.changed('a')
    expect(news()).toBe(2)
  })

  test('bears the moment at which each part was asked', () => {
    const { parts, now } = rig(new Part('a', 1), new Part('b', 1))
    parts.content()
    now.wall = now.up = 5000
    parts.changed('b')
    const walls = (JSON.parse(parts.content()) as { at: Moment }[]).map(({ at }) => at.wall)
    expect(walls).toEqual([1000, 5000])
  })

  test('is without a part that breaks or is too large, which is said', () => {
    const [a, b] = [new Part('a', new Error('broken')), new Part('b', 1)]
    const { parts } = rig(a, b)
    expect(contentOf(parts)).toEqual([{ name: 'b', value: 1 }])
    expect(parts.trouble?.where).toBe('a')
    parts.changed('a')
    a.value = 'x'.repeat(MOST_PART_BYTES)
    expect(contentOf(parts)).toEqual([{ name: 'b', value: 1 }])
    expect(parts.trouble?.what).toContain('larger')
    parts.changed('a')
    a.value = 1
    parts.content()
    expect(parts.trouble).toBeNull()
  })
})

describe('what is found', () => {
  test('goes to its parts in their order, with its age', () => {
    const [a, b] = [new Part('a'), new Part('b')]
    const { parts } = rig(a, b)
    const taken = parts.begin([found('b', 2), found('a', 1)], 'now')
    expect(taken.map(({ name }) => name)).toEqual(['a', 'b'])
    expect(a.back).toEqual([{ value: 1, lain: { age: 600, isSure: true, wall: 400 } }])
  })

  test('of a part that nobody knows stays as it is', () => {
    const { parts } = rig(new Part('a', 1))
    parts.begin([found('future', { deep: [1] })], 'now')
    expect(contentOf(parts)).toEqual([
      { name: 'a', value: 1 },
      { name: 'future', value: { deep: [1] } },
    ])
    parts.begin([], 'now')
    expect(contentOf(parts)).toEqual([{ name: 'a', value: 1 }])
  })

  test('loses only what is bad of it', () => {
    const [a, b] = [new Part('a'), new Part('b')]
    const { parts } = rig(a, b)
    const taken = parts.begin([found('a', 'poison'), 7, { name: 'b' }, found('b', 1)], 'now')
    expect(b.back).toHaveLength(1)
    expect(taken).toEqual([
      { name: 'unreadable', taken: 0, left: [{ what: 'a part of the file', why: 'it cannot be read' }] },
      { name: 'unreadable', taken: 0, left: [{ what: 'a part of the file', why: 'it cannot be read' }] },
      { name: 'a', taken: 0, left: [{ what: 'a', why: 'this is no value' }] },
      { name: 'b', taken: 1, left: [] },
    ])
  })
})

describe('what acts', () => {
  const ACTING = [found('runs', 'old'), found('a', 1)]

  test('waits for the decision, and is kept meanwhile beside what is new', () => {
    const runs = new Part('runs', 'new', true)
    const { parts, now } = rig(new Part('a'), runs)
    parts.begin(ACTING, 'later')
    expect(parts.pending).toEqual(['runs'])
    expect(contentOf(parts).map(({ value }) => value)).toEqual(['new', 'old'])
    now.wall = 1400
    parts.resume()
    expect(runs.back).toEqual([{ value: 'old', lain: { age: 1000, isSure: true, wall: 400 } }])
    expect(contentOf(parts).map(({ value }) => value)).toEqual(['new'])
    expect(parts.resume()).toEqual([])
  })

  test('does not come back where it is let go of', () => {
    const runs = new Part('runs', undefined, true)
    const { parts, news } = rig(runs)
    parts.begin(ACTING, 'later')
    expect(parts.letGo()).toEqual(['runs'])
    expect(news()).toBe(1)
    expect([parts.resume(), runs.back]).toEqual([[], []])
    parts.begin(ACTING, 'never')
    expect([parts.pending, runs.back]).toEqual([[], []])
  })
})
