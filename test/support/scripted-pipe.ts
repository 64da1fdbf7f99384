// A client's pipe without an engine: the test plays the other side.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { disposable } from '../../shared/base/disposable.ts'
import { PROTOCOL } from '../../shared/contract/streams.ts'
import type { ClientFrame, ServerFrame } from '../../shared/contract/frames.ts'
import type { ClientPipe } from '../../shared/contract/pipe.ts'

export class ScriptedPipe implements ClientPipe {
  readonly sent: ClientFrame[] = []
  state: ClientPipe['state'] = 'connecting'
  #talks = true
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

  /** From now on nothing is heard of the engine by itself, though its connection stands. */
  fallSilent(): void {
    this.#talks = false
  }

  /** Lets the engine be heard often enough not to be taken for silent, until disposed. */
  keepTalking(clock: Clock): Disposable {
    let timer: Disposable | null = null
    const later = (): void => {
      timer = clock.upkeep(monotonicMs(clock.now() + 250), () => {
        // The answer to nothing that was asked.
        if (this.#talks && this.state === 'open')
          this.receive({ kind: 'pong', id: Number.MAX_SAFE_INTEGER, now: 0 })
        later()
      })
    }
    later()
    return disposable('talking engine', () => timer?.[Symbol.dispose]())
  }

  sentOf<K extends ClientFrame['kind']>(kind: K): Extract<ClientFrame, { kind: K }>[] {
    return this.sent.filter((frame): frame is Extract<ClientFrame, { kind: K }> => frame.kind === kind)
  }

  /** Answers the newest command with a value. */
  answer(value: unknown): void {
    this.receive({ kind: 'answer', id: this.sentOf('command').at(-1)!.id, value })
  }
}
