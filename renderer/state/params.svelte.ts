// Where the parameters are; asked for only while somebody looks, and known only as long as the engine is reached.
import { dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { NamedParam } from '../../shared/contract/streams.ts'
import type { ParamView } from '../../shared/model/param.ts'
import type { Show } from './show.svelte.ts'

export class Params implements Disposable {
  readonly #client: ContractClient
  readonly #show: Show
  readonly #stateListener: Disposable
  #subscription: Disposable | null = null
  /** Who looks. */
  #watchers = 0
  #standing = $state.raw<readonly ParamView[]>([])
  /** Whether where they stand has come over this connection. */
  #isHeard = $state(false)

  text = $state('')
  /** Layers that are on, as far as somebody looks. */
  layersOn = $state.raw<readonly string[]>([])
  /** Whether the engine answers. */
  reached = $state(false)

  readonly all = $derived.by((): readonly NamedParam[] => this.#show.view?.params ?? [])
  readonly listed = $derived.by(() => {
    const wanted = this.text.trim().toLowerCase()
    return wanted === '' ? this.all : this.all.filter(({ name }) => name.toLowerCase().includes(wanted))
  })
  readonly #byName = $derived(new Map(this.#standing.map((param) => [param.name, param])))
  /** Whether they stand there now, and not only when the engine was heard of last. */
  readonly known = $derived(this.#isHeard && this.reached)

  constructor(client: ContractClient, show: Show) {
    this.#client = client
    this.#show = show
    this.reached = client.state === 'open'
    this.#stateListener = client.onState((state) => {
      this.reached = state === 'open'
      // A new connection brings them anew; one that was only silent does not.
      if (state !== 'open' && state !== 'silent') this.#isHeard = false
    })
  }

  /** Null before it was heard of. */
  standing(name: string): ParamView | null {
    return this.#byName.get(name) ?? null
  }

  /** Follows where they are until the returned function is called. */
  readonly watch = (): (() => void) => {
    this.#watchers += 1
    this.#subscription ??= this.#client.subscribe('params', ({ params, layers }) => {
      this.#standing = params
      this.layersOn = layers
      this.#isHeard = true
    })
    let isLooking = true
    return () => {
      if (!isLooking) return
      isLooking = false
      this.#watchers -= 1
      if (this.#watchers === 0) this.#unwatch()
    }
  };

  [Symbol.dispose](): void {
    this.#unwatch()
    dispose(this.#stateListener)
  }

  #unwatch(): void {
    dispose(this.#subscription)
    this.#subscription = null
    this.#standing = []
    this.layersOn = []
    this.#isHeard = false
  }
}
