// Everything that can be done at this screen, each once: rooms put theirs in and take them back, keys, menus, palette and help read.
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import type { Role } from '../../shared/model/client.ts'
import { keyedBy } from '../lib/actions.ts'
import type { Action, ActionGroup, MenuItem } from '../lib/actions.ts'
import { chordWords } from '../lib/chords.ts'

interface ActingPage {
  /** Why the engine would not do what needs this role now; null where it would. */
  barred(role: Role): string | null
  /** Shows why something was not done. */
  refuse(refused: Fault, subject: string): void
}

export class Actions {
  /** Whether keys are named as on a Mac. */
  isApple = false
  readonly #page: ActingPage
  readonly #rooms = new Map<object, readonly Action[]>()

  /** In the order in which rooms came. */
  all = $state.raw<readonly Action[]>([])
  readonly #byId = $derived(new Map(this.all.map((each) => [each.id, each])))

  constructor(page: ActingPage) {
    this.#page = page
  }

  /** Puts the actions of a room in; the answer takes them back. */
  register(actions: readonly Action[]): () => void {
    const room = {}
    this.#rooms.set(room, actions)
    this.#collect()
    return () => {
      this.#rooms.delete(room)
      this.#collect()
    }
  }

  byId(id: string): Action | null {
    return this.#byId.get(id) ?? null
  }

  keyedBy(chord: string): Action | null {
    return keyedBy(this.all, chord)
  }

  /** Why it cannot be done now; null where it can. */
  whyNot({ role, when }: Action): string | null {
    return (role === null ? null : this.#page.barred(role)) ?? when?.() ?? null
  }

  /** The key of an action as people read it; null for none. */
  keyOf({ keys: [first] }: Action): string | null {
    return first === undefined ? null : chordWords(first, this.isApple)
  }

  /** The lines of a menu, group by group; those of which there is none are left out. */
  menu(groups: readonly ActionGroup[]): readonly (readonly MenuItem[])[] {
    return groups
      .map((group) => this.all.filter((each) => each.group === group && !each.keyOnly && !each.noLine))
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.map((each) => this.#itemOf(each)))
  }

  /** By a key. Keys of the show always ask the engine, whose answer is the true one. */
  press(action: Action, chord: string): void {
    if (action.layer === 'show' || action.anyway === true) action.run(chord)
    else this.#try(action, chord)
  }

  /** From a menu, the palette, or wherever else it is listed. */
  choose(action: Action): void {
    this.#try(action, '')
  }

  #itemOf(action: Action): MenuItem {
    return {
      ...{ label: action.words, key: this.keyOf(action), refused: this.whyNot(action) },
      ...{ ticked: action.ticked?.() ?? null, act: () => this.choose(action) },
    }
  }

  #try(action: Action, chord: string): void {
    const why = this.whyNot(action)
    if (why === null) action.run(chord)
    else {
      // What only a key does has no name that anybody knows: it is typed.
      const what = action.keyOnly === true ? why : `${action.words.replace(/…$/, '')}: ${why}`
      this.#page.refuse(fault('page/not-now', action.id, what, 'nothing was done'), action.words)
    }
  }

  #collect(): void {
    this.all = [...this.#rooms.values()].flat()
  }
}
