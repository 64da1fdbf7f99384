import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TimelineSteps } from '../../../../renderer/lib/timeline-steps.ts'
import type { PlaylistStep } from '../../../../shared/model/playlist.ts'

const steps: readonly PlaylistStep[] = [
  {
    offset: 0,
    type: 'osc.send',
    payload: { target: 'desk', address: '/par/1/dimmer', types: 'f', args: [1] },
  },
  {
    offset: 500,
    type: 'osc.send',
    payload: { target: 'desk', address: '/say', args: ['hello world', true, 0.123456, 3] },
    repeat: { count: 4, interval: 250 },
  },
  { offset: 100, type: 'lights.go', payload: {} },
  { offset: 200, type: 'lights.go', payload: { scene: 2 } },
]

test('a timeline has a label on each step, and the way that it goes', () => {
  const shown = new TimelineSteps().of(steps, 1)
  expect(shown.map(({ offset, count, interval }) => [offset, count, interval])).toEqual([
    [0, 1, 0],
    [500, 4, 250],
    [100, 1, 0],
    [200, 1, 0],
  ])
  expect(shown.map(({ label }) => label)).toEqual([
    '/par/1/dimmer 1.0',
    '/say "hello world" true 0.1235 3',
    'lights.go',
    'lights.go {"scene":2}',
  ])
  expect(shown.map(({ way }) => way)).toEqual(['/par/1/dimmer', '/say', 'lights.go', 'lights.go'])
})

test('where there is more than one target, labels say where a message goes', () => {
  expect(new TimelineSteps().of(steps, 2).map(({ label }) => label)).toEqual([
    '/par/1/dimmer 1.0 → desk',
    '/say "hello world" true 0.1235 3 → desk',
    'lights.go',
    'lights.go {"scene":2}',
  ])
})

test('steps that share a payload are labelled by their own types', () => {
  const payload = { scene: 2 }
  const shared = ['lights.go', 'sound.go'].map((type) => ({ offset: 0, type, payload }))
  expect(new TimelineSteps().of(shared, 1).map(({ label }) => label)).toEqual([
    'lights.go {"scene":2}',
    'sound.go {"scene":2}',
  ])
})

test('fades and recalls are labelled by what goes where in what time', () => {
  const written: PlaylistStep[] = [
    { offset: 0, type: 'param.fade', payload: { name: 'front', to: 0.5, over: 10_000 } },
    { offset: 0, type: 'param.fade', payload: { name: 'haze', to: true, over: 0 } },
    { offset: 0, type: 'param.fade', payload: { to: 1 } },
    { offset: 0, type: 'scene.recall', payload: { name: 'storm', over: 2500 } },
    { offset: 0, type: 'scene.recall', payload: { name: 'calm' } },
  ]
  expect(new TimelineSteps().of(written, 1).map(({ label }) => label)).toEqual([
    'front to 0.5 in 10 s',
    'haze to on at once',
    'param.fade {"to":1}',
    'scene storm in 2.5 s',
    'scene calm',
  ])
})

test('of a playlist that has changed, the steps that have not are the very same', () => {
  const some = Array.from({ length: 6 }, (_, offset): PlaylistStep => ({ offset, type: 'a.b', payload: {} }))
  const step = fc.constantFrom(...some, { offset: 9, type: 'a.b', payload: {} })
  const list = fc.uniqueArray(step, { selector: ({ offset }) => offset })
  fc.assert(
    fc.property(list, list, (before, after) => {
      const shown = new TimelineSteps()
      const first = shown.of(before, 1)
      const second = shown.of(after, 1)
      expect(second.map(({ offset }) => offset)).toEqual(after.map(({ offset }) => offset))
      for (const [place, each] of after.entries()) {
        const was = before.indexOf(each)
        if (was >= 0) expect(second[place]).toBe(first[was])
      }
      expect(shown.of(after, 1)).toBe(second)
    }),
  )
})

test('labels are others once there are more targets', () => {
  const shown = new TimelineSteps()
  shown.of(steps, 1)
  expect(shown.of(steps, 2)[0]?.label).toBe('/par/1/dimmer 1.0 → desk')
})
