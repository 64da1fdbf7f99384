// Cues put in, taken out, put elsewhere and copied, each as one edit that can be taken back.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { CueView } from '../../shared/contract/cue-streams.ts'
import type { TransportControls } from '../../shared/model/cue.ts'
import { renumber } from '../../shared/model/mutations/renumber.ts'
import type { NumberedLists } from '../../shared/model/mutations/renumber.ts'
import type { Fields, Mutation } from '../../shared/model/mutations/mutation.ts'
import { CELLS, fitsRow } from '../lib/cue-cells.ts'
import type { Cell } from '../lib/cue-cells.ts'
import { MOST_CLIPPED, clipText, readClip } from '../lib/cue-clip.ts'
import type { ComingField } from '../lib/coming-field.ts'
import { groupCues, moveCues, putCues, removeCues, spotAfter } from '../lib/cue-edits.ts'
import type { CuePlace } from '../lib/cue-rows.ts'
import { movedOf, nextSpot, rootsOf } from '../lib/drop-place.ts'
import type { Spot } from '../lib/drop-place.ts'
import { CellEdit } from './cell-edit.svelte.ts'
import type { CueSelection } from './cue-selection.svelte.ts'
import type { Edits } from './edits.svelte.ts'
import type { Notices } from './notices.svelte.ts'

/** Chosen cues are read for the clipboard once nobody chooses others for so long. */
const SETTLES_MS = 150
/** Definitions that are asked for at once. */
const READ_AT_ONCE = 16

interface EditedList {
  readonly id: string
  readonly selection: CueSelection
}

export interface CueEditingParts {
  readonly client: ContractClient
  readonly comingField: ComingField
  readonly clock: Clock
  readonly edits: Edits
  readonly notices: Notices
  /** The list that keys are for. */
  current(): EditedList | null
  selection(listId: string): CueSelection
  /** Of all lists the cues with their numbers. */
  lists(): NumberedLists['cueLists']
  /** Of the show that is on the screen. */
  generation(): number
  /** Opens the form with all that a cue has. */
  inspect(cue: CueView): void
}

const NO_CUES = fault(
  'clipboard/no-cues',
  'Paste',
  'what was copied holds no cues',
  'copy cues of a list, or rows of a spreadsheet with number, name and note',
)
const TOO_MANY = fault(
  'clipboard/too-many',
  'Copy',
  `more than ${MOST_CLIPPED} cues are not copied at once`,
  'choose fewer',
)

export class CueEditing implements Disposable {
  readonly #parts: CueEditingParts
  readonly #newId: (taken: ReadonlyMap<string, unknown>) => string
  readonly cell: CellEdit
  #timer: Disposable | null = null
  /** The chosen cues as the show file writes them, for the clipboard. */
  #held: { readonly ids: string; readonly cues: readonly Fields[] } | null = null

  /** A cue that comes, whose name is typed as soon as it is there. */
  awaited = $state<string | null>(null)

  constructor(parts: CueEditingParts, newId = randomId) {
    this.#parts = parts
    this.#newId = newId
    this.cell = new CellEdit(parts.edits, parts.notices, {
      cue: (listId, cueId) => parts.selection(listId).byId.get(cueId)?.cue,
      generation: parts.generation,
    })
  }

  /** Begins to type in a cell; what does not fit into a row has a form. */
  begin(cue: CueView, cell: Cell): void {
    if (fitsRow(cue, cell)) this.cell.begin(cue, cell)
    else this.#parts.inspect(cue)
  }

  inspect(cue: CueView): void {
    this.#parts.inspect(cue)
  }

  /** Takes what is typed, and goes on in the next cell, or that of the next row. */
  tab(way: 1 | -1): void {
    const { place } = this.cell
    if (place === null || !this.cell.take()) return
    const { rows, byId } = this.#parts.selection(place.listId)
    const row = rows.findIndex(({ cue }) => cue.cueId === place.cueId)
    const at = CELLS.indexOf(place.cell) + way
    const isInside = at >= 0 && at < CELLS.length
    const next = isInside ? byId.get(place.cueId)?.cue : rows[row + way]?.cue
    const cell = CELLS.at(isInside ? at : way === 1 ? 0 : -1)
    if (next === undefined || cell === undefined) return
    this.#parts.selection(place.listId).choose(next.cueId)
    this.#parts.selection(place.listId).show(next.cueId, 'nearest')
    this.begin(next, cell)
  }

  /** After the chosen cue; a group with several chosen goes around them. */
  insert(kind: 'cue' | 'group'): void {
    const list = this.#parts.current()
    if (list === null) return
    const { places, chosen, current, folded } = list.selection
    const newId = (): string => this.#newId(list.selection.byId)
    const isAround = kind === 'group' && chosen.length > 1
    const spot = spotAfter(places, current, folded)
    const fields = kind === 'group' ? { id: 0, name: 'Group', group: 'together' } : { id: 0, name: '' }
    const made = isAround
      ? groupCues(list.id, places, chosen, newId)
      : putCues(list.id, places, spot, [fields], newId)
    if (made === null) return
    this.#parts.comingField.expect()
    void this.#add(list, made, true)
  }

  remove(): void {
    const list = this.#parts.current()
    if (list === null) return
    const { places, chosen } = list.selection
    const gone = movedOf(rootsOf(chosen))
    const after = places.find(({ place }) => place > Math.max(...gone) && !gone.has(place))
    const next = after ?? places.findLast(({ place }) => !gone.has(place))
    void this.#send(removeCues(list.id, places, chosen)).then((done) => {
      if (done && next !== undefined) list.selection.choose(next.cue.cueId)
    })
  }

  /** One row, or one group, up or down. */
  moveBy(way: 1 | -1): void {
    const list = this.#parts.current()
    if (list === null) return
    const { places, chosen, folded } = list.selection
    const spot = nextSpot(places, rootsOf(chosen), way, folded)
    if (spot !== null) this.move(list.id, chosen, spot)
  }

  move(listId: string, chosen: readonly CuePlace[], spot: Spot): void {
    const selection = this.#parts.selection(listId)
    void this.#send(moveCues(listId, selection.places, chosen, spot)).then((done) => {
      if (done && selection.cursor !== null) selection.show(selection.cursor, 'nearest')
    })
  }

  /** The chosen cues, or all where no more than one is chosen; controls that call them by number go on doing so. */
  async renumber(from: string | undefined, step: string | undefined): Promise<void> {
    const list = this.#parts.current()
    if (list === null) return
    const { chosen } = list.selection
    const ids = chosen.length > 1 ? chosen.map(({ cue }) => cue.cueId) : undefined
    const settings = await this.#parts.client.command('show.read', { kind: 'show' })
    if (!settings.ok) {
      this.#parts.notices.add(settings.error, 'Renumber')
      return
    }
    const controls = (settings.value.definition['transport.cue'] ?? []) as TransportControls['cue']
    const show = { cueLists: this.#parts.lists(), transport: { cue: controls } }
    const made = renumber(show, { list: list.id, ids, from, step })
    if (made.ok) await this.#send(made.value)
    else this.#parts.notices.add(made.error, 'Renumber')
  }

  async duplicate(): Promise<void> {
    const list = this.#parts.current()
    if (list === null) return
    const roots = rootsOf(list.selection.chosen)
    const last = roots.at(-1)
    if (last === undefined) return
    const cues = await this.#read(list)
    if (cues === null) return
    const spot = { before: last.end, parent: last.parent }
    await this.#put(list, cues, spot)
  }

  /** Copies of the chosen cues, with all that lies in them, elsewhere in their list. */
  async copyTo(listId: string, spot: Spot): Promise<void> {
    const list = { id: listId, selection: this.#parts.selection(listId) }
    const cues = await this.#read(list)
    if (cues !== null) await this.#put(list, cues, spot)
  }

  /** The chosen cues as text; null, and why is said, where they are not read yet. */
  copied(): string | null {
    const list = this.#parts.current()
    if (list === null) return null
    const ids = this.#idsOf(list)
    if (ids.length > 0 && this.#held?.ids === ids.join()) return clipText(this.#held.cues)
    if (ids.length > MOST_CLIPPED) this.#say(TOO_MANY)
    return null
  }

  async paste(text: string): Promise<void> {
    const list = this.#parts.current()
    if (list === null) return
    const cues = readClip(text)
    if (cues === null) this.#say(NO_CUES)
    else
      await this.#put(
        list,
        cues,
        spotAfter(list.selection.places, list.selection.current, list.selection.folded),
      )
  }

  /** Reads what is chosen, so that it is there when it is copied. */
  readonly hold = (): void => {
    dispose(this.#timer)
    const { clock } = this.#parts
    this.#timer = clock.upkeep(monotonicMs(clock.now() + SETTLES_MS), () => void this.#holdNow())
  };

  [Symbol.dispose](): void {
    dispose(this.#timer)
  }

  async #holdNow(): Promise<void> {
    const list = this.#parts.current()
    if (list === null) return
    const ids = this.#idsOf(list)
    if (ids.length === 0 || ids.length > MOST_CLIPPED) return
    const cues = await this.#read(list)
    if (cues !== null) this.#held = { ids: ids.join(), cues }
  }

  #idsOf({ selection }: EditedList): readonly string[] {
    const moved = movedOf(rootsOf(selection.chosen))
    return [...moved].map((place) => (selection.places[place] as CuePlace).cue.cueId)
  }

  /** The chosen cues whole, as the show file writes them; null where one of them cannot be read. */
  async #read(list: EditedList): Promise<readonly Fields[] | null> {
    const ids = this.#idsOf(list)
    if (ids.length > MOST_CLIPPED) {
      this.#say(TOO_MANY)
      return null
    }
    const cues: Fields[] = []
    for (let from = 0; from < ids.length; from += READ_AT_ONCE) {
      const asked = ids.slice(from, from + READ_AT_ONCE)
      const answers = await Promise.all(
        asked.map((id) => this.#parts.client.command('show.read', { kind: 'cue', id, in: list.id })),
      )
      for (const answer of answers) {
        if (!answer.ok) {
          this.#parts.notices.add(answer.error, 'Copy')
          return null
        }
        cues.push(answer.value.definition)
      }
    }
    return cues
  }

  async #put(list: EditedList, cues: readonly Fields[], spot: Spot): Promise<void> {
    const newId = (): string => this.#newId(list.selection.byId)
    const made = putCues(list.id, list.selection.places, spot, cues, newId)
    if (made !== null) await this.#add(list, made, false)
  }

  async #add(
    { selection }: EditedList,
    { mutation, ids }: { readonly mutation: Mutation; readonly ids: readonly string[] },
    named: boolean,
  ): Promise<void> {
    const done = await this.#send(mutation)
    const [first] = ids
    if (!done && named) this.#parts.comingField.end()
    if (!done || first === undefined) return
    selection.chooseAll(ids)
    selection.reveal = { cueId: first, where: 'nearest' }
    if (named) this.awaited = first
  }

  /** Whether it was done; what was refused is said. */
  async #send(mutation: Mutation | null): Promise<boolean> {
    if (mutation === null) return false
    const { edits, notices } = this.#parts
    const result = await edits.edit(mutation, this.#parts.generation(), (late) =>
      notices.answeredLate('show.edit', 'Edit', late.ok ? null : late.error),
    )
    if (!result.ok) notices.add(result.error, 'Edit')
    return result.ok
  }

  #say(refused: Fault): void {
    this.#parts.notices.say(refused, { warns: true, action: null })
  }
}

/** Two screens that add at once do not mean the same cue. */
function randomId(taken: ReadonlyMap<string, unknown>): string {
  for (;;) {
    const id = `cue-${Math.random().toString(36).slice(2, 8)}`
    if (!taken.has(id)) return id
  }
}
