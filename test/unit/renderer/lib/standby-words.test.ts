import { expect, test } from 'vitest'
import { besideWords, offWords, pauseWords, standbyWords } from '../../../../renderer/lib/standby-words.ts'
import type { StandingBy, TimeLeft } from '../../../../renderer/lib/standby-words.ts'
import type { RunView } from '../../../../shared/contract/streams.ts'

const moon: StandingBy = {
  ...{
    number: '5',
    name: 'Moon flies in',
    kind: 'cue',
    note: 'Winch',
    length: null,
    off: true,
    loaded: null,
  },
}

test('a cue that is off says that a GO does nothing, by its number or else its name', () => {
  expect(offWords(moon)).toBe('GO does nothing: 5 is off')
  expect(offWords({ number: null, name: 'Haze' })).toBe('GO does nothing: Haze is off')
  expect(standbyWords(moon, null)).toBe('5 Moon flies in\nWinch\nGO does nothing: 5 is off')
  expect(standbyWords({ ...moon, off: false, note: '' }, null)).toBe('5 Moon flies in\nStart it (Space)')
  expect(standbyWords(null, { why: 'End of the list', next: 'Back' })).toBe('End of the list. Back')
})

const left = (state: 'running' | 'paused'): TimeLeft => {
  const run: RunView = {
    ...{ runId: 'r', playlistId: 'p', name: 'Chase', startedAt: 0, emitted: 0, emissions: 1, ended: null },
    ...{ anchor: { at: 0, position: 0, rate: 1, state }, lastLateBy: 0, maxLateBy: 0 },
  }
  return { number: '3', name: 'Chase', length: 9_000, playing: state === 'running', run }
}

test('what is counted down is not among what runs beside it', () => {
  const counts = { running: 3, paused: 1, holding: 0 }
  expect(besideWords(left('running'), counts, false)).toBe('and 2 running, 1 paused')
  expect(besideWords(left('running'), { ...counts, paused: 0 }, false)).toBe('and 2 more')
  expect(besideWords(left('running'), { ...counts, paused: 0 }, true)).toBe('ends soon, and 2 more')
  expect(besideWords(left('running'), { running: 1, paused: 0, holding: 0 }, false)).toBe('running')
  expect(besideWords(left('paused'), { running: 0, paused: 2, holding: 0 }, false)).toBe('paused, and 1 more')
  expect(besideWords(null, { running: 0, paused: 0, holding: 0 }, false)).toBe('nothing runs')
})

test('what fades is said where nothing else runs, and beside what does', () => {
  const none = { running: 0, paused: 0, holding: 0 }
  expect(besideWords(null, none, false)).toBe('nothing runs')
  expect(besideWords(null, none, false, 4)).toBe('4 faders move')
  expect(besideWords(null, none, false, 1)).toBe('1 fader moves')
  expect(besideWords(left('running'), { ...none, running: 1 }, false, 2)).toBe('running, 2 faders move')
  expect([pauseWords(0), pauseWords(1)]).toEqual([
    'Nothing runs or waits',
    '1 fader moves: Pause holds only what runs and cues began; Stop ends all fades where they are',
  ])
})
