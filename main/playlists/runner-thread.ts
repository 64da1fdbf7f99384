// The main thread's end of one runner thread: posts commands, wakes it, and reads what it reports.
import { Worker } from 'node:worker_threads'
import type { Clock } from '../../shared/base/clock.ts'
import { MessageRing } from '../../shared/base/message-ring.ts'
import { messageOf } from '../../shared/base/result.ts'
import { decodeReport } from './reports.ts'
import type { Report } from './reports.ts'
import type { RouteMemory } from './routes.ts'
import type { Fade, Route, RunNumber, RunnerCommand } from './runner-protocol.ts'
import { sendingIsOver } from './sending.ts'
import { CONTROL, RANKS, allocateThreadMemory } from './thread-memory.ts'
import type { ThreadRank, ThreadData } from './thread-memory.ts'

/** A command and, for a start, the slot of the run's cursor. */
interface PostedCommand {
  readonly command: RunnerCommand
  readonly slot: number
}

/** `panics` are those until then. */
interface StopsPosted {
  readonly stop: readonly RunNumber[]
  readonly stays: boolean
  readonly panics: number
}

/** What main posts to the thread. */
export type Posted = PostedCommand | StopsPosted | { readonly route: Route } | { readonly fade: Fade }

// In source the thread's file is TypeScript; a build puts it beside the bundle that holds this file.
const threadFile = new URL(
  import.meta.url.endsWith('.ts') ? './runner.worker.ts' : './runner.worker.js',
  import.meta.url,
)

export interface RunnerThreadListener {
  /** Reports are waiting; taken by `takeReports` when there is time for them. */
  rang(): void
  /** The thread has ended by itself; the reports that it left can still be taken. */
  lost(message: string): void
}

export class RunnerThread {
  readonly #memory = allocateThreadMemory()
  readonly #reports = MessageRing.attach(this.#memory.reports)
  readonly #worker: Worker
  readonly #listener: RunnerThreadListener
  #state: 'starting' | 'ready' | 'lost' = 'starting'
  #killedFor: string | null = null
  /** Reports taken so far. */
  #taken = 0
  readonly #ready = Promise.withResolvers<undefined>()

  constructor(clockOrigin: bigint, routes: RouteMemory, listener: RunnerThreadListener) {
    this.#listener = listener
    const workerData: ThreadData = { memory: this.#memory, clockOrigin, routes }
    this.#worker = new Worker(threadFile, { workerData, name: 'runner' })
    this.#worker.on('message', () => this.#hear())
    this.#worker.on('error', (error) => this.#lose(messageOf(error)))
    this.#worker.on('exit', (code) => this.#lose(this.#killedFor ?? `it ended with code ${code}`))
  }

  get state(): 'starting' | 'ready' | 'lost' {
    return this.#state
  }

  /** Resolves once the thread plays, or is known not to. */
  get ready(): Promise<undefined> {
    return this.#ready.promise
  }

  /** Bytes of reports waiting here. */
  get reportBytes(): number {
    return this.#reports.length
  }

  get reportCapacity(): number {
    return this.#reports.size
  }

  get droppedReports(): number {
    return Atomics.load(this.#memory.control, CONTROL.dropped)
  }

  /** What the system gives the thread over other programs. */
  get rank(): ThreadRank {
    return RANKS[Atomics.load(this.#memory.control, CONTROL.rank)] as ThreadRank
  }

  get heartbeat(): number {
    return Atomics.load(this.#memory.control, CONTROL.heartbeat)
  }

  /** Cursor of the run in `slot`, also after the thread was lost. */
  cursor(slot: number): number {
    return Atomics.load(this.#memory.progress, slot)
  }

  /** Sets a run's cursor before it is started. */
  setCursor(slot: number, cursor: number): void {
    Atomics.store(this.#memory.progress, slot, cursor)
  }

  post(command: RunnerCommand, slot: number): void {
    this.#send({ command, slot })
  }

  /** Obeyed before the next step that the thread sends. */
  route(route: Route): void {
    this.#send({ route })
  }

  /** One message for all, because thousands of them would take tens of milliseconds. */
  stop(runs: readonly RunNumber[], stays: boolean): void {
    this.#send({ stop: runs, stays, panics: Atomics.load(this.#memory.control, CONTROL.panics) })
  }

  /** What was to be stopped before leaves every value where it is, unless it has stopped already. */
  panic(): void {
    Atomics.add(this.#memory.control, CONTROL.panics, 1)
  }

  fade(fade: Fade): void {
    this.#send({ fade })
  }

  /** Values that are being moved, and of each every so manieth is told. */
  get ramps(): { readonly count: number; readonly every: number } {
    const { control } = this.#memory
    return {
      count: Atomics.load(control, CONTROL.ramps),
      every: Math.max(1, Atomics.load(control, CONTROL.rampsEvery)),
    }
  }

  /** Returns once nothing leaves any more of what was stopped, or when that takes too long. */
  settle(clock: Clock): void {
    sendingIsOver(this.#memory.control, clock)
  }

  /** Has it ring for what it reports from now on; what it has reported by then is to be looked for. */
  answer(): void {
    Atomics.store(this.#memory.control, CONTROL.doorbell, 0)
  }

  /** The oldest of the reports that wait, at most `most`, in the order in which they were made. */
  takeReports(most: number): readonly Report[] {
    // Answered before reading, so that a report written meanwhile rings again.
    this.answer()
    const reports: Report[] = []
    while (reports.length < most) {
      const { id, bytes } = this.#reports.get()
      if (id === 0) break
      reports.push(decodeReport(id, bytes))
    }
    this.#taken = (this.#taken + reports.length) | 0
    return reports
  }

  /** All that follows from the reports that were taken has left. */
  dealtWith(): void {
    Atomics.store(this.#memory.control, CONTROL.dealtWith, this.#taken)
  }

  /** Ends a thread that no longer answers; `lost` follows once it has really ended and can send nothing more. */
  kill(message: string): void {
    this.#killedFor ??= message
    void this.#worker.terminate()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#state = 'lost'
    await this.#worker.terminate()
  }

  #hear(): void {
    if (this.#state === 'starting') this.#state = 'ready'
    this.#ready.resolve(undefined)
    this.#listener.rang()
  }

  #lose(message: string): void {
    if (this.#state === 'lost') return
    this.#state = 'lost'
    this.#ready.resolve(undefined)
    this.#listener.lost(message)
  }

  #send(message: Posted): void {
    this.#worker.postMessage(message)
    Atomics.add(this.#memory.control, CONTROL.wake, 1)
    Atomics.notify(this.#memory.control, CONTROL.wake)
  }
}
