// The one form that is open: what it was read from, what is typed into it, and what became of it meanwhile.
import { dispose } from '../../shared/base/disposable.ts'
import { fault } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { CommandAnswer } from '../../shared/contract/commands.ts'
import { definitionOf } from '../../shared/contract/streams.ts'
import type { OpenThing } from '../../shared/model/mutations/followed.ts'
import type { Mutation } from '../../shared/model/mutations/mutation.ts'
import { wordsOf } from '../../shared/model/mutations/refusals.ts'
import { differingFields, fieldOf, mutationOf, stillTyped, textOf } from '../lib/edit-draft.ts'
import type { Read, Typed } from '../lib/edit-draft.ts'
import { fieldsOf } from '../lib/edit-fields.ts'
import type { FieldSpec, FormRef } from '../lib/edit-fields.ts'
import type { Edits } from './edits.svelte.ts'
import type { Notices } from './notices.svelte.ts'

/** `gone` is deleted or called otherwise since; what was typed stays to be read. */
type Phase = 'reading' | 'ready' | 'sending' | 'gone'

interface Refusal {
  readonly fault: Fault
  /** Field that it is about; null for all of it. */
  readonly path: string | null
}

/** Left typed in a form that was closed. */
interface Kept {
  readonly key: string
  readonly typed: Typed
}

const NOTHING_TYPED: Typed = new Map()
/** Codes of commands of which it is not known whether they acted. */
const UNKNOWN: ReadonlySet<string> = new Set(['connection/timeout', 'connection/lost'])

const keyOf = ({ kind, id, in: inside = '' }: FormRef): string => `${kind} ${inside} ${id}`

function unknown(ref: FormRef): Fault {
  const next = 'it may have been removed or renamed; look at the show as it is now'
  return fault('show/unknown', wordsOf(ref), `the show has no ${wordsOf(ref)}`, next)
}

export class EditForm implements Disposable {
  readonly #client: ContractClient
  readonly #edits: Edits
  readonly #notices: Notices
  /** Tells an answer for this form from one for another that was open before. */
  #opening = 0
  #following: Disposable | null = null
  /** What came of it while an edit was on its way. */
  #waiting: OpenThing | null = null
  #kept: Kept | null = null
  /** Whether an edit was sent of which nobody knows what became. */
  #isUnknown = false

  ref = $state.raw<FormRef | null>(null)
  /** What was pressed to open it. */
  anchor: HTMLElement | null = null
  phase = $state<Phase>('reading')
  read = $state.raw<Read | null>(null)
  /** Generation that the fields were read at. */
  seen = $state(0)
  typed = $state.raw<Typed>(NOTHING_TYPED)
  refusal = $state.raw<Refusal | null>(null)
  /** What stood in fields that are typed in before somebody else changed them; each waits for theirs or mine. */
  conflicts = $state.raw<ReadonlySet<string>>(new Set())
  /** Generation at which somebody else changed it last while it was open. */
  #changedAt = $state<number | null>(null)

  readonly specs = $derived<readonly FieldSpec[]>(
    this.read === null ? [] : fieldsOf(this.read.ref.kind, this.read.definition),
  )
  readonly isTyped = $derived(this.typed.size > 0)
  /** What the thing is called for people. */
  readonly name = $derived.by(() => {
    const name = this.read?.definition['name']
    return typeof name === 'string' ? name : (this.ref?.id ?? '')
  })
  /** What changed it while it was open, in words; null where nothing did. Who it was may be heard of later. */
  readonly changed = $derived.by(() => {
    if (this.#changedAt === null) return null
    const entry = this.#edits.ofGeneration(this.#changedAt)
    if (entry === null) return 'the show has changed'
    return entry.isUndone ? `undone: ${entry.label}` : `${entry.by.name}: ${entry.label}`
  })
  readonly fields = $derived(
    this.specs.map((spec) => ({
      spec,
      text: this.text(spec),
      standing: this.standing(spec),
      typed: this.typed.has(spec.path),
      conflict: this.conflicts.has(spec.path),
      refusal: this.refusal?.path === spec.path ? this.refusal.fault : null,
    })),
  )

  constructor(client: ContractClient, edits: Edits, notices: Notices) {
    this.#client = client
    this.#edits = edits
    this.#notices = notices
  }

  /** The text in a field, as typed or as it stands. */
  text(spec: FieldSpec): string {
    return this.typed.get(spec.path) ?? this.standing(spec)
  }

  /** The text that stands in the show. */
  standing(spec: FieldSpec): string {
    return this.read === null ? '' : textOf(spec, this.read)
  }

  /** What a click on Delete asks about: the answer counts for this thing, as long as its form is open. */
  get deletion(): string {
    return `delete ${this.ref?.kind} ${this.#opening}`
  }

  open(ref: FormRef, anchor: HTMLElement | null = null): void {
    if (this.ref !== null && keyOf(this.ref) === keyOf(ref)) return
    this.close()
    this.#opening += 1
    this.anchor = anchor
    this.ref = ref
    this.phase = 'reading'
    this.typed = this.#kept?.key === keyOf(ref) ? this.#kept.typed : NOTHING_TYPED
    this.#following = this.#client.subscribe(definitionOf(ref), (open) => this.#take(ref, open))
  }

  /** What was typed is there again when the same thing is opened next. */
  readonly close = (): void => {
    if (this.ref === null) return
    this.#kept = this.isTyped ? { key: keyOf(this.ref), typed: this.typed } : null
    this.#opening += 1
    dispose(this.#following)
    this.#following = this.#waiting = null
    this.ref = null
    this.read = null
    this.refusal = null
    this.conflicts = new Set()
    this.#changedAt = null
    this.typed = NOTHING_TYPED
    this.#isUnknown = false
  }

  write(path: string, text: string): void {
    const spec = this.specs.find((each) => each.path === path)
    if (spec === undefined || this.phase !== 'ready') return
    const typed = new Map(this.typed)
    if (text === this.standing(spec)) typed.delete(path)
    else typed.set(path, text)
    this.typed = typed
    if (this.refusal !== null && (this.refusal.path === path || this.refusal.path === null))
      this.refusal = null
  }

  /** Puts back what stands in the show, in one field or all. */
  putBack(path?: string): void {
    const typed = new Map(this.typed)
    const conflicts = new Set(this.conflicts)
    for (const each of path === undefined ? [...typed.keys()] : [path]) {
      typed.delete(each)
      conflicts.delete(each)
    }
    this.typed = typed
    this.conflicts = conflicts
    this.refusal = null
  }

  /** Keeps what is typed although somebody else has changed the field. */
  keepMine(path: string): void {
    const conflicts = new Set(this.conflicts)
    conflicts.delete(path)
    this.conflicts = conflicts
  }

  async commit(): Promise<void> {
    if (this.phase !== 'ready' || this.read === null || this.conflicts.size > 0) return
    const mutation = mutationOf(this.read, this.specs, this.typed)
    if (!mutation.ok) {
      const { path, why } = mutation.error
      this.refusal = { path, fault: fault('form/unreadable', path, why, 'correct it') }
    } else if (mutation.value === null) {
      this.typed = NOTHING_TYPED
      this.close()
    } else await this.#send(mutation.value)
  }

  async remove(): Promise<void> {
    if (this.phase !== 'ready' || this.read === null) return
    const { kind, id, in: inside } = this.read.ref
    await this.#send({ edit: 'remove', kind, id, ...(inside === undefined ? {} : { in: inside }) })
  }

  [Symbol.dispose](): void {
    this.close()
  }

  async #send(mutation: Mutation): Promise<void> {
    const opening = this.#opening
    this.phase = 'sending'
    this.refusal = null
    const late = (answer: Result<CommandAnswer<'show.edit'>>): void => {
      if (opening === this.#opening) this.#answered(answer)
      else this.#notices.answeredLate('show.edit', 'Edit', answer.ok ? null : answer.error)
    }
    const result = await this.#edits.edit(mutation, this.seen, late)
    if (opening === this.#opening) this.#answered(result)
    else if (!result.ok) this.#notices.add(result.error, 'Edit')
  }

  #answered(result: Result<unknown>): void {
    this.#isUnknown = !result.ok && UNKNOWN.has(result.error.code)
    if (!result.ok) {
      this.phase = 'ready'
      this.refusal = { fault: result.error, path: fieldOf(result.error, this.specs, this.typed) }
      const waiting = this.#waiting
      this.#waiting = null
      if (waiting !== null && this.ref !== null) this.#take(this.ref, waiting)
      return
    }
    this.typed = NOTHING_TYPED
    this.close()
  }

  /** While an edit is on its way what it was made from is not replaced: the engine judges it by that. */
  #take(ref: FormRef, open: OpenThing): void {
    if (this.phase === 'sending') {
      this.#waiting = open
      return
    }
    const { generation, definition } = open
    if (definition === null) {
      this.refusal = { fault: unknown(ref), path: null }
      if (this.read !== null) this.phase = 'gone'
      return
    }
    const before = this.read
    const now: Read = { ref, definition }
    this.read = now
    this.seen = generation
    if (this.phase === 'reading' || this.phase === 'gone') {
      this.phase = 'ready'
      this.refusal = null
    }
    if (before !== null) this.#meet(before, now)
  }

  /** Fields that nobody typed in follow; those that somebody did wait for a choice. */
  #meet(before: Read, now: Read): void {
    const changed = differingFields(this.specs, before, now)
    if (changed.length === 0) return
    const typed = stillTyped(this.typed, this.specs, now)
    if (this.#isUnknown && typed.size === 0 && this.typed.size > 0) {
      this.#notices.answeredLate('show.edit', 'Edit', null)
      this.typed = NOTHING_TYPED
      this.close()
      return
    }
    this.typed = typed
    this.#changedAt = this.seen
    const conflicts = new Set([...this.conflicts, ...changed.map(({ path }) => path)])
    this.conflicts = new Set([...conflicts].filter((path) => typed.has(path)))
  }
}
