import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { VirtualDesk } from '../../../../renderer/state/virtual-desk.svelte.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { dispose } from '../../../../shared/base/disposable.ts'
import { ContractClient } from '../../../../shared/contract/client.ts'
import { ScriptedPipe } from '../../../support/scripted-pipe.ts'
import { SOME_PAGE } from '../../../support/clients.ts'

function openDesk() {
  const clock = new SimulatedClock()
  const pipe = new ScriptedPipe()
  const client = new ContractClient(pipe, clock, SOME_PAGE)
  const desk = new VirtualDesk(client, clock)
  pipe.greet()
  /** Each input as `pad1 1`. */
  const sent = (): string[] =>
    pipe
      .sentOf('input')
      .map(({ input }) => (input.family === 'virtual' ? `${input.control} ${input.value}` : input.family))
  const close = (): void => {
    dispose(desk)
    dispose(client)
  }
  return { clock, pipe, desk, sent, close }
}

function deskOfTest() {
  const opened = openDesk()
  onTestFinished(opened.close)
  return opened
}

describe('pads and keys', () => {
  test('a press sends 1 and letting go sends 0, as a button', () => {
    const { pipe, desk } = deskOfTest()
    desk.press('pad1', 'finger')
    expect([...desk.pressed]).toEqual(['pad1'])
    desk.release('finger')
    desk.release('finger')
    expect(pipe.sentOf('input').map(({ input }) => input)).toEqual([
      { family: 'virtual', control: 'pad1', kind: 'button', value: 1 },
      { family: 'virtual', control: 'pad1', kind: 'button', value: 0 },
    ])
    expect(desk.pressed.size).toBe(0)
  })

  test('each finger holds its own; two on one pad press it once and the last lets go', () => {
    const { desk, sent } = deskOfTest()
    desk.press('pad1', 'left')
    desk.press('pad2', 'right')
    desk.press('pad1', 'thumb')
    desk.release('left')
    desk.release('right')
    expect(sent()).toEqual(['pad1 1', 'pad2 1', 'pad2 0'])
    desk.release('thumb')
    expect(sent().slice(3)).toEqual(['pad1 0'])
  })

  test('everything held is let go of at once', () => {
    const { desk, sent } = deskOfTest()
    desk.press('pad1', 'left')
    desk.press('key3', 'right')
    desk.releaseAll()
    desk.release('left')
    expect(sent()).toEqual(['pad1 1', 'key3 1', 'pad1 0', 'key3 0'])
  })

  test('losing the engine lets go of everything, and pressing meanwhile does nothing', () => {
    const { pipe, desk, sent } = deskOfTest()
    desk.press('pad1', 'left')
    pipe.become('closed')
    expect(desk.pressed.size).toBe(0)
    desk.press('pad2', 'right')
    expect(desk.pressed.size).toBe(0)
    pipe.greet()
    expect(sent()).toEqual(['pad1 1'])
  })

  test('the end of the desk lets go of what is held', () => {
    const { desk, sent, close } = openDesk()
    desk.press('pad1', 'left')
    close()
    expect(sent()).toEqual(['pad1 1', 'pad1 0'])
  })

  test('whatever fingers do, presses and releases of a control take turns and end with a release', () => {
    const holder = fc.constantFrom('a', 'b', 'c')
    const control = fc.constantFrom('pad1', 'pad2')
    const step = fc.oneof(
      fc.record({ kind: fc.constant('press' as const), control, holder }),
      fc.record({ kind: fc.constant('release' as const), holder }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { desk, sent, close } = openDesk()
        for (const each of steps) {
          if (each.kind === 'press') desk.press(each.control, each.holder)
          else desk.release(each.holder)
        }
        desk.releaseAll()
        for (const name of ['pad1', 'pad2']) {
          const values = sent().filter((text) => text.startsWith(name))
          expect(values).toEqual(values.map((_, index) => `${name} ${1 - (index % 2)}`))
          expect(values.length % 2).toBe(0)
        }
        close()
      }),
    )
  })
})

describe('faders', () => {
  test('they send 0 to 1 as an axis and no further', () => {
    const { clock, pipe, desk } = deskOfTest()
    desk.move('fader1', 1.7)
    clock.advanceBy(20)
    desk.move('fader1', -3)
    expect(pipe.sentOf('input').map(({ input }) => input)).toEqual([
      { family: 'virtual', control: 'fader1', kind: 'axis', value: 1 },
      { family: 'virtual', control: 'fader1', kind: 'axis', value: 0 },
    ])
  })

  test('a fast drag sends at most 60 times a second, each fader for itself, and its last value always', () => {
    const { clock, desk, sent } = deskOfTest()
    for (let ms = 0; ms < 1000; ms += 1) {
      desk.move('fader1', (ms + 1) / 1000)
      clock.advanceBy(1)
    }
    expect(sent().length).toBeLessThanOrEqual(60)
    expect(sent().length).toBeGreaterThan(50)
    clock.advanceBy(20)
    expect(sent().at(-1)).toBe('fader1 1')
    desk.move('fader2', 0.5)
    expect(sent().at(-1)).toBe('fader2 0.5')
  })

  test('what is sent is a round figure', () => {
    const { desk, sent } = deskOfTest()
    desk.move('fader1', 0.1 + 0.2)
    desk.move('fader2', 0.49980345911949686)
    expect(sent()).toEqual(['fader1 0.3', 'fader2 0.5'])
  })

  test('back where it was before it could be sent, it sends nothing', () => {
    const { clock, desk, sent } = deskOfTest()
    desk.move('fader1', 0.5)
    desk.move('fader1', 0.6)
    desk.move('fader1', 0.5)
    clock.advanceBy(100)
    expect(sent()).toEqual(['fader1 0.5'])
    desk.move('fader1', 0.7)
    expect(sent()).toEqual(['fader1 0.5', 'fader1 0.7'])
  })

  test('they stand still while the engine is out of reach', () => {
    const { pipe, desk } = deskOfTest()
    desk.move('fader1', 0.5)
    pipe.become('closed')
    desk.move('fader1', 0.9)
    expect(desk.faders.get('fader1')).toBe(0.5)
  })
})
