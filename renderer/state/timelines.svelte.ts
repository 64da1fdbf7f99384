// The steps of the playlists that are drawn: subscribed to while they are, and kept a moment longer.
import { SvelteMap } from 'svelte/reactivity'
import { dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import { timelineOf } from '../../shared/contract/streams.ts'
import type { OpenSteps } from '../../shared/model/mutations/followed.ts'
import { TimelineSteps } from '../lib/timeline-steps.ts'
import type { TimelineStep } from '../lib/timeline-steps.ts'
import type { Show } from './show.svelte.ts'

/** Of the last that were looked at, so that going back and forth between a few asks for nothing. */
const KEPT = 8
/** The engine gives one client few more, and a form wants one of them; lanes beyond are drawn without their steps. */
const MOST = 31

export class Timelines implements Disposable {
  readonly #client: ContractClient
  readonly #show: Show
  readonly #shown = new Map<string, TimelineSteps>()
  /** The one looked at last is the last. */
  readonly #open = new Map<string, Disposable>()
  readonly #steps = new SvelteMap<string, OpenSteps>()

  readonly #targets = $derived.by(() => this.#show.view?.targets.length ?? 0)

  constructor(client: ContractClient, show: Show) {
    this.#client = client
    this.#show = show
  }

  /** Null until they have come. */
  stepsOf(playlistId: string): readonly TimelineStep[] | null {
    const open = this.#steps.get(playlistId)
    const shown = this.#shown.get(playlistId)
    if (open === undefined || shown === undefined) return null
    return shown.of(open.steps, this.#targets)
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
    this.#shown.set(id, new TimelineSteps())
    return this.#client.subscribe(timelineOf(id), (open) => this.#steps.set(id, open))
  }

  #close(id: string): void {
    dispose(this.#open.get(id))
    this.#open.delete(id)
    this.#steps.delete(id)
    this.#shown.delete(id)
  }
}
