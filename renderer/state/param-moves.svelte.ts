// Parameters that are moved by hand: of each one value is on its way at a time, and then where the hand is by then.
import { dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { ParamValue } from '../../shared/model/param.ts'
import type { Notices } from './notices.svelte.ts'

interface Move {
  /** What is to be sent once the value before it is answered. */
  next: ParamValue | null
}

export class ParamMoves implements Disposable {
  readonly #client: ContractClient
  readonly #notices: Notices
  readonly #listening: Disposable
  readonly #moves = new Map<string, Move>()

  /** Where the hand has them, as long as the engine has not answered all of it. */
  held = $state.raw<ReadonlyMap<string, ParamValue>>(new Map())

  constructor(client: ContractClient, notices: Notices) {
    this.#client = client
    this.#notices = notices
    this.#listening = client.onState((state) => {
      // Nothing of it is sent later: where the fader stands by then, nobody knows.
      if (state !== 'open') this.#let()
    })
  }

  readonly set = (name: string, value: ParamValue): void => {
    if (this.#client.state !== 'open') return
    this.held = new Map(this.held).set(name, value)
    const move = this.#moves.get(name)
    if (move !== undefined) move.next = value
    else void this.#send(name, value)
  };

  [Symbol.dispose](): void {
    dispose(this.#listening)
    this.#let()
  }

  async #send(name: string, value: ParamValue): Promise<void> {
    const move: Move = { next: null }
    this.#moves.set(name, move)
    const result = await this.#client.command('param.set', { name, value })
    if (this.#moves.get(name) !== move) return
    this.#moves.delete(name)
    if (!result.ok) this.#notices.add(result.error, name)
    if (result.ok && move.next !== null) return this.#send(name, move.next)
    const held = new Map(this.held)
    held.delete(name)
    this.held = held
  }

  #let(): void {
    this.#moves.clear()
    this.held = new Map()
  }
}
