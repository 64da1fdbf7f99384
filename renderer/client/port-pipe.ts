// Frames over the message port that the desktop app's preload hands in; a new port takes the place of the one before.
import { disposable } from '../../shared/base/disposable.ts'
import type { ClientFrame, ServerFrame } from '../../shared/contract/frames.ts'
import { PORT_MESSAGE, PORT_TAKEN } from '../../shared/contract/pipe.ts'
import type { ClientPipe } from '../../shared/contract/pipe.ts'

export class PortPipe implements ClientPipe, Disposable {
  readonly #frameListeners = new Set<(frame: ServerFrame) => void>()
  readonly #stateListeners = new Set<(state: ClientPipe['state']) => void>()
  readonly #listening = new AbortController()
  #state: ClientPipe['state'] = 'connecting'
  #port: MessagePort | null = null

  /** `inbox` is the window that the preload posts to. */
  constructor(inbox: EventTarget) {
    inbox.addEventListener('message', (event) => this.#handed(event as MessageEvent), {
      signal: this.#listening.signal,
    })
  }

  get state(): ClientPipe['state'] {
    return this.#state
  }

  send(frame: ClientFrame): boolean {
    if (this.#port === null) return false
    this.#port.postMessage(frame)
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

  [Symbol.dispose](): void {
    this.#listening.abort()
    this.#drop()
  }

  #handed({ data, ports }: MessageEvent): void {
    const port = ports[0]
    if (data !== PORT_MESSAGE || port === undefined) return
    this.#drop()
    this.#port = port
    port.addEventListener('close', () => {
      if (this.#port === port) this.#drop()
    })
    this.#become('open')
    // Setting onmessage starts the port, and with it what has waited since it was made.
    port.onmessage = (event: MessageEvent<ServerFrame>) => {
      port.postMessage(PORT_TAKEN)
      for (const receive of this.#frameListeners) receive(event.data)
    }
  }

  #drop(): void {
    const port = this.#port
    if (port === null) return
    this.#port = null
    port.onmessage = null
    port.close()
    this.#become('closed')
  }

  #become(state: ClientPipe['state']): void {
    if (state === this.#state) return
    this.#state = state
    for (const changed of this.#stateListeners) changed(state)
  }
}
