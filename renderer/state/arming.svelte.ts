// Whether the show may act, as the engine said last.
import { dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import { ARMED } from '../../shared/model/arming.ts'
import type { ArmingView } from '../../shared/model/arming.ts'

export class Arming implements Disposable {
  readonly #listening: Disposable

  view = $state.raw<ArmingView>(ARMED)

  constructor(client: ContractClient) {
    this.#listening = client.subscribe('arming', (view) => {
      this.view = view
    })
  }

  [Symbol.dispose](): void {
    dispose(this.#listening)
  }
}
