// Devices whose libraries run in a process of their own, so that a crash of one ends that process and not the show.
import { isDeepStrictEqual } from 'node:util'
import { everyBeat } from '../../shared/base/beat.ts'
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { messageOf } from '../../shared/base/result.ts'
import type { DeckShown } from '../../shared/model/deck-face.ts'
import type { EventEnvelope, PayloadOf, Publish, Subscribe } from '../../shared/model/event.ts'
import type { DeviceHealth, MidiOutputHealth } from '../../shared/model/health.ts'
import { formerName } from '../../shared/model/mutations/renamed.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import type { MidiOutputPort } from '../../shared/model/show.ts'
import { TOO_OLD_MS } from '../../shared/model/too-old.ts'
import { isSamePort } from '../protocols/midi/ports.ts'
import { DeckFaces } from './deck-faces.ts'
import { KeptProcess } from './kept-process.ts'
import type { LossCode } from './kept-process.ts'
import type { DevicesReport, Identities } from './messages.ts'
import { OUTBOX_BYTES } from './outbox.ts'
import { DevicePicture } from './picture.ts'
import type { StartDeviceProcess } from './process.ts'
import type { DeviceDraft, Said } from './report.ts'
import { Requests } from './requests.ts'

/** Between two looks at what waits while the process is away. */
const LOOK_MS = 250
/** After its first health a process has had every family look for its devices more than once. */
const SETTLES_MS = 5_000

type HeldType = 'hid.received' | 'midi.received' | 'key.received'

/** Follows what is pressed, and knows what lets go of it. */
interface Held {
  follow(event: EventEnvelope): void
  takeAll(): readonly {
    readonly type: HeldType
    readonly source: string
    readonly payload: PayloadOf<HeldType>
  }[]
}

export interface DevicesOptions {
  readonly clock: Clock
  readonly clockOrigin: bigint
  readonly publish: Publish
  readonly subscribe: Subscribe
  /** Inputs from before that are too old to act on. */
  readonly tooOldBefore: (at: MonotonicMs) => void
  readonly start: StartDeviceProcess
  readonly held: Held
  /** What the HID driver knows of products; read here, where there are schemas anyway. */
  readonly readProfiles: () => Promise<readonly unknown[]>
  readonly log: { warn(details: object, message: string): void }
}

type Outputs = Readonly<Record<string, MidiOutputPort>>

export interface Devices extends AsyncDisposable {
  /** From then on these are sent to, by the process that runs; ports of the others stay open. */
  take(outputs: Outputs, change: ShowChange): void
  /** On Stream Decks, whether they are there or come later: the latest of each place. */
  show(faces: readonly DeckShown[]): void
  health(): readonly DeviceHealth[]
  midiOutputs(): readonly MidiOutputHealth[]
  /** Whether the port of an output is open. */
  isOpen(output: string): boolean
  /** Calls `changed` when the port of an output has been opened, also anew, or is gone. */
  onPort(changed: (output: string, isOpen: boolean) => void): Disposable
  /** Ends what waits for a port, and every note. */
  panic(cause: number, spared: string | null): { readonly messages: number }
}

/** Starts the process in the next turn; nothing that it does, or fails to do, makes this throw or wait. */
export function createDevices(options: DevicesOptions): Devices {
  const devices = new DeviceEngine(options)
  return {
    take: (outputs, change) => devices.take(outputs, change),
    show: (faces) => devices.show(faces),
    health: () => devices.health(),
    midiOutputs: () => devices.midiOutputs(),
    isOpen: (output) => devices.isOpen(output),
    onPort: (changed) => devices.onPort(changed),
    panic: (cause, spared) => devices.panic(cause, spared),
    [Symbol.asyncDispose]: () => devices[Symbol.asyncDispose](),
  }
}

class DeviceEngine implements Devices {
  readonly #options: DevicesOptions
  readonly #picture: DevicePicture
  readonly #requests: Requests
  readonly #faces: DeckFaces
  readonly #process: KeptProcess
  readonly #scope = new DisposableStack()
  #outputs: Outputs = {}
  #look: Disposable
  #identities: Identities = {}
  /** When the process first told of its health; null until then, and when what it did not find has been told. */
  #sawAt: number | null = null
  #dropped = 0
  /** The process that is told next what to open; null while there is none. */
  #opening: object | null = null

  constructor(options: DevicesOptions) {
    const { clock, publish, subscribe, start } = options
    this.#options = options
    this.#picture = new DevicePicture(publish)
    this.#requests = new Requests({
      clock,
      publish,
      send: (text) => this.#process.sendText(text),
    })
    this.#faces = new DeckFaces({ send: (asked) => this.#process.send(asked) })
    this.#process = new KeptProcess(
      { clock, start },
      {
        started: () => void this.#started(),
        said: (said) => this.#take(said),
        lost: (code, how) => this.#lost(code, how),
      },
    )
    this.#scope.use(subscribe('midi.send', (event) => this.#requests.send(event), { acts: true }))
    this.#look = everyBeat(clock, LOOK_MS, () => this.#lookNow())
  }

  take(outputs: Outputs, change: ShowChange): void {
    const before = this.#outputs
    if (outputs === before || isDeepStrictEqual(Object.entries(outputs), Object.entries(before))) return
    const formerOf = formerName(change.renamed, 'midiOutput')
    const same = new Map(
      Object.entries(outputs).flatMap(([name, port]) => {
        const former = formerOf(name) ?? ''
        const old = before[former]
        return old !== undefined && isSamePort(old, port) ? [[name, former] as const] : []
      }),
    )
    this.#outputs = outputs
    this.#picture.take(outputs, same)
    this.#requests.take(outputs, same)
    // One that is started later opens with them.
    this.#process.send({ kind: 'take', outputs, change })
  }

  show(faces: readonly DeckShown[]): void {
    this.#faces.show(faces)
  }

  health(): readonly DeviceHealth[] {
    return this.#picture.health()
  }

  midiOutputs(): readonly MidiOutputHealth[] {
    return this.#picture.midiOutputs().map((output) => {
      const failures = this.#requests.failuresOf(output.output)
      return {
        ...output,
        queued: output.queued + this.#requests.waitingFor(output.output),
        dropped: output.dropped + (failures?.total ?? 0),
        lastError: output.lastError ?? failures?.last ?? null,
      }
    })
  }

  isOpen(output: string): boolean {
    return this.#picture.isOpen(output)
  }

  onPort(changed: (output: string, isOpen: boolean) => void): Disposable {
    return this.#picture.onPort(changed)
  }

  panic(cause: number, spared: string | null): { readonly messages: number } {
    // What the spared run sends is among the messages and the notes.
    return spared === null ? this.#requests.panic(cause) : { messages: 0 }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#scope.dispose()
    dispose(this.#look)
    await this.#process[Symbol.asyncDispose]()
  }

  async #started(): Promise<void> {
    const { clockOrigin, readProfiles } = this.#options
    const opening = {}
    this.#opening = opening
    this.#dropped = 0
    const profiles = await readProfiles()
    if (this.#opening !== opening) return
    this.#process.send({
      kind: 'open',
      clockOrigin: String(clockOrigin),
      profiles,
      outputs: this.#outputs,
      identities: this.#identities,
      sounding: this.#requests.sounding(),
      faces: this.#faces.all(),
    })
    this.#faces.opened()
  }

  #take(said: Said): void {
    switch (said.kind) {
      case 'events':
        this.#publish(said.drafts)
        return
      case 'health':
        this.#see(said)
        return
      case 'heard':
        this.#requests.heard(said.events)
        return
      case 'facesHeard':
        this.#faces.heard()
        return
      default:
    }
  }

  #publish(drafts: readonly DeviceDraft[]): void {
    const { clock, held, publish, tooOldBefore } = this.#options
    const now = clock.now()
    const oldest = monotonicMs(now - TOO_OLD_MS)
    if (drafts.some(({ at }) => at < oldest)) tooOldBefore(oldest)
    const time = clock.wall()
    try {
      for (const draft of drafts) {
        held.follow({ seq: 0, time, ...draft, bytes: 0 })
        // The clocks of two processes agree to some microseconds; nothing may arise later than it is heard.
        publish(draft.at > now ? { ...draft, at: now } : draft)
      }
    } catch (thrown) {
      this.#process.confused(messageOf(thrown))
    }
  }

  #see(health: DevicesReport): void {
    this.#picture.saw(health)
    this.#identities = health.identities
    if (this.#sawAt === null) {
      this.#sawAt = this.#options.clock.now()
      this.#requests.opened()
    }
    if (health.dropped <= this.#dropped) return
    this.#dropped = health.dropped
    const payload = { runId: null, resource: 'queue.devices', usage: OUTBOX_BYTES, quota: OUTBOX_BYTES }
    this.#options.publish({ type: 'resource.exhausted', source: 'devices', cause: null, payload })
  }

  #lost(code: LossCode, how: string): void {
    const { held, publish, log } = this.#options
    const reason = `the device process ended: ${how}; it is being started again`
    this.#sawAt = null
    this.#opening = null
    for (const release of held.takeAll()) publish({ ...release, cause: null })
    this.#picture.lost(reason)
    this.#requests.lost(reason)
    this.#faces.lost()
    log.warn({ code, reason: how }, 'the device process ended')
  }

  #lookNow(): void {
    this.#requests.look()
    const { clock } = this.#options
    if (this.#sawAt !== null && clock.now() - this.#sawAt >= SETTLES_MS) this.#picture.settled()
  }
}
