// Shows for looking at the renderer: one like the demo, one with ten thousand steps, one with ten thousand playlists.
import type { PlaylistView, ShowView } from '../../shared/contract/streams.ts'
import type { PlaylistStep } from '../../shared/model/playlist.ts'
import { emissionCount, playlistLength } from '../../shared/model/steps.ts'

type Sketch = Pick<PlaylistView, 'id' | 'name'> &
  Partial<PlaylistView> & { readonly steps: readonly PlaylistStep[] }

const timelines = new WeakMap<PlaylistView, readonly PlaylistStep[]>()

export function stepsOf(view: PlaylistView): readonly PlaylistStep[] {
  return timelines.get(view) ?? []
}

function playlist({ steps, ...sketch }: Sketch): PlaylistView {
  const view: PlaylistView = {
    stepCount: steps.length,
    length: playlistLength(steps),
    emissions: emissionCount(steps),
    triggers: [],
    interrupts: [],
    completion: null,
    retrigger: 'restart',
    tempo: 1,
    colour: null,
    ...sketch,
  }
  timelines.set(view, steps)
  return view
}

/** `message` is an address and its arguments. */
function step(offset: number, message: string, count = 1, interval = 0): PlaylistStep {
  const [address, ...args] = message.split(' ')
  const payload = { target: 'desk', address: address as string, args: args.map(Number) }
  return { offset, type: 'osc.send', payload, ...(count === 1 ? {} : { repeat: { count, interval } }) }
}

function show(name: string, playlists: readonly PlaylistView[]): ShowView {
  return {
    name,
    path: `/shows/${name.toLowerCase().replaceAll(' ', '-')}.json`,
    generation: 1,
    notes: '',
    playlists,
    cueLists: [],
    cues: [],
    targets: [
      { name: 'desk', host: '127.0.0.1', port: 8000, transport: 'udp', framing: 'slip', maxAge: 2000 },
    ],
    events: ['chase.done', 'lights.chase', 'lights.chime'],
    params: [
      { name: 'level', type: 'number', min: 0, max: 127, unit: 'dB' },
      { name: 'mood', type: 'text', choices: ['calm', 'wild', 'something that is written at some length'] },
      { name: 'blind', type: 'boolean', default: false },
    ],
    scenes: [],
    pages: [],
    layers: [],
    feedback: [],
    peers: [],
    midiOutputs: [],
    oscInput: '127.0.0.1:4281',
    keys: ['KeyP', 'KeyG'],
  }
}

const LONG_NAME =
  'Act two, scene four: the storm over the harbour with thunder far right, lightning on the cyclorama, ' +
  'the lighthouse turning from left to right, and then the slow fade into the blue of the morning after'

export const demoShow = show('Evening in the harbour', [
  playlist({
    id: 'preset',
    name: 'House to half, preset',
    colour: '#b9a77a',
    triggers: ['osc.received /look/preset'],
    steps: [step(0, '/house/level 0.5'), step(400, '/stage/look 1'), step(2500, '/house/level 0')],
  }),
  playlist({
    id: 'chase',
    name: 'Colour chase',
    colour: '#d98a4a',
    triggers: ['osc.received /look/chase', 'lights.chase'],
    interrupts: ['osc.received /look/*'],
    completion: 'chase.done',
    steps: [
      step(0, '/rig/front/level 1'),
      step(0, '/rig/red/level 1', 40, 1000),
      step(250, '/rig/amber/level 1', 40, 1000),
      step(500, '/rig/blue/level 1', 40, 1000),
      step(750, '/rig/green/level 1', 40, 1000),
      step(12_000, '/rig/strobe/rate 8', 16, 125),
      step(28_000, '/rig/strobe/rate 12', 48, 125),
      step(40_500, '/rig/front/level 0'),
    ],
  }),
  playlist({
    id: 'look-warm',
    name: 'Warm look, can be interrupted',
    colour: '#c05a5a',
    triggers: ['osc.received /look/warm'],
    interrupts: ['osc.received /look/*'],
    steps: [
      step(0, '/stage/look 4'),
      step(3000, '/stage/look/level 0.8', 30, 500),
      step(60_000, '/stage/look 1'),
    ],
  }),
  playlist({
    id: 'storm',
    name: LONG_NAME,
    colour: '#6a8fb5',
    triggers: ['chase.done'],
    steps: Array.from({ length: 180 }, (_, index) =>
      step(
        index * 640 + (index % 7) * 90,
        `/storm/${['flash', 'rumble', 'rain', 'wind'][index % 4] as string} ${index}`,
      ),
    ),
  }),
  playlist({
    id: 'bows',
    name: 'Bows',
    colour: '#111111',
    steps: [step(0, '/stage/look 9'), step(1500, '/house/level 0.3'), step(9000, '/house/level 1')],
  }),
  playlist({ id: 'spare', name: 'Spare', steps: [] }),
])

const tenThousandSteps = playlist({
  id: 'dense',
  name: 'Ten thousand steps',
  colour: '#6fae9c',
  triggers: ['osc.received /dense'],
  steps: Array.from({ length: 10_000 }, (_, index) =>
    step(
      (index * 7919) % 300_000,
      `/fixture/${(index % 40) + 1}/level ${(index % 100) / 100}`,
      index % 5 === 0 ? 20 : 1,
      index % 5 === 0 ? 65 : 0,
    ),
  ),
})

const million = playlist({
  id: 'million',
  name: 'A million emissions',
  colour: '#a58bc0',
  steps: Array.from({ length: 100 }, (_, index) =>
    step(index * 13, `/pixel/${index} 1`, 10_000, 30 + (index % 9)),
  ),
})

export const denseShow = show('Ten thousand steps', [tenThousandSteps, million])

export const wideShow = show('Ten thousand playlists', [
  ...Array.from({ length: 10_000 }, (_, index) =>
    playlist({
      id: `cue-${index + 1}`,
      name: `Cue ${index + 1}`,
      triggers: [`osc.received /cue/${index + 1}`],
      steps: [step(0, `/cue/${index + 1}/level 1`, (index % 9) + 1, 500)],
    }),
  ),
])

export const emptyShow = show('New show', [])
