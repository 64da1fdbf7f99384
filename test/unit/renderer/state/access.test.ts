import { expect, test } from 'vitest'
import { fault } from '../../../../shared/base/result.ts'
import { OPEN_ACCESS } from '../../../support/open-access.ts'
import { openDesk } from '../../../support/open-desk.ts'

const LOCKED = {
  ...OPEN_ACCESS,
  locked: { by: 'FOH', at: new Date(2026, 0, 5, 19, 30).getTime() },
  revision: 1,
}

test('what this page may is asked whenever anybody’s role may be another, and says why it may not edit', async () => {
  const { desk, tell, sent, settle } = openDesk()
  tell('access', OPEN_ACCESS)
  expect(sent().at(-1)).toEqual(['access.read', {}])
  await settle({ ...OPEN_ACCESS, role: 'editor', unlockedRole: 'editor' })
  expect(desk.access.barred).toBe(null)
  tell('access', LOCKED)
  await settle({ ...LOCKED, role: 'operator', unlockedRole: 'editor' })
  expect(desk.access.barred).toBe('Locked by FOH since 19:30')
  tell('access', { ...OPEN_ACCESS, revision: 2 })
  await settle({ ...OPEN_ACCESS, role: 'viewer', unlockedRole: 'viewer' })
  expect(desk.access.barred).toBe('This page may view, and not edit')
})

test('what is refused stands beside where it was asked for, until something else is tried', async () => {
  const { desk, sent, refuse } = openDesk()
  const unlocking = desk.access.unlock('0000')
  expect(sent().at(-1)).toEqual(['access.unlock', { pin: '0000' }])
  // A second click sends nothing more.
  expect(await desk.access.unlock('0000')).toBe(false)
  await refuse(fault('access/wrong-pin', 'PIN', 'that is not the PIN', 'try again'))
  expect(await unlocking).toBe(false)
  expect(desk.access.refusal?.code).toBe('access/wrong-pin')
  desk.access.forget()
  expect(desk.access.refusal).toBe(null)
})
