import { expect, test } from 'vitest'
import { showView } from '../../../../main/snapshots/show-view.ts'
import { showFile } from '../../../../shared/model/show.ts'

const show = showFile.parse({
  version: 1,
  name: 'Demo',
  notes: 'for the foyer',
  osc: { targets: { desk: { host: '127.0.0.1', port: 8000 } } },
  events: { 'lights.go': {} },
  playlists: [
    {
      id: 'red',
      name: 'Red chase',
      colour: '#ff0000',
      steps: [
        {
          offset: 0,
          type: 'osc.send',
          payload: { target: 'desk', address: '/par/1/dimmer', types: 'f', args: [1] },
        },
        {
          offset: 500,
          type: 'osc.send',
          payload: { target: 'desk', address: '/say', args: ['hello world', true, 0.123456, 3] },
          repeat: { count: 4, interval: 250 },
        },
        { offset: 100, type: 'lights.go' },
        { offset: 200, type: 'lights.go', payload: { scene: 2 } },
      ],
      triggers: [
        { event: 'osc.received', address: '/look/*' },
        { event: 'osc.received', address: '/raw', on: 'any', source: 'osc:main' },
        { event: 'lights.*', where: { scene: 2 } },
      ],
      interrupts: [{ event: 'lights.stop' }],
      completion: { type: 'lights.done' },
    },
  ],
})

const desk = { host: '127.0.0.1', port: 8000, transport: 'udp', framing: 'slip', maxAge: 2000 } as const

test('a playlist is shown with its length, how many steps it has, and its triggers in words', () => {
  const osc = { targets: { desk }, input: '127.0.0.1:4281' }
  expect(showView({ show, path: '/shows/demo.json', generation: 4 }, osc)).toEqual({
    name: 'Demo',
    path: '/shows/demo.json',
    generation: 4,
    notes: 'for the foyer',
    events: ['lights.go'],
    pages: [],
    scenes: [],
    params: [],
    layers: [],
    midiOutputs: [],
    oscInput: '127.0.0.1:4281',
    keys: [],
    feedback: [],
    peers: [],
    cueLists: [],
    cues: [],
    targets: [{ name: 'desk', ...desk }],
    playlists: [
      {
        id: 'red',
        name: 'Red chase',
        length: 1250,
        emissions: 7,
        stepCount: 4,
        triggers: [
          'osc.received /look/*',
          'osc.received /raw (any value) from osc:main',
          'lights.* where scene = 2',
        ],
        interrupts: ['lights.stop'],
        completion: 'lights.done',
        retrigger: 'restart',
        tempo: 1,
        colour: '#ff0000',
      },
    ],
  })
})

test('cues are shown with their place, whether a GO stops at them, and what they do in words', () => {
  const cueLists = showFile.parse({
    version: 1,
    name: 'Cues',
    cueLists: [
      {
        ...{ id: 'main', name: 'Main' },
        cues: [
          { id: 'g', number: '1', group: 'together', note: 'x'.repeat(400) },
          { id: 'a', in: 'g', actions: [{ action: 'start_playlist', id: 'red' }] },
          { id: 'b', continue: 'auto-follow', actions: Array(8).fill({ action: 'stop_cue', cue: 'a' }) },
          { id: 'c', armed: false },
        ],
      },
    ],
  }).cueLists
  const { cues } = showView(
    { show: { ...show, cueLists }, path: null, generation: 1 },
    { targets: {}, input: null },
  )
  expect(cues.map(({ key, depth, follows, armed }) => [key, depth, follows, armed])).toEqual([
    ['main/g', 0, false, true],
    ['main/a', 1, true, true],
    ['main/b', 0, false, true],
    ['main/c', 0, true, false],
  ])
  expect(cues[0]?.note).toHaveLength(301)
  expect(cues[1]?.does).toEqual(['starts Red chase'])
  expect(cues[2]?.does).toHaveLength(7)
  expect(cues[2]?.does.at(-1)).toBe('and 2 more')
})

test('the keys that a show listens to are named, wherever it asks for them, once', () => {
  const asking = showFile.parse({
    version: 1,
    name: 'Keys',
    playlists: [
      {
        ...{ id: 'a', name: 'A', steps: [] },
        triggers: [{ event: 'key.received', where: { code: 'KeyG' } }, { event: 'midi.received' }],
        interrupts: [{ event: 'key.received', where: { key: 'x' } }],
      },
    ],
    transport: {
      panic: [
        { event: 'key.received', where: { code: 'F12' } },
        { event: 'key.received', where: { code: 'KeyG' } },
      ],
    },
  })
  const loaded = { show: asking, path: null, generation: 1 }
  expect(showView(loaded, { targets: {}, input: null }).keys.toSorted()).toEqual(['F12', 'KeyG', 'x'])
})
