// The OSC address space by which other show software controls this one: addresses in, commands out, replies to the sender.
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import { failed, fault, formatFault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import { ARMED } from '../../shared/model/arming.ts'
import type { ArmingView } from '../../shared/model/arming.ts'
import { isPressed } from '../../shared/model/edge.ts'
import type { CheckReport } from '../../shared/contract/check-view.ts'
import type { Client } from '../../shared/model/client.ts'
import type { EventEnvelope, Publish, Subscribe } from '../../shared/model/event.ts'
import type { OscEndpoint } from '../../shared/model/payload/osc.ts'
import type { OscRepliesHealth } from '../../shared/model/health.ts'
import type { KnownPeers } from '../../shared/model/known-peers.ts'
import type { OscMessage, OscValue } from '../../shared/model/osc.ts'
import type { PanicEnded } from '../../shared/model/panic.ts'
import { isOscPattern } from '../../shared/model/osc-pattern.ts'
import { PatternWork } from '../../shared/model/pattern-work.ts'
import { FormerNames } from '../../shared/model/mutations/former-names.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import { FanOut } from './fan-out.ts'
import { NewestStops } from './newest-stops.ts'
import { OscClients, replayed } from './osc-clients.ts'
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
  /** Whether the first cue list has a cue of that number; none has where absent. */
  isCueNumber?(number: string): boolean
  /** Those of which runs are active; as `playlistIds` where absent. */
  activeIds?(): readonly string[]
  /** Armed where absent. */
  arming?(): ArmingView
  readonly patterns?: PatternWork
  execute(
    name: string,
    args: unknown,
    context: { readonly client: Client; readonly cause: number; readonly at: MonotonicMs },
  ): Result<unknown> | Promise<Result<unknown>>
  /** Set directly, because a fader that sends hundreds of values a second makes no commands. */
  readonly params: {
    set(
      name: string,
      sent: unknown,
      by: Client,
      cause: number | null,
      collapsed?: number,
      at?: MonotonicMs,
    ): Result<unknown>
    get(name: string): Result<unknown>
    /** Whether a message that would move a parameter is one of its own; none is where absent. */
    comesBack?(name: string, event: EventEnvelope): boolean
    /** For patterns; none are answered where absent. */
    names?(): readonly string[]
  }
  /** False where nobody is there any more. */
  reply(to: OscEndpoint, message: OscMessage): boolean
}

const PREFIX = '/cuewright'
const OTHER_ALIASES = /^\/(?:go|stop|pause|resume|panic|playhead\/(?:next|previous|goto\/[^/]+))$/
const TOO_MANY_SUBSCRIBERS =
  'osc/too-many-subscribers: there is no place for another: list your address under osc.peers, or wait'

/** As many as fit into one packet. */
const MOST_LINES = 40

/** To a pattern that asks for values. */
const MOST_ANSWERS = 64

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
  /** Says to who sent it why a message was not even heard, where it was meant for the engine. */
  refuse(from: OscEndpoint, address: string, refusal: Fault): void
}

export function createOscControl(options: OscControlOptions): OscControl {
  return new AddressSpace(options)
}

type Received = EventEnvelope<'osc.received'>

class AddressSpace implements OscControl {
  readonly #options: OscControlOptions
  readonly #replies: Replies
  readonly #listeners: OscListeners
  readonly #refusals: ParamRefusals
  readonly #fanOut: FanOut
  readonly #stops: NewestStops
  readonly #clients: OscClients
  readonly #wiring = new DisposableStack()
  readonly #former = {
    playlist: new FormerNames('playlist'),
    param: new FormerNames('param'),
    scene: new FormerNames('scene'),
  }
  #settings: OscControlSettings = { aliases: false }
  /** `seq` of what was heard last. */
  #heard = -1

  constructor(options: OscControlOptions) {
    this.#options = options
    const { clock, publish, hearMessages, hearNews, peers, playlistIds, standbyId, params, reply } = options
    const { activeIds = playlistIds, patterns = new PatternWork(null) } = options
    const replyTo = replyPorts({ replyPort: () => this.#settings.replyPort, peers })
    const replies = new Replies({ clock, peers, replyTo, send: reply })
    const wiring = this.#wiring
    this.#replies = replies
    this.#listeners = wiring.use(new OscListeners({ clock, subscribe: hearNews, peers, replies, replyTo }))
    this.#refusals = wiring.use(new ParamRefusals({ clock, publish }))
    this.#fanOut = new FanOut({
      clock,
      patterns,
      playlistIds,
      activeIds,
      paramNames: () => params.names?.() ?? [],
    })
    this.#stops = new NewestStops(standbyId)
    this.#clients = new OscClients(peers)
    // A fader that was moved meanwhile is right, and a panic is a panic, however late they are heard.
    const hearing = { acts: true, judgesAge: true } as const
    wiring.use(hearMessages('osc.received', (event) => this.#hear(event), hearing))
    wiring.use(hearMessages('osc.received', (event) => this.#seeWithheld(event), { acts: false }))
  }

  take(settings: OscControlSettings, change: ShowChange): void {
    this.#settings = settings
    // By when a message came it is known which of two that had a name in turn is meant.
    const now = this.#options.clock.now()
    for (const names of Object.values(this.#former)) names.take(change, [], now)
    this.#clients.forget()
    this.#listeners.readdress()
  }

  /** A message is carried out when it is heard: nothing waits here. */
  panic(): Partial<PanicEnded> {
    return {}
  }

  health(): OscRepliesHealth {
    return this.#replies.health()
  }

  refuse(from: OscEndpoint, address: string, refusal: Fault): void {
    if (this.#pathOf(address) === null || !isSomebody(from)) return
    const args = ['error', formatFault(refusal)]
    this.#replies.answer(from, { address: `${PREFIX}/reply${address}`, args }, false)
  }

  [Symbol.dispose](): void {
    this.#wiring.dispose()
  }

  /** What arose before a panic that was carried out first starts nothing: whoever sent it learns that. */
  #seeWithheld(event: Received): void {
    const { address, args } = event.payload
    const path = event.seq === this.#heard ? null : this.#pathOf(address)
    // A release is not answered.
    if (path === null || requestFrom(path, args, isPressed(event)) === 'idle') return
    // One panic is as good as two.
    this.#reply(event, path[0] === 'panic' ? ok({}) : failed(beforePanic(address)))
  }

  #hear(event: Received): void {
    this.#heard = event.seq
    const { address, from } = event.payload
    this.#listeners.heard(from)
    const written = this.#pathOf(address)
    if (written === null) return
    const path = this.#asMeant(written, event)
    const [area, name] = path
    if (area === 'ping' && path.length === 1) this.#answer(event, ['ok', this.#options.version])
    else if (area === 'armed' && path.length === 1) this.#answer(event, ['ok', ...this.#armed()])
    else if (area === 'subscribe' && path.length === 1) this.#subscribe(event)
    else if (area === 'check' && path.length === 1) void this.#check(event)
    else if (area === 'param' && name !== undefined && path.length === 2) this.#setParam(event, name)
    else this.#request(event, path)
  }

  #pathOf(address: string): readonly string[] | null {
    const { isCueNumber = () => false } = this.#options
    return pathOf(this.#settings.aliases ? withoutAlias(address, isCueNumber) : address)
  }

  /** What was sent before a playlist, a parameter or a scene was renamed means that one. */
  #asMeant(path: readonly string[], { at, payload }: Received): readonly string[] {
    const [area, name, ...rest] = path
    if (name === undefined || (area !== 'playlist' && area !== 'param' && area !== 'scene')) return path
    const former = this.#former[area].find(name)
    const cameAt = at - (payload.heldFor ?? 0)
    return former === null || cameAt > former.at ? path : [area, former.name, ...rest]
  }

  #armed(): readonly OscValue[] {
    const arming = this.#options.arming?.() ?? ARMED
    return arming.armed ? [1] : [0, arming.why]
  }

  #subscribe(event: Received): void {
    const { args, from } = event.payload
    const isHeard = !isSomebody(from) || this.#listeners.add(from, args[0])
    this.#answer(event, isHeard ? ['ok'] : ['error', TOO_MANY_SUBSCRIBERS])
  }

  /** How many errors, warnings and unknowns, then each in a line; who may be sent little is left the counts. */
  async #check(event: Received): Promise<void> {
    const context = { client: this.#clientOf(event), cause: event.seq, at: event.at }
    const outcome = await this.#options.execute('show.check', {}, context)
    if (!outcome.ok) {
      this.#reply(event, outcome)
      return
    }
    const { counts, findings } = outcome.value as CheckReport
    const lines = findings.slice(0, MOST_LINES).map((each) => `${each.severity} ${formatFault(each)}`)
    this.#answer(event, ['ok', counts.error, counts.warning, counts.unknown, lines.join('\n')])
  }

  /** Without an argument it is asked for its value. A pattern stands for every parameter that it matches. */
  #setParam(event: Received, name: string): void {
    if (isOscPattern(name)) {
      this.#setParams(event, name)
      return
    }
    const isSet = event.payload.args.length > 0
    const outcome = this.#setOne(event, name)
    this.#reply(event, outcome, isSet && outcome.ok)
  }

  #setOne(event: Received, name: string): Result<unknown> {
    const { params } = this.#options
    const { seq, at, payload, collapsed } = event
    const [sent] = payload.args
    const itself = sent === undefined ? null : this.#itself(event, name, sent)
    const outcome =
      sent === undefined
        ? params.get(name)
        : (itself ?? params.set(name, sent, this.#clientOf(event), seq, collapsed, at))
    if (!outcome.ok) this.#refusals.add(event, name, outcome.error)
    return outcome
  }

  /** The answer to a parameter's own message, which does not move it; null where it is of somebody else. */
  #itself(event: Received, name: string, sent: OscValue | undefined): Result<unknown> | null {
    const { params } = this.#options
    if (params.comesBack?.(name, event) !== true) return null
    const is = params.get(name)
    // What comes back as it is would move nothing, and is no loop.
    return is.ok && isAlike((is.value as { readonly value: unknown }).value, sent) ? is : failed(itsOwn(name))
  }

  /** Asked for a value, each answers by its own address. */
  #setParams(event: Received, pattern: string): void {
    const { params } = this.#options
    const reached = this.#fanOut.names(pattern, params.names?.() ?? [], event)
    if (!reached.ok) {
      this.#reply(event, reached)
      return
    }
    const outcomes = reached.value.map((name) => ({ name, outcome: this.#setOne(event, name) }))
    if (event.payload.args.length > 0) {
      const refused = outcomes.find(({ outcome }) => !outcome.ok)
      this.#reply(event, refused?.outcome ?? ok({ params: outcomes.length }), refused === undefined)
      return
    }
    for (const { name, outcome } of outcomes.slice(0, MOST_ANSWERS)) {
      const address = `${PREFIX}/param/${name}`
      this.#reply({ ...event, payload: { ...event.payload, address } }, outcome)
    }
  }

  /** Commands, as many as there are playlists or parameters that the address matches. */
  #request(event: Received, path: readonly string[]): void {
    const addressed = this.#fanOut.paths(path, event)
    if (!addressed.ok) {
      this.#reply(event, addressed)
      return
    }
    const { address, args } = event.payload
    const isPress = isPressed(event)
    const asked = addressed.value.map((one) => requestFrom(one, args, isPress))
    for (const request of asked) {
      if (request !== 'idle' && request !== null) this.#execute(event, request)
    }
    if (asked.length > 0 && !asked.includes(null)) return
    const isNobody =
      asked.length === 0 &&
      path[2] !== 'start' &&
      path[0] !== 'param' &&
      requestFrom(path, args, isPress) !== null
    this.#answer(event, isNobody ? NOBODY : ['error', unknownAddress(address)])
  }

  #execute(event: Received, { command, args }: OscRequest): void {
    if (this.#stops.covers(event, { command, args })) {
      this.#reply(event, failed(stoppedMeanwhile(event.payload.address)))
      return
    }
    const { name } = args
    if (command === 'param.fade' && typeof name === 'string') {
      const itself = this.#itself(event, name, undefined)
      if (itself?.ok === false) {
        this.#refusals.add(event, name, itself.error)
        this.#reply(event, itself)
        return
      }
    }
    const context = { client: this.#clientOf(event), cause: event.seq, at: event.at }
    const outcome = this.#options.execute(command, args, context)
    if (outcome instanceof Promise) {
      void outcome.then((later) => this.#reply(event, later))
      return
    }
    if (outcome.ok) this.#stops.carriedOut(event, { command, args })
    this.#reply(event, outcome)
  }

  /** What comes in comes of nothing, unless a recording is played. */
  #clientOf({ source, cause, payload: { from } }: Received): Client {
    return cause === null ? this.#clients.of(from.host, source) : replayed(source)
  }

  #reply(event: Received, outcome: Result<unknown>, isStream = false): void {
    const args = outcome.ok ? ['ok', JSON.stringify(outcome.value)] : ['error', formatFault(outcome.error)]
    this.#answer(event, args, isStream)
  }

  #answer({ payload: { from, address } }: Received, args: readonly OscValue[], isStream = false): void {
    if (isSomebody(from)) this.#replies.answer(from, { address: `${PREFIX}/reply${address}`, args }, isStream)
  }
}

/** The words of an address below ours; null where it is of somebody else. */
function pathOf(address: string): readonly string[] | null {
  return address.startsWith(`${PREFIX}/`) ? address.slice(PREFIX.length + 1).split('/') : null
}

/** Port 0 is that of a replay, or of a sender that wants no answer: nothing can be sent there. */
function isSomebody({ port, connection }: OscEndpoint): boolean {
  return port !== 0 || connection !== null
}

const itsOwn = (name: string) =>
  fault(
    'param/loop',
    name,
    'its own message came back by the OSC input, and would have moved it again',
    'send it to another address, or to somebody else',
  )

/** Apart from what single precision leaves away. */
function isAlike(value: unknown, sent: OscValue | undefined): boolean {
  const areNumbers = typeof value === 'number' && typeof sent === 'number'
  return areNumbers ? Math.fround(value) === Math.fround(sent) : value === sent
}

const stoppedMeanwhile = (address: string) =>
  fault(
    'osc/stopped',
    address,
    'a stop that came later was carried out first',
    'ask again if it is still wanted',
  )

const beforePanic = (address: string) =>
  fault(
    'command/before-panic',
    address,
    'it came before a panic that was carried out first, and does nothing',
    'send it again if it is still wanted',
  )

function unknownAddress(address: string): string {
  return `osc/unknown-address: ${address}: nothing listens here`
}

/** Translates the short addresses that controllers for other show software send: a cue's number goes before a playlist's id. */
function withoutAlias(address: string, isCueNumber: (number: string) => boolean): string {
  const [, name = '', verb = ''] = /^\/cue\/([^/]+)\/([a-z]+)$/.exec(address) ?? []
  if (isCueNumber(name)) return `${PREFIX}${address}`
  if (/^(?:start|stop|pause|resume)$/.test(verb)) return `${PREFIX}/playlist/${name}/${verb}`
  return OTHER_ALIASES.test(address) ? `${PREFIX}${address}` : address
}
