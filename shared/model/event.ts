// The event catalogue: every system event's payload and how the dispatcher may treat it under load.
import { z } from 'zod'
import type { MonotonicMs, WallMs } from '../base/clock.ts'
import type { EdgeProfile, Outcome } from './outcome.ts'
import { capturedControl, inputFamily } from './input.ts'
import { midiStreamKey } from './midi-stream.ts'
import { midiMessage, timecodeRate } from './midi.ts'
import { oscArgs, oscTypes } from './osc.ts'
import { json, jsonObject } from './json.ts'
import type { Json } from './json.ts'
import { dueRule, panicEnded } from './panic.ts'
import { paramValue } from './param.ts'
import { coalesced, fifo, noKey, observation } from './policy.ts'
import type { EventDefinition, Policy } from './policy.ts'
import { schedulerEvents } from './scheduler-event.ts'

const id = z.string().max(200)
const milliseconds = z.number()
const count = z.number().int().nonnegative()

/** The event that set something off, as it is repeated in what followed. */
export const eventReference = z.object({ seq: count, type: z.string(), payload: json })
export type EventReference = z.infer<typeof eventReference>

export const runState = z.enum(['ready', 'running', 'paused', 'holding', 'stopped'])
export type RunState = z.infer<typeof runState>

/** Why a run catches up: nothing played for a while, its runner was lost, or somebody moved it. */
export const catchUpReason = z.enum(['gap', 'runnerLost', 'seek'])
export type CatchUpReason = z.infer<typeof catchUpReason>

export const stopReason = z.enum(['completed', 'cancelled', 'interrupted', 'failed'])
export type StopReason = z.infer<typeof stopReason>

/** Where a run stands: at `position` ms of its timeline when the clock read `at`, moving at `rate` while running. */
export const anchor = z.object({
  at: milliseconds,
  position: milliseconds,
  rate: z.number().positive(),
  state: runState,
})
export type Anchor = z.infer<typeof anchor>

const oscEndpoint = z.object({
  transport: z.enum(['udp', 'tcp']),
  host: z.string(),
  port: count,
  /** TCP connection the message came by; replies go back on it. */
  connection: count.nullable(),
})
export type OscEndpoint = z.infer<typeof oscEndpoint>

const oscReceived = z.object({
  address: z.string(),
  types: z.string(),
  args: oscArgs,
  from: oscEndpoint,
  /** Lateness in ms of a bundle against its time tag when it ran late; null for messages and bundles on time. */
  lateBy: milliseconds.nullable(),
  /** True where the show lists this route as a stream of values of which only the latest matters. */
  latestOnly: z.boolean(),
})

/** Control addresses that must not wait behind a flood of values. */
const CONTROL_ADDRESS =
  /^\/cuewright\/(?:go|back|stop|pause|resume|panic|playlist\/[^/]+\/(?:start|stop|pause|resume)|confirm\/[^/]+)$|^\/(?:go|panic|stop|pause|resume)$/

const AHEAD_ADDRESS = /^\/(?:cuewright\/)?(panic|stop)$/

/** What may go before all that waits. */
export type Ahead = 'panic' | 'stop'

/** What a message may go ahead as, by its address alone, so that no pattern is ever tried before it. */
export function aheadOf(address: string): Ahead | undefined {
  return AHEAD_ADDRESS.exec(address)?.[1] as Ahead | undefined
}

const PARAM_PREFIX = '/cuewright/param/'

/** It lets go of a control because its device went away: that ends what is held, and decides nothing. */
const madeUp = z.literal(true).optional()

/** One control of a controller has changed, whatever way the controller is connected. */
const hidReceived = z.object({
  /** Stable identity of the device: `hid:054c:09cc:1`, `gamepad:045e:02ea:1`, `virtual:desk`. */
  device: z.string(),
  /** Name of the control in its profile: `cross`, `leftX`, `key3`. */
  control: z.string(),
  kind: z.enum(['button', 'axis', 'hat', 'encoder']),
  /** Buttons 0 or 1; axes -1 to 1 or 0 to 1; hats 0 (up) to 7 clockwise and -1 in the middle; encoders steps turned. */
  value: z.number(),
  madeUp,
})

const gestureRecognized = z.object({
  gestureId: id,
  name: z.string(),
  /** As the show declares it; of an exclusive gesture what it turned out to be: tap, doubleTap or hold. */
  kind: z.string(),
  /** Source of the events that it was made of; null where several took part. */
  producer: z.string().nullable(),
  /** The events it was made of, oldest first. */
  inputs: z.array(eventReference.extend({ source: z.string(), at: milliseconds })).readonly(),
  /** Milliseconds from the last of them to the decision. */
  decidedAfter: milliseconds,
  metadata: jsonObject,
})
/** What a gesture's own output event carries as well. */
export type GestureRecognized = z.infer<typeof gestureRecognized>

const midiReceived = z.object({ port: z.string(), message: midiMessage, madeUp })

const queueMetrics = z.object({
  lane: z.enum(['control', 'show', 'observation']),
  depth: count,
  highWater: count,
  capacity: count,
  bytes: count,
  byteCapacity: count,
  /** Milliseconds the oldest queued event has waited. */
  oldestAge: milliseconds,
  dropped: count,
  coalesced: count,
})

const distribution = z.object({
  count,
  p50: milliseconds,
  p95: milliseconds,
  p99: milliseconds,
  max: milliseconds,
})

const warning = z.object({
  /** Stable identity of the condition: raised once, cleared once. */
  id,
  code: z.string(),
  what: z.string(),
  where: z.string(),
  next: z.string(),
  /** The controller or port that it is about, where it is one. */
  device: z.string().optional(),
})
export type HealthWarning = z.infer<typeof warning>

export const catalogue = {
  'show.loaded': fifo(
    z.object({ name: z.string(), path: z.string().nullable(), playlists: count, steps: count }),
  ),

  /** The show has been opened and holds what can hardly be meant. */
  'show.checked': fifo(
    z.object({
      warnings: z
        .array(z.object({ code: z.string(), where: z.string(), what: z.string(), next: z.string() }))
        .readonly(),
    }),
  ),

  /** Everything was to fall silent at once, and has: what would still have acted is over. */
  'show.panicked': fifo(
    z.object({
      by: z.string(),
      ended: panicEnded,
      /** Rules that go on and are due within a minute. */
      soon: z.array(dueRule).readonly(),
    }),
    'control',
  ),

  'command.accepted': fifo(z.object({ command: z.string(), args: json, by: z.string() }), 'control'),
  'command.rejected': fifo(
    z.object({ command: z.string(), args: json, by: z.string(), code: z.string(), message: z.string() }),
    'control',
  ),

  'playlist.registered': fifo(
    z.object({ playlistId: id, handle: z.string(), name: z.string(), updated: z.boolean() }),
  ),
  'playlist.removed': fifo(z.object({ playlistId: id, handle: z.string() })),
  'playlist.created': fifo(
    z.object({
      runId: id,
      playlistId: id,
      name: z.string(),
      trigger: eventReference.nullable(),
      steps: z
        .array(z.object({ offset: milliseconds, type: z.string(), count, interval: milliseconds }))
        .readonly(),
      stepCount: count,
      metadata: jsonObject,
    }),
  ),
  'playlist.emitted': fifo(
    z.object({
      runId: id,
      playlistId: id,
      step: count,
      repeat: count,
      /** Milliseconds from the start of the timeline. */
      offset: milliseconds,
      dueAt: milliseconds,
      sentAt: milliseconds,
      lateBy: milliseconds,
      type: z.string(),
      payload: json,
      /** True where it was sent as a ready packet; false where it went through the dispatcher as an event. */
      direct: z.boolean(),
    }),
  ),
  'playlist.stopped': fifo(
    z.object({
      runId: id,
      playlistId: id,
      name: z.string(),
      reason: stopReason,
      interrupt: eventReference.nullable(),
      /** Why it failed; null otherwise. */
      error: z.string().nullable(),
      emitted: count,
      position: milliseconds,
      metadata: jsonObject,
    }),
  ),
  /** A run has passed over steps, and sent once what should hold after them. */
  'playlist.caughtUp': fifo(
    z.object({
      runId: id,
      playlistId: id,
      why: catchUpReason,
      /** Positions in ms of the timeline: where it was, and from where it plays on. */
      from: milliseconds,
      to: milliseconds,
      /** Values and note-offs, each of its address the latest. */
      sent: count,
      /** Emissions that were passed over and did not leave. */
      skipped: count,
    }),
  ),
  'run.stateChanged': fifo(z.object({ runId: id, playlistId: id, from: runState, to: runState, anchor })),
  /** The computer slept, or the program stood still, while a run was playing. */
  'run.slept': fifo(
    z.object({
      runId: id,
      playlistId: id,
      /** Milliseconds that nothing was played. */
      slept: milliseconds,
      /** Where the run stood before, in ms of its timeline. */
      position: milliseconds,
      /** What the playlist says is to be done about it. */
      action: z.enum(['ask', 'pause', 'stop']),
    }),
  ),
  // In the control lane, or the news of a full show lane would find no room in it.
  'resource.exhausted': fifo(
    z.object({
      runId: id.nullable(),
      /** Given where it is a limit that a playlist sets its own runs. */
      playlistId: id.optional(),
      resource: z.string(),
      usage: count,
      quota: count,
    }),
    'control',
  ),

  'standby.changed': fifo(z.object({ playlistId: id.nullable() }), 'control'),

  'osc.received': {
    payload: oscReceived,
    policy: {
      kind: 'coalesce',
      lane: (payload) => (CONTROL_ADDRESS.test(payload.address) ? 'control' : 'show'),
      // Of a parameter's values only the latest matters, as of what the show lists so.
      key: ({ latestOnly, address }) => (latestOnly || address.startsWith(PARAM_PREFIX) ? address : null),
    },
  } satisfies EventDefinition<typeof oscReceived>,
  'osc.rejected': coalesced(
    z.object({ reason: z.string(), from: z.string(), detail: z.string(), total: count }),
    'observation',
    (payload) => payload.reason,
  ),
  /** A bundle waits for its time tag, a second or more; said now and then of each sender. */
  'osc.clockAhead': coalesced(
    z.object({ sender: z.string(), aheadBy: milliseconds, total: count }),
    'observation',
    (payload) => payload.sender,
  ),
  /** A time tag makes no sense, so its bundle ran at once; said once of each sender. */
  'osc.timeTagIgnored': coalesced(
    z.object({ sender: z.string() }),
    'observation',
    (payload) => payload.sender,
  ),
  'osc.send': fifo(
    z.object({
      /** Name of a target that the show declares. */
      target: id,
      address: z.string(),
      types: oscTypes.optional(),
      args: oscArgs,
    }),
  ),
  'osc.sendFailed': coalesced(
    z.object({ target: id, code: z.string(), message: z.string(), total: count }),
    'observation',
    (payload) => `${payload.target} ${payload.code}`,
  ),

  'hid.received': {
    payload: hidReceived,
    policy: {
      kind: 'coalesce',
      lane: () => 'show',
      // A press must never be lost; of a moving stick or fader only the latest place matters.
      key: ({ kind, control }) => (kind === 'axis' ? control : null),
    },
  } satisfies EventDefinition<typeof hidReceived>,
  'midi.received': {
    payload: midiReceived,
    policy: {
      kind: 'coalesce',
      lane: () => 'show',
      key: ({ message }) => midiStreamKey(message),
    },
  } satisfies EventDefinition<typeof midiReceived>,
  'midi.send': fifo(
    z.object({
      /** Name of an output that the show declares. */
      output: id,
      message: midiMessage,
    }),
  ),
  'midi.sendFailed': coalesced(
    z.object({ output: id, code: z.string(), message: z.string(), total: count }),
    'observation',
    (payload) => `${payload.output} ${payload.code}`,
  ),
  'midi.rejected': coalesced(
    z.object({ port: z.string(), reason: z.string(), total: count }),
    'observation',
    (payload) => `${payload.port} ${payload.reason}`,
  ),
  'hid.rejected': coalesced(
    z.object({ device: z.string(), reason: z.string(), total: count }),
    'observation',
    (payload) => `${payload.device} ${payload.reason}`,
  ),
  // Each one, and not only the latest: what passed between them decides. They are fifteen a second.
  'timecode.received': fifo(
    z.object({
      port: z.string(),
      hours: count,
      minutes: count,
      seconds: count,
      frames: count,
      rate: timecodeRate,
      /** Backwards while a tape is rewound. */
      direction: z.enum(['forward', 'backward']),
      /** False where it only tells where a tape is put, as by one full frame, and not that it runs. */
      running: z.boolean().default(true),
      /** Frames that it ran up to here, since the last that was told or since it began to run. */
      ran: count.default(0),
    }),
  ),
  /** They came too late for anybody to act on them; told once for all that came together. */
  'inputs.tooOld': fifo(
    z.object({
      inputs: count,
      /** Milliseconds for which the engine stood still meanwhile; null where they were late for another reason. */
      stoodStill: milliseconds.nullable(),
    }),
  ),
  /** A tape went past places without playing them, and what waits for these does nothing then. */
  'timecode.jumpedOver': fifo(
    z.object({
      port: z.string(),
      count,
      /** The first of them, in the order of the tape. */
      cues: z.array(z.object({ name: z.string(), timecode: z.string() })).readonly(),
    }),
  ),
  'key.received': fifo(
    z.object({
      /** Physical key, such as KeyA, as browsers name it. */
      code: z.string(),
      /** What it types, such as a. */
      key: z.string(),
      pressed: z.boolean(),
      madeUp,
    }),
  ),

  'learn.started': fifo(
    z.object({ by: z.string(), families: z.array(inputFamily).readonly(), endsAt: milliseconds }),
  ),
  'learn.captured': fifo(z.object({ captured: capturedControl })),
  'learn.ended': fifo(z.object({ outcome: z.enum(['timedOut', 'cancelled']) })),

  'recording.started': fifo(z.object({ name: z.string() })),
  'recording.stopped': fifo(
    z.object({
      name: z.string(),
      events: count,
      bytes: count,
      /** Why it stopped by itself; null where it was asked to. */
      error: z.string().nullable(),
    }),
  ),
  'replay.started': fifo(z.object({ name: z.string(), loop: z.boolean() })),
  'replay.stopped': fifo(
    z.object({
      name: z.string(),
      reason: z.enum(['completed', 'stopped', 'failed']),
      played: count,
      error: z.string().nullable(),
    }),
  ),

  'gesture.registered': fifo(
    z.object({ gestureId: id, name: z.string(), kind: z.string(), updated: z.boolean() }),
  ),
  'gesture.removed': fifo(z.object({ gestureId: id, name: z.string() })),
  'gesture.recognized': fifo(gestureRecognized),
  /**
   * Time that a gesture waited for has passed. It queues behind what arrived in that time and so has the last word; it is
   * in the lane of inputs for that, though nothing may be triggered by it.
   */
  'deadline.passed': {
    payload: z.object({ gestureId: id, producer: z.string() }),
    policy: { kind: 'observation', lane: () => 'show', key: noKey },
  },

  ...schedulerEvents,

  'param.changed': coalesced(
    z.object({ name: z.string(), value: paramValue, by: z.string() }),
    'show',
    (payload) => payload.name,
  ),
  /** What somebody sent for it over OSC was refused, or there is no such parameter. */
  'param.rejected': coalesced(
    z.object({
      name: z.string(),
      /** What was sent, as JSON, cut where it is long. */
      value: z.string(),
      from: z.string(),
      code: z.string(),
      message: z.string(),
      total: count,
    }),
    'observation',
    (payload) => `${payload.from} ${payload.name}`,
  ),
  /** It has not changed for a quarter of a second. */
  'param.settled': fifo(z.object({ name: z.string(), value: paramValue })),

  'device.stateChanged': fifo(
    z.object({
      device: z.string(),
      name: z.string(),
      family: z.enum(['hid', 'midi', 'gamepad', 'keyboard', 'virtual', 'replay']),
      state: z.enum(['searching', 'opening', 'open', 'lost', 'refused', 'off']),
      /** Why, in the operator's words; null where all is well. */
      reason: z.string().nullable(),
    }),
  ),
  'device.connected': fifo(z.object({ device: z.string(), name: z.string() })),
  'device.lost': fifo(z.object({ device: z.string(), name: z.string(), reason: z.string() })),

  'snapshot.publish.requested': coalesced(
    z.object({ stream: z.string() }),
    'show',
    (payload) => payload.stream,
  ),
  'snapshot.published': observation(z.object({ stream: z.string(), bytes: count })),
  'broadcast.requested': coalesced(z.object({ stream: z.string() }), 'show', (payload) => payload.stream),
  'broadcast.completed': coalesced(
    z.object({ stream: z.string(), clients: count }),
    'observation',
    (payload) => payload.stream,
  ),
  'broadcast.failed': observation(z.object({ stream: z.string(), client: z.string(), message: z.string() })),

  /** The two clocks do not go on as they did: somebody or a time server set the computer's, or nothing ran for a time. */
  'clock.jumped': fifo(
    z.object({
      kind: z.enum(['set', 'slept', 'stoodStill']),
      /** Milliseconds: how far it was set, below 0 back; or how long nothing ran. */
      by: milliseconds,
    }),
    'control',
  ),

  'runner.lost': fifo(z.object({ runner: count, message: z.string(), runs: count })),
  'runner.replaced': fifo(z.object({ runner: count, resumed: count, failed: count })),

  'health.warning.raised': fifo(warning, 'observation'),
  'health.warning.cleared': fifo(z.object({ id }), 'observation'),
  'health.recovered': fifo(z.object({ id, what: z.string(), after: milliseconds }), 'observation'),
  'health.handlerFailed': coalesced(
    z.object({ handler: z.string(), type: z.string(), seq: count, message: z.string(), total: count }),
    'observation',
    (payload) => `${payload.handler} ${payload.type}`,
  ),
  'metrics.queue': coalesced(queueMetrics, 'observation', (payload) => payload.lane),
  'metrics.timing': coalesced(
    z.object({ metric: z.string(), distribution }),
    'observation',
    (payload) => payload.metric,
  ),
} as const satisfies Record<string, EventDefinition<z.ZodType>>

type Catalogue = typeof catalogue
export type SystemEventType = keyof Catalogue
/** A system type or one that the show declares for itself. */
export type EventType = SystemEventType | (string & {})
export type PayloadOf<T extends EventType> = T extends SystemEventType
  ? z.infer<Catalogue[T]['payload']>
  : Json

export interface EventEnvelope<T extends EventType = EventType> {
  /** Given by the dispatcher; strictly increasing. */
  readonly seq: number
  readonly type: T
  /** Producer: `osc:main`, `playlist:intro`, `operator`. */
  readonly source: string
  /** When it arose, on the one clock of all inputs and threads. */
  readonly at: MonotonicMs
  readonly time: WallMs
  /** The `seq` of the event that led to this one. */
  readonly cause: number | null
  readonly payload: PayloadOf<T>
  /** What it takes in memory, roughly: reckoned once, when it is published. */
  readonly bytes: number
  /** Of an input: what it did to its control, decided where it came in. */
  readonly edge?: Outcome
  /** The same by each other threshold and bounce time that a match asks for. */
  readonly edges?: Readonly<Record<string, Outcome>>
}

/** What a producer states; the dispatcher adds the rest. `at` is given where the event arose earlier than now. */
export interface EventDraft<T extends EventType = EventType> {
  readonly type: T
  readonly source: string
  readonly cause: number | null
  readonly payload: PayloadOf<T>
  readonly at?: MonotonicMs
  /** Goes before all that waits: a panic and what it leaves behind, or a stop. */
  readonly ahead?: Ahead
}

/** Hands an event to the dispatcher and returns its `seq`, or null where a full lane refused it. */
export type Publish = <T extends EventType>(draft: EventDraft<T>) => number | null

export type EventHandler<T extends EventType = EventType> = (event: EventEnvelope<T>) => void | Promise<void>

export interface SubscribeOptions {
  /** Higher runs first; equal ones in the order they subscribed. */
  readonly priority: number
  /** Named in `health.handlerFailed`. */
  readonly name: string
  /**
   * Whether the handler starts, sends or decides something because of the event. What arose before a panic and is handed out
   * after it reaches only those that do not; so do inputs from before the engine last stood still.
   */
  readonly acts: boolean
  /**
   * Of a handler that acts: it hears inputs too that are too old to act on, because it takes values of any age and stops what is
   * to stop, and refuses itself what would begin something.
   */
  readonly judgesAge?: true
  /** How it tells presses of the control that a payload is about, besides the usual way. */
  readonly profilesFor?: (payload: unknown) => readonly EdgeProfile[]
}

/** Calls `handler` for an exact type, a family (`playlist.*`) or everything (`*`). */
export type Subscribe = <T extends EventType>(
  pattern: T,
  handler: EventHandler<T>,
  options: SubscribeOptions,
) => Disposable

export function isSystemEventType(type: string): type is SystemEventType {
  return Object.hasOwn(catalogue, type)
}

const SHOW_EVENT_POLICY: Policy<unknown> = { kind: 'fifo', lane: () => 'show', key: noKey }

/** A show's own event types keep every occurrence. */
export function policyOf(type: EventType): Policy<unknown> {
  return isSystemEventType(type) ? catalogue[type].policy : SHOW_EVENT_POLICY
}
