// A page without a browser: the test hides it, leaves it and plugs gamepads in.
import type { BrowserPad } from '../../../../renderer/client/gamepads.ts'
import { disposable } from '../../../../shared/base/disposable.ts'
import type { ClientState } from '../../../../shared/contract/client.ts'
import type { ClientInput } from '../../../../shared/contract/inputs.ts'

export class FakePage {
  readonly window = new EventTarget()
  readonly document = Object.assign(new EventTarget(), { hidden: false })
  pads: (BrowserPad | null)[] = []
  readonly navigator: { getGamepads?(): readonly (BrowserPad | null)[] } = { getGamepads: () => this.pads }

  hide(hidden: boolean): void {
    this.document.hidden = hidden
    this.document.dispatchEvent(new Event('visibilitychange'))
  }

  says(type: string, fields: object = {}): void {
    const event = new Event(type)
    // Defined rather than assigned, because some of an event's own fields cannot be written.
    for (const [name, value] of Object.entries(fields)) Object.defineProperty(event, name, { value })
    this.window.dispatchEvent(event)
  }

  plug(pad: BrowserPad): void {
    this.pads[pad.index] = pad
    this.says('gamepadconnected')
  }

  unplug(index: number): void {
    this.pads[index] = null
    this.says('gamepaddisconnected')
  }
}

/** What is sent while it is connected, which it is at first. */
export class FakeClient {
  readonly sent: ClientInput[] = []
  #open = true
  readonly #listeners = new Set<(state: ClientState) => void>()

  input(input: ClientInput): void {
    if (this.#open) this.sent.push(input)
  }

  onState(changed: (state: ClientState) => void): Disposable {
    this.#listeners.add(changed)
    return disposable('fake client listener', () => this.#listeners.delete(changed))
  }

  become(state: ClientState): void {
    this.#open = state === 'open'
    for (const changed of this.#listeners) changed(state)
  }

  /** What was sent since the last call. */
  news(): ClientInput[] {
    return this.sent.splice(0)
  }
}
