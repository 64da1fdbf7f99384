// The operator's message to those who watch: one line at a time, until it is cleared, replaced or over.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { CommandAnswer, ParsedArgs } from '../../shared/contract/commands.ts'
import { MESSAGE_LIMITS } from '../../shared/contract/message-commands.ts'
import type { MessageView } from '../../shared/contract/message-view.ts'
import { cleanLine } from '../../shared/model/clean-line.ts'
import type { Client } from '../../shared/model/client.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { PanicEnded } from '../../shared/model/panic.ts'

interface MessageOptions {
  readonly clock: Clock
  readonly publish: Publish
}

const NONE: MessageView = { message: null }

export class Message implements Disposable {
  readonly #options: MessageOptions
  #view: MessageView = NONE
  #timer: Disposable | null = null

  constructor(options: MessageOptions) {
    this.#options = options
  }

  view(): MessageView {
    return this.#view
  }

  show(
    { text, seconds }: ParsedArgs<'message.show'>,
    { name, source }: Pick<Client, 'name' | 'source'>,
    cause: number | null,
  ): Result<CommandAnswer<'message.show'>> {
    const { clock, publish } = this.#options
    const line = cleanLine(text, MESSAGE_LIMITS.characters)
    if (line === null)
      return failed(fault('message/empty', 'text', 'there is nothing in it to be read', 'write something'))
    this.#let()
    const at = clock.now()
    const until = seconds === undefined ? null : monotonicMs(at + seconds * 1000)
    this.#view = { message: { text: line, by: name, at, time: clock.wall(), until } }
    const payload = { text: line, by: name, seconds: seconds ?? null }
    publish({ type: 'show.messageShown', source, cause, payload })
    // Upkeep, as a show that does not act may be what there is to be told of.
    if (until !== null) this.#timer = clock.upkeep(until, () => this.#end(null, 'message', null))
    return ok({ text: line, seconds: seconds ?? null })
  }

  clear(
    { name, source }: Pick<Client, 'name' | 'source'>,
    cause: number | null,
  ): { readonly cleared: boolean } {
    if (this.#view.message === null) return { cleared: false }
    this.#end(name, source, cause)
    return { cleared: true }
  }

  /** It acts on nothing, and who watches may need it most now. */
  panic(): Partial<PanicEnded> {
    return {}
  }

  [Symbol.dispose](): void {
    this.#let()
  }

  #end(by: string | null, source: string, cause: number | null): void {
    this.#let()
    this.#options.publish({ type: 'show.messageCleared', source, cause, payload: { by } })
  }

  #let(): void {
    dispose(this.#timer)
    this.#timer = null
    this.#view = NONE
  }
}
