import { describe, expect, test } from 'vitest'
import { Params } from '../../../../main/params/params.ts'
import { paramDefinition } from '../../../../shared/model/param.ts'
import type { ParamDefinition } from '../../../../shared/model/param.ts'
import { OPENING } from '../../../../shared/model/show-change.ts'
import { Stage } from '../../../support/stage.ts'

const definitions = {
  level: paramDefinition.parse({ type: 'number', min: 0, max: 100, default: 20, unit: '%' }),
  blind: paramDefinition.parse({ type: 'boolean' }),
  mood: paramDefinition.parse({ type: 'text', choices: ['calm', 'wild'] }),
  trim: paramDefinition.parse({ type: 'number', min: -1, max: 0.1 }),
}

class ParamStage extends Stage {
  readonly params: Params

  constructor() {
    super()
    const { clock } = this
    this.params = new Params({ clock, publish: this.dispatcher.publish })
    this.params.take(definitions, OPENING)
  }

  set(at: number, name: string, value: unknown): unknown {
    this.clock.advanceTo(at)
    const answer = this.params.set(name, value, 'osc:main', null)
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

describe('a moving fader', () => {
  test('is told at each change and once more when it has been still for 250 ms', () => {
    using stage = new ParamStage()
    stage.set(0, 'level', 30)
    stage.set(100, 'level', 40)
    stage.set(300, 'level', 50)
    stage.clock.advanceTo(2000)
    expect(stage.told()).toEqual([
      '0 param.changed 30',
      '100 param.changed 40',
      '300 param.changed 50',
      '550 param.settled 50',
    ])
  })

  test('that has come back to where it was has not settled anew', () => {
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
})

describe('other definitions', () => {
  type Definitions = Readonly<Record<string, ParamDefinition>>
  const number = (fields: object = {}): Definitions => ({
    level: paramDefinition.parse({ type: 'number', ...fields }),
  })
  const take = (stage: ParamStage, next: Definitions, cause: number | null = null): void => {
    stage.params.take(next, { kind: 'edit', cause })
    stage.settle()
  }

  test('that are the same change nothing', () => {
    using stage = new ParamStage()
    stage.set(0, 'level', 30)
    const values = stage.params.values()
    take(stage, definitions)
    take(stage, structuredClone(definitions))
    expect(stage.params.values()).toBe(values)
    expect(values).toEqual({ level: 30, blind: false, mood: 'calm', trim: -1 })
    stage.clock.advanceTo(1000)
    expect(stage.told()).toEqual(['0 param.changed 30', '250 param.settled 30'])
  })

  test('leave a value where it is, although its default is another', () => {
    using stage = new ParamStage()
    take(stage, number({ max: 200, default: 150 }))
    expect(stage.params.values()).toEqual({ level: 20 })
    expect(stage.told()).toEqual([])
  })

  test.each([
    ['the lower end of its range', { min: 30, max: 40 }, 30],
    ['the upper end of its range', { min: 5, max: 10 }, 10],
  ])(
    'bring a value that does not fit to %s, published with what led to it, and settled',
    (_, range, value) => {
      using stage = new ParamStage()
      const cause = stage.dispatcher.publish({
        type: 'door.opened',
        source: 'test',
        cause: null,
        payload: {},
      })
      take(stage, number(range), cause)
      expect(stage.of('param.changed')).toMatchObject([
        { source: 'param:level', cause, payload: { name: 'level', value, by: 'show' } },
      ])
      expect(stage.params.get('level')).toEqual({ ok: true, value: { value } })
      stage.clock.advanceTo(1000)
      expect(stage.told()).toEqual([`0 param.changed ${value}`, `250 param.settled ${value}`])
    },
  )

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
    expect(stage.told().at(-1)).toBe(`0 param.changed ${String(value)}`)
  })

  test('take away what is gone, which settles no more, and begin what is new, in the order of the show', () => {
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
    expect(stage.told()).toEqual(['0 param.changed 30', '0 param.changed true', '250 param.settled true'])
    take(stage, definitions)
    expect(stage.params.values()['level']).toBe(20)
  })
})
