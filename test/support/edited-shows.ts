// A small show in which everything refers to everything, and random edits of it.
import fc from 'fast-check'
import type { Edit, KeyRange, Mutation } from '../../shared/model/mutations/mutation.ts'
import { showFile } from '../../shared/model/show.ts'
import type { ShowFile } from '../../shared/model/show.ts'

export function referringShow(): ShowFile {
  return showFile.parse({
    version: 1,
    name: 'Everything',
    osc: {
      targets: { desk: { host: '127.0.0.1', port: 9000 }, '7': { self: true } },
      peers: [
        { name: 'foh', address: '10.0.0.1', replyPort: 9001 },
        { name: 'stage', address: '10.0.0.2' },
      ],
    },
    midi: { outputs: { lights: { port: 'Lights' } } },
    feedback: [
      {
        id: 'fader',
        shows: { param: 'level' },
        to: { kind: 'midi', output: 'lights', message: 'pitchBend' },
      },
      { id: 'pad', shows: { list: 'side' }, to: { kind: 'osc', peer: 'foh', address: '/pad' } },
      {
        id: 'light',
        shows: { cue: { list: 'main', cue: 'open' } },
        to: { kind: 'midi', output: 'lights', message: 'note', number: 1 },
      },
    ],
    events: { 'lights.go': {}, 'lights.stop': { description: 'all dark' }, 'sound.go': {} },
    params: { level: { type: 'number', max: 10 }, mode: { type: 'text' }, '3': { type: 'boolean' } },
    scenes: {
      blue: { values: { level: 3, '3': true, mode: 'x' }, recalls: [{ event: 'key.received' }] },
      '4': { values: { mode: 'y' }, over: 2000 },
    },
    gestures: [
      { kind: 'doubleTap', id: 'tap', name: 'Tap', sources: [{ event: 'sound.go' }], output: 'lights.go' },
      {
        kind: 'exclusive',
        id: 'either',
        name: 'Either',
        sources: [{ event: 'key.received' }],
        tap: 'lights.stop',
        hold: 'sound.go',
      },
    ],
    pages: [{ id: 'busk', name: 'Busk', params: ['level', 'mode', 'gone'] }],
    questions: { yes: [{ event: 'lights.*' }] },
    panic: { playlist: 'dark' },
    transport: {
      go: [{ event: 'gesture.recognized', where: { gestureId: 'tap' } }, { event: 'lights.go' }],
      cue: [{ match: { event: 'sound.go' }, list: 'side', number: '2' }],
    },
    playlists: [
      {
        id: 'chase',
        name: 'Chase',
        steps: [
          { offset: 0, type: 'osc.send', payload: { target: 'desk', address: '/a', args: [] } },
          { offset: 10, type: 'lights.go', payload: { at: 1 } },
          { offset: 10, type: 'lights.stop', producer: 'me' },
          { offset: 20, type: 'sound.go', repeat: { count: 3, interval: 5 } },
          { offset: 30, type: 'midi.send', payload: { output: 'lights', message: { kind: 'start' } } },
        ],
        triggers: [{ event: 'gesture.recognized', where: { gestureId: 'tap' } }],
        completion: { type: 'lights.stop' },
      },
      { id: 'dark', name: 'Dark', steps: [{ offset: 5, type: 'lights.stop' }], colour: '#000000' },
      {
        id: 'intro',
        name: 'Intro',
        steps: [],
        triggers: [{ event: 'playlist.stopped', source: 'playlist:chase' }],
      },
    ],
    cueLists: [
      {
        id: 'main',
        name: 'Main',
        cues: [
          { id: 'open', number: '1', name: 'Open', actions: [{ action: 'start_playlist', id: 'dark' }] },
          { id: 'both', number: '2', group: 'together', continue: 'auto-follow' },
          {
            id: 'light',
            in: 'both',
            actions: [
              { action: 'emit', type: 'lights.go' },
              { action: 'emit', type: 'osc.send', payload: { target: 'desk', address: '/c', args: [] } },
              { action: 'set_param', param: 'mode', value: 'x' },
              { action: 'recall_scene', scene: 'blue', mask: ['mode'] },
            ],
          },
          { id: 'other', in: 'both', actions: [{ action: 'go_list', list: 'side' }] },
          {
            id: 'off',
            number: '3.5',
            actions: [
              { action: 'stop_cue', cue: 'both' },
              { action: 'disarm_cue', list: 'side', cue: 'far' },
              { action: 'stop_playlist', id: 'dark' },
            ],
          },
        ],
      },
      {
        id: 'side',
        name: 'Side',
        number: '2',
        cues: [
          { id: 'open', number: '2', actions: [{ action: 'arm_cue', cue: 'far' }] },
          { id: 'far', number: '1', preWait: '2s', actions: [{ action: 'pause_playlist', id: 'dark' }] },
        ],
      },
    ],
    schedulers: [
      {
        id: 'foyer',
        name: 'Foyer',
        groups: ['front', 'all'],
        vars: { seen: 0, open: true },
        rules: [
          {
            id: 'greet',
            when: [{ kind: 'event', match: { event: 'playlist.stopped', where: { playlistId: 'dark' } } }],
            condition: 'vars.open && params.level > 3 && "vars.open" != params["mode"]',
            actions: [
              { action: 'start_playlist', id: 'intro' },
              { action: 'set_var', var: 'seen', value: '{{ vars.seen + 1 }}' },
              { action: 'set_param', param: 'level', value: '{{ params.level }}' },
              { action: 'throw_event', key: 'k', scope: 'dest', dest_id: 'bar', payload: null },
              { action: 'log', message: "it's {{ params.mode }}, params.mode" },
            ],
          },
          {
            id: 'again',
            when: [
              {
                kind: 'event',
                match: { event: 'rule.fired', where: { ruleId: 'greet', schedulerId: 'foyer' } },
              },
              { kind: 'event', match: { event: 'cue.started', where: { listId: 'main', cueId: 'open' } } },
            ],
            actions: [
              {
                action: 'emit',
                type: 'osc.send',
                payload: { target: 'desk', address: '/b', args: ['{{ params.mode }}'] },
              },
              { action: 'throw_event', key: 'k', scope: 'group', group_id: 'back', payload: null },
              { action: 'emit', type: 'scene.recall', payload: { name: '4', mask: ['mode'] } },
              { action: 'recall_scene', scene: '4', over: '2s' },
              { action: 'start_cue', list: 'side', cue: 'far' },
              { action: 'go_list', list: 'main' },
            ],
          },
        ],
      },
      { id: 'bar', name: 'Bar', groups: ['back'], rules: [] },
    ],
  })
}

const ID = {
  playlist: ['chase', 'dark', 'intro', 'new', '1'],
  gesture: ['tap', 'either', 'third'],
  scheduler: ['foyer', 'bar', 'cellar'],
  rule: ['greet', 'again', 'later'],
  cueList: ['main', 'side', 'third'],
  cue: ['open', 'both', 'light', 'off', 'far', 'extra'],
  param: ['level', 'mode', '3', 'size-of', '12'],
  scene: ['blue', '4', 'red', '9'],
  target: ['desk', '7', 'other', '2'],
  peer: ['foh', 'stage', 'wing'],
  midiOutput: ['lights', 'sound', '5'],
  event: ['lights.go', 'lights.stop', 'sound.go', 'smoke.go'],
  feedback: ['fader', 'pad', 'light', 'ring'],
} as const
type Kind = keyof typeof ID

const kind = fc.constantFrom(...(Object.keys(ID) as Kind[]))
const scheduler = fc.constantFrom(...ID.scheduler)
const cueList = fc.constantFrom(...ID.cueList)

function ofKind<T>(make: (kind: Kind, scope: { in?: string }) => fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.tuple(kind, scheduler, cueList).chain(([of, inside, list]) => {
    if (of === 'cue') return make(of, { in: list })
    return make(of, of === 'rule' ? { in: inside } : {})
  })
}

const emitted = fc.constantFrom(
  { type: 'lights.go', payload: {} },
  { type: 'smoke.go', payload: { x: [1, { y: null }] } },
  { type: 'osc.send', payload: { target: 'desk', address: '/x', args: [] } },
)
const offset = fc.constantFrom(0, 1, 10, 10.1, 333.333, 1e6)
const step = fc
  .tuple(offset, emitted, fc.option(fc.constantFrom('me', 'you'), { nil: undefined }))
  .map(([at, emission, producer]) => ({
    offset: at,
    ...emission,
    ...(producer === undefined ? {} : { producer }),
  }))

const name = fc.constantFrom('One', 'Two', '')
const rule = (id: string): fc.Arbitrary<object> =>
  fc.constantFrom(...ID.playlist, ...ID.event).map((started) => ({
    id,
    when: [{ kind: 'at', after: '1s' }],
    actions: started.includes('.')
      ? [{ action: 'emit', type: started }]
      : [{ action: 'start_playlist', id: started }],
  }))

const cue = (id: string): fc.Arbitrary<object> =>
  fc
    .tuple(fc.constantFrom(...ID.playlist), fc.constantFrom('1', '2', '9', undefined))
    .map(([started, number]) => ({
      id,
      ...(number === undefined ? {} : { number }),
      actions: [{ action: 'start_playlist', id: started }],
    }))

function valueOf(of: Kind, id: string): fc.Arbitrary<unknown> {
  switch (of) {
    case 'playlist':
      return fc
        .tuple(name, fc.array(step, { maxLength: 4 }))
        .map(([title, steps]) => ({ id, name: title, steps }))
    case 'gesture':
      return fc.constantFrom(...ID.event).map((output) => {
        return { kind: 'hold', id, name: id, sources: [{ event: output }], output }
      })
    case 'scheduler':
      return rule('later').map((each) => ({
        id,
        name: id,
        groups: ['front'],
        vars: { b: 1, a: 2 },
        rules: [each],
      }))
    case 'rule':
      return rule(id)
    case 'cueList':
      return cue('open').map((each) => ({ id, name: id, cues: [each] }))
    case 'cue':
      return cue(id)
    case 'param':
      return fc.constantFrom({ type: 'boolean' }, { type: 'number', min: 3 }, { type: 'text', default: 'x' })
    case 'scene':
      return fc.constantFrom({ values: { level: 1, '3': false } }, { values: {}, colour: '#00ff00' })
    case 'target':
      return fc.constantFrom({ self: true }, { host: 'localhost', port: 1 }, { host: 'localhost', port: 0 })
    case 'peer':
      return fc
        .constantFrom('10.0.0.1', '10.0.0.3')
        .map((address) => ({ name: id, address, replyPort: 9001 }))
    case 'midiOutput':
      return fc.constantFrom({ port: 'A' }, { port: 'B', occurrence: 2 })
    case 'event':
      return fc.constantFrom({}, { description: 'x' })
    case 'feedback':
      return fc.constantFrom(...ID.param).map((param) => ({
        ...{ id, shows: { param } },
        to: { kind: 'midi', output: 'lights', message: 'control', number: 7 },
      }))
  }
}

const anyPut = ofKind((of, scope) =>
  fc.constantFrom(...ID[of]).chain((id) =>
    fc
      .tuple(valueOf(of, id), fc.option(fc.constantFrom(null, ...ID[of]), { nil: undefined }))
      .map(([value, before]): Edit => {
        return { edit: 'put', kind: of, ...scope, id, value, ...(before === undefined ? {} : { before }) }
      }),
  ),
)

export const anyRemove: fc.Arbitrary<Edit> = ofKind((of, scope) =>
  fc.constantFrom(...ID[of]).map((id): Edit => ({ edit: 'remove', kind: of, ...scope, id })),
)

export const anyMove: fc.Arbitrary<Edit> = ofKind((of, scope) =>
  fc
    .tuple(fc.uniqueArray(fc.constantFrom(...ID[of]), { minLength: 1 }), fc.constantFrom(null, ...ID[of]))
    .map(([ids, before]): Edit => ({ edit: 'move', kind: of, ...scope, ids, before })),
)

const renameOfThing = ofKind((of, scope) =>
  fc
    .tuple(fc.constantFrom(...ID[of]), fc.constantFrom(...ID[of], 'not a name'))
    .map(([id, to]): Edit => ({ edit: 'rename', kind: of, ...scope, id, to })),
)
const groups = fc.constantFrom('front', 'back', 'all', 'none')
const variables = fc.constantFrom('seen', 'open', 'a', 'b')
export const anyRename: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 4, arbitrary: renameOfThing },
  fc.tuple(groups, groups).map(([id, to]): Edit => ({ edit: 'rename', kind: 'group', id, to })),
  fc
    .tuple(variables, variables, scheduler)
    .map(([id, to, inside]): Edit => ({ edit: 'rename', kind: 'variable', in: inside, id, to })),
)

const FIELDS: Readonly<Record<string, readonly unknown[]>> = {
  name: ['One', 'Two', ''],
  colour: ['#00ff00', 'green'],
  tempo: [1, 2],
  groups: [['front', 'back'], ['back']],
  output: [null, 'sound.go'],
  min: [-1, 20],
  unit: ['dB'],
  port: [1, 99_999, 'A'],
  maxAge: [0],
  values: [{ level: 9 }, { '3': true }, {}],
  over: [500],
  description: ['x'],
  enabled: [false],
  number: ['9', '10'],
  preWait: [1000],
  group: ['one-by-one'],
  cues: [[]],
  'transport.go': [[{ event: 'lights.stop' }]],
  metadata: [{ z: 1, a: [2] }],
  steps: [[]],
  'osc.replyPort': [77],
  'panic.playlist': ['dark', 'intro'],
  'keyboard.global': [['F13'], ['F13', 'F13']],
  notes: ['new'],
}
const someFields = fc
  .uniqueArray(fc.constantFrom(...Object.keys(FIELDS)), { minLength: 1, maxLength: 2 })
  .chain((names) =>
    fc.tuple(
      ...names.map((field) =>
        fc.tuple(fc.constant(field), fc.constantFrom(undefined, ...(FIELDS[field] ?? []))),
      ),
    ),
  )
  .map((fields) => ({
    set: Object.fromEntries(fields.filter(([, value]) => value !== undefined)),
    unset: fields.filter(([, value]) => value === undefined).map(([field]) => field),
  }))

const anyChange: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 4,
    arbitrary: ofKind((of, scope) =>
      fc
        .tuple(fc.constantFrom(...ID[of]), someFields)
        .map(([id, fields]): Edit => ({ edit: 'change', kind: of, ...scope, id, ...fields })),
    ),
  },
  someFields.map((fields): Edit => ({ edit: 'change', kind: 'show', ...fields })),
)

const key = fc.integer({ min: 1, max: 12 })
const ranges = fc.array(
  fc.tuple(key, fc.integer({ min: 0, max: 3 })).map(([from, more]): KeyRange => [from, from + more]),
  { minLength: 1, maxLength: 3 },
)
const anchor = fc.option(key, { nil: null })
const playlist = fc.constantFrom('chase', 'chase', 'chase', 'dark', 'intro', 'new')
const stepWork = fc.oneof(
  fc.record({ do: fc.constant('shift' as const), keys: ranges, by: fc.constantFrom(333.333, -7, 0.1, 0) }),
  fc.record({
    do: fc.constant('offsets' as const),
    offsets: fc.uniqueArray(fc.tuple(key, offset), { minLength: 1, selector: ([of]) => of }),
  }),
  fc.record({
    do: fc.constant('set' as const),
    keys: ranges,
    set: fc.constantFrom({}, { producer: 'you' }, { offset: 4, type: 'sound.go' }),
    unset: fc.constantFrom([], ['producer' as const], ['payload' as const], ['type' as const]),
  }),
  fc.record({
    do: fc.constant('replace' as const),
    steps: fc.uniqueArray(fc.tuple(key, step), { minLength: 1, selector: ([of]) => of }),
  }),
  fc.record({ do: fc.constant('remove' as const), keys: ranges }),
  fc.record({
    do: fc.constant('put' as const),
    runs: fc.array(
      fc.record({
        before: anchor,
        steps: fc.array(step, { minLength: 1, maxLength: 3 }) as fc.Arbitrary<never>,
      }),
      { minLength: 1, maxLength: 2 },
    ),
  }),
  fc.record({
    do: fc.constant('move' as const),
    runs: fc.array(fc.record({ before: anchor, keys: ranges }), { minLength: 1, maxLength: 2 }),
  }),
)
export const anyStepEdit: fc.Arbitrary<Edit> = fc
  .tuple(playlist, stepWork)
  .map(([id, work]) => ({ edit: 'steps', playlist: id, ...work }))

const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 2, arbitrary: anyPut },
  { weight: 1, arbitrary: anyRemove },
  { weight: 1, arbitrary: anyMove },
  { weight: 2, arbitrary: anyRename },
  { weight: 2, arbitrary: anyChange },
  { weight: 4, arbitrary: anyStepEdit },
)

export const anyMutation: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 5, arbitrary: anyEdit },
  fc.array(anyEdit, { minLength: 2, maxLength: 3 }).map((edits): Mutation => ({ edit: 'all', edits })),
)
