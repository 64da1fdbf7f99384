// A client's pipe without an engine: the test plays the other side.
import { disposable } from '../../shared/base/disposable.ts'
import { PROTOCOL } from '../../shared/contract/streams.ts'
import type { ClientFrame, ServerFrame } from '../../shared/contract/frames.ts'
import type { ClientPipe } from '../../shared/contract/pipe.ts'

export class ScriptedPipe implements ClientPipe {
  readonly sent: ClientFrame[] = []
  state: ClientPipe['state'] = 'connecting'
  readonly #frameListeners = new Set<(frame: ServerFrame) => void>()
  readonly #stateListeners = new Set<(state: ClientPipe['state']) => void>()

  send(frame: ClientFrame): boolean {
    if (this.state !== 'open') return false
    this.sent.push(frame)
    return true
  }

  onFrame(receive: (frame: ServerFrame) => void): Disposable {
    this.#frameListeners.add(receive)
    return disposable('scripted frame listener', () => this.#frameListeners.delete(receive))
  }

  onState(changed: (state: ClientPipe['state']) => void): Disposable {
    this.#stateListeners.add(changed)
    return disposable('scripted state listener', () => this.#stateListeners.delete(changed))
  }

  become(state: ClientPipe['state']): void {
    this.state = state
    for (const changed of this.#stateListeners) changed(state)
  }

  receive(frame: ServerFrame): void {
    for (const receive of this.#frameListeners) receive(frame)
  }

  /** Opens and greets, with the engine's clock at `now`. */
  greet(now = 0): void {
    this.become('open')
    this.receive({ kind: 'hello', protocol: PROTOCOL, version: '1.2.3', now })
  }

  sentOf<K extends ClientFrame['kind']>(kind: K): Extract<ClientFrame, { kind: K }>[] {
    return this.sent.filter((frame): frame is Extract<ClientFrame, { kind: K }> => frame.kind === kind)
  }

  /** Answers the newest command with a value. */
  answer(value: unknown): void {
    this.receive({ kind: 'answer', id: this.sentOf('command').at(-1)!.id, value })
  }
}
