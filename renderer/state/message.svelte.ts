// The operator's message to those who watch, as the engine has it.
import { dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { MessageView } from '../../shared/contract/message-view.ts'

export class Message implements Disposable {
  readonly #subscription: Disposable

  view = $state.raw<MessageView>({ message: null })

  constructor(client: ContractClient) {
    this.#subscription = client.subscribe('message', (view) => {
      this.view = view
    })
  }

  [Symbol.dispose](): void {
    dispose(this.#subscription)
  }
}
