import { describe, expect, test } from 'vitest'
import type { Edit, Mutation } from '../../../../shared/model/mutations/mutation.ts'
import { MUTATION_LIMITS } from '../../../../shared/model/mutations/parse-mutation.ts'
import { CoordinatorRig, show } from '../../../support/coordinator-rig.ts'
import { playlistData } from '../../../support/show-bytes.ts'

const FOH = { by: { id: 'tab 1', name: 'FOH tablet' }, cause: 7 }
const DESK = { by: { id: 'tab 2', name: 'Stage desk' }, cause: 8 }

const two = show({ playlists: [playlistData('a', {}), playlistData('b', {})] })
const name = (id: string, to: string): Edit => ({ edit: 'change', kind: 'playlist', id, set: { name: to } })

function booth() {
  const rig = new CoordinatorRig(two)
  const { coordinator } = rig
  const edit = (mutation: unknown, asker = FOH, seen = coordinator.current().generation, group?: string) =>
    coordinator.edit({ mutation, seen, group }, asker)
  const names = (): string[] => coordinator.current().show.playlists.map((playlist) => playlist.name)
  return { rig, coordinator, edit, names }
}

describe('an edit', () => {
  test('is decided at once, handed to the stages, and published with its causes', () => {
    const { rig, edit, names } = booth()
    expect(edit(name('a', 'Intro'))).toEqual({
      ok: true,
      value: { generation: 2, label: 'rename a to Intro' },
    })
    expect(names()).toEqual(['Intro', 'b'])
    const change = { cause: 7, kind: 'edit', keysOf: expect.any(Function) as unknown }
    expect(rig.taken.at(-1)?.[1]).toEqual(change)
    expect(rig.events).toMatchObject([
      {
        type: 'show.mutation.accepted',
        cause: 7,
        payload: { way: 'edit', label: 'rename a to Intro', by: 'FOH tablet', generation: 2 },
      },
      {
        type: 'show.changed',
        cause: 1,
        payload: { kind: 'edit', generation: 2, parts: [{ kind: 'playlists', changed: 1 }] },
      },
    ])
  })

  test('by which a thing is called otherwise says so to the stages, as does its undo', () => {
    const { rig, edit, coordinator } = booth()
    edit({ edit: 'rename', kind: 'playlist', id: 'a', to: 'c' })
    expect(rig.taken.at(-1)?.[1].renamed).toMatchObject([{ kind: 'playlist', from: 'a', to: 'c' }])
    coordinator.undo(FOH)
    expect(rig.taken.at(-1)?.[1].renamed).toMatchObject([{ kind: 'playlist', from: 'c', to: 'a' }])
  })

  test('shares all that it does not change', () => {
    const { rig, edit } = booth()
    edit(name('a', 'Intro'))
    const { show: after } = rig.coordinator.current()
    expect(after.playlists[1]).toBe(two.playlists[1])
    expect(after.playlists[0]?.steps).toBe(two.playlists[0]?.steps)
    expect(after.osc).toBe(two.osc)
  })

  test('that asks for what is there already changes nothing', () => {
    const { rig, edit } = booth()
    for (const [mutation, label] of [
      [name('a', 'a'), 'it is so already: rename a to a'],
      [{ edit: 'change', kind: 'playlist', id: 'a' }, 'it is so already: change nothing of playlist a'],
      [
        { edit: 'steps', playlist: 'a', do: 'put', runs: [{ before: 99, steps: [] }] },
        'it is so already: add 0 steps to a',
      ],
    ] as const) {
      expect(edit(mutation)).toEqual({ ok: true, value: { generation: 1, label } })
    }
    expect(rig.coordinator.edits().history).toEqual([])
    expect(rig.events).toEqual([])
    expect(rig.taken).toHaveLength(1)
  })

  test('made on an older show passes where it overwrites nothing, and is refused by name where it does', () => {
    const { rig, edit } = booth()
    edit(name('a', 'Intro'))
    expect(edit(name('b', 'Outro'), DESK, 1)).toMatchObject({ ok: true, value: { generation: 3 } })
    const refused = edit(name('a', 'Anfang'), DESK, 1)
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'edit/stale', what: 'name of playlist a was changed meanwhile by FOH tablet' },
    })
    expect(rig.events.at(-1)).toMatchObject({
      type: 'show.mutation.rejected',
      cause: 8,
      payload: { way: 'edit', by: 'Stage desk', code: 'edit/stale' },
    })
    expect(edit(name('a', 'Anfang'), DESK, 99)).toMatchObject({ error: { code: 'edit/other-show' } })
  })

  const unsound: readonly (readonly [string, Mutation, string])[] = [
    [
      'sends to a target that is not there',
      {
        edit: 'steps',
        playlist: 'a',
        do: 'replace',
        steps: [[1, { offset: 0, type: 'osc.send', payload: { target: 'dask', address: '/a', args: [] } }]],
      },
      'show/unknown-target',
    ],
    [
      'publishes what the show does not declare',
      { edit: 'steps', playlist: 'a', do: 'set', keys: [[1, 1]], set: { type: 'lights.of' } },
      'show/unknown-event',
    ],
    [
      'starts itself at once',
      {
        edit: 'change',
        kind: 'playlist',
        id: 'a',
        set: { triggers: [{ event: 'lights.go' }], retrigger: 'overlap' },
      },
      'show/trigger-loop',
    ],
    ['takes away what is used', { edit: 'remove', kind: 'event', id: 'lights.go' }, 'edit/in-use'],
    ['is of something that is gone', { edit: 'remove', kind: 'playlist', id: 'z' }, 'edit/gone'],
    ['takes the name of another', { edit: 'rename', kind: 'playlist', id: 'a', to: 'b' }, 'edit/taken'],
    [
      'declares an event of the engine',
      { edit: 'put', kind: 'event', id: 'playlist.mine', value: {} },
      'show/reserved-event',
    ],
  ]
  test.each(unsound)(
    'that %s is refused with where and what to do, and leaves all as it was',
    (_, mutation, code) => {
      const { rig, edit } = booth()
      const before = rig.coordinator.current()
      const refused = edit(mutation)
      expect(refused).toMatchObject({ ok: false, error: { code } })
      if (refused.ok) return
      expect(refused.error.where).not.toBe('')
      expect(refused.error.next).not.toBe('')
      expect(rig.coordinator.current()).toBe(before)
      expect(rig.taken).toHaveLength(1)
      expect(rig.coordinator.history().history).toEqual([])
      expect(rig.types()).toEqual(['show.mutation.rejected'])
    },
  )

  const misshapen: readonly (readonly [string, unknown])[] = [
    ['nothing', null],
    ['a text', 'remove everything'],
    ['a list', [name('a', 'b')]],
    ['a verb that is none', { edit: 'drop', kind: 'playlist', id: 'a' }],
    ['a kind that is none', { edit: 'remove', kind: 'cue', id: 'a' }],
    ['a field too many', { ...name('a', 'b'), sudo: true }],
    ['no id', { edit: 'remove', kind: 'playlist' }],
    ['a prototype', JSON.parse('{"edit":"remove","kind":"playlist","id":"a","__proto__":{"x":1}}')],
    ['keys that are no keys', { edit: 'steps', playlist: 'a', do: 'shift', keys: [[0, -1]], by: 1 }],
    ['a number that is none', { edit: 'steps', playlist: 'a', do: 'shift', keys: [[1, 1]], by: Number.NaN }],
    ['no edits', { edit: 'all', edits: [] }],
    ['an edit of edits', { edit: 'all', edits: [{ edit: 'all', edits: [name('a', 'b')] }] }],
    ['a rule of no scheduler', { edit: 'remove', kind: 'rule', id: 'a' }],
    ['a name that is no text', { edit: 'change', kind: 'playlist', id: 'a', set: { name: 7 } }],
    ['a field that there is not', { edit: 'change', kind: 'playlist', id: 'a', set: { nmae: 'b' } }],
    ['what must be there taken away', { edit: 'change', kind: 'playlist', id: 'a', unset: ['name'] }],
  ]
  test.each(misshapen)('of a wrong shape is refused: %s', (_, mutation) => {
    const { rig, edit } = booth()
    expect(edit(mutation)).toMatchObject({ ok: false, error: { code: 'edit/invalid' } })
    expect(rig.coordinator.current()).toMatchObject({ show: two, generation: 1 })
  })

  test('of ten megabytes is refused before it is looked into', () => {
    const { edit } = booth()
    const notes = 'x'.repeat(MUTATION_LIMITS.bytes + 2 * 1024 * 1024)
    expect(edit({ edit: 'change', kind: 'show', set: { notes } })).toMatchObject({
      error: { code: 'edit/too-large' },
    })
  })

  test('that a stage cannot take is taken back from all of them, and refused', () => {
    const { rig, edit } = booth()
    rig.unfit = 'Unfit'
    const refused = edit({ edit: 'change', kind: 'show', set: { name: 'Unfit' } })
    expect(refused).toMatchObject({ ok: false, error: { code: 'show/not-taken' } })
    expect(rig.taken.map(([{ show }]) => show.name)).toEqual(['Test', 'Unfit', 'Test'])
    expect(rig.coordinator.current()).toMatchObject({ show: two, generation: 1 })
    expect(rig.coordinator.history().history).toEqual([])
    expect(edit(name('a', 'Intro'))).toMatchObject({ ok: true, value: { generation: 2 } })
  })

  test('of two clients in a loop is answered each time, and the memory of it stays bounded', () => {
    const { rig, coordinator, edit, names } = booth()
    for (let round = 0; round < 1500; round += 1) {
      expect(edit(name('a', `a${round}`), FOH).ok).toBe(true)
      expect(edit(name('b', `b${round}`), DESK).ok).toBe(true)
    }
    expect(names()).toEqual(['a1499', 'b1499'])
    expect(coordinator.history().history).toHaveLength(1000)
    expect(coordinator.edits().history).toHaveLength(100)
    expect(rig.coordinator.current().generation).toBe(3001)
  })
})

describe('undo', () => {
  test('takes back what each has done itself, and redo does it again', () => {
    const { rig, coordinator, edit, names } = booth()
    edit(name('a', 'Intro'), FOH)
    edit(name('b', 'Outro'), DESK)
    expect(coordinator.undo(FOH)).toEqual({
      ok: true,
      value: { generation: 4, label: 'rename a to Intro' },
    })
    expect(names()).toEqual(['a', 'Outro'])
    expect(rig.events.filter(({ type }) => type === 'show.mutation.accepted').at(-1)?.payload).toMatchObject({
      way: 'undo',
      by: 'FOH tablet',
    })
    expect(coordinator.undo(FOH)).toMatchObject({ error: { code: 'edit/nothing' } })
    expect(coordinator.redo(FOH)).toMatchObject({ ok: true })
    expect(names()).toEqual(['Intro', 'Outro'])
  })

  test('of the other’s is made by the history', () => {
    const { coordinator, edit, names } = booth()
    edit(name('a', 'Intro'), FOH)
    edit(name('b', 'Outro'), DESK)
    const [newest] = coordinator.edits().history
    expect(newest).toMatchObject({ by: { name: 'Stage desk' }, isUndone: false, generation: 3 })
    expect(coordinator.turn(newest?.id ?? 0, FOH)).toMatchObject({ ok: true })
    expect(names()).toEqual(['Intro', 'b'])
    expect(coordinator.edits().history[0]).toMatchObject({ isUndone: true, generation: 4 })
    expect(coordinator.turn(99, FOH)).toMatchObject({ error: { code: 'edit/no-entry' } })
  })

  test('that would leave the show unsound is refused, and the entry stays', () => {
    const { coordinator, edit } = booth()
    const declared: Edit = { edit: 'put', kind: 'event', id: 'sound.go', value: {} }
    edit(declared, FOH)
    edit({ edit: 'steps', playlist: 'a', do: 'set', keys: [[1, 1]], set: { type: 'sound.go' } }, DESK)
    expect(coordinator.undo(FOH)).toMatchObject({ ok: false, error: { code: 'edit/in-use' } })
    expect(coordinator.undo(DESK)).toMatchObject({ ok: true })
    expect(coordinator.undo(FOH)).toMatchObject({ ok: true })
    expect(coordinator.current().show).toEqual(two)
  })

  test('that a stage cannot take leaves the entry as it was', () => {
    const { rig, coordinator, edit } = booth()
    edit({ edit: 'change', kind: 'show', set: { name: 'Other' } })
    rig.unfit = 'Test'
    // What ran before it is taken back.
    const refused = coordinator.undo(FOH)
    expect(refused).toMatchObject({ error: { code: 'show/not-taken' } })
    expect(coordinator.edits().history).toMatchObject([{ isUndone: false }])
    rig.unfit = null
    expect(coordinator.undo(FOH)).toMatchObject({ ok: true, value: { generation: 3 } })
  })

  test('of a group takes back all of it', () => {
    const { coordinator, edit, names } = booth()
    edit(name('a', 'I'), FOH, 1, 'typing')
    edit(name('a', 'In'), FOH, 2, 'typing')
    coordinator.undo(FOH)
    expect(names()).toEqual(['a', 'b'])
  })
})

describe('a file that was read again', () => {
  test('is one entry of the history, and is taken back whole', async () => {
    const { rig, coordinator } = booth()
    const next = show({ name: 'Next', playlists: [playlistData('c', {}), playlistData('a', { name: 'A' })] })
    rig.save('second', next)
    await rig.asked('the changed file')
    expect(coordinator.current().show).toEqual(next)
    const { history, isEdited } = coordinator.edits()
    expect(history).toMatchObject([{ by: { name: 'the changed file' }, generation: 2 }])
    expect(isEdited).toBe(false)
    expect(coordinator.undo(FOH)).toMatchObject({ error: { code: 'edit/nothing' } })
    expect(coordinator.turn(history[0]?.id ?? 0, FOH)).toMatchObject({ ok: true })
    expect(coordinator.current().show).toEqual(two)
    expect(coordinator.edits().isEdited).toBe(true)
    coordinator.turn(history[0]?.id ?? 0, FOH)
    expect(coordinator.current().show).toEqual(next)
    await rig[Symbol.asyncDispose]()
  })

  test('leaves what it did not touch to be taken back', async () => {
    const { rig, coordinator, edit, names } = booth()
    edit(name('a', 'Intro'))
    await coordinator.save(FOH)
    const edited = structuredClone(coordinator.current().show)
    edited.playlists[1]!.name = 'from outside'
    rig.save('second', edited)
    await rig.asked()
    expect(names()).toEqual(['Intro', 'from outside'])
    expect(coordinator.undo(FOH)).toMatchObject({ ok: true })
    expect(names()).toEqual(['a', 'from outside'])
    await rig[Symbol.asyncDispose]()
  })
})

describe('what the show holds', () => {
  test('is read with its generation, a playlist with the keys of its steps', () => {
    const { coordinator, edit } = booth()
    edit({
      edit: 'steps',
      playlist: 'a',
      do: 'put',
      runs: [{ before: 1, steps: [{ offset: 5, type: 'lights.off' }] }],
    })
    expect(coordinator.read({ kind: 'playlist', id: 'a' })).toMatchObject({
      ok: true,
      value: {
        generation: 2,
        definition: { name: 'a', steps: [{ offset: 5 }, { offset: 0 }] },
        keys: [
          [2, 2],
          [1, 1],
        ],
      },
    })
    expect(coordinator.read({ kind: 'event', id: 'lights.go' })).toMatchObject({
      value: { definition: { description: '' } },
    })
    expect(coordinator.read({ kind: 'show' })).toMatchObject({
      value: { definition: { name: 'Test', minimumGoTime: 300, 'questions.yes': [] } },
    })
    expect(coordinator.read({ kind: 'playlist', id: 'z' })).toMatchObject({
      ok: false,
      error: { code: 'show/unknown', what: 'the show has no playlist z' },
    })
  })

  test('comes without its steps where these are too many for one answer', () => {
    const { coordinator, edit } = booth()
    const steps = Array.from({ length: 20_000 }, (_, offset) => ({
      offset,
      type: 'lights.go',
      payload: { offset },
    }))
    edit({ edit: 'put', kind: 'playlist', id: 'long', value: { id: 'long', name: 'Long', steps } })
    const read = coordinator.read({ kind: 'playlist', id: 'long' })
    expect(read).toMatchObject({ ok: true, value: { cut: true, definition: { name: 'Long' } } })
    expect(read.ok && 'steps' in read.value.definition).toBe(false)
  })
})
