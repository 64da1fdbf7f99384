// Records sessions and plays them back: at most one of each at a time, in a folder that holds those that there are.
import type { ActingClock } from '../../../shared/base/clock.ts'
import { disposable } from '../../../shared/base/disposable.ts'
import { within } from '../../../shared/base/within.ts'
import { failed, fault, ok } from '../../../shared/base/result.ts'
import type { Fault, Result } from '../../../shared/base/result.ts'
import type { RecordingsView } from '../../../shared/contract/streams.ts'
import type { Publish, Subscribe } from '../../../shared/model/event.ts'
import type { DeviceHealth } from '../../../shared/model/health.ts'
import { openFolder } from './folder.ts'
import type { RecordingsFolder } from './folder.ts'
import { Library } from './library.ts'
import { RECORDING_LIMITS, Recorder } from './recorder.ts'
import type { RecordingLimits, RecordingOutcome } from './recorder.ts'
import { Replay } from './replay.ts'

/** Every request is answered at once; what came of it on the disk follows as an event. */
export interface Recordings extends AsyncDisposable {
  /** Without a name it is called after the time. */
  start(name: string | null, cause: number | null): Result<{ readonly name: string }>
  stop(cause: number | null): Result<{ readonly name: string | null }>
  remove(name: string, cause: number | null): Result<{ readonly name: string }>
  /** Stops the replay before it, if one is playing. */
  startReplay(name: string, loop: boolean, cause: number | null): Result<{ readonly name: string }>
  stopReplay(cause: number | null): Result<{ readonly name: string | null }>
  /** Stops the replay, which would start again what has just been silenced. A recording goes on. */
  panic(cause: number): { readonly replays: number }
  view(): RecordingsView
  /** The replay that is playing, as a device. */
  health(): readonly DeviceHealth[]
  /** Files were put into the folder by others of this program. */
  look(): void
  /** Calls `changed` when the list of files or the trouble is another, of which no event tells. */
  onChanged(changed: () => void): Disposable
}

interface Surroundings {
  readonly clock: ActingClock
  readonly publish: Publish
  readonly subscribe: Subscribe
}

/** The folder `dir` is made when something is first recorded. */
export function createRecordings({
  dir,
  ...surroundings
}: Surroundings & { readonly dir: string }): Recordings {
  return recordingsIn(openFolder(dir), RECORDING_LIMITS, surroundings)
}

export function recordingsIn(
  folder: RecordingsFolder,
  limits: RecordingLimits,
  surroundings: Surroundings,
): Recordings {
  return new RecordingsOfFolder(folder, limits, surroundings)
}

/** Recordings whose end has not reached the disk yet. */
const MOST_FINISHING = 4
/** Ms that the end of the program waits for a disk that does not answer. */
const PATIENCE_MS = 5_000

interface Recording {
  readonly name: string
  readonly recorder: Recorder
  /** Its start, or who stopped it. */
  cause: number | null
  /** The disk does not finish it, so that nobody waits for it any more. */
  isGivenUp: boolean
}

class RecordingsOfFolder implements Recordings {
  readonly #folder: RecordingsFolder
  readonly #limits: RecordingLimits
  readonly #surroundings: Surroundings
  readonly #library: Library
  readonly #listeners = new Set<() => void>()
  #recording: Recording | null = null
  /** Stopped, but not complete on the disk. */
  readonly #finishing = new Set<Recording>()
  #replay: Replay | null = null
  /** What went wrong last, until something is recorded again. */
  #failure: string | null = null

  constructor(folder: RecordingsFolder, limits: RecordingLimits, surroundings: Surroundings) {
    this.#folder = folder
    this.#limits = limits
    this.#surroundings = surroundings
    this.#library = new Library({ clock: surroundings.clock, folder, changed: () => this.#changed() })
  }

  start(name: string | null, cause: number | null): Result<{ readonly name: string }> {
    const chosen = name ?? this.#nameOfNow()
    const refusal = this.#whyNotRecord(chosen)
    if (refusal !== null) return failed(refusal)
    const { clock, publish, subscribe } = this.#surroundings
    const payload = { name: chosen }
    const started = publish({ type: 'recording.started', source: 'recordings', cause, payload })
    const recorder = new Recorder({
      clock,
      subscribe,
      limits: this.#limits,
      create: () => this.#folder.prepare().then(() => this.#folder.create(chosen)),
      stopped: () => {
        this.#recording = null
        this.#finishing.add(recording)
      },
    })
    const recording: Recording = { name: chosen, recorder, cause: started, isGivenUp: false }
    this.#recording = recording
    this.#failure = null
    void recorder.closed.then(() => {
      this.#finishing.delete(recording)
      this.#library.look('list')
    })
    void recorder.ended.then((outcome) => this.#ended(recording, outcome))
    return ok({ name: chosen })
  }

  stop(cause: number | null): Result<{ readonly name: string | null }> {
    const recording = this.#recording
    if (recording === null) return ok({ name: null })
    recording.cause = cause
    recording.recorder.stop(null)
    return ok({ name: recording.name })
  }

  remove(name: string): Result<{ readonly name: string }> {
    if (this.#replay?.name === name)
      return failed(busy(name, 'it is being played back', 'stop the replay first'))
    const refusal = this.#whyNotUse(name)
    if (refusal !== null) return failed(refusal)
    this.#library.remove(name, (reason) => (this.#failure = `${name} could not be removed: ${reason}`))
    return ok({ name })
  }

  startReplay(name: string, loop: boolean, cause: number | null): Result<{ readonly name: string }> {
    const refusal = this.#whyNotUse(name)
    if (refusal !== null) return failed(refusal)
    this.stopReplay(cause)
    const { clock, publish } = this.#surroundings
    const source = sourceOf(name)
    const started = publish({ type: 'replay.started', source, cause, payload: { name, loop } })
    if (started === null) return failed(busy(name, 'too many events are waiting', 'try again in a moment'))
    this.#replay = new Replay({
      clock,
      publish,
      name,
      loop,
      source,
      started,
      read: () => this.#folder.read(name),
      ended: () => (this.#replay = null),
    })
    return ok({ name })
  }

  stopReplay(cause: number | null): Result<{ readonly name: string | null }> {
    const name = this.#replay?.name ?? null
    this.#replay?.stop(cause)
    return ok({ name })
  }

  view(): RecordingsView {
    const { files, trouble } = this.#library
    return {
      recording: this.#recording === null ? null : recordingView(this.#recording),
      replay: this.#replay === null ? null : replayView(this.#replay),
      files: files.filter(({ name }) => !this.#isOpen(name)),
      trouble: trouble ?? this.#failure,
    }
  }

  health(): readonly DeviceHealth[] {
    if (this.#replay === null) return []
    const { name, played: received } = this.#replay
    const device = { device: sourceOf(name), name: `Replay of ${name}`, family: 'replay' } as const
    return [{ ...device, state: 'open', reason: null, received, rejected: 0 }]
  }

  panic(cause: number): { readonly replays: number } {
    const replays = this.#replay === null ? 0 : 1
    this.stopReplay(cause)
    return { replays }
  }

  look(): void {
    this.#library.look('list')
  }

  onChanged(changed: () => void): Disposable {
    this.#listeners.add(changed)
    return disposable('listener to recordings', () => this.#listeners.delete(changed))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const unfinished: Promise<unknown>[] = this.#replay === null ? [] : [this.#replay.closed]
    this.stopReplay(null)
    this.stop(null)
    for (const { recorder } of this.#finishing) unfinished.push(recorder.ended)
    this.#library[Symbol.dispose]()
    await within(this.#surroundings.clock, PATIENCE_MS, Promise.all([...unfinished, this.#library.idle]))
  }

  #ended(recording: Recording, { events, bytes, error }: RecordingOutcome): void {
    recording.isGivenUp = this.#finishing.has(recording)
    const { name, cause } = recording
    if (error !== null) {
      this.#failure = `${name} ended: ${error}`
      this.#library.look('check')
    }
    const payload = { name, events, bytes, error }
    this.#surroundings.publish({ type: 'recording.stopped', source: 'recordings', cause, payload })
  }

  /** Being recorded, or not finished yet. */
  #isOpen(name: string): boolean {
    return this.#recording?.name === name || [...this.#finishing].some((recording) => recording.name === name)
  }

  #whyNotRecord(name: string): Fault | null {
    if (this.#recording !== null) {
      return busy(this.#recording.name, 'it is being recorded', 'stop this recording first')
    }
    if (this.#finishing.size >= MOST_FINISHING || [...this.#finishing].some(({ isGivenUp }) => isGivenUp)) {
      return unwritable('the disk has not finished the recordings before')
    }
    if (this.#library.trouble !== null) return unwritable(this.#library.trouble)
    if (!this.#isTaken(name)) return null
    const next = 'choose another name, or remove the one that is there'
    return fault('recording/exists', name, 'there is a recording of this name', next)
  }

  #whyNotUse(name: string): Fault | null {
    if (this.#isOpen(name)) return busy(name, 'it is being recorded', 'stop the recording first')
    if (this.#library.has(name)) return null
    // It may have been put into the folder meanwhile.
    this.#library.look('list')
    const next = 'choose one from the list of recordings'
    return fault('recording/unknown', name, 'there is no recording of this name', next)
  }

  #isTaken(name: string): boolean {
    return this.#isOpen(name) || this.#library.isTaken(name)
  }

  #nameOfNow(): string {
    const name = localTime(this.#surroundings.clock.wall())
    let number = 1
    const numbered = (): string => (number === 1 ? name : `${name} ${number}`)
    while (this.#isTaken(numbered())) number += 1
    return numbered()
  }

  #changed(): void {
    for (const changed of this.#listeners) changed()
  }
}

const sourceOf = (name: string): string => `replay:${name}`

function recordingView({ name, recorder }: Recording): RecordingsView['recording'] {
  return { name, startedAt: recorder.startedAt, ...recorder.taken }
}

function replayView({ name, startedAt, played, loop }: Replay): RecordingsView['replay'] {
  return { name, startedAt, played, loop }
}

function busy(name: string, what: string, next: string): Fault {
  return fault('recording/busy', name, what, next)
}

function unwritable(what: string): Fault {
  return fault('recording/unwritable', 'the folder of recordings', what, 'put this right, then record again')
}

/** Without the colons that some file systems refuse: `2026-11-21 18.30.05`. */
function localTime(wall: number): string {
  const date = new Date(wall)
  const two = (number: number): string => String(number).padStart(2, '0')
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join('.')}`
}
