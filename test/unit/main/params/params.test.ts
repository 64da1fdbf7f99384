import { describe, expect, test } from 'vitest'
import { clientCalled } from '../../../support/clients.ts'
import { ShowState } from '../../../../main/coordinator/show-state.ts'
import { Params } from '../../../../main/params/params.ts'
import { failed, fault } from '../../../../shared/base/result.ts'
import { paramDefinition } from '../../../../shared/model/param.ts'
import type { ParamDefinition } from '../../../../shared/model/param.ts'
import { OPENING } from '../../../../shared/model/show-change.ts'
import type { ShowChange } from '../../../../shared/model/show-change.ts'
import { Stage } from '../../../support/stage.ts'

const definitions = {
  level: paramDefinition.parse({ type: 'number', min: 0, max: 100, default: 20, unit: '%' }),
  blind: paramDefinition.parse({ type: 'boolean' }),
  mood: paramDefinition.parse({ type: 'text', choices: ['calm', 'wild'] }),
  trim: paramDefinition.parse({ type: 'number', min: -1, max: 0.1 }),
}

type Definitions = Readonly<Record<string, ParamDefinition>>

const EDIT: ShowChange = { kind: 'edit', cause: null }
const UNTOUCHED = { moving: false, by: null, changedAt: null, fade: null, refused: null }

class ParamStage extends Stage {
  readonly state = new ShowState()
  /** What is committed is refused, where true. */
  refuses = false
  /** How often it was said that a value is another. */
  changes = 0
  readonly params: Params

  constructor() {
    super()
    const { clock, state } = this
    this.params = new Params({
      clock,
      publish: this.dispatcher.publish,
      committed: {
        get: (name) => state.get('param', name),
        put: (name, value) =>
          this.refuses ? failed(fault('state/invalid', name, 'no', 'none')) : state.put('param', name, value),
        changed: () => {
          this.changes += 1
        },
      },
    })
    this.take(definitions, OPENING)
  }

  take(params: Definitions, change: ShowChange): void {
    this.state.take({ params }, change)
    this.params.take(params, change)
    this.settle()
  }

  view(name: string): unknown {
    const { value, committed } = this.params.view().find((one) => one.name === name)!
    return { value, committed }
  }

  committed(): unknown[] {
    return this.of('param.committed').map(({ payload }) => payload)
  }

  set(at: number, name: string, value: unknown): unknown {
    this.clock.advanceTo(at)
    const answer = this.params.set(name, value, clientCalled('osc:main'), null)
    this.settle()
    return answer
  }

  told(): string[] {
    return this.events
      .filter(({ type }) => type.startsWith('param.'))
      .map(({ at, type, payload }) => `${at} ${type} ${String((payload as { value: unknown }).value)}`)
  }

  override [Symbol.dispose](): void {
    this.params[Symbol.dispose]()
    super[Symbol.dispose]()
  }
}

describe('a parameter', () => {
  test('begins with its default', () => {
    using stage = new ParamStage()
    expect(stage.params.values()).toEqual({ level: 20, blind: false, mood: 'calm', trim: -1 })
  })

  test.each([
    ['level', 100, 100],
    ['level', 0, 0],
    ['blind', 1, true],
    ['blind', false, false],
    ['mood', 'wild', 'wild'],
    ['level', '7', 7],
    ['level', ' 7.5 ', 7.5],
    ['blind', '1', true],
    ['blind', '0', false],
    ['blind', 'true', true],
    ['blind', 'False', false],
    ['trim', Math.fround(0.1), 0.1],
    ['trim', Math.fround(-1 - 2 ** -23), -1],
    ['level', 100.000001, 100],
  ])('%s takes %j', (name, sent, value) => {
    using stage = new ParamStage()
    expect(stage.set(0, name, sent)).toEqual({ ok: true, value: { value } })
    expect(stage.params.get(name)).toEqual({ ok: true, value: { value } })
  })

  test.each([
    ['level', 100.5, 'must be a number from 0 to 100 %'],
    ['level', '7 %', 'must be a number from 0 to 100 %'],
    ['level', 'loud', 'must be a number from 0 to 100 %'],
    ['level', '101', 'must be a number from 0 to 100 %'],
    ['level', 100.0001, 'must be a number from 0 to 100 %'],
    ['level', null, 'must be a number from 0 to 100 %'],
    ['level', Number.NaN, 'must be a number from 0 to 100 %'],
    ['blind', 2, 'must be true or false, or 1 or 0'],
    ['blind', 'on', 'must be true or false, or 1 or 0'],
    ['mood', 'odd', 'must be one of calm, wild'],
  ])('%s refuses %j and keeps its value', (name, sent, what) => {
    using stage = new ParamStage()
    const before = stage.params.get(name)
    expect(stage.set(0, name, sent)).toMatchObject({ ok: false, error: { code: 'param/invalid', what } })
    expect(stage.params.get(name)).toEqual(before)
    expect(stage.told()).toEqual([])
  })

  test('that the show does not have is refused', () => {
    using stage = new ParamStage()
    expect(stage.set(0, 'other', 1)).toMatchObject({ ok: false, error: { code: 'param/unknown' } })
  })
})

describe('for who looks, a parameter', () => {
  const seen = (stage: ParamStage, name: string) => stage.params.view().find((one) => one.name === name)!

  test('that nobody has touched stands as it opened', () => {
    using stage = new ParamStage()
    expect(seen(stage, 'level')).toEqual({ name: 'level', value: 20, committed: 20, ...UNTOUCHED })
  })

  test('moves until it has come to rest, and says who moved it last and when', () => {
    using stage = new ParamStage()
    stage.set(100, 'level', 30)
    stage.clock.advanceTo(200)
    stage.params.set('level', 40, clientCalled('FOH tablet'), null)
    const moved = { name: 'level', value: 40, by: 'FOH tablet', changedAt: 200, fade: null, refused: null }
    expect(seen(stage, 'level')).toEqual({ ...moved, committed: 20, moving: true })
    stage.clock.advanceTo(1000)
    expect(seen(stage, 'level')).toEqual({ ...moved, committed: 40, moving: false })
  })

  test('is committed together with others that come to rest within a fortieth of a second', () => {
    using stage = new ParamStage()
    stage.set(101, 'level', 30)
    stage.set(113, 'blind', true)
    stage.set(124, 'mood', 'wild')
    stage.clock.advanceTo(1000)
    stage.settle()
    expect(stage.told().slice(3)).toEqual([
      '375 param.committed 30',
      '375 param.committed true',
      '375 param.committed wild',
    ])
  })

  test('says what was refused last, of whom and why, and keeps little of what was sent', () => {
    using stage = new ParamStage()
    stage.set(100, 'level', 'x'.repeat(100_000))
    const { refused } = seen(stage, 'level')
    expect(refused).toMatchObject({ by: 'osc:main', at: 100, what: 'must be a number from 0 to 100 %' })
    expect(refused?.value).toHaveLength(60)
    stage.set(200, 'level', { blob: 'AAEC' })
    expect(seen(stage, 'level').refused).toMatchObject({ value: 'data', at: 200 })
    stage.set(300, 'level', 200)
    stage.set(400, 'level', 50)
    expect(seen(stage, 'level')).toMatchObject({ value: 50, refused: { value: '200', at: 300 } })
  })

  test('that the state of the show refused says so', () => {
    using stage = new ParamStage()
    stage.refuses = true
    stage.set(0, 'level', 40)
    stage.clock.advanceTo(1000)
    expect(seen(stage, 'level')).toMatchObject({
      value: 20,
      by: 'show',
      refused: { value: '40', what: 'no' },
    })
  })

  test('is the very same as before where nothing became of it', () => {
    using stage = new ParamStage()
    const before = stage.params.view()
    stage.set(0, 'level', 30)
    const after = stage.params.view()
    expect(after.map((one, place) => one === before[place])).toEqual([false, true, true, true])
    stage.clock.advanceTo(1000)
    stage.take({ ...definitions, level: paramDefinition.parse({ type: 'number', max: 50 }) }, EDIT)
    expect(seen(stage, 'mood')).toBe(before[2])
  })

  test('goes on under another name with who moved it', () => {
    using stage = new ParamStage()
    stage.set(100, 'level', 30)
    const { level, ...others } = definitions
    const renamed = [{ kind: 'param', from: 'level', to: 'gain' }] as const
    stage.take({ gain: level, ...others }, { ...EDIT, renamed })
    expect(seen(stage, 'gain')).toMatchObject({ name: 'gain', value: 30, by: 'osc:main', changedAt: 100 })
  })

  test('of another show was touched by nobody', () => {
    using stage = new ParamStage()
    stage.set(0, 'level', 300)
    stage.set(0, 'level', 30)
    stage.take(definitions, OPENING)
    expect(seen(stage, 'level')).toEqual({ name: 'level', value: 20, committed: 20, ...UNTOUCHED })
  })
})

describe('a moving fader', () => {
  test('is told at each change, and committed once when it has been still for 250 ms', () => {
    using stage = new ParamStage()
    stage.set(0, 'level', 30)
    stage.set(100, 'level', 40)
    stage.set(300, 'level', 50)
    stage.clock.advanceTo(549)
    expect(stage.view('level')).toEqual({ value: 50, committed: 20 })
    stage.clock.advanceTo(2000)
    expect(stage.told()).toEqual([
      '0 param.changed 30',
      '100 param.changed 40',
      '300 param.changed 50',
      '550 param.committed 50',
    ])
    expect(stage.committed()).toEqual([{ name: 'level', value: 50, by: 'osc:main', count: 3, since: 0 }])
    expect(stage.of('param.committed')[0]?.cause).toBe(stage.of('param.changed')[2]?.seq)
    expect(stage.view('level')).toEqual({ value: 50, committed: 50 })
  })

  test('at 1,000 values a second for a minute leaves one committed value, which is the last', () => {
    using stage = new ParamStage()
    const { clock, params } = stage
    for (let at = 0; at < 60_000; at += 1) {
      clock.advanceTo(at)
      params.set('level', (at % 1000) / 10, clientCalled('osc:main'), null)
    }
    clock.advanceTo(61_000)
    expect(stage.of('param.changed')).toHaveLength(60_000)
    expect(stage.committed()).toEqual([
      { name: 'level', value: 99.9, by: 'osc:main', count: 60_000, since: 0 },
    ])
    expect(stage.state.get('param', 'level')).toBe(99.9)
  })

  test('counts the values of which only a later one was left', () => {
    using stage = new ParamStage()
    stage.params.set('level', 30, clientCalled('osc:main'), null, 7)
    stage.params.set('level', 31, clientCalled('osc:main'), null)
    stage.clock.advanceTo(1000)
    expect(stage.of('param.changed')).toMatchObject([{ collapsed: 1, payload: { value: 31 } }])
    expect(stage.committed()).toMatchObject([{ value: 31, count: 9 }])
  })

  test('that moves again begins to count anew', () => {
    using stage = new ParamStage()
    stage.set(0, 'level', 30)
    stage.set(1000, 'level', 40)
    stage.set(1010, 'level', 50)
    stage.clock.advanceTo(2000)
    expect(stage.committed()).toMatchObject([
      { value: 30, count: 1, since: 0 },
      { value: 50, count: 2, since: 1000 },
    ])
  })

  test('that has come back to where it was has nothing to commit', () => {
    using stage = new ParamStage()
    stage.set(0, 'level', 30)
    stage.set(100, 'level', 20)
    stage.clock.advanceTo(2000)
    expect(stage.told()).toEqual(['0 param.changed 30', '100 param.changed 20'])
  })

  test('that sends what it has already is no change', () => {
    using stage = new ParamStage()
    stage.set(0, 'level', 20)
    stage.clock.advanceTo(1000)
    expect(stage.told()).toEqual([])
  })

  test('goes back to what was committed last where the state of the show refuses the value, and says so', () => {
    using stage = new ParamStage()
    stage.set(0, 'level', 30)
    stage.clock.advanceTo(1000)
    stage.refuses = true
    stage.set(1000, 'level', 40)
    stage.clock.advanceTo(2000)
    expect(stage.told().slice(2)).toEqual([
      '1000 param.changed 40',
      '1250 param.changed 30',
      '1250 param.rejected 40',
    ])
    const [refused] = stage.of('param.rejected')
    expect(refused?.payload).toMatchObject({
      name: 'level',
      from: 'osc:main',
      code: 'state/invalid',
      total: 1,
    })
    expect(stage.of('param.changed').at(-1)).toMatchObject({ cause: refused?.seq, payload: { by: 'show' } })
    expect(stage.view('level')).toEqual({ value: 30, committed: 30 })
  })

  test('is committed by a panic as of its last change, and not again', () => {
    using stage = new ParamStage()
    stage.set(100, 'level', 30)
    stage.clock.advanceTo(200)
    stage.params.panic()
    stage.clock.advanceTo(2000)
    expect(stage.told()).toEqual(['100 param.changed 30', '100 param.committed 30'])
    expect(stage.state.get('param', 'level')).toBe(30)
  })
})

test('a hundred faders at 1,000 values a second each keep the dispatcher within its lanes', () => {
  const names = Array.from({ length: 100 }, (_, index) => `fader${index}`)
  const faders = Object.fromEntries(names.map((name) => [name, paramDefinition.parse({ type: 'number' })]))
  using stage = new ParamStage()
  const { clock, params, dispatcher } = stage
  stage.take(faders, { kind: 'edit', cause: null })
  for (let at = 0; at < 1000; at += 1) {
    clock.advanceTo(at)
    // The pump gets its turn every ten milliseconds: what comes meanwhile is one value a fader.
    for (const name of names) params.set(name, (at + 1) / 1000, clientCalled('osc:main'), null)
    if (at % 10 !== 9) continue
    expect(dispatcher.pending).toBeLessThanOrEqual(100)
    dispatcher.dispatchPending()
  }
  clock.advanceTo(2000)
  expect(stage.committed()).toEqual(
    names.map((name) => ({ name, value: 1, by: 'osc:main', count: 1000, since: 0 })),
  )
  expect(dispatcher.health().queues.map(({ dropped }) => dropped)).toEqual([0, 0, 0, 0])
})

describe('other definitions', () => {
  const number = (fields: object = {}): Definitions => ({
    level: paramDefinition.parse({ type: 'number', ...fields }),
  })
  const take = (stage: ParamStage, next: Definitions, cause: number | null = null): void =>
    stage.take(next, { kind: 'edit', cause })

  test('that are the same change nothing', () => {
    using stage = new ParamStage()
    stage.set(0, 'level', 30)
    const values = stage.params.values()
    take(stage, definitions)
    take(stage, structuredClone(definitions))
    expect(stage.params.values()).toBe(values)
    expect(values).toEqual({ level: 30, blind: false, mood: 'calm', trim: -1 })
    stage.clock.advanceTo(1000)
    expect(stage.told()).toEqual(['0 param.changed 30', '250 param.committed 30'])
  })

  test('leave a value where it is, although its default is another', () => {
    using stage = new ParamStage()
    take(stage, number({ max: 200, default: 150 }))
    expect(stage.params.view()).toEqual([{ name: 'level', value: 20, committed: 20, ...UNTOUCHED }])
    expect(stage.told()).toEqual([])
  })

  test.each([
    ['the lower end of its range', { min: 30, max: 40 }, 30],
    ['the upper end of its range', { min: 5, max: 10 }, 10],
  ])(
    'bring a value that does not fit to %s, published with what led to it, and committed at once',
    (_, range, value) => {
      using stage = new ParamStage()
      const cause = stage.emit('door.opened')
      take(stage, number(range), cause)
      expect(stage.of('param.changed')).toMatchObject([
        { source: 'param:level', cause, payload: { name: 'level', value, by: 'show' } },
      ])
      const moved = { moving: false, by: 'show', changedAt: 0, fade: null, refused: null }
      expect(stage.params.view()).toEqual([{ name: 'level', value, committed: value, ...moved }])
      stage.clock.advanceTo(1000)
      expect(stage.told()).toEqual([`0 param.changed ${value}`, `0 param.committed ${value}`])
    },
  )

  test('commit at once what moves, because what was committed need not fit any more', () => {
    using stage = new ParamStage()
    stage.set(0, 'level', 60)
    take(stage, number({ min: 50, max: 70 }))
    stage.clock.advanceTo(1000)
    expect(stage.told()).toEqual(['0 param.changed 60', '0 param.committed 60'])
  })

  test('of another show begin with their defaults, and say so of what was there', () => {
    using stage = new ParamStage()
    stage.set(0, 'level', 30)
    stage.set(0, 'mood', 'wild')
    stage.clock.advanceTo(1000)
    stage.set(1000, 'level', 40)
    stage.take(definitions, OPENING)
    stage.clock.advanceTo(2000)
    expect(stage.params.values()).toEqual({ level: 20, blind: false, mood: 'calm', trim: -1 })
    expect(stage.told().slice(4)).toEqual([
      '1000 param.changed 40',
      '1000 param.changed 20',
      '1000 param.committed 20',
      '1000 param.changed calm',
      '1000 param.committed calm',
    ])
    expect(stage.state.get('param', 'level')).toBe(20)
  })

  test.each<[string, string, unknown, object, unknown]>([
    ['a number that is a switch now', 'trim', 0.1, { type: 'boolean', default: true }, true],
    ['a switch that is a number now', 'blind', true, { type: 'number', min: 0, max: 5, default: 3 }, 3],
    [
      'a text that is no choice any more',
      'mood',
      'wild',
      { type: 'text', choices: ['dark', 'calm'] },
      'dark',
    ],
    ['a text that is a choice still', 'mood', 'wild', { type: 'text', choices: ['dark', 'wild'] }, 'wild'],
    ['a text that is any text now', 'mood', 'wild', { type: 'text' }, 'wild'],
    ['a text that is a number now', 'mood', 'wild', { type: 'number' }, 0],
  ])('make of %s what fits', (_, name, sent, definition, value) => {
    using stage = new ParamStage()
    stage.set(0, name, sent)
    take(stage, { ...definitions, [name]: paramDefinition.parse(definition) })
    expect(stage.params.values()[name]).toBe(value)
    expect(stage.told().slice(-2)).toEqual([
      `0 param.changed ${String(value)}`,
      `0 param.committed ${String(value)}`,
    ])
  })

  test('bring one back where it was that was removed, as it was; another of its name begins with its default', () => {
    using stage = new ParamStage()
    stage.set(100, 'level', 30)
    const { level, ...others } = definitions
    stage.take(others, EDIT)
    stage.take(definitions, EDIT)
    expect(stage.view('level')).toEqual({ value: 30, committed: 30 })
    stage.take(others, EDIT)
    stage.take({ ...others, level: { ...level, max: 60 } as ParamDefinition }, EDIT)
    expect(stage.view('level')).toEqual({ value: 20, committed: 20 })
    stage.take(others, EDIT)
    stage.take(definitions, OPENING)
    expect(stage.view('level')).toEqual({ value: 20, committed: 20 })
  })

  test('take away what is gone, which is not committed any more, and begin what is new, in the order of the show', () => {
    using stage = new ParamStage()
    stage.set(0, 'level', 30)
    stage.set(0, 'blind', true)
    const { blind, trim } = definitions
    take(stage, { trim, fresh: paramDefinition.parse({ type: 'text' }), blind })
    expect(Object.entries(stage.params.values())).toEqual([
      ['trim', -1],
      ['fresh', ''],
      ['blind', true],
    ])
    expect(stage.set(100, 'level', 40)).toMatchObject({ ok: false, error: { code: 'param/unknown' } })
    stage.clock.advanceTo(1000)
    expect(stage.told()).toEqual(['0 param.changed 30', '0 param.changed true', '250 param.committed true'])
    take(stage, definitions)
    expect(stage.view('level')).toEqual({ value: 30, committed: 30 })
  })
})

describe('a parameter that is called otherwise', () => {
  const { level, ...others } = definitions
  const renamed = [{ kind: 'param' as const, from: 'level', to: 'dimmer' }]

  test('keeps its value, moves no other, and goes on', () => {
    using stage = new ParamStage()
    stage.set(0, 'level', 70)
    stage.clock.advanceTo(1000)
    stage.settle()
    const changes = stage.of('param.changed').length
    stage.take({ dimmer: level, ...others }, { kind: 'edit', cause: 41, renamed })
    expect(stage.view('dimmer')).toEqual({ value: 70, committed: 70 })
    expect(Object.keys(stage.params.values())).toEqual(['dimmer', 'blind', 'mood', 'trim'])
    expect(stage.of('param.changed')).toHaveLength(changes)
    expect(stage.params.get('level')).toMatchObject({ error: { code: 'param/unknown' } })
    stage.set(2000, 'dimmer', 71)
    stage.clock.advanceTo(3000)
    expect(stage.view('dimmer')).toEqual({ value: 71, committed: 71 })
  })

  test('is committed under its new name where it is on the way, once', () => {
    using stage = new ParamStage()
    stage.set(0, 'level', 70)
    stage.clock.advanceTo(100)
    stage.take({ dimmer: level, ...others }, { kind: 'edit', cause: 41, renamed })
    stage.clock.advanceTo(1000)
    stage.settle()
    expect(stage.committed()).toMatchObject([{ name: 'dimmer', value: 70 }])
  })

  test('leaves its old name to one that begins with its default', () => {
    using stage = new ParamStage()
    stage.set(0, 'level', 70)
    stage.take({ ...definitions, dimmer: level }, { kind: 'edit', cause: 41, renamed })
    expect(stage.view('dimmer')).toEqual({ value: 70, committed: 70 })
    expect(stage.view('level')).toEqual({ value: 20, committed: 20 })
  })
})
