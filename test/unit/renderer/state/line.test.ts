import { expect, onTestFinished, test } from 'vitest'
import { Line } from '../../../../renderer/state/line.svelte.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { dispose } from '../../../../shared/base/disposable.ts'
import type { ClientState } from '../../../../shared/contract/client.ts'

function setUp() {
  const clock = new SimulatedClock()
  const answers: (() => void)[] = []
  const listeners = new Set<(state: ClientState) => void>()
  const client = {
    state: 'open' as ClientState,
    ping(answered: () => void): boolean {
      answers.push(answered)
      return true
    },
    onState(changed: (state: ClientState) => void): Disposable {
      listeners.add(changed)
      return { [Symbol.dispose]: () => listeners.delete(changed) }
    },
  }
  const line = new Line(client, clock)
  onTestFinished(() => dispose(line))
  const become = (state: ClientState): void => {
    client.state = state
    for (const changed of listeners) changed(state)
  }
  return { clock, answers, become, line }
}

test('a line that answers within a second is not late, and is asked once a second', () => {
  const { clock, answers, line } = setUp()
  clock.advanceBy(700)
  answers[0]?.()
  clock.advanceBy(250)
  expect([answers.length, line.late]).toEqual([1, null])
  clock.advanceBy(250)
  expect([answers.length, line.late]).toEqual([2, null])
})

test('one on which a ping is out for longer is late by as much already, and no other ping joins it', () => {
  const { clock, answers, line } = setUp()
  clock.advanceBy(750)
  clock.advanceBy(500)
  expect([answers.length, line.late]).toEqual([1, 1300])
  clock.advanceBy(1000)
  expect([answers.length, line.late]).toEqual([1, 2300])
  answers[0]?.()
  expect(line.late).toBe(2300)
  clock.advanceBy(250)
  answers[1]?.()
  expect(line.late).toBe(null)
})

test('a page that stood still, and an engine that is not reached, tell nothing of the line', () => {
  const { clock, answers, become, line } = setUp()
  clock.advanceBy(1500)
  expect(line.late).toBe(1500)
  become('silent')
  expect(line.late).toBe(null)
  answers[0]?.()
  become('open')
  clock.advanceBy(250)
  expect([answers.length, line.late]).toEqual([2, null])
})
