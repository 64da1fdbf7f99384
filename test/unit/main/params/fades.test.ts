import { describe, expect, test } from 'vitest'
import { clientCalled } from '../../../support/clients.ts'
import { ShowState } from '../../../../main/coordinator/show-state.ts'
import { AskedFades } from '../../../../main/params/asked-fades.ts'
import { Params } from '../../../../main/params/params.ts'
import { inOrder } from '../../../../main/order.ts'
import type { Curve } from '../../../../shared/model/curve.ts'
import { paramDefinition } from '../../../../shared/model/param.ts'
import type { ParamDefinition, ParamValue } from '../../../../shared/model/param.ts'
import { OPENING } from '../../../../shared/model/show-change.ts'
import type { ShowChange } from '../../../../shared/model/show-change.ts'
import { Stage } from '../../../support/stage.ts'

const definitions = {
  level: paramDefinition.parse({ type: 'number', min: 0, max: 100 }),
  blind: paramDefinition.parse({ type: 'boolean' }),
  mood: paramDefinition.parse({ type: 'text', choices: ['calm', 'wild'] }),
}

const TABLET = clientCalled('FOH tablet')

/** Without what sums of decimals miss. */
function tidy(value: ParamValue): ParamValue {
  return typeof value === 'number' ? Number(value.toFixed(9)) : value
}

class FadeStage extends Stage {
  readonly state = new ShowState()
  readonly params: Params
  readonly #asked: AskedFades

  constructor() {
    super()
    const { clock, state, dispatcher } = this
    const { publish, subscribe } = dispatcher
    this.params = new Params({
      ...{ clock, publish },
      committed: {
        get: (name) => state.get('param', name),
        put: (name, value) => state.put('param', name, value),
        changed() {},
      },
    })
    this.#asked = new AskedFades({
      publish,
      subscribe: inOrder(subscribe)('parameters'),
      params: this.params,
    })
    this.take(definitions, OPENING)
  }

  take(params: Readonly<Record<string, ParamDefinition>>, change: ShowChange): void {
    this.state.take({ params }, change)
    this.params.take(params, change)
    this.settle()
  }

  fade(name: string, to: ParamValue, over: number, curve: Curve = 'linear'): unknown {
    const answer = this.params.fade(name, { to, over, curve }, TABLET, null)
    this.settle()
    return answer
  }

  /** Where it is at a time, as it is looked up then. */
  at(ms: number, name = 'level'): ParamValue {
    this.clock.advanceTo(ms)
    this.settle()
    return tidy(this.view(name).value)
  }

  view(name = 'level') {
    return this.params.view().find((one) => one.name === name)!
  }

  values(): unknown[] {
    return this.of('param.changed').map(({ payload }) => tidy(payload.value))
  }

  ends(): unknown[] {
    return this.of('param.fadeEnded').map(({ payload: { how, value, by } }) => [how, value, by])
  }

  override [Symbol.dispose](): void {
    this.#asked[Symbol.dispose]()
    this.params[Symbol.dispose]()
    super[Symbol.dispose]()
  }
}

describe('a fade', () => {
  test('goes on from where the value is, forty times a second, and ends exactly at its end', () => {
    using stage = new FadeStage()
    expect(stage.fade('level', 100, 1000)).toEqual({ ok: true, value: { value: 0, fade: 1 } })
    expect(stage.at(500)).toBe(50)
    expect(stage.at(1000)).toBe(100)
    stage.at(2000)
    expect(stage.values()).toEqual(Array.from({ length: 40 }, (_, k) => 2.5 * (k + 1)))
    expect(stage.ends()).toEqual([['arrived', 100, null]])
  })

  test('is not ended by a value that came before it and is heard after it', () => {
    using stage = new FadeStage()
    stage.clock.advanceTo(10)
    const cameAt = stage.clock.now()
    stage.clock.advanceTo(20)
    stage.fade('level', 100, 1000)
    expect(stage.params.set('level', 30, TABLET, null, 0, cameAt)).toEqual({ ok: true, value: { value: 0 } })
    expect(stage.view().fade).not.toBeNull()
    stage.params.set('level', 40, TABLET, null, 0, stage.clock.now())
    expect([stage.view().value, stage.view().fade]).toEqual([40, null])
  })

  test('is right whenever it is looked at, between two of its moves as well', () => {
    using stage = new FadeStage()
    stage.fade('level', 100, 1000)
    expect([stage.at(10), stage.at(11), stage.at(333)]).toEqual([1, 1.1, 33.3])
  })

  test('is shown with where it goes and until when', () => {
    using stage = new FadeStage()
    stage.clock.advanceTo(100)
    stage.fade('level', 100, 1000, 'S')
    expect(stage.view()).toMatchObject({
      moving: true,
      fade: { from: 0, to: 100, startedAt: 100, endsAt: 1100, curve: 'S', by: 'FOH tablet' },
    })
    stage.at(1100)
    expect(stage.view()).toMatchObject({ value: 100, committed: 100, moving: false, fade: null })
  })

  test('is committed once, when it has arrived', () => {
    using stage = new FadeStage()
    stage.fade('level', 100, 10_000)
    stage.at(20_000)
    expect(stage.of('param.committed').map(({ at, payload }) => [at, payload])).toEqual([
      [10_000, { name: 'level', value: 100, by: 'FOH tablet', count: 400, since: 25 }],
    ])
  })

  test('that a step asks for is anchored where the step was due, however late it is heard', () => {
    using stage = new FadeStage()
    stage.register({
      id: 'intro',
      steps: [{ offset: 100, type: 'param.fade', payload: { name: 'level', to: 100, over: '1s' } }],
    })
    stage.start('intro')
    expect([stage.at(100), stage.at(600), stage.at(1100)]).toEqual([0, 50, 100])
    expect(stage.of('param.fadeStarted')).toMatchObject([{ payload: { by: 'playlist:intro', over: 1000 } }])
  })
})
