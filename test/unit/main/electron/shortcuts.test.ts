import { expect, onTestFinished, test } from 'vitest'
import { registerGlobalKeys } from '../../../../main/electron/shortcuts.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { dispose } from '../../../../shared/base/disposable.ts'

/** A system in which other programs have some of the keys and some are unknown. */
function setUp(keys: readonly string[], system: { taken?: string[]; unknown?: string[] } = {}) {
  const clock = new SimulatedClock()
  const registered = new Map<string, () => void>()
  const taken = new Set(system.taken)
  const pressed: string[] = []
  const states: string[] = []
  const global = registerGlobalKeys({
    clock,
    shortcuts: {
      register(accelerator, callback) {
        if (system.unknown?.includes(accelerator) === true) throw new TypeError('conversion failure')
        if (taken.has(accelerator)) return false
        registered.set(accelerator, callback)
        return true
      },
      unregister: (accelerator) => void registered.delete(accelerator),
    },
    pressed: (accelerator) => pressed.push(accelerator),
    state: (state, reason) => states.push([state, ...(reason === null ? [] : [reason])].join(' ')),
  })
  global.take(keys)
  onTestFinished(() => dispose(global))
  return { clock, registered, taken, pressed, states, global }
}

test('keys are heard from the start until the end', () => {
  const { clock, registered, pressed, states, global } = setUp(['F13', 'Control+Shift+G'])
  expect(states).toEqual(['open'])
  registered.get('Control+Shift+G')?.()
  registered.get('F13')?.()
  expect(pressed).toEqual(['Control+Shift+G', 'F13'])
  dispose(global)
  expect([...registered.keys()]).toEqual([])
  expect(clock.nextDueAt()).toBeNull()
})

test('a show without such keys is told nothing', () => {
  const { states, clock } = setUp([])
  expect(states).toEqual([])
  expect(clock.nextDueAt()).toBeNull()
})

test.each([
  [['F13'], [], 'refused F13 is taken by another program'],
  [['F13', 'F14'], [], 'refused F13 and F14 are taken by another program'],
  [[], ['num5'], 'refused num5 is unknown to this system'],
  [['F13'], ['num5'], 'refused F13 is taken by another program; num5 is unknown to this system'],
])('where %j are taken and %j unknown it is told so, and the others are heard', (taken, unknown, told) => {
  const { states, registered } = setUp(['F13', 'F14', 'F15', 'num5'], { taken, unknown })
  expect(states).toEqual([told])
  expect([...registered.keys()]).toContain('F15')
})

test('a key that comes free is heard within five seconds', () => {
  const { clock, taken, states, registered } = setUp(['F13'], { taken: ['F13'] })
  taken.clear()
  clock.advanceBy(5_000)
  expect(states).toEqual(['refused F13 is taken by another program', 'open'])
  expect([...registered.keys()]).toEqual(['F13'])
  expect(clock.nextDueAt()).toBeNull()
})

test('other keys are taken: those that stay are heard all the while, and the others are given back', () => {
  const { registered, states, global } = setUp(['F13', 'F14'])
  const [kept, gone] = [registered.get('F13'), registered.get('F14')]
  global.take(['F15', 'F13'])
  expect([...registered.keys()]).toEqual(['F13', 'F15'])
  expect(registered.get('F13')).toBe(kept)
  expect(gone).toBeDefined()
  global.take(['F15', 'F13'])
  expect(registered.get('F13')).toBe(kept)
  expect(states).toEqual(['open', 'open', 'open'])
})

test('a show that asks for none any more gives all back, and asks the system no longer', () => {
  const { registered, states, global, clock } = setUp(['F13', 'F14'], { taken: ['F14'] })
  global.take([])
  global.take([])
  expect([...registered.keys()]).toEqual([])
  expect(states).toEqual(['refused F14 is taken by another program', 'off'])
  expect(clock.nextDueAt()).toBeNull()
  global.take(['F13'])
  expect(states.at(-1)).toBe('open')
})
