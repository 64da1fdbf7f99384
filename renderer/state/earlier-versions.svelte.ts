// Earlier versions of the show's file: those that there are, what is other in the one that is looked at, and going back to it.
import type { Fault, Result } from '../../shared/base/result.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { CommandAnswer } from '../../shared/contract/commands.ts'
import type { VersionPreview } from '../../shared/model/show-version.ts'
import { wordsOf } from './edits.svelte.ts'
import type { Edits } from './edits.svelte.ts'
import type { Notices } from './notices.svelte.ts'

type Listed = CommandAnswer<'show.versions'>

export class EarlierVersions {
  readonly #client: ContractClient
  readonly #edits: Edits
  readonly #notices: Notices
  /** Counts what was asked: only the newest answer counts. */
  #asked = 0

  isOpen = $state(false)
  /** Null until it is known. */
  listed = $state.raw<Listed | null>(null)
  /** Why it is not. */
  fault = $state.raw<Fault | null>(null)
  /** Id of the version that is looked at. */
  chosen = $state<number | null>(null)
  preview = $state.raw<VersionPreview | null>(null)
  /** Why the chosen one cannot be looked at, or not be restored. */
  refusal = $state.raw<Fault | null>(null)
  isRestoring = $state(false)

  constructor(client: ContractClient, edits: Edits, notices: Notices) {
    this.#client = client
    this.#edits = edits
    this.#notices = notices
  }

  readonly open = (): void => {
    this.isOpen = true
    this.choose(null)
    void this.list()
  }

  readonly close = (): void => {
    this.isOpen = false
    this.#asked += 1
    this.listed = null
    this.choose(null)
  }

  async list(): Promise<void> {
    this.fault = null
    const answer = await this.#ask(() => this.#client.command('show.versions', {}))
    if (answer === null) return
    if (answer.ok) this.listed = answer.value
    else this.fault = answer.error
  }

  /** Looks at a version, or at none; what is other in it is asked for anew each time. */
  choose(id: number | null): void {
    this.chosen = id
    this.preview = null
    this.refusal = null
    if (id !== null) void this.#look(id)
  }

  /** The show is at that generation: what is shown of the chosen version may be of another. */
  seen(generation: number): void {
    const { chosen, preview } = this
    if (chosen !== null && preview !== null && preview.generation < generation) void this.#look(chosen)
  }

  async restore(): Promise<void> {
    const { chosen } = this
    if (chosen === null || this.isRestoring) return
    this.isRestoring = true
    this.refusal = null
    const result = await this.#edits.send('show.restoreVersion', { version: chosen })
    this.isRestoring = false
    if (result.ok) {
      this.#notices.accepted(wordsOf('show.restoreVersion'))
      this.close()
    } else if (this.isOpen && this.chosen === chosen) await this.#refuse(result.error)
    else this.#notices.add(result.error, wordsOf('show.restoreVersion'))
  }

  async #look(id: number): Promise<void> {
    const answer = await this.#ask(() => this.#client.command('show.previewVersion', { version: id }))
    if (answer === null || this.chosen !== id) return
    if (answer.ok) this.preview = answer.value
    else await this.#refuse(answer.error)
  }

  /** One that has gone meanwhile is not listed any longer. */
  async #refuse(fault: Fault): Promise<void> {
    this.refusal = fault
    if (fault.code === 'version/unknown') await this.list()
  }

  /** Null where it is of no interest any more. */
  async #ask<T>(ask: () => Promise<Result<T>>): Promise<Result<T> | null> {
    this.#asked += 1
    const asked = this.#asked
    const answer = await ask()
    return asked === this.#asked && this.isOpen ? answer : null
  }
}
