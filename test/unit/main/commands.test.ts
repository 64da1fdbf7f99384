import { describe, expect, test } from 'vitest'
import { createCommands } from '../../../main/commands.ts'
import type { Commands } from '../../../main/commands.ts'
import { Standby } from '../../../main/playlists/standby.ts'
import { Stage } from '../../support/stage.ts'

const by = { by: 'operator', cause: null }

function desk(stage: Stage, ...ids: readonly string[]): Commands {
  stage.register(...ids.map((id) => ({ id, steps: [{ offset: 1000, type: 'lights.go' }] })))
  return createCommands({
    playlists: stage.playlists,
    standby: new Standby(stage.playlists, stage.dispatcher.publish),
    history: stage.dispatcher.history,
    showEvents: new Set(['lights.go']),
    publish: stage.dispatcher.publish,
  })
}

describe('GO and standby', () => {
  test('GO starts the playlists one after another and then has nothing on standby', () => {
    using stage = new Stage()
    const { execute } = desk(stage, 'one', 'two')
    expect(execute('show.go', {}, by)).toEqual({ ok: true, value: { runId: 'one#1' } })
    expect(execute('show.go', {}, by)).toEqual({ ok: true, value: { runId: 'two#2' } })
    expect(execute('show.go', {}, by)).toMatchObject({ ok: false, error: { code: 'standby/none' } })
    stage.settle()
    expect(stage.of('standby.changed').map(({ payload }) => payload.playlistId)).toEqual(['two', null])
  })

  test('back moves the standby up without starting or stopping anything, and stays at the first', () => {
    using stage = new Stage()
    const { execute } = desk(stage, 'one', 'two')
    execute('show.go', {}, by)
    execute('show.go', {}, by)
    expect(execute('show.back', {}, by)).toEqual({ ok: true, value: { playlistId: 'two' } })
    expect(execute('show.back', {}, by)).toEqual({ ok: true, value: { playlistId: 'one' } })
    expect(execute('show.back', {}, by)).toEqual({ ok: true, value: { playlistId: 'one' } })
    stage.settle()
    expect(stage.of('playlist.created')).toHaveLength(2)
    expect(stage.of('playlist.stopped')).toEqual([])
  })
})

describe('a command', () => {
  test('is answered at once and published before what it causes', () => {
    using stage = new Stage()
    const { execute } = desk(stage, 'one')
    execute('playlist.start', { id: 'one' }, { by: 'ws:1', cause: null })
    stage.settle()
    const accepted = stage.of('command.accepted')[0]
    expect(accepted).toMatchObject({
      source: 'ws:1',
      payload: { command: 'playlist.start', args: { id: 'one' }, by: 'ws:1' },
    })
    expect(stage.of('playlist.created')[0]?.cause).toBe(accepted?.seq)
  })

  test.each([
    ['show.explode', {}, 'command/unknown', 'show.explode'],
    ['playlist.start', {}, 'command/invalid', 'playlist.start id'],
    ['playlist.start', { id: 'one', extra: 1 }, 'command/invalid', 'playlist.start'],
    ['run.setRate', { runId: 'one#1', rate: 0 }, 'command/invalid', 'run.setRate rate'],
    ['run.seek', { runId: 'one#1', position: -1 }, 'command/invalid', 'run.seek position'],
    ['playlist.start', { id: 'nobody' }, 'playlist/unknown', 'nobody'],
    ['run.stop', { runId: 'one#9' }, 'run/unknown', 'one#9'],
    ['standby.set', { playlistId: 'nobody' }, 'playlist/unknown', 'nobody'],
    ['event.publish', { type: 'osc.send' }, 'event/reserved', 'osc.send'],
    ['event.publish', { type: 'never.declared' }, 'event/unknown', 'never.declared'],
    ['playlist.start', 'nonsense', 'command/invalid', 'playlist.start'],
  ])('%s %j is refused with its place, and the refusal published', (name, args, code, where) => {
    using stage = new Stage()
    const { execute } = desk(stage, 'one')
    expect(execute(name, args, by)).toMatchObject({ ok: false, error: { code, where } })
    stage.settle()
    expect(stage.of('command.rejected').map(({ payload }) => payload.code)).toEqual([code])
  })

  test('panic stops every run', () => {
    using stage = new Stage()
    const { execute } = desk(stage, 'one', 'two')
    execute('playlist.start', { id: 'one' }, by)
    execute('playlist.start', { id: 'two' }, by)
    expect(execute('show.panic', {}, by)).toEqual({ ok: true, value: { runs: 2 } })
    stage.clock.advanceTo(5000)
    expect(stage.of('playlist.stopped').map(({ payload }) => payload.reason)).toEqual([
      'cancelled',
      'cancelled',
    ])
    expect(stage.of('lights.go')).toEqual([])
  })

  test('a query answers and leaves no event', () => {
    using stage = new Stage()
    const { execute } = desk(stage, 'one')
    stage.settle()
    const before = stage.events.length
    expect(execute('events.query', { type: 'playlist.registered' }, by)).toMatchObject({
      ok: true,
      value: { events: [{ type: 'playlist.registered' }] },
    })
    stage.settle()
    expect(stage.events.length).toBe(before)
  })
})
