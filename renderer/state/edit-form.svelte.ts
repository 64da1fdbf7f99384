// The one form that is open: what it was read from, what is typed into it, and what became of it meanwhile.
import { dispose } from '../../shared/base/disposable.ts'
import { fault } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { CommandAnswer } from '../../shared/contract/commands.ts'
import { definitionOf } from '../../shared/contract/streams.ts'
import type { OpenThing } from '../../shared/model/mutations/followed.ts'
import { editsOf } from '../../shared/model/mutations/mutation.ts'
import type { Fields, Generation, Mutation } from '../../shared/model/mutations/mutation.ts'
import { wordsOf } from '../../shared/model/mutations/refusals.ts'
import { differingFields, fieldOf, mutationOf, stillTyped, textOf } from '../lib/edit-draft.ts'
import type { Read, Typed } from '../lib/edit-draft.ts'
import { fieldsOf } from '../lib/edit-fields.ts'
import type { FormKind, FormRef } from '../lib/edit-fields.ts'
import { inLabels } from '../lib/field-spec.ts'
import type { FieldSpec } from '../lib/field-spec.ts'
import type { Edits } from './edits.svelte.ts'
import type { Notices } from './notices.svelte.ts'

/** `gone` is deleted since, or called otherwise and nobody knows how; what was typed stays to be read. */
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

/** What makes a form another than the small one. */
interface FormOptions {
  readonly fieldsOf: (kind: FormKind, definition: Fields) => readonly FieldSpec[]
  /** Where what is typed belongs once a list in the thing has changed under it; null where that is gone. */
  readonly followed?: (path: string, before: Fields, now: Fields) => string | null
  /** It is open until somebody closes it, also once an edit was taken. */
  readonly stays?: boolean
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
  readonly #options: FormOptions
  /** Tells an answer for this form from one for another that was open before. */
  #opening = 0
  #following: Disposable | null = null
  /** What came of it while an edit was on its way. */
  #waiting: OpenThing | null = null
  #kept: Kept | null = null
  /** Whether an edit was sent of which nobody knows what became. */
  #isUnknown = false
  /** What it was called before a rename from here, by which it goes again where that is undone. */
  #otherId: string | null = null
  /** Generation that an edit made which the form itself has yet to hear of. */
  #awaits: number | null = null

  ref = $state.raw<FormRef | null>(null)
  /** What was pressed to open it. */
  anchor: HTMLElement | null = null
  /** It was made a moment ago, under a name that is to be typed over. */
  isNew = false
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

  readonly specs = $derived.by((): readonly FieldSpec[] =>
    this.read === null ? [] : this.#options.fieldsOf(this.read.ref.kind, this.read.definition),
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
      refusal: this.refusal?.path === spec.path ? inLabels(this.refusal.fault, this.specs) : null,
    })),
  )

  constructor(client: ContractClient, edits: Edits, notices: Notices, options: FormOptions = { fieldsOf }) {
    this.#client = client
    this.#edits = edits
    this.#notices = notices
    this.#options = options
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

  open(ref: FormRef, anchor: HTMLElement | null = null, { isNew = false } = {}): void {
    if (this.ref !== null && keyOf(this.ref) === keyOf(ref)) return
    this.close()
    this.#opening += 1
    this.anchor = anchor
    this.isNew = isNew
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
    this.#following = this.#waiting = this.#awaits = null
    this.ref = null
    this.read = null
    this.refusal = null
    this.conflicts = new Set()
    this.#changedAt = null
    this.#otherId = null
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

  /** Puts back what stands in the show: in one field, in those that `within` begins, or in all. */
  putBack(within = ''): void {
    this.typed = new Map([...this.typed].filter(([path]) => !isWithin(path, within)))
    this.conflicts = new Set([...this.conflicts].filter((path) => !isWithin(path, within)))
    this.refusal = null
  }

  /** Keeps what is typed although somebody else has changed the field. */
  keepMine(path: string): void {
    const conflicts = new Set(this.conflicts)
    conflicts.delete(path)
    this.conflicts = conflicts
  }

  /** Sends what is typed: all of it, or what `within` begins. */
  commit(within = ''): Promise<void> {
    return this.commitOnly([...this.typed.keys()].filter((path) => isWithin(path, within)))
  }

  /** Sends what is typed in these fields. */
  async commitOnly(paths: readonly string[]): Promise<void> {
    if (this.phase !== 'ready' || this.read === null) return
    const typed = new Map([...this.typed].filter(([path]) => paths.includes(path)))
    if ([...this.conflicts].some((path) => typed.has(path))) return
    const mutation = mutationOf(this.read, this.specs, typed)
    if (!mutation.ok) {
      const { path, why } = mutation.error
      this.refusal = { path, fault: fault('form/unreadable', path, why, 'correct it') }
    } else if (mutation.value === null) {
      for (const path of typed.keys()) this.putBack(path)
      if (this.#options.stays !== true) this.close()
    } else await this.#send(mutation.value, [...typed.keys()])
  }

  /** Sends an edit of another kind than what is typed, which stays. */
  async send(mutation: Mutation): Promise<void> {
    if (this.phase === 'ready' && this.read !== null) await this.#send(mutation, [])
  }

  async remove(): Promise<void> {
    if (this.phase !== 'ready' || this.read === null) return
    const { kind, id, in: inside } = this.read.ref
    const thing = { kind, id, ...(inside === undefined ? {} : { in: inside }) }
    await this.#send({ edit: 'remove', ...thing }, [...this.typed.keys()])
  }

  [Symbol.dispose](): void {
    this.close()
  }

  async #send(mutation: Mutation, fields: readonly string[]): Promise<void> {
    const opening = this.#opening
    this.phase = 'sending'
    this.refusal = null
    const late = (answer: Result<CommandAnswer<'show.edit'>>): void => {
      if (opening === this.#opening) this.#answered(mutation, fields, answer)
      else this.#notices.answeredLate('show.edit', 'Edit', answer.ok ? null : answer.error)
    }
    const result = await this.#edits.edit(mutation, this.seen, late)
    if (opening === this.#opening) this.#answered(mutation, fields, result)
    else if (!result.ok) this.#notices.add(result.error, 'Edit')
  }

  #answered(mutation: Mutation, fields: readonly string[], result: Result<CommandAnswer<'show.edit'>>): void {
    this.#isUnknown = !result.ok && UNKNOWN.has(result.error.code)
    if (!result.ok) {
      this.phase = 'ready'
      this.refusal = { fault: result.error, path: fieldOf(result.error, this.specs, this.typed) }
      this.#takeWaiting()
      return
    }
    const left = new Map(this.typed)
    for (const path of fields) left.delete(path)
    this.typed = left
    const { ref } = this
    if (this.#options.stays !== true || ref === null) {
      this.typed = NOTHING_TYPED
      this.close()
    } else this.#goOn(mutation, ref, result.value.generation)
  }

  /** Stays open, by the name that the thing has now. */
  #goOn(mutation: Mutation, ref: FormRef, generation: Generation): void {
    const edits = editsOf(mutation)
    const renamed = edits.find(
      (edit) => edit.edit === 'rename' && edit.kind === ref.kind && edit.id === ref.id,
    )
    if (edits.some((edit) => edit.edit === 'remove' && edit.kind === ref.kind && edit.id === ref.id))
      this.close()
    else if (renamed?.edit === 'rename') {
      this.#reopen({ ...ref, id: renamed.to })
    } else {
      this.#awaits = generation
      this.#takeWaiting()
    }
  }

  #reopen(ref: FormRef): void {
    const { typed, anchor } = this
    const otherId = this.ref?.id ?? null
    this.close()
    this.open(ref, anchor)
    this.typed = typed
    this.#otherId = otherId
  }

  #takeWaiting(): void {
    const waiting = this.#waiting
    this.#waiting = null
    if (waiting !== null && this.ref !== null) this.#take(this.ref, waiting)
  }

  /** While an edit is on its way what it was made from is not replaced: the engine judges it by that. */
  #take(ref: FormRef, open: OpenThing): void {
    const { generation, definition, present } = open
    if (this.phase === 'sending' && (this.#awaits === null || generation < this.#awaits)) {
      this.#waiting = open
      return
    }
    const isOwn = this.#awaits !== null
    if (isOwn) this.phase = 'ready'
    this.#awaits = null
    if (definition === null && this.read !== null) {
      const now = present ?? (this.#otherId === null ? null : { id: this.#otherId })
      if (now !== null) {
        this.#reopen({ ...ref, ...now })
        return
      }
    }
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
    if (before !== null) this.#meet(before, now, isOwn)
  }

  /** Fields that nobody typed in follow; those that somebody did wait for a choice. */
  #meet(before: Read, now: Read, isOwn: boolean): void {
    this.#follow(before, now)
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
    if (!isOwn) this.#changedAt = this.seen
    const conflicts = new Set([...this.conflicts, ...changed.map(({ path }) => path)])
    this.conflicts = new Set([...conflicts].filter((path) => typed.has(path)))
  }

  /** What is typed goes with the member of a list that it was typed for. */
  #follow({ definition: before }: Read, { definition: now }: Read): void {
    const { followed } = this.#options
    if (followed === undefined) return
    const placed = ([path, text]: readonly [string, string]): (readonly [string, string])[] => {
      const to = followed(path, before, now)
      return to === null ? [] : [[to, text]]
    }
    this.typed = new Map([...this.typed].flatMap((each) => placed(each)))
  }
}

/** Whether a field is the one that is named, or of what is named. */
function isWithin(path: string, within: string): boolean {
  return within === '' || path === within || path.startsWith(`${within}.`)
}
