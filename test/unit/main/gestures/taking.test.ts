// What becomes of gestures when they are taken anew.
import { describe, expect, test } from 'vitest'
import type { GestureDefinition } from '../../../../shared/model/gesture.ts'
import type { ShowChange } from '../../../../shared/model/show-change.ts'
import { edited, rename, showOf } from '../../../support/renamed-show.ts'
import { Stage, gesture } from '../../../support/stage.ts'

const control = (name: string) => ({ event: 'hid.received', where: { control: name } })
const tap = (id: string, fields: object = {}): GestureDefinition =>
  gesture({ id, kind: 'doubleTap', sources: [control(id)], ...fields })

function take(
  stage: Stage,
  definitions: readonly GestureDefinition[],
  kind: ShowChange['kind'] = 'edit',
  cause: number | null = null,
): void {
  stage.gestures.take(definitions, { kind, cause })
  stage.settle()
}

const ids = (stage: Stage): string[] => stage.gestures.list().map(({ definition }) => definition.id)
const told = (stage: Stage): string[] =>
  stage.events
    .filter(({ type }) => type.startsWith('gesture.re') && type !== 'gesture.recognized')
    .map(({ type, source, cause }) => `${type} ${source} ${cause}`)

describe('taking gestures', () => {
  test('the same again does nothing at all, and what is half made goes on', () => {
    using stage = new Stage()
    take(stage, [tap('a'), tap('b')], 'open')
    const list = stage.gestures.list().map(({ definition }) => definition)
    stage.button(0, 'a')
    const events = stage.events.length
    take(stage, list, 'reload')
    take(stage, [tap('a'), tap('b')], 'reload')
    expect(stage.events).toHaveLength(events)
    for (const [place, { definition }] of stage.gestures.list().entries())
      expect(definition).toBe(list[place])
    stage.button(100, 'a')
    expect(stage.recognized()).toEqual(['100 doubleTap'])
  })

  test('another that changes, comes, goes or moves leaves what is half made', () => {
    using stage = new Stage()
    take(stage, [tap('a'), tap('b'), tap('c')], 'open')
    stage.button(0, 'a')
    take(stage, [tap('d'), tap('c', { window: 50 }), tap('a')])
    stage.button(100, 'a')
    expect(stage.recognized()).toEqual(['100 doubleTap'])
    expect(ids(stage)).toEqual(['d', 'c', 'a'])
  })

  test('one that changed begins anew, counts on, and is told with what changed it', () => {
    using stage = new Stage()
    take(stage, [tap('a')], 'open')
    for (const at of [0, 100, 1000]) stage.button(at, 'a')
    take(stage, [tap('a', { name: 'Other' })], 'edit', 41)
    expect(stage.gestures.health()).toMatchObject({ pending: 0 })
    stage.button(1100, 'a')
    stage.button(1200, 'a')
    expect(stage.recognized()).toEqual(['100 doubleTap', '1200 doubleTap'])
    expect(stage.gestures.list()).toMatchObject([{ recognized: 2, lastAt: 1200 }])
    expect(told(stage)).toEqual(['gesture.registered gesture:a null', 'gesture.registered gesture:a 41'])
  })

  test('one that is gone is not recognized any more, nor what it had half made', () => {
    using stage = new Stage()
    const hold = gesture({ id: 'h', kind: 'hold', sources: [control('h')] })
    take(stage, [hold, tap('a')], 'open')
    stage.button(0, 'h')
    take(stage, [tap('a')], 'edit', 42)
    stage.clock.advanceTo(2000)
    expect(stage.recognized()).toEqual([])
    expect(told(stage).at(-1)).toBe('gesture.removed gesture:h 42')
    expect(stage.gestures.health()).toMatchObject({ definitions: 1, pending: 0 })
  })

  test('they hear what they share in the order of the show', () => {
    using stage = new Stage()
    const shared = (id: string, fields: object = {}) => tap(id, { sources: [control('x')], ...fields })
    take(stage, [shared('a'), shared('b'), shared('c')], 'open')
    take(stage, [shared('c'), shared('b', { window: 200 }), shared('a')])
    stage.button(0, 'x')
    stage.button(100, 'x')
    expect(stage.of('gesture.recognized').map(({ payload }) => payload.gestureId)).toEqual(['c', 'b', 'a'])
  })

  test('a thousand of which one changes: only that one is touched', () => {
    using stage = new Stage()
    const show = Array.from({ length: 1000 }, (_, index) => tap(`g${index}`))
    take(stage, show, 'open')
    for (let index = 0; index < 1000; index += 1) stage.button(0, `g${index}`)
    expect(stage.gestures.health().pending).toBe(1000)
    stage.events.length = 0
    const changed = show.map((one, at) => (at === 500 ? { ...one, name: 'Other' } : one))
    take(stage, changed)
    expect(told(stage)).toEqual(['gesture.registered gesture:g500 null'])
    expect(stage.gestures.health().pending).toBe(999)
    const list = stage.gestures.list()
    expect(show.filter((one, at) => one !== list[at]?.definition).map(({ id }) => id)).toEqual(['g500'])
  })
})

test('a gesture that is called otherwise counts on, and is not told as gone', () => {
  using stage = new Stage()
  take(stage, [tap('a')], 'open')
  for (const at of [0, 100]) stage.button(at, 'a')
  const renamed = [{ kind: 'gesture' as const, from: 'a', to: 'b' }]
  stage.gestures.take([tap('b', { sources: [control('a')] })], { kind: 'edit', cause: 41, renamed })
  stage.settle()
  expect(stage.gestures.list()).toMatchObject([{ definition: { id: 'b' }, recognized: 1, lastAt: 100 }])
  expect(told(stage)).toEqual(['gesture.registered gesture:a null', 'gesture.registered gesture:b 41'])
})

test.each([
  ['itself', rename('gesture', 'a', 'b'), 'b', 'lights.go'],
  ['its output', rename('event', 'lights.go', 'lamps.go'), 'a', 'lamps.go'],
])('what a gesture has half made goes on where only a name is another: %s', (_, edit, id, output) => {
  using stage = new Stage()
  const hold = { id: 'a', name: 'A', kind: 'hold', after: 500, output: 'lights.go' }
  const show = showOf({ events: { 'lights.go': {} }, gestures: [{ ...hold, sources: [control('a')] }] })
  stage.gestures.take(show.gestures, { kind: 'open', cause: null })
  stage.button(0, 'a')
  stage.gestures.take(...gesturesOf(edited(show, edit)))
  stage.settle()
  stage.clock.advanceTo(1000)
  expect(stage.recognized()).toEqual(['500 hold'])
  expect(stage.of('gesture.recognized')).toMatchObject([
    { source: `gesture:${id}`, payload: { gestureId: id } },
  ])
  expect(stage.heard('lights.go', 'lamps.go')).toEqual([`500 ${output}`])
  expect(stage.gestures.list()).toMatchObject([{ definition: { id }, recognized: 1 }])
})

test('a time that was up when its gesture was renamed decides all the same', () => {
  using stage = new Stage()
  const show = showOf({
    gestures: [{ id: 'a', name: 'A', kind: 'hold', after: 500, sources: [control('a')] }],
  })
  stage.gestures.take(show.gestures, { kind: 'open', cause: null })
  stage.button(0, 'a')
  const renamed = gesturesOf(edited(show, rename('gesture', 'a', 'b')))
  // Asked for, and not yet heard.
  const take = (): void => {
    asked[Symbol.dispose]()
    stage.gestures.take(...renamed)
  }
  const editor = { priority: 2000, name: 'editor', acts: false }
  const asked = stage.dispatcher.subscribe('deadline.passed', take, editor)
  stage.clock.advanceTo(1000)
  expect(stage.of('gesture.recognized')).toMatchObject([{ source: 'gesture:b' }])
})

function gesturesOf([{ gestures }, change]: ReturnType<typeof edited>): readonly [
  readonly GestureDefinition[],
  ShowChange,
] {
  return [gestures, change]
}
