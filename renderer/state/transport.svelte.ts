// The operator's hands: every command to the engine leaves from here, and every refusal ends as a notice.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { CommandArgs, CommandName } from '../../shared/contract/commands.ts'
import type { Notices } from './notices.svelte.ts'
import type { Runs } from './runs.svelte.ts'

/** A second GO this soon after the first is a slip of the finger. */
const GO_PAUSE_MS = 250

export class Transport implements Disposable {
  readonly #client: ContractClient
  readonly #clock: Clock
  readonly #notices: Notices
  readonly #runs: Runs
  #timer: Disposable | null = null

  /** False for a moment after each GO. */
  goReady = $state(true)

  constructor(client: ContractClient, clock: Clock, notices: Notices, runs: Runs) {
    this.#client = client
    this.#clock = clock
    this.#notices = notices
    this.#runs = runs
  }

  readonly go = (): void => {
    if (!this.goReady) return
    this.goReady = false
    dispose(this.#timer)
    this.#timer = this.#clock.upkeep(monotonicMs(this.#clock.now() + GO_PAUSE_MS), () => {
      this.goReady = true
    })
    this.send('show.go', {})
  }
  readonly back = (): void => this.send('show.back', {})
  readonly stop = (): void => this.send('show.stop', {})
  readonly panic = (): void => this.send('show.panic', {})
  readonly pauseOrResume = (): void => this.send(this.#runs.allPaused ? 'show.resume' : 'show.pause', {})

  readonly send = <N extends CommandName>(name: N, args: CommandArgs<N>): void => {
    void this.#client.command(name, args).then((result) => {
      if (!result.ok) this.#notices.add(result.error)
    })
  };

  [Symbol.dispose](): void {
    dispose(this.#timer)
  }
}
