// What becomes of playlists and their runs when they are taken anew.
import { describe, expect, test } from 'vitest'
import type { ShowChange } from '../../../../shared/model/show-change.ts'
import { Stage, playlist } from '../../../support/stage.ts'
import { BY_EDIT, edited, rename as renameEdit, showOf } from '../../../support/renamed-show.ts'
import { AskingStage, ask } from './asking-stage.ts'
import { SilentStage } from './silent-stage.ts'

const cue = (offset: number, type: string) => ({ offset, type: `lights.${type}` })
const hit = (event: string) => [{ event }]

function take(
  stage: Stage,
  definitions: readonly Record<string, unknown>[],
  kind: ShowChange['kind'] = 'edit',
  cause: number | null = null,
): void {
  stage.playlists.take(definitions.map(playlist), { kind, cause })
  stage.settle()
}

/** `runId reason` of all that have ended. */
const ended = (stage: Stage): string[] =>
  stage.of('playlist.stopped').map(({ payload: { runId, reason } }) => `${runId} ${reason}`)

describe('taking playlists', () => {
  test('the same again does nothing at all, be it the same objects or equal ones', () => {
    using stage = new Stage()
    const show = () =>
      ['a', 'b'].map((id) => playlist({ id, triggers: hit(`${id}.hit`), steps: [cue(100, id)] }))
    const first = show()
    stage.playlists.take(first, { kind: 'open', cause: null })
    stage.start('a')
    const before = { events: stage.events.length, list: stage.playlists.list(), runs: stage.playlists.runs() }
    for (const again of [first, show(), show()]) stage.playlists.take(again, { kind: 'reload', cause: 7 })
    stage.settle()
    expect(stage.events).toHaveLength(before.events)
    for (const [place, definition] of stage.playlists.list().entries())
      expect(definition).toBe(before.list[place])
    expect(stage.playlists.runs()).toEqual(before.runs)
    stage.clock.advanceTo(200)
    stage.emit('b.hit')
    stage.clock.advanceTo(400)
    expect(stage.heard('lights.a', 'lights.b')).toEqual(['100 lights.a', '300 lights.b'])
  })

  test('one that changed keeps its handle, and is started by what starts it now', () => {
    using stage = new Stage()
    take(stage, [{ id: 'p', triggers: hit('old.hit'), steps: [cue(0, 'a')] }], 'open')
    take(stage, [{ id: 'p', name: 'Other', triggers: hit('new.hit'), steps: [cue(0, 'b')] }], 'edit', 41)
    const told = stage.of('playlist.registered')
    expect(told.map(({ cause, payload }) => [cause, payload.name, payload.updated])).toEqual([
      [null, 'p', false],
      [41, 'Other', true],
    ])
    expect(told[1]?.payload.handle).toBe(told[0]?.payload.handle)
    stage.emit('old.hit')
    stage.emit('new.hit')
    stage.clock.advanceTo(10)
    expect(stage.heard('lights.a', 'lights.b')).toEqual(['0 lights.b'])
  })

  test('one that is gone is neither listed nor started any more', () => {
    using stage = new Stage()
    take(stage, [{ id: 'p', triggers: hit('p.hit') }, { id: 'q' }], 'open')
    const handle = stage.of('playlist.registered')[0]?.payload.handle
    take(stage, [{ id: 'q' }], 'edit', 42)
    expect(stage.of('playlist.removed')).toMatchObject([{ cause: 42, payload: { playlistId: 'p', handle } }])
    stage.emit('p.hit')
    expect(stage.of('playlist.created')).toEqual([])
    expect(stage.playlists.list().map(({ id }) => id)).toEqual(['q'])
    expect(stage.playlists.health().definitions).toBe(1)
  })

  test('they are listed, and hear what they share, in the order of the show', () => {
    using stage = new Stage()
    const all = ['a', 'b', 'c'].map((id) => ({ id, triggers: hit('all.hit'), steps: [cue(0, id)] }))
    const [a, b, c] = all as [(typeof all)[0], (typeof all)[0], (typeof all)[0]]
    take(stage, all, 'open')
    take(stage, [c, { ...b, triggers: [...hit('b.hit'), ...hit('all.hit')] }, a])
    expect(stage.playlists.list().map(({ id }) => id)).toEqual(['c', 'b', 'a'])
    stage.emit('all.hit')
    expect(stage.of('playlist.created').map(({ payload }) => payload.playlistId)).toEqual(['c', 'b', 'a'])
  })

  test('a thousand of which one changes: only that one is touched', () => {
    using stage = new SilentStage()
    const show = Array.from({ length: 1000 }, (_, index) =>
      playlist({ id: `p${index}`, triggers: hit(`p${index}.hit`), steps: [cue(10, 'a'), cue(20, 'b')] }),
    )
    stage.playlists.take(show, { kind: 'open', cause: null })
    stage.settle()
    const loaded = stage.runners.timeline
    stage.events.length = 0
    const changed = show.map((one, at) => (at === 500 ? { ...one, steps: [...one.steps].reverse() } : one))
    stage.playlists.take(changed, { kind: 'edit', cause: null })
    stage.settle()
    expect(stage.events.map(({ type, source }) => `${type} ${source}`)).toEqual([
      'playlist.registered playlist:p500',
    ])
    stage.clock.advanceTo(stage.clock.now() + 250)
    expect(stage.runners.timeline).toBe(loaded + 1)
    const list = stage.playlists.list()
    expect(show.filter((one, at) => one !== list[at]).map(({ id }) => id)).toEqual(['p500'])
  })

  test('what nothing plays is compiled once its editor rests, however often it was edited', () => {
    using stage = new SilentStage()
    const edition = (offset: number) => ({ id: 'q', steps: [cue(offset, 'a')] })
    take(stage, [edition(0)], 'open')
    const loaded = stage.runners.timeline
    for (const offset of [1, 2, 3]) {
      take(stage, [edition(offset)])
      stage.clock.advanceTo(stage.clock.now() + 249)
    }
    expect(stage.runners.timeline).toBe(loaded)
    expect(stage.playlists.list()).toMatchObject([edition(3)])
    stage.clock.advanceTo(stage.clock.now() + 1)
    expect(stage.runners.timeline).toBe(loaded + 1)
  })

  test('one that is started right behind its edit plays what it is then', () => {
    using stage = new Stage()
    const edition = (type: string) => ({ id: 'q', steps: [cue(10, type), cue(20, 'b')] })
    take(stage, [edition('a')], 'open')
    take(stage, [edition('c')])
    take(stage, [edition('d')])
    stage.start('q')
    stage.clock.advanceTo(400)
    expect(
      stage.heard('lights.a', 'lights.b', 'lights.c', 'lights.d').map((line) => line.split(' ')[1]),
    ).toEqual(['lights.d', 'lights.b'])
  })

  test('one that was edited and is removed at once is not compiled', () => {
    using stage = new SilentStage()
    take(stage, [{ id: 'q', steps: [cue(0, 'a')] }], 'open')
    const loaded = stage.runners.timeline
    take(stage, [{ id: 'q', steps: [cue(1, 'a')] }])
    take(stage, [])
    stage.clock.advanceTo(1000)
    expect(stage.runners.timeline).toBe(loaded)
  })

  test('what only changes around its steps is not compiled anew', () => {
    using stage = new SilentStage()
    const loaded = stage.runners.timeline
    const steps = [ask(100), { offset: 200, type: 'lights.b' }]
    take(stage, [{ id: 'p', name: 'Other', colour: '#ffb000', steps }])
    expect(stage.runners.timeline).toBe(loaded)
    expect(stage.playlists.list()).toMatchObject([{ name: 'Other' }])
  })
})

const OLD = [cue(0, 'a'), cue(100, 'b'), cue(200, 'c')]
const NEW = [cue(0, 'a'), cue(100, 'b'), cue(150, 'x'), cue(300, 'd')]
const LIGHTS = ['a', 'b', 'c', 'x', 'd'].map((name) => `lights.${name}`)

describe('a run whose playlist changes', () => {
  const changed = (kind: ShowChange['kind'], fields: object = {}, at = 120): Stage => {
    const stage = new Stage()
    take(stage, [{ id: 'p', steps: OLD }], 'open')
    stage.start('p')
    stage.clock.advanceTo(at)
    take(stage, [{ id: 'p', steps: NEW, ...fields }], kind, 41)
    return stage
  }
  const follows = ['0 lights.a', '100 lights.b', '150 lights.x', '300 lights.d']
  const finishes = ['0 lights.a', '100 lights.b', '200 lights.c']
  const restarts = [
    '0 lights.a',
    '100 lights.b',
    '120 lights.a',
    '220 lights.b',
    '270 lights.x',
    '420 lights.d',
  ]

  test.each([
    ['follows an edit', 'edit', {}, follows, 'p#1 completed'],
    ['finishes where the file was changed', 'reload', {}, finishes, 'p#1 completed'],
    ['ends where another show is opened', 'open', {}, follows.slice(0, 2), 'p#1 changed'],
    ['follows where that is asked for', 'reload', { onChange: 'follow' }, follows, 'p#1 completed'],
    ['finishes where that is asked for', 'edit', { onChange: 'finish' }, finishes, 'p#1 completed'],
    ['ends where that is asked for', 'edit', { onChange: 'stop' }, follows.slice(0, 2), 'p#1 changed'],
    ['restarts where that is asked for', 'edit', { onChange: 'restart' }, restarts, 'p#1 changed'],
  ] as const)('%s', (_, kind, fields, heard, end) => {
    using stage = changed(kind, fields)
    stage.clock.advanceTo(1000)
    expect(stage.heard(...LIGHTS)).toEqual(heard)
    expect(ended(stage)[0]).toBe(end)
  })

  test('names the change as the cause of its end, its new start and its going over', () => {
    using stopped = changed('edit', { onChange: 'stop' })
    expect(stopped.of('playlist.stopped')).toMatchObject([{ cause: 41, payload: { reason: 'changed' } }])
    using restarted = changed('edit', { onChange: 'restart' })
    expect(restarted.of('playlist.created')[1]?.cause).toBe(41)
    using followed = changed('edit')
    expect(followed.of('run.stateChanged').at(-1)).toMatchObject({
      cause: 41,
      payload: { from: 'running', to: 'running', anchor: { at: 0, position: 0, rate: 1 } },
    })
    expect(followed.of('playlist.stopped')).toEqual([])
  })

  test('is shown as playing what it began with where it finishes, and a new start plays what is new', () => {
    using stage = changed('reload', { retrigger: 'overlap' })
    expect(stage.playlists.runs()).toMatchObject([{ runId: 'p#1', earlier: true, emissions: 3 }])
    stage.start('p')
    const [old, young] = stage.playlists.runs()
    expect([old?.earlier, young?.earlier, young?.emissions]).toEqual([true, undefined, 4])
    stage.clock.advanceTo(1000)
    expect(stage.heard('lights.x', 'lights.d')).toEqual(['270 lights.x', '420 lights.d'])
    expect(stage.playlists.runs().map(({ runId, earlier }) => [runId, earlier])).toEqual([
      ['p#2', undefined],
      ['p#1', true],
    ])
  })

  test('goes on finishing when the playlist changes again, and follows where that comes back to its steps', () => {
    using stage = changed('reload')
    take(stage, [{ id: 'p', steps: [cue(130, 'y')] }])
    expect(stage.playlists.runs()).toMatchObject([{ earlier: true, emissions: 3 }])
    take(stage, [{ id: 'p', name: 'Undone', steps: OLD }])
    expect(stage.playlists.runs()).toMatchObject([{ name: 'Undone', emissions: 3 }])
    expect(stage.playlists.runs()[0]).not.toHaveProperty('earlier')
    stage.clock.advanceTo(1000)
    expect(stage.heard(...LIGHTS)).toEqual(finishes)
  })

  test.each(['edit', 'reload'] as const)(
    'takes a new name on by %s, whatever it says about changes',
    (kind) => {
      using stage = changed(kind, {
        steps: OLD,
        name: 'Other',
        onChange: 'stop',
        completion: { type: 'p.done' },
      })
      expect(stage.playlists.runs()).toMatchObject([{ name: 'Other', ended: null }])
      stage.clock.advanceTo(1000)
      expect(stage.heard(...LIGHTS, 'p.done')).toEqual([...finishes, '200 p.done'])
    },
  )

  test('starts anew paused where it was paused', () => {
    using stage = new Stage()
    take(stage, [{ id: 'p', steps: OLD, onChange: 'restart' }], 'open')
    const runId = stage.start('p')
    stage.playlists.change(runId, { kind: 'pause' }, null)
    take(stage, [{ id: 'p', steps: NEW, onChange: 'restart' }])
    stage.clock.advanceTo(1000)
    expect(stage.playlists.runs()[0]).toMatchObject({
      runId: 'p#2',
      anchor: { state: 'paused', position: 0 },
    })
    stage.playlists.change('p#2', { kind: 'resume' }, null)
    stage.clock.advanceTo(1010)
    expect(stage.heard('lights.a')).toEqual(['0 lights.a', '1000 lights.a'])
  })

  test('keeps its rate, whatever the tempo has become', () => {
    using stage = changed('edit', { tempo: 4 })
    expect(stage.playlists.runs()).toMatchObject([{ anchor: { rate: 1 } }])
  })

  test('keeps to the quota that its playlist has now', () => {
    using stage = changed('edit', { quota: { emissions: 3 } })
    stage.clock.advanceTo(1000)
    expect(ended(stage)).toEqual(['p#1 failed'])
    expect(stage.of('playlist.emitted')).toHaveLength(3)
  })

  test('follows two changes at once, also from within a step of its own', () => {
    using stage = new Stage()
    take(stage, [{ id: 'p', steps: OLD }], 'open')
    stage.start('p')
    using _ = stage.dispatcher.subscribe(
      'lights.b',
      () => {
        take(stage, [{ id: 'p', steps: [...OLD, cue(400, 'y')] }])
        take(stage, [{ id: 'p', steps: NEW }])
      },
      { priority: 0, name: 'editor', acts: true },
    )
    stage.clock.advanceTo(1000)
    expect(stage.heard(...LIGHTS, 'lights.y')).toEqual(follows)
  })
})

describe('a run whose playlist is removed', () => {
  test.each([
    ['ends by an edit', 'edit', {}, 'p#1 removed'],
    ['ends where another show is opened', 'open', {}, 'p#1 removed'],
    ['finishes where the file was changed', 'reload', {}, 'p#1 completed'],
    ['ends where it says so', 'reload', { onChange: 'stop' }, 'p#1 removed'],
  ] as const)('%s', (_, kind, fields, end) => {
    using stage = new Stage()
    take(stage, [{ id: 'p', steps: OLD, ...fields }], 'open')
    stage.start('p')
    take(stage, [], kind, 42)
    stage.clock.advanceTo(1000)
    expect(ended(stage)).toEqual([end])
    if (end.endsWith('removed')) expect(stage.of('playlist.stopped')[0]?.cause).toBe(42)
  })

  test('can still be stopped by name while it finishes', () => {
    using stage = new Stage()
    take(stage, [{ id: 'p', steps: OLD }], 'open')
    stage.start('p')
    take(stage, [], 'reload')
    expect(stage.playlists.runs()).toMatchObject([{ earlier: true }])
    expect(stage.playlists.stopPlaylist('p', null)).toEqual({ ok: true, value: { runs: 1 } })
    stage.settle()
    expect(ended(stage)).toEqual(['p#1 cancelled'])
    expect(stage.playlists.stopPlaylist('p', null)).toMatchObject({ error: { code: 'playlist/unknown' } })
  })
})

describe('a run that asks while its playlist changes', () => {
  const asking = (steps: readonly object[]): AskingStage => {
    const stage = new AskingStage()
    take(stage, [{ id: 'p', steps: [cue(0, 'a'), ask(100), cue(200, 'b')] }], 'open')
    stage.start('p')
    stage.clock.advanceTo(500)
    take(stage, [{ id: 'p', steps }], 'edit', 41)
    return stage
  }

  test('is answered at the place where its question is now', () => {
    using stage = asking([cue(0, 'a'), cue(10, 'x'), cue(20, 'y'), ask(100), cue(300, 'c')])
    expect(stage.of('interrupt.cleared')).toEqual([])
    stage.answer('q1', true)
    stage.clock.advanceTo(1000)
    expect(stage.heard('lights.b', 'lights.c')).toEqual(['700 lights.c'])
  })

  test('has its question taken back where that is gone, and goes on', () => {
    using stage = asking([cue(0, 'a'), cue(200, 'b')])
    expect(stage.of('interrupt.cleared')).toMatchObject([{ cause: 41 }])
    stage.clock.advanceTo(1000)
    expect(stage.heard('lights.b')).toEqual(['600 lights.b'])
  })

  test('asks anew what is asked in other words', () => {
    using stage = asking([cue(0, 'a'), ask(100, { prompt: 'Sure?' }), cue(200, 'b')])
    stage.clock.advanceTo(600)
    expect(stage.interrupts.view().pending.map(({ prompt }) => prompt)).toEqual(['Sure?'])
    stage.answer('q2', true)
    stage.clock.advanceTo(1000)
    expect(stage.heard('lights.b')).toEqual(['700 lights.b'])
  })

  test('may be moved over what it has answered, and not over what is new', () => {
    using stage = asking([cue(0, 'a'), cue(50, 'x'), ask(100), cue(200, 'b'), cue(400, 'c')])
    stage.answer('q1', true)
    const seek = (position: number) => stage.playlists.change('p#1', { kind: 'seek', position }, null)
    expect(seek(150)).toMatchObject({ ok: true })
    take(stage, [{ id: 'p', steps: [ask(100), ask(160, { prompt: 'New?' }), cue(400, 'c')] }])
    expect(seek(150)).toMatchObject({ ok: true })
    expect(seek(300)).toMatchObject({ ok: false, error: { code: 'run/unanswered' } })
  })
})

describe('what is under way while a run goes over', () => {
  const STEPS = [ask(100), { offset: 200, type: 'lights.b' }]
  const more = [{ offset: 0, type: 'lights.first' }, ...STEPS]

  test('is read by the steps that it was sent from', () => {
    using stage = new SilentStage()
    take(stage, [{ id: 'p', steps: more }])
    stage.reportHold()
    expect(stage.interrupts.view().pending).toHaveLength(1)
    stage.reportAnchor('holding', true)
    expect(stage.interrupts.view().pending).toHaveLength(1)
    expect(stage.playlists.runs()).toMatchObject([{ emissions: 3 }])
  })

  test('is released where the question will be, though it was answered where it was', () => {
    using stage = new SilentStage()
    stage.reportHold()
    take(stage, [{ id: 'p', steps: more }])
    take(stage, [{ id: 'p', steps: [{ offset: 1, type: 'lights.zero' }, ...more] }])
    const cause = stage.emit('test.command')
    stage.interrupts.answer('q1', true, 'window:1', cause)
    expect(stage.runners.commands.at(-1)).toEqual({ kind: 'release', run: 1, index: 2 })
  })

  test('is not released where the question will be gone', () => {
    using stage = new SilentStage()
    stage.reportHold()
    take(stage, [{ id: 'p', steps: [{ offset: 200, type: 'lights.b' }] }])
    stage.interrupts.answer('q1', true, 'window:1', stage.emit('test.command'))
    expect(stage.runners.commands.map(({ kind }) => kind)).toEqual(['follow'])
  })

  test('is not moved over a question that it will have', () => {
    using stage = new SilentStage({ steps: [{ offset: 200, type: 'lights.b' }] })
    take(stage, [{ id: 'p', steps: STEPS }])
    expect(stage.playlists.change('p#1', { kind: 'seek', position: 150 }, null)).toMatchObject({
      error: { code: 'run/unanswered' },
    })
  })

  test('stops all the same, and what it still reports is not sent', () => {
    using stage = new SilentStage()
    take(stage, [{ id: 'p', steps: more }])
    stage.playlists.stopAll(null)
    stage.reportHold()
    expect(stage.heard('interrupt.raise')).toEqual([])
    expect(stage.runners.commands.map(({ kind }) => kind)).toEqual(['follow', 'stop'])
  })
})

describe('a playlist that is called otherwise', () => {
  const steps = [cue(0, 'a'), cue(100, 'b'), cue(200, 'c')]

  function rename(stage: Stage, from: string, to: string, fields: object = {}): void {
    const renamed = [{ kind: 'playlist' as const, from, to }]
    stage.playlists.take([playlist({ id: to, steps, ...fields })], { kind: 'edit', cause: 41, renamed })
    stage.settle()
  }

  test('plays on, is told by its new name, and is stopped by that', () => {
    using stage = new Stage()
    take(stage, [{ id: 'old', steps }], 'open')
    stage.start('old')
    stage.clock.advanceTo(50)
    stage.settle()
    rename(stage, 'old', 'new')
    stage.clock.advanceTo(150)
    stage.settle()
    expect(stage.playlists.activeIds()).toEqual(['new'])
    expect(stage.of('playlist.emitted').map(({ source }) => source)).toEqual(['playlist:old', 'playlist:new'])
    expect(stage.of('playlist.removed')).toEqual([])
    const handles = stage.of('playlist.registered').map(({ payload }) => payload.handle)
    expect(new Set(handles).size).toBe(1)
    expect(stage.playlists.stopPlaylist('new', null)).toEqual({ ok: true, value: { runs: 1 } })
    stage.settle()
    expect(stage.of('playlist.stopped')).toMatchObject([
      { source: 'playlist:new', payload: { runId: 'old#1', reason: 'cancelled' } },
    ])
    expect(stage.playlists.activeIds()).toEqual([])
  })

  test('is started by its triggers under the new name alone', () => {
    using stage = new Stage()
    const triggers = hit('p.hit')
    take(stage, [{ id: 'old', steps, triggers }], 'open')
    rename(stage, 'old', 'new', { triggers })
    stage.emit('p.hit')
    stage.settle()
    expect(stage.of('playlist.created').map(({ source }) => source)).toEqual(['playlist:new'])
  })

  test('again before its runner has answered leaves no run behind', () => {
    using stage = new SilentStage()
    const change = { kind: 'edit', cause: 41 } as const
    const asked = [ask(100), { offset: 200, type: 'lights.b' }]
    for (const [from, to] of [
      ['p', 'q'],
      ['q', 'r'],
    ] as const) {
      const renamed = [{ kind: 'playlist' as const, from, to }]
      stage.playlists.take([playlist({ id: to, steps: asked })], { ...change, renamed })
    }
    stage.reportAnchor('running', false)
    expect(stage.playlists.runs()).toMatchObject([{ playlistId: 'r' }])
    const anchor = { at: 200, position: 200, rate: 1, state: 'stopped' } as const
    stage.runners.listener?.stopped(1, 'completed', anchor)
    stage.settle()
    expect(stage.of('playlist.stopped')).toMatchObject([{ source: 'playlist:r' }])
    expect(stage.playlists.activeIds()).toEqual([])
  })

  test('leaves its old name to another, which has none of its runs', () => {
    using stage = new Stage()
    take(stage, [{ id: 'old', steps }], 'open')
    stage.start('old')
    const renamed = [{ kind: 'playlist' as const, from: 'old', to: 'new' }]
    const both = ['new', 'old'].map((id) => playlist({ id, steps }))
    stage.playlists.take(both, { kind: 'edit', cause: 41, renamed })
    stage.settle()
    expect(stage.playlists.stopPlaylist('old', null)).toEqual({ ok: true, value: { runs: 0 } })
    expect(stage.playlists.activeIds()).toEqual(['new'])
  })

  describe.each(['follow', 'finish', 'restart', 'stop'] as const)(
    'and does %s when it is changed',
    (onChange) => {
      test.each([
        [
          'itself',
          renameEdit('playlist', 'old', 'new'),
          'new',
          ['0 lights.a', '100 lights.b', '200 lights.c'],
        ],
        [
          'a step of it',
          renameEdit('event', 'lights.b', 'lamps.b'),
          'old',
          ['0 lights.a', '100 lamps.b', '200 lights.c'],
        ],
      ])('plays on where only a name is another: %s', (_, edit, id, heard) => {
        using stage = new Stage()
        const show = showOf({
          events: Object.fromEntries(['a', 'b', 'c'].map((type) => [`lights.${type}`, {}])),
          playlists: [{ id: 'old', name: 'Old', steps, onChange }],
        })
        stage.playlists.take(show.playlists, { kind: 'open', cause: null })
        stage.start('old')
        stage.clock.advanceTo(50)
        const [after, change] = edited(show, edit)
        expect(change.cause).toBe(BY_EDIT)
        stage.playlists.take(after.playlists, change)
        stage.clock.advanceTo(300)
        stage.settle()
        expect(stage.heard('lights.a', 'lights.b', 'lights.c', 'lamps.b')).toEqual(heard)
        expect(stage.of('playlist.stopped')).toMatchObject([
          { source: `playlist:${id}`, payload: { runId: 'old#1', reason: 'completed' } },
        ])
      })
    },
  )
})
