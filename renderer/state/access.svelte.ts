// Who may do what as this station sees it: the lock, what this page may do, and why not more. The one place that all ask.
import { dispose } from '../../shared/base/disposable.ts'
import type { Fault } from '../../shared/base/result.ts'
import type { AccessView } from '../../shared/contract/access-view.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { CommandArgs } from '../../shared/contract/commands.ts'
import { ROLE_WORDS, reaches } from '../../shared/model/client.ts'
import type { Role } from '../../shared/model/client.ts'
import { formatClock } from '../lib/moments.ts'

type Asking = 'access.lock' | 'access.unlock' | 'access.setPin'

export class Access implements Disposable {
  readonly #client: ContractClient
  readonly #listening: readonly Disposable[]
  #asked = 0

  view = $state.raw<AccessView>({ locked: null, hasPin: false, trouble: null, revision: 0 })
  /** What this page might if nothing were locked. */
  role = $state<Role>('editor')
  /** Whether the engine has said over this connection what this page may do. */
  isHeard = $state(false)
  isSending = $state(false)
  /** Why what was asked last was refused; stands until something else is tried. */
  refusal = $state.raw<Fault | null>(null)

  /** Why nothing is edited from this page now; null where it is. */
  readonly barred = $derived.by(() => this.whyNot('editor'))

  constructor(client: ContractClient) {
    this.#client = client
    this.#listening = [
      client.subscribe('access', (view) => {
        this.view = view
        void this.#read()
      }),
      client.onState((state) => {
        if (state !== 'open' && state !== 'silent') this.isHeard = false
      }),
    ]
  }

  readonly lock = (): Promise<boolean> => this.#ask('access.lock', {})
  readonly unlock = (pin: string): Promise<boolean> => this.#ask('access.unlock', pin === '' ? {} : { pin })
  /** An empty one takes it away. */
  readonly setPin = (pin: string, old: string): Promise<boolean> =>
    this.#ask('access.setPin', { pin: pin === '' ? null : pin, ...(old !== '' && { old }) })

  /** Why this page may not do what needs a role now; null where it may. A lock keeps from editing alone. */
  whyNot(needed: Role): string | null {
    if (!reaches(this.role, needed))
      return `This page may ${ROLE_WORDS[this.role]}, and not ${ROLE_WORDS[needed]}`
    const { locked } = this.view
    if (needed !== 'editor' || locked === null) return null
    return `Locked by ${locked.by} since ${formatClock(locked.at).slice(0, 5)}`
  }

  readonly forget = (): void => {
    this.refusal = null
  };

  [Symbol.dispose](): void {
    for (const listener of this.#listening) dispose(listener)
  }

  async #ask<N extends Asking>(name: N, args: CommandArgs<N>): Promise<boolean> {
    if (this.isSending) return false
    this.isSending = true
    this.refusal = null
    const result = await this.#client.command(name, args)
    this.isSending = false
    if (!result.ok) this.refusal = result.error
    return result.ok
  }

  /** What is told to all says nothing of what this page may. */
  async #read(): Promise<void> {
    const asked = (this.#asked += 1)
    const result = await this.#client.command('access.read', {})
    if (!result.ok || asked !== this.#asked) return
    this.role = result.value.unlockedRole
    this.isHeard = true
  }
}
