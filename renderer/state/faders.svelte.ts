// The faders as a page looks at them: which tab, what is chosen and arranged in it, and what a hand does to a value.
import { SvelteSet } from 'svelte/reactivity'
import { disposable, dispose } from '../../shared/base/disposable.ts'
import type { Result } from '../../shared/base/result.ts'
import type { NamedParam } from '../../shared/contract/streams.ts'
import type { FaderPageDefinition, FaderSize } from '../../shared/model/fader-page.ts'
import type { Mutation } from '../../shared/model/mutations/mutation.ts'
import { fadeValueAt, pathOf } from '../../shared/model/fade.ts'
import { initialValue } from '../../shared/model/param.ts'
import type { ParamValue } from '../../shared/model/param.ts'
import type { ComingField } from '../lib/coming-field.ts'
import { nameOf } from '../lib/fader-layout.ts'
import type { Placed } from '../lib/fader-layout.ts'
import {
  ALL,
  movedBefore,
  movedBy,
  newPage,
  pageMovedBy,
  tabsOf,
  withParams,
  withSize,
} from '../lib/fader-pages.ts'
import type { FaderTab } from '../lib/fader-pages.ts'
import { typedValue } from '../lib/fader-scale.ts'
import type { ParamMoves } from './param-moves.svelte.ts'
import type { Params } from './params.svelte.ts'
import type { Show } from './show.svelte.ts'

/** Of the longest fader, and of the steepest curve that matters. */
const PIXELS = 2000

interface FaderParts {
  readonly params: Params
  readonly moves: ParamMoves
  readonly show: Show
  /** The engine's clock; stands still while the engine does not answer. */
  readonly engineNow: () => number
  /** Why nothing is moved from this page now; null where it is. */
  readonly whyNotMove: () => string | null
  /** The same of editing pages. */
  readonly whyNotEdit: () => string | null
  readonly edit: (mutation: Mutation) => void
  /** Absent where no pages are made. */
  readonly comingField?: ComingField
}

export class Faders {
  readonly params: Params
  readonly moves: ParamMoves
  readonly #parts: FaderParts
  #opened = $state<string | null>(null)
  #isArranging = $state(false)

  text = $state('')
  /** Goes up when the field to find one in is to have the focus. */
  finding = $state(0)
  /** As rows with all that is known of each, instead of as faders under the hand. */
  asList = $state(false)
  /** The one that keys are for. */
  focused = $state<string | null>(null)
  /** The one whose value is being typed. */
  typing = $state<string | null>(null)
  /** Id of the page whose name is being typed. */
  #named = $state<string | null>(null)
  /** Those that a scene is stored of, or recalled for. */
  readonly chosen = new SvelteSet<string>()

  readonly pages = $derived.by((): readonly FaderPageDefinition[] => this.#parts.show.view?.pages ?? [])
  readonly tabs = $derived.by(() => tabsOf(this.pages, this.params.all))
  readonly tab = $derived.by(
    (): FaderTab => this.tabs.find(({ id }) => id === this.#opened) ?? (this.tabs[0] as FaderTab),
  )
  readonly size = $derived.by((): FaderSize => this.tab.page?.size ?? 'medium')
  readonly placed = $derived.by((): readonly Placed[] => {
    const wanted = this.text.trim().toLowerCase()
    const { placed } = this.tab
    return wanted === '' ? placed : placed.filter((one) => nameOf(one).toLowerCase().includes(wanted))
  })
  /** Why nothing moves; null where it does. */
  readonly stuck = $derived.by(() => this.#parts.whyNotMove())
  /** Why pages stay as they are; null where they may be changed. */
  readonly barred = $derived.by(() => this.#parts.whyNotEdit())
  /** Whether the faders of the page are put in order by hand and move nothing; a lock ends it. */
  readonly arranging = $derived.by(() => this.#isArranging && this.barred === null)
  readonly current = $derived.by((): NamedParam | null => this.byName.get(this.focused ?? '') ?? null)
  readonly byName = $derived.by(() => new Map(this.params.all.map((param) => [param.name, param])))

  /** The name of the page that is seen is being typed. */
  get naming(): boolean {
    return this.#named !== null && this.#named === this.tab.page?.id
  }
  set naming(naming: boolean) {
    this.#named = naming ? (this.tab.page?.id ?? null) : null
  }

  constructor(parts: FaderParts) {
    this.#parts = parts
    this.params = parts.params
    this.moves = parts.moves
  }

  readonly open = (tab: string): void => {
    if (tab !== this.tab.id) {
      this.typing = null
      this.naming = false
    }
    this.#opened = tab
  }

  openBy(steps: number): void {
    const at = this.tabs.findIndex(({ id }) => id === this.tab.id)
    const next = this.tabs[Math.min(Math.max(at + steps, 0), this.tabs.length - 1)]
    if (next !== undefined) this.open(next.id)
  }

  /** The first is 1, and 0 is all. */
  openNumber(number: number): void {
    const next = number === 0 ? this.tabs.find(({ id }) => id === ALL) : this.tabs[number - 1]
    if (next !== undefined) this.open(next.id)
  }

  /** Where it is for the hand: where that has it, else where the engine has. Null before it was heard of. */
  valueOf(name: string): ParamValue | null {
    return this.moves.held.get(name) ?? this.params.standing(name)?.value ?? null
  }

  /** The same at this moment, also of one that fades between two times that the engine tells of it; for how many ms it stays so. */
  shown(name: string): { readonly value: ParamValue | null; readonly lasts: number } {
    const held = this.moves.held.get(name)
    const view = this.params.latest(name)
    if (held !== undefined || view === null) return { value: held ?? null, lasts: Infinity }
    const now = this.#parts.engineNow()
    const isHeld = view.fade?.heldAt !== undefined
    if (view.fade === null || isHeld || now >= view.fade.endsAt || !this.params.known)
      return { value: view.value, lasts: Infinity }
    const path = pathOf(view.fade)
    // Of a numbered one less than a pixel goes by meanwhile; all else changes at an end.
    const lasts = typeof path.from === 'number' ? path.over / PIXELS : Infinity
    return { value: fadeValueAt(path, now), lasts }
  }

  /** Calls for each that is to be drawn otherwise. */
  onMoved(moved: (name: string) => void): Disposable {
    const listening = [this.params.onMoved(moved), this.moves.onMoved(moved)]
    return disposable('listener to faders', () => {
      for (const each of listening) dispose(each)
    })
  }

  readonly set = (name: string, value: ParamValue): void => {
    if (this.stuck === null && !this.arranging && value !== this.shown(name).value)
      this.moves.set(name, value)
  }

  readonly reset = (param: NamedParam): void => this.set(param.name, initialValue(param))

  readonly type = (name: string | null): void => {
    this.typing = name !== null && this.stuck === null && !this.arranging ? name : null
  }

  /** Takes what was typed; why not, where it is none of its values. */
  typed(param: NamedParam, text: string): Result<ParamValue, string> {
    const value = typedValue(param, text)
    if (!value.ok) return value
    this.set(param.name, value.value)
    this.typing = null
    return value
  }

  readonly choose = (name: string): void => {
    if (!this.chosen.delete(name)) this.chosen.add(name)
  }

  /** Where it is all that is chosen, nothing is. */
  readonly letGoOf = (name: string): void => {
    if (this.chosen.size === 1) this.chosen.delete(name)
  }

  readonly find = (): void => {
    this.finding += 1
  }

  readonly chooseNone = (): void => this.chosen.clear()

  readonly arrange = (): void => {
    if (this.barred !== null) return
    this.#isArranging = !this.#isArranging
    this.typing = null
    this.naming = false
  }

  /** With what is chosen, and opened as soon as it is there, with its name to be typed. */
  readonly addPage = (name: string): void => {
    if (this.barred !== null) return
    const params = this.params.all.filter((param) => this.chosen.has(param.name)).map((param) => param.name)
    const { id, mutation } = newPage(this.pages, name.trim() === '' ? 'Page' : name.trim(), params)
    this.#parts.comingField?.expect()
    this.#edit(mutation)
    this.#opened = `page:${id}`
    this.#named = id
    this.#isArranging = true
    this.chooseNone()
  }

  readonly removePage = (): void => {
    const { page } = this.tab
    if (page !== null) this.#edit({ edit: 'remove', kind: 'page', id: page.id })
  }

  readonly renamePage = (name: string): void => {
    this.naming = false
    const { page } = this.tab
    const next = name.trim()
    if (page === null || next === '' || next === page.name) return
    this.#edit({ edit: 'change', kind: 'page', id: page.id, set: { name: next } })
  }

  readonly sizePage = (size: FaderSize): void => {
    const { page } = this.tab
    if (page !== null && page.size !== size) this.#edit(withSize(page, size))
  }

  readonly movePage = (by: 1 | -1): void => {
    const { page } = this.tab
    const mutation = page === null ? null : pageMovedBy(this.pages, page.id, by)
    if (mutation !== null) this.#edit(mutation)
  }

  /** Puts one on the page, or takes it off. */
  readonly switchOnPage = (name: string): void => {
    const { page } = this.tab
    if (page === null) return
    const isOn = page.params.includes(name)
    const params = isOn ? page.params.filter((each) => each !== name) : [...page.params, name]
    this.#edit(withParams(page, params, isOn ? `take ${name} off` : `put ${name} on`))
  }

  readonly moveBefore = (name: string, before: string | null): void =>
    this.#reorder(name, (params) => movedBefore(params, name, before))

  readonly moveBy = (name: string, by: number): void =>
    this.#reorder(name, (params) => movedBy(params, name, by))

  #reorder(name: string, order: (params: readonly string[]) => readonly string[]): void {
    const { page } = this.tab
    if (page === null) return
    const params = order(page.params)
    if (params !== page.params) this.#edit(withParams(page, params, `move ${name} on`))
  }

  #edit(mutation: Mutation): void {
    if (this.barred === null) this.#parts.edit(mutation)
  }
}
