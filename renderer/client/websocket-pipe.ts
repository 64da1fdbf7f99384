// Frames over a WebSocket that is opened again, with growing pauses, whenever it is lost.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { disposable, dispose } from '../../shared/base/disposable.ts'
import type { ClientFrame, ServerFrame } from '../../shared/contract/frames.ts'
import type { ClientPipe } from '../../shared/contract/pipe.ts'

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5_000
/** The client asks for the clock every 10 s, so an engine that is silent for longer than this is out of reach. */
const SILENCE_MS = 15_000

/** What is used of a WebSocket. */
export type Socket = Pick<WebSocket, 'send' | 'close' | 'onopen' | 'onmessage' | 'onclose'>

export class WebSocketPipe implements ClientPipe, Disposable {
  readonly #openSocket: () => Socket
  readonly #clock: Clock
  readonly #frameListeners = new Set<(frame: ServerFrame) => void>()
  readonly #stateListeners = new Set<(state: ClientPipe['state']) => void>()
  #state: ClientPipe['state'] = 'connecting'
  #socket: Socket | null = null
  #pause = FIRST_PAUSE_MS
  #timer: Disposable | null = null

  constructor(openSocket: () => Socket, clock: Clock) {
    this.#openSocket = openSocket
    this.#clock = clock
    this.#connect()
  }

  get state(): ClientPipe['state'] {
    return this.#state
  }

  send(frame: ClientFrame): boolean {
    if (this.#state !== 'open' || this.#socket === null) return false
    this.#socket.send(JSON.stringify(frame))
    return true
  }

  onFrame(receive: (frame: ServerFrame) => void): Disposable {
    this.#frameListeners.add(receive)
    return disposable('frame listener', () => this.#frameListeners.delete(receive))
  }

  onState(changed: (state: ClientPipe['state']) => void): Disposable {
    this.#stateListeners.add(changed)
    return disposable('pipe state listener', () => this.#stateListeners.delete(changed))
  }

  /** Gives up the connection, if there is one, and tries again at once: somebody has reason to think that it is dead. */
  renew(): void {
    this.#abandonSocket()
    if (this.#state !== 'connecting') this.#become('closed')
    this.#pause = FIRST_PAUSE_MS
    dispose(this.#timer)
    this.#connect()
  }

  [Symbol.dispose](): void {
    this.#abandonSocket()
    dispose(this.#timer)
    this.#become('closed')
  }

  #connect(): void {
    this.#become('connecting')
    const socket = this.#openSocket()
    this.#socket = socket
    socket.onopen = () => {
      this.#become('open')
      this.#watchForSilence()
    }
    socket.onmessage = ({ data }) => {
      this.#watchForSilence()
      // Only an engine that speaks ends the growing pauses; one that accepts and hangs up does not.
      this.#pause = FIRST_PAUSE_MS
      const frame = JSON.parse(data as string) as ServerFrame
      for (const receive of this.#frameListeners) receive(frame)
    }
    socket.onclose = () => this.#lost()
  }

  #watchForSilence(): void {
    this.#after(SILENCE_MS, () => this.#lost())
  }

  #lost(): void {
    this.#abandonSocket()
    this.#become('closed')
    this.#after(this.#pause, () => this.#connect())
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS)
  }

  #abandonSocket(): void {
    const socket = this.#socket
    if (socket === null) return
    this.#socket = null
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close()
  }

  #become(state: ClientPipe['state']): void {
    if (state === this.#state) return
    this.#state = state
    for (const changed of this.#stateListeners) changed(state)
  }

  #after(ms: number, run: () => void): void {
    dispose(this.#timer)
    this.#timer = this.#clock.upkeep(monotonicMs(this.#clock.now() + ms), run)
  }
}
