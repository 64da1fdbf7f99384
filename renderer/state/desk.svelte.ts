// Everything the screen knows and can do, opened over one client.
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import { Access } from './access.svelte.ts'
import { Actions } from './actions.svelte.ts'
import { Activity } from './activity.svelte.ts'
import { Attention } from './attention.svelte.ts'
import { BindingSheet } from './binding-sheet.svelte.ts'
import { Arming } from './arming.svelte.ts'
import { AsRunLog } from './as-run-log.svelte.ts'
import { Check } from './check.svelte.ts'
import { Connection } from './connection.svelte.ts'
import type { Action } from '../lib/actions.ts'
import { cueActions } from './cue-actions.ts'
import { CueBoard } from './cue-board.svelte.ts'
import { CueEditing } from './cue-editing.svelte.ts'
import { Cues } from './cues.svelte.ts'
import { CueSheet } from './cue-sheet.svelte.ts'
import { EarlierVersions } from './earlier-versions.svelte.ts'
import { EditForm } from './edit-form.svelte.ts'
import { Ending } from './ending.svelte.ts'
import { Edits } from './edits.svelte.ts'
import { faderActions } from './fader-actions.ts'
import { Faders } from './faders.svelte.ts'
import { Health } from './health.svelte.ts'
import { Inputs } from './inputs.svelte.ts'
import { Interrupts } from './interrupts.svelte.ts'
import { Message } from './message.svelte.ts'
import { MessageForm } from './message-form.svelte.ts'
import { Monitor } from './monitor.svelte.ts'
import { Notices } from './notices.svelte.ts'
import { OnStage } from './on-stage.svelte.ts'
import { ParamMoves } from './param-moves.svelte.ts'
import { Params } from './params.svelte.ts'
import { Panic } from './panic.svelte.ts'
import { Runs } from './runs.svelte.ts'
import { Scenes } from './scenes.svelte.ts'
import { Schedulers } from './schedulers.svelte.ts'
import { SecondClick } from './second-click.svelte.ts'
import { Show } from './show.svelte.ts'
import { sendBundle } from '../client/send-bundle.ts'
import { Bundles } from './bundles.svelte.ts'
import { ShowFiles } from './show-files.svelte.ts'
import { ComingField } from '../lib/coming-field.ts'
import { isStillTrue } from '../lib/still-true.ts'
import { ShowNews } from './show-news.ts'
import { Timelines } from './timelines.svelte.ts'
import { Thrown } from './thrown.svelte.ts'
import { Transport } from './transport.svelte.ts'
import { VirtualDesk } from './virtual-desk.svelte.ts'

export class Desk implements Disposable {
  readonly connection: Connection
  readonly access: Access
  readonly check: Check
  readonly arming: Arming
  readonly show: Show
  readonly runs: Runs
  readonly cues: Cues
  /** Of what is made anew and named at once. */
  readonly comingField: ComingField
  readonly board: CueBoard
  readonly cueEditing: CueEditing
  /** What is done to cues, for when their lists are on the screen. */
  readonly cueActions: readonly Action[]
  readonly onStage: OnStage
  readonly timelines: Timelines
  readonly activity: Activity
  readonly health: Health
  readonly attention: Attention
  readonly notices: Notices
  readonly transport: Transport
  readonly panic: Panic
  readonly edits: Edits
  readonly ending: Ending
  readonly files: ShowFiles
  readonly cueSheet: CueSheet
  readonly versions: EarlierVersions
  readonly bundles: Bundles
  readonly form: EditForm
  readonly bindings: BindingSheet
  readonly inputs: Inputs
  readonly params: Params
  readonly moves: ParamMoves
  readonly faders: Faders
  readonly scenes: Scenes
  /** What is done to faders, for when they are on the screen. */
  readonly faderActions: readonly Action[]
  readonly message: Message
  readonly messageForm: MessageForm
  readonly monitor: Monitor
  readonly virtual: VirtualDesk
  readonly thrown: Thrown
  readonly schedulers: Schedulers
  readonly log: AsRunLog
  readonly interrupts: Interrupts
  readonly secondClick: SecondClick
  /** What can be done here; rooms put theirs in. */
  readonly actions: Actions
  readonly #faults: Disposable
  /** The engine's clock as of its last full second on the wall: what counts down moves once a second. */
  readonly second = $derived.by(() => {
    const offset = this.health.wallOffset ?? 0
    return Math.floor((this.connection.now + offset) / 1000) * 1000 - offset
  })

  /** Why no fader moves, whoever asks: where they stand nobody knows. */
  readonly #stuck = $derived.by(() =>
    this.connection.live ? null : 'The engine does not answer: faders stand where it was last heard of',
  )

  /** By what notices are judged. */
  readonly #known = $derived.by(() => {
    const { view } = this.edits
    const waits =
      view !== null &&
      (view.isEdited || [view.saving, view.offered, view.failing].some((one) => one !== null))
    return {
      armed: this.arming.view.armed,
      locked: this.access.view.locked !== null,
      standby: this.runs.view.standby !== null,
      fileIsWell: view !== null && !waits,
    }
  })

  constructor(client: ContractClient, clock: Clock) {
    this.comingField = new ComingField(clock)
    this.connection = new Connection(client, clock)
    this.access = new Access(client)
    this.check = new Check(client)
    this.arming = new Arming(client)
    this.runs = new Runs(client)
    this.show = new Show(client, this.runs)
    this.ending = new Ending(this.runs)
    this.cues = new Cues(client, this.show, this.runs)
    this.onStage = new OnStage(this)
    this.timelines = new Timelines(client, this.show)
    this.health = new Health(client, clock)
    this.attention = new Attention(client, clock, this)
    this.notices = new Notices(client, clock, (fault) => isStillTrue(fault, this.#known))
    const news = new ShowNews(this.notices, (at) => this.edits.isOwnReading(at))
    this.activity = new Activity(client, (view) => news.hear(view))
    this.transport = new Transport(client, clock, this.notices, { runs: this.runs, show: this.show })
    this.panic = new Panic(client, clock, this.notices, this.transport)
    this.edits = new Edits(client, this.notices)
    this.board = new CueBoard(this, clock)
    this.transport.onGo = this.panic.onPress = this.board.jump.forget
    this.files = new ShowFiles(this.edits, this.notices)
    this.cueSheet = new CueSheet(client, this.edits, this.notices)
    this.versions = new EarlierVersions(client, this.edits, this.notices)
    this.bundles = new Bundles(client, clock, this.edits, this.notices, sendBundle)
    this.form = new EditForm(client, this.edits, this.notices)
    this.cueEditing = new CueEditing({
      ...{ client, clock, comingField: this.comingField, edits: this.edits, notices: this.notices },
      current: () => this.board.currentList,
      selection: (listId) => this.board.selection(listId),
      lists: () => this.cues.numbered(),
      generation: () => this.show.view?.generation ?? 1,
      inspect: ({ listId, cueId }) => this.form.open({ kind: 'cue', id: cueId, in: listId }),
    })
    this.cueActions = cueActions(this.board, this.cueEditing)
    this.inputs = new Inputs(client, this.notices)
    this.params = new Params(client, clock, this.show)
    this.bindings = new BindingSheet({
      ...{ client, edits: this.edits, inputs: this.inputs, notices: this.notices, show: this.show },
    })
    this.moves = new ParamMoves(client, clock, this.notices, this.params)
    this.faders = new Faders({
      ...{ params: this.params, moves: this.moves, show: this.show, edit: this.edits.change },
      comingField: this.comingField,
      engineNow: this.connection.engineNow,
      whyNotMove: () => this.#stuck ?? this.access.whyNot('operator'),
      whyNotEdit: () => this.access.barred,
    })
    this.scenes = new Scenes({
      ...{ client, clock, notices: this.notices, faders: this.faders, edit: this.edits.change },
    })
    this.faderActions = faderActions(this.faders, this.scenes)
    this.message = new Message(client)
    this.messageForm = new MessageForm(client, this.notices, this.message)
    this.monitor = new Monitor(client, clock)
    this.virtual = new VirtualDesk(client, clock)
    this.schedulers = new Schedulers(client, clock, this.transport.send)
    this.thrown = new Thrown(client, clock, this.schedulers)
    this.log = new AsRunLog(client, clock, {
      wallNow: () => this.wallAt(client.engineNow()) ?? clock.wall(),
      // A paused feed tells nothing new.
      mark: () => (this.activity.paused ? null : (this.activity.view.lines[0]?.seq ?? 0)),
    })
    this.interrupts = new Interrupts(client, clock, this.notices, this.panic.isOwn)
    this.secondClick = new SecondClick(clock)
    this.actions = new Actions({
      barred: (role) => (this.connection.live ? this.access.whyNot(role) : 'The engine is not reached'),
      refuse: (refused, subject) => this.notices.add(refused, subject),
    })
    this.#faults = client.onFault((fault) => this.notices.add(fault))
  }

  /** Wall time at the engine of a moment on its clock; null before its first report. */
  wallAt(at: number): number | null {
    const { wallOffset } = this.health
    return wallOffset === null ? null : wallOffset + at
  }

  [Symbol.dispose](): void {
    dispose(this.#faults)
    for (const part of [this.timelines, this.interrupts, this.log, this.schedulers, this.thrown])
      dispose(part)
    for (const part of [
      this.secondClick,
      this.virtual,
      this.monitor,
      this.message,
      this.scenes,
      this.moves,
      this.params,
    ])
      dispose(part)
    for (const part of [
      this.bindings,
      this.inputs,
      this.form,
      this.bundles,
      this.edits,
      this.panic,
      this.transport,
      this.notices,
      this.attention,
      this.health,
      this.activity,
    ])
      dispose(part)
    for (const part of [
      this.board,
      this.cues,
      this.runs,
      this.show,
      this.arming,
      this.access,
      this.connection,
    ])
      dispose(part)
  }
}
