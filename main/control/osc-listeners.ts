// Other show software that asked to be told: who stands by, what started and ended, what is asked.
import type { Clock } from '../../shared/base/clock.ts'
import type { EventHandler, EventType, OscEndpoint, RunState, Subscribe } from '../../shared/model/event.ts'
import type { InterruptAnswer } from '../../shared/model/interrupt.ts'
import type { OscMessage, OscValue } from '../../shared/model/osc.ts'
import { numberSent } from '../../shared/model/osc-number.ts'

/** More than one desk and its backups; beyond it the one that has been silent longest makes room. */
const MOST_LISTENERS = 64
const DEFAULT_SECONDS = 60
const LONGEST_SECONDS = 3600

/** Between these a run changes without a start or an end, which are told by themselves. */
const UNDER_WAY: ReadonlySet<RunState> = new Set(['running', 'paused', 'holding'])

interface Listener {
  readonly endpoint: OscEndpoint
  readonly seconds: number
  /** Monotonic ms. */
  expiresAt: number
}

export interface OscListenersOptions {
  readonly clock: Clock
  readonly subscribe: Subscribe
  send(to: OscEndpoint, message: OscMessage): void
}

export class OscListeners implements Disposable {
  readonly #clock: Clock
  readonly #send: OscListenersOptions['send']
  /** By sender, the longest silent first. */
  readonly #listeners = new Map<string, Listener>()
  readonly #wiring = new DisposableStack()

  constructor({ clock, subscribe, send }: OscListenersOptions) {
    this.#clock = clock
    this.#send = send
    const tell = <T extends EventType>(type: T, handler: EventHandler<T>): void => {
      this.#wiring.use(subscribe(type, handler, { priority: 0, name: 'OSC listeners', acts: false }))
    }
    tell('standby.changed', ({ payload }) => this.#tell('standby', [payload.playlistId ?? '']))
    tell('playlist.created', ({ payload }) => this.#tell('started', [payload.playlistId, payload.runId]))
    tell('playlist.stopped', ({ payload }) => {
      this.#tell('stopped', [payload.playlistId, payload.runId, payload.reason])
    })
    tell('run.stateChanged', ({ payload: { runId, playlistId, from, to } }) => {
      if (from !== to && UNDER_WAY.has(from) && UNDER_WAY.has(to))
        this.#tell('state', [playlistId, runId, to])
    })
    tell('health.warning.raised', ({ payload }) => this.#tell('warning', [payload.id, payload.what]))
    tell('health.warning.cleared', ({ payload }) => this.#tell('cleared', [payload.id]))
    tell('interrupt.raised', ({ payload: { interruptId, kind, prompt, choices } }) => {
      this.#tell('interrupt/raised', [interruptId, kind, prompt, ...choices])
    })
    tell('interrupt.answered', ({ payload: { interruptId, answer, by } }) => {
      this.#tell('interrupt/answered', [interruptId, answerValue(answer), by])
    })
    tell('interrupt.cleared', ({ payload }) => {
      this.#tell('interrupt/cleared', [payload.interruptId, payload.reason])
    })
  }

  /** Tells a sender from now on, for the asked number of seconds after its last message. */
  add(endpoint: OscEndpoint, seconds: OscValue | undefined): void {
    const number = typeof seconds === 'boolean' ? null : numberSent(seconds)
    const asked = number !== null && number > 0 ? number : DEFAULT_SECONDS
    this.#listeners.delete(keyOf(endpoint))
    if (this.#listeners.size >= MOST_LISTENERS)
      this.#listeners.delete(this.#listeners.keys().next().value as string)
    this.#keep({ endpoint, seconds: Math.min(asked, LONGEST_SECONDS), expiresAt: 0 })
  }

  /** Any message of a listener renews it. */
  heard(endpoint: OscEndpoint): void {
    const listener = this.#listeners.get(keyOf(endpoint))
    if (listener === undefined) return
    this.#listeners.delete(keyOf(endpoint))
    this.#keep(listener)
  }

  [Symbol.dispose](): void {
    this.#wiring.dispose()
    this.#listeners.clear()
  }

  #keep(listener: Listener): void {
    listener.expiresAt = this.#clock.now() + listener.seconds * 1000
    this.#listeners.set(keyOf(listener.endpoint), listener)
  }

  #tell(what: string, args: readonly OscValue[]): void {
    const now = this.#clock.now()
    for (const [key, { endpoint, expiresAt }] of this.#listeners) {
      if (expiresAt < now) this.#listeners.delete(key)
      else this.#send(endpoint, { address: `/cuewright/out/${what}`, args })
    }
  }
}

/** Yes and no as the numbers that they are answered with; empty where time ran out. */
function answerValue(answer: InterruptAnswer | null): OscValue {
  return typeof answer === 'boolean' ? Number(answer) : (answer ?? '')
}

function keyOf({ transport, host, port, connection }: OscEndpoint): string {
  return `${transport} ${host}:${port} ${connection ?? ''}`
}
