// The process of the device libraries, seen from inside: opens what it is told to, sends what arises, ends with the engine.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import { disposable, dispose } from '../../shared/base/disposable.ts'
import { within } from '../../shared/base/within.ts'
import type { DeckShown } from '../../shared/model/deck-face.ts'
import type { EventHandler, Publish, Subscribe } from '../../shared/model/event.ts'
import type { DeviceHealth, MidiOutputHealth } from '../../shared/model/health.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import { eventBytes } from '../../shared/model/size.ts'
import type { AskedEvent, DevicesReport, Identities, OpenRequest, AskedMessage } from './messages.ts'
import { Outbox } from './outbox.ts'
import type { EngineLink } from './process.ts'

/** Health is looked at this often, and told where it has changed. */
const LOOK_MS = 250
/** Looks after which it says that it lives, where it has nothing else to say. */
const SILENT_LOOKS = 4
/** Of closing; what the system has not let go of by then it takes when the process ends. */
const CLOSE_WITHIN_MS = 800

/** The stages that run in the process. */
export interface DeviceStages extends AsyncDisposable {
  devices(): readonly DeviceHealth[]
  midiOutputs(): readonly MidiOutputHealth[]
  identities(): Identities
  take(outputs: OpenRequest['outputs'], change: ShowChange): void
  /** On Stream Decks, those that are there and those that come. */
  show(faces: readonly DeckShown[]): void
  /** Ends what would still be sent, and every note; `cause` is `seq` of the panic. */
  panic(cause: number): void
}

export interface StageSurroundings {
  readonly clock: Clock
  readonly publish: Publish
  readonly subscribe: Subscribe
}

export interface ServeOptions {
  readonly link: EngineLink
  readonly createClock: (origin: bigint) => Clock
  /** Follows whether the process stands still, and so tells when what is read may have arisen. */
  readonly createStandstill: (clock: Clock) => { arisenAt(): MonotonicMs } & Disposable
  readonly open: (request: OpenRequest, surroundings: StageSurroundings) => DeviceStages
  /** Everything has been let go of, or cannot be. */
  readonly exit: () => void
}

export function serveDevices({ link, createClock, createStandstill, open, exit }: ServeOptions): void {
  let served: ServedDevices | null = null
  let ending = false
  const end = (): void => {
    if (ending) return
    ending = true
    const finish = (): void => link.finish(exit)
    if (served === null) finish()
    else void served.close().then(finish, finish)
  }
  link.listen((text) => {
    const asked = JSON.parse(text) as AskedMessage
    if (asked.kind === 'close') end()
    else if (asked.kind === 'open') {
      const clock = createClock(BigInt(asked.clockOrigin))
      served ??= new ServedDevices(link, clock, createStandstill(clock), (surroundings) =>
        open(asked, surroundings),
      )
    } else served?.receive(asked)
  }, end)
}

class ServedDevices {
  readonly #link: EngineLink
  readonly #clock: Clock
  readonly #standstill: ReturnType<ServeOptions['createStandstill']>
  readonly #outbox: Outbox
  readonly #handlers = new Map<string, Set<EventHandler>>()
  readonly #stages: DeviceStages
  #lastHealth = ''
  #silentLooks = 0
  #look: Disposable | null = null
  /** A device was opened or lost in this turn: its health goes with the news. */
  #hasNews = false

  constructor(
    link: EngineLink,
    clock: Clock,
    standstill: ReturnType<ServeOptions['createStandstill']>,
    open: (surroundings: StageSurroundings) => DeviceStages,
  ) {
    this.#link = link
    this.#clock = clock
    this.#standstill = standstill
    this.#outbox = new Outbox({ defer: setImmediate, say: (frame) => this.#say(frame) })
    this.#stages = open({
      clock,
      publish: this.#publish,
      subscribe: this.#subscribe,
    })
    this.#reportHealth()
    this.#lookLater()
  }

  receive(asked: Exclude<AskedMessage, { kind: 'open' | 'close' }>): void {
    if (asked.kind === 'taken') {
      this.#outbox.taken(asked.bytes)
      return
    }
    if (asked.kind === 'take') {
      this.#stages.take(asked.outputs, asked.change)
      this.#reportHealth()
      return
    }
    if (asked.kind === 'faces') {
      this.#stages.show(asked.faces)
      this.#outbox.say('{"kind":"facesHeard"}')
      return
    }
    for (const event of asked.events) this.#hand(event)
    this.#outbox.say(JSON.stringify({ kind: 'heard', events: asked.events.length }))
  }

  /** Lets go of all devices, and tells what that released. */
  async close(): Promise<void> {
    dispose(this.#look)
    dispose(this.#standstill)
    await within(this.#clock, CLOSE_WITHIN_MS, this.#stages[Symbol.asyncDispose]())
    this.#outbox.flush()
    this.#reportHealth()
  }

  readonly #publish: Publish = (draft) => {
    this.#outbox.push(draft, draft.at ?? this.#standstill.arisenAt())
    if (draft.type.startsWith('device.') && !this.#hasNews) {
      this.#hasNews = true
      setImmediate(() => {
        this.#hasNews = false
        this.#reportHealth()
      })
    }
    // The engine numbers it later.
    return null
  }

  readonly #subscribe: Subscribe = (type, handler) => {
    const handlers = this.#handlers.get(type) ?? new Set()
    this.#handlers.set(type, handlers.add(handler as EventHandler))
    return disposable(`subscription to ${type}`, () => handlers.delete(handler as EventHandler))
  }

  #hand(asked: AskedEvent): void {
    if (asked.type === 'panic') {
      this.#stages.panic(asked.seq)
      return
    }
    const { type, seq, at, payload } = asked
    const time = this.#clock.wall()
    const bytes = eventBytes(payload)
    const event = { seq, type, source: 'engine', at, time, cause: null, payload, bytes }
    for (const handler of this.#handlers.get(type) ?? []) void handler(event)
  }

  #lookLater(): void {
    this.#look = this.#clock.upkeep(monotonicMs(this.#clock.now() + LOOK_MS), () => {
      // It hears the latest when it has caught up.
      if (!this.#outbox.isBehind) this.#reportHealth()
      this.#silentLooks += 1
      if (this.#silentLooks >= SILENT_LOOKS && !this.#outbox.isBehind) this.#outbox.say('{"kind":"alive"}')
      this.#lookLater()
    })
  }

  #reportHealth(): void {
    const health: DevicesReport = {
      kind: 'health',
      devices: this.#stages.devices(),
      midiOutputs: this.#stages.midiOutputs(),
      identities: this.#stages.identities(),
      dropped: this.#outbox.dropped,
    }
    const text = JSON.stringify(health)
    if (text === this.#lastHealth) return
    this.#lastHealth = text
    this.#outbox.say(text)
  }

  #say(frame: Uint8Array): void {
    this.#silentLooks = 0
    this.#link.say(frame)
  }
}
