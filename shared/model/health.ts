// What the engine measures of itself, as the Health view and the HTTP interface show it.
import type { DistributionSummary, DistributionTotals } from '../base/histogram.ts'
import type { Fault } from '../base/result.ts'
import type { AsRunHealth } from './as-run.ts'
import type { LesserPage, Person, Role } from './client.ts'
import type { PayloadOf } from './event.ts'
import type { MutedOutput } from './output.ts'
import type { HealthWarning } from './payload/health.ts'
import type { QueueName } from './policy.ts'
import type { TurnedAway } from './turned-away.ts'

export interface QueueHealth {
  readonly lane: QueueName
  readonly depth: number
  readonly highWater: number
  readonly capacity: number
  /** What they take in memory, roughly, and may take. */
  readonly bytes: number
  readonly byteCapacity: number
  /** Milliseconds the oldest queued event has waited. */
  readonly oldestAge: number
  /** Totals since start. */
  readonly dropped: number
  readonly coalesced: number
}

export interface DispatcherHealth {
  readonly queues: readonly QueueHealth[]
  /** Totals since start. */
  readonly published: number
  readonly dispatched: number
  readonly failures: number
  /** Events that had arisen before a panic and on which nobody acted any more. */
  readonly withheld: number
  /** Events that found no room, by type: the twenty types that it befell most. */
  readonly droppedByType: Readonly<Record<string, number>>
  readonly historySize: number
  /** Milliseconds one event's handlers took, over the last sampling period. */
  readonly dispatch: DistributionSummary
  readonly dispatchTotals: DistributionTotals
}

export interface RunnerHealth {
  readonly runner: number
  readonly state: 'starting' | 'ready' | 'lost'
  /** `high` where the system wakes it before other programs. */
  readonly rank: 'high' | 'normal'
  readonly runs: number
  /** Times this slot's thread has been replaced. */
  readonly replacements: number
  /** Bytes of reports waiting for the main thread. */
  readonly reportBytes: number
  readonly reportCapacity: number
  readonly droppedReports: number
  /** Values that it is moving, and of each every so manieth is told: more than 1 where there are too many. */
  readonly ramps: number
  readonly rampsEvery: number
  /** Milliseconds since the thread last showed that it lives. */
  readonly heartbeatAge: number
}

/** Starts of a playlist that found no room, since they began to and until ten seconds without another. */
export interface RefusedStarts {
  readonly playlistId: string
  readonly refused: number
  /** Runs that were active at the last of them, and how many might have been. */
  readonly usage: number
  readonly quota: number
  /** The playlist that has most runs, and how many. */
  readonly largest: { readonly playlistId: string; readonly runs: number }
}

export interface PlaylistsHealth {
  readonly definitions: number
  readonly activeRuns: number
  readonly started: number
  readonly emitted: number
  /** The first ten playlists of which starts are refused. */
  readonly refused: readonly RefusedStarts[]
  /** Milliseconds between when a step was meant and when it was sent, over the last sampling period. */
  readonly lateness: DistributionSummary
  readonly latenessTotals: DistributionTotals
  readonly runners: readonly RunnerHealth[]
}

export interface GesturesHealth {
  readonly definitions: number
  /** Totals since start. */
  readonly recognized: number
  /** Producers that had something pending and were forgotten because there were too many. */
  readonly forgotten: number
  /** Producers with something pending now. */
  readonly pending: number
}

/** A sender whose bundles were a second or more ahead a moment ago. */
export interface SenderClockHealth {
  /** Its address, with its name where the show gives it one. */
  readonly sender: string
  /** Milliseconds. */
  readonly aheadBy: number
}

/** Packets that arrived at this computer and not at the program. */
export interface LostPackets {
  /** Since start. */
  readonly packets: number
  /** Of the time in which they are being lost: how many, and when it began, in ms since 1970. Null while none are. */
  readonly now: { readonly packets: number; readonly since: number } | null
}

export interface OscInputHealth {
  /** `host:port` for each transport, or why it is not open. */
  readonly udp: string
  readonly tcp: string
  readonly received: number
  readonly bytes: number
  /** Packets refused, by reason. */
  readonly rejected: Readonly<Record<string, number>>
  readonly lateBundles: number
  readonly waitingBundles: number
  readonly clocksAhead: readonly SenderClockHealth[]
  /** Time tags that made no sense, such as those of a device that counts from when it was switched on. */
  readonly ignoredTimeTags: number
  readonly connections: number
  /** What the system dropped of what arrived, because it came faster than it could be read; null where it does not tell. */
  readonly lost: LostPackets | null
  /** Bytes that the system keeps for what arrives in a busy moment; null while not open. */
  readonly receiveBuffer: number | null
  /** Multicast groups of the show, each with why it is not heard; null where it is. */
  readonly groups: readonly { readonly group: string; readonly error: string | null }[]
}

/** What was not sent back, totals since start. */
export interface OscRepliesHealth {
  readonly withheld: number
  /** News for subscribers, and subscriptions that were refused. */
  readonly withheldNews: number
  /** The address that the last was for; null while there is none. */
  readonly lastWithheld: string | null
}

export interface OscTargetHealth {
  readonly target: string
  readonly address: string
  readonly transport: 'udp' | 'tcp'
  readonly state: 'idle' | 'open' | 'failing'
  /** Handed over to the system. */
  readonly sent: number
  /** Of those, how many the other side has acknowledged; null where nobody can tell. */
  readonly acknowledged: number | null
  /** Milliseconds that the oldest message without acknowledgement has been on its way; 0 where there is none. */
  readonly unacknowledgedFor: number
  readonly failed: number
  readonly queued: number
  /** Given up before they were handed over, or taken back after it. */
  readonly dropped: number
  /** Values of parameters and feedback of which a later one took the place while they waited. */
  readonly collapsed: number
  /** Why one was dropped last. */
  readonly lastDrop: string | null
  readonly lastError: string | null
}

export interface MidiOutputHealth {
  readonly output: string
  /** Name of its port, with its number where several share the name. */
  readonly port: string
  /** `off` where this computer has no MIDI. */
  readonly state: 'off' | 'missing' | 'open'
  /** Why it is not open, in the operator's words; null where it is. */
  readonly reason: string | null
  readonly sent: number
  readonly failed: number
  readonly queued: number
  readonly dropped: number
  /** As of a target. */
  readonly collapsed: number
  readonly lastError: string | null
}

/** A device that shows feedback; totals since start. */
export interface FeedbackHealth {
  readonly kind: 'midiOutput' | 'peer'
  /** Name of the MIDI output or the OSC sender. */
  readonly id: string
  readonly places: number
  readonly sent: number
  /** Changes of which only a later one was sent. */
  readonly collapsed: number
  /** Inputs that were what it had been sent, and moved nothing. */
  readonly echoes: number
  /** Places that should show something that they have not been sent. */
  readonly waits: number
  /** Messages a second at the most. */
  readonly rate: number
}

export type DeviceState = PayloadOf<'device.stateChanged'>['state']

/** A controller or port, or a whole family of them that is off. */
export interface DeviceHealth {
  /** Stable identity, which is the source of its events; the family's title where it stands for the family. */
  readonly device: string
  readonly name: string
  readonly family: PayloadOf<'device.stateChanged'>['family']
  readonly state: DeviceState
  /** Why, in the operator's words; null where all is well. */
  readonly reason: string | null
  /** Reports or messages since start. */
  readonly received: number
  readonly rejected: number
  /** Where it is a gamepad that a browser can make rumble. */
  readonly rumbles?: true | undefined
  /** Where it is a Stream Deck that has been shown something. */
  readonly display?: DisplayHealth | undefined
}

/** Pictures of a Stream Deck, totals since start. */
export interface DisplayHealth {
  readonly shown: number
  /** The deck did not take them. */
  readonly failed: number
  /** Why the last of them failed; null while none has. */
  readonly lastError: string | null
}

export interface FailingRule {
  readonly schedulerId: string
  readonly ruleId: string
  readonly name: string
  /** How often in a row. */
  readonly times: number
  readonly error: string
}

/** A queue of thrown events that was full lately, and is not yet back to having room to spare. */
export interface CrowdedQueue {
  /** Scheduler; null for those of all schedulers together. */
  readonly destId: string | null
  readonly waiting: number
  /** What those take in memory. */
  readonly bytes: number
  /** Pushed out since it is full, and how many of these a rule could have caught. */
  readonly pushedOut: number
  readonly catchable: number
  /** Key of the one that was pushed out last. */
  readonly lastKey: string
}

export interface RulesHealth {
  /** Rules whose latest firings failed, the first ten that began to. */
  readonly failing: readonly FailingRule[]
  readonly failingCount: number
  /** The first ten queues that are full. */
  readonly crowded: readonly CrowdedQueue[]
}

/** Clients and other programs that come over HTTP and WebSocket, and windows. */
export interface WebHealth {
  /** Open ones over HTTP, WebSockets among them. */
  readonly connections: number
  /** Sent to them and not yet taken, what goes to several counted once. */
  readonly untakenBytes: number
  /** What was refused or cut off, by reason; totals since start. */
  readonly turnedAway: Readonly<Partial<Record<TurnedAway, number>>>
  /** Whom it happened to last; null before the first. */
  readonly last: { readonly reason: TurnedAway; readonly who: string } | null
}

export interface ProcessHealth {
  /** Seconds. */
  readonly uptime: number
  /** Bytes. */
  readonly rss: number
  readonly heapUsed: number
  /** Share of one core over the last sampling period, 0 to cores. */
  readonly cpu: number
  /** Of all cores together, since the program was started. */
  readonly cpuSeconds: number
  /** Milliseconds the main thread's event loop was late, over the last sampling period. */
  readonly loopDelay: DistributionSummary
  readonly loopDelayTotals: DistributionTotals
}

/** The show that runs, and how its file stands to it. */
export interface ShowHealth {
  readonly generation: number
  /** Why the file cannot take the place of what runs; null where it can, or does. */
  readonly failing: {
    readonly path: string
    readonly first: Fault
    readonly more: number
    /** Somebody has decided that the next save replaces it. */
    readonly isKept: boolean
  } | null
  /** Why the show is not in its file; null since it was saved last. */
  readonly saving: { readonly path: string; readonly fault: Fault } | null
  /** Why edits are not kept on the disk; null where they are. */
  readonly notKept: Fault | null
  /** Why it is not kept on the disk how the show stands; null where it is. */
  readonly stateNotKept: Fault | null
  /** Why of the last save no earlier version was kept; null where one was. */
  readonly versions: Fault | null
  /** Why the show's file could not be used when it was opened, so that an earlier version runs; null where it could. */
  readonly rescued: Fault | null
  /** What was changed in the file while edits were not saved; null where nothing waits to be decided. */
  readonly offered: { readonly path: string; readonly text: string; readonly whileLocked?: true } | null
}

/** Who may do what. */
export interface AccessHealth {
  /** Who locked the engine, and when in wall milliseconds; null while it is not locked. */
  readonly locked: { readonly by: string; readonly at: number } | null
  readonly hasPin: boolean
  /** Why it cannot be read, or not be kept; null where all is well. */
  readonly trouble: Fault | null
  /** Wrong PINs since start. */
  readonly wrongPins: number
  /** Pages and windows that are connected, each with what it may do at this moment. */
  readonly clients: readonly (Pick<Person, 'name' | 'way' | 'address' | 'since' | 'asked'> & {
    readonly role: Role
    /** What it shows, where that lets it do less than others. */
    readonly page: LesserPage | null
  })[]
}

/** The program's own log. */
export interface LogHealth {
  /** Why it cannot be written; null where it is. */
  readonly trouble: Fault | null
  /** Lines that found no room, since start. */
  readonly lost: number
  /** Times that it was deleted, or its folder replaced. */
  readonly begunAnew: number
}

/** A warning that has been raised and not been cleared. */
export interface StandingWarning extends HealthWarning {
  /** Wall milliseconds at which it was raised. */
  readonly since: number
  /** How often it has come, with the times that it was cleared less than a minute before. */
  readonly times: number
  /** Whether it is so at this moment, or was a moment ago. */
  readonly isNow: boolean
  /** Whether it tells of what has happened, and stands until somebody has seen it. */
  readonly happened: boolean
}

export interface HealthReport {
  /** Monotonic and wall milliseconds of the sample. */
  readonly at: number
  readonly time: number
  readonly dispatcher: DispatcherHealth
  readonly gestures: GesturesHealth
  readonly playlists: PlaylistsHealth
  readonly osc: {
    readonly input: OscInputHealth
    readonly replies: OscRepliesHealth
    readonly targets: readonly OscTargetHealth[]
  }
  readonly midi: { readonly outputs: readonly MidiOutputHealth[] }
  readonly feedback: readonly FeedbackHealth[]
  /** Outputs that somebody keeps silent. */
  readonly muted: readonly MutedOutput[]
  readonly devices: readonly DeviceHealth[]
  /** Everything that the engine will do later, and the most that it may be. */
  readonly tasks: { readonly count: number; readonly capacity: number }
  readonly rules: RulesHealth
  readonly asRun: AsRunHealth
  /** Why device profiles cannot be used. */
  readonly profiles: readonly Fault[]
  readonly log: LogHealth
  readonly show: ShowHealth
  readonly clients: number
  readonly access: AccessHealth
  readonly web: WebHealth
  readonly process: ProcessHealth
  readonly warnings: readonly StandingWarning[]
}
