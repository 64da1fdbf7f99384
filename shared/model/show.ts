// The show file, version 1: everything an operator has prepared, as plain JSON.
import { z } from 'zod'
import { canonicalAddress, parseAddress } from '../base/ip-address.ts'
import type { Fault } from '../base/result.ts'
import { CUE_LIMITS, cueListDefinition, transportControls } from './cue.ts'
import { FADER_PAGE_LIMITS, faderPageDefinition } from './fader-page.ts'
import { FEEDBACK_LIMITS, feedbackDefinition } from './feedback.ts'
import { gestureDefinition } from './gesture.ts'
import { addressText, hostText } from './host.ts'
import { jsonObject } from './json.ts'
import { MOST_LAYERS, layerDefinition } from './layer.ts'
import { eventMatch, oscAddress } from './match.ts'
import { eventTypeName, fieldName, identifier } from './names.ts'
import { PARAM_LIMITS, paramDefinition } from './param.ts'
import { playlistDefinition } from './playlist.ts'
import { resumeSettings } from './resume.ts'
import { SCENE_LIMITS, sceneDefinition } from './scene.ts'
import { SCHEDULER_LIMITS, schedulerDefinition } from './scheduler.ts'

export const SHOW_VERSION = 1

export const SHOW_LIMITS = {
  bytes: 64 * 1024 * 1024,
  depth: 64,
  playlists: 10_000,
  /** Steps of all playlists together. */
  steps: 200_000,
  events: 10_000,
  gestures: 1000,
  targets: 256,
  peers: 256,
  multicastGroups: 16,
  midiOutputs: 64,
  routes: 256,
  globalKeys: 32,
} as const

/** What waits for so many milliseconds is too old, where nothing else is said. */
const MAX_AGE_MS = 2000

const maxAge = z.number().min(0).max(60_000).default(MAX_AGE_MS).meta({
  description: 'Milliseconds that a message waits while this is away; older ones are dropped and said',
})

export const oscTarget = z.strictObject({
  host: hostText.meta({ description: 'Host name or IP address, without a port' }),
  port: z.number().int().min(1).max(65_535),
  transport: z.enum(['udp', 'tcp']).default('udp'),
  // Without a default, so that one that is written where it means nothing can be told.
  framing: z.enum(['slip', 'length']).optional().meta({
    description:
      'How packets are told apart over tcp: slip (OSC 1.1; where absent), or each after its length (OSC 1.0)',
  }),
  maxAge,
  bundles: z.boolean().optional().meta({
    description: 'Whether values that move at the same time may leave in one bundle; true where absent',
  }),
})
/** A place on the network: how outputs and views know a target once `resolveTargets` has found it. */
export type OscTarget = z.infer<typeof oscTarget>

const selfTarget = z.strictObject({
  self: z.literal(true).meta({ description: "This engine's own OSC input, whatever port it listens on" }),
  transport: oscTarget.shape.transport,
  framing: oscTarget.shape.framing,
  maxAge,
  bundles: oscTarget.shape.bundles,
})

/** A target as the show declares it: a place on the network, or `{"self": true}` for the engine's own OSC input. */
export const targetDefinition = z.union([oscTarget, selfTarget])

/** Refuses an object with more than `limit` fields. */
function atMost(limit: number): [check: (fields: object) => boolean, message: string] {
  return [(fields) => Object.keys(fields).length <= limit, `must have at most ${limit} entries`]
}

function areDistinct(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length
}

const port = z.number().int().min(1).max(65_535)

export const oscPeer = z.strictObject({
  name: identifier,
  address: addressText.meta({ description: 'IP address that its packets come from, whatever their port' }),
  replyPort: port.optional().meta({
    description:
      'UDP port on which it listens for replies and what it subscribed to; that of its message where absent',
  }),
  timeTags: z.enum(['honour', 'ignore']).default('honour').meta({
    description: 'ignore runs its bundles at once: for a device whose clock is not to be trusted',
  }),
})
/** What the show knows of somebody who sends OSC. */
export type OscPeer = z.output<typeof oscPeer>

/** 224.0.0.0 to 239.255.255.255, or beginning with ff; of what is no address that is told already. */
function isMulticast(text: string): boolean {
  const bytes = parseAddress(text)
  if (bytes === null) return true
  const first = bytes[0] ?? 0
  return bytes.length === 4 ? first >= 224 && first <= 239 : first === 0xff
}

const multicastGroup = z.strictObject({
  group: addressText
    .refine(isMulticast, 'must be a multicast address, such as 239.0.0.1')
    .meta({ description: 'Multicast address whose packets are heard as well, on the port of the OSC input' }),
  interface: addressText.optional().meta({
    description:
      'Address of the network interface to join it on (::%eth0 for IPv6), among those that --osc-host names; ' +
      "where absent the one that the input listens on, or the system's choice",
  }),
})
/** A group that the OSC input joins. */
export type MulticastGroup = z.output<typeof multicastGroup>

const oscSettings = z.strictObject({
  targets: z
    .record(fieldName, targetDefinition)
    .refine(...atMost(SHOW_LIMITS.targets))
    .default({})
    .meta({ description: 'Where osc.send steps may send, by name' }),
  peers: z
    .array(oscPeer)
    .max(SHOW_LIMITS.peers)
    .refine((peers) => areDistinct(peers.map(({ name }) => name)), 'must not give a name twice')
    .refine(
      (peers) => areDistinct(peers.map(({ address }) => canonicalAddress(address) ?? address)),
      'must not name an address twice',
    )
    .default([])
    .meta({ description: 'Who sends OSC, where something about them is to be known' }),
  replyPort: port.optional().meta({
    description: 'UDP port of all senders without one of their own on which they listen for replies',
  }),
  latestOnly: z
    .array(oscAddress)
    .max(SHOW_LIMITS.routes)
    .default([])
    .meta({
      description:
        'Addresses, or address patterns, of value streams of which only the latest matters under load; ' +
        '{"exactly": address} where pattern characters stand for themselves',
    }),
  aliases: z
    .boolean()
    .default(false)
    .meta({ description: 'Also answer /go, /stop, /panic, /cue/{id}/start and the like' }),
  multicast: z
    .array(multicastGroup)
    .max(SHOW_LIMITS.multicastGroups)
    .refine((groups) => areDistinct(groups.map(({ group }) => group)), 'must not name a group twice')
    .default([])
    .meta({ description: 'Multicast groups that the OSC input hears' }),
})

export const midiOutputPort = z.strictObject({
  port: z
    .string()
    .min(1)
    .max(200)
    .meta({ description: 'Name of the port as the system tells it, without its changing numbers' }),
  occurrence: z
    .number()
    .int()
    .min(1)
    .max(64)
    .default(1)
    .meta({ description: 'Which one, where several ports share the name; counts from 1' }),
  feedbackRate: z
    .number()
    .min(1)
    .max(FEEDBACK_LIMITS.rate.most)
    .optional()
    .meta({ description: 'Messages of feedback a second at the most; 500 where absent' }),
  darkAtEnd: z.boolean().optional().meta({
    description: 'Whether its lights are put out when nothing is sent any more; where absent they are',
  }),
  maxAge,
})
/** Where a MIDI output of the show is found, whatever number the system gives it today. */
export type MidiOutputPort = z.infer<typeof midiOutputPort>

const midiSettings = z.strictObject({
  outputs: z
    .record(fieldName, midiOutputPort)
    .refine(...atMost(SHOW_LIMITS.midiOutputs))
    .default({})
    .meta({ description: 'Where midi.send steps may send, by name' }),
})

const MODIFIER = '(?:Control|Ctrl|Command|Cmd|CommandOrControl|CmdOrCtrl|Alt|Option|AltGr|Shift|Super|Meta)'
/** Keys that no other program misses, so that they may be taken alone. */
const LONE_KEY =
  '(?:F(?:[1-9]|1\\d|2[0-4])|num(?:\\d|dec|add|sub|mult|div)|VolumeUp|VolumeDown|VolumeMute|' +
  'MediaNextTrack|MediaPreviousTrack|MediaStop|MediaPlayPause)'
const OTHER_KEY =
  '(?:[0-9A-Z]|[!-*,-/:-@[-`{-~]|Plus|Space|Tab|Capslock|Numlock|Scrolllock|Backspace|Delete|Insert|Return|Enter|' +
  'Up|Down|Left|Right|Home|End|PageUp|PageDown|Escape|Esc|PrintScreen)'
/** With Shift alone, a letter would be missing from whatever is written in other programs. */
const ACCELERATOR = new RegExp(
  `^(?:(?:${MODIFIER}\\+){0,4}${LONE_KEY}|(?!(?:Shift\\+)+[^+]*$)(?:${MODIFIER}\\+){1,4}${OTHER_KEY})$`,
)

const accelerator = z
  .string()
  .max(60)
  .regex(ACCELERATOR, 'must be a key such as F13, or a combination such as Control+Shift+G')

const keyboardSettings = z.strictObject({
  global: z
    .array(accelerator)
    .max(SHOW_LIMITS.globalKeys)
    .refine((keys) => new Set(keys).size === keys.length, 'must not name a key twice')
    .default([])
    .meta({
      uniqueItems: true,
      description:
        'Keys that the desktop app hears while other programs are in front; no other program gets them',
    }),
})

const questionControls = z.strictObject({
  yes: z.array(eventMatch).max(16).default([]).meta({ description: 'Events that say yes' }),
  no: z.array(eventMatch).max(16).default([]).meta({ description: 'Events that say no' }),
})
/** Controls that answer the confirmation in front. */
export type QuestionControls = z.output<typeof questionControls>

/** Milliseconds in which a second GO is taken for the same hand; presses of people are rarely closer. */
const MINIMUM_GO_TIME_MS = 300

const panicSettings = z.strictObject({
  playlist: identifier
    .optional()
    .meta({ description: 'Playlist to run once everything is silent, such as a blackout' }),
})

const stopSettings = z.strictObject({
  playlist: identifier.optional().meta({
    description:
      'Playlist to run once everything has been stopped, such as a fade out; a second stop within 2 s ends it too',
  }),
})

/** A type of event that the show declares for itself. */
export const eventDeclaration = z.strictObject({ description: z.string().max(1000).default('') })

export const showFile = z.strictObject({
  $schema: z.string().max(2000).optional(),
  version: z.literal(SHOW_VERSION),
  name: z.string().min(1).max(200),
  notes: z.string().max(100_000).default(''),
  osc: oscSettings.prefault({}),
  midi: midiSettings.prefault({}),
  keyboard: keyboardSettings.prefault({}),
  events: z
    .record(eventTypeName, eventDeclaration)
    .refine(...atMost(SHOW_LIMITS.events))
    .default({})
    .meta({ description: "The show's own event types" }),
  params: z
    .record(fieldName, paramDefinition)
    .refine(...atMost(PARAM_LIMITS.params))
    .default({})
    .meta({ description: 'Named values that controllers, rules and other programs may set' }),
  scenes: z
    .record(fieldName, sceneDefinition)
    .refine(...atMost(SCENE_LIMITS.scenes))
    .default({})
    .meta({ description: 'Values of parameters that are recalled together, by name' }),
  layers: z
    .record(fieldName, layerDefinition)
    .refine(...atMost(MOST_LAYERS))
    .optional()
    .meta({
      description: 'What switches what controls mean: a match names in while the layers on which it counts',
    }),
  feedback: z.array(feedbackDefinition).max(FEEDBACK_LIMITS.feedbacks).default([]).meta({
    description:
      'What lights, motor faders and displays of controllers show; of several at one place the first whose layers are on',
  }),
  gestures: z
    .array(gestureDefinition)
    .max(SHOW_LIMITS.gestures)
    .default([])
    .meta({ description: 'What is made of presses: double taps, chords, sequences, holds' }),
  questions: questionControls
    .prefault({})
    .meta({ description: 'Buttons, keys, notes or gestures that answer the confirmation in front' }),
  minimumGoTime: z.number().nonnegative('must be 0 or more').max(60_000).default(MINIMUM_GO_TIME_MS).meta({
    description: 'Milliseconds after a GO in which another is refused, whoever sends it; 0 for sequencers',
  }),
  panic: panicSettings.prefault({}).meta({ description: 'What panic leaves behind' }),
  stop: stopSettings.prefault({}).meta({ description: 'What Stop leaves behind' }),
  resume: resumeSettings
    .prefault({})
    .meta({ description: 'What is done about what played when the engine ended, once it is started again' }),
  transport: transportControls
    .prefault({})
    .meta({ description: 'Buttons, keys, notes or gestures that are GO, stop, panic, or start a cue' }),
  playlists: z.array(playlistDefinition).max(SHOW_LIMITS.playlists).default([]),
  cueLists: z.array(cueListDefinition).max(CUE_LIMITS.lists).default([]).meta({
    description: 'What GO runs, in order; where there is no list, the playlists in their order',
  }),
  schedulers: z.array(schedulerDefinition).max(SCHEDULER_LIMITS.schedulers).default([]).meta({
    description: 'Rules that act at a time, every so often, by the calendar, or because of an event',
  }),
  pages: z
    .array(faderPageDefinition)
    .max(FADER_PAGE_LIMITS.pages)
    .default([])
    .meta({ description: 'Pages of faders: which parameters stand together on screen' }),
  metadata: jsonObject.default({}),
})
export type ShowFile = z.infer<typeof showFile>

/** Where each target really is, once the engine knows the `host` and `port` that its own OSC input is bound to. */
export function resolveTargets(
  targets: ShowFile['osc']['targets'],
  self: { readonly host: string; readonly port: number },
): Record<string, OscTarget> {
  const host = REACHED_AT[self.host] ?? self.host
  return Object.fromEntries(
    Object.entries(targets).map(([name, target]) => [
      name,
      'self' in target ? selfAt(target, host, self.port) : target,
    ]),
  )
}

function selfAt(how: z.output<typeof selfTarget>, host: string, port: number): OscTarget {
  const { transport, framing } = how
  return { host, port, transport, ...(framing === undefined ? {} : { framing }), maxAge: how.maxAge }
}

/** What the target is called by which feedback reaches a sender; no name of a show holds a colon. */
export function peerTarget(peer: string): string {
  return `peer:${peer}`
}

/** Senders that show feedback, as targets: each listens where replies to it go. */
export function feedbackTargets({
  osc,
  feedback,
}: Pick<ShowFile, 'osc' | 'feedback'>): Record<string, OscTarget> {
  const shown = new Set(feedback.flatMap(({ to }) => (to.kind === 'osc' ? [to.peer] : [])))
  return Object.fromEntries(
    osc.peers.flatMap(({ name, address: host, replyPort = osc.replyPort }) => {
      if (!shown.has(name) || replyPort === undefined) return []
      return [[peerTarget(name), { host, port: replyPort, transport: 'udp', maxAge: MAX_AGE_MS }]]
    }),
  )
}

/** An input bound to every interface is reached through the loopback one. */
const REACHED_AT: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

/** A show that passed every check, with where it came from. */
export interface LoadedShow {
  readonly show: ShowFile
  /** Null where it came from no file. */
  readonly path: string | null
  /** What is other in it than in what it was read from, whose form is an older one; absent where nothing is. */
  readonly migrated?: readonly string[] | undefined
}

/** A show that was read, and what was changed on the way because its form is an older one; or all that is wrong with it. */
export type ReadShow =
  | { readonly ok: true; readonly value: ShowFile; readonly migrated?: readonly string[] | undefined }
  | { readonly ok: false; readonly error: readonly Fault[] }
