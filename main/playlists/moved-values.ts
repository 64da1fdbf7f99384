// Values as the main thread meets them: it sends those that threads cannot, and takes over what it sends itself.
import type { EventEnvelope, PayloadOf, Publish, Subscribe } from '../../shared/model/event.ts'
import type { Json } from '../../shared/model/json.ts'
import { oscValueRoute, midiValueRoute, valueLeft } from '../../shared/model/value-route.ts'
import type { PlaylistStep } from '../../shared/model/playlist.ts'
import type { MidiRamp, OscRamp } from '../../shared/model/ramp-step.ts'
import { withValue } from '../../shared/model/ramp-words.ts'
import { inferTypes } from '../protocols/osc/wire-types.ts'
import type { Run } from './run.ts'
import { NO_RUN, NO_SLOT } from './routes.ts'
import type { RouteBook } from './routes.ts'
import type { Tick } from './runner-protocol.ts'
import type { CompiledTimeline } from './timeline.ts'

/** Steps whose own events are not handed out yet; of more it is forgotten that the threads know of them. */
const MOST_STEPS = 10_000
const ROUTE = /^ramp (\d+) (\d+)$/

export class MovedValues implements Disposable {
  readonly #publish: Publish
  readonly #routes: RouteBook
  readonly #hearing = new DisposableStack()
  #hears = false
  /** `seq` of events of steps: a thread has taken over for them when they were due. */
  readonly #ofSteps = new Set<number>()

  constructor(publish: Publish, routes: RouteBook, subscribe: Subscribe | undefined) {
    this.#publish = publish
    this.#routes = routes
    if (subscribe !== undefined) routes.whenUsed(() => this.#listen(subscribe))
  }

  /** An event of a step is on its way. */
  ofStep(seq: number | null): void {
    if (seq === null || !this.#hears) return
    if (this.#ofSteps.size === MOST_STEPS) this.#ofSteps.clear()
    this.#ofSteps.add(seq)
  }

  /** This thread sends a step itself. */
  take({ slotOf, left }: CompiledTimeline, step: number): void {
    const slot = slotOf[step] as number
    if (slot === NO_SLOT) return
    this.#routes.take(slot, NO_RUN)
    this.#routes.left(slot, left[step] as number)
  }

  /** Sends a value that a thread could not; where `wanted` is false nobody wants it any more. */
  send(run: Run | undefined, { index, value, slot, token }: Tick, wanted: boolean): void {
    const isSent =
      run !== undefined &&
      wanted &&
      this.#routes.holds(slot, token) &&
      this.#published(run, index, value, slot, token)
    if (!isSent || !this.#hears) this.#routes.taken(slot, token)
  }

  /** Whether an event is a value that waited to be sent until somebody else had moved later what it moves. */
  isSuperseded(event: EventEnvelope): boolean {
    if (event.type !== 'osc.send' && event.type !== 'midi.send') return false
    const { route } = event.payload as { readonly route?: string }
    const own = route?.startsWith('ramp ') === true ? ROUTE.exec(route) : null
    return own !== null && !this.#routes.holds(Number(own[1]), Number(own[2]))
  }

  [Symbol.dispose](): void {
    this.#hearing.dispose()
  }

  #published(run: Run, index: number, value: number, slot: number, token: number): boolean {
    const { definition, timeline, createdSeq: cause } = run
    const step = timeline.steps[index]
    const declared = step === undefined ? undefined : definition.steps[step]
    if (declared === undefined || !timeline.ramps.has(step as number)) return false
    const source = declared.producer ?? `playlist:${definition.id}`
    const ahead = run.ahead ? ({ ahead: 'panic' } as const) : {}
    const draft = { source, cause, ...ahead }
    const route = `ramp ${slot} ${token}`
    const message = messageOf(declared, value)
    return message.type === 'osc.send'
      ? this.#publish({ ...draft, type: message.type, payload: { ...message.payload, route } }) !== null
      : this.#publish({ ...draft, type: message.type, payload: { ...message.payload, route } }) !== null
  }

  #listen(subscribe: Subscribe): void {
    if (this.#hearing.disposed) return
    this.#hears = true
    const options = { acts: true }
    this.#hearing.use(subscribe('osc.send', (event) => this.#hear(event), options))
    this.#hearing.use(subscribe('midi.send', (event) => this.#hear(event), options))
  }

  #hear({ seq, type, payload }: EventEnvelope<'osc.send'> | EventEnvelope<'midi.send'>): void {
    const own = payload.route === undefined ? null : ROUTE.exec(payload.route)
    if (own !== null) {
      this.#routes.taken(Number(own[1]), Number(own[2]))
      return
    }
    if (this.#ofSteps.delete(seq)) return
    const slot = this.#routes.find(routeOfSend(type, payload))
    if (slot === NO_SLOT || this.#routes.isPast(slot, seq)) return
    this.#routes.take(slot, NO_RUN)
    this.#routes.left(slot, valueLeft(type, payload as unknown as Json))
  }
}

function routeOfSend(type: string, payload: PayloadOf<'osc.send'> | PayloadOf<'midi.send'>): string | null {
  if ('message' in payload) return midiValueRoute(payload.output, payload.message)
  const { target, address, args, types } = payload
  return type !== 'osc.send' || args.length === 0 ? null : oscValueRoute(target, address, args, types)
}

type Message =
  | { readonly type: 'osc.send'; readonly payload: Omit<PayloadOf<'osc.send'>, 'route'> }
  | { readonly type: 'midi.send'; readonly payload: Omit<PayloadOf<'midi.send'>, 'route'> }

/** What a step that moves a value sends for one of them. */
function messageOf({ type, payload }: PlaylistStep, value: number): Message {
  if (type === 'midi.ramp') {
    const { output, message } = payload as unknown as MidiRamp
    return { type: 'midi.send', payload: { output, message: withValue(message, value) } }
  }
  const {
    target,
    address,
    args = [],
    type: tag = 'f',
  } = payload as unknown as Partial<OscRamp> & Pick<OscRamp, 'target' | 'address'>
  return {
    type: 'osc.send',
    payload: { target, address, types: `${inferTypes(args)}${tag}`, args: [...args, value] },
  }
}
