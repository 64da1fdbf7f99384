// What a remote page may do: it looks on until the PIN was given at it, and comes back by the token that the engine gave it for that.
import { dispose } from '../../shared/base/disposable.ts'
import type { Fault } from '../../shared/base/result.ts'
import type { ClientState, ContractClient } from '../../shared/contract/client.ts'
import { reaches } from '../../shared/model/client.ts'
import type { Access } from './access.svelte.ts'

const TOKEN = 'cuewright.token'
/** Codes of refusals after which a token is worth nothing any more. */
const OVER: ReadonlySet<string> = new Set(['access/token-unknown', 'access/no-pin', 'access/view-only'])

type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null

export class RemoteRole implements Disposable {
  readonly #client: ContractClient
  readonly #access: Access
  /** Of the tab; null where the browser keeps nothing. */
  readonly #session: Kept
  readonly #listening: Disposable
  /** Where the browser keeps nothing, or refuses to. */
  #token: string | null

  isSending = $state(false)
  /** Why the PIN that was given last was refused. */
  refusal = $state.raw<Fault | null>(null)

  /** False as well while it is not known. */
  readonly mayOperate = $derived.by(() => this.#access.isHeard && reaches(this.#access.role, 'operator'))
  readonly hasPin = $derived.by(() => this.#access.view.hasPin)
  readonly isKnown = $derived.by(() => this.#access.isHeard)

  constructor(client: ContractClient, access: Access, session: Kept) {
    this.#client = client
    this.#access = access
    this.#session = session
    this.#token = this.#read()
    let before: ClientState = client.state
    this.#listening = client.onState((state) => {
      // An engine that was only silent knows this page still.
      if (state === 'open' && before !== 'silent') void this.#comeBack()
      before = state
    })
    if (client.state === 'open') void this.#comeBack()
  }

  readonly give = async (pin: string): Promise<boolean> => {
    if (this.isSending) return false
    this.isSending = true
    this.refusal = null
    const result = await this.#client.command('access.become', { role: 'operator', pin })
    this.isSending = false
    if (result.ok) this.#keep(result.value.token ?? null)
    else this.refusal = result.error
    return result.ok
  }

  /** Looks on again, and is forgotten: the tablet goes to somebody else. */
  readonly handBack = async (): Promise<void> => {
    this.#keep(null)
    await this.#client.command('access.become', { role: 'viewer' })
  }

  readonly forget = (): void => {
    this.refusal = null
  };

  [Symbol.dispose](): void {
    dispose(this.#listening)
  }

  async #comeBack(): Promise<void> {
    const token = this.#token
    if (token === null) return
    const result = await this.#client.command('access.become', { role: 'operator', token })
    if (result.ok || !OVER.has(result.error.code) || this.#token !== token) return
    this.#keep(null)
    this.refusal = result.error
  }

  #read(): string | null {
    try {
      return this.#session?.getItem(TOKEN) ?? null
    } catch {
      return null
    }
  }

  #keep(token: string | null): void {
    this.#token = token
    try {
      if (token === null) this.#session?.removeItem(TOKEN)
      else this.#session?.setItem(TOKEN, token)
    } catch {
      // It asks for the PIN once the page has been loaded again.
    }
  }
}
