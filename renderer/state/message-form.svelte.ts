// The line that is being written to those who watch.
import type { Fault } from '../../shared/base/result.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { Message } from './message.svelte.ts'
import type { Notices } from './notices.svelte.ts'

export class MessageForm {
  readonly #client: ContractClient
  readonly #notices: Notices
  readonly #message: Message

  isOpen = $state(false)
  text = $state('')
  /** How long it is shown, as it is typed; empty where it stays. */
  seconds = $state('')
  isSending = $state(false)
  refusal = $state.raw<Fault | null>(null)

  /** Milliseconds and more are no use to anybody. */
  readonly #lasts = $derived(this.seconds.trim() === '' ? null : Number(this.seconds))
  readonly mayBeSent = $derived(
    this.text.trim() !== '' && (this.#lasts === null || (Number.isFinite(this.#lasts) && this.#lasts > 0)),
  )

  constructor(client: ContractClient, notices: Notices, message: Message) {
    this.#client = client
    this.#notices = notices
    this.#message = message
  }

  /** With what is shown now, to be changed; else with what was not sent. */
  readonly open = (): void => {
    const shown = this.#message.view.message
    if (shown !== null && this.text === '') this.text = shown.text
    this.refusal = null
    this.isOpen = true
  }

  /** What was typed stays for the next time. */
  readonly close = (): void => {
    this.isOpen = false
  }

  readonly send = async (): Promise<void> => {
    if (this.isSending || !this.mayBeSent) return
    this.isSending = true
    this.refusal = null
    const lasts = this.#lasts
    const result = await this.#client.command('message.show', {
      text: this.text,
      ...(lasts !== null && { seconds: lasts }),
    })
    this.isSending = false
    if (!result.ok) {
      this.refusal = result.error
      return
    }
    this.text = this.seconds = ''
    this.isOpen = false
  }

  readonly clear = (): void => {
    void this.#client.command('message.clear', {}).then((result) => {
      if (!result.ok) this.#notices.add(result.error, 'The message')
    })
  }
}
