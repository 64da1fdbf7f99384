import { describe, expect, test } from 'vitest'
import { apply } from '../../../../../shared/model/mutations/apply.ts'
import type { Applied } from '../../../../../shared/model/mutations/apply.ts'
import { stepKeys, takeIn } from '../../../../../shared/model/mutations/edited-show.ts'
import type { EditedShow } from '../../../../../shared/model/mutations/edited-show.ts'
import type { Edit, Mutation, ThingKind } from '../../../../../shared/model/mutations/mutation.ts'
import type { EditFault } from '../../../../../shared/model/mutations/refusals.ts'
import { showChecks } from '../../../../../shared/model/mutations/show-checks.ts'
import { idsOf, thingsOf } from '../../../../../shared/model/mutations/things.ts'
import type { Things } from '../../../../../shared/model/mutations/things.ts'
import type { Touched } from '../../../../../shared/model/mutations/touched.ts'
import { referringShow } from '../../../../support/edited-shows.ts'

/** A show that several edit, each of whom has seen some generation. */
class Desk {
  edited: EditedShow = takeIn(referringShow(), 1)

  try(mutation: Mutation, seen = this.edited.generation): Applied | EditFault {
    return this.#take(apply(this.edited, mutation, { at: this.edited.generation + 1, seen }, showChecks))
  }

  do(mutation: Mutation, seen = this.edited.generation): Applied {
    const outcome = this.try(mutation, seen)
    if ('code' in outcome) throw new Error(JSON.stringify(outcome))
    return outcome
  }

  refused(mutation: Mutation, seen = this.edited.generation): EditFault {
    const outcome = this.try(mutation, seen)
    if ('code' in outcome) return outcome
    throw new Error('it was accepted')
  }

  undo({ inverse, touched: undoes }: { inverse: Mutation; touched: Touched }): Applied | EditFault {
    return this.#take(apply(this.edited, inverse, { at: this.edited.generation + 1, undoes }, showChecks))
  }

  #take(outcome: ReturnType<typeof apply>): Applied | EditFault {
    if (!outcome.ok) return outcome.error
    this.edited = outcome.value.edited
    return outcome.value
  }

  offsets(id = 'chase'): readonly number[] {
    return this.edited.show.playlists.find((each) => each.id === id)?.steps.map(({ offset }) => offset) ?? []
  }

  keys(id = 'chase'): readonly number[] {
    const playlist = this.edited.show.playlists.find((each) => each.id === id)
    return playlist === undefined ? [] : [...stepKeys(this.edited, playlist).keys]
  }
}

const shift = (keys: readonly (readonly [number, number])[], by = 1): Edit => {
  return { edit: 'steps', playlist: 'chase', do: 'shift', keys, by }
}
const rename = (kind: 'playlist', id: string, to: string): Edit => ({ edit: 'rename', kind, id, to })

describe.each(['constructor', 'prototype', '__proto__'])(
  'the name %s, which no file may hold as a field',
  (name) => {
    test.each<Edit>([
      { edit: 'put', kind: 'param', id: name, value: { type: 'number' } },
      { edit: 'put', kind: 'target', id: name, value: { host: '127.0.0.1', port: 9000 } },
      { edit: 'rename', kind: 'param', id: 'level', to: name },
    ])('is refused to $edit of $kind', (edit) => {
      const desk = new Desk()
      desk.do({ edit: 'put', kind: 'param', id: 'level', value: { type: 'number' } })
      expect(desk.refused(edit).code).toMatch(/^edit\//)
    })
  },
)

describe('an edit made on an old generation', () => {
  test('goes through where it touches other fields, other steps and other things', () => {
    const desk = new Desk()
    desk.do({ edit: 'change', kind: 'playlist', id: 'chase', set: { name: 'A' } }, 1)
    desk.do({ edit: 'change', kind: 'playlist', id: 'chase', set: { colour: '#00ff00' } }, 1)
    desk.do(shift([[1, 2]]), 1)
    desk.do(shift([[3, 4]]), 1)
    desk.do({ edit: 'remove', kind: 'param', id: '3' }, 1)
    desk.do(rename('playlist', 'dark', 'black'), 1)
    expect(desk.edited.generation).toBe(7)
    expect(desk.offsets()).toEqual([1, 11, 11, 21, 30])
  })

  test('is refused where it would overwrite, with the edit that stands in its way', () => {
    const desk = new Desk()
    desk.do({ edit: 'change', kind: 'playlist', id: 'chase', set: { name: 'A' } })
    desk.do(shift([[2, 3]]))
    expect(desk.refused({ edit: 'change', kind: 'playlist', id: 'chase', set: { name: 'B' } }, 1)).toEqual({
      code: 'edit/stale',
      where: 'playlist chase: name',
      what: 'name of playlist chase was changed meanwhile',
      next: 'look at what it is now, and do it again if it is still meant',
      since: 2,
    })
    expect(desk.refused(shift([[1, 2]]), 2)).toMatchObject({
      code: 'edit/stale',
      where: 'steps of playlist chase',
      what: '1 of 2 steps was changed meanwhile',
      since: 3,
    })
    expect(desk.refused({ edit: 'remove', kind: 'playlist', id: 'chase' }, 2)).toMatchObject({
      code: 'edit/stale',
      since: 3,
    })
    expect(
      desk.refused(
        { edit: 'put', kind: 'playlist', id: 'chase', value: { id: 'chase', name: 'C', steps: [] } },
        2,
      ).code,
    ).toBe('edit/stale')
  })

  test('that sets what is there already overwrites nothing', () => {
    const desk = new Desk()
    desk.do({ edit: 'change', kind: 'playlist', id: 'chase', set: { name: 'A' } })
    const again = desk.do({ edit: 'change', kind: 'playlist', id: 'chase', set: { name: 'A' } }, 1)
    expect(again.inverse).toEqual({ edit: 'all', edits: [] })
    expect(desk.edited.generation).toBe(2)
  })

  test('passes over steps that are gone, and is refused where none is left', () => {
    const desk = new Desk()
    desk.do({ edit: 'steps', playlist: 'chase', do: 'remove', keys: [[2, 3]] })
    desk.do(shift([[1, 3]], 5), 1)
    expect(desk.offsets()).toEqual([5, 20, 30])
    expect(desk.refused(shift([[2, 3]]), 1).code).toBe('edit/gone')
  })

  test('finds a thing under its new name', () => {
    const desk = new Desk()
    desk.do(rename('playlist', 'chase', 'hunt'))
    desk.do(shift([[1, 1]], 7), 1)
    desk.do({ edit: 'change', kind: 'playlist', id: 'chase', set: { colour: '#112233' } }, 1)
    expect(desk.edited.show.playlists[0]).toMatchObject({ id: 'hunt', colour: '#112233' })
    expect(desk.offsets('hunt')[0]).toBe(7)
  })

  test('of what was removed is told so', () => {
    const desk = new Desk()
    desk.do({ edit: 'remove', kind: 'param', id: '3' })
    expect(desk.refused({ edit: 'change', kind: 'param', id: '3', set: { default: true } }, 1)).toMatchObject(
      {
        code: 'edit/gone',
        what: 'parameter 3 was removed',
        since: 2,
      },
    )
  })

  test('cannot have seen what is yet to come', () => {
    expect(new Desk().refused(shift([[1, 1]]), 5).code).toBe('edit/other-show')
  })
})

describe('undoing', () => {
  test('takes back my edit although somebody has edited other things since', () => {
    const desk = new Desk()
    const mine = desk.do(shift([[1, 2]], 100))
    desk.do(shift([[3, 3]], 5))
    desk.do({ edit: 'steps', playlist: 'chase', do: 'remove', keys: [[2, 2]] })
    // Of two steps one is gone: the other comes back.
    expect(desk.undo(mine)).toMatchObject({ label: 'move 2 steps of Chase' })
    expect(desk.offsets()).toEqual([0, 15, 20, 30])
  })

  test('is refused where somebody has changed the same', () => {
    const desk = new Desk()
    const mine = desk.do(shift([[1, 2]], 100))
    const theirs = desk.do(shift([[2, 2]], 1))
    expect(desk.undo(mine)).toMatchObject({ code: 'edit/stale', since: 3 })
    desk.undo(theirs)
    expect(desk.undo(mine)).not.toHaveProperty('code')
    expect(desk.offsets()).toEqual([0, 10, 10, 20, 30])
  })

  test('of my second edit leaves my first to be undone, but not where one of another lies between', () => {
    const desk = new Desk()
    const name = (to: string): Edit => ({ edit: 'change', kind: 'gesture', id: 'tap', set: { name: to } })
    const first = desk.do(name('1'))
    desk.do(name('between'))
    const second = desk.do(name('2'))
    desk.undo(second)
    expect(desk.undo(first)).toMatchObject({ code: 'edit/stale' })
    expect(desk.edited.show.gestures[0]?.name).toBe('between')
  })

  test('an edit that was undone is stale for whoever saw it', () => {
    const desk = new Desk()
    const mine = desk.do({ edit: 'change', kind: 'show', set: { name: 'New' } })
    desk.undo(mine)
    expect(desk.refused({ edit: 'change', kind: 'show', set: { name: 'Newer' } }, 2).code).toBe('edit/stale')
  })

  test('brings steps back with their keys', () => {
    const desk = new Desk()
    const put = desk.do({
      edit: 'steps',
      playlist: 'chase',
      do: 'put',
      runs: [{ before: 2, steps: [{ offset: 3, type: 'lights.go', payload: {} }] }],
    })
    expect(desk.keys()).toEqual([1, 6, 2, 3, 4, 5])
    const removed = desk.do({
      edit: 'all',
      edits: [
        { edit: 'change', kind: 'show', set: {}, unset: [] },
        { edit: 'remove', kind: 'rule', in: 'foyer', id: 'again' },
        { edit: 'remove', kind: 'playlist', id: 'chase' },
      ],
    })
    expect(desk.edited.show.playlists.map(({ id }) => id)).toEqual(['dark', 'intro'])
    desk.undo(removed)
    expect(desk.keys()).toEqual([1, 6, 2, 3, 4, 5])
    expect(desk.undo(put)).not.toHaveProperty('code')
    expect(desk.edited.show).toEqual(referringShow())
  })
})

describe('undoing one edit after the other', () => {
  const order = (kind: ThingKind, { edited }: Desk): string[] =>
    idsOf(thingsOf(edited.show, kind) as Things, kind).slice()

  // Objects have keys that are whole numbers first: there a name is a place too.
  test.each<[ThingKind, string, unknown]>([
    ['param', 'mode', { type: 'boolean' }],
    ['target', 'desk', { host: 'localhost', port: 1 }],
    ['midiOutput', 'lights', { port: 'B' }],
  ])('goes through a %s that had a number as its name meanwhile', (kind, id, value) => {
    const desk = new Desk()
    desk.do({ edit: 'put', kind, id: 'ahead', value, before: id })
    const start = JSON.stringify(desk.edited.show)
    const put = desk.do({ edit: 'put', kind, id, value })
    const stood = order(kind, desk)
    const away = desk.do({ edit: 'rename', kind, id, to: '12' })
    const home = desk.do({ edit: 'rename', kind, id: '12', to: id })
    const again = desk.do({ edit: 'rename', kind, id, to: '0' })
    const end = JSON.stringify(desk.edited.show)
    const undone = [again, home, away].map((edit) => desk.undo(edit) as Applied)
    expect(order(kind, desk)).toEqual(stood)
    undone.push(desk.undo(put) as Applied)
    expect(JSON.stringify(desk.edited.show)).toBe(start)
    for (const back of undone.reverse()) desk.undo(back)
    expect(JSON.stringify(desk.edited.show)).toBe(end)
  })

  test.each<[string, Edit, Edit]>([
    [
      'field',
      { edit: 'change', kind: 'playlist', id: 'chase', set: { name: 'A' } },
      { edit: 'change', kind: 'playlist', id: 'chase', set: { name: 'B' } },
    ],
    ['step', shift([[1, 1]], 1), shift([[1, 1]], 2)],
    [
      'thing within',
      { edit: 'change', kind: 'rule', in: 'foyer', id: 'greet', set: { enabled: false } },
      { edit: 'change', kind: 'rule', in: 'foyer', id: 'greet', set: { enabled: true } },
    ],
  ])('goes through a %s of what was renamed in the same edit', (_, first, second) => {
    const desk = new Desk()
    const start = JSON.stringify(desk.edited.show)
    const renaming: Edit[] = [
      rename('playlist', 'chase', 'hunt'),
      { edit: 'rename', kind: 'scheduler', id: 'foyer', to: 'hall' },
    ]
    const done = [desk.do(first), desk.do({ edit: 'all', edits: [second, ...renaming] })]
    const end = JSON.stringify(desk.edited.show)
    const undone = done.reverse().map((edit) => desk.undo(edit) as Applied)
    expect(JSON.stringify(desk.edited.show)).toBe(start)
    for (const back of undone.reverse()) desk.undo(back)
    expect(JSON.stringify(desk.edited.show)).toBe(end)
  })

  test.each<[string, readonly string[], string | null]>([
    ['one of which stands there already', ['chase', 'intro'], null],
    ['which are in another order then', ['dark', 'chase', 'intro'], null],
    ['which come to the front', ['dark', 'intro'], 'chase'],
  ])('goes through a move of several, %s', (_, ids, before) => {
    for (const id of ids) {
      const desk = new Desk()
      const start = JSON.stringify(desk.edited.show)
      const value = { id, name: 'Other', steps: [{ offset: 0, type: 'lights.stop' }] }
      const put = desk.do({ edit: 'put', kind: 'playlist', id, value })
      const moved = desk.do({ edit: 'move', kind: 'playlist', ids, before })
      const end = JSON.stringify(desk.edited.show)
      const undone = [desk.undo(moved) as Applied, desk.undo(put) as Applied]
      expect(JSON.stringify(desk.edited.show)).toBe(start)
      for (const back of undone.reverse()) desk.undo(back)
      expect(JSON.stringify(desk.edited.show)).toBe(end)
    }
  })

  test('goes through a move in which a number kept its place', () => {
    const desk = new Desk()
    const start = JSON.stringify(desk.edited.show)
    const put = desk.do({ edit: 'put', kind: 'param', id: '3', value: { type: 'number' } })
    desk.undo(desk.do({ edit: 'move', kind: 'param', ids: ['3', 'mode'], before: 'level' }))
    desk.undo(put)
    expect(JSON.stringify(desk.edited.show)).toBe(start)
  })
})

test.each<[string, Edit, Edit]>([
  [
    'field',
    {
      ...{ edit: 'change', kind: 'playlist', id: 'chase' },
      set: { triggers: [{ event: 'gesture.recognized', where: { gestureId: 'tap', x: 1 } }] },
    },
    { edit: 'rename', kind: 'gesture', id: 'tap', to: 'knock' },
  ],
  [
    'step',
    { edit: 'steps', playlist: 'chase', do: 'shift', keys: [[1, 1]], by: 3 },
    { edit: 'rename', kind: 'target', id: 'desk', to: 'console' },
  ],
])('a %s is not overwritten unseen by an edit in which a name in it changed before', (_, edit, renaming) => {
  const desk = new Desk()
  desk.do(edit)
  expect(desk.refused({ edit: 'all', edits: [renaming, edit] }, 1)).toMatchObject({
    code: 'edit/stale',
    since: 2,
  })
})

describe('a rename', () => {
  test('is followed by all that refers to the thing, within expressions too', () => {
    const desk = new Desk()
    for (const [kind, id, to] of [
      ['playlist', 'intro', 'opening'],
      ['playlist', 'chase', 'hunt'],
      ['gesture', 'tap', 'knock'],
      ['event', 'lights.stop', 'lights.off'],
      ['target', 'desk', 'console'],
      ['midiOutput', 'lights', 'dimmers'],
      ['param', 'mode', 'how-to'],
      ['scheduler', 'foyer', 'hall'],
      ['group', 'back', 'behind'],
    ] as const) {
      desk.do({ edit: 'rename', kind, id, to })
    }
    desk.do({ edit: 'rename', kind: 'rule', in: 'hall', id: 'greet', to: 'welcome' })
    desk.do({ edit: 'rename', kind: 'variable', in: 'hall', id: 'open', to: 'ready' })
    const text = JSON.stringify(desk.edited.show).replace('"back":[]', '')
    for (const gone of [
      'intro',
      'chase',
      '"gestureId":"tap"',
      'lights.stop',
      '"desk"',
      'foyer',
      '"back"',
      'greet',
    ]) {
      expect(text).not.toContain(gone)
    }
    const rules = desk.edited.show.schedulers[0]?.rules ?? []
    expect(rules[0]?.condition).toBe('vars.ready && params.level > 3 && "vars.open" != params["how-to"]')
    expect(rules[0]?.actions.at(-1)).toMatchObject({ message: 'it\'s {{ params["how-to"] }}, params.mode' })
    expect(rules[1]?.when[0]).toMatchObject({ match: { where: { ruleId: 'welcome', schedulerId: 'hall' } } })
  })

  test('to a name that is taken, or is none, is refused', () => {
    const desk = new Desk()
    expect(desk.refused(rename('playlist', 'chase', 'dark'))).toMatchObject({
      code: 'edit/taken',
      where: 'playlist chase',
    })
    expect(desk.refused(rename('playlist', 'chase', 'a b'))).toMatchObject({ code: 'edit/invalid' })
    expect(desk.refused(rename('playlist', 'gone', 'x')).code).toBe('edit/gone')
  })

  test('that takes the last of a family that is listened for is refused', () => {
    const desk = new Desk()
    desk.do({ edit: 'rename', kind: 'event', id: 'lights.go', to: 'lamps.go' })
    expect(
      desk.refused({ edit: 'rename', kind: 'event', id: 'lights.stop', to: 'lamps.stop' }),
    ).toMatchObject({
      code: 'edit/in-use',
      where: 'questions.yes[0].event',
    })
  })

  test('is taken back although a name was waited for that nothing had', () => {
    const desk = new Desk()
    const waiting = [{ event: 'playlist.stopped', where: { playlistId: 'later' } }]
    desk.do({ edit: 'change', kind: 'playlist', id: 'dark', set: { triggers: waiting } })
    const before = JSON.stringify(desk.edited.show)
    desk.undo(desk.do(rename('playlist', 'chase', 'later')))
    expect(JSON.stringify(desk.edited.show)).toBe(before)
  })
})

describe('a thing that is used', () => {
  test('is removed only together with what goes by it', () => {
    const desk = new Desk()
    expect(desk.refused({ edit: 'remove', kind: 'playlist', id: 'intro' })).toEqual({
      code: 'edit/in-use',
      where: 'schedulers[0].rules[0].actions[0].id',
      what: 'it still goes by playlist intro',
      next: 'change that first, or both in one edit',
      since: null,
    })
    const both = desk.do({
      edit: 'all',
      edits: [
        { edit: 'remove', kind: 'playlist', id: 'intro' },
        { edit: 'remove', kind: 'rule', in: 'foyer', id: 'greet' },
      ],
    })
    expect(both.label).toBe('remove playlist Intro, and 1 more')
  })

  test.each<[Edit, string]>([
    [{ edit: 'remove', kind: 'target', id: 'desk' }, 'playlists[0].steps[0].payload.target'],
    [{ edit: 'remove', kind: 'event', id: 'sound.go' }, 'gestures[0].sources[0].event'],
    [{ edit: 'remove', kind: 'param', id: 'level' }, 'schedulers[0].rules[0].condition'],
    [{ edit: 'remove', kind: 'scheduler', id: 'bar' }, 'schedulers[0].rules[0].actions[3].dest_id'],
    [
      { edit: 'change', kind: 'scheduler', id: 'bar', set: { groups: [] } },
      'schedulers[0].rules[1].actions[1].group_id',
    ],
    [
      { edit: 'change', kind: 'scheduler', id: 'foyer', set: { vars: {} } },
      'schedulers[0].rules[0].condition',
    ],
  ])('%j is refused with the place', (edit, where) => {
    expect(new Desk().refused(edit)).toMatchObject({ code: 'edit/in-use', where })
  })
})

describe('what is wrong in itself', () => {
  test.each<[Edit, string, string]>([
    [
      { edit: 'change', kind: 'param', id: 'level', set: { min: 20 } },
      'parameter level: max',
      'must be above min',
    ],
    [
      { edit: 'change', kind: 'playlist', id: 'chase', set: { id: 'x' } },
      'playlist chase: id',
      'id is not changed as a field',
    ],
    [
      { edit: 'change', kind: 'playlist', id: 'chase', set: { steps: [] } },
      'playlist chase: steps',
      'steps is not changed as a field',
    ],
    [
      { edit: 'change', kind: 'playlist', id: 'chase', unset: ['name'] },
      'playlist chase: name',
      'is missing',
    ],
    [{ edit: 'change', kind: 'show', set: { version: 2 } }, 'the settings', 'there is no setting "version"'],
    [
      { edit: 'change', kind: 'show', set: { 'osc.replyPort': 0 } },
      'the settings: osc.replyPort',
      'must be 1 or more',
    ],
    [
      { edit: 'put', kind: 'playlist', id: 'x', value: { id: 'y', name: 'Y', steps: [] } },
      'playlist x: id',
      'it must be "x"',
    ],
    [
      { edit: 'put', kind: 'param', id: 'no name', value: { type: 'boolean' } },
      'parameter no name',
      'must be letters',
    ],
    [
      { edit: 'put', kind: 'peer', id: 'z', value: { name: 'z', address: '10.0.0.1' } },
      'the settings: osc.peers',
      'must not name an address twice',
    ],
    [shift([[1, 3]], -1), 'step 1 of playlist chase: offset', 'must be 0 or more'],
    [
      {
        edit: 'steps',
        playlist: 'chase',
        do: 'offsets',
        offsets: [
          [2, 5],
          [3, -5],
        ],
      },
      'step 3 of playlist chase: offset',
      'must be 0 or more',
    ],
    [
      { edit: 'steps', playlist: 'chase', do: 'replace', steps: [[4, { offset: 0 } as never]] },
      'step 4 of playlist chase: type',
      'is missing',
    ],
    [
      { edit: 'steps', playlist: 'chase', do: 'put', runs: [{ before: 1, steps: [{ offset: 0 } as never] }] },
      'steps of playlist chase: runs[0].steps[0].type',
      'is missing',
    ],
    [
      { edit: 'steps', playlist: 'chase', do: 'set', keys: [[1, 1]], unset: ['type'] },
      'steps of playlist chase: type',
      'is missing',
    ],
    [rename('playlist', 'chase', '__proto__'), 'to', '"__proto__" '],
    [
      { edit: 'change', kind: 'playlist', id: 'chase', unset: ['__proto__'] },
      'playlist chase: __proto__',
      'is not a field here',
    ],
    [
      { edit: 'change', kind: 'gesture', id: 'tap', set: { name: 'x' }, unset: ['windows'] },
      'gesture tap: windows',
      'is not a field here',
    ],
    [
      { edit: 'move', kind: 'playlist', ids: ['dark', 'dark'], before: null },
      'playlist dark, dark',
      'one is named twice',
    ],
  ])('%j is refused, and says where', (edit, where, what) => {
    const refused = new Desk().refused(edit)
    expect(refused).toMatchObject({ code: 'edit/invalid', where })
    expect(refused.what).toContain(what)
    expect(refused.next).not.toBe('')
  })

  test('a mutation of several is refused whole', () => {
    const desk = new Desk()
    const before = desk.edited
    desk.refused({ edit: 'all', edits: [shift([[1, 1]]), { edit: 'remove', kind: 'playlist', id: 'gone' }] })
    expect(desk.edited).toBe(before)
  })
})

test('an edit of one step shares all others', () => {
  const desk = new Desk()
  const before = desk.edited.show
  desk.do(shift([[2, 2]]))
  const after = desk.edited.show
  expect(after.schedulers).toBe(before.schedulers)
  expect(after.playlists[1]).toBe(before.playlists[1])
  for (const index of [0, 2, 3, 4]) {
    expect(after.playlists[0]?.steps[index]).toBe(before.playlists[0]?.steps[index])
  }
})

test.each<[Mutation, string]>([
  [shift([[1, 900]]), 'move 5 steps of Chase'],
  [rename('playlist', 'chase', 'b'), 'rename playlist chase to b'],
  [
    {
      edit: 'put',
      kind: 'rule',
      in: 'foyer',
      id: 'x',
      value: { id: 'x', when: [{ kind: 'at', after: 0 }], actions: [{ action: 'wait', for: 1 }] },
    },
    'add rule x to foyer',
  ],
  [
    { edit: 'change', kind: 'playlist', id: 'dark', set: { colour: '#ffffff' } },
    'change colour of playlist Dark to #ffffff',
  ],
  [
    { edit: 'change', kind: 'playlist', id: 'chase', set: { name: 'Chase fast' } },
    'rename Chase to Chase fast',
  ],
  [{ edit: 'change', kind: 'show', set: { name: 'Tonight' } }, 'rename the show to Tonight'],
  [
    { edit: 'change', kind: 'playlist', id: 'chase', set: { metadata: { note: 'x' } } },
    'change notes of playlist Chase',
  ],
  [
    { edit: 'change', kind: 'gesture', id: 'tap', set: { output: null } },
    'change output of gesture Tap to none',
  ],
  [{ edit: 'change', kind: 'playlist', id: 'dark', unset: ['colour'] }, 'clear colour of playlist Dark'],
  [{ edit: 'change', kind: 'playlist', id: 'dark' }, 'change nothing of playlist Dark'],
  [
    { edit: 'change', kind: 'playlist', id: 'dark', set: { tempo: 2 }, unset: ['colour'] },
    'change tempo, colour of playlist Dark',
  ],
  [{ edit: 'move', kind: 'gesture', ids: ['either'], before: 'tap' }, 'move gesture Either'],
  [{ edit: 'all', label: 'paste', edits: [shift([[1, 1]])] }, 'paste'],
])('%j is called for people', (mutation, label) => {
  expect(new Desk().do(mutation).label).toBe(label)
})
