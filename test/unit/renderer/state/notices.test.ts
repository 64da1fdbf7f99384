import { expect, test } from 'vitest'
import { fault } from '../../../../shared/base/result.ts'
import { openDesk } from '../../../support/open-desk.ts'

const said = (code: string) => fault(code, 'here', `${code} happened`, 'look at it')

test('news go by themselves, with something to press later, and warnings stay until they are dismissed', () => {
  const { clock, desk } = openDesk()
  const { notices } = desk
  notices.say(said('test/news'), { warns: false, action: null })
  notices.say(said('test/offer'), { warns: false, action: { label: 'Hold', act: () => undefined } })
  notices.add(said('test/warning'))
  const codes = (): string[] => notices.shown.map(({ fault: { code } }) => code)
  clock.advanceBy(7_900)
  expect(codes()).toEqual(['test/news', 'test/offer', 'test/warning'])
  clock.advanceBy(200)
  expect(codes()).toEqual(['test/offer', 'test/warning'])
  clock.advanceBy(23_000)
  expect(codes()).toEqual(['test/warning'])
  clock.advanceBy(3_600_000)
  notices.dismiss(notices.shown[0]!.id)
  expect(codes()).toEqual([])
})

test('what was not even tried here goes by itself', () => {
  const { clock, desk } = openDesk()
  desk.notices.add(said('page/not-now'))
  clock.advanceBy(10_100)
  expect(desk.notices.shown).toEqual([])
})

test('refusals of what came too late are one notice with a count', () => {
  const { desk } = openDesk()
  for (const late of ['3.1', '3.4']) {
    desk.notices.add(fault('command/too-late', 'show.go', `GO came ${late} s late from Tablet`, 'ask again'))
  }
  expect(desk.notices.shown).toMatchObject([{ times: 2, fault: { what: 'GO came 3.4 s late from Tablet' } }])
})
