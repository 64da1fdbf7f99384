// What the palette lists for what is typed in it: actions of the table, and what the show has by name.
import { GROUP_WORDS } from '../lib/actions.ts'
import type { Action, ActionGroup } from '../lib/actions.ts'
import { fit, wordsIn } from '../lib/fuzzy.ts'
import type { Actions } from './actions.svelte.ts'

/** Lines that are shown at once; of the others is said how many there are. */
const MOST_SHOWN = 80
export const LONGEST_QUERY = 100

/** What is found by name in the show: asked for only while the palette is open, and only when something is typed. */
export type Named = () => readonly Action[]

interface Line {
  readonly action: Action
  readonly words: readonly string[]
  readonly others: readonly string[]
}

const GROUPS = Object.keys(GROUP_WORDS) as ActionGroup[]

const lineOf = (action: Action): Line => ({
  action,
  words: wordsIn(action.words),
  others: wordsIn(`${action.also ?? ''} ${GROUP_WORDS[action.group]}`),
})

export class Palette {
  readonly #actions: Actions
  readonly #named: Named

  query = $state('')
  /** Place of the chosen line; -1 for none. */
  #at = $state(-1)

  readonly #parts = $derived(wordsIn(this.query.slice(0, LONGEST_QUERY)))
  readonly #own = $derived.by(() =>
    this.#actions.all.filter(({ keyOnly }) => keyOnly !== true).map((action) => lineOf(action)),
  )
  readonly #others = $derived.by(() => this.#named().map((action) => lineOf(action)))
  readonly #found = $derived.by(() => this.#find())
  readonly lines = $derived(this.#found.slice(0, MOST_SHOWN))
  /** How many more fit. */
  readonly more = $derived(Math.max(0, this.#found.length - MOST_SHOWN))
  /** Which line Enter chooses; none until something is typed or walked to, so that a slip starts nothing. */
  readonly chosen = $derived(this.lines[Math.min(this.#at, this.lines.length - 1)] ?? null)

  constructor(actions: Actions, named: Named) {
    this.#actions = actions
    this.#named = named
  }

  write(text: string): void {
    this.query = text
    this.#at = text.trim() === '' ? -1 : 0
  }

  /** Round at both ends. */
  walk(steps: number): void {
    const { length } = this.lines
    if (length === 0) return
    const from = this.#at === -1 && steps < 0 ? 0 : Math.min(this.#at, length - 1)
    this.#at = (((from + steps) % length) + length) % length
  }

  pointAt(action: Action): void {
    const at = this.lines.indexOf(action)
    if (at !== -1) this.#at = at
  }

  whyNot(action: Action): string | null {
    return this.#actions.whyNot(action)
  }

  /** Nothing typed: what the table has, group by group. */
  #find(): readonly Action[] {
    const parts = this.#parts
    if (parts.length === 0) {
      const all = this.#own.map(({ action }) => action)
      return GROUPS.flatMap((group) => all.filter((each) => each.group === group))
    }
    const found = [...this.#own, ...this.#others].flatMap(({ action, words, others }) => {
      const fits = fit(words, others, parts)
      return fits > 0 ? [{ action, fits }] : []
    })
    return found.toSorted((one, other) => other.fits - one.fits).map(({ action }) => action)
  }
}
