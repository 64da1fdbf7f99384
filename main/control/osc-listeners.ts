// Other show software that asked to be told: who stands by, what started and ended, what is asked.
import type { Clock } from '../../shared/base/clock.ts'
import type { EventHandler, EventType, Subscribe } from '../../shared/model/event.ts'
import type { OscEndpoint } from '../../shared/model/payload/osc.ts'
import type { RunState } from '../../shared/model/payload/playlist.ts'
import type { InterruptAnswer } from '../../shared/model/interrupt.ts'
import type { KnownPeers } from '../../shared/model/known-peers.ts'
import type { OscValue } from '../../shared/model/osc.ts'
import { numberSent } from '../../shared/model/osc-number.ts'
import type { Replies } from './replies.ts'
import type { ReplyTo } from './reply-ports.ts'
import { Subscriptions } from './subscriptions.ts'

const DEFAULT_SECONDS = 60

/** Between these a run changes without a start or an end, which are told by themselves. */
const UNDER_WAY: ReadonlySet<RunState> = new Set(['running', 'paused', 'holding'])

export interface OscListenersOptions {
  readonly clock: Clock
  readonly subscribe: Subscribe
  readonly peers: KnownPeers
  readonly replies: Pick<Replies, 'tell' | 'refusedSubscriber'>
  readonly replyTo: ReplyTo
}

export class OscListeners implements Disposable {
  readonly #replies: OscListenersOptions['replies']
  readonly #subscriptions: Subscriptions
  readonly #wiring = new DisposableStack()

  constructor({ clock, subscribe, peers, replies, replyTo }: OscListenersOptions) {
    this.#replies = replies
    this.#subscriptions = new Subscriptions(clock, peers, replyTo)
    const tell = <T extends EventType>(type: T, handler: EventHandler<T>): void => {
      this.#wiring.use(subscribe(type, handler, { acts: false }))
    }
    tell('standby.changed', ({ payload }) => this.#tell('standby', [payload.playlistId ?? '']))
    tell('playlist.created', ({ payload }) => this.#tell('started', [payload.playlistId, payload.runId]))
    tell('playlist.stopped', ({ payload }) => {
      this.#tell('stopped', [payload.playlistId, payload.runId, payload.reason])
    })
    tell('run.stateChanged', ({ payload: { runId, playlistId, from, to } }) => {
      if (from !== to && UNDER_WAY.has(from) && UNDER_WAY.has(to))
        this.#tell('state', [playlistId, runId, to])
    })
    tell('health.warning.raised', ({ payload }) => this.#tell('warning', [payload.id, payload.what]))
    tell('health.warning.cleared', ({ payload }) => this.#tell('cleared', [payload.id]))
    tell('interrupt.raised', ({ payload: { interruptId, kind, prompt, choices } }) => {
      this.#tell('interrupt/raised', [interruptId, kind, prompt, ...choices])
    })
    tell('interrupt.answered', ({ payload: { interruptId, answer, by } }) => {
      this.#tell('interrupt/answered', [interruptId, answerValue(answer), by])
    })
    tell('interrupt.cleared', ({ payload }) => {
      this.#tell('interrupt/cleared', [payload.interruptId, payload.reason])
    })
  }

  /** Tells a sender from now on, for the asked number of seconds after its last message; false where it cannot be. */
  add(sender: OscEndpoint, seconds: OscValue | undefined): boolean {
    const number = typeof seconds === 'boolean' ? null : numberSent(seconds)
    const asked = number !== null && number > 0 ? number : DEFAULT_SECONDS
    const added = this.#subscriptions.add(sender, asked)
    if (!added) this.#replies.refusedSubscriber(sender)
    return added
  }

  /** Any message of a listener renews it. */
  heard(sender: OscEndpoint): void {
    this.#subscriptions.heard(sender)
  }

  /** Where senders listen is other than it was. */
  readdress(): void {
    this.#subscriptions.readdress()
  }

  [Symbol.dispose](): void {
    this.#wiring.dispose()
  }

  #tell(what: string, args: readonly OscValue[]): void {
    if (this.#subscriptions.size === 0) return
    const message = { address: `/cuewright/out/${what}`, args }
    for (const { endpoint } of this.#subscriptions.current()) {
      if (!this.#replies.tell(endpoint, message)) this.#subscriptions.delete(endpoint)
    }
  }
}

/** Yes and no as the numbers that they are answered with; empty where time ran out. */
function answerValue(answer: InterruptAnswer | null): OscValue {
  return typeof answer === 'boolean' ? Number(answer) : (answer ?? '')
}
