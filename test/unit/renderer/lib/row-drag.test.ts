import { expect, test } from 'vitest'
import { IDLE, stepDrag } from '../../../../renderer/lib/row-drag.ts'
import type { DragEffect, DragInput } from '../../../../renderer/lib/row-drag.ts'

const down = (more: object = {}): DragInput => ({
  ...{ kind: 'down', pointer: 1, button: 0, at: 'a', x: 0, y: 0 },
  ...more,
})
const move = (y: number, pointer = 1): DragInput => ({ kind: 'move', pointer, x: 0, y })
const up: DragInput = { kind: 'up', pointer: 1 }

/** What is done of one input after another. */
function effects(...inputs: readonly DragInput[]): DragEffect[] {
  let state = IDLE
  return inputs.map((input) => {
    const [next, effect] = stepDrag(state, input)
    state = next
    return effect
  })
}

test('a press that hardly moves is a click', () => {
  expect(effects(down(), move(3), up)).toEqual([null, null, null])
})

test('a press that moves drags until it is let go of', () => {
  expect(effects(down(), move(4), move(40), up, move(50))).toEqual([null, 'start', 'over', 'drop', null])
})

test.each([
  ['the other button', down({ button: 2 })],
  ['a second finger', down({ pointer: 2 })],
  ['Ctrl+Z, Escape, a lost pointer', { kind: 'cancel' } as const],
])('%s ends a drag without a drop', (_, input) => {
  expect(effects(down(), move(9), input, move(20), up)).toEqual([null, 'start', 'cancel', null, null])
})

test('what begins beside rows, or with another button, drags nothing', () => {
  expect(effects(down({ at: null }), move(9), up)).toEqual([null, null, null])
  expect(effects(down({ button: 1 }), move(9), up)).toEqual([null, null, null])
})

test('another pointer does not move a drag', () => {
  expect(effects(down(), move(9), move(90, 2))).toEqual([null, 'start', null])
})
