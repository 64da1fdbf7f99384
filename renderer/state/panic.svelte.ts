// The operator's panic: it reaches an engine that is away for a moment, and says what it ended and what goes on.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { DueRule, PanicEnded } from '../../shared/model/panic.ts'
import { endedWords, soonWords } from '../lib/panic-words.ts'
import type { Notices } from './notices.svelte.ts'
import type { Transport } from './transport.svelte.ts'

/** A connection that comes back within so long is sent the panic; later it would come as a surprise. */
const DELIVERED_WITHIN_MS = 10_000
/** What ends so soon after one's own panic has ended by it. */
const OWN_FOR_MS = 3_000

/** By no more than this is the engine's clock known wrongly. */
const CLOCKS_DIFFER_MS = 1_000

const NEWS = { warns: false, action: null } as const
const WARNING = { warns: true, action: null } as const
/** All that is said of a panic is one matter: the newest takes the place of what was said before. */
const said = (what: string, next: string): Fault => fault('panic/said', 'PANIC', what, next)
const CARRIED_OUT = said('PANIC was carried out', 'see in the Log view what it ended')
const UNKNOWN = said(
  'whether PANIC has acted is not known',
  'look at what runs, and press it again if it is still wanted',
)
const OTHERWISE = 'end the output by other means if it cannot wait'

/** To panic twice does no harm, not to panic may. */
const NOT_DELIVERED: ReadonlySet<string> = new Set(['connection/none', 'connection/lost'])

export class Panic implements Disposable {
  readonly #client: ContractClient
  readonly #clock: Clock
  readonly #notices: Notices
  readonly #transport: Transport
  readonly #listening: Disposable
  /** Hears of each press. */
  onPress: () => void = () => undefined
  #pressedAt = -Infinity
  /** The same by the engine's clock, as far as it was known. */
  #pressedAtEngine = -Infinity
  /** What the panics of one flurry of presses have ended, by the number of their event. */
  readonly #ended = new Map<number, Partial<PanicEnded>>()
  /** Whether a panic was sent that nobody has answered in time: what it did is asked for when the engine is heard of again. */
  #unanswered = false
  /** Ends the wait for a connection that may still be sent the panic. */
  #waiting: Disposable | null = null

  constructor(client: ContractClient, clock: Clock, notices: Notices, transport: Transport) {
    this.#client = client
    this.#clock = clock
    this.#notices = notices
    this.#transport = transport
    this.#listening = client.onState((state) => {
      if (state !== 'open') return
      if (this.#waiting !== null) this.#send()
      else if (this.#unanswered) void this.#notify(false)
      this.#unanswered = false
    })
  }

  /** Whether what ends now, ends by this operator's own hand. */
  readonly isOwn = (): boolean => this.#clock.now() - this.#pressedAt < OWN_FOR_MS

  readonly press = (): void => {
    this.onPress()
    if (!this.isOwn()) this.#ended.clear()
    this.#pressedAt = this.#clock.now()
    this.#pressedAtEngine = this.#client.engineNow()
    const { state, lastContact } = this.#client
    if (state === 'silent') {
      const seconds = Math.floor((this.#clock.now() - (lastContact ?? 0)) / 1000)
      const what = `PANIC was sent, not confirmed: the engine has been silent for ${seconds} s`
      this.#notices.say(said(what, OTHERWISE), WARNING)
    }
    if (state === 'open' || state === 'silent') this.#send()
    else if (state === 'mismatch') this.#transport.send('show.panic', {})
    else this.#wait('PANIC cannot reach the engine: there is no connection')
  };

  [Symbol.dispose](): void {
    dispose(this.#listening)
    dispose(this.#waiting)
  }

  #send(): void {
    dispose(this.#waiting)
    this.#waiting = null
    void this.#client.command('show.panic', {}).then((result) => {
      if (result.ok) void this.#notify(true)
      else if (NOT_DELIVERED.has(result.error.code)) this.#wait(`PANIC: ${result.error.what}`)
      else if (this.#client.state === 'silent') this.#unanswered = true
      else this.#notices.add(result.error)
    })
  }

  #wait(what: string): void {
    const seconds = DELIVERED_WITHIN_MS / 1000
    const next = `it is sent if the connection comes back within ${seconds} s; ${OTHERWISE}`
    this.#notices.say(said(what, next), WARNING)
    dispose(this.#waiting)
    this.#waiting = this.#clock.upkeep(monotonicMs(this.#clock.now() + DELIVERED_WITHIN_MS), () => {
      this.#waiting = null
      const undelivered = `PANIC was not delivered: the engine could not be reached for ${seconds} s`
      this.#notices.say(
        said(undelivered, 'it is not sent any more: press it again when it is wanted'),
        WARNING,
      )
    })
  }

  /** Says what the panic ended, which the engine publishes; where it was never answered, whether it ever came. */
  async #notify(answered: boolean): Promise<void> {
    const result = await this.#client.command('events.query', { type: 'show.panicked', limit: 1 })
    const event = result.ok ? result.value.events[0] : undefined
    if (event === undefined || (!answered && event.at < this.#pressedAtEngine - CLOCKS_DIFFER_MS)) {
      this.#notices.say(answered ? CARRIED_OUT : UNKNOWN, answered ? NEWS : WARNING)
      return
    }
    const { ended = {}, soon = [] } = event.payload as {
      readonly ended?: Partial<PanicEnded>
      readonly soon?: readonly DueRule[]
    }
    this.#ended.set(event.seq, ended)
    const words = endedWords([...this.#ended.values()])
    const what = words === null ? 'PANIC: there was nothing to end' : `PANIC ended ${words}`
    if (soon.length === 0) this.#notices.say(said(what, 'no rule is due within the next minute'), NEWS)
    else {
      const action = { label: 'Hold rules', act: () => this.#transport.send('rules.hold', {}) }
      this.#notices.say(said(what, `still to come: ${soonWords(soon)}`), { warns: false, action })
    }
  }
}
