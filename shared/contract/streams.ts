// What the engine tells a client that subscribes: one line a stream, each value replacing the one before.
import type { ArmingView } from '../model/arming.ts'
import type { Client } from '../model/client.ts'
import type { Anchor, StopReason } from '../model/payload/playlist.ts'
import type { TransportControls } from '../model/cue.ts'
import type { FaderPageDefinition } from '../model/fader-page.ts'
import type { FeedbackDefinition } from '../model/feedback.ts'
import type { DeviceHealth, HealthReport, OscTargetHealth } from '../model/health.ts'
import type { CapturedControl, InputFamily } from '../model/input.ts'
import type { OpenSteps, OpenThing } from '../model/mutations/followed.ts'
import { holderOf } from '../model/mutations/mutation.ts'
import type { Generation, ThingKind, ThingRef } from '../model/mutations/mutation.ts'
import type { LayerDefinition } from '../model/layer.ts'
import type { ParamDefinition, ParamView } from '../model/param.ts'
import type { Retrigger } from '../model/playlist.ts'
import type { OscTarget } from '../model/show.ts'
import type { Severity } from '../model/severity.ts'
import type { AccessView } from './access-view.ts'
import type { CueListView, CueView, CuesView } from './cue-streams.ts'
import type { EditsView } from './edits-view.ts'
import type { MessageView } from './message-view.ts'
import type { RumbleView } from './rumble-view.ts'
import type { InterruptsView, SchedulersView, ThrownView } from './scheduler-streams.ts'
import type { SceneView, ScenesView } from './scene-view.ts'
import type { StepColumns } from './step-columns.ts'

/** Version of commands, streams and frames; both sides must speak the same one, or the renderer asks to be reloaded. */
export const PROTOCOL = 6

export interface PlaylistView {
  readonly id: string
  readonly name: string
  readonly length: number
  /** The steps themselves are a stream for who has the playlist open. */
  readonly stepCount: number
  readonly emissions: number
  /** In words, such as `osc.received /look/*`. */
  readonly triggers: readonly string[]
  readonly interrupts: readonly string[]
  readonly completion: string | null
  readonly retrigger: Retrigger
  readonly tempo: number
  readonly colour: string | null
}

export type NamedParam = ParamDefinition & { readonly name: string }

export interface ShowView {
  readonly name: string
  readonly path: string | null
  /** Goes up with each change of the show while it is open. */
  readonly generation: number
  readonly notes: string
  readonly playlists: readonly PlaylistView[]
  readonly cueLists: readonly CueListView[]
  /** Of all lists, one list after the other. */
  readonly cues: readonly CueView[]
  readonly targets: readonly (OscTarget & { readonly name: string })[]
  /** Types of the show's own events. */
  readonly events: readonly string[]
  readonly params: readonly NamedParam[]
  readonly scenes: readonly Pick<SceneView, 'name' | 'label'>[]
  /** Pages of faders, in their order. */
  readonly pages: readonly FaderPageDefinition[]
  readonly layers: readonly (LayerDefinition & { readonly name: string })[]
  readonly midiOutputs: readonly { readonly name: string; readonly port: string }[]
  /** Senders over OSC that have a name. */
  readonly peers: readonly PeerView[]
  /** What lights, motor faders and displays show. */
  readonly feedback: readonly FeedbackDefinition[]
  /** Controls of the transport that the show binds itself; absent where there are none. */
  readonly transport?: TransportControlsView
  /** Where the engine listens, or null where it does not. */
  readonly oscInput: string | null
  /** Keys that the show listens to, by code or by what they write; some of them may be the screen's own. */
  readonly keys: readonly string[]
}

export interface PeerView {
  readonly name: string
  readonly address: string
  /** Where lights are sent to it; null where the show does not say. */
  readonly replyPort: number | null
}

export type TransportControlsView = Readonly<
  Partial<Pick<TransportControls, 'go' | 'back' | 'skip' | 'stop' | 'pause' | 'resume' | 'panic'>>
>

/** What led to a run. */
export interface RunCause {
  /** Of the run's beginning: by it the log tells the whole chain of causes. */
  readonly seq: number
  /** The nearest first and the first of all last, a few words each; empty where none of it is remembered. */
  readonly words: readonly string[]
}

export interface RunView {
  readonly runId: string
  readonly playlistId: string
  readonly name: string
  /** The position now is worked out from this: it is sent when it changes, not while it moves. */
  readonly anchor: Anchor
  readonly startedAt: number
  readonly emitted: number
  readonly emissions: number
  /** Milliseconds. */
  readonly lastLateBy: number
  readonly maxLateBy: number
  /** Whether it plays the steps that its playlist had when it began, and no longer has. */
  readonly earlier?: true | undefined
  /** Emissions that it passed over because nothing played when they were due; absent where there are none. */
  readonly passedOver?: number | undefined
  /** Messages that an output gave up, perhaps after it had ended; absent where there are none. */
  readonly notSent?: number | undefined
  /** Absent where it is not known, and where nobody looks on. */
  readonly cause?: RunCause | undefined
  /** Null while it is active. */
  readonly ended: { readonly at: number; readonly reason: StopReason; readonly detail: string | null } | null
}

export interface RunsView {
  readonly standby: string | null
  /** Active runs, oldest first, then the most recently ended, newest first. */
  readonly runs: readonly RunView[]
  /** Null while no parameter fades. */
  readonly fades?: FadesView | null
}

/** The parameters that are on their way by themselves, whoever began it. */
export interface FadesView {
  readonly count: number
  /** Of these, those that a pause of everything holds: runs and cues began them, and they go on. */
  readonly pausable: number
  /** Those that are held where they are. */
  readonly held: number
  /** On the engine's clock: when the last of them is there. */
  readonly endsAt: number
  /** Where all are held: since when, from which on what is left stays the same. */
  readonly heldAt?: number
}

/** One line of what has just happened. */
export interface ActivityLine {
  readonly seq: number
  readonly at: number
  readonly time: number
  readonly type: string
  readonly source: string
  readonly cause: number | null
  readonly severity: Severity
  readonly text: string
}

export interface ActivityView {
  /** Newest first. */
  readonly lines: readonly ActivityLine[]
  /** Events of the last period that were not worth or not able to be shown one by one. */
  readonly omitted: number
}

export interface GestureView {
  readonly id: string
  readonly name: string
  readonly kind: string
  /** What it watches, in words. */
  readonly watches: readonly string[]
  /** Its windows and times in words, such as `within 300 ms`; empty where it has none. */
  readonly timing: string
  /** Types of the show's own events that it publishes. */
  readonly outputs: readonly string[]
  /** Times it was recognized since it was registered. */
  readonly recognized: number
  /** When it was recognized last, on the engine's clock. */
  readonly lastAt: number | null
}

export interface LearnView {
  /** Null while nobody learns. */
  readonly session: {
    /** Client that asked. */
    readonly by: Pick<Client, 'id' | 'name'>
    /** Only these are caught; empty for all. */
    readonly families: readonly InputFamily[]
    readonly endsAt: number
  } | null
  /** How it ended last; null before the first time and while it goes on. */
  readonly last: {
    readonly at: number
    readonly outcome: 'captured' | 'timedOut' | 'cancelled'
    readonly captured: CapturedControl | null
  } | null
}

export interface RecordingFile {
  readonly name: string
  readonly bytes: number
  /** Wall milliseconds. */
  readonly modified: number
}

export interface RecordingsView {
  /** What is being recorded. */
  readonly recording: {
    readonly name: string
    readonly startedAt: number
    readonly events: number
    readonly bytes: number
  } | null
  /** What is being played back. */
  readonly replay: {
    readonly name: string
    readonly startedAt: number
    readonly played: number
    readonly loop: boolean
  } | null
  /** Newest first. */
  readonly files: readonly RecordingFile[]
  /** Why none can be kept, in the operator's words; null where all is well. */
  readonly trouble: string | null
}

export interface InputsView {
  readonly devices: readonly Pick<
    DeviceHealth,
    'device' | 'name' | 'family' | 'state' | 'reason' | 'rumbles'
  >[]
  readonly gestures: readonly GestureView[]
  readonly learn: LearnView
  readonly recordings: RecordingsView
}

/** One thing that arrived. */
export interface MonitorLine {
  readonly seq: number
  readonly at: number
  readonly time: number
  readonly family: InputFamily
  readonly source: string
  /** What arrived, in a few words: `cross pressed`, `noteOn channel 1 note 36 velocity 100`. */
  readonly text: string
  /** Its payload as JSON, shortened. */
  readonly raw: string
  /** How many of this control were told as this one, because they came too fast to be read; 1 where none. */
  readonly count: number
}

export interface MonitorView {
  /** Newest first; a flood of one family leaves the others their lines. */
  readonly lines: readonly MonitorLine[]
  /** Inputs of the last period that are told by no line. */
  readonly omitted: number
}

/** Where the parameters are, in the order of the show. */
export interface ParamsView {
  readonly params: readonly ParamView[]
  /** The layers that are on. */
  readonly layers: readonly string[]
}

/** With the id of a playlist: its steps, of one that is not in the show none. */
export type TimelineName = `timeline:${string}`
/** With what it is and its name, of a rule `scheduler/rule`, of a cue `list/cue`: all that the show file says of it but its steps. */
export type DefinitionName = `definition:${ThingKind}:${string}`
/** There for as long as somebody looks, of what the show holds. Their changes are sent as the edits by which they came. */
export type OpenName = TimelineName | DefinitionName

export interface StreamValues {
  [timeline: TimelineName]: OpenSteps
  [definition: DefinitionName]: OpenThing
  show: ShowView
  runs: RunsView
  cues: CuesView
  activity: ActivityView
  health: HealthReport
  inputs: InputsView
  params: ParamsView
  scenes: ScenesView
  monitor: MonitorView
  schedulers: SchedulersView
  thrown: ThrownView
  interrupts: InterruptsView
  edits: EditsView
  arming: ArmingView
  access: AccessView
  message: MessageView
  rumble: RumbleView
}
export type StreamName = keyof StreamValues
/** The same on their way: long lists of steps as columns. */
export type SentValues = {
  readonly [S in StreamName]: S extends TimelineName
    ? { readonly generation: Generation; readonly columns: StepColumns }
    : StreamValues[S]
}
export function isTimeline(stream: StreamName): stream is TimelineName {
  return stream.startsWith('timeline:')
}
export function isOpenable(stream: StreamName): stream is OpenName {
  return isTimeline(stream) || stream.startsWith('definition:')
}

export function timelineOf(playlist: string): TimelineName {
  return `timeline:${playlist}`
}
export function definitionOf({ kind, id, in: inside }: ThingRef): DefinitionName {
  return `definition:${kind}:${inside === undefined ? '' : `${inside}/`}${id}`
}
/** What a stream of either kind is about. */
export function openedBy(stream: OpenName): ThingRef {
  const [, kind, name = ''] = stream.split(':', 3) as [string, ThingKind, string?]
  if (isTimeline(stream)) return { kind: 'playlist', id: stream.slice('timeline:'.length) }
  const slash = holderOf(kind) === null ? -1 : name.indexOf('/')
  return slash < 0 ? { kind, id: name } : { kind, in: name.slice(0, slash), id: name.slice(slash + 1) }
}

/** Those that are there whatever the show holds. */
export type StandingStream = Exclude<StreamName, OpenName>
export const STREAMS: readonly StandingStream[] = [
  'show',
  'runs',
  'cues',
  'activity',
  'health',
  'inputs',
  'params',
  'scenes',
  'monitor',
  'schedulers',
  'thrown',
  'interrupts',
  'edits',
  'arming',
  'access',
  'message',
  'rumble',
]

export type { OscTargetHealth }
