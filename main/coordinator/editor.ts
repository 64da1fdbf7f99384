// Edits of the show that runs: each is judged inside the call, handed to every stage, and may be taken back.
import type { Clock } from '../../shared/base/clock.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { EditsView, HistoryEntry, Signature } from '../../shared/contract/edits-view.ts'
import { HISTORY_SHOWN } from '../../shared/contract/edits-view.ts'
import type { Publish } from '../../shared/model/event.ts'
import { apply } from '../../shared/model/mutations/apply.ts'
import type { EditedShow } from '../../shared/model/mutations/edited-show.ts'
import type { Generation, Mutation } from '../../shared/model/mutations/mutation.ts'
import { parseMutation } from '../../shared/model/mutations/parse-mutation.ts'
import type { EditFault } from '../../shared/model/mutations/refusals.ts'
import { renamedBy } from '../../shared/model/mutations/renamed.ts'
import { showChecks } from '../../shared/model/mutations/show-checks.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { AcceptedEdits } from './accepted-edits.ts'
import { changedParts } from './changed-parts.ts'
import type { HeldShow } from './held-show.ts'
import type { KeptEdit, KeptTurn } from './journal-records.ts'
import { UndoHistory } from './undo.ts'
import type { TurnedBack } from './undo.ts'

const SOURCE = 'show'

/** Who asks, and the event by which. */
export interface Asker {
  /** Whose edits are taken back by whom goes by the id. */
  readonly by: Signature
  readonly cause: number | null
}

export interface EditRequest {
  /** As it came. */
  readonly mutation: unknown
  /** The generation that its editor had before the eyes. */
  readonly seen: Generation
  readonly group?: string | undefined
}

export interface Edited {
  readonly generation: Generation
  readonly label: string
}

type Way = 'edit' | 'undo' | 'redo' | 'turn'

/** What is wrong with a show that came of another, which had nothing wrong; looks at no more than what is different. */
export type CheckEdit = (before: ShowFile, after: ShowFile) => readonly Fault[]

/** What was accepted, for whoever keeps it; the show was another `before`. */
export type Keep = (before: EditedShow, record: Unnumbered<KeptEdit> | Unnumbered<KeptTurn>) => void
type Unnumbered<R> = Omit<R, 'generation' | 'at'>

export interface EditorOptions {
  readonly clock: Clock
  readonly held: HeldShow
  readonly publish: Publish
  readonly check: CheckEdit
  /** Called when the show has become another, before anybody is told. */
  readonly changed: () => void
  readonly keep: Keep
}

export class Editor {
  readonly #held: HeldShow
  readonly #publish: Publish
  readonly #check: CheckEdit
  readonly #changed: () => void
  readonly #keep: Keep
  readonly undoable: UndoHistory
  readonly accepted = new AcceptedEdits()

  constructor({ clock, held, publish, check, changed, keep }: EditorOptions) {
    this.#changed = changed
    this.undoable = new UndoHistory(clock, showChecks)
    this.#held = held
    this.#publish = publish
    this.#check = check
    this.#keep = keep
  }

  edit({ mutation, seen, group }: EditRequest, asker: Asker): Result<Edited> {
    const parsed = parseMutation(mutation)
    if (!parsed.ok) return this.#reject('edit', parsed.error, asker)
    const { edited } = this.#held
    const applied = apply(edited, parsed.value, { at: edited.generation + 1, seen }, showChecks)
    if (!applied.ok) return this.#reject('edit', this.#named(applied.error), asker)
    const { label } = applied.value
    // It holds already what was asked for.
    if (applied.value.edited === edited) {
      return ok({ generation: edited.generation, label: `it is so already: ${label}` })
    }
    const accepted = this.#become(applied.value.edited, applied.value.accepted, asker)
    if (!accepted.ok) return this.#reject('edit', accepted.error, asker)
    const signed = { by: signatureOf(asker), group: group ?? null, label }
    this.undoable.record(applied.value, signed.by, signed.group)
    const entry = this.undoable.newest ?? 0
    this.#keep(edited, { kind: 'edit', ...signed, entry, mutation: applied.value.accepted })
    return this.#accept('edit', edited.show, label, asker)
  }

  undo(asker: Asker): Result<Edited> {
    return this.#turn('undo', asker, (edited, accept) =>
      this.undoable.undo(edited, signatureOf(asker), accept),
    )
  }

  redo(asker: Asker): Result<Edited> {
    return this.#turn('redo', asker, (edited, accept) =>
      this.undoable.redo(edited, signatureOf(asker), accept),
    )
  }

  /** Takes back an entry of the history, or does it again where it is taken back. */
  turn(entry: number, asker: Asker): Result<Edited> {
    return this.#turn('turn', asker, (edited, accept) => this.undoable.turn(edited, entry, accept))
  }

  history(): { readonly generation: Generation; readonly history: readonly HistoryEntry[] } {
    return { generation: this.#held.generation, history: this.undoable.list() }
  }

  view(): Pick<EditsView, 'generation' | 'path' | 'history'> {
    const { generation, path } = this.#held.current
    const history = this.undoable.list().slice(0, HISTORY_SHOWN)
    return { generation, path, history }
  }

  #turn(
    way: Way,
    asker: Asker,
    turn: (
      edited: EditedShow,
      accept: (next: EditedShow, by: Mutation) => Result<void, EditFault>,
    ) => Result<TurnedBack, EditFault>,
  ): Result<Edited> {
    const { edited } = this.#held
    const turned = turn(edited, (next, mutation) => {
      const accepted = this.#become(next, mutation, asker)
      return accepted.ok ? accepted : failed({ ...accepted.error, since: null })
    })
    if (!turned.ok) return this.#reject(way, this.#named(turned.error), asker)
    const { label } = turned.value.entry
    if (this.#held.edited === edited) return ok({ generation: edited.generation, label })
    const { entry, accepted: mutation } = turned.value
    const { id, by, isUndone } = entry
    this.#keep(edited, { kind: 'turn', by, label, entry: id, isUndone, mutation })
    return this.#accept(way, edited.show, label, asker)
  }

  #become(next: EditedShow, mutation: Mutation, { cause }: Asker): Result<void> {
    const faults = this.#check(this.#held.edited.show, next.show)
    const [first] = faults
    if (first !== undefined) return failed(summed(first, faults.length - 1))
    const renamed = renamedBy(mutation)
    const from = this.#held.generation
    const taken = this.#held.become(next, { cause, kind: 'edit', ...(renamed.length > 0 && { renamed }) })
    if (taken.ok) this.accepted.add(from, next.generation, mutation)
    return taken
  }

  #accept(way: Way, before: ShowFile, label: string, { by, cause }: Asker): Result<Edited> {
    this.#changed()
    const { generation, show } = this.#held.current
    const payload = { way, label, by: by.name, generation }
    const seq = this.#publish({ type: 'show.mutation.accepted', source: SOURCE, cause, payload })
    this.#publish({
      type: 'show.changed',
      source: SOURCE,
      cause: seq ?? cause,
      payload: { generation, kind: 'edit', name: show.name, parts: changedParts(before, show) },
    })
    return ok({ generation, label })
  }

  #reject(way: Way, { code, where, what, next }: Fault, { by, cause }: Asker): Result<never> {
    const payload = { way, by: by.name, code, where, what, next }
    this.#publish({ type: 'show.mutation.rejected', source: SOURCE, cause, payload })
    return failed(fault(code, where, what, next))
  }

  /** Says whose edit stands in the way, where that is known. */
  #named(refused: EditFault): Fault {
    const entry = refused.since === null ? null : this.undoable.ofGeneration(refused.since)
    return entry === null ? refused : { ...refused, what: `${refused.what} by ${entry.by.name}` }
  }
}

export function signatureOf({ by: { id, name } }: Asker): Signature {
  return { id, name }
}

function summed(first: Fault, more: number): Fault {
  if (more === 0) return first
  return { ...first, what: `${first.what} (and ${more} more)` }
}
