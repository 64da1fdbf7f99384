// Looks again and again which MIDI ports this computer has, so that each sender follows its own.
import { monotonicMs } from '../../../shared/base/clock.ts'
import type { Clock } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'
import { messageOf } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import type { MidiLibrary, MidiOutput } from '../../protocols/midi/midi-library.ts'
import { PortNumbers, listPorts } from '../../protocols/midi/ports.ts'
import type { MidiPort } from '../../protocols/midi/ports.ts'
import type { PortSender } from './port-sender.ts'

/** Between two looks at which ports there are: that one has gone shows nowhere else. */
const LOOK_MS = 500

interface PortWatchOptions {
  readonly clock: Clock
  readonly load: () => Promise<Result<MidiLibrary>>
  /** Those that are sent to now; without any nobody looks. */
  senders(): readonly PortSender[]
}

interface System {
  readonly library: MidiLibrary
  readonly lister: MidiOutput
}

export class PortWatch implements AsyncDisposable {
  readonly #options: PortWatchOptions
  readonly #numbers = new PortNumbers()
  /** Under way since somebody first had to follow a port. */
  #loading: Promise<void> | null = null
  #system: System | null = null
  /** Why there is no MIDI on this computer. */
  #off: string | null = null
  #nextLook: Disposable | null = null
  #closed = false

  constructor(options: PortWatchOptions) {
    this.#options = options
  }

  /** The senders are others: they follow their ports from now on, as soon as there is MIDI. */
  follow(): void {
    if (this.#off !== null) this.#switchOff(this.#off)
    else if (this.#loading === null) this.#loading = this.#load()
    else if (this.#system !== null) this.#look(this.#system)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    dispose(this.#nextLook)
    await this.#loading
    this.#system?.lister.destroy()
  }

  async #load(): Promise<void> {
    const loaded = await this.#options.load()
    if (this.#closed) return
    if (!loaded.ok) {
      this.#switchOff(`${loaded.error.what}: ${loaded.error.next}`)
      return
    }
    const library = loaded.value
    try {
      this.#system = { library, lister: new library.Output() }
    } catch (thrown) {
      this.#switchOff(messageOf(thrown))
      return
    }
    this.#look(this.#system)
  }

  #switchOff(reason: string): void {
    this.#off = reason
    for (const sender of this.#options.senders()) sender.switchOff(reason)
  }

  #look(system: System): void {
    dispose(this.#nextLook)
    this.#nextLook = null
    const { clock, senders } = this.#options
    const following = senders()
    if (following.length === 0) return
    let present: readonly MidiPort[]
    try {
      present = listPorts(system.lister)
    } catch (thrown) {
      this.#switchOff(messageOf(thrown))
      return
    }
    for (const sender of following) {
      const { port, occurrence } = sender.port
      sender.follow(this.#numbers.find(present, port, occurrence), system.library, present)
    }
    this.#nextLook = clock.upkeep(monotonicMs(clock.now() + LOOK_MS), () => this.#look(system))
  }
}
