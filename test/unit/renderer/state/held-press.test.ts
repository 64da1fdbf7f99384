import { expect, onTestFinished, test } from 'vitest'
import { HELD_MS } from '../../../../renderer/lib/hand-times.ts'
import { HeldPress } from '../../../../renderer/state/held-press.svelte.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { dispose } from '../../../../shared/base/disposable.ts'

function setUp() {
  const clock = new SimulatedClock()
  const acts: number[] = []
  const press = new HeldPress(clock, () => acts.push(clock.now()))
  onTestFinished(() => dispose(press))
  return { clock, acts, press }
}

test('it acts once, as soon as it was held for long enough, however long it is held on', () => {
  const { clock, acts, press } = setUp()
  press.begin()
  press.begin()
  clock.advanceBy(HELD_MS - 1)
  expect([acts, press.holding]).toEqual([[], true])
  clock.advanceBy(5_000)
  press.end()
  expect([acts, press.holding]).toEqual([[HELD_MS], false])
})

test('let go of earlier it was nothing, and begins anew with the next press', () => {
  const { clock, acts, press } = setUp()
  press.begin()
  clock.advanceBy(HELD_MS - 1)
  press.end()
  clock.advanceBy(1_000)
  press.begin()
  clock.advanceBy(HELD_MS - 1)
  expect(acts).toEqual([])
  clock.advanceBy(1)
  expect(acts).toHaveLength(1)
})
