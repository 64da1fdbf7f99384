// All that a remote page knows and can do, and no more: a tablet in the hand follows what it shows.
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import { cueTitle } from '../lib/cue-row-words.ts'
import { lateText } from '../lib/remote-words.ts'
import { emptyWords, offWords } from '../lib/standby-words.ts'
import { Access } from './access.svelte.ts'
import { Arming } from './arming.svelte.ts'
import { Connection } from './connection.svelte.ts'
import { Cues } from './cues.svelte.ts'
import { Faders } from './faders.svelte.ts'
import { Health } from './health.svelte.ts'
import { HeldPress } from './held-press.svelte.ts'
import { Interrupts } from './interrupts.svelte.ts'
import { Line } from './line.svelte.ts'
import { Message } from './message.svelte.ts'
import { Notices } from './notices.svelte.ts'
import { Panic } from './panic.svelte.ts'
import { ParamMoves } from './param-moves.svelte.ts'
import { Params } from './params.svelte.ts'
import { RemoteRole } from './remote-role.svelte.ts'
import { Runs } from './runs.svelte.ts'
import { Scenes } from './scenes.svelte.ts'
import { Show } from './show.svelte.ts'
import { Transport } from './transport.svelte.ts'
import { VirtualDesk } from './virtual-desk.svelte.ts'

export class RemoteDesk implements Disposable {
  readonly clock: Clock
  readonly connection: Connection
  readonly line: Line
  readonly access: Access
  readonly role: RemoteRole
  readonly arming: Arming
  readonly runs: Runs
  readonly show: Show
  readonly cues: Cues
  readonly health: Health
  readonly message: Message
  readonly notices: Notices
  readonly transport: Transport
  readonly panic: Panic
  readonly heldPanic: HeldPress
  readonly interrupts: Interrupts
  readonly params: Params
  readonly moves: ParamMoves
  readonly faders: Faders
  readonly scenes: Scenes
  readonly virtual: VirtualDesk
  readonly #parts: readonly Disposable[]
  #chosenList = $state<string | null>(null)

  /** Whether it may act, and would be heard. */
  readonly ready = $derived.by(() => this.connection.live && this.role.mayOperate)
  /** Why no fader moves. */
  readonly #stuck = $derived.by(() => {
    if (!this.connection.live) return 'The engine does not answer: faders stand where it was last heard of'
    if (!this.role.isKnown) return 'One moment'
    return this.role.mayOperate ? null : 'View only: give the PIN to move them'
  })
  /** Whose standby GO runs; null in a show without lists. */
  readonly list = $derived.by(
    () => this.cues.lists.find(({ id }) => id === this.#chosenList) ?? this.cues.lists[0] ?? null,
  )
  readonly standbyCue = $derived.by(() => {
    if (this.list === null) return null
    const standby = this.cues.standing(this.list.id)?.standby ?? null
    return this.cues.of(this.list.id).find(({ cueId }) => cueId === standby) ?? null
  })
  readonly standbyPlaylist = $derived.by(() =>
    this.list === null ? (this.show.byId.get(this.runs.view.standby ?? '') ?? null) : null,
  )
  /** What a GO would do nothing for, and whether that is since what stands by is off; null where it would do something. */
  readonly idleGo = $derived.by((): { readonly words: string; readonly off: boolean } | null => {
    const { cues, list, show, standbyCue } = this
    if (standbyCue !== null) {
      if (cues.isArmed(standbyCue)) return null
      return { words: offWords({ number: standbyCue.number, name: cueTitle(standbyCue) }), off: true }
    }
    if (this.standbyPlaylist !== null) return null
    const { length: count } = list === null ? show.playlists : cues.of(list.id)
    const hasRun = list !== null && (cues.standing(list.id)?.playhead ?? null) !== null
    return { words: emptyWords({ hasLists: list !== null, count, hasRun }).why, off: false }
  })
  /** What is said on GO besides: why it is not sent, or would do nothing; null where it would do something. */
  readonly whyNoGo = $derived.by((): string | null => {
    const { connection, role, transport } = this
    if (connection.state === 'mismatch') return 'Reload the page'
    if (!connection.live) return 'Engine not reached'
    if (!role.isKnown) return 'One moment'
    if (!role.mayOperate) return 'View only'
    if (!this.arming.view.armed) return 'Disarmed'
    if (transport.isGoing) return 'On its way'
    if (transport.refusedGo !== null) return 'Too soon'
    if (this.idleGo !== null) return this.idleGo.words
    return this.line.late === null ? null : `The line is slow: ${lateText(this.line.late)}`
  })

  constructor(client: ContractClient, clock: Clock, session: ConstructorParameters<typeof RemoteRole>[2]) {
    this.clock = clock
    this.connection = new Connection(client, clock)
    this.line = new Line(client, clock)
    this.access = new Access(client)
    this.role = new RemoteRole(client, this.access, session)
    this.arming = new Arming(client)
    this.runs = new Runs(client)
    this.show = new Show(client, this.runs)
    this.cues = new Cues(client, this.show, this.runs)
    this.health = new Health(client, clock)
    this.message = new Message(client)
    this.notices = new Notices(client, clock, () => true)
    this.transport = new Transport(client, clock, this.notices, { runs: this.runs, show: this.show })
    this.panic = new Panic(client, clock, this.notices, this.transport)
    this.heldPanic = new HeldPress(clock, this.panic.press)
    this.interrupts = new Interrupts(client, clock, this.notices, this.panic.isOwn)
    this.params = new Params(client, clock, this.show)
    this.moves = new ParamMoves(client, clock, this.notices, this.params)
    this.faders = new Faders({
      ...{ params: this.params, moves: this.moves, show: this.show, edit: () => undefined },
      engineNow: this.connection.engineNow,
      whyNotMove: () => this.#stuck,
      whyNotEdit: () => this.access.barred,
    })
    this.scenes = new Scenes({ client, clock, notices: this.notices, faders: this.faders })
    this.virtual = new VirtualDesk(client, clock)
    this.#parts = [
      client.onFault((fault) => this.notices.add(fault)),
      ...[this.virtual, this.scenes, this.moves, this.params, this.interrupts, this.heldPanic, this.panic],
      ...[this.transport, this.notices, this.message, this.health, this.cues, this.show, this.runs],
      ...[this.arming, this.role, this.access, this.line, this.connection],
    ]
  }

  /** Wall time at the engine; null before its first report. */
  readonly wallNow = (): number | null => {
    const { wallOffset } = this.health
    return wallOffset === null ? null : wallOffset + this.connection.now
  }

  readonly choose = (list: string): void => {
    this.#chosenList = list
  }

  readonly go = (): void => {
    const { list, cues } = this
    this.transport.goOnce(list === null || list.id === cues.first?.id ? undefined : list.id)
  }

  readonly goWhereReady = (): void => {
    if (this.ready) this.go()
  }

  readonly back = (): void => {
    const { list, cues } = this
    if (list === null || list.id === cues.first?.id) this.transport.back()
    else this.transport.send('cueList.back', { list: list.id })
  };

  [Symbol.dispose](): void {
    for (const part of this.#parts) dispose(part)
  }
}
