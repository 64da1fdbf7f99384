// The look before the show as this station asks for it: made anew each time it is opened or asked for again.
import type { Fault } from '../../shared/base/result.ts'
import type { CheckReport } from '../../shared/contract/check-view.ts'
import type { ContractClient } from '../../shared/contract/client.ts'

export class Check {
  readonly #client: ContractClient

  /** What was found last; null before the first time. */
  report = $state.raw<CheckReport | null>(null)
  refusal = $state.raw<Fault | null>(null)
  isLooking = $state(false)
  isOpen = $state(false)

  constructor(client: ContractClient) {
    this.#client = client
  }

  readonly open = (): void => {
    this.isOpen = true
    void this.look()
  }

  readonly close = (): void => {
    this.isOpen = false
  }

  /** What was found before is not shown as if it were so still. */
  readonly look = async (): Promise<void> => {
    if (this.isLooking) return
    this.isLooking = true
    this.report = this.refusal = null
    const result = await this.#client.command('show.check', {})
    this.isLooking = false
    if (result.ok) this.report = result.value
    else this.refusal = result.error
  }
}
