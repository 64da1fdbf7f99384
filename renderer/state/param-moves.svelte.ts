// Parameters that are moved by hand: of each one value is on its way at a time, and then where the hand is by then.
import { SvelteMap } from 'svelte/reactivity'
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { disposable, dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { ParamValue } from '../../shared/model/param.ts'
import type { Notices } from './notices.svelte.ts'
import type { Params } from './params.svelte.ts'

/** Where it stands comes a moment after the answer; a value that it had already never comes. */
const LANDS_WITHIN_MS = 300

interface Move {
  /** What is to be sent once the value before it is answered. */
  next: ParamValue | null
}

export class ParamMoves implements Disposable {
  readonly #client: ContractClient
  readonly #notices: Notices
  readonly #params: Pick<Params, 'isWatched' | 'latest' | 'onMoved'>
  readonly #clock: Clock
  readonly #listening: readonly Disposable[]
  /** Answered, and yet to be seen where they stand. */
  readonly #landing = new Map<string, Disposable>()
  readonly #moves = new Map<string, Move>()
  readonly #held = new SvelteMap<string, ParamValue>()
  readonly #listeners = new Set<(name: string) => void>()

  constructor(
    client: ContractClient,
    clock: Clock,
    notices: Notices,
    params: Pick<Params, 'isWatched' | 'latest' | 'onMoved'>,
  ) {
    this.#client = client
    this.#clock = clock
    this.#notices = notices
    this.#params = params
    this.#listening = [
      client.onState((state) => {
        // Nothing of it is sent later: where the fader stands by then, nobody knows.
        if (state !== 'open') this.#let()
      }),
      params.onMoved((name) => {
        const isThere = params.latest(name)?.value === this.#held.get(name)
        if (isThere && this.#landing.has(name)) this.#leave(name)
      }),
    ]
  }

  /** Where the hand has them, as long as the engine has not answered all of it. */
  get held(): ReadonlyMap<string, ParamValue> {
    return this.#held
  }

  /** Calls for each that a hand has moved, or let go of. */
  onMoved(moved: (name: string) => void): Disposable {
    this.#listeners.add(moved)
    return disposable('listener to hands', () => this.#listeners.delete(moved))
  }

  readonly set = (name: string, value: ParamValue): void => {
    if (this.#client.state !== 'open') return
    this.#hold(name, value)
    const move = this.#moves.get(name)
    if (move !== undefined) move.next = value
    else void this.#send(name, value)
  }

  /** The hand was lost: it ends with what was sent. */
  readonly cut = (name: string): void => {
    const move = this.#moves.get(name)
    if (move !== undefined) move.next = null
    this.#leave(name)
  };

  [Symbol.dispose](): void {
    for (const each of this.#listening) dispose(each)
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
    if (result.ok && this.#params.isWatched && this.#held.has(name)) this.#land(name)
    else this.#leave(name)
  }

  /** Until it is seen there the fader would jump back to where it was. */
  #land(name: string): void {
    const at = monotonicMs(this.#clock.now() + LANDS_WITHIN_MS)
    this.#landing.set(
      name,
      this.#clock.upkeep(at, () => this.#leave(name)),
    )
  }

  #lands(name: string): void {
    dispose(this.#landing.get(name) ?? null)
    this.#landing.delete(name)
  }

  #hold(name: string, value: ParamValue): void {
    this.#lands(name)
    this.#held.set(name, value)
    for (const moved of this.#listeners) moved(name)
  }

  #leave(name: string): void {
    this.#lands(name)
    if (!this.#held.delete(name)) return
    for (const moved of this.#listeners) moved(name)
  }

  #let(): void {
    this.#moves.clear()
    for (const name of [...this.#held.keys()]) this.#leave(name)
  }
}
