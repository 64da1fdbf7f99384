// What an action of this screen is, and the order in which keys find theirs: one table, read by keys, menus, palette and help.
import type { Role } from '../../shared/model/client.ts'
import { withoutShift } from './chords.ts'

/**
 * Keys of the show act everywhere outside text, and no view ever binds them; below them come those of the view that is looked
 * at, then those of the page, and what none of them takes is an input of the show.
 */
export const KEY_LAYERS = ['show', 'view', 'page'] as const
export type KeyLayer = (typeof KEY_LAYERS)[number]

/** In the order in which they are listed. */
export const GROUP_WORDS = {
  transport: 'Run the show',
  cues: 'Cues',
  faders: 'Faders',
  questions: 'Questions',
  playlists: 'Playlists',
  views: 'Views',
  editing: 'Edit',
  file: 'Show file',
  otherShow: 'Another show',
  versions: 'Earlier versions',
  exchange: 'Sheets and bundles',
  check: 'Check and arm',
  access: 'Lock',
  health: 'Health',
  screen: 'This screen',
  screens: 'Named screens',
  theme: 'Theme',
  size: 'Size',
} as const
export type ActionGroup = keyof typeof GROUP_WORDS

export interface Action {
  /** `show.go`, `view.inputs`: one of its kind in the table. */
  readonly id: string
  /** What it does now, as a menu says it; may be a getter where that changes. */
  readonly words: string
  readonly group: ActionGroup
  /** Where its keys stand among others; what has no keys belongs to the page. */
  readonly layer: KeyLayer
  /** As `chordOf` names them, the first one is shown. */
  readonly keys: readonly string[]
  /** What the engine asks for it; null for what needs no engine. */
  readonly role: Role | null
  /** Where else its keys act than on the page: in text fields, in menus too, or in all layers. Nothing said: on the page only. */
  readonly reach?: 'text' | 'menu' | 'everywhere'
  /** Whether its keys are its own now; where not, they go on to the next layer. Nothing said: always. */
  readonly heard?: () => boolean
  /** What its keys do, where that is more than one moment's words: `Pause or resume`. */
  readonly keyWords?: string
  /** Other words under which it is found. */
  readonly also?: string
  /** Whether it is switched on, for what is switched; null for what is not. */
  readonly ticked?: () => boolean | null
  /** Its key acts whatever stands in its way here, as one that the menu greys only because there is nothing to do. */
  readonly anyway?: true
  /** Only a key: not listed in the palette, as digits that are typed one after another. */
  readonly keyOnly?: true
  /** Found in the palette, and no line of a menu. */
  readonly noLine?: true
  /** Why it cannot be done now, beside what its role says; null where it can. */
  readonly when?: () => string | null
  /** `chord` is the key that was pressed; empty where it was chosen. */
  readonly run: (chord: string) => void
}

/** A line of a menu. */
export interface MenuItem {
  readonly label: string
  /** The key that does the same without the menu, as people read it; null for none. */
  readonly key: string | null
  /** Why it cannot be chosen now; null where it can. */
  readonly refused: string | null
  /** Whether it is switched on; null for what is not switched. */
  readonly ticked: boolean | null
  readonly act: () => void
}

/** The fields that most actions have alike. */
export type ActionFields = Omit<Action, 'layer' | 'keys' | 'role'> &
  Partial<Pick<Action, 'layer' | 'keys' | 'role'>>

/** An action of the page without a key and without the engine, unless said otherwise. Getters stay getters. */
export function action(fields: ActionFields): Action {
  const usual = { layer: 'page', keys: [], role: null } as const
  return Object.defineProperties(
    {},
    {
      ...Object.getOwnPropertyDescriptors(usual),
      ...Object.getOwnPropertyDescriptors(fields),
    },
  ) as Action
}

/** What a key means; null where it is nobody's. */
export function keyedBy(actions: readonly Action[], chord: string): Action | null {
  for (const name of [chord, withoutShift(chord)]) {
    if (name === null) continue
    for (const layer of KEY_LAYERS) {
      const found = actions.find((each) => each.layer === layer && isHeardBy(each, name))
      if (found !== undefined) return found
    }
  }
  return null
}

function isHeardBy({ keys, heard }: Action, chord: string): boolean {
  return keys.includes(chord) && heard?.() !== false
}

export interface Double {
  readonly key: string
  readonly ids: readonly string[]
}

/**
 * Keys that would do two things: two actions of one layer with one key, or a key of the show that a view or the page binds too.
 * `rooms` are those that can be on the screen at once.
 */
export function doublesOf(rooms: readonly (readonly Action[])[]): Double[] {
  const actions = rooms.flat()
  const bound = actions.flatMap(({ id, layer, keys }) => keys.map((key) => ({ id, layer, key })))
  const byKey = Map.groupBy(bound, ({ key }) => key)
  return [...byKey].flatMap(([key, all]) => {
    const layers = new Set(all.map(({ layer }) => layer))
    const isDouble = layers.size < all.length || (layers.has('show') && all.length > 1)
    return isDouble ? [{ key, ids: all.map(({ id }) => id) }] : []
  })
}

/** Ids that more than one action has. */
export function repeatedIds(actions: readonly Action[]): string[] {
  return [...Map.groupBy(actions, ({ id }) => id)].flatMap(([id, all]) => (all.length > 1 ? [id] : []))
}
