// Other show software that asked for news: who stands by, what started and ended, what is asked.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { EventHandler, EventType, Subscribe } from '../../shared/model/event.ts'
import type { OscEndpoint } from '../../shared/model/payload/osc.ts'
import type { RunState } from '../../shared/model/payload/playlist.ts'
import type { InterruptAnswer } from '../../shared/model/interrupt.ts'
import type { KnownPeers } from '../../shared/model/known-peers.ts'
import type { OscValue } from '../../shared/model/osc.ts'
import type { ParamValue } from '../../shared/model/param.ts'
import { numberSent } from '../../shared/model/osc-number.ts'
import type { Replies } from './replies.ts'
import type { ReplyTo } from './reply-ports.ts'
import { Subscribers } from './subscribers.ts'

const DEFAULT_SECONDS = 60
/** Between two values of one parameter. */
const PARAMS_MS = 50

/** Between these a run changes without a start or an end, which are sent by themselves. */
const UNDER_WAY: ReadonlySet<RunState> = new Set(['running', 'paused', 'holding'])

const CUE_NEWS = ['started', 'completed', 'failed', 'stopped', 'skipped'] as const

export interface OscListenersOptions {
  readonly clock: Clock
  readonly subscribe: Subscribe
  readonly peers: KnownPeers
  readonly replies: Pick<Replies, 'sendNews' | 'refusedSubscriber'>
  readonly replyTo: ReplyTo
}

export class OscListeners implements Disposable {
  readonly #replies: OscListenersOptions['replies']
  readonly #subscribers: Subscribers
  readonly #wiring = new DisposableStack()
  readonly #clock: Clock
  /** The latest value of each parameter that changed since values were last sent. */
  readonly #params = new Map<string, ParamValue>()
  #paramsLater: Disposable | null = null

  constructor({ clock, subscribe, peers, replies, replyTo }: OscListenersOptions) {
    this.#clock = clock
    this.#replies = replies
    this.#subscribers = new Subscribers(clock, peers, replyTo)
    const hear = <T extends EventType>(type: T, handler: EventHandler<T>): void => {
      this.#wiring.use(subscribe(type, handler, { acts: false }))
    }
    hear('standby.changed', ({ payload }) => this.#send('standby', [payload.playlistId ?? '']))
    hear('param.changed', ({ payload: { name, value } }) => this.#paramChanged(name, value))
    hear('show.armed', () => this.#send('armed', [1]))
    hear('show.disarmed', ({ payload }) => this.#send('armed', [0, payload.why]))
    hear('cueList.standbyChanged', ({ payload: { listId, number, name } }) => {
      this.#send('list/standby', [listId, number ?? '', name ?? ''])
    })
    for (const what of CUE_NEWS) {
      hear(`cue.${what}`, ({ payload: { listId, number, name } }) => {
        this.#send(`cue/${what}`, [listId, number ?? '', name])
      })
    }
    hear('playlist.created', ({ payload }) => this.#send('started', [payload.playlistId, payload.runId]))
    hear('playlist.stopped', ({ payload }) => {
      this.#send('stopped', [payload.playlistId, payload.runId, payload.reason])
    })
    hear('run.stateChanged', ({ payload: { runId, playlistId, from, to } }) => {
      if (from !== to && UNDER_WAY.has(from) && UNDER_WAY.has(to))
        this.#send('state', [playlistId, runId, to])
    })
    hear('health.warning.raised', ({ payload }) => this.#send('warning', [payload.id, payload.what]))
    hear('health.warning.cleared', ({ payload }) => this.#send('cleared', [payload.id]))
    hear('interrupt.raised', ({ payload: { interruptId, kind, prompt, choices } }) => {
      this.#send('interrupt/raised', [interruptId, kind, prompt, ...choices])
    })
    hear('interrupt.answered', ({ payload: { interruptId, answer, by } }) => {
      this.#send('interrupt/answered', [interruptId, answerValue(answer), by])
    })
    hear('interrupt.cleared', ({ payload }) => {
      this.#send('interrupt/cleared', [payload.interruptId, payload.reason])
    })
  }

  /** Sends news to a sender from now on, for the asked number of seconds after its last message; false where it cannot be. */
  add(sender: OscEndpoint, seconds: OscValue | undefined): boolean {
    const number = typeof seconds === 'boolean' ? null : numberSent(seconds)
    const asked = number !== null && number > 0 ? number : DEFAULT_SECONDS
    const added = this.#subscribers.add(sender, asked)
    if (!added) this.#replies.refusedSubscriber(sender)
    return added
  }

  /** Any message of a listener renews it. */
  heard(sender: OscEndpoint): void {
    this.#subscribers.heard(sender)
  }

  /** Where senders listen is other than it was. */
  readdress(): void {
    this.#subscribers.readdress()
  }

  [Symbol.dispose](): void {
    dispose(this.#paramsLater)
    this.#wiring.dispose()
  }

  /** Of a moving fader no more than the latest, so often. */
  #paramChanged(name: string, value: ParamValue): void {
    if (this.#subscribers.size === 0) return
    this.#params.set(name, value)
    this.#paramsLater ??= this.#clock.upkeep(monotonicMs(this.#clock.now() + PARAMS_MS), () => {
      this.#paramsLater = null
      const changed = [...this.#params]
      this.#params.clear()
      for (const [param, at] of changed)
        this.#send('param', [param, typeof at === 'boolean' ? Number(at) : at])
    })
  }

  #send(what: string, args: readonly OscValue[]): void {
    if (this.#subscribers.size === 0) return
    const message = { address: `/cuewright/out/${what}`, args }
    for (const { endpoint } of this.#subscribers.current()) {
      if (!this.#replies.sendNews(endpoint, message)) this.#subscribers.delete(endpoint)
    }
  }
}

/** Yes and no as the numbers that they are answered with; empty where time ran out. */
function answerValue(answer: InterruptAnswer | null): OscValue {
  return typeof answer === 'boolean' ? Number(answer) : (answer ?? '')
}
