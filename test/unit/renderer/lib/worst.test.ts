import { describe, expect, test } from 'vitest'
import { lightOf, placeOf, shortWords, worstFirst } from '../../../../renderer/lib/worst.ts'
import { nameIn, withoutCode } from '../../../../renderer/lib/plain-words.ts'
import type { StandingWarning } from '../../../../shared/model/health.ts'

const warning = (code: string, where: string, more: Partial<StandingWarning> = {}): StandingWarning => ({
  ...{ id: `${code} ${where}`, code, where, what: 'it is wrong', next: 'look', since: 1000, times: 1 },
  ...{ isNow: true, happened: false, ...more },
})
const PEDAL = warning('device/lost', 'Pedal (hid:054c:09cc:1)', {
  about: { kind: 'device', id: 'hid:054c:09cc:1' },
})
const DESK = warning('osc/target-failing', 'OSC target desk (10.0.0.5:8000)', {
  ...{ since: 500, about: { kind: 'target', id: 'desk' } },
})
const LOST = warning('osc/target-dropping', 'OSC target desk (10.0.0.5:8000)', {
  about: { kind: 'target', id: 'desk' },
})
const RULE = warning('rule/failing', 'rule Greet (foyer/greet)', {
  about: { kind: 'rule', id: 'greet', in: 'foyer' },
})
const RUN = warning('playlist/failed', 'playlist Sunrise', {
  happened: true,
  about: { kind: 'playlist', id: 'sun' },
})
const MUTED = warning('output/muted', 'OSC target media', { about: { kind: 'target', id: 'media' } })
const HELD = warning('rules/held', 'rules')
const STRANGE = warning('something/new', 'somewhere', { what: 'it is odd' })

describe('the light', () => {
  test('is well where nothing is wrong, and says so in a word', () => {
    expect(lightOf([], true)).toMatchObject({ tone: 'well', words: 'all well', count: 0, since: null })
  })

  test('says of one thing what it is, since when, and leads to its card', () => {
    expect(lightOf([PEDAL], true)).toEqual({
      ...{
        tone: 'trouble',
        words: 'Pedal lost',
        short: 'Pedal lost',
        since: 1000,
        count: 1,
        isLastKnown: false,
      },
      place: { view: 'health', card: 'device:hid:054c:09cc:1' },
    })
  })

  test('counts things and not sentences, and says the worst', () => {
    expect(lightOf([MUTED, LOST, RULE, DESK], true)).toMatchObject({
      ...{ tone: 'trouble', words: '3 warnings: desk does not answer', since: 500, count: 3 },
      place: { view: 'health', card: 'target:desk' },
    })
  })

  test('of what somebody has chosen is attention, and no trouble', () => {
    expect(lightOf([MUTED], true)).toMatchObject({ tone: 'attention', words: 'media is muted' })
    expect(lightOf([HELD, MUTED], true)).toMatchObject({
      tone: 'attention',
      words: '2 warnings: rules are held',
    })
  })

  test('without the engine is what was last known, and not a state', () => {
    expect(lightOf([PEDAL], false)).toMatchObject({ tone: 'unknown', words: 'Pedal lost', isLastKnown: true })
    expect(lightOf([], false)).toMatchObject({ tone: 'unknown', words: 'was well', isLastKnown: true })
    expect(lightOf(null, false)).toMatchObject({ tone: 'unknown', words: 'health not known' })
  })
})

test('what does not happen comes before what might, and what was chosen comes last', () => {
  const sorted = worstFirst([MUTED, HELD, STRANGE, RUN, RULE, PEDAL, DESK])
  expect(sorted.map(({ code }) => code)).toEqual([
    ...['device/lost', 'osc/target-failing', 'playlist/failed', 'rule/failing'],
    ...['something/new', 'rules/held', 'output/muted'],
  ])
})

test('a rule is mended in Rules, at its row', () => {
  expect(placeOf(RULE)).toEqual({ view: 'rules', rule: { schedulerId: 'foyer', ruleId: 'greet' } })
  expect(placeOf(HELD)).toEqual({ view: 'rules', rule: null })
  expect(placeOf(STRANGE)).toEqual({ view: 'health', card: 'where:somewhere' })
})

test.each([
  [RULE, 'rule Greet fails'],
  [RUN, 'Sunrise failed'],
  [warning('save/disk-full', '/shows/a.show.json', { id: 'show.save.failing' }), 'the show cannot be saved'],
  [STRANGE, 'somewhere: it is odd'],
])('%s', (one, words) => {
  expect(shortWords(one)).toBe(words)
})

test('what the system calls it is no part of the sentence', () => {
  expect(withoutCode('messages cannot be delivered: nothing listens there (ECONNREFUSED)')).toEqual({
    words: 'messages cannot be delivered: nothing listens there',
    code: 'ECONNREFUSED',
  })
  expect(withoutCode('connect ENETUNREACH 10.0.0.5:8000')).toEqual({
    words: 'this computer is in no network that leads there 10.0.0.5:8000',
    code: 'ENETUNREACH',
  })
  expect(withoutCode('the EDITS are gone')).toEqual({ words: 'the EDITS are gone', code: null })
  expect(withoutCode('the disk is full')).toEqual({ words: 'the disk is full', code: null })
})

test('what a person calls it', () => {
  expect(['Pedal (hid:1)', 'OSC target desk (10.0.0.5:8000)', 'cue 2.5 Haze', 'rules'].map(nameIn)).toEqual([
    ...['Pedal', 'desk', 'cue 2.5 Haze', 'rules'],
  ])
})
