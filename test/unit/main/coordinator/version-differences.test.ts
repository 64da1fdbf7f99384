import { describe, expect, test } from 'vitest'
import { keepUnchanged } from '../../../../main/coordinator/keep-unchanged.ts'
import { versionDifferences } from '../../../../main/coordinator/version-differences.ts'
import { show } from '../../../support/coordinator-rig.ts'
import { playlistData } from '../../../support/show-bytes.ts'

async function between(now: object, then: object) {
  const kept = await keepUnchanged(show(now), show(then), () => Promise.resolve())
  return [...versionDifferences(show(now), kept.show)]
}

const step = (offset: number, value = 0) => ({ offset, type: 'lights.go', payload: { value } })
const chase = (...steps: readonly object[]) => ({
  playlists: [playlistData('chase', { name: 'Chase', steps })],
})
const events = { 'lights.go': {} }

describe('what is other in a version', () => {
  test('is nothing where it is the same', async () => {
    expect(await between({}, {})).toEqual([])
  })

  test('of steps is which came, went, were moved in time, or are others at the same time', async () => {
    const now = chase(step(0, 1), step(10, 2), step(20, 3), step(30, 4), step(40, 5))
    const then = chase(step(0, 1), step(15, 2), step(20, 9), step(50, 7), step(60, 8))
    expect(await between({ ...now, events }, { ...then, events })).toEqual([
      { kind: 'step', how: 'added', count: 2, in: 'Chase', names: [] },
      { kind: 'step', how: 'changed', count: 1, in: 'Chase', names: [] },
      { kind: 'step', how: 'moved', count: 1, in: 'Chase', names: [] },
      { kind: 'step', how: 'removed', count: 2, in: 'Chase', names: [] },
    ])
  })

  test('of many equal steps counts each once', async () => {
    const now = chase(...Array.from({ length: 5 }, () => step(0)))
    const then = chase(...Array.from({ length: 3 }, () => step(0)), step(7), step(7), step(7))
    expect(await between({ ...now, events }, { ...then, events })).toEqual([
      { kind: 'step', how: 'added', count: 1, in: 'Chase', names: [] },
      { kind: 'step', how: 'moved', count: 2, in: 'Chase', names: [] },
    ])
  })

  test('of rules and cues is told by scheduler and list, and of these what else is other', async () => {
    const rule = (id: string, message: string) => ({
      ...{ id, when: [{ kind: 'event', match: { event: 'playlist.stopped' } }] },
      actions: [{ action: 'log', message }],
    })
    const cue = (id: string, number: string) => ({ id, number, name: `Cue ${number}` })
    const now = {
      schedulers: [{ id: 'house', name: 'House', rules: [rule('a', 'one'), rule('b', 'two')] }],
      cueLists: [{ id: 'main', name: 'Main', cues: [cue('c1', '1'), cue('c2', '2')] }],
    }
    const then = {
      schedulers: [{ id: 'house', name: 'House', rules: [rule('b', 'three')] }],
      cueLists: [{ id: 'main', name: 'All', cues: [cue('c2', '2'), cue('c1', '1'), cue('c3', '3')] }],
    }
    expect(await between(now, then)).toEqual([
      { kind: 'cueList', how: 'changed', count: 1, names: ['All'] },
      { kind: 'cue', how: 'added', count: 1, in: 'All', names: ['Cue 3'] },
      { kind: 'cue', how: 'moved', count: 2, in: 'All', names: [] },
      { kind: 'rule', how: 'changed', count: 1, in: 'House', names: ['b'] },
      { kind: 'rule', how: 'removed', count: 1, in: 'House', names: ['a'] },
    ])
  })

  test('names the first of many, and counts all', async () => {
    const playlists = Array.from({ length: 9 }, (_, index) => playlistData(`p${index}`))
    expect(await between({ playlists: [] }, { playlists })).toEqual([
      { kind: 'playlist', how: 'added', count: 9, names: ['p0', 'p1', 'p2', 'p3', 'p4'] },
    ])
  })
})
