// The OSC address space by which other show software controls this one: addresses in, commands out, replies to the sender.
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import { failed, fault, formatFault } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { isPressed } from '../../shared/model/edge.ts'
import type { Client } from '../../shared/model/client.ts'
import type { EventEnvelope, Publish, Subscribe } from '../../shared/model/event.ts'
import type { OscEndpoint } from '../../shared/model/payload/osc.ts'
import type { OscRepliesHealth } from '../../shared/model/health.ts'
import type { KnownPeers } from '../../shared/model/known-peers.ts'
import type { OscMessage, OscValue } from '../../shared/model/osc.ts'
import type { PanicEnded } from '../../shared/model/panic.ts'
import { PatternWork } from '../../shared/model/pattern-work.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import { FanOut } from './fan-out.ts'
import { NewestStops } from './newest-stops.ts'
import { OscClients } from './osc-clients.ts'
import { OscListeners } from './osc-listeners.ts'
import { ParamRefusals } from './param-refusals.ts'
import { Replies } from './replies.ts'
import { replyPorts } from './reply-ports.ts'
import { requestFrom } from './osc-requests.ts'
import type { OscRequest } from './osc-requests.ts'

export interface OscControlOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly hearMessages: Subscribe
  /** Of what the listeners are sent. */
  readonly hearNews: Subscribe
  readonly peers: KnownPeers
  readonly version: string
  playlistIds(): readonly string[]
  /** The playlist that GO would start; null where none is on standby. */
  standbyId(): string | null
  /** Those of which runs are active; as `playlistIds` where absent. */
  activeIds?(): readonly string[]
  readonly patterns?: PatternWork
  execute(
    name: string,
    args: unknown,
    context: { readonly client: Client; readonly cause: number; readonly at: MonotonicMs },
  ): Result<unknown> | Promise<Result<unknown>>
  /** Set directly, because a fader that sends hundreds of values a second makes no commands. */
  readonly params: {
    set(name: string, sent: unknown, by: string, cause: number | null, collapsed?: number): Result<unknown>
    get(name: string): Result<unknown>
  }
  /** False where nobody is there any more. */
  reply(to: OscEndpoint, message: OscMessage): boolean
}

const PREFIX = '/cuewright'
const TOO_MANY_SUBSCRIBERS =
  'osc/too-many-subscribers: there is no place for another: list your address under osc.peers, or wait'

/** To a pattern that reaches nothing that plays. */
const NOBODY: readonly OscValue[] = ['ok', JSON.stringify({ runs: 0 })]

/** What the show says of it. */
export interface OscControlSettings {
  /** Also answers `/go`, `/cue/{id}/start` and the like. */
  readonly aliases: boolean
  /** Where all listen who are not listed with a port of their own; undefined where that is the port they send from. */
  readonly replyPort?: number | undefined
}

export interface OscControl extends Disposable {
  /** From now on these are the settings, once the peers are those of the show. Who subscribed hears on where it listens now. */
  take(settings: OscControlSettings, change: ShowChange): void
  panic(): Partial<PanicEnded>
  /** What was not sent back. */
  health(): OscRepliesHealth
}

export function createOscControl(options: OscControlOptions): OscControl {
  const { clock, publish, hearMessages, hearNews, peers, playlistIds, standbyId, execute, params, version } =
    options
  const wiring = new DisposableStack()
  let settings: OscControlSettings = { aliases: false }
  const replyTo = replyPorts({ replyPort: () => settings.replyPort, peers })
  const replies = new Replies({ clock, peers, replyTo, send: options.reply })
  const listeners = wiring.use(new OscListeners({ clock, subscribe: hearNews, peers, replies, replyTo }))
  const refusals = wiring.use(new ParamRefusals({ clock, publish }))
  const { activeIds = playlistIds, patterns = new PatternWork(null) } = options
  const fanOut = new FanOut({ clock, patterns, playlistIds, activeIds })

  const stops = new NewestStops(standbyId)
  const clients = new OscClients(peers)
  const clientOf = ({ source, payload: { from } }: EventEnvelope<'osc.received'>): Client =>
    clients.of(from.host, source)

  function onMessage(event: EventEnvelope<'osc.received'>): void {
    const { args, from } = event.payload
    listeners.heard(from)
    const address = settings.aliases ? withoutAlias(event.payload.address) : event.payload.address
    if (!address.startsWith(`${PREFIX}/`)) return
    const path = address.slice(PREFIX.length + 1).split('/')
    if (path[0] === 'ping' && path.length === 1) {
      answer(from, event.payload.address, ['ok', version])
      return
    }
    if (path[0] === 'subscribe' && path.length === 1) {
      const isHeard = !isSomebody(from) || listeners.add(from, args[0])
      answer(from, event.payload.address, isHeard ? ['ok'] : ['error', TOO_MANY_SUBSCRIBERS])
      return
    }
    if (path[0] === 'param' && path.length === 2) {
      setParam(event, path[1] as string)
      return
    }
    const addressed = fanOut.paths(path, event)
    if (!addressed.ok) {
      reply(event, addressed)
      return
    }
    const isPress = isPressed(event)
    const asked = addressed.value.map((one) => requestFrom(one, args, isPress))
    for (const request of asked) {
      if (request !== 'idle' && request !== null) act(event, request)
    }
    if (asked.length > 0 && !asked.includes(null)) return
    const isNobody = asked.length === 0 && path[2] !== 'start' && requestFrom(path, args, isPress) !== null
    answer(from, event.payload.address, isNobody ? NOBODY : ['error', unknownAddress(event.payload.address)])
  }

  function act(event: EventEnvelope<'osc.received'>, { command, args }: OscRequest): void {
    if (stops.covers(event, { command, args })) {
      reply(event, failed(stoppedMeanwhile(event.payload.address)))
      return
    }
    const outcome = execute(command, args, { client: clientOf(event), cause: event.seq, at: event.at })
    if (!(outcome instanceof Promise) && outcome.ok) stops.carriedOut(event, { command, args })
    if (outcome instanceof Promise) void outcome.then((later) => reply(event, later))
    else reply(event, outcome)
  }

  /** Without an argument it is asked for its value. */
  function setParam(event: EventEnvelope<'osc.received'>, name: string): void {
    const { seq, payload, collapsed } = event
    const [sent] = payload.args
    const outcome =
      sent === undefined ? params.get(name) : params.set(name, sent, clientOf(event).name, seq, collapsed)
    if (!outcome.ok) refusals.add(event, name, outcome.error)
    reply(event, outcome, sent !== undefined && outcome.ok)
  }

  function reply(
    { payload: { from, address } }: EventEnvelope<'osc.received'>,
    outcome: Result<unknown>,
    isStream = false,
  ): void {
    const args = outcome.ok ? ['ok', JSON.stringify(outcome.value)] : ['error', formatFault(outcome.error)]
    answer(from, address, args, isStream)
  }

  function answer(to: OscEndpoint, address: string, args: readonly OscValue[], isStream = false): void {
    if (isSomebody(to)) replies.answer(to, { address: `${PREFIX}/reply${address}`, args }, isStream)
  }

  // A fader that was moved meanwhile is right, and a panic is a panic, however late they are heard.
  const hearing = { acts: true, judgesAge: true } as const
  wiring.use(hearMessages('osc.received', onMessage, hearing))
  // A message is carried out when it is heard: nothing waits here.
  return {
    take(next) {
      settings = next
      clients.forget()
      listeners.readdress()
    },
    panic: () => ({}),
    health: () => replies.health(),
    [Symbol.dispose]: () => wiring.dispose(),
  }
}

/** Port 0 is that of a replay, or of a sender that wants no answer: nothing can be sent there. */
function isSomebody({ port, connection }: OscEndpoint): boolean {
  return port !== 0 || connection !== null
}

const stoppedMeanwhile = (address: string) =>
  fault(
    'osc/stopped',
    address,
    'a stop that came later was carried out first',
    'ask again if it is still wanted',
  )

function unknownAddress(address: string): string {
  return `osc/unknown-address: ${address}: nothing listens here`
}

/** Translates the short addresses that controllers for other show software send. */
function withoutAlias(address: string): string {
  const cue = /^\/cue\/([^/]+)\/(start|stop|pause|resume)$/.exec(address)
  if (cue !== null) return `${PREFIX}/playlist/${cue[1]}/${cue[2]}`
  return /^\/(?:go|stop|pause|resume|panic)$/.test(address) ? `${PREFIX}${address}` : address
}
