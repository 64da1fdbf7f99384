// Every flood under which panic is measured: what the show holds for it, what begins it, and who sends it.

import { fileURLToPath } from 'node:url'

export interface Flood {
  readonly name: string
  /** What it adds to the show. */
  readonly playlists?: readonly object[]
  readonly schedulers?: readonly object[]
  /** Addresses sent once, which begin what floods from within. */
  readonly begins?: readonly string[]
  /** What the flooding process sends, by its kind; null where the flood comes from within. */
  readonly sends: string | null
  /** How long it goes on before the panic, in ms. */
  readonly forMs?: number
  /** The process is stopped for so many ms as the panic is sent. */
  readonly holdsFor?: number
  readonly alsoByScreen?: boolean
  readonly alsoByHttp?: boolean
  /** The host that is flooded, where it is not the headless one. */
  readonly entry?: string
}

const heard = (address: string): object[] => [{ event: 'osc.received', address }]

const DIRECT = {
  ...{ offset: 0, type: 'osc.send' },
  payload: { target: 'desk', address: '/tick/packets', args: [1] },
}
const endless = (id: string, interval: number, copies: number): object[] =>
  Array.from({ length: copies }, (_, copy) => ({
    ...{ id: `${id}-${copy}`, name: id, triggers: heard(`/${id}`) },
    steps: Array.from({ length: 10 }, (_unused, step) => ({
      offset: step * 100_000 * interval,
      ...{ type: 'own.event', repeat: { count: 100_000, interval } },
    })),
  }))

/** What floods from within once it is begun; nothing of it begins by itself, so that it stands in the show of other floods too. */
export const FROM_WITHIN: readonly object[] = [
  ...endless('million', 0.001, 1),
  ...endless('eightMillion', 0.001, 8),
  {
    ...{ id: 'packets', name: 'Packets', triggers: heard('/packets') },
    steps: [{ ...DIRECT, repeat: { count: 100_000, interval: 0.1 } }],
  },
  {
    ...{ id: 'hundred', name: 'Hundred', retrigger: 'overlap' },
    steps: [{ offset: 0, type: 'own.event', repeat: { count: 60_000, interval: 10 } }],
  },
]

/** Listeners by address, which a received pattern is tried against. */
const many = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{
      id: `many-${index}`,
      name: `Many ${index}`,
      triggers: heard(`/stage/row${index}/aaaaaaaaaaaaaaaa/fire`),
    },
    steps: [
      { offset: 0, type: 'own.event' },
      { offset: 60_000, type: 'own.event' },
    ],
  }))

const UNLIMITED = { count: 10_000, per: 1 }
const rule = (id: string, when: object, actions: readonly object[]): object => {
  return { id, when: [when], actions, limit: UNLIMITED }
}
const LOOPING = {
  ...{ id: 'house', name: 'House', groups: [], vars: { n: 0 } },
  rules: [
    rule('round', { kind: 'event', match: { event: 'own.loop' } }, [
      { action: 'emit', type: 'own.loop', payload: {} },
      { action: 'emit', type: 'own.event', payload: {} },
    ]),
    rule('thrown', { kind: 'thrown', key: 'visitor' }, [
      { action: 'throw_event', key: 'visitor', scope: 'global' },
    ]),
  ],
}

/** Of the flood of parameters, which nothing else sets. */
export const PARAMS = Object.fromEntries(
  Array.from({ length: 200 }, (_, index) => [`p${index}`, { type: 'number', min: 0, max: 100, default: 0 }]),
)

export const FLOODS: readonly Flood[] = [
  { name: 'nothing', sends: null, alsoByScreen: true },
  { name: 'the process stood still for 250 ms', sends: null, holdsFor: 250 },
  {
    name: 'own events, a million a second',
    begins: ['/million'],
    sends: null,
  },
  {
    name: 'ten thousand packets a second',
    begins: ['/packets'],
    sends: null,
  },
  {
    name: 'own events, eight playlists',
    begins: ['/eightMillion'],
    sends: null,
  },
  {
    name: '4,000 runs at 100 Hz',
    begins: Array.from({ length: 4000 }, () => '/cuewright/playlist/hundred/start'),
    sends: null,
    forMs: 4000,
  },
  { name: 'OSC messages', sends: 'messages', alsoByScreen: true },
  { name: 'OSC over TCP', sends: 'tcpMessages' },
  { name: 'control messages', sends: 'control', alsoByScreen: true },
  { name: 'bundles of thousands', sends: 'bundles' },
  { name: 'nested bundles', sends: 'nested' },
  ...['asterisks', 'braces', 'levels', 'brackets', 'startPatterns'].map((sends): Flood => ({
    name: `patterns: ${sends}`,
    playlists: many(2000),
    sends,
  })),
  { name: 'start of 10,000 playlists', playlists: many(9900), sends: 'startAll' },
  { name: 'thrown events', schedulers: [LOOPING], sends: 'throws' },
  { name: 'rules in a loop', schedulers: [LOOPING], sends: 'events' },
  { name: 'parameters', sends: 'params' },
  { name: 'WebSocket starts', sends: 'socketStarts' },
  { name: 'WebSocket events', sends: 'socketEvents' },
  { name: 'WebSocket history queries', sends: 'socketQueries' },
  { name: 'WebSocket log queries', sends: 'socketLog' },
  { name: 'HTTP history queries', sends: 'httpQueries' },
  { name: 'HTTP starts', sends: 'httpStarts' },
]

export const SHORT_PLAYLIST = {
  ...{ id: 'short', name: 'Short', retrigger: 'restart' },
  steps: [
    { offset: 0, type: 'own.event' },
    { offset: 10_000, type: 'own.event' },
  ],
}

/** What controllers that are not there press and play, of which playlists begin. */
const PLAYED = {
  ...{ id: 'played', name: 'Played', retrigger: 'restart' },
  triggers: [
    { event: 'hid.received', where: { control: 'cross' } },
    { event: 'midi.received', where: { 'message.kind': 'noteOn' } },
  ],
  steps: SHORT_PLAYLIST.steps,
}
const by = (entry: URL): Omit<Flood, 'name'> => ({
  entry: fileURLToPath(entry),
  playlists: [PLAYED],
  sends: null,
})
const BY_PADS = by(new URL('./flooded-by-pads.ts', import.meta.url))
const BY_KEYBOARDS = by(new URL('./flooded-by-keyboards.ts', import.meta.url))

/** Floods by what is plugged in and by connections, and such as pages look on at that have subscribed to everything. */
export const INPUT_FLOODS: readonly Flood[] = [
  { name: '32 pads at 1 kHz', ...BY_PADS },
  { name: '16 keyboards, 16,000 messages a second', ...BY_KEYBOARDS },
  { name: 'connections by the thousand', sends: 'connections', alsoByHttp: true, alsoByScreen: true },
  { name: 'silent connections by the thousand', sends: 'silentConnections', alsoByHttp: true },
  { name: 'pages look on', sends: 'pages', alsoByScreen: true },
  { name: 'pages look on: OSC messages', sends: 'pages+messages', alsoByScreen: true },
  { name: 'pages look on: control messages', sends: 'pages+control' },
  { name: 'pages look on: WebSocket log queries', sends: 'pages+socketLog', alsoByScreen: true },
  { name: 'pages look on: 16 keyboards', ...BY_KEYBOARDS, sends: 'pages', alsoByScreen: true },
]
