// The controllers, the gestures, learning and the recordings, as the engine tells them.
import { dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { InputsView } from '../../shared/contract/streams.ts'
import type { InputFamily } from '../../shared/model/input.ts'
import { LEARN_SECONDS } from '../lib/hand-times.ts'
import { FAMILIES } from '../lib/input-words.ts'
import type { InputsTab, LearnPhase } from '../lib/input-words.ts'
import type { Notices } from './notices.svelte.ts'

export class Inputs implements Disposable {
  readonly #client: ContractClient
  readonly #notices: Notices
  readonly #listening: readonly Disposable[]
  /** Tells an answer to the newest request from one that was overtaken. */
  #requests = 0
  #asking = $state(false)
  /** End of the session that this page began: the engine names clients, but tells none its name. */
  #ownEndsAt = $state<number | null>(null)

  view = $state.raw<InputsView | null>(null)
  tab = $state<InputsTab>('desk')
  /** Families that are learned; none chosen means all. */
  families = $state.raw<readonly InputFamily[]>([])

  readonly phase = $derived.by((): LearnPhase => {
    const { session = null, last = null } = this.view?.learn ?? {}
    const own = this.#ownEndsAt
    if (session !== null && session.endsAt === own) return 'listening'
    if (this.#asking) return 'asking'
    if (session !== null) return 'elsewhere'
    const overtaken = own !== null && (last === null || last.at < own - LEARN_SECONDS * 1000)
    // The answer came before the stream that will tell of the session.
    if (overtaken) return 'asking'
    if (last?.outcome === 'captured') return 'captured'
    // How somebody else's session ended concerns nobody here, unless it caught something.
    return last === null || own === null ? 'idle' : last.outcome
  })
  readonly captured = $derived(this.view?.learn.last?.captured ?? null)

  constructor(client: ContractClient, notices: Notices) {
    this.#client = client
    this.#notices = notices
    this.#listening = [
      client.subscribe('inputs', (view) => {
        this.view = view
      }),
      client.onState((state) => {
        // The engine ends a session with the connection of the client that began it.
        if (state === 'closed') this.#ownEndsAt = null
      }),
    ]
  }

  toggleFamily(family: InputFamily): void {
    const chosen = new Set(this.families)
    if (!chosen.delete(family)) chosen.add(family)
    this.families = FAMILIES.filter((each) => chosen.has(each))
  }

  /** `param`: nothing that is bound to it moves it meanwhile. */
  async learn(
    wanted: { readonly families: readonly InputFamily[]; readonly param?: string } = {
      families: this.families,
    },
  ): Promise<void> {
    const request = ++this.#requests
    this.#asking = true
    const result = await this.#client.command('learn.start', {
      ...{ families: [...wanted.families], seconds: LEARN_SECONDS },
      ...(wanted.param !== undefined && { param: wanted.param }),
    })
    if (request !== this.#requests) return
    this.#asking = false
    if (result.ok) this.#ownEndsAt = result.value.endsAt
    else this.#notices.add(result.error)
  }

  [Symbol.dispose](): void {
    for (const listener of this.#listening) dispose(listener)
  }
}
