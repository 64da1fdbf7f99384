// What one field of a form is: where it stands in a definition, and how it is typed or chosen.
import type { BindingField } from './binding-text.ts'

export interface FieldSpec {
  /** Where it stands in the definition, dotted; of an id where the thing's own name stands. */
  readonly path: string
  readonly label: string
  readonly as:
    | (
        | 'id'
        | 'text'
        | 'long'
        | 'number'
        | 'colour'
        | 'switch'
        | 'choice'
        | 'list'
        | 'json'
        | 'time'
        | 'actions'
      )
    | BindingField
  /** What an empty field means: nothing, null, or an empty text; it must be written where this is absent. */
  readonly empty?: 'unset' | 'null' | 'text'
  readonly unit?: string
  readonly hint?: string
  readonly choices?: readonly (readonly [value: string, title: string])[]
  /** Seldom needed: it stands behind the others. */
  readonly isRare?: true
  /** Where a choice is among things of the show. */
  readonly from?: 'target' | 'midiOutput' | 'param' | 'playlist' | 'list' | 'layer'
}
