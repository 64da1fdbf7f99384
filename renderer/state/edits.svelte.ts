// The editing of the show as this station sees it: whether it is saved, who did what, and what is on its way.
import { dispose } from '../../shared/base/disposable.ts'
import { fault } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { CommandAnswer, CommandArgs, CommandName } from '../../shared/contract/commands.ts'
import type { EditsView, HistoryEntry } from '../../shared/contract/edits-view.ts'
import type { Mutation } from '../../shared/model/mutations/mutation.ts'
import { subjectOf } from '../lib/command-words.ts'
import type { Notices } from './notices.svelte.ts'

export interface RefusedTurn {
  readonly entry: number
  readonly fault: Fault
}

const LOST = fault(
  'show/lost-edits',
  'show',
  'the engine was started again, and edits that were not saved are lost',
  'look at the show, and do again what is missing',
)
const READ_THE_FILE: ReadonlySet<CommandName> = new Set(['show.takeOffered', 'show.reload', 'show.open'])
/** By no more than this is the engine's clock known wrongly. */
const CLOCKS_DIFFER_MS = 500
const NO_NAMES = { playlist: () => null, run: () => null }

export class Edits implements Disposable {
  readonly #client: ContractClient
  readonly #notices: Notices
  readonly #listening: readonly Disposable[]
  /** When this page last asked for what the file holds, on the engine's clock. */
  #reading: { readonly from: number; until: number } | null = null

  view = $state.raw<EditsView | null>(null)
  /** Id by which the engine signs what this page does; null before it has greeted. */
  own = $state<string | null>(null)
  /** What is on its way, oldest first. */
  sending = $state.raw<readonly { readonly words: string }[]>([])
  /** Why an entry of the history could not be turned; stands until something else is tried. */
  refusedTurn = $state.raw<RefusedTurn | null>(null)
  /** Entry of the history that is being turned. */
  turning = $state<number | null>(null)

  readonly history = $derived<readonly HistoryEntry[]>(this.view?.history ?? [])
  readonly isEdited = $derived(this.view?.isEdited === true)
  /** Whether what is not saved would survive a crash. */
  readonly kept = $derived.by(() => {
    if (this.view === null) return 'soon'
    const { kept, generation, notKept } = this.view
    return notKept ?? (kept >= generation ? 'kept' : 'soon')
  })
  /** What Undo takes back; null where nothing of this station's is left, or all of it is too long ago to be listed. */
  readonly toUndo = $derived(this.history.find((entry) => this.isOwn(entry) && !entry.isUndone) ?? null)
  /** What was taken back last. */
  readonly toRedo = $derived(
    this.history
      .filter((entry) => this.isOwn(entry) && entry.isUndone)
      .reduce<HistoryEntry | null>(
        (last, entry) => (last === null || entry.generation > last.generation ? entry : last),
        null,
      ),
  )

  constructor(client: ContractClient, notices: Notices) {
    this.#client = client
    this.#notices = notices
    this.own = client.self?.id ?? null
    this.#listening = [
      client.onSelf(({ id }) => {
        this.own = id
      }),
      client.subscribe('edits', (view) => {
        // Only of an engine that was started again the generation is an earlier one.
        const isLost = this.isEdited && !view.isEdited && view.generation < (this.view?.generation ?? 0)
        if (isLost) notices.say(LOST, { warns: true, action: null })
        this.view = view
      }),
    ]
  }

  isOwn({ by }: HistoryEntry): boolean {
    return by.id === this.own
  }

  /** What made a generation of the show; null where that is not known. */
  ofGeneration(generation: number): HistoryEntry | null {
    return this.history.find((entry) => entry.generation === generation) ?? null
  }

  /** Changes the show; what becomes of it is for the caller to show. `late` hears an answer that comes after it was given up. */
  edit(
    mutation: Mutation,
    seen: number,
    late: (answer: Result<CommandAnswer<'show.edit'>>) => void,
  ): Promise<Result<CommandAnswer<'show.edit'>>> {
    return this.send('show.edit', { mutation, seen }, late)
  }

  /** The same of a small edit without a form, whose refusal is a notice. */
  readonly change = (mutation: Mutation): void =>
    void this.#command('show.edit', { mutation, seen: this.view?.generation ?? 1 })

  readonly undo = (): void => void this.#command('show.undo', {})
  readonly redo = (): void => void this.#command('show.redo', {})

  /** Takes an entry of the history back, whoever's it is, or does it again. */
  async turn(entry: number): Promise<void> {
    if (this.turning !== null) return
    this.turning = entry
    this.refusedTurn = null
    const result = await this.send('show.turn', { entry })
    this.turning = null
    if (!result.ok) this.refusedTurn = { entry, fault: result.error }
  }

  readonly takeOffered = (): void => void this.#command('show.takeOffered', {})
  readonly keepMine = (): void => void this.#command('show.keepMine', {})
  readonly giveUpSave = (): void => void this.#command('show.giveUpSave', {})
  readonly switchAutosave = (): void =>
    void this.#command('show.autosave', { on: this.view?.autosave !== true })

  /** Whether what the file held was taken then because this page wanted it. */
  readonly isOwnReading = (at: number): boolean =>
    this.#reading !== null &&
    at >= this.#reading.from - CLOCKS_DIFFER_MS &&
    at <= this.#reading.until + CLOCKS_DIFFER_MS

  /** Sends a command that changes the show or its file, and says that it is on its way. */
  async send<N extends CommandName>(
    name: N,
    args: CommandArgs<N>,
    late: (answer: Result<CommandAnswer<N>>) => void = this.#late(name),
  ): Promise<Result<CommandAnswer<N>>> {
    const way = { words: wordsOf(name) }
    const reading = READ_THE_FILE.has(name) ? { from: this.#client.engineNow(), until: Infinity } : null
    if (reading !== null) this.#reading = reading
    this.sending = [...this.sending, way]
    const result = await this.#client.command(name, args, late)
    this.sending = this.sending.filter((each) => each !== way)
    if (reading !== null) reading.until = this.#client.engineNow()
    return result
  }

  [Symbol.dispose](): void {
    for (const listener of this.#listening) dispose(listener)
  }

  async #command<N extends CommandName>(name: N, args: CommandArgs<N>): Promise<void> {
    const result = await this.send(name, args)
    if (result.ok) this.#notices.accepted(wordsOf(name))
    else this.#notices.add(result.error, wordsOf(name))
  }

  #late(name: CommandName): (answer: Result<unknown>) => void {
    return (answer) => this.#notices.answeredLate(name, wordsOf(name), answer.ok ? null : answer.error)
  }
}

/** What a command is to the person who gave it. */
export function wordsOf(name: CommandName): string {
  return subjectOf(name, {}, NO_NAMES)
}
