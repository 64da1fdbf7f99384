import { describe, expect, test } from 'vitest'
import { checkEdit } from '../../../../main/build/check-edit.ts'
import { showWarnings } from '../../../../main/build/check-warnings.ts'
import { parseShow } from '../../../../main/build/parse-show.ts'
import { showFile } from '../../../../shared/model/show.ts'
import { bytesOf } from '../../../support/show-bytes.ts'

const list = (id: string, cues: readonly object[], more: object = {}): object => ({
  id,
  name: id,
  cues,
  ...more,
})

function showWith(cueLists: readonly object[], more: object = {}): object {
  return {
    version: 1,
    name: 'Cues',
    events: { 'lights.go': {} },
    params: { level: { type: 'number', max: 10 } },
    osc: { targets: { desk: { host: '127.0.0.1', port: 9000 } } },
    playlists: [{ id: 'intro', name: 'Intro', steps: [] }],
    cueLists,
    ...more,
  }
}

function problemsOf(show: object): readonly [code: string, where: string][] {
  const parsed = parseShow(bytesOf(show), 'f')
  return parsed.ok ? [] : parsed.error.map(({ code, where }) => [code, where.replace('f: ', '')])
}

const acting = (...actions: readonly object[]): object =>
  showWith([list('main', [{ id: 'a', actions }, { id: 'b' }]), list('side', [{ id: 'c' }])])

describe('a cue list', () => {
  test('passes with every kind of action', () => {
    const actions = [
      { action: 'start_playlist', id: 'intro' },
      { action: 'stop_playlist', id: 'intro' },
      { action: 'pause_playlist', id: 'intro' },
      { action: 'resume_playlist', id: 'intro' },
      { action: 'emit', type: 'lights.go', payload: { x: 1 } },
      { action: 'emit', type: 'osc.send', payload: { target: 'desk', address: '/a', args: [] } },
      { action: 'set_param', param: 'level', value: 10 },
      { action: 'raise_interrupt', interrupt: { kind: 'confirmation', prompt: 'Clear?' } },
      { action: 'go_list', list: 'side' },
      { action: 'stop_cue', cue: 'b' },
      { action: 'arm_cue', list: 'side', cue: 'c' },
      { action: 'disarm_cue', list: 'side', cue: 'c' },
    ]
    expect(problemsOf(acting(...actions))).toEqual([])
  })

  test.each<[object, string, string]>([
    [{ action: 'start_playlist', id: 'intr' }, 'show/unknown-playlist', 'id'],
    [{ action: 'emit', type: 'lights.off' }, 'show/unknown-event', 'type'],
    [{ action: 'emit', type: 'cue.started' }, 'show/unknown-event', 'type'],
    [
      { action: 'emit', type: 'osc.send', payload: { target: 'dask', address: '/a', args: [] } },
      'show/unknown-target',
      'payload.target',
    ],
    [{ action: 'set_param', param: 'lever', value: 1 }, 'show/unknown-parameter', 'param'],
    [{ action: 'set_param', param: 'level', value: 11 }, 'show/invalid', 'value'],
    [{ action: 'go_list', list: 'third' }, 'show/unknown-cue-list', 'list'],
    [{ action: 'go_list', list: 'main' }, 'show/go-of-itself', 'list'],
    [{ action: 'stop_cue', cue: 'c' }, 'show/unknown-cue', 'cue'],
    [{ action: 'stop_cue', list: 'third', cue: 'c' }, 'show/unknown-cue-list', 'list'],
    [
      { action: 'raise_interrupt', interrupt: { kind: 'clarification', prompt: 'Which?' } },
      'show/invalid',
      'interrupt.kind',
    ],
  ])('with %j is refused: %s', (action, code, field) => {
    expect(problemsOf(acting(action))).toEqual([[code, `cueLists[0].cues[0].actions[0].${field}`]])
  })

  test('gives each id and each number once; cues without a number may be many', () => {
    const cues = [{ id: 'a', number: '1' }, { id: 'b' }, { id: 'c' }, { id: 'a', number: '1' }]
    expect(problemsOf(showWith([list('main', cues), list('main', [])]))).toEqual([
      ['show/duplicate-id', 'cueLists[1].id'],
      ['show/duplicate-id', 'cueLists[0].cues[3].id'],
      ['show/duplicate-number', 'cueLists[0].cues[3].number'],
    ])
  })

  test.each(['1 5', '1/5', '', '*', '.5'])('refuses %j as a number', (number) => {
    expect(problemsOf(showWith([list('main', [{ id: 'a', number }])]))).toEqual([
      ['show/invalid', 'cueLists[0].cues[0].number'],
    ])
  })
})

describe('groups', () => {
  const group = (id: string, inside?: string): object => ({
    id,
    group: 'together',
    ...(inside === undefined ? {} : { in: inside }),
  })

  test('hold the cues right after them, and groups', () => {
    const cues = [
      group('g'),
      { id: 'a', in: 'g' },
      group('h', 'g'),
      { id: 'b', in: 'h' },
      { id: 'c', in: 'g' },
      { id: 'd' },
    ]
    expect(problemsOf(showWith([list('main', cues)]))).toEqual([])
  })

  test.each<[string, readonly object[], string]>([
    [
      'a cue stands apart from its group',
      [group('g'), { id: 'a' }, { id: 'b', in: 'g' }],
      'show/outside-group',
    ],
    ['a cue stands before its group', [{ id: 'a', in: 'g' }, group('g')], 'show/outside-group'],
    ['it is no group', [{ id: 'g' }, { id: 'a', in: 'g' }], 'show/unknown-group'],
    ['there is no such cue', [{ id: 'a', in: 'g' }], 'show/unknown-group'],
    ['a group is in itself', [group('g', 'g')], 'show/outside-group'],
    [
      'a group that lies in another is closed',
      [group('g'), group('h', 'g'), { id: 'a', in: 'g' }, { id: 'b', in: 'h' }],
      'show/outside-group',
    ],
    [
      'they lie deeper than eight',
      Array.from({ length: 9 }, (_, depth) => group(`g${depth}`, depth === 0 ? undefined : `g${depth - 1}`)),
      'show/too-deep',
    ],
  ])('are refused where %s', (_, cues, code) => {
    expect(problemsOf(showWith([list('main', cues)])).map(([each]) => each)).toEqual([code])
  })
})

describe('controls of the transport', () => {
  const transport = (controls: object): object =>
    showWith([list('main', [{ id: 'a', number: '1' }])], { transport: controls })

  test('are any events that can be listened for', () => {
    const go = [{ event: 'key.received', where: { code: 'Space' } }, { event: 'midi.received' }]
    const cue = [{ match: { event: 'lights.go' }, number: '1' }]
    expect(problemsOf(transport({ go, cue }))).toEqual([])
  })

  test.each<[object, string, string]>([
    [{ stop: [{ event: 'lights.gone' }] }, 'show/unknown-event', 'transport.stop[0].event'],
    [
      { cue: [{ match: { event: 'lights.go' }, list: 'side', number: '1' }] },
      'show/unknown-cue-list',
      'transport.cue[0].list',
    ],
  ])('with %j are refused', (controls, code, where) => {
    expect(problemsOf(transport(controls))).toEqual([[code, where]])
  })
})

describe('what can hardly be meant', () => {
  const warningsOf = (show: object): readonly [string, string][] =>
    showWarnings(showFile.parse(show), 'f').map(({ code, where }) => [code, where.replace('f: ', '')])

  test('is said of cues', () => {
    const cues = [
      { id: 'a', postWait: 5 },
      { id: 'g', group: 'together' },
      { id: 'z', continue: 'auto-follow' },
    ]
    const found = warningsOf(showWith([list('main', cues)])).filter(([, where]) =>
      where.startsWith('cueLists'),
    )
    expect(found).toEqual([
      ['show/no-effect', 'cueLists[0].cues[0].postWait'],
      ['show/no-effect', 'cueLists[0].cues[1].group'],
      ['show/no-effect', 'cueLists[0].cues[2].continue'],
    ])
  })

  test('is said of lists that give each other a GO, and of numbers that no cue has', () => {
    const go = (to: string): object => ({ action: 'go_list', list: to })
    const lists = [
      list('main', [{ id: 'a', actions: [go('side')] }]),
      list('side', [{ id: 'b', actions: [go('main')] }]),
      list('away', [{ id: 'c', actions: [go('main')] }]),
    ]
    const transport = { cue: [{ match: { event: 'key.received' }, number: '7' }] }
    expect(warningsOf(showWith(lists, { transport })).slice(-3)).toEqual([
      ['show/go-in-circle', 'cueLists[0]'],
      ['show/go-in-circle', 'cueLists[1]'],
      ['show/unknown-cue', 'transport.cue[0].number'],
    ])
  })
})

test('an edit of one cue looks at the others only as far as they could clash', () => {
  const before = showFile.parse(showWith([list('main', [{ id: 'a', number: '1' }, { id: 'b' }])]))
  const [first] = before.cueLists
  if (first === undefined) throw new Error('no list')
  const cues = first.cues.map((cue) => (cue.id === 'b' ? { ...cue, number: '1' } : cue))
  expect(checkEdit(before, { ...before, cueLists: [{ ...first, cues }] }).map(({ code }) => code)).toEqual([
    'show/duplicate-number',
  ])
})
