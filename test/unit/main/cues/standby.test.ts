import { describe, expect, test } from 'vitest'
import type { ShowChange } from '../../../../shared/model/show-change.ts'
import { Standby } from '../../../../main/cues/standby.ts'
import { Stage, playlist } from '../../../support/stage.ts'

class Desk extends Stage {
  /** How often it was said that another stands by. */
  changes = 0
  readonly standby = new Standby({
    publish: this.dispatcher.publish,
    changed: () => {
      this.changes += 1
    },
    start: (id, cause) => this.playlists.start(id, { trigger: null, cause, by: 'go' }),
  })

  take(kind: ShowChange['kind'], ...ids: readonly string[]): void {
    const playlists = ids.map((id) => playlist({ id }))
    this.playlists.take(playlists, { kind, cause: null })
    this.standby.take({ minimumGoTime: 0, playlists }, { kind, cause: 41 })
    this.settle()
  }
}

const moves = (desk: Desk) => desk.of('standby.changed').map(({ payload }) => payload.playlistId)

describe('what stands by', () => {
  test('is the first of a show that is opened, without word of it', () => {
    using desk = new Desk()
    desk.take('open', 'a', 'b')
    expect(desk.standby.current).toBe('a')
    expect(moves(desk)).toEqual([])
  })

  test.each([
    ['stays where nothing of it changed', ['a', 'b', 'c', 'd'], 'b'],
    ['stays where others came, went and moved', ['c', 'x', 'b'], 'b'],
    ['is the next in order where it is gone', ['a', 'c', 'd'], 'c'],
    ['is the next that is left, wherever that is now', ['d', 'x', 'a'], 'd'],
    ['is nothing where all behind it are gone', ['a', 'x'], null],
    ['is nothing in an empty show', [], null],
  ])('%s', (_, ids, current) => {
    using desk = new Desk()
    desk.take('open', 'a', 'b', 'c', 'd')
    desk.standby.set('b', null)
    desk.take('edit', ...ids)
    expect(desk.standby.current).toBe(current)
    expect(moves(desk)).toEqual(current === 'b' ? ['b'] : ['b', current])
    if (current !== 'b') expect(desk.of('standby.changed').at(-1)?.cause).toBe(41)
  })

  test('stays where it is called otherwise, and is told by that name', () => {
    using desk = new Desk()
    desk.take('open', 'a', 'b', 'c')
    desk.standby.set('b', null)
    const playlists = ['a', 'x', 'c'].map((id) => playlist({ id }))
    const renamed = [{ kind: 'playlist' as const, from: 'b', to: 'x' }]
    const change = { kind: 'edit', cause: 41, renamed } as const
    desk.playlists.take(playlists, change)
    desk.standby.take({ minimumGoTime: 0, playlists }, change)
    desk.settle()
    expect(moves(desk)).toEqual(['b', 'x'])
    desk.standby.go(null, desk.clock.now(), 'FOH tablet')
    desk.settle()
    expect(desk.standby.current).toBe('c')
  })

  test('stays nothing where nothing stood by, and becomes the first playlist of an empty show', () => {
    using desk = new Desk()
    desk.take('open')
    expect(desk.standby.current).toBeNull()
    desk.take('edit', 'a')
    expect(desk.standby.current).toBe('a')
    desk.standby.set(null, null)
    desk.take('edit', 'a', 'b')
    expect(desk.standby.current).toBeNull()
  })

  test('is the first of another show that is opened, with word of it', () => {
    using desk = new Desk()
    desk.take('open', 'a', 'b')
    desk.take('open', 'x', 'y')
    expect(desk.standby.current).toBe('x')
    expect(moves(desk)).toEqual(['x'])
  })

  test('goes on in the order that the show has now, with the time between two GOs that it asks for now', () => {
    using desk = new Desk()
    desk.take('open', 'a', 'b', 'c')
    desk.take('edit', 'a', 'c', 'b')
    expect(desk.standby.go(null, desk.clock.now(), 'FOH tablet')).toMatchObject({ ok: true })
    expect(desk.standby.current).toBe('c')
    const playlists = desk.playlists.list()
    desk.standby.take({ minimumGoTime: 300, playlists }, { kind: 'edit', cause: null })
    expect(desk.standby.go(null, desk.clock.now(), 'FOH tablet')).toMatchObject({
      error: { code: 'go/too-soon' },
    })
  })
})
