// Where the parameters are; asked for only while somebody looks, and known only as long as the engine is reached.
import { untrack } from 'svelte'
import { SvelteMap } from 'svelte/reactivity'
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { disposable, dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { NamedParam } from '../../shared/contract/streams.ts'
import type { ParamView } from '../../shared/model/param.ts'
import type { Show } from './show.svelte.ts'

/** Of one that a hand moves all that is read, besides where it is drawn, follows so often. */
const READ_EVERY_MS = 200

export class Params implements Disposable {
  readonly #client: ContractClient
  readonly #show: Show
  readonly #stateListener: Disposable
  /** Who shows one of them hears of it alone. */
  readonly #standing = new SvelteMap<string, ParamView>()
  /** The same as they came, for what is drawn. */
  readonly #latestOf = new Map<string, ParamView>()
  /** Drawn since, and yet to be read. */
  readonly #behind = new Set<string>()
  #catchingUp: Disposable | null = null
  readonly #clock: Clock
  readonly #listeners = new Set<(name: string) => void>()
  #subscription: Disposable | null = null
  #watching = 0
  /** As they came last: one that is the very same stands where it stood. */
  #latest: readonly ParamView[] = []
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
  /** Whether they stand there now, and not only when the engine was heard of last. */
  readonly known = $derived(this.#isHeard && this.reached)

  constructor(client: ContractClient, clock: Clock, show: Show) {
    this.#client = client
    this.#clock = clock
    this.#show = show
    this.reached = client.state === 'open'
    this.#stateListener = client.onState((state) => {
      this.reached = state === 'open'
      // A new connection brings them anew; one that was only silent does not.
      if (state !== 'open' && state !== 'silent') this.#isHeard = false
    })
  }

  /** Null before it was heard of. Of a number that is on the move it follows a few times a second. */
  standing(name: string): ParamView | null {
    return this.#standing.get(name) ?? null
  }

  /** As it came last, for what is drawn when `onMoved` says so. */
  latest(name: string): ParamView | null {
    return this.#latestOf.get(name) ?? null
  }

  /** Whether anybody looks. */
  get isWatched(): boolean {
    return this.#watching > 0
  }

  /** Calls for each that is shown otherwise than before, without the page being laid out anew. */
  onMoved(moved: (name: string) => void): Disposable {
    this.#listeners.add(moved)
    return disposable('listener to parameters', () => this.#listeners.delete(moved))
  }

  /** Follows where they are until the returned function is called; several may. */
  readonly watch = (): (() => void) => {
    this.#watching += 1
    this.#subscription ??= this.#client.subscribe('params', ({ params, layers }) => {
      this.layersOn = layers
      this.#take(params)
    })
    let isWatching = true
    return () => {
      if (!isWatching) return
      isWatching = false
      this.#watching -= 1
      if (this.#watching === 0) this.#unwatch()
    }
  };

  [Symbol.dispose](): void {
    this.#unwatch()
    dispose(this.#stateListener)
  }

  #take(params: readonly ParamView[]): void {
    const before = this.#latest
    this.#latest = params
    this.#isHeard = true
    const isSameOrder =
      before.length === params.length && params.every(({ name }, place) => name === before[place]?.name)
    if (!isSameOrder) this.#forget(new Set(params.map(({ name }) => name)))
    for (const [place, view] of params.entries()) {
      if (isSameOrder && before[place] === view) continue
      this.#latestOf.set(view.name, view)
      this.#read(view)
      for (const moved of this.#listeners) moved(view.name)
    }
  }

  /** A page that is laid out anew for each of five hundred that move is no longer drawn in time. */
  #read(view: ParamView): void {
    const before = untrack(() => this.#standing.get(view.name))
    if (before === undefined || !isOnItsWay(before, view)) {
      this.#behind.delete(view.name)
      this.#standing.set(view.name, view)
      return
    }
    this.#behind.add(view.name)
    const at = monotonicMs(this.#clock.now() + READ_EVERY_MS)
    this.#catchingUp ??= this.#clock.upkeep(at, () => this.#catchUp())
  }

  #catchUp(): void {
    this.#catchingUp = null
    for (const name of this.#behind) {
      const view = this.#latestOf.get(name)
      if (view !== undefined) this.#standing.set(name, view)
    }
    this.#behind.clear()
  }

  /** Those that are gone stand nowhere. */
  #forget(present: ReadonlySet<string>): void {
    for (const name of [...this.#standing.keys()])
      if (!present.has(name)) {
        this.#standing.delete(name)
        this.#latestOf.delete(name)
        this.#behind.delete(name)
      }
  }

  #unwatch(): void {
    dispose(this.#subscription)
    this.#subscription = null
    this.#latest = []
    this.layersOn = []
    this.#standing.clear()
    this.#latestOf.clear()
    this.#behind.clear()
    dispose(this.#catchingUp)
    this.#catchingUp = null
    this.#isHeard = false
  }
}

/** Whether nothing is another but where a number is on its way. */
function isOnItsWay(before: ParamView, view: ParamView): boolean {
  if (typeof view.value !== 'number' || typeof before.value !== 'number') return false
  if (!before.moving || !view.moving || before.by !== view.by) return false
  const isSame =
    before.fade === view.fade ||
    (before.fade?.startedAt === view.fade?.startedAt && before.fade?.heldAt === view.fade?.heldAt)
  return isSame && before.refused === view.refused && before.controls === view.controls
}
