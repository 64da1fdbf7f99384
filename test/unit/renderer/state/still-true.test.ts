import { expect, test } from 'vitest'
import { fault } from '../../../../shared/base/result.ts'
import type { EditsView } from '../../../../shared/contract/edits-view.ts'
import { openDesk } from '../../../support/open-desk.ts'

const FILE: EditsView = {
  ...{ generation: 1, isEdited: true, path: '/shows/a.show.json', kept: 1, notKept: null, restored: null },
  ...{ notices: [], history: [], offered: null, failing: null, readOnly: null, autosave: true, saving: null },
  ...{ rescued: null, migrated: null },
}
const DISARMED = {
  armed: false,
  why: 'operator',
  ...{ by: 'FOH', detail: null, since: 1, sinceTime: 1, passedOver: 0, withheld: 0 },
} as const
const refused = (code: string) => fault(code, 'here', code, 'look')

test('that the show is disarmed is no news once it is armed', () => {
  const { desk, tell } = openDesk()
  tell('arming', DISARMED)
  desk.notices.add(refused('show/disarmed'))
  desk.notices.add(refused('other/code'))
  expect(desk.notices.shown).toHaveLength(2)
  tell('arming', { armed: true })
  expect(desk.notices.shown.map(({ fault: { code } }) => code)).toEqual(['other/code'])
})

test('that it was not saved goes when the file is well, or is another', () => {
  const { desk, tell } = openDesk()
  const shown = (): number => desk.notices.shown.length
  const failing = {
    path: FILE.path!,
    where: 'line 3',
    what: 'no JSON',
    next: 'mend it',
    more: 0,
    isKept: false,
  }
  tell('edits', { ...FILE, isEdited: false, failing })
  desk.notices.add(refused('save/changed-outside'))
  expect(shown()).toBe(1)
  tell('edits', { ...FILE, isEdited: false })
  expect(shown()).toBe(0)
  tell('edits', FILE)
  desk.notices.add(refused('save/disk-full'))
  expect(shown()).toBe(2)
  tell('edits', { ...FILE, isEdited: false, path: null })
  expect(shown()).toBe(0)
})

test('what the file holds is no news where this page asked for it, and is where another did', async () => {
  const { clock, desk, tell, settle } = openDesk()
  const news = (seq: number) => ({
    lines: [
      {
        ...{ seq, at: clock.now(), time: 1, type: 'show.build.statusChanged', source: 'show', cause: null },
        ...{ severity: 'info' as const, text: '1 cue list changed' },
      },
    ],
    omitted: 0,
  })
  tell('activity', { lines: [], omitted: 0 })
  desk.edits.takeOffered()
  tell('activity', news(1))
  await settle({})
  expect(desk.notices.shown).toEqual([])
  clock.advanceBy(5000)
  tell('activity', news(2))
  expect(desk.notices.shown.map(({ fault: { what } }) => what)).toEqual(['1 cue list changed'])
})
