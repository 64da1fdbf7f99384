import { expect, test } from 'vitest'
import { latestOnlyTest } from '../../../../../main/peripherals/osc/latest-only.ts'

test('addresses are covered by any of the patterns, asked once or often', () => {
  const covers = latestOnlyTest(['/fader/*', '/xy'])
  for (let time = 0; time < 2; time += 1) {
    expect(covers('/fader/7')).toBe(true)
    expect(covers('/xy')).toBe(true)
    expect(covers('/fader/7/mute')).toBe(false)
  }
})

test('stays right when more addresses come than it remembers', () => {
  const covers = latestOnlyTest(['/a/*'])
  for (let index = 0; index < 25_000; index += 1) covers(`/a/${index}`)
  expect(covers('/a/0')).toBe(true)
  expect(covers('/b/0')).toBe(false)
})

test('covers nothing without patterns', () => {
  expect(latestOnlyTest([])('/a')).toBe(false)
})

test('an address may be meant exactly, whatever characters it holds', () => {
  const covers = latestOnlyTest([{ exactly: '/matrix[3]/level' }, '/fader[1]'])
  expect(covers('/matrix[3]/level')).toBe(true)
  expect(covers('/matrix3/level')).toBe(false)
  expect(covers('/fader[1]')).toBe(true)
  expect(covers('/fader1')).toBe(true)
})
