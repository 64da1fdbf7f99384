import { expect, test } from 'vitest'
import {
  causeText,
  endedState,
  endedWords,
  runState,
  runsInShort,
  runWords,
} from '../../../../renderer/lib/run-words.ts'
import type { RunView } from '../../../../shared/contract/streams.ts'
import type { RunState } from '../../../../shared/model/payload/playlist.ts'

function run(runId: string, state: RunState): RunView {
  return {
    runId,
    playlistId: 'a',
    name: 'a',
    anchor: { at: 0, position: 0, rate: 1, state },
    startedAt: 0,
    emitted: 0,
    emissions: 1,
    lastLateBy: 0,
    maxLateBy: 0,
    ended: null,
  }
}

const prompts = new Map([['a-1', 'Stage clear?']])

test('a run that holds says for what', () => {
  expect(runWords(run('a-1', 'holding'), 'Stage clear?')).toBe('holding: Stage clear?')
  expect(runWords(run('a-1', 'holding'), undefined)).toBe('holding')
  expect(runWords(run('a-1', 'running'), 'Stage clear?')).toBe('running')
})

test.each<[readonly RunState[], string, boolean]>([
  [['running'], 'running', true],
  [['holding'], 'holding: Stage clear?', false],
  [['paused'], 'paused', false],
  [['running', 'running'], '2 running', true],
  [['holding', 'running'], '1 running, 1 holding', true],
  [['holding', 'paused'], '1 holding, 1 paused', false],
])('runs that are %j read %j', (states, text, moves) => {
  const runs = states.map((state, index) => run(`a-${index + 1}`, state))
  expect(runsInShort(runs, prompts)).toEqual({ text, moves })
})

test('a run that ended says what of it never left', () => {
  const ended = { at: 1, reason: 'completed', detail: null } as const
  const whole = { ...run('a-1', 'stopped'), ended }
  expect(endedWords(whole)).toBe('completed')
  expect(endedWords({ ...whole, notSent: 12 })).toBe('completed, 12 messages not sent')
  expect(endedWords({ ...whole, notSent: 1, passedOver: 40 })).toBe(
    'completed, 1 message not sent, 40 steps passed over',
  )
  expect(
    endedWords({ ...whole, ended: { ...ended, reason: 'failed', detail: 'no runner' }, passedOver: 1 }),
  ).toBe('failed: no runner, 1 step passed over')
})

test('every state of a run has a shape and a word', () => {
  expect(runState(run('a-1', 'running'), undefined)).toMatchObject({ glyph: 'running', word: 'running' })
  expect(runState(run('a-1', 'paused'), undefined)).toMatchObject({ glyph: 'paused', word: 'paused' })
  const holding = runState(run('a-1', 'holding'), 'Stage clear?')
  expect(holding).toMatchObject({ glyph: 'held', word: 'holding: Stage clear?' })
  expect(endedState('failed').glyph).toBe('failed')
  expect(endedState('completed').glyph).toBe('done')
  expect(endedState('interrupted').glyph).toBe('stopped')
})

test('what led to a run is one line, the nearest first', () => {
  const words = ['cue 2 Colour chase', 'GO, FOH tablet']
  expect(causeText({ seq: 3, words }).text).toBe('cue 2 Colour chase ← GO, FOH tablet')
  expect(causeText({ seq: 3, words: [] }).text).toBe('why?')
  expect(causeText(undefined).text).toBe('why?')
})
