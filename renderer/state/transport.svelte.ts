// The operator's hands: every command to the engine leaves from here, and every refusal ends where it can be read.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { fault } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { CommandAnswer, CommandArgs, CommandName } from '../../shared/contract/commands.ts'
import { STOP_AGAIN_MS } from '../../shared/model/stop.ts'
import { subjectOf } from '../lib/command-words.ts'
import type { Notices } from './notices.svelte.ts'
import type { Runs } from './runs.svelte.ts'
import type { Show } from './show.svelte.ts'

/** The engine's word for a GO too soon after the last: a slip of the finger, so it is told where the finger is. */
const TOO_SOON = 'go/too-soon'
export const REFUSAL_SHOWN_MS = 1_500
const ON_ITS_WAY = fault(TOO_SOON, 'GO', 'the GO before is still on its way', 'wait until it is answered')

export class Transport implements Disposable {
  readonly #client: ContractClient
  readonly #clock: Clock
  readonly #notices: Notices
  readonly #runs: Runs
  readonly #show: Show
  #timer: Disposable | null = null
  #stopTimer: Disposable | null = null

  /** Hears of each GO of this page, before it is answered. */
  onGo: () => void = () => undefined

  /** The GO that was refused just now because it came too soon. */
  refusedGo = $state.raw<Fault | null>(null)
  /** A stop of a moment ago began what the show runs at a stop; another now ends that, too. */
  stopsAll = $state(false)
  /** GOs of this page that are on their way. */
  #going = $state(0)
  readonly isGoing = $derived(this.#going > 0)

  constructor(
    client: ContractClient,
    clock: Clock,
    notices: Notices,
    shown: { readonly runs: Runs; readonly show: Show },
  ) {
    this.#client = client
    this.#clock = clock
    this.#notices = notices
    this.#runs = shown.runs
    this.#show = shown.show
  }

  readonly go = (): void => this.#go({})
  /** None while another is on its way, which on a slow line is the same hand that waits. Of the first list where none is named. */
  readonly goOnce = (list?: string): void => {
    if (this.isGoing) this.#showRefusal(ON_ITS_WAY)
    else this.#go(list === undefined ? {} : { list })
  }
  readonly back = (): void => this.send('show.back', {})
  readonly stop = (): void => {
    void this.#client.command('show.stop', {}, this.#late('show.stop', {})).then((result) => {
      this.#answered('show.stop', {}, result)
      if (result.ok) this.#showStopped(result.value.runId !== null)
    })
  }
  readonly pause = (): void => this.send('show.pause', {})
  readonly resume = (): void => this.send('show.resume', {})
  /** One key for both: while anything plays it pauses. */
  readonly pauseOrResume = (): void => {
    const { running, paused } = this.#runs.counts
    const { pausable = 0, held = 0 } = this.#runs.view.fades ?? {}
    if (running + pausable === 0 && paused + held > 0) this.resume()
    else this.pause()
  }

  readonly send = <N extends CommandName>(name: N, args: CommandArgs<N>): void => {
    void this.#client
      .command(name, args, this.#late(name, args))
      .then((result) => this.#answered(name, args, result))
  };

  [Symbol.dispose](): void {
    dispose(this.#timer)
    dispose(this.#stopTimer)
  }

  #answered<N extends CommandName>(name: N, args: CommandArgs<N>, result: Result<unknown>): void {
    const subject = this.#subjectOf(name, args)
    if (result.ok) this.#notices.accepted(subject)
    else this.#notices.add(result.error, subject)
  }

  #showStopped(begun: boolean): void {
    dispose(this.#stopTimer)
    this.#stopTimer = null
    this.stopsAll = begun
    if (!begun) return
    this.#stopTimer = this.#clock.upkeep(monotonicMs(this.#clock.now() + STOP_AGAIN_MS), () => {
      this.stopsAll = false
    })
  }

  #go(args: CommandArgs<'show.go'>): void {
    this.onGo()
    this.#going += 1
    void this.#client.command('show.go', args, this.#late('show.go', args)).then((result) => {
      this.#going -= 1
      if (result.ok) this.#went(result.value)
      else if (result.error.code === TOO_SOON) this.#showRefusal(result.error)
      else this.#notices.add(result.error, this.#subjectOf('show.go', {}))
    })
  }

  #late<N extends CommandName>(name: N, args: CommandArgs<N>): (answer: Result<unknown>) => void {
    return (answer) =>
      this.#notices.answeredLate(name, this.#subjectOf(name, args), answer.ok ? null : answer.error)
  }

  #subjectOf<N extends CommandName>(name: N, args: CommandArgs<N>): string {
    return subjectOf(name, args, {
      playlist: (id) => this.#show.byId.get(id)?.name ?? null,
      run: (id) => this.#runs.view.runs.find(({ runId }) => runId === id)?.name ?? null,
    })
  }

  #went({ playlistId, runId }: CommandAnswer<'show.go'>): void {
    this.#showRefusal(null)
    this.#notices.accepted(this.#subjectOf('show.go', {}))
    // What becomes of a cue is seen in its list.
    if (runId !== null || playlistId === null) return
    const what = 'it is running and ignores a second start'
    const name = this.#show.byId.get(playlistId)?.name ?? playlistId
    this.#notices.add(fault('playlist/already-running', name, what, 'press GO for the next one'), name)
  }

  #showRefusal(refusal: Fault | null): void {
    dispose(this.#timer)
    this.#timer = null
    this.refusedGo = refusal
    if (refusal === null) return
    this.#timer = this.#clock.upkeep(monotonicMs(this.#clock.now() + REFUSAL_SHOWN_MS), () => {
      this.refusedGo = null
    })
  }
}
