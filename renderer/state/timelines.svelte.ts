// The steps of the playlists that are drawn: subscribed to while they are, and kept a moment longer.
import { SvelteMap } from 'svelte/reactivity'
import { dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { TimelineStep } from '../../shared/contract/streams.ts'

/** Of the last that were looked at, so that going back and forth between a few asks for nothing. */
const KEPT = 8
/** The engine gives one client no more; lanes beyond are drawn without their steps. */
const MOST = 32

export class Timelines implements Disposable {
  readonly #client: ContractClient
  /** The one looked at last is the last. */
  readonly #open = new Map<string, Disposable>()
  readonly #steps = new SvelteMap<string, readonly TimelineStep[]>()

  constructor(client: ContractClient) {
    this.#client = client
  }

  /** Null until they have come. */
  stepsOf(playlistId: string): readonly TimelineStep[] | null {
    return this.#steps.get(playlistId) ?? null
  }

  /** Asks for those of these playlists, the first of them where they are too many. */
  look(playlistIds: readonly string[]): void {
    const wanted = new Set(playlistIds.slice(0, MOST))
    for (const id of wanted) {
      const subscription = this.#open.get(id) ?? this.#subscribe(id)
      this.#open.delete(id)
      this.#open.set(id, subscription)
    }
    for (const id of [...this.#open.keys()]) {
      if (this.#open.size <= Math.max(KEPT, wanted.size)) return
      this.#close(id)
    }
  }

  [Symbol.dispose](): void {
    for (const id of [...this.#open.keys()]) this.#close(id)
  }

  #subscribe(id: string): Disposable {
    return this.#client.subscribe(`timeline:${id}`, ({ steps }) => this.#steps.set(id, steps))
  }

  #close(id: string): void {
    dispose(this.#open.get(id))
    this.#open.delete(id)
    this.#steps.delete(id)
  }
}
