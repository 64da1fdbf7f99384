// The memory that a runner thread shares with the main thread, and what each word of it means.
import { MessageRing } from '../../shared/base/message-ring.ts'
import type { RunnerHealth } from '../../shared/model/health.ts'
import type { RouteMemory } from './routes.ts'

/** Words of `control`. */
export const CONTROL = {
  /** Counts commands posted; the thread sleeps on it. Written by main. */
  wake: 0,
  /** 1 while the thread has rung and main has not answered, so that a burst of reports rings once. */
  doorbell: 1,
  /** Reports of direct sends that found the ring full. Written by the thread. */
  dropped: 2,
  /** Grows with every pass of the thread's loop. Written by the thread. */
  heartbeat: 3,
  /** Index into RANKS. Written by the thread. */
  rank: 4,
  /** 1 while the thread is in the middle of a send. Written by the thread. */
  sending: 5,
  /** Panics so far: what was posted before the latest leaves every value where it is. Written by main. */
  panics: 6,
  /** Values that are being moved, and of each every so manieth is told. Written by the thread. */
  ramps: 7,
  rampsEvery: 8,
  /** Reports so far of which all that follows from them has left. Written by main. */
  dealtWith: 9,
} as const

export type ThreadRank = RunnerHealth['rank']

/** As they stand in `control`. */
export const RANKS: readonly ThreadRank[] = ['normal', 'high']

/** Runs that one thread can hold; each keeps its cursor in a word of shared memory. */
export const RUNS_PER_THREAD = 4096

/** A report of a step takes about 30 bytes: room for over 25,000 while the main thread is stalled. */
const REPORT_BYTES = 1024 * 1024

/** Kept free of step reports, so that every run can still report that it stopped. */
export const RESERVED_REPORT_BYTES = RUNS_PER_THREAD * 48

export interface ThreadMemory {
  readonly control: Int32Array
  /** Memory of the MessageRing that carries reports. */
  readonly reports: SharedArrayBuffer
  /** Cursor of each run, by slot: outlives the thread. Written by the thread. */
  readonly progress: Int32Array
}

/** What a thread is started with. */
export interface ThreadData {
  readonly routes: RouteMemory
  readonly memory: ThreadMemory
  /** Origin of monotonic time, in ns of the machine's clock. */
  readonly clockOrigin: bigint
}

export function allocateThreadMemory(): ThreadMemory {
  return {
    control: new Int32Array(new SharedArrayBuffer(4 * Object.keys(CONTROL).length)),
    reports: MessageRing.create(REPORT_BYTES).shared,
    progress: new Int32Array(new SharedArrayBuffer(4 * RUNS_PER_THREAD)),
  }
}
