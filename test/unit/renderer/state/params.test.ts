import { expect, test } from 'vitest'
import type { NamedParam, ShowView } from '../../../../shared/contract/streams.ts'
import { openDesk } from '../../../support/open-desk.ts'
import { emptyShow } from '../../../support/fake-show.ts'
import { paramsAt } from '../../../support/fake-params.ts'

function show(...names: readonly string[]): ShowView {
  const params = names.map((name): NamedParam => ({ name, type: 'number', min: 0, max: 1, unit: '' }))
  return { ...emptyShow, params }
}

test('where parameters stand is followed only while somebody looks', () => {
  const { pipe, desk, tell } = openDesk()
  const follows = (): boolean =>
    pipe.sent.some((frame) => frame.kind === 'subscribe' && frame.stream === 'params')
  expect(follows()).toBe(false)
  const leave = desk.params.watch()
  expect(follows()).toBe(true)
  tell('params', { layers: [], params: paramsAt(show('level'), 0) })
  expect(desk.params.standing('level')).toMatchObject({ value: 0.5, by: 'FOH tablet' })
  expect(desk.params.known).toBe(true)
  leave()
  expect(pipe.sent.at(-1)).toEqual({ kind: 'unsubscribe', stream: 'params' })
  expect(desk.params.standing('level')).toBe(null)
  expect(desk.params.known).toBe(false)
})

test('they stay on the screen without a connection, as what is not known any more, until they come anew', () => {
  const { clock, pipe, desk, tell } = openDesk()
  desk.params.watch()
  tell('params', { layers: [], params: paramsAt(show('level'), 0) })
  pipe.become('closed')
  expect(desk.params.known).toBe(false)
  expect(desk.params.standing('level')).not.toBe(null)
  pipe.greet(clock.now())
  expect(desk.params.known).toBe(false)
  tell('params', { layers: [], params: paramsAt(show('level'), 1000) })
  expect(desk.params.known).toBe(true)
})

test('an engine that was only silent stands where it stood', () => {
  const { clock, pipe, desk, tell } = openDesk()
  desk.params.watch()
  tell('params', { layers: [], params: paramsAt(show('level'), 0) })
  pipe.fallSilent()
  clock.advanceBy(5000)
  expect(desk.connection.state).toBe('silent')
  expect(desk.params.known).toBe(false)
  pipe.receive({ kind: 'pong', id: 999, now: clock.now() })
  expect(desk.params.known).toBe(true)
})

test('those are listed that are called as is looked for', () => {
  const { desk, tell } = openDesk()
  tell('show', show('Level', 'mood', 'sublevel'))
  desk.params.text = ' LEVEL '
  expect(desk.params.listed.map(({ name }) => name)).toEqual(['Level', 'sublevel'])
})
