// The sheet of one parameter: which part of it is looked at, the form of all that the show says of it, and what is learned for it.
import type { ContractClient } from '../../shared/contract/client.ts'
import type { NamedParam } from '../../shared/contract/streams.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { Fault } from '../../shared/base/result.ts'
import type { CommandAnswer } from '../../shared/contract/commands.ts'
import type { LayerDefinition } from '../../shared/model/layer.ts'
import { together } from '../../shared/model/mutations/mutation.ts'
import type { Edit, Fields, Mutation } from '../../shared/model/mutations/mutation.ts'
import { fieldsOfSheet } from '../lib/binding-fields.ts'
import { bindingsOf, followedPath } from '../lib/binding-place.ts'
import type { BindingList } from '../lib/binding-place.ts'
import {
  boundElsewhere,
  chosenFor,
  feedbackFrom,
  inputFrom,
  outputFrom,
  paramFrom,
  releasingEdits,
  transportOf,
} from '../lib/binding-proposals.ts'
import type { Chosen, NewFeedback, NewOutput } from '../lib/binding-proposals.ts'
import { BindingLearn } from './binding-learn.svelte.ts'
import { EditForm } from './edit-form.svelte.ts'
import { wordsOf } from './edits.svelte.ts'
import type { Edits } from './edits.svelte.ts'
import type { Inputs } from './inputs.svelte.ts'
import type { Notices } from './notices.svelte.ts'
import type { Show } from './show.svelte.ts'

/** Its parts, in the order in which they stand. */
export const SHEET_PARTS = ['inputs', 'outputs', 'feedback', 'layers', 'itself'] as const
export type SheetPart = (typeof SHEET_PARTS)[number]

interface SheetDesk {
  readonly client: ContractClient
  readonly edits: Edits
  readonly inputs: Inputs
  readonly notices: Notices
  readonly show: Show
}

export class BindingSheet implements Disposable {
  readonly #desk: SheetDesk
  readonly form: EditForm
  readonly learn: BindingLearn
  readonly #listening: Disposable

  part = $state<SheetPart>('inputs')
  /** Whether a parameter is made of a control, which is asked for. */
  isNew = $state(false)
  /** What stands open of each list; null where all are closed. */
  opened = $state.raw<{ readonly list: BindingList; readonly index: number } | null>(null)
  /** Where it is used; null until the engine has told. */
  uses = $state.raw<CommandAnswer<'show.uses'> | null>(null)
  /** Why an edit of the show beside the form was refused. */
  refusal = $state.raw<Fault | null>(null)
  newName = $state<string | null>(null)
  /** What a light that is learned is to show; null for the parameter of the sheet. */
  lightOf = $state.raw<Fields | null>(null)

  readonly params = $derived.by((): readonly NamedParam[] => this.#desk.show.view?.params ?? [])
  /** As it stands in the show; null where it is not there. */
  readonly definition = $derived.by((): Fields | null => this.form.read?.definition ?? null)
  readonly chosen = $derived.by((): Chosen | null => {
    const { captured, guess } = this.learn
    if (captured === null || guess === null) return null
    return { ...chosenFor(captured, guess, this.#typeOf()), ...this.learn.picked }
  })
  readonly elsewhere = $derived.by(() => {
    const { captured, purpose } = this.learn
    if (captured === null || purpose?.for === 'output' || purpose?.for === 'feedback') return []
    const own = purpose?.for === 'input' && purpose.place !== null && this.name !== null
    const but = own ? { param: this.name, index: purpose.place } : null
    return boundElsewhere(captured, this.params, but)
  })
  /** What of the transport the control that was learned is already. */
  readonly transport = $derived.by((): readonly string[] => {
    const { captured } = this.learn
    return captured === null ? [] : transportOf(captured, this.#desk.show.view?.transport)
  })
  /** The message of the control that was learned; null where it has none that can be sent. */
  readonly output = $derived.by((): NewOutput | null => {
    const { captured, purpose } = this.learn
    const { view } = this.#desk.show
    return captured === null || purpose?.for !== 'output' || view === null ? null : outputFrom(captured, view)
  })
  /** The light of the control that was learned, for what it is to show; null where it has none that can be sent to. */
  readonly light = $derived.by((): NewFeedback | null => {
    const { captured, purpose } = this.learn
    const { view } = this.#desk.show
    const shows = this.lightOf ?? (this.name === null ? null : { param: this.name })
    if (captured === null || purpose?.for !== 'feedback' || view === null || shows === null) return null
    return feedbackFrom(captured, shows, view)
  })
  /** A parameter made of the control that was learned. */
  readonly proposed = $derived.by(() => {
    const { captured, guess, purpose } = this.learn
    if (captured === null || guess === null || purpose?.for !== 'param') return null
    return paramFrom(captured, guess, this.params)
  })

  constructor(desk: SheetDesk) {
    this.#desk = desk
    this.form = new EditForm(desk.client, desk.edits, desk.notices, {
      ...{ fieldsOf: (_, definition) => fieldsOfSheet(definition), followed: followedPath, stays: true },
    })
    this.learn = new BindingLearn(desk.client, desk.inputs)
    // A control that is moved while nobody hears of it would be waited for in vain.
    this.#listening = desk.client.onState((state) => {
      if (state !== 'open') this.learn.end()
    })
  }

  /** Name of the parameter that is looked at; null where the sheet is closed. */
  get name(): string | null {
    return this.form.ref?.id ?? null
  }

  /** Opens the sheet of a parameter, at the part that is asked for or the one that was looked at last. */
  readonly open = (name: string, part: SheetPart = this.part, anchor: HTMLElement | null = null): void => {
    this.learn.end()
    this.lightOf = null
    this.isNew = false
    this.refusal = null
    this.opened = null
    this.form.open({ kind: 'param', id: name }, anchor)
    this.show(part)
  }

  /** Opens it at one of its bindings, where one is named. */
  readonly openAt = (
    name: string,
    list: BindingList | null,
    index: number | null,
    anchor: HTMLElement | null = null,
  ): void => {
    this.open(name, list ?? 'itself', anchor)
    this.opened = list === null || index === null ? null : { list, index }
  }

  /** Opens it and listens for a control at once. */
  readonly learnFor = (name: string): void => {
    this.open(name, 'inputs')
    this.learn.start({ for: 'input', place: null }, name)
  }

  /** Asks for a control of which a parameter is made. */
  readonly openNew = (): void => {
    this.form.close()
    this.refusal = this.newName = null
    this.isNew = true
    this.learn.start({ for: 'param', place: null }, null)
  }

  readonly show = (part: SheetPart): void => {
    this.part = part
    if (part === 'itself') void this.#askUses()
  }

  readonly close = (): void => {
    this.learn.end()
    this.isNew = false
    this.opened = this.uses = null
    this.form.close()
  }

  /** Opens one of the bindings, or closes it where it is the one. */
  readonly toggle = (list: BindingList, index: number): void => {
    const isOpen = this.opened?.list === list && this.opened.index === index
    this.opened = isOpen ? null : { list, index }
  }

  /** Binds the control that was learned; `alone` takes it away from where else it is bound. */
  readonly bind = async (alone: boolean): Promise<void> => {
    const { captured, guess, purpose } = this.learn
    if (captured === null || guess === null || this.chosen === null || this.definition === null) return
    const made = inputFrom(captured, guess, this.chosen, this.#typeOf())
    const inputs = bindingsOf(this.definition, 'inputs')
    const place = purpose?.place ?? null
    const next =
      place === null
        ? [...inputs, made]
        : inputs.map((each, at) => (at === place ? rebound(each, made) : each))
    const elsewhere = alone ? this.elsewhere.filter(({ param }) => param !== this.name) : []
    await this.#change('inputs', next, releasingEdits(elsewhere, this.params))
    this.#learned('inputs', place ?? inputs.length)
  }

  /** Adds the message of the control that was learned, or one that is given. */
  readonly addOutput = async ({ output, adds }: NewOutput): Promise<boolean> => {
    if (this.definition === null) return false
    const outputs = bindingsOf(this.definition, 'outputs')
    const before: readonly Edit[] =
      adds === null ? [] : [{ edit: 'put', kind: adds.kind, id: adds.id, value: adds.value, before: null }]
    await this.#change('outputs', [...outputs, output], [], before)
    this.#learned('outputs', outputs.length)
    return this.form.refusal === null
  }

  /** Lights the control that was learned. */
  readonly addLight = async ({ id, value, adds }: NewFeedback): Promise<boolean> => {
    const put: Edit = { edit: 'put', kind: 'feedback', id, value, before: null }
    const before: readonly Edit[] =
      adds === null ? [] : [{ edit: 'put', kind: adds.kind, id: adds.id, value: adds.value, before: null }]
    const isTaken = await this.edit(together([...before, put]))
    if (isTaken) this.learn.end()
    return isTaken
  }

  /** Listens for the control whose light is to show this, whatever sheet is open. */
  readonly learnLight = (shows: Fields): void => {
    this.lightOf = shows
    this.refusal = null
    this.learn.start({ for: 'feedback', place: null }, null)
  }

  /** Lets a light be found: it blinks for two seconds. */
  readonly findLight = async (id: string): Promise<void> => {
    const result = await this.#desk.client.command('feedback.find', { id })
    if (!result.ok) this.#desk.notices.add(result.error, id)
  }

  readonly removeLight = (id: string): Promise<boolean> => this.edit({ edit: 'remove', kind: 'feedback', id })

  readonly renameLayer = (id: string, to: string): Promise<boolean> =>
    this.edit({ edit: 'rename', kind: 'layer', id, to })

  readonly removeBinding = async (list: BindingList, index: number): Promise<void> => {
    if (this.definition === null) return
    await this.#change(
      list,
      bindingsOf(this.definition, list).filter((_, at) => at !== index),
    )
    if (this.form.refusal === null) this.opened = null
  }

  /** Another value of an argument in a message, or one fewer. */
  readonly changeArguments = async (
    index: number,
    change: (args: readonly Fields[]) => readonly Fields[],
  ): Promise<void> => {
    if (this.definition === null) return
    const outputs = bindingsOf(this.definition, 'outputs')
    const next = outputs.map((each, at) =>
      at === index ? { ...each, args: change((each['args'] as readonly Fields[] | undefined) ?? []) } : each,
    )
    await this.#change('outputs', next)
  }

  /** Another kind of the same control, of which only the control stays. */
  readonly changeKind = async (index: number, kind: string): Promise<void> => {
    if (this.definition === null) return
    const inputs = bindingsOf(this.definition, 'inputs')
    const next = inputs.map((each, at) =>
      at === index ? { kind, match: each['match'], ...(kind === 'button' && { does: 'toggle' }) } : each,
    )
    await this.#change('inputs', next)
  }

  /** Another type, which begins with what is usual of it. */
  readonly changeType = async (type: string): Promise<void> => {
    const { ref, read } = this.form
    if (ref === null || read === null) return
    const unset = ['min', 'max', 'default', 'unit', 'choices'].filter(
      (field) => read.definition[field] !== undefined,
    )
    await this.form.send({ edit: 'change', kind: 'param', id: ref.id, set: { type }, unset })
  }

  /** Sends the value as it is now by one message. */
  readonly test = async (index: number): Promise<void> => {
    if (this.name === null) return
    const result = await this.#desk.client.command('param.resync', { name: this.name, output: index })
    if (!result.ok) this.#desk.notices.add(result.error, this.name)
  }

  /** Makes a parameter of the control that was learned, and opens it. */
  readonly create = async (name: string, alone: boolean): Promise<void> => {
    if (this.proposed === null) return
    const put: Edit = {
      edit: 'put',
      kind: 'param',
      id: name.trim(),
      value: this.proposed.definition,
      before: null,
    }
    const edits = [put, ...(alone ? releasingEdits(this.elsewhere, this.params) : [])]
    if (await this.edit(together(edits))) this.open(name.trim(), 'inputs')
  }

  /** Makes one without a control, and opens it. */
  readonly make = async (name: string, value: Fields): Promise<void> => {
    const id = name.trim()
    if (await this.edit({ edit: 'put', kind: 'param', id, value, before: null })) this.open(id, 'inputs')
  }

  readonly setLayers = (layers: Readonly<Record<string, LayerDefinition>>): Promise<boolean> =>
    this.edit({ edit: 'change', kind: 'show', set: { layers } })

  /** An edit beside the form; what is wrong with it stands in the sheet. Answers whether it was taken. */
  async edit(mutation: Mutation): Promise<boolean> {
    const late = this.#desk.notices
    this.refusal = null
    const result = await this.#desk.edits.edit(mutation, this.#desk.show.view?.generation ?? 1, (answer) =>
      late.answeredLate('show.edit', 'Edit', answer.ok ? null : answer.error),
    )
    if (!result.ok) this.refusal = result.error
    else this.#desk.notices.accepted(wordsOf('show.edit'))
    return result.ok
  }

  [Symbol.dispose](): void {
    dispose(this.#listening)
    this.form[Symbol.dispose]()
  }

  #typeOf(): { readonly type: 'number' | 'boolean' | 'text'; readonly choices?: readonly string[] } {
    const { type = 'number', choices } = (this.definition ?? {}) as {
      readonly type?: 'number' | 'boolean' | 'text'
      readonly choices?: readonly string[]
    }
    return { type, ...(choices !== undefined && { choices }) }
  }

  async #change(
    list: BindingList,
    next: readonly Fields[],
    after: readonly Edit[] = [],
    before: readonly Edit[] = [],
  ): Promise<void> {
    const { name } = this
    if (name === null) return
    const change: Edit = { edit: 'change', kind: 'param', id: name, set: { [list]: next } }
    await this.form.send(together([...before, change, ...after]))
  }

  /** What was learned is bound, and stands open. */
  #learned(list: BindingList, index: number): void {
    if (this.form.refusal !== null) return
    this.learn.end()
    this.opened = { list, index }
  }

  async #askUses(): Promise<void> {
    const { name } = this
    this.uses = null
    if (name === null) return
    const result = await this.#desk.client.command('show.uses', { kind: 'param', name })
    if (result.ok && name === this.name) this.uses = result.value
  }
}

/** With another control; what else was said of the old one stays where it is of the same kind. */
function rebound(old: Fields, made: Fields): Fields {
  const { while: layers } = old['match'] as { readonly while?: unknown }
  const match = { ...(made['match'] as Fields), ...(layers !== undefined && { while: layers }) }
  if (old['kind'] !== made['kind']) return { ...made, match }
  const { field: _, from: __, rest: ___, ...kept } = old
  const { takeover: ____, does: _____, ...fresh } = made
  return { ...kept, ...fresh, match }
}
