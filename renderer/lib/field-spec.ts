// What one field of a form is: where it stands in a definition, and how it is typed or chosen.
import type { Fault } from '../../shared/base/result.ts'
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
  readonly from?:
    'target' | 'midiOutput' | 'param' | 'playlist' | 'list' | 'cue' | 'layer' | 'peer' | 'deck' | 'gamepad'
  /** What an empty choice among them means. */
  readonly none?: string
}

/** Ends of a range in the words of the form: `must be above min` is `must be above “From”`. */
export function inLabels(fault: Fault, specs: readonly FieldSpec[]): Fault {
  const what = fault.what.replaceAll(
    /\b(?:min|max)\b/g,
    (end) => labelled(specs.find(({ path }) => path === end)?.label) ?? end,
  )
  return what === fault.what ? fault : { ...fault, what }
}

const labelled = (label: string | undefined): string | null => (label === undefined ? null : `“${label}”`)
