import { expect, test } from 'vitest'
import { cueTime, playlistRows, standbyWords, waitingCues } from '../../../../renderer/lib/remote-words.ts'
import type { CueStateView, CueView } from '../../../../shared/contract/cue-streams.ts'
import type { PlaylistView, RunView } from '../../../../shared/contract/streams.ts'

const cue = {
  ...{ key: 'main/a', listId: 'main', cueId: 'a', number: '1', name: 'Thunder', note: 'on the flash' },
  acts: [
    { action: 'start_playlist', id: 'storm', listId: null, detail: null },
    { action: 'set_param', id: 'level', listId: null, detail: null },
    { action: 'start_playlist', id: 'rain', listId: null, detail: null },
  ],
} as unknown as CueView

test('a cue takes as long as the longest playlist that it starts', () => {
  const lengthOf = (id: string): number => (id === 'rain' ? 9_000 : 4_000)
  expect(cueTime(cue, lengthOf)).toBe(9_000)
  expect(cueTime({ ...cue, acts: [] }, lengthOf)).toBe(null)
  expect(cueTime(null, lengthOf)).toBe(null)
})

test('what stands by is named by number, name and note; without lists by the playlist', () => {
  expect(standbyWords(cue, null, 9_000)).toEqual({
    ...{ number: '1', name: 'Thunder', note: 'on the flash', time: 9_000 },
  })
  expect(standbyWords(null, { name: 'Storm', length: 4_000 }, null)).toEqual({
    ...{ number: '', name: 'Storm', note: '', time: 4_000 },
  })
  expect(standbyWords(null, null, null).name).toBe('Nothing stands by')
})

test('cues that wait say for how long, and stand still while they are paused', () => {
  const states = [
    { key: 'main/a', play: 1, wait: { kind: 'pre', dueAt: 5_000, left: 4_000 } },
    { key: 'main/b', play: 2, wait: { kind: 'post', dueAt: null, left: 700 } },
    { key: 'main/c', play: 3, wait: null },
  ] as unknown as CueStateView[]
  expect(waitingCues(states, (key) => (key === 'main/a' ? cue : undefined), 2_000)).toEqual([
    { play: 1, name: '1 Thunder', state: 'waiting', left: 3_000 },
    { play: 2, name: 'main/b', state: 'paused', left: 700 },
  ])
})

test('a playlist that runs reads so, whatever stands by', () => {
  const playlist = (id: string) => ({ id, name: id, colour: null }) as unknown as PlaylistView
  const held = [{ anchor: { state: 'holding' } }] as unknown as RunView[]
  const runs = { view: { standby: 'a' }, byPlaylist: new Map([['b', held]]) }
  expect(playlistRows([playlist('a'), playlist('b'), playlist('c')], runs).map(({ state }) => state)).toEqual(
    ['standby', 'held', null],
  )
})
