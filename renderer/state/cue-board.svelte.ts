// The cue lists of the screen: which are shown, which one has the keys, and what is done to cues in a show.
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { CueListView, CueView } from '../../shared/contract/cue-streams.ts'
import type { CuePlace } from '../lib/cue-rows.ts'
import { shownState } from '../lib/cue-row-words.ts'
import type { ShownState } from '../lib/state-words.ts'
import type { Access } from './access.svelte.ts'
import type { Connection } from './connection.svelte.ts'
import { CueSelection } from './cue-selection.svelte.ts'
import type { Cues, Progress } from './cues.svelte.ts'
import { NumberJump } from './number-jump.svelte.ts'
import type { Edits } from './edits.svelte.ts'
import type { Show } from './show.svelte.ts'
import type { Transport } from './transport.svelte.ts'

const WORST_FIRST = [
  ...(['failed', 'asking', 'held', 'paused', 'running', 'waiting', 'continuing'] as const),
  ...(['standby', 'loaded'] as const),
]

export interface CueBoardParts {
  readonly access: Access
  readonly connection: Connection
  readonly cues: Cues
  readonly transport: Transport
  readonly edits: Edits
  readonly show: Show
}

export class CueBoard implements Disposable {
  readonly cues: Cues
  readonly connection: Connection
  readonly #access: Access
  readonly #transport: Transport
  readonly #edits: Edits
  readonly #show: Show
  readonly jump: NumberJump
  readonly #selections = new Map<string, CueSelection>()
  /** List that was chosen on each side. */
  #sides = $state.raw<readonly [string | null, string | null]>([null, null])
  #side = $state<0 | 1>(0)
  #isEditing = $state(false)
  /** How many lists stand beside each other. */
  sides = $state<1 | 2>(1)

  readonly lists = $derived.by(() => this.cues.lists)
  readonly shown = $derived.by<readonly CueListView[]>(() => {
    const find = (id: string | null): CueListView | undefined => this.lists.find((list) => list.id === id)
    const left = find(this.#sides[0]) ?? this.lists[0]
    if (left === undefined) return []
    const right = find(this.#sides[1])
    const other = right === undefined || right === left ? this.lists.find((list) => list !== left) : right
    return this.sides === 1 || other === undefined ? [left] : [left, other]
  })
  /** The list that keys are for. */
  readonly active = $derived.by(() => this.shown[this.#side] ?? this.shown[0] ?? null)
  /** Why nothing is edited here; null where it is. */
  readonly barred = $derived.by(() => this.#access.barred)
  /** Whether cues are changed by hand; a lock ends it. */
  readonly editing = $derived.by(() => this.#isEditing && this.barred === null)

  constructor({ access, connection, cues, transport, edits, show }: CueBoardParts, clock: Clock) {
    this.cues = cues
    this.connection = connection
    this.#access = access
    this.#transport = transport
    this.#edits = edits
    this.#show = show
    this.jump = new NumberJump(clock)
  }

  selection(listId: string): CueSelection {
    // It lives as long as the board, not as long as the pane that asks for it first.
    if (!this.#selections.has(listId)) $effect.root(() => void this.#select(listId))
    // Without a page there are no effects, and no root of them.
    return this.#selections.get(listId) ?? this.#select(listId)
  }

  /** What keys choose in; null in a show without lists. */
  get current(): CueSelection | null {
    return this.active === null ? null : this.selection(this.active.id)
  }

  /** The same with its id. */
  get currentList(): { readonly id: string; readonly selection: CueSelection } | null {
    return this.active === null ? null : { id: this.active.id, selection: this.selection(this.active.id) }
  }

  activate(listId: string): void {
    const side = this.shown.findIndex(({ id }) => id === listId)
    if (side !== -1) this.#side = side === 1 ? 1 : 0
  }

  /** Shows a list on one side. */
  open(listId: string, side: 0 | 1): void {
    const sides = this.shown.map(({ id }) => id)
    const other = sides[1 - side]
    // The one that is there already changes places with it.
    const otherId = other === listId ? (sides[side] ?? null) : (other ?? null)
    this.#sides = side === 0 ? [listId, otherId] : [otherId, listId]
    this.#side = side
    this.jump.forget()
  }

  readonly switchEditing = (): void => {
    if (this.barred === null) this.#isEditing = !this.#isEditing
  }

  readonly endEditing = (): void => {
    this.#isEditing = false
  }

  stateOf(cue: CueView): ShownState | null {
    const list = this.cues.standing(cue.listId)
    return shownState({
      ...{ state: this.cues.states.get(cue.key), armed: this.cues.isArmed(cue) },
      ...{ standsBy: list?.standby === cue.cueId, isLoaded: (list?.loaded ?? null) !== null },
    })
  }

  /** Whether anything of a list waits or runs. */
  isActive(listId: string): boolean {
    return this.cues.view.states.some(
      ({ key, endedAt, wait }) => key.startsWith(`${listId}/`) && (endedAt === null || wait !== null),
    )
  }

  /** Of what lies in a group the state that most of all has to be seen; null where nothing is to be said. */
  worstInside(group: CuePlace): ShownState | null {
    const { places } = this.selection(group.cue.listId)
    const states = new Set(places.slice(group.place + 1, group.end).map(({ cue }) => this.stateOf(cue)))
    return WORST_FIRST.find((state) => states.has(state)) ?? null
  }

  /** What is left of a cue; of a group what is left of the cue in it that takes longest. */
  progress(row: CuePlace, now: number): Progress | null {
    const state = this.cues.states.get(row.cue.key)
    const own = state === undefined ? null : this.cues.progress(state, now)
    if (own !== null || row.end === row.place + 1 || state?.endedAt !== null) return own
    const { places } = this.selection(row.cue.listId)
    const inside = places.slice(row.place + 1, row.end).map((each) => this.progress(each, now))
    return inside.reduce(
      (most, each) => (each !== null && (most === null || each.left > most.left) ? each : most),
      null,
    )
  }

  /** What ran last, what stands by, and what stands by after that. */
  around(listId: string): { last: CuePlace | null; standby: CuePlace | null; next: CuePlace | null } {
    const { byId } = this.selection(listId)
    const list = this.cues.standing(listId)
    const of = (cueId: string | null | undefined): CuePlace | null => byId.get(cueId ?? '') ?? null
    return { last: of(list?.playhead), standby: of(list?.standby), next: of(list?.next) }
  }

  /** The cue that the number being typed reaches; null where the list has none of it. */
  readonly reached = $derived.by(() => {
    const typed = this.jump.typed
    return this.current?.places.find(({ cue }) => cue.number === typed)?.cue ?? null
  })

  /** A list of the playlists in their order, which until then are the list. */
  makeList(): void {
    const cues = this.#show.playlists.map(({ id, name, colour }, index) => ({
      ...{ id, number: String(index + 1), name, ...(colour === null ? {} : { colour }) },
      actions: [{ action: 'start_playlist', id }],
    }))
    this.#edits.change({
      edit: 'put',
      kind: 'cueList',
      id: 'main',
      value: { id: 'main', name: 'Main', cues },
    })
  }

  standBy({ listId, cueId }: CueView): void {
    this.#transport.send('cueList.standBy', { list: listId, id: cueId })
  }
  start({ listId, cueId }: CueView): void {
    this.#transport.send('cue.start', { list: listId, id: cueId })
  }
  goTo({ listId, cueId }: CueView): void {
    this.jump.forget()
    this.#transport.send('cue.go', { list: listId, id: cueId })
  }
  stop({ listId, cueId }: CueView): void {
    this.#transport.send('cue.stop', { list: listId, id: cueId })
  }
  load({ listId, cueId }: CueView, position: number): void {
    this.#transport.send('cue.load', { list: listId, id: cueId, position })
  }
  go(listId: string): void {
    this.jump.forget()
    this.#transport.send('show.go', { list: listId })
  }
  cancelWait(play: number): void {
    this.#transport.send('cue.cancelWait', { play })
  }
  /** Arms what is disarmed, and the other way round. */
  arm(cue: CueView): void {
    const name = this.cues.isArmed(cue) ? 'cue.disarm' : 'cue.arm'
    this.#transport.send(name, { list: cue.listId, id: cue.cueId })
  }

  /** The chosen cue that keys go from. */
  get chosenCue(): CueView | null {
    return this.current?.current?.cue ?? null
  }

  /** Does something with the chosen cue, if there is one. */
  withCurrent(act: (cue: CueView) => void): void {
    const cue = this.chosenCue
    if (cue !== null) act(cue)
  }

  armChosen(): void {
    for (const { cue } of this.current?.chosen ?? []) this.arm(cue)
  }

  /** The number that is typed stands by, and where none is typed the chosen cue. One that is not there stays to be read. */
  enter(): void {
    const { reached, current } = this
    if (this.jump.typed === '') this.withCurrent((cue) => this.standBy(cue))
    else if (reached === null || current === null) this.jump.refuse()
    else {
      this.jump.forget()
      current.choose(reached.cueId)
      current.show(reached.cueId, 'third')
      this.standBy(reached)
    }
  }

  [Symbol.dispose](): void {
    dispose(this.jump)
  }

  #select(listId: string): CueSelection {
    const selection = new CueSelection(
      () => this.cues.of(listId),
      () => this.cues.standing(listId)?.standby ?? null,
    )
    this.#selections.set(listId, selection)
    return selection
  }
}
