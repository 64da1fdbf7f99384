// What the engine tells a client that subscribes: one line a stream, each value whole and replacing the one before.
import type { Anchor, StopReason } from '../model/event.ts'
import type { HealthReport, OscTargetHealth } from '../model/health.ts'
import type { OscTarget } from '../model/show.ts'

/** Version of commands, streams and frames; both sides must speak the same one, or the renderer asks to be reloaded. */
export const PROTOCOL = 1

/** Steps of equal repetition are one entry; times in ms of the timeline at rate 1. */
export interface TimelineStep {
  readonly offset: number
  readonly count: number
  readonly interval: number
  readonly type: string
  /** What a person reads on the step: OSC address and arguments, or the payload in short. */
  readonly label: string
}

export interface PlaylistView {
  readonly id: string
  readonly name: string
  readonly length: number
  readonly emissions: number
  readonly steps: readonly TimelineStep[]
  /** In words, such as `osc.received /look/*`. */
  readonly triggers: readonly string[]
  readonly interrupts: readonly string[]
  readonly completion: string | null
  readonly retrigger: 'restart' | 'ignore' | 'overlap'
  readonly tempo: number
  readonly colour: string | null
}

export interface ShowView {
  readonly name: string
  readonly path: string | null
  readonly notes: string
  readonly playlists: readonly PlaylistView[]
  readonly targets: readonly (OscTarget & { readonly name: string })[]
  /** Where the engine listens, or null where it does not. */
  readonly oscInput: string | null
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
  /** Null while it is active. */
  readonly ended: { readonly at: number; readonly reason: StopReason; readonly detail: string | null } | null
}

export interface RunsView {
  readonly standby: string | null
  /** Active runs, oldest first, then the most recently ended, newest first. */
  readonly runs: readonly RunView[]
}

/** One line of what has just happened. */
export interface ActivityLine {
  readonly seq: number
  readonly at: number
  readonly time: number
  readonly type: string
  readonly source: string
  readonly cause: number | null
  readonly text: string
}

export interface ActivityView {
  /** Newest first. */
  readonly lines: readonly ActivityLine[]
  /** Events of the last period that were not worth or not able to be shown one by one. */
  readonly omitted: number
}

export interface StreamValues {
  show: ShowView
  runs: RunsView
  activity: ActivityView
  health: HealthReport
}
export type StreamName = keyof StreamValues
export const STREAMS: readonly StreamName[] = ['show', 'runs', 'activity', 'health']

export type { OscTargetHealth }
